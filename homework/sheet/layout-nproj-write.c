/* SPDX-License-Identifier: MIT */
/* Writing .nproj layouts; see layout-nproj.h. Points of 72 to the inch; the cut is in the crop margin. */
#include "homework/sheet/layout-nproj.h"

#include "homework/sheet/layout-report.h"

#define POINTS_PER_MM (72 / 25.4)

typedef struct {
	GString *xml;
	guint32 first_page;
} Writing;

static void add_escaped(Writing *writing, const char *text)
{
	g_autofree char *escaped = g_markup_escape_text(text, -1);

	g_string_append(writing->xml, escaped);
}

static void add_attribute(Writing *writing, const char *name, const char *text)
{
	g_string_append_printf(writing->xml, " %s=\"", name);
	add_escaped(writing, text);
	g_string_append_c(writing->xml, '"');
}

static void add_number(Writing *writing, double number)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	g_string_append(writing->xml, g_ascii_formatd(text, sizeof text, "%.9g", number));
}

static void add_points(Writing *writing, const char *name, double mm)
{
	g_string_append_printf(writing->xml, " %s=\"", name);
	add_number(writing, mm * POINTS_PER_MM);
	g_string_append_c(writing->xml, '"');
}

static void add_element(Writing *writing, const char *name, const char *text)
{
	g_string_append_printf(writing->xml, "   <%s>", name);
	add_escaped(writing, text);
	g_string_append_printf(writing->xml, "</%s>\n", name);
}

/* From the pattern's origin to the far edge of the paper: what is cut is left and top. */
static void add_page(Writing *writing, const SheetPage *page)
{
	const SheetBox *trim = &page->trim;

	g_string_append_printf(writing->xml, "  <page_item number=\"%u\" rotate_angle=\"0\"",
		page->address.page - writing->first_page);
	g_string_append(writing->xml, " x1=\"0\" y1=\"0\"");
	add_points(writing, "x2", trim->x_mm + trim->width_mm);
	add_points(writing, "y2", trim->y_mm + trim->height_mm);
	g_string_append(writing->xml, " crop_margin=\"");
	add_number(writing, trim->x_mm * POINTS_PER_MM);
	g_string_append(writing->xml, ",0,"); /* left, right, top, bottom */
	add_number(writing, trim->y_mm * POINTS_PER_MM);
	g_string_append(writing->xml, ",0\"/>\n");
}

static void add_corners(Writing *writing, const SheetRegion *region)
{
	g_string_append(writing->xml, "   <customshape><points>");
	for (guint i = 0; i < region->corners->len; i++) {
		const SheetPoint at = g_array_index(region->corners, SheetPoint, i);
		g_string_append(writing->xml, i > 0 ? ", " : "");
		add_number(writing, (at.x_mm - region->box.x_mm) / region->box.width_mm);
		g_string_append_c(writing->xml, ',');
		add_number(writing, (at.y_mm - region->box.y_mm) / region->box.height_mm);
	}
	g_string_append(writing->xml, "</points></customshape>\n");
}

static char *role_param(const SheetRegion *region)
{
	if (region->role == ROLE_OPTION)
		return g_strdup_printf("%d/%s", region->question, region->option);
	if (region->question != 0 || region->number != 0)
		return g_strdup_printf(
			"%d", region->question != 0 ? region->question : region->number);
	return g_strdup("");
}

static void add_command(Writing *writing, const SheetRegion *region)
{
	const bool is_foreign = region->action[0] || region->param[0];

	if (!is_foreign && region->role == ROLE_OTHER)
		return;
	g_autofree char *param = is_foreign ? g_strdup(region->param) : role_param(region);
	g_string_append(writing->xml, "   <command");
	add_attribute(
		writing, "action", is_foreign ? region->action : region_role_name(region->role));
	add_attribute(writing, "param", param);
	g_string_append(writing->xml, "/>\n");
}

static const char *type_name(RegionShape shape)
{
	switch (shape) {
	case REGION_RECTANGLE:
		return "Rectangle";
	case REGION_ELLIPSE:
		return "Ellipse";
	case REGION_POLYGON:
		return "Custom";
	}
	return "Rectangle";
}

