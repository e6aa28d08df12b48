/* SPDX-License-Identifier: MIT */
/* See page-drawing.h. All lengths in millimetres from the pattern's origin; the surface begins where the paper was cut. */
#include "report/page-drawing.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>

#include "ink/units.h"
#include "report/drawing.h"

#define SIGN_MM 6.0
#define EDGE_MM 5.0 /* printers leave so much of the paper white */
#define BLANK_MARGIN_MM 8.0

/* ---- places */

/* Blank paper has no cut that we know: the ink and a margin. */
static SheetBox box_of(const PageDrawing *drawing)
{
	const GPtrArray *inks[] = { drawing->pupil_ink, drawing->teacher_ink };
	double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE;

	if (drawing->page)
		return drawing->page->trim;
	for (guint n = 0; n < G_N_ELEMENTS(inks); n++) {
		for (guint i = 0; i < inks[n]->len; i++) {
			const Stroke *stroke = g_ptr_array_index(inks[n], i);
			for (guint k = 0; k < stroke->dots->len; k++) {
				const PaperPoint at = units_paper_point(
					(PageFamily)stroke->page.family, stroke_dot(stroke, k)->at);
				left = MIN(left, at.x_um / 1000.0);
				right = MAX(right, at.x_um / 1000.0);
				top = MIN(top, at.y_um / 1000.0);
				bottom = MAX(bottom, at.y_um / 1000.0);
			}
		}
	}
	if (left > right)
		return (SheetBox){ 0, 0, 100, 100 };
	/* A jump of a pen is kept, but no paper is wider than a metre. */
	return (SheetBox){ left - BLANK_MARGIN_MM, top - BLANK_MARGIN_MM,
		MIN(right - left, 1000) + 2 * BLANK_MARGIN_MM,
		MIN(bottom - top, 1000) + 2 * BLANK_MARGIN_MM };
}

static const SheetRegion *region_of(const SheetPage *page, gint question, RegionRole role)
{
	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		if (region->role == role && region->question == question)
			return region;
	}
	return NULL;
}

/* Where a question's sign goes: its own place for marks, else the right end of its answer, else of its options. */
static bool sign_place(const SheetPage *page, gint question, SheetPoint *middle)
{
	const SheetRegion *own = region_of(page, question, question ? ROLE_MARK : ROLE_TOTAL);
	const SheetRegion *answer = question ? region_of(page, question, ROLE_ANSWER) : NULL;
	const SheetRegion *found = own	    ? own
				   : answer ? answer
					    : region_of(page, question, ROLE_OPTION);

	if (!found || (question == 0 && !own))
		return false;
	const SheetBox *box = &found->box;
	middle->y_mm = box->y_mm + box->height_mm / 2;
	middle->x_mm = own ? box->x_mm + box->width_mm / 2
			   : MIN(box->x_mm + box->width_mm + SIGN_MM * 0.7,
				     page->trim.x_mm + page->trim.width_mm - SIGN_MM * 0.6);
	return true;
}

/* ---- signs */

static void add_tick(cairo_t *cairo, SheetPoint at)
{
	cairo_move_to(cairo, at.x_mm - SIGN_MM * 0.40, at.y_mm);
	cairo_line_to(cairo, at.x_mm - SIGN_MM * 0.10, at.y_mm + SIGN_MM * 0.32);
	cairo_line_to(cairo, at.x_mm + SIGN_MM * 0.45, at.y_mm - SIGN_MM * 0.40);
}

static void add_cross(cairo_t *cairo, SheetPoint at)
{
	for (int side = -1; side <= 1; side += 2) {
		cairo_move_to(cairo, at.x_mm - SIGN_MM * 0.30, at.y_mm - side * SIGN_MM * 0.30);
		cairo_line_to(cairo, at.x_mm + SIGN_MM * 0.30, at.y_mm + side * SIGN_MM * 0.30);
	}
}

static char *points_text(double points, const char *sign)
{
	char digits[G_ASCII_DTOSTR_BUF_SIZE];

	return g_strconcat(sign, g_ascii_formatd(digits, sizeof digits, "%.4g", points), NULL);
}

