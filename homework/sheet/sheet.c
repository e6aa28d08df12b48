/* SPDX-License-Identifier: MIT */
/* See sheet.h: holding a sheet's pages and regions, and asking which region a place is in. */
#include "homework/sheet/sheet.h"

static void free_region(gpointer region)
{
	sheet_region_free(region);
}

static void free_question(gpointer question)
{
	sheet_question_free(question);
}

static void free_page(gpointer data)
{
	SheetPage *page = data;

	g_ptr_array_unref(page->regions);
	g_free(page->background);
	g_free(page);
}

Sheet *sheet_new(void)
{
	Sheet *sheet = g_new0(Sheet, 1);

	sheet->title = g_strdup("");
	sheet->subject = g_strdup("");
	sheet->questions = g_ptr_array_new_with_free_func(free_question);
	sheet->pages = g_ptr_array_new_with_free_func(free_page);
	return sheet;
}

Sheet *sheet_free(Sheet *sheet)
{
	if (sheet) {
		g_free(sheet->title);
		g_free(sheet->subject);
		g_ptr_array_unref(sheet->questions);
		g_ptr_array_unref(sheet->pages);
		g_free(sheet);
	}
	return NULL;
}

SheetPage *sheet_add_page(Sheet *sheet, PageAddress address)
{
	SheetPage *page = g_new0(SheetPage, 1);
	guint at = sheet->pages->len;

	page->address = address;
	page->background = g_strdup("");
	page->regions = g_ptr_array_new_with_free_func(free_region);
	while (at > 0) {
		const SheetPage *before = g_ptr_array_index(sheet->pages, at - 1);
		if (before->address.page <= address.page)
			break;
		at--;
	}
	g_ptr_array_insert(sheet->pages, (gint)at, page);
	return page;
}

/* Which copy of the page it is, from 1; 0: not this page. */
static gint copy_of(const SheetPage *page, const PageAddress *address)
{
	const PageAddress first = { address->family, address->section, address->owner,
		address->book, page->address.page };

	if (!page_address_equal(&first, &page->address) || address->page < first.page)
		return 0;
	guint64 beyond = address->page - first.page;
	if (page->n_copies == 0)
		return beyond == 0;
	const guint64 step = MAX(page->copy_step, 1);
	return beyond % step == 0 && beyond / step < page->n_copies ? (gint)(beyond / step) + 1 : 0;
}

const SheetPage *sheet_find_copy(const Sheet *sheet, const PageAddress *address, gint *pupil_number)
{
	*pupil_number = 0;
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		const gint copy = copy_of(page, address);

		if (copy > 0) {
			*pupil_number = page->n_copies > 0 ? copy : 0;
			return page;
		}
	}
	return NULL;
}

const SheetPage *sheet_find_page(const Sheet *sheet, const PageAddress *address)
{
	gint pupil_number;

	return sheet_find_copy(sheet, address, &pupil_number);
}

const SheetQuestion *sheet_find_question(const Sheet *sheet, gint number)
{
	for (guint i = 0; i < sheet->questions->len; i++) {
		const SheetQuestion *question = g_ptr_array_index(sheet->questions, i);
		if (question->number == number)
			return question;
	}
	return NULL;
}

static const char *const ROLE_NAMES[SHEET_N_ROLES] = { "other", "answer", "option", "mark", "total",
	"number-box", "claim-box", "page-strip", "roster-box", "help" };

const char *region_role_name(RegionRole role)
{
	g_return_val_if_fail(role < SHEET_N_ROLES, "");
	return ROLE_NAMES[role];
}

bool region_role_from_name(const char *name, RegionRole *role)
{
	for (guint i = 0; i < SHEET_N_ROLES; i++) {
		if (g_str_equal(ROLE_NAMES[i], name)) {
			*role = (RegionRole)i;
			return true;
		}
	}
	return false;
}

SheetRegion *sheet_region_new(void)
{
	SheetRegion *region = g_new0(SheetRegion, 1);

	region->id = g_strdup("");
	region->name = g_strdup("");
	region->action = g_strdup("");
	region->param = g_strdup("");
	region->option = g_strdup("");
	region->previous = g_strdup("");
	region->next = g_strdup("");
	return region;
}

SheetRegion *sheet_region_free(SheetRegion *region)
{
	if (region) {
		g_clear_pointer(&region->corners, g_array_unref);
		g_free(region->id);
		g_free(region->name);
		g_free(region->action);
		g_free(region->param);
		g_free(region->option);
		g_free(region->previous);
		g_free(region->next);
		g_free(region);
	}
	return NULL;
}

static bool box_contains(const SheetBox *box, SheetPoint at)
{
	return at.x_mm >= box->x_mm && at.x_mm <= box->x_mm + box->width_mm &&
	       at.y_mm >= box->y_mm && at.y_mm <= box->y_mm + box->height_mm;
}

static bool ellipse_contains(const SheetBox *box, SheetPoint at)
{
	double across = (at.x_mm - box->x_mm) / box->width_mm * 2 - 1;
	double down = (at.y_mm - box->y_mm) / box->height_mm * 2 - 1;

	return across * across + down * down <= 1;
}

/* Even-odd: a ray to the right crosses the outline an odd number of times. */
static bool polygon_contains(const GArray *corners, SheetPoint at)
{
	bool inside = false;

	for (guint i = 0, before = corners->len - 1; i < corners->len; before = i++) {
		SheetPoint a = g_array_index(corners, SheetPoint, i);
		SheetPoint b = g_array_index(corners, SheetPoint, before);

		if ((a.y_mm > at.y_mm) != (b.y_mm > at.y_mm) &&
			at.x_mm <
				(b.x_mm - a.x_mm) * (at.y_mm - a.y_mm) / (b.y_mm - a.y_mm) + a.x_mm)
			inside = !inside;
	}
	return inside;
}

bool sheet_region_contains(const SheetRegion *region, PaperPoint point)
{
	SheetPoint at = { .x_mm = point.x_um / 1000.0, .y_mm = point.y_um / 1000.0 };

	switch (region->shape) {
	case REGION_RECTANGLE:
		return box_contains(&region->box, at);
	case REGION_ELLIPSE:
		return ellipse_contains(&region->box, at);
	case REGION_POLYGON:
		return polygon_contains(region->corners, at);
	}
	return false;
}

const SheetRegion *sheet_page_region_at(const SheetPage *page, PaperPoint point)
{
	for (guint i = page->regions->len; i-- > 0;) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		if (sheet_region_contains(region, point))
			return region;
	}
	return NULL;
}
