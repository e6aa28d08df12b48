/* SPDX-License-Identifier: MIT */
/*
 * For the ink benches: pages as a classroom pen would tell them. The shapes are real handwriting where
 * a folder of it is at hand ($ZHIBI_INK_DATA, or ../shared/data/ink; *.tsv lines of
 * id TAB label TAB unit in um TAB strokes "x y dx dy dx dy …;…"), else spirals and loops of our own. The pen
 * is made up: 80 to 120 dots a second, a child's uneven speed, steps of 23.7 um, a sensor that jitters.
 */
#pragma once

#include "ink/stroke.h"
#include "ink/units.h"

#include <math.h>
#include <string.h>

#define SAMPLE_LINE_MM 9.0
#define SAMPLE_PAGE_WIDTH_MM 180.0
#define SAMPLE_PAGE_HEIGHT_MM 250.0
#define SAMPLE_STEPS_PER_MM (75.0 * 1000.0 / 1778.0)

typedef struct {
	double x, y; /* mm */
} SamplePoint;

typedef struct {
	GPtrArray *shapes; /* of GPtrArray of GArray of SamplePoint: a shape's strokes; from 0,0 */
	const char *kind;
} SampleShapes;

typedef struct {
	GRand *rand;
	gint64 clock_ms;
	gint64 next_id;
	double period_ms;
	double speed_mm_s;
	double tilt_x, tilt_y, twist; /* where the hand holds the pen now */
} SamplePen;

static inline double sample_normal(GRand *rand)
{
	double u = 1.0 - g_rand_double(rand);

	return sqrt(-2.0 * log(u)) * cos(2.0 * G_PI * g_rand_double(rand));
}

static inline GPtrArray *sample_shape_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
}

/* A line of a data file; NULL when it has no known scale or is no ink. */
static inline GPtrArray *sample_shape_parse(const char *line)
{
	g_auto(GStrv) fields = g_strsplit(line, "\t", 5);

	if (g_strv_length(fields) < 4)
		return NULL;

	double unit_mm = g_ascii_strtod(fields[2], NULL) / 1000.0;
	GPtrArray *shape = sample_shape_new();
	g_auto(GStrv) strokes = g_strsplit(fields[3], ";", -1);
	double height = 1.0;

	for (gsize s = 0; strokes[s]; s++) {
		GArray *points = g_array_new(FALSE, FALSE, sizeof(SamplePoint));
		SamplePoint at = { 0 };
		char *rest = strokes[s];

		for (;;) {
			char *end;
			double dx = g_ascii_strtod(rest, &end);

			if (end == rest)
				break;
			at.x += dx;
			at.y += g_ascii_strtod(end, &rest);
			height = MAX(height, at.y);
			g_array_append_val(points, at);
		}
		g_ptr_array_add(shape, points);
	}
	/* A child's letters are 4 to 8 mm high, whatever the tablet's owner wrote. */
	double scale = unit_mm > 0 ? unit_mm : 6.0 / height;

	scale = CLAMP(scale * height, 2.0, 7.0) / height;
	for (guint s = 0; s < shape->len; s++) {
		GArray *points = g_ptr_array_index(shape, s);

		for (guint i = 0; i < points->len; i++) {
			g_array_index(points, SamplePoint, i).x *= scale;
			g_array_index(points, SamplePoint, i).y *= scale;
		}
	}
	return shape;
}

static inline void sample_read_file(GPtrArray *shapes, const char *path, guint every)
{
	g_autofree char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return;

	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		GPtrArray *shape = i % every == 0 ? sample_shape_parse(lines[i]) : NULL;

		if (shape)
			g_ptr_array_add(shapes, shape);
	}
}

static inline GPtrArray *sample_loop(GRand *rand)
{
	GPtrArray *shape = sample_shape_new();
	gint n_strokes = g_rand_int_range(rand, 1, 4);

	for (gint s = 0; s < n_strokes; s++) {
		GArray *points = g_array_new(FALSE, FALSE, sizeof(SamplePoint));
		double radius = g_rand_double_range(rand, 0.8, 2.5);
		double turn = g_rand_double_range(rand, -7.0, 7.0);
		double grow = g_rand_double_range(rand, -0.7, 1.2);
		double phase = g_rand_double_range(rand, 0, 6.3);

		for (gint i = 0; i <= 24; i++) {
			double share = i / 24.0, r = radius * (1 + grow * share);
			SamplePoint at = { 2.5 + r * cos(phase + turn * share) + s,
				2.5 + r * sin(phase + turn * share) };

			g_array_append_val(points, at);
		}
		g_ptr_array_add(shape, points);
	}
	return shape;
}

