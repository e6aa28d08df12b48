/* SPDX-License-Identifier: MIT */
/* See drawing.h. Only drawing_text knows points. */
#include "report/drawing.h"

#include <math.h>
#include <pango/pangocairo.h>

#include "ink/units.h"

#define FONT "Noto Sans CJK SC, sans-serif"
#define THIN_MM 0.22
#define THICK_MM 0.62
#define NEAR_MM 0.05 /* nothing to see between dots so close */
#define STRAIGHT_COSINE 0.94
#define EVEN_MM 0.40 /* of a pen that measures no force */

GQuark drawing_error_quark(void)
{
	return g_quark_from_static_string("zhibi-report");
}

void drawing_grey(cairo_t *cairo, double grey)
{
	cairo_set_source_rgb(cairo, grey, grey, grey);
}

/* ---- text */

static PangoLayout *layout_of(cairo_t *cairo, const DrawingText *style, const char *text)
{
	PangoLayout *layout = pango_cairo_create_layout(cairo);
	PangoFontDescription *font = pango_font_description_from_string(FONT);

	pango_context_set_round_glyph_positions(pango_layout_get_context(layout), FALSE);
	pango_font_description_set_absolute_size(
		font, style->size_mm / DRAWING_MM_PER_POINT * PANGO_SCALE);
	if (style->bold)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description(layout, font);
	pango_layout_set_text(layout, text, -1);
	if (style->n_lines > 1) {
		pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
		pango_layout_set_height(layout, -style->n_lines);
	} else {
		pango_layout_set_single_paragraph_mode(layout, TRUE);
	}
	if (style->width_mm > 0) {
		pango_layout_set_width(
			layout, (int)(style->width_mm / DRAWING_MM_PER_POINT * PANGO_SCALE));
		pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	}
	pango_font_description_free(font);
	return layout;
}

double drawing_text(cairo_t *cairo, const DrawingText *style, const char *text)
{
	PangoLayout *layout = layout_of(cairo, style, text);
	PangoRectangle extents;

	pango_layout_get_extents(layout, NULL, &extents);
	cairo_save(cairo);
	cairo_translate(cairo, style->x_mm, style->y_mm);
	cairo_scale(cairo, DRAWING_MM_PER_POINT, DRAWING_MM_PER_POINT);
	if (style->centred)
		cairo_translate(cairo, -(extents.x + extents.width / 2.0) / PANGO_SCALE,
			-(extents.y + extents.height / 2.0) / PANGO_SCALE);
	else if (style->to_right)
		cairo_translate(cairo, -(double)extents.width / PANGO_SCALE, 0);
	cairo_move_to(cairo, 0, 0);
	pango_cairo_show_layout(cairo, layout);
	cairo_restore(cairo);
	g_object_unref(layout);
	return (double)(style->n_lines > 1 ? extents.height : extents.width) / PANGO_SCALE *
	       DRAWING_MM_PER_POINT;
}

/* ---- ink */

typedef struct {
	double x, y, half_mm;
} Place;

static Place place_of(const Stroke *stroke, guint i)
{
	const Dot *dot = stroke_dot(stroke, i);
	const PaperPoint at = units_paper_point((PageFamily)stroke->page.family, dot->at);
	const double share = dot->force == FORCE_NONE || stroke->force_max == 0
				     ? (EVEN_MM - THIN_MM) / (THICK_MM - THIN_MM)
				     : CLAMP(dot->force / (double)stroke->force_max, 0, 1);

	return (Place){ at.x_um / 1000.0, at.y_um / 1000.0,
		(THIN_MM + (THICK_MM - THIN_MM) * sqrt(share)) / 2 };
}

