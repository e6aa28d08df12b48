/* SPDX-License-Identifier: MIT */
/* .nproj layouts: the worked example, each trap of the format, and files that must not be believed. */
#include "homework/sheet/layout-nproj.h"
#include "tests/neo-vectors.h"
#include "tests/sheet-error-check.h"

#include <string.h>

#define MM_PER_UNIT (56 / 600.0 * 25.4)
#define CLOSE 0.001 /* mm; the example rounds to a 10,000th of a unit */

static Sheet *read_text(const char *text, GPtrArray *left_out)
{
	g_autoptr(GError) error = NULL;
	Sheet *sheet = layout_nproj_read("t.nproj", text, strlen(text), left_out, &error);
	g_assert_no_error(error);
	g_assert_nonnull(sheet);
	return sheet;
}

static double number_at(const json_t *object, const char *key)
{
	g_assert_true(json_is_number(json_object_get(object, key)));
	return json_number_value(json_object_get(object, key));
}

#define assert_mm(actual, units)                                                                   \
	g_assert_cmpfloat_with_epsilon((actual) / MM_PER_UNIT, units, CLOSE)

static const SheetRegion *region_by_id(const SheetPage *page, const char *id)
{
	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		if (g_str_equal(region->id, id))
			return region;
	}
	return NULL;
}

static const SheetPage *page_numbered(const Sheet *sheet, guint32 number)
{
	const PageAddress address = { PAGE_FAMILY_NCODE, 3, 27, 1500, number };
	const SheetPage *page = sheet_find_page(sheet, &address);
	g_assert_nonnull(page);
	return page;
}

static void check_pages(const Sheet *sheet, const json_t *pages)
{
	size_t i;
	json_t *expected;
	g_assert_cmpuint(sheet->pages->len, ==, json_array_size(pages));
	json_array_foreach(pages, i, expected)
	{
		const SheetPage *page = page_numbered(sheet, (guint32)number_at(expected, "page"));
		assert_mm(page->trim.width_mm, number_at(expected, "width"));
		assert_mm(page->trim.height_mm, number_at(expected, "height"));
		if (json_object_get(expected, "trim_left")) {
			assert_mm(page->trim.x_mm, number_at(expected, "trim_left"));
			assert_mm(page->trim.y_mm, number_at(expected, "trim_top"));
		}
	}
}

static void check_symbols(const Sheet *sheet, const json_t *symbols)
{
	size_t i, k;
	json_t *expected, *corner;
	json_array_foreach(symbols, i, expected)
	{
		const SheetPage *page = page_numbered(sheet, (guint32)number_at(expected, "page"));
		const SheetRegion *region = region_by_id(page, neo_vector_text(expected, "id"));
		g_assert_nonnull(region);
		assert_mm(region->box.x_mm, number_at(expected, "left"));
		assert_mm(region->box.y_mm, number_at(expected, "top"));
		assert_mm(region->box.x_mm + region->box.width_mm, number_at(expected, "right"));
		assert_mm(region->box.y_mm + region->box.height_mm, number_at(expected, "bottom"));
		json_array_foreach(json_object_get(expected, "points"), k, corner)
		{
			SheetPoint at = g_array_index(region->corners, SheetPoint, k);
			assert_mm(at.x_mm, json_number_value(json_array_get(corner, 0)));
			assert_mm(at.y_mm, json_number_value(json_array_get(corner, 1)));
		}
		if (json_object_get(expected, "next"))
			g_assert_cmpstr(region->next, ==, neo_vector_text(expected, "next"));
		if (json_object_get(expected, "previous"))
			g_assert_cmpstr(
				region->previous, ==, neo_vector_text(expected, "previous"));
	}
}

static const SheetRegion *region_at(const SheetPage *page, double x, double y)
{
	RawPoint raw = { .x = (gint32)(x * 100 + 0.5), .y = (gint32)(y * 100 + 0.5) };
	return sheet_page_region_at(page, units_paper_point(PAGE_FAMILY_NCODE, raw));
}

/* As a pen's dots meet the regions: in steps of a hundredth unit. */
static void check_hits(const Sheet *sheet, const json_t *hits)
{
	size_t i;
	json_t *hit;
	json_array_foreach(hits, i, hit)
	{
		const SheetRegion *region =
			region_at(page_numbered(sheet, (guint32)number_at(hit, "page")),
				number_at(hit, "x"), number_at(hit, "y"));
		const char *expected = json_string_value(json_object_get(hit, "hit"));
		g_assert_cmpstr(region ? region->id : NULL, ==, expected);
	}
}