static inline SampleShapes sample_shapes_load(GRand *rand)
{
	static const struct {
		const char *name;
		guint every;
	} FILES[] = { { "digits.tsv", 10 }, { "lower.tsv", 10 }, { "upper.tsv", 40 },
		{ "symbols.tsv", 20 }, { "numbers.tsv", 4 }, { "hanzi.tsv", 4 } };
	const char *folder = g_getenv("ZHIBI_INK_DATA");
	SampleShapes shapes = { g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref),
		"real handwriting shapes" };

	for (guint i = 0; i < G_N_ELEMENTS(FILES); i++) {
		g_autofree char *path = g_build_filename(
			folder ? folder : "../shared/data/ink", FILES[i].name, NULL);

		sample_read_file(shapes.shapes, path, FILES[i].every);
	}
	if (shapes.shapes->len == 0) {
		shapes.kind = "made-up loops (no handwriting data here)";
		for (gint i = 0; i < 500; i++)
			g_ptr_array_add(shapes.shapes, sample_loop(rand));
	}
	return shapes;
}

/* Catmull-Rom through the points, at `at` points along (whole numbers are the points). */
static inline SamplePoint sample_spline(const GArray *points, double at)
{
	gint last = (gint)points->len - 1, i = CLAMP((gint)at, 0, last);
	double t = at - i, t2 = t * t, t3 = t2 * t;
	double w[4] = { -t3 + 2 * t2 - t, 3 * t3 - 5 * t2 + 2, -3 * t3 + 4 * t2 + t, t3 - t2 };
	SamplePoint sum = { 0 };

	for (gint k = 0; k < 4; k++) {
		const SamplePoint *p =
			&g_array_index(points, SamplePoint, CLAMP(i - 1 + k, 0, last));

		sum.x += p->x * w[k] / 2;
		sum.y += p->y * w[k] / 2;
	}
	return sum;
}

static inline guint8 sample_degrees(double value)
{
	return (guint8)CLAMP(lround(value), 0, 180);
}

/* One dot of the pen's, at a true place. Share: how far through the stroke's time it is, by a guess. */
static inline void sample_dot(SamplePen *pen, Stroke *stroke, SamplePoint at, double time_ms,
	double press, guint32 *told_ms)
{
	Dot dot = { 0 };

	pen->tilt_x += 0.12 * sample_normal(pen->rand) + (62 - pen->tilt_x) * 0.002;
	pen->tilt_y += 0.12 * sample_normal(pen->rand) + (74 - pen->tilt_y) * 0.002;
	pen->twist += 0.25 * sample_normal(pen->rand) + (140 - pen->twist) * 0.002;
	*told_ms = MAX((guint32)lround(time_ms), *told_ms);
	dot.time_ms = *told_ms;
	dot.at.x = (gint32)lround(at.x * SAMPLE_STEPS_PER_MM + 0.7 * sample_normal(pen->rand));
	dot.at.y = (gint32)lround(at.y * SAMPLE_STEPS_PER_MM + 0.7 * sample_normal(pen->rand));
	dot.force = (guint16)CLAMP(lround(press + 3.0 * sample_normal(pen->rand)), 1, 852);
	dot.tilt_x = sample_degrees(pen->tilt_x);
	dot.tilt_y = sample_degrees(pen->tilt_y);
	dot.twist = (guint16)CLAMP(lround(pen->twist), 0, 359);
	g_array_append_val(stroke->dots, dot);
}