/* The two sides of a piece between two places, and a round end where it stops: filled as one path. */
static void add_piece(cairo_t *cairo, Place from, Place to)
{
	const double length = hypot(to.x - from.x, to.y - from.y);

	if (length < 1e-6)
		return;
	const double across_x = -(to.y - from.y) / length, across_y = (to.x - from.x) / length;
	cairo_move_to(cairo, from.x + across_x * from.half_mm, from.y + across_y * from.half_mm);
	cairo_line_to(cairo, from.x - across_x * from.half_mm, from.y - across_y * from.half_mm);
	cairo_line_to(cairo, to.x - across_x * to.half_mm, to.y - across_y * to.half_mm);
	cairo_line_to(cairo, to.x + across_x * to.half_mm, to.y + across_y * to.half_mm);
	cairo_close_path(cairo);
}

/* Where the pen turned: a small eight-sided disc closes the gap. */
static void add_disc(cairo_t *cairo, Place at)
{
	static const double ROUND[8][2] = { { 1, 0 }, { 0.7071, 0.7071 }, { 0, 1 },
		{ -0.7071, 0.7071 }, { -1, 0 }, { -0.7071, -0.7071 }, { 0, -1 },
		{ 0.7071, -0.7071 } };

	for (guint i = 0; i < G_N_ELEMENTS(ROUND); i++)
		cairo_line_to(
			cairo, at.x + ROUND[i][0] * at.half_mm, at.y + ROUND[i][1] * at.half_mm);
	cairo_close_path(cairo);
	cairo_new_sub_path(cairo);
}

/* The line goes on nearly as it came: its pieces meet without a gap. */
static bool is_straight(Place from, Place at, Place to)
{
	const double in_x = at.x - from.x, in_y = at.y - from.y;
	const double out_x = to.x - at.x, out_y = to.y - at.y;

	return in_x * out_x + in_y * out_y >
	       STRAIGHT_COSINE * hypot(in_x, in_y) * hypot(out_x, out_y);
}

void drawing_stroke(cairo_t *cairo, const Stroke *stroke)
{
	const guint n_dots = stroke->dots->len;

	if (n_dots == 0 || stroke->tip == TIP_ERASER)
		return;
	Place before = place_of(stroke, 0), at = before;
	cairo_new_path(cairo);
	add_disc(cairo, at);
	for (guint i = 1; i < n_dots; i++) {
		const Place next = place_of(stroke, i);
		if (hypot(next.x - at.x, next.y - at.y) < NEAR_MM && i + 1 < n_dots)
			continue;
		const bool is_jump = stroke_dot(stroke, i)->flags & DOT_OUTLIER;
		if (!is_jump && !is_straight(before, at, next))
			add_disc(cairo, at);
		if (!is_jump) /* a jump is no line that anybody drew */
			add_piece(cairo, at, next);
		cairo_new_sub_path(cairo);
		before = at;
		at = next;
	}
	add_disc(cairo, at);
	cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_WINDING);
	cairo_fill(cairo);
}

/* ---- files */

cairo_status_t drawing_add_bytes(void *bytes, const unsigned char *data, unsigned int n_bytes)
{
	g_byte_array_append(bytes, data, n_bytes);
	return CAIRO_STATUS_SUCCESS;
}

GBytes *drawing_finish(cairo_t *take_cairo, GByteArray *take_bytes, GError **error)
{
	cairo_surface_t *surface = cairo_get_target(take_cairo);

	cairo_status_t status = cairo_status(take_cairo);
	cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_destroy(take_cairo);
	if (status == CAIRO_STATUS_SUCCESS)
		return g_byte_array_free_to_bytes(take_bytes);
	g_byte_array_unref(take_bytes);
	g_set_error(error, DRAWING_ERROR, DRAWING_ERROR_FAILED, "cannot be drawn: %s",
		cairo_status_to_string(status));
	return NULL;
}

cairo_t *drawing_begin(cairo_surface_t *take_surface)
{
	cairo_t *cairo = cairo_create(take_surface);

	cairo_surface_destroy(take_surface);
	cairo_scale(cairo, 1 / DRAWING_MM_PER_POINT, 1 / DRAWING_MM_PER_POINT);
	return cairo;
}
