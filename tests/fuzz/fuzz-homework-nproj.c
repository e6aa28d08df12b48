/* SPDX-License-Identifier: MIT */
/* Any bytes as a layout: a sheet whose every region can be asked, or an error and nothing. */
#include "homework/sheet/layout-nproj.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void check_region(const SheetRegion *region)
{
	const SheetBox *box = &region->box;

	g_assert(box->width_mm > 0 && box->height_mm > 0);
	g_assert((region->shape == REGION_POLYGON) == (region->corners != NULL));
	g_assert(!region->corners || region->corners->len >= 3);
	g_assert(region->id && region->name && region->action && region->param);
	/* Far away from it is outside, whatever its shape. */
	g_assert(!sheet_region_contains(region, (PaperPoint){ G_MININT32, G_MININT32 }) ||
		 box->x_mm < G_MININT32 / 2000.0);
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_memdup2(data, size);
	g_autoptr(Sheet) sheet = layout_nproj_read("fuzz.nproj", text, size, left_out, &error);

	g_assert(!sheet == (error != NULL));
	g_assert(left_out->len <= 201);
	if (!sheet)
		return 0;
	g_assert(sheet->pages->len > 0);
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		g_assert(sheet_find_page(sheet, &page->address) == page);
		g_assert(page->trim.width_mm > 0 && page->trim.height_mm > 0);
		for (guint k = 0; k < page->regions->len; k++)
			check_region(g_ptr_array_index(page->regions, k));
	}
	return 0;
}