static void add_symbol(Writing *writing, const SheetPage *page, const SheetRegion *region)
{
	g_string_append_printf(writing->xml, "  <symbol page=\"%u\" type=\"%s\"",
		page->address.page - writing->first_page, type_name(region->shape));
	add_points(writing, "x", region->box.x_mm);
	add_points(writing, "y", region->box.y_mm);
	add_points(writing, "width", region->box.width_mm);
	add_points(writing, "height", region->box.height_mm);
	g_string_append(writing->xml, ">\n");
	add_element(writing, "name", region->name);
	add_element(writing, "id", region->id);
	if (region->corners)
		add_corners(writing, region);
	add_command(writing, region);
	if (region->previous[0] || region->next[0]) {
		g_string_append(writing->xml, "   <matching_symbols");
		add_attribute(writing, "previous", region->previous);
		add_attribute(writing, "next", region->next);
		g_string_append(writing->xml, "/>\n");
	}
	g_string_append(writing->xml, "  </symbol>\n");
}

static void note_left_out(const Sheet *sheet, const LayoutReport *report)
{
	if (sheet->questions->len > 0)
		layout_report_note(report, 0,
			"%1$u 题%2$.0s：题型、答案和分值略去，.nproj 只记位置 / %1$u question%2$s: "
			"kinds, keys and points are left out, .nproj holds places",
			sheet->questions->len, sheet->questions->len == 1 ? "" : "s");
	if (sheet->subject[0])
		layout_report_note(
			report, 0, "学科“%1$s”：略去 / subject \"%1$s\": left out", sheet->subject);
	if (sheet->grade != 0)
		layout_report_note(
			report, 0, "年级 %1$d：略去 / grade %1$d: left out", sheet->grade);
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		if (page->n_copies > 0)
			layout_report_note(report, 0,
				"第 %1$u 页：%2$u 份的点码只写第一份，其余略去 / page %1$u: the "
				"addresses of its %2$u copies are left out, only the first is "
				"written",
				page->address.page, page->n_copies);
	}
}

static bool check_book(const Sheet *sheet, const LayoutReport *report)
{
	if (sheet->pages->len == 0)
		return layout_report_refuse(report, 0,
			"作业单没有页，.nproj 由页组成，请加一页 / the sheet has no page, and "
			".nproj is made of pages; add one");
	const PageAddress *first = &((SheetPage *)g_ptr_array_index(sheet->pages, 0))->address;
	for (guint i = 1; i < sheet->pages->len; i++) {
		const PageAddress *other =
			&((SheetPage *)g_ptr_array_index(sheet->pages, i))->address;
		if (other->section != first->section || other->owner != first->owner ||
			other->book != first->book)
			return layout_report_refuse(report, 0,
				"pages[%1$u].address：和第一页不在同一本（%2$u.%3$u.%4$u），.nproj "
				"只能是一本，请每本各做一份作业单 / pages[%1$u].address: is of "
				"another book (%2$u.%3$u.%4$u) than the first page, and .nproj is "
				"one book; write a sheet for each",
				i, other->section, other->owner, other->book);
	}
	return true;
}

static void add_book(Writing *writing, const Sheet *sheet, const PageAddress *first)
{
	g_string_append(writing->xml,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nproj>\n"
		"<nproj version=\"2.31\" category=\"simple\">\n <book>\n");
	add_element(writing, "title", sheet->title);
	g_string_append_printf(writing->xml,
		"   <section>%u</section>\n   <owner>%u</owner>\n   <code>%u</code>\n"
		"   <start_page>%u</start_page>\n </book>\n",
		first->section, first->owner, first->book, first->page);
}

GBytes *layout_nproj_write(const Sheet *sheet, GPtrArray *left_out, GError **error)
{
	const LayoutReport report = { NULL, left_out, error };

	if (!check_book(sheet, &report))
		return NULL;
	const PageAddress *first = &((SheetPage *)g_ptr_array_index(sheet->pages, 0))->address;
	Writing writing = { g_string_new(""), first->page };
	add_book(&writing, sheet, first);
	g_string_append_printf(writing.xml, " <pages count=\"%u\">\n", sheet->pages->len);
	for (guint i = 0; i < sheet->pages->len; i++)
		add_page(&writing, g_ptr_array_index(sheet->pages, i));
	g_string_append(writing.xml, " </pages>\n <symbols>\n");
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		for (guint k = 0; k < page->regions->len; k++)
			add_symbol(&writing, page, g_ptr_array_index(page->regions, k));
	}
	g_string_append(writing.xml, " </symbols>\n</nproj>\n");
	note_left_out(sheet, &report);
	return g_string_free_to_bytes(writing.xml);
}
