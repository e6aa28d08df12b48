/* SPDX-License-Identifier: MIT */
/* See distort.h. Plain arithmetic only: the same ink on every machine. */
#include "homework/train/distort.h"

#include "homework/train/dataset.h"

#define BEND 0.12f	/* of the whole, at its edges */
#define ELSEWHERE 0.05f /* a stroke's place, of the larger side */
#define LARGER 0.08f	/* a stroke's size */
#define REVERSED 0.04f	/* of the strokes are drawn the other way round */
#define COARSE 0.15f	/* of the signs come from a device that tells few places apart: */
#define PLACES_LEAST 7.0f
#define PLACES_MOST 28.0f /* along the larger side */

/* x' = x + a·y² + b·x·y, y' likewise; x and y from -1 to 1 over the larger side. */
typedef struct {
	float middle_x, middle_y, half;
	float x_by_yy, x_by_xy, x_by_xx, y_by_xx, y_by_xy, y_by_yy;
} Bend;

static TracePoint bent(const Bend *bend, TracePoint point)
{
	float x = (point.x - bend->middle_x) / bend->half;
	float y = (point.y - bend->middle_y) / bend->half;

	return (TracePoint){
		point.x + bend->half * (bend->x_by_yy * y * y + bend->x_by_xy * x * y +
					       bend->x_by_xx * x * x),
		point.y + bend->half * (bend->y_by_xx * x * x + bend->y_by_xy * x * y +
					       bend->y_by_yy * y * y),
	};
}

/* The nearest place of a grid; 0: there is none. */
static float on_grid(float value, float cell)
{
	if (cell <= 0)
		return value;
	value /= cell;
	return cell * (float)(gint)(value >= 0 ? value + 0.5f : value - 0.5f);
}

static void distort_stroke(Trace *to, const Trace *from, guint stroke, const Bend *bend, float by,
	float cell, guint64 *chance)
{
	const guint start = trace_stroke_start(from, stroke), end = trace_stroke_end(from, stroke);
	const TraceBox box = trace_box(from, stroke, 1);
	const float middle_x = (box.left + box.right) / 2, middle_y = (box.top + box.bottom) / 2;
	const float off = 2 * bend->half * ELSEWHERE * by;
	const float off_x = chance_between(chance, -off, off);
	const float off_y = chance_between(chance, -off, off);
	const float size = 1 + chance_between(chance, -LARGER * by, LARGER * by);
	const bool reversed = chance_unit(chance) < REVERSED * by;

	for (guint i = start; i < end; i++) {
		const TracePoint at = trace_point(from, reversed ? start + end - 1 - i : i);
		const TracePoint point =
			bent(bend, (TracePoint){ middle_x + size * (at.x - middle_x) + off_x,
					   middle_y + size * (at.y - middle_y) + off_y });

		trace_add_point(to, on_grid(point.x, cell), on_grid(point.y, cell));
	}
	trace_end_stroke(to);
}

Trace *distort(const Trace *trace, float by, guint64 *chance)
{
	const guint n = trace_n_strokes(trace);
	const TraceBox box = trace_box(trace, 0, n);
	const float half = MAX(MAX(box.right - box.left, box.bottom - box.top) / 2, 1e-3f);
	const float most = BEND * by;
	Trace *to = trace_new();
	/* One by one: the order in which a list's values are reckoned is the compiler's choice. */
	Bend bend = { (box.left + box.right) / 2, (box.top + box.bottom) / 2, half, 0, 0, 0, 0, 0,
		0 };

	bend.x_by_yy = chance_between(chance, -most, most);
	bend.x_by_xy = chance_between(chance, -most, most);
	bend.x_by_xx = chance_between(chance, -most, most);
	bend.y_by_xx = chance_between(chance, -most, most);
	bend.y_by_xy = chance_between(chance, -most, most);
	bend.y_by_yy = chance_between(chance, -most, most);
	const bool coarse = chance_unit(chance) < COARSE * by;
	const float cell =
		coarse ? 2 * half / chance_between(chance, PLACES_LEAST, PLACES_MOST) : 0;

	for (guint s = 0; s < n; s++)
		distort_stroke(to, trace, s, &bend, n > 1 ? by : 0.5f * by, cell, chance);
	return to;
}