/* NULL: a sign without words, or nothing that this grade is told. */
static char *sign_text(const WorkMark *mark, bool shows_points)
{
	switch (mark->verdict) {
	case VERDICT_POINTS:
		return shows_points ? points_text(mark->points, "") : NULL;
	case VERDICT_DEDUCTION:
		return shows_points ? points_text(mark->points, "-") : NULL;
	case VERDICT_STAR: {
		GString *stars = g_string_new(NULL);
		for (guint i = 0; i < (guint)CLAMP(mark->points, 1, 5); i++)
			g_string_append(stars, "★");
		return g_string_free(stars, FALSE);
	}
	case VERDICT_LEVEL:
		return g_strdup(mark->text);
	case VERDICT_NONE:
	case VERDICT_RIGHT:
	case VERDICT_WRONG:
	case VERDICT_HALF:
	case VERDICT_BLANK:
		return NULL;
	}
	return NULL;
}

static void draw_sign(cairo_t *cairo, const WorkMark *mark, SheetPoint at, bool shows_points)
{
	g_autofree char *text = sign_text(mark, shows_points);

	cairo_set_source_rgb(cairo, 0.85, 0.05, 0.10);
	cairo_set_line_width(cairo, 0.55);
	cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
	if (text) {
		drawing_text(cairo,
			&(DrawingText){ .x_mm = at.x_mm,
				.y_mm = at.y_mm,
				.size_mm = SIGN_MM * 0.8,
				.centred = true },
			text);
		return;
	}
	if (mark->verdict == VERDICT_RIGHT || mark->verdict == VERDICT_HALF)
		add_tick(cairo, at);
	if (mark->verdict == VERDICT_WRONG || mark->verdict == VERDICT_BLANK)
		add_cross(cairo, at);
	if (mark->verdict == VERDICT_HALF) { /* a tick with a dash through its long side */
		cairo_move_to(cairo, at.x_mm, at.y_mm - SIGN_MM * 0.25);
		cairo_line_to(cairo, at.x_mm + SIGN_MM * 0.40, at.y_mm + SIGN_MM * 0.10);
	}
	cairo_stroke(cairo);
}

/* Of a sign in words: letters are narrow, stars and characters are as wide as high. */
static double half_width_mm(const WorkMark *mark, bool shows_points)
{
	g_autofree char *text = sign_text(mark, shows_points);
	double width = text ? 0 : SIGN_MM * 0.9;

	for (const char *at = text; at && *at; at = g_utf8_next_char(at))
		width += SIGN_MM * 0.8 * (g_utf8_get_char(at) < 0x80 ? 0.7 : 1.1);
	return width / 2;
}

/* Whole on the paper, and where a printer prints. */
static SheetPoint keep_off_edge(SheetPoint at, const SheetBox *trim, double half_width)
{
	const double x = EDGE_MM + half_width, y = EDGE_MM + SIGN_MM / 2;

	return (SheetPoint){
		CLAMP(at.x_mm, trim->x_mm + x,
			MAX(trim->x_mm + x, trim->x_mm + trim->width_mm - x)),
		CLAMP(at.y_mm, trim->y_mm + y,
			MAX(trim->y_mm + y, trim->y_mm + trim->height_mm - y)),
	};
}

typedef void (*EachSign)(cairo_t *cairo, const WorkMark *mark, SheetPoint at, bool shows_points);

static guint each_sign(const PageDrawing *drawing, cairo_t *cairo, EachSign each)
{
	guint n_signs = 0;

	for (guint i = 0; drawing->page && i < drawing->copies->len; i++) {
		const WorkCopy *copy = g_ptr_array_index(drawing->copies, i);
		for (guint k = 0; k < copy->marks->len; k++) {
			const WorkMark *mark = &g_array_index(copy->marks, WorkMark, k);
			SheetPoint at;
			if (mark->verdict == VERDICT_NONE ||
				g_str_equal(mark->source, "teacher-pen") ||
				!sign_place(drawing->page, mark->question, &at))
				continue;
			n_signs++;
			if (each)
				each(cairo, mark,
					keep_off_edge(at, &drawing->page->trim,
						half_width_mm(mark, drawing->class->shows_points)),
					drawing->class->shows_points);
		}
	}
	return n_signs;
}

