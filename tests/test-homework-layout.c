/* SPDX-License-Identifier: MIT */
/* The table of forms, and what another program drew made fit for a sheet. */
#include "homework/sheet/layout.h"

#include <math.h>
#include <string.h>

#include "homework/sheet/layout-fit.h"
#include "homework/sheet/sheet-check.h"
#include "tests/helpers.h"
#include "tests/sheet-chance.h"
#include "tests/sheet-error-check.h"

static void test_table(void)
{
	gsize n_layouts;
	const Layout *all = layouts(&n_layouts);

	for (gsize i = 0; i < n_layouts; i++) {
		g_assert_true(layout_by_name(all[i].name) == &all[i]); /* no name twice */
		g_assert_true(all[i].suffix[0] == '.');
		g_assert_true(all[i].read || all[i].write);
	}
	g_assert_null(layout_by_name("pdf"));
	g_assert_cmpstr(layout_by_suffix("book.nproj")->name, ==, "nproj");
	g_assert_null(layout_by_suffix("book.doc"));
}

static Sheet *read_files(const char *name, const LayoutFile *files, gsize n_files, GError **error)
{
	return layout_read(layout_by_name(name), files, n_files, NULL, error);
}

static void assert_refused(
	const char *name, const LayoutFile *files, gsize n_files, const char *message)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(read_files(name, files, n_files, &error));
	g_assert_nonnull(error);
	sheet_error_check(error, message);
}

/* Written, read by way of the table, written again: nothing is cut from what is inside. */
static void test_own_form(void)
{
	g_autoptr(GRand) chance = g_rand_new_with_seed(1);

	for (guint i = 0; i < 100; i++) {
		g_autoptr(Sheet) sheet = sheet_chance_sheet(chance);
		g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
		g_autoptr(GError) error = NULL;
		const Layout *own = layout_by_name("zhibi");
		g_autoptr(GBytes) bytes = own->write(sheet, left_out, &error);
		gsize n_bytes;
		const guint8 *data = g_bytes_get_data(bytes, &n_bytes);
		g_autoptr(Sheet) again = layout_read(
			own, &(LayoutFile){ "a.json", data, n_bytes }, 1, left_out, &error);
		g_assert_no_error(error);
		g_assert_cmpuint(left_out->len, ==, 0);
		sheet_chance_assert_equal(sheet, again);
	}
}

static void test_refused(void)
{
	const LayoutFile file = { "a.json", (const guint8 *)"{}", 2 };
	const LayoutFile two[] = { file, file };
	const LayoutFile large = { "a.json", (const guint8 *)"{}", LAYOUT_BYTES_MAX + 1 };

	assert_refused("zhibi", &file, 1, "a.json:1: format: is missing; write it");
	assert_refused(
		"zhibi", two, 2, "a.json: 2 files were given and this form is one file; give one");
	assert_refused("zhibi", &file, 0, "0 files were given; give from 1 to 64");
	assert_refused("zhibi", &large, 1, "a.json: larger than 32 MiB; split it");
}

