/* SPDX-License-Identifier: MIT */
/* From what an .nproj file says to a sheet in millimetres; see layout-nproj-parts.h and neo.md 16. */
#include "homework/sheet/layout-nproj-parts.h"

#define MM_PER_POINT (25.4 / 72)
#define VERSION_WITH_CROP_MARGIN 2.305 /* 2.31, whatever a decimal number makes of it */
#define PAGE_MAX 0xfffff	       /* as protocol/dot.h: more does not fit in a key */

static void free_symbol(gpointer data)
{
	NprojSymbol *symbol = data;

	g_free(symbol->type);
	sheet_region_free(symbol->region);
	g_array_unref(symbol->fractions);
	g_free(symbol);
}

void nproj_parts_init(NprojParts *parts, const char *file, GPtrArray *left_out)
{
	*parts = (NprojParts){ .report = { file, left_out, NULL } };
	parts->section = parts->owner = parts->book = -1;
	parts->start_page = parts->first_page = parts->last_page = -1;
	parts->pages = g_array_new(FALSE, FALSE, sizeof(NprojPage));
	parts->symbols = g_ptr_array_new_with_free_func(free_symbol);
}

void nproj_parts_clear(NprojParts *parts)
{
	g_clear_pointer(&parts->title, g_free);
	g_clear_pointer(&parts->pages, g_array_unref);
	g_clear_pointer(&parts->symbols, g_ptr_array_unref);
}

NprojSymbol *nproj_parts_add_symbol(NprojParts *parts)
{
	NprojSymbol *symbol = g_new0(NprojSymbol, 1);

	symbol->type = g_strdup("");
	symbol->region = sheet_region_new();
	symbol->fractions = g_array_new(FALSE, FALSE, sizeof(double));
	g_ptr_array_add(parts->symbols, symbol);
	return symbol;
}

bool nproj_parts_refuse(const NprojParts *parts, guint line, const char *element, GError **error,
	const char *format, ...)
{
	const LayoutReport report = { parts->report.file, NULL, error };
	g_autofree char *place = g_strdup_printf("<%s>", element);
	GError *fault = NULL;
	va_list arguments;

	va_start(arguments, format);
	sheet_error_set_va(&fault, place, format, arguments);
	va_end(arguments);
	return layout_report_pass(&report, line, fault);
}

static SheetBox box_mm(double x, double y, double width, double height)
{
	return (SheetBox){ x * MM_PER_POINT, y * MM_PER_POINT, width * MM_PER_POINT,
		height * MM_PER_POINT };
}

static bool is_crop_for_all(const NprojSymbol *symbol)
{
	return g_str_equal(symbol->region->param, "crop_area_common");
}

/* Below 2.31 the cut is drawn as a symbol, for one page or for all. */
static bool is_crop(const NprojParts *parts, const NprojSymbol *symbol)
{
	return parts->version < VERSION_WITH_CROP_MARGIN &&
	       (is_crop_for_all(symbol) || g_str_equal(symbol->region->param, "crop_area"));
}

static SheetBox trim_by_symbol(NprojParts *parts, const NprojPage *page)
{
	const NprojSymbol *crop = NULL;

	for (guint i = 0; i < parts->symbols->len; i++) {
		const NprojSymbol *symbol = g_ptr_array_index(parts->symbols, i);
		bool its_own = symbol->page == page->number && !is_crop_for_all(symbol);

		if (!is_crop(parts, symbol) || symbol->width <= 0 || symbol->height <= 0)
			continue;
		if (its_own || (is_crop_for_all(symbol) && !crop))
			crop = symbol;
		if (its_own)
			break;
	}
	if (crop)
		return box_mm(crop->x, crop->y, crop->width, crop->height);
	layout_report_note(&parts->report, page->line,
		"<page_item>：没有 crop_area，整页都算纸 / <page_item>: no crop_area: the whole "
		"page counts as the paper");
	return box_mm(0, 0, page->x2, page->y2);
}