static void check_example(const json_t *vector)
{
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Sheet) sheet = read_text(neo_vector_text(vector, "text"), left_out);
	const json_t *decoded = json_object_get(vector, "decoded");

	g_assert_cmpstr(sheet->title, ==, "Homework sheet A4");
	check_pages(sheet, json_object_get(decoded, "pages"));
	check_symbols(sheet, json_object_get(decoded, "symbols"));
	check_hits(sheet, json_object_get(decoded, "hits"));
	const SheetRegion *first = region_by_id(page_numbered(sheet, 5), "q1");
	g_assert_cmpstr(first->name, ==, "Q1 answer");
	g_assert_cmpstr(first->action, ==, "question");
	g_assert_cmpstr(first->param, ==, "1");
	/* Not needed, yet said: author, revision, scale, extra_info, kind. */
	g_assert_cmpuint(left_out->len, ==, 5);
	sheet_error_check_note(g_ptr_array_index(left_out, 0),
		"t.nproj:5: <author>: not used by zhibi, wherever it stands: left out");
}

static void test_example(void)
{
	neo_vectors_each("nproj", "file", 1, check_example);
}

#define BOOK(version, page)                                                                        \
	"<nproj version=\"" version "\"><book><section>3</section><owner>27</owner>"               \
	"<code>1500</code>" page "</book>"
#define START "<start_page>1</start_page>"
#define PAGE_0 "<pages><page_item number=\"0\" x1=\"0\" y1=\"0\" x2=\"720\" y2=\"1440\"/></pages>"
#define SYMBOL(page, type, more)                                                                   \
	"<symbol page=\"" page "\" type=\"" type                                                   \
	"\" x=\"72\" y=\"144\" width=\"72\" height=\"144\">" more "</symbol>"

/* 1 inch = 72 points = 25.4 mm. Left, right, top, bottom: all different, and the page begins at 72. */
static void test_crop_order(void)
{
	g_autoptr(Sheet) sheet = read_text(
		BOOK("2.31",
			START) "<pages><page_item number=\"0\" x1=\"72\" y1=\"36\" x2=\"720\" "
			       "y2=\"720\" crop_margin=\"7.2,14.4,21.6,28.8\"/></pages></nproj>",
		NULL);
	const SheetBox trim = page_numbered(sheet, 1)->trim;
	g_assert_cmpfloat_with_epsilon(trim.x_mm, 1.1 * 25.4, 1e-9);
	g_assert_cmpfloat_with_epsilon(trim.y_mm, 0.8 * 25.4, 1e-9);
	g_assert_cmpfloat_with_epsilon(trim.width_mm, (9 - 0.3) * 25.4, 1e-9);
	g_assert_cmpfloat_with_epsilon(trim.height_mm, (9.5 - 0.7) * 25.4, 1e-9);
}

/* Below 2.31 the cut is a symbol: the page's own, else the one for all, else none. */
static void test_old_versions(void)
{
	static const char *const VERSIONS[] = { "2.2", "2.3" };
	for (gsize i = 0; i < G_N_ELEMENTS(VERSIONS); i++) {
		g_autofree char *text = g_strdup_printf("<nproj version=\"%s\">%s", VERSIONS[i],
			"<book><section>3</section><owner>27</owner><code>1500</code>" START
			"</book><pages>"
			"<page_item number=\"0\" x1=\"9\" y1=\"9\" x2=\"720\" y2=\"1440\""
			" crop_margin=\"9,9,9,9\"/>"
			"<page_item number=\"1\" x1=\"0\" y1=\"0\" x2=\"720\" y2=\"1440\"/>"
			"</pages><symbols>" SYMBOL("1", "Rectangle",
				"<command action=\"\" param=\"crop_area_common\"/>")
				SYMBOL("1", "Rectangle", "<id>q</id>") "</symbols></nproj>");
		g_autoptr(Sheet) sheet = read_text(text, NULL);
		for (guint32 page = 1; page <= 2; page++) {
			const SheetBox trim = page_numbered(sheet, page)->trim;
			g_assert_cmpfloat_with_epsilon(trim.x_mm, 25.4, 1e-9);
			g_assert_cmpfloat_with_epsilon(trim.height_mm, 2 * 25.4, 1e-9);
		}
		/* The cut is no region. */
		g_assert_cmpuint(page_numbered(sheet, 2)->regions->len, ==, 1);
	}
}