/* As editors save it: with a byte order mark, in another encoding, with a fault somewhere. */
static void test_text(void)
{
	static const char SHEET[] = "\xEF\xBB\xBF{\n\"format\":\"zhibi-sheet\",\n\"version\":1,\n"
				    "\"title\":\"口算\",\n\"grade\":3,\n\"questions\":[\n"
				    "{\"number\":1,\"type\":\"number\",\n\"points\":2}]}\n";
	static const struct {
		const char *before, *after, *message;
	} FAULTS[] = {
		{ "\"points\":2", "\"points\":-3", "a.json:8: questions[0].points: " },
		{ "\"points\"", "\"point\"", "a.json:8: questions[0].point: " },
		{ "\"grade\":3", "\"grade\":\"3\"", "a.json:5: grade: " },
		{ "3,\n", "3\n", "a.json:6: " },
		{ "口算", "\xBF\xDA\xCB\xE3", "a.json:4: " },
	};
	const LayoutFile marked = { "a.json", (const guint8 *)SHEET, strlen(SHEET) };
	g_autoptr(GError) error = NULL;
	g_autoptr(Sheet) sheet = read_files("zhibi", &marked, 1, &error);

	g_assert_no_error(error);
	g_assert_cmpstr(sheet->title, ==, "口算");
	for (guint i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
		g_auto(GStrv) halves = g_strsplit(SHEET, FAULTS[i].before, 2);
		g_autofree char *text = g_strjoinv(FAULTS[i].after, halves);
		const LayoutFile file = { "a.json", (const guint8 *)text, strlen(text) };
		g_autoptr(GError) fault = NULL;

		g_assert_null(read_files("zhibi", &file, 1, &fault));
		g_test_message("%s", fault->message);
		g_assert_true(g_str_has_prefix(fault->message, FAULTS[i].message));
		if (i == G_N_ELEMENTS(FAULTS) - 1)
			g_assert_nonnull(strstr(fault->message, "编码选 UTF-8"));
	}
}

/* Nothing at all, not even an address: whatever the form. */
static void test_empty(void)
{
	gsize n_layouts;
	const Layout *all = layouts(&n_layouts);

	for (gsize i = 0; i < n_layouts; i++) {
		const LayoutFile empty = { "a", NULL, 0 };
		g_autoptr(GError) error = NULL;
		if (!all[i].read)
			continue;
		g_assert_null(layout_read(&all[i], &empty, 1, NULL, &error));
		g_assert_true(g_str_has_prefix(error->message, "a:"));
	}
}

/* ---- fitting */

static SheetRegion *add_region(SheetPage *page, const char *id, RegionShape shape, SheetBox box)
{
	SheetRegion *region = sheet_region_new();

	g_free(region->id);
	region->id = g_strdup(id);
	region->shape = shape;
	region->box = box;
	g_ptr_array_add(page->regions, region);
	return region;
}

static void set_corners(SheetRegion *region, const SheetPoint *corners, guint n_corners)
{
	region->corners = g_array_new(FALSE, FALSE, sizeof(SheetPoint));
	g_array_append_vals(region->corners, corners, n_corners);
}

static Sheet *one_page(SheetPage **page)
{
	Sheet *sheet = sheet_new();

	*page = sheet_add_page(sheet, (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 10 });
	(*page)->trim = (SheetBox){ 10, 10, 100, 100 };
	return sheet;
}

static void assert_noted(const GPtrArray *notes, guint i, const char *text)
{
	g_assert_cmpuint(notes->len, >, i);
	sheet_error_check_note(g_ptr_array_index(notes, i), text);
}

static bool holds(const SheetRegion *region, double x_mm, double y_mm)
{
	return sheet_region_contains(
		region, (PaperPoint){ (gint32)(x_mm * 1000 + 0.5), (gint32)(y_mm * 1000 + 0.5) });
}

/* A cut ellipse is a polygon: its line is its chord's. */
static bool near_its_line(const SheetBox *box, double x_mm, double y_mm)
{
	const double across = (x_mm - box->x_mm) / box->width_mm * 2 - 1;
	const double down = (y_mm - box->y_mm) / box->height_mm * 2 - 1;

	return fabs(across * across + down * down - 1) < 0.01;
}