static bool set_trim(NprojParts *parts, const NprojPage *page, SheetBox *trim, GError **error)
{
	if (parts->version < VERSION_WITH_CROP_MARGIN)
		*trim = trim_by_symbol(parts, page);
	else
		*trim = box_mm(page->x1 + page->left, page->y1 + page->top,
			page->x2 - page->x1 - page->left - page->right,
			page->y2 - page->y1 - page->top - page->bottom);
	if (trim->width_mm > 0 && trim->height_mm > 0)
		return true;
	return nproj_parts_refuse(parts, page->line, "page_item", error,
		"页面什么都不剩了，请让 x2、y2 大于 x1、y1 加裁切边 / nothing is left of the page; "
		"write x2 and y2 larger than x1, y1 and the crop margin");
}

/* The first page's printed number. Split files number themselves in segment_info. */
static bool find_first_page(NprojParts *parts, gint64 *first, GError **error)
{
	*first = parts->first_page >= 0 ? parts->first_page : parts->start_page;
	if (*first < 0)
		return nproj_parts_refuse(parts, 0, "book", error,
			"没有 start_page，也没有 ncode_start_page，请写第一页的页号 / no "
			"start_page and no ncode_start_page; write the number of the first page");
	if (parts->first_page >= 0 && parts->start_page >= 0 &&
		parts->first_page != parts->start_page)
		layout_report_note(&parts->report, 0,
			"<book>：start_page 是 %1$" G_GINT64_FORMAT
			"，segment_info 的 ncode_start_page 是 %2$" G_GINT64_FORMAT
			"：按后一个 / <book>: start_page is %1$" G_GINT64_FORMAT
			", ncode_start_page of segment_info is %2$" G_GINT64_FORMAT
			": the second was taken",
			parts->start_page, parts->first_page);
	if (parts->last_page >= 0 && parts->last_page - *first + 1 != (gint64)parts->pages->len)
		layout_report_note(&parts->report, 0,
			"<book>：segment_info 到第 %1$" G_GINT64_FORMAT
			" 页为止，文件里却有 %2$u 页：全部收下 / <book>: segment_info ends at page "
			"%1$" G_GINT64_FORMAT
			", but the file has %2$u pages: all of them were taken",
			parts->last_page, parts->pages->len);
	return true;
}

static bool check_book(const NprojParts *parts, GError **error)
{
	const struct {
		const char *element;
		gint64 value;
	} needed[] = { { "section", parts->section }, { "owner", parts->owner },
		{ "code", parts->book } };

	for (gsize i = 0; i < G_N_ELEMENTS(needed); i++)
		if (needed[i].value < 0)
			return nproj_parts_refuse(parts, 0, needed[i].element, error,
				"<book> 里缺了，请写纸上印的号 / is missing in <book>; write the "
				"number printed in the paper");
	if (parts->pages->len == 0)
		return nproj_parts_refuse(parts, 0, "pages", error,
			"文件里没有页，请导出整个版面 / the file has no page; export the whole "
			"layout");
	return true;
}

static bool add_pages(NprojParts *parts, Sheet *sheet, gint64 first, GError **error)
{
	for (guint i = 0; i < parts->pages->len; i++) {
		const NprojPage *page = &g_array_index(parts->pages, NprojPage, i);
		PageAddress address = { .family = PAGE_FAMILY_NCODE,
			.section = (uint32_t)parts->section,
			.owner = (uint32_t)parts->owner,
			.book = (uint32_t)parts->book,
			.page = (uint32_t)(first + page->number) };

		if (first + page->number > PAGE_MAX)
			return nproj_parts_refuse(parts, page->line, "page_item", error,
				"没有第 %1$" G_GINT64_FORMAT " 页这样的纸，请改 start_page / no "
				"paper has a page %1$" G_GINT64_FORMAT "; mend start_page",
				first + page->number);
		if (sheet_find_page(sheet, &address))
			return nproj_parts_refuse(parts, page->line, "page_item", error,
				"页号 %1$u 出现两次，请每页各用一个 / number %1$u comes twice; "
				"give each page its own",
				page->number);
		if (page->rotated > 0)
			layout_report_note(&parts->report, page->line,
				"<page_item>：rotate_angle %1$.0f 只转了印的图，区域照原样读 / "
				"<page_item>: rotate_angle %1$.0f turns the printed picture only: "
				"regions were read as they stand",
				page->rotated);
		SheetBox trim;
		if (!set_trim(parts, page, &trim, error))
			return false;
		sheet_add_page(sheet, address)->trim = trim;
	}
	return true;
}