static void test_old_version_without_cut(void)
{
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Sheet) sheet = read_text(BOOK("2.3", START) PAGE_0 "</nproj>", left_out);
	g_assert_cmpfloat_with_epsilon(page_numbered(sheet, 1)->trim.width_mm, 254, 1e-9);
	g_assert_cmpuint(left_out->len, ==, 1);
}

/* 2.31 with a symbol that is called so: it is a region like another. */
static void test_crop_symbol_in_new_version(void)
{
	g_autoptr(Sheet) sheet =
		read_text(BOOK("2.31", START) PAGE_0 "<symbols>" SYMBOL("0", "Rectangle",
				  "<command param=\"crop_area\"/>") "</symbols></nproj>",
			NULL);
	g_assert_cmpuint(page_numbered(sheet, 1)->regions->len, ==, 1);
	g_assert_cmpfloat_with_epsilon(page_numbered(sheet, 1)->trim.x_mm, 0, 1e-9);
}

static void test_split_file(void)
{
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Sheet) sheet = read_text(
		BOOK("2.31", START "<segment_info ncode_start_page=\"41\" ncode_end_page=\"50\"/>")
			PAGE_0 "</nproj>",
		left_out);
	page_numbered(sheet, 41);
	g_assert_cmpuint(left_out->len, ==, 2); /* they disagree; ten pages are said, one is here */
	g_autoptr(Sheet) whole = read_text(
		BOOK("2.31", START "<segment_info ncode_start_page=\"\"/>") PAGE_0 "</nproj>",
		NULL);
	page_numbered(whole, 1);
}

static void test_custom_shape(void)
{
	g_autoptr(Sheet) sheet =
		read_text(BOOK("2.31", START) PAGE_0 "<symbols>" SYMBOL("0", "Custom",
				  "<id>c</id><customshape><points>0,0, "
				  "1,0\n1,1,</points></customshape>") "</symbols></nproj>",
			NULL);
	const SheetRegion *region = region_by_id(page_numbered(sheet, 1), "c");
	g_assert_cmpint(region->shape, ==, REGION_POLYGON);
	g_assert_cmpuint(region->corners->len, ==, 3); /* the trailing comma adds none */
	g_assert_true(sheet_region_contains(region, (PaperPoint){ 45000, 60000 }));
	g_assert_false(sheet_region_contains(region, (PaperPoint){ 30000, 95000 }));
}

/* What cannot be a region is told, with its line and its id; the rest of the sheet is there. */
static void test_left_out(void)
{
	static const char *const EXPECTED[] = {
		"t.nproj:2: <extra>: not used by zhibi, wherever it stands: left out",
		"t.nproj:8: <resources>: not used by zhibi, wherever it stands: left out",
		"t.nproj:3: <symbol> \"s\": type \"Star\" is not known: left out",
		("t.nproj:4: <symbol> \"two\": type \"Custom\" with fewer than three points: "
		 "left out"),
		"t.nproj:5: <symbol> \"flat\": has no size: left out",
		"t.nproj:6: <symbol> \"far\": the file has no page 7: left out",
	};
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Sheet) sheet = read_text(BOOK("2.31", START) PAGE_0
		"<symbols>\n" SYMBOL("0", "Rectangle", "<id>good</id><extra/>") "\n" SYMBOL(
			"0", "Star", "<id>s</id>") "\n" SYMBOL("0", "Custom",
			"<id>two</id><customshape><points>0,0,1,1</points></"
			"customshape>") "\n<symbol page=\"0\" type=\"Ellipse\" "
					"x=\"0\" y=\"0\" width=\"0\" height=\"9\">"
					"<id>flat</id></symbol>\n" SYMBOL(
						"7", "Ellipse", "<id>far</id>") "\n</"
										"symbols>\n<"
										"resources><sound><"
										"extra/></sound></"
										"resources></"
										"nproj>",
		left_out);
	g_assert_cmpuint(left_out->len, ==, G_N_ELEMENTS(EXPECTED));
	for (guint i = 0; i < left_out->len; i++)
		sheet_error_check_note(g_ptr_array_index(left_out, i), EXPECTED[i]);
	g_assert_nonnull(region_by_id(page_numbered(sheet, 1), "good"));
	g_assert_cmpuint(page_numbered(sheet, 1)->regions->len, ==, 1);
}