guint page_drawing_n_signs(const PageDrawing *drawing)
{
	return each_sign(drawing, NULL, NULL);
}

/* ---- pages */

static void draw_heading(cairo_t *cairo, const PageDrawing *drawing, const SheetBox *box)
{
	drawing_grey(cairo, 0.4);
	drawing_text(cairo,
		&(DrawingText){ .x_mm = box->x_mm + 2,
			.y_mm = box->y_mm + 1,
			.width_mm = box->width_mm - 4,
			.size_mm = 2 },
		drawing->heading);
}

static void draw_ink(cairo_t *cairo, const GPtrArray *strokes)
{
	for (guint i = 0; i < strokes->len; i++)
		drawing_stroke(cairo, g_ptr_array_index(strokes, i));
}

static void draw_whole(cairo_t *cairo, const PageDrawing *drawing, const SheetBox *box)
{
	if (drawing->page)
		backgrounds_paint(drawing->backgrounds, cairo, drawing->page, box);
	cairo_set_source_rgb(cairo, 0.05, 0.08, 0.30);
	draw_ink(cairo, drawing->pupil_ink);
	cairo_set_source_rgb(cairo, 0.85, 0.05, 0.10);
	draw_ink(cairo, drawing->teacher_ink);
	each_sign(drawing, cairo, draw_sign);
	draw_heading(cairo, drawing, box);
}

static GBytes *draw_file(const PageDrawing *drawing, bool is_pdf, GError **error)
{
	const SheetBox box = box_of(drawing);
	const double width = box.width_mm / DRAWING_MM_PER_POINT;
	const double height = box.height_mm / DRAWING_MM_PER_POINT;
	GByteArray *bytes = g_byte_array_new();
	cairo_surface_t *surface = is_pdf ? cairo_pdf_surface_create_for_stream(
						    drawing_add_bytes, bytes, width, height)
					  : cairo_svg_surface_create_for_stream(
						    drawing_add_bytes, bytes, width, height);

	if (is_pdf) /* the same ink gives the same file */
		cairo_pdf_surface_set_metadata(
			surface, CAIRO_PDF_METADATA_CREATE_DATE, "2026-01-01T00:00:00Z");
	cairo_t *cairo = drawing_begin(surface);
	cairo_translate(cairo, -box.x_mm, -box.y_mm);
	draw_whole(cairo, drawing, &box);
	return drawing_finish(cairo, bytes, error);
}

GBytes *page_drawing_pdf(const PageDrawing *drawing, GError **error)
{
	return draw_file(drawing, true, error);
}

GBytes *page_drawing_svg(const PageDrawing *drawing, GError **error)
{
	return draw_file(drawing, false, error);
}

GBytes *page_drawing_overlay(const GPtrArray *drawings, GError **error)
{
	GByteArray *bytes = g_byte_array_new();
	cairo_surface_t *surface =
		cairo_pdf_surface_create_for_stream(drawing_add_bytes, bytes, 1, 1);

	cairo_pdf_surface_set_metadata(
		surface, CAIRO_PDF_METADATA_CREATE_DATE, "2026-01-01T00:00:00Z");
	cairo_t *cairo = drawing_begin(surface);
	for (guint i = 0; i < drawings->len; i++) {
		const PageDrawing *drawing = g_ptr_array_index(drawings, i);
		const SheetBox box = box_of(drawing);
		cairo_pdf_surface_set_size(cairo_get_target(cairo),
			box.width_mm / DRAWING_MM_PER_POINT, box.height_mm / DRAWING_MM_PER_POINT);
		cairo_save(cairo);
		cairo_translate(cairo, -box.x_mm, -box.y_mm);
		each_sign(drawing, cairo, draw_sign);
		draw_heading(cairo, drawing, &box);
		cairo_restore(cairo);
		cairo_show_page(cairo);
	}
	return drawing_finish(cairo, bytes, error);
}