/* Whatever its shape: inside the paper nothing has changed, outside nothing is left. */
static void test_cut(void)
{
	SheetPage *page;
	g_autoptr(Sheet) sheet = one_page(&page);
	g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	const SheetBox box = { 0, 20, 40, 30 };
	const SheetPoint corners[] = { { 0, 20 }, { 40, 20 }, { 20, 50 } };

	add_region(page, "outside", REGION_RECTANGLE, (SheetBox){ 200, 20, 10, 10 });
	add_region(page, "box", REGION_RECTANGLE, box);
	add_region(page, "ellipse", REGION_ELLIPSE, box);
	set_corners(add_region(page, "polygon", REGION_POLYGON, box), corners, 3);
	add_region(page, "inside", REGION_ELLIPSE, (SheetBox){ 10, 10, 100, 100 });
	g_autoptr(Sheet) before = one_page(&page); /* as it was; freed at the end */
	g_assert_nonnull(before);
	add_region(page, "box", REGION_RECTANGLE, box);
	add_region(page, "ellipse", REGION_ELLIPSE, box);
	set_corners(add_region(page, "polygon", REGION_POLYGON, box), corners, 3);

	layout_fit(sheet, notes);
	sheet_check(sheet, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(notes->len, ==, 4);
	assert_noted(notes, 0, "page 10, region \"outside\": lies outside the paper: left out");
	assert_noted(notes, 1, "page 10, region \"box\": reaches over the paper's edge: cut there");
	const GPtrArray *fitted = ((SheetPage *)g_ptr_array_index(sheet->pages, 0))->regions;
	g_assert_cmpuint(fitted->len, ==, 4);
	for (guint i = 0; i < 3; i++) {
		const SheetRegion *was = g_ptr_array_index(page->regions, i);
		const SheetRegion *is = g_ptr_array_index(fitted, i);
		for (double x = -1; x < 50; x += 1.7)
			for (double y = 15; y < 60; y += 1.7)
				if (was->shape != REGION_ELLIPSE || !near_its_line(&was->box, x, y))
					g_assert_true(
						holds(is, x, y) == (x >= 10 && holds(was, x, y)));
	}
	g_assert_cmpint(((SheetRegion *)g_ptr_array_index(fitted, 3))->shape, ==, REGION_ELLIPSE);
}

static void test_links(void)
{
	SheetPage *page;
	g_autoptr(Sheet) sheet = one_page(&page);
	g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	const SheetBox box = { 20, 20, 20, 20 };
	SheetRegion *first = add_region(page, "a", REGION_RECTANGLE, box);
	SheetRegion *second = add_region(page, "a", REGION_RECTANGLE, box);

	g_free(first->next);
	first->next = g_strdup("b");
	g_free(first->previous);
	first->previous = g_strdup("a");
	layout_fit(sheet, notes);
	sheet_check(sheet, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(second->id, ==, "");
	g_assert_cmpstr(first->next, ==, "");
	g_assert_cmpstr(first->previous, ==, "");
	assert_noted(notes, 0, "page 10, region \"a\": another region has this id: taken away");
	assert_noted(notes, 2,
		"page 10, region \"a\": is linked with a region that is not there: taken away");
	layout_fit(sheet, NULL); /* nobody listens */
}

/* Any polygon, anywhere: what is left passes. */
static void test_any_polygon(void)
{
	g_autoptr(GRand) chance = g_rand_new_with_seed(7);

	for (guint i = 0; i < 500; i++) {
		SheetPage *page;
		g_autoptr(Sheet) sheet = one_page(&page);
		g_autoptr(GError) error = NULL;
		SheetPoint corners[7];
		SheetBox box = { -50, -50, 250, 250 };
		for (gsize k = 0; k < G_N_ELEMENTS(corners); k++)
			corners[k] = (SheetPoint){ g_rand_double_range(chance, -50, 200),
				g_rand_double_range(chance, -50, 200) };
		set_corners(
			add_region(page, "p", REGION_POLYGON, box), corners, G_N_ELEMENTS(corners));
		layout_fit(sheet, NULL);
		sheet_check(sheet, &error);
		g_assert_no_error(error);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/homework/layout/table", test_table);
	g_test_add_func("/homework/layout/own-form", test_own_form);
	g_test_add_func("/homework/layout/refused", test_refused);
	g_test_add_func("/homework/layout/text", test_text);
	g_test_add_func("/homework/layout/empty", test_empty);
	g_test_add_func("/homework/layout/cut", test_cut);
	g_test_add_func("/homework/layout/links", test_links);
	g_test_add_func("/homework/layout/any-polygon", test_any_polygon);
	return g_test_run();
}
