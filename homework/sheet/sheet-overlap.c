/* SPDX-License-Identifier: MIT */
#include "homework/sheet/sheet-overlap.h"

#include <string.h>

/* What ink in it means is told by the place alone: a claim box too, though it is the teacher's pen that touches it. */
static bool is_read(const SheetRegion *region)
{
	switch (region->role) {
	case ROLE_ANSWER:
	case ROLE_OPTION:
	case ROLE_NUMBER_BOX:
	case ROLE_CLAIM_BOX:
	case ROLE_PAGE_STRIP:
	case ROLE_ROSTER_BOX:
	case ROLE_HELP:
		return true;
	case ROLE_MARK:
	case ROLE_TOTAL:
	case ROLE_OTHER:
		return false;
	}
	return false;
}

static bool is_one_question(const SheetRegion *a, const SheetRegion *b)
{
	return a->question != 0 && a->question == b->question;
}

static double shared(double at, double size, double other_at, double other_size)
{
	return MIN(at + size, other_at + other_size) - MAX(at, other_at);
}

static bool overlap(const SheetRegion *a, const SheetRegion *b)
{
	return is_read(a) && is_read(b) && !is_one_question(a, b) &&
	       shared(a->box.x_mm, a->box.width_mm, b->box.x_mm, b->box.width_mm) >
		       SHEET_OVERLAP_MM &&
	       shared(a->box.y_mm, a->box.height_mm, b->box.y_mm, b->box.height_mm) >
		       SHEET_OVERLAP_MM;
}

static const SheetRegion *find_region(const Sheet *sheet, const char *id)
{
	for (guint p = 0; p < sheet->pages->len; p++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, p);

		for (guint i = 0; i < page->regions->len; i++) {
			const SheetRegion *region = g_ptr_array_index(page->regions, i);

			if (strcmp(region->id, id) == 0)
				return region;
		}
	}
	return NULL;
}

/* A sheet that came so is not refused for what nobody touched. */
static bool was_so(const Sheet *before, const SheetRegion *a, const SheetRegion *b)
{
	const SheetRegion *old_a = before && *a->id ? find_region(before, a->id) : NULL;
	const SheetRegion *old_b = before && *b->id ? find_region(before, b->id) : NULL;

	return old_a && old_b && overlap(old_a, old_b);
}

bool sheet_overlap_find(const Sheet *sheet, const Sheet *before, SheetOverlap *found)
{
	for (guint p = 0; p < sheet->pages->len; p++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, p);

		for (guint i = 0; i < page->regions->len; i++)
			for (guint j = i + 1; j < page->regions->len; j++) {
				const SheetRegion *a = g_ptr_array_index(page->regions, i);
				const SheetRegion *b = g_ptr_array_index(page->regions, j);

				if (!overlap(a, b) || was_so(before, a, b))
					continue;
				*found = (SheetOverlap){ p, i, j };
				return true;
			}
	}
	return false;
}