static void take_corners(SheetRegion *region, const double *fractions, guint n_fractions)
{
	region->shape = REGION_POLYGON;
	region->corners = g_array_new(FALSE, FALSE, sizeof(SheetPoint));
	for (guint i = 0; i + 1 < n_fractions; i += 2) {
		SheetPoint corner = {
			.x_mm = region->box.x_mm + region->box.width_mm * fractions[i],
			.y_mm = region->box.y_mm + region->box.height_mm * fractions[i + 1],
		};
		g_array_append_val(region->corners, corner);
	}
}

/* The symbol's shape from its type; false (and a note) when it has none. */
static bool take_shape(NprojParts *parts, NprojSymbol *symbol)
{
	static const double TRIANGLE[] = { 0.5, 0, 1, 1, 0, 1 };
	SheetRegion *region = symbol->region;

	region->box = box_mm(symbol->x, symbol->y, symbol->width, symbol->height);
	if (symbol->width <= 0 || symbol->height <= 0) {
		layout_report_note(&parts->report, symbol->line,
			"<symbol>“%1$s”：没有大小，略去 / <symbol> \"%1$s\": has no size: left out",
			region->id);
		return false;
	}
	if (g_str_equal(symbol->type, "Rectangle")) {
		region->shape = REGION_RECTANGLE;
	} else if (g_str_equal(symbol->type, "Ellipse")) {
		region->shape = REGION_ELLIPSE;
	} else if (g_str_equal(symbol->type, "Triangle")) {
		take_corners(region, TRIANGLE, G_N_ELEMENTS(TRIANGLE));
	} else if (g_str_equal(symbol->type, "Custom") && symbol->fractions->len >= 6) {
		take_corners(region, (const double *)(void *)symbol->fractions->data,
			symbol->fractions->len);
	} else {
		layout_report_note(&parts->report, symbol->line,
			g_str_equal(symbol->type, "Custom")
				? "<symbol>“%1$s”：类型“%2$s”不到三个点，略去 / <symbol> \"%1$s\": "
				  "type \"%2$s\" with fewer than three points: left out"
				: "<symbol>“%1$s”：不认识类型“%2$s”，略去 / <symbol> \"%1$s\": "
				  "type \"%2$s\" is not known: left out",
			region->id, symbol->type);
		return false;
	}
	return true;
}

static void add_regions(NprojParts *parts, Sheet *sheet, gint64 first)
{
	g_autoptr(GHashTable) pages = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < sheet->pages->len; i++) {
		SheetPage *page = g_ptr_array_index(sheet->pages, i);
		g_hash_table_insert(
			pages, GUINT_TO_POINTER(page->address.page - (guint32)first), page);
	}
	for (guint i = 0; i < parts->symbols->len; i++) {
		NprojSymbol *symbol = g_ptr_array_index(parts->symbols, i);
		if (is_crop(parts, symbol))
			continue;
		SheetPage *page = g_hash_table_lookup(pages, GUINT_TO_POINTER(symbol->page));
		if (!page)
			layout_report_note(&parts->report, symbol->line,
				"<symbol>“%1$s”：文件里没有第 %2$u 页，略去 / <symbol> \"%1$s\": "
				"the file has no page %2$u: left out",
				symbol->region->id, symbol->page);
		else if (take_shape(parts, symbol))
			g_ptr_array_add(page->regions, g_steal_pointer(&symbol->region));
	}
}

Sheet *nproj_parts_sheet(NprojParts *parts, GError **error)
{
	g_autoptr(Sheet) sheet = sheet_new();
	gint64 first;

	if (!check_book(parts, error) || !find_first_page(parts, &first, error) ||
		!add_pages(parts, sheet, first, error))
		return NULL;
	if (parts->title) {
		g_free(sheet->title);
		sheet->title = g_strdup(parts->title);
	}
	add_regions(parts, sheet, first);
	return g_steal_pointer(&sheet);
}
