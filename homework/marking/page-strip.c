/* SPDX-License-Identifier: MIT */
#include "homework/marking/page-strip.h"

#include "homework/marking/sign-shapes.h"

static gint number_at(const SheetPage *page, PaperPoint at)
{
	for (guint i = page->regions->len; i-- > 0;) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);

		if (region->role == ROLE_PAGE_STRIP && sheet_region_contains(region, at))
			return region->number;
	}
	return 0;
}

const SheetPage *page_strip_page(const Sheet *sheet, const Stroke *stroke)
{
	g_autoptr(Trace) trace = trace_new();
	gint number = 0;

	trace_add_stroke(trace, stroke);
	if (trace_n_strokes(trace) == 0)
		return NULL;
	const TracePoint lowest = sign_lowest(trace);
	const PaperPoint at = { (gint32)lowest.x, (gint32)lowest.y };

	for (guint i = 0; i < sheet->pages->len; i++) {
		const gint here = number_at(g_ptr_array_index(sheet->pages, i), at);

		if (here != 0 && number != 0 && here != number)
			return NULL;
		number = here != 0 ? here : number;
	}
	return number >= 1 && (guint)number <= sheet->pages->len
		       ? g_ptr_array_index(sheet->pages, (guint)number - 1)
		       : NULL;
}
