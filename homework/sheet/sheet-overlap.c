/* SPDX-License-Identifier: MIT */
#include "homework/sheet/sheet-overlap.h"

#include <string.h>

static bool is_written(const SheetRegion *region)
{
	return (region->role == ROLE_ANSWER || region->role == ROLE_OPTION) &&
	       region->question != 0;
}

static double shared(double at, double size, double other_at, double other_size)
{
	return MIN(at + size, other_at + other_size) - MAX(at, other_at);
}

static bool overlap(const SheetRegion *a, const SheetRegion *b)
{
	return is_written(a) && is_written(b) && a->question != b->question &&
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