static void test_first_bytes(void)
{
	static const char *const HEADS[] = { "\xEF\xBB\xBF", "<!DOCTYPE nproj>",
		"<!DOCTYPE nproj[]>", "\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!DOCTYPE nproj[]>\n" };
	for (gsize i = 0; i < G_N_ELEMENTS(HEADS); i++) {
		g_autofree char *text =
			g_strconcat(HEADS[i], BOOK("2.31", START) PAGE_0 "</nproj>", NULL);
		g_autoptr(Sheet) sheet = read_text(text, NULL);
		page_numbered(sheet, 1);
	}
}

typedef struct {
	const char *text;
	const char *message;
} Refused;

static const Refused REFUSED[] = {
	{ "", "t.nproj:1: <xml>: no element found; export the layout again, the file is not "
	      "whole" },
	{ "<svg/>",
		"t.nproj:1: <svg>: the file is no .nproj layout; it should begin with <nproj>" },
	{ "<nproj/>",
		"t.nproj:1: <nproj>: version is missing or no number; write version=\"2.31\"" },
	{ "<nproj version=\"2.31\">\n<book>", "t.nproj:2: <xml>: no element found; export the "
					      "layout again, the file is not whole" },
	{ "<nproj version=\"2.31\"/>",
		"t.nproj: <section>: is missing in <book>; write the number printed in the paper" },
	{ BOOK("2.31", "") PAGE_0 "</nproj>",
		"t.nproj: <book>: no start_page and no ncode_start_page; write the number of the "
		"first page" },
	{ BOOK("2.31", START) "</nproj>",
		"t.nproj: <pages>: the file has no page; export the whole layout" },
	{ BOOK("2.31", "<start_page>five</start_page>"),
		"t.nproj:1: <start_page>: is \"five\"; write a whole number" },
	{ BOOK("2.31", START) "\n<pages><page_item number=\"0\" x1=\"0\" y1=\"0\" x2=\"wide\"/>",
		"t.nproj:2: <page_item>: x2 is \"wide\"; write a number of points (72 an inch)" },
	{ BOOK("2.31", START) "<pages><page_item number=\"0\" x1=\"0\" y1=\"0\" x2=\"1e300\"/>",
		"t.nproj:1: <page_item>: x2 is \"1e300\"; write a number of points (72 an inch)" },
	{ BOOK("2.31", START) "<pages><page_item number=\"0\" x1=\"0\" y1=\"0\" x2=\"9\" y2=\"9\" "
			      "crop_margin=\"1,2,3\"/>",
		"t.nproj:1: <page_item>: crop_margin is \"1,2,3\"; write four numbers: "
		"left,right,top,bottom" },
	{ BOOK("2.31", START) "<pages><page_item number=\"0\" x1=\"0\" y1=\"0\" x2=\"9\" y2=\"9\" "
			      "crop_margin=\"5,5,1,1\"/></pages></nproj>",
		"t.nproj:1: <page_item>: nothing is left of the page; write x2 and y2 larger than "
		"x1, "
		"y1 and the crop margin" },
	{ BOOK("2.31", START) PAGE_0 PAGE_0 "</nproj>",
		"t.nproj:1: <page_item>: number 0 comes twice; give each page its own" },
	{ BOOK("2.31", START) PAGE_0 "<symbols>" SYMBOL(
		  "0", "Custom", "<customshape><points>0,0,1</points></customshape>"),
		"t.nproj:1: <points>: the last point has an x and no y; write both or neither" },
	{ BOOK("2.31", START) PAGE_0 "<symbols>" SYMBOL(
		  "0", "Custom", "<customshape><points>0,0,7,1</points></customshape>"),
		"t.nproj:1: <points>: \"7,1\" is no place in the symbol's box; write numbers from "
		"0 "
		"to 1" },
	{ "<?xml version=\"1.0\" encoding=\"EUC-KR\"?><nproj/>",
		"t.nproj:1: <xml>: unknown encoding; save the file as UTF-8" },
	/* Entities: a bomb, a file of the machine, one that is only used. */
	{ "<!DOCTYPE nproj [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><nproj>&b;</nproj>",
		"t.nproj:1: <!DOCTYPE>: declares an entity (a); take the declarations out of the "
		"first lines" },
	{ "<!DOCTYPE nproj [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><nproj>&x;</nproj>",
		"t.nproj:1: <!DOCTYPE>: declares an entity (x); take the declarations out of the "
		"first lines" },
	{ "<!DOCTYPE nproj SYSTEM \"nproj.dtd\"><nproj version=\"2.31\">&x;</nproj>",
		"t.nproj:1: <!DOCTYPE>: uses an entity (x) that the file does not hold; write the "
		"text itself" },
};