/* Slow at the ends and in bends, wavering in between. */
static inline void sample_trace(
	SamplePen *pen, Stroke *stroke, const GArray *points, SamplePoint origin)
{
	double along = 0, time_ms = 0, waver = 1, level = g_rand_double_range(pen->rand, 250, 600);
	double speed = 0, heading = 0, last = points->len - 1.0;
	guint32 told_ms = 0;

	for (;;) {
		SamplePoint at = sample_spline(points, along);
		SamplePoint ahead = sample_spline(points, MIN(along + 0.05, last));
		double step_mm = hypot(ahead.x - at.x, ahead.y - at.y) / 0.05;
		double new_heading = atan2(ahead.y - at.y, ahead.x - at.x);
		double bend = fabs(remainder(new_heading - heading, 2 * G_PI));
		double rise = MIN(1, time_ms / 60) * MIN(1, 0.25 + (last - along) * step_mm / 1.5);
		double drift = 40 * sin(time_ms / 130 + level);

		sample_dot(pen, stroke, (SamplePoint){ origin.x + at.x, origin.y + at.y }, time_ms,
			level * (0.25 + 0.75 * rise) + drift * rise, &told_ms);
		if (along >= last)
			break;

		double interval_ms = CLAMP(pen->period_ms + 0.7 * sample_normal(pen->rand), 8, 13);
		double ends =
			MIN(1, 0.25 + time_ms / 80) * MIN(1, 0.3 + (last - along) * step_mm / 2.0);
		double wanted = pen->speed_mm_s * waver * ends / (1 + 3 * bend);

		waver = CLAMP(waver + 0.08 * sample_normal(pen->rand), 0.4, 1.8);
		speed += (wanted - speed) * 0.45;
		heading = new_heading;
		time_ms += interval_ms;
		along = MIN(last, along + MAX(speed, 2) * interval_ms / 1000 / MAX(step_mm, 1e-3));
	}
}

static inline Stroke *sample_stroke(SamplePen *pen, const GArray *points, SamplePoint origin)
{
	Stroke *stroke = stroke_new();

	stroke->id = pen->next_id++;
	stroke->page = (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 10 };
	stroke->start_ms = stroke->pen_start_ms = pen->clock_ms;
	stroke->color = 0xFF000000;
	stroke->force_max = 852;
	sample_trace(pen, stroke, points, origin);
	stroke->end_ms = stroke->start_ms + stroke_dot(stroke, stroke->dots->len - 1)->time_ms +
			 g_rand_int_range(pen->rand, 0, 12);
	pen->clock_ms = stroke->end_ms + g_rand_int_range(pen->rand, 80, 450);
	return stroke;
}

static inline void sample_place_shape(
	SamplePen *pen, GPtrArray *page, const GPtrArray *shape, SamplePoint origin)
{
	for (guint s = 0; s < shape->len; s++) {
		const GArray *points = g_ptr_array_index((GPtrArray *)shape, s);

		if (points->len > 0)
			g_ptr_array_add(page, sample_stroke(pen, points, origin));
	}
	pen->clock_ms += g_rand_int_range(pen->rand, 100, 2500);
}

static inline double sample_shape_width(const GPtrArray *shape)
{
	double width = 1;

	for (guint s = 0; s < shape->len; s++) {
		const GArray *points = g_ptr_array_index((GPtrArray *)shape, s);

		for (guint i = 0; i < points->len; i++)
			width = MAX(width, g_array_index(points, SamplePoint, i).x);
	}
	return width;
}

/* Lines of writing by one hand, until there are n_dots or the page is full. */
static inline GPtrArray *sample_page(const SampleShapes *shapes, GRand *rand, guint n_dots)
{
	GPtrArray *page = stroke_array_new();
	SamplePen pen = {
		.rand = rand,
		.clock_ms = G_GINT64_CONSTANT(1741600000000) + g_rand_int_range(rand, 0, 1000000),
		.next_id = 1 + g_rand_int_range(rand, 0, 100000),
		.period_ms = g_rand_double_range(rand, 8.5, 12),
		.speed_mm_s = g_rand_double_range(rand, 15, 40),
		.tilt_x = 62,
		.tilt_y = 74,
		.twist = 140,
	};
	SamplePoint at = { 14, 16 };
	guint n = 0;

	while (n < n_dots && at.y < SAMPLE_PAGE_HEIGHT_MM) {
		const GPtrArray *shape = g_ptr_array_index(
			shapes->shapes, g_rand_int_range(rand, 0, (gint)shapes->shapes->len));
		guint n_before = page->len;

		sample_place_shape(&pen, page, shape, at);
		for (guint s = n_before; s < page->len; s++)
			n += ((Stroke *)g_ptr_array_index(page, s))->dots->len;
		at.x += sample_shape_width(shape) + g_rand_double_range(rand, 0.5, 4);
		if (at.x > SAMPLE_PAGE_WIDTH_MM)
			at = (SamplePoint){ 14, at.y + SAMPLE_LINE_MM };
	}
	return page;
}
