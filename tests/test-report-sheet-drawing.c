/* SPDX-License-Identifier: MIT */
/* Sheets drawn: the right colours at the right places, in files of the right size that other programs can read. */
#include "report/sheet-drawing.h"

#include <string.h>

#include "homework/sheet/sheet-json.h"
#include "tests/helpers.h"
#include "tests/sheet-chance.h"

#define PIXELS_PER_MM 4.0

static Sheet *every_member(void)
{
	g_autofree char *path = helpers_fixture_path("sheet/every-member.json");
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	Sheet *sheet = sheet_json_read(text, strlen(text), &error);
	g_assert_no_error(error);
	return sheet;
}

static cairo_surface_t *draw(const Sheet *sheet, guint index)
{
	const SheetPage *page = g_ptr_array_index(sheet->pages, index);
	const SheetPoint size = sheet_drawing_size(page);
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
		(int)(size.x_mm * PIXELS_PER_MM), (int)(size.y_mm * PIXELS_PER_MM));
	cairo_t *cairo = cairo_create(surface);

	cairo_scale(cairo, PIXELS_PER_MM, PIXELS_PER_MM);
	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	sheet_drawing_page(cairo, sheet, page);
	cairo_destroy(cairo);
	cairo_surface_flush(surface);
	return surface;
}

/* 0xRRGGBB at millimetres of the paper. */
static guint32 colour_at(cairo_surface_t *surface, double x_mm, double y_mm)
{
	const int x = (int)((SHEET_DRAWING_LEFT_MM + x_mm) * PIXELS_PER_MM);
	const int y = (int)((SHEET_DRAWING_TOP_MM + y_mm) * PIXELS_PER_MM);
	guint32 pixel;

	memcpy(&pixel,
		cairo_image_surface_get_data(surface) +
			(gsize)y * (gsize)cairo_image_surface_get_stride(surface) + (gsize)x * 4,
		sizeof pixel);
	return pixel & 0xffffff;
}

static void test_places(void)
{
	g_autoptr(Sheet) sheet = every_member();
	cairo_surface_t *surface = draw(sheet, 0);
	const guint32 answer = colour_at(surface, 35, 27);

	g_assert_cmphex(colour_at(surface, 100, 30), ==, 0xffffff); /* no region there */
	g_assert_cmphex(answer, !=, 0xffffff);
	g_assert_cmphex(answer & 0xff, >, answer >> 16); /* bluish */
	g_assert_cmphex(
		colour_at(surface, 25, 32), ==, answer); /* in the polygon, of the same role */
	g_assert_cmphex(colour_at(surface, 36, 43), !=, answer);       /* in its box, beside it */
	g_assert_cmphex(colour_at(surface, 50.3, 20.3), ==, 0xffffff); /* the ellipse's box */
	cairo_surface_destroy(surface);
}

/* The key's option stands out. */
static void test_key(void)
{
	g_autoptr(Sheet) sheet = every_member();
	cairo_surface_t *before = draw(sheet, 0);
	SheetQuestion *question = g_ptr_array_index(sheet->questions, 0);

	g_strfreev(question->key);
	question->key = g_strsplit("A", ",", 0);
	cairo_surface_t *after = draw(sheet, 0);
	g_assert_cmphex(colour_at(before, 51, 22.5), !=, colour_at(after, 51, 22.5));
	cairo_surface_destroy(before);
	cairo_surface_destroy(after);
}

static void test_svg(void)
{
	g_autoptr(Sheet) sheet = every_member();
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) svg = sheet_drawing_svg(sheet, &error);
	g_assert_no_error(error);
	gsize n_bytes;
	const char *text = g_bytes_get_data(svg, &n_bytes);
	const GMarkupParser nothing = { 0 };
	GMarkupParseContext *context = g_markup_parse_context_new(&nothing, 0, NULL, NULL);

	g_assert_true(g_markup_parse_context_parse(context, text, (gssize)n_bytes, &error));
	g_assert_true(g_markup_parse_context_end_parse(context, &error));
	g_markup_parse_context_free(context);
	/* 14 + 210 + 8 by 24 + 210 + 14 + 24 + 297 + 14 mm, in points */
	g_assert_nonnull(g_strstr_len(text, 400, "width=\"657.637"));
	g_assert_nonnull(g_strstr_len(text, 400, "height=\"1652.59"));
}

static void test_pdf(void)
{
	g_autoptr(Sheet) sheet = every_member();
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) pdf = sheet_drawing_pdf(sheet, &error);
	g_assert_no_error(error);
	gsize n_bytes;
	const char *text = g_bytes_get_data(pdf, &n_bytes);

	g_assert_true(g_str_has_prefix(text, "%PDF-"));
	g_assert_nonnull(memmem(text, n_bytes, "/Count 2", 8));
	g_assert_nonnull(memmem(text, n_bytes, "%%EOF", 5));
}

static void test_no_page(void)
{
	g_autoptr(Sheet) sheet = sheet_new();
	g_autoptr(GError) error = NULL;

	g_assert_null(sheet_drawing_svg(sheet, NULL));
	g_assert_null(sheet_drawing_pdf(sheet, &error));
	g_assert_error(error, DRAWING_ERROR, DRAWING_ERROR_FAILED);
}

/* Whatever a sheet is, its drawing is a file. */
static void test_any_sheet(void)
{
	g_autoptr(GRand) chance = g_rand_new_with_seed(3);

	for (guint i = 0; i < 20; i++) {
		g_autoptr(Sheet) sheet = sheet_chance_sheet(chance);
		g_autoptr(GError) error = NULL;
		if (sheet->pages->len == 0)
			continue;
		g_autoptr(GBytes) svg = sheet_drawing_svg(sheet, &error);
		g_assert_no_error(error);
		g_assert_nonnull(svg);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/sheet-drawing/places", test_places);
	g_test_add_func("/report/sheet-drawing/key", test_key);
	g_test_add_func("/report/sheet-drawing/svg", test_svg);
	g_test_add_func("/report/sheet-drawing/pdf", test_pdf);
	g_test_add_func("/report/sheet-drawing/no-page", test_no_page);
	g_test_add_func("/report/sheet-drawing/any-sheet", test_any_sheet);
	return g_test_run();
}