static void test_refused(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(REFUSED); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_null(layout_nproj_read(
			"t.nproj", REFUSED[i].text, strlen(REFUSED[i].text), NULL, &error));
		sheet_error_check(error, REFUSED[i].message);
	}
}

static void assert_refused_with(const GString *text, const char *words)
{
	g_autoptr(GError) error = NULL;
	g_assert_null(layout_nproj_read("t.nproj", text->str, text->len, NULL, &error));
	g_assert_error(error, SHEET_ERROR, SHEET_ERROR_BAD_FILE);
	g_assert_nonnull(strstr(error->message, words));
}

static void test_bounds(void)
{
	g_autoptr(GString) deep = g_string_new(BOOK("2.31", START));
	for (guint i = 0; i < 100; i++)
		g_string_append(deep, "<a>");
	assert_refused_with(deep, "elements stand 32 deep");

	g_autoptr(GString) pages = g_string_new(BOOK("2.31", START) "<pages>");
	for (guint i = 0; i < 2001; i++)
		g_string_append_printf(
			pages, "<page_item number=\"%u\" x1=\"0\" y1=\"0\" x2=\"9\" y2=\"9\"/>", i);
	assert_refused_with(pages, "more than 2000 pages");

	g_autoptr(GString) text = g_string_new("<nproj version=\"2.31\"><book><title>");
	for (guint i = 0; i < 70000; i++)
		g_string_append_c(text, 'x');
	assert_refused_with(text, "more than 65536 bytes of text");

	g_autoptr(GString) huge = g_string_new(NULL);
	g_string_set_size(huge, LAYOUT_NPROJ_BYTES_MAX + 1);
	assert_refused_with(huge, "larger than 16 MiB");
}

/* A file of nothing but strange names: the list of what was left out stays short. */
static void test_list_is_bounded(void)
{
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) text = g_string_new(BOOK("2.31", START) PAGE_0);
	for (guint i = 0; i < 1000; i++)
		g_string_append_printf(text, "<n%u/>", i);
	g_string_append(text, "</nproj>");
	g_autoptr(Sheet) sheet = read_text(text->str, left_out);
	g_assert_nonnull(sheet);
	g_assert_cmpuint(left_out->len, ==, 201);
	g_assert_cmpstr(g_ptr_array_index(left_out, 200), ==,
		"t.nproj: 还有一些，这里不一一列出 / and more that is not listed here");
}

/* Any cut of a good file is refused, or read the same. */
static void test_cut_anywhere(void)
{
	json_t *root = neo_vectors_load();
	const char *text = neo_vector_text(neo_vector_named(root, "nproj_basic"), "text");
	gsize n = strlen(text);
	for (gsize i = 0; i < n - 1; i++) { /* the last byte is a line's end */
		g_autoptr(GError) error = NULL;
		g_assert_null(layout_nproj_read("t.nproj", text, i, NULL, &error));
		g_assert_nonnull(error);
	}
	json_decref(root);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/homework/nproj/example", test_example);
	g_test_add_func("/homework/nproj/crop-order", test_crop_order);
	g_test_add_func("/homework/nproj/old-versions", test_old_versions);
	g_test_add_func("/homework/nproj/old-version-without-cut", test_old_version_without_cut);
	g_test_add_func(
		"/homework/nproj/crop-symbol-in-new-version", test_crop_symbol_in_new_version);
	g_test_add_func("/homework/nproj/split-file", test_split_file);
	g_test_add_func("/homework/nproj/custom-shape", test_custom_shape);
	g_test_add_func("/homework/nproj/left-out", test_left_out);
	g_test_add_func("/homework/nproj/first-bytes", test_first_bytes);
	g_test_add_func("/homework/nproj/refused", test_refused);
	g_test_add_func("/homework/nproj/bounds", test_bounds);
	g_test_add_func("/homework/nproj/list-is-bounded", test_list_is_bounded);
	g_test_add_func("/homework/nproj/cut-anywhere", test_cut_anywhere);
	return g_test_run();
}
