/* SPDX-License-Identifier: MIT */
/* See features.h. */
#include "homework/reading/features.h"

#include <math.h>
#include <string.h>

#define STEP 0.04f /* between the points looked at, of the larger side */
#define DIAGONAL 1.41421356f
#define N_MAPS ((gsize)FEATURES_GRID * FEATURES_GRID * FEATURES_DIRECTIONS)
#define N_POINTS ((gsize)2 * FEATURES_POINTS)
#define SMOOTH_ROUNDS 5	 /* evens out the stairs of devices that tell few places apart */
#define N_STEPS_MAX 4096 /* bounds the work for a page of scribble */
#define MAP_GAIN 2.0f	 /* brings the maps to the size of the other features */

/* The ink in a unit box, its larger side 1, centred; points STEP apart, strokes apart. */
typedef struct {
	GArray *points; /* of TracePoint */
	GArray *ends;	/* of guint */
	float length;	/* of all strokes */
	float aspect;	/* width / (width + height) */
	bool is_point;
} Even;

static TracePoint warped(TracePoint point, const FeaturesWarp *warp)
{
	if (!warp)
		return point;
	return (TracePoint){ warp->xx * point.x + warp->xy * point.y,
		warp->yx * point.x + warp->yy * point.y };
}

static TraceBox warped_box(const Trace *trace, guint start, guint end, const FeaturesWarp *warp)
{
	TracePoint point = warped(trace_point(trace, start), warp);
	TraceBox box = { point.x, point.y, point.x, point.y };

	for (guint i = start + 1; i < end; i++) {
		point = warped(trace_point(trace, i), warp);
		box.left = MIN(box.left, point.x);
		box.right = MAX(box.right, point.x);
		box.top = MIN(box.top, point.y);
		box.bottom = MAX(box.bottom, point.y);
	}
	return box;
}

static float distance(TracePoint a, TracePoint b)
{
	return sqrtf((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
}

/* Points STEP apart along one stroke; its last point comes along if it is not all there was. */
static void walk_stroke(Even *even, const TracePoint *points, guint n)
{
	TracePoint at = points[0];
	float to_go = STEP;

	g_array_append_val(even->points, at);
	for (guint i = 1; i < n && even->points->len < N_STEPS_MAX;) {
		float step = distance(at, points[i]);

		if (step < to_go) {
			to_go -= step;
			at = points[i++];
			continue;
		}
		at.x += (points[i].x - at.x) * (to_go / step);
		at.y += (points[i].y - at.y) * (to_go / step);
		to_go = STEP;
		g_array_append_val(even->points, at);
	}
	if (to_go < STEP * 0.75f || n > 1)
		g_array_append_val(even->points, points[n - 1]);
	g_array_append_val(even->ends, even->points->len);
}

static void even_init(
	Even *even, const Trace *trace, guint first, guint n, const FeaturesWarp *warp)
{
	guint start = trace_stroke_start(trace, first);
	guint end = trace_stroke_end(trace, first + n - 1);
	TraceBox box = warped_box(trace, start, end, warp);
	float width = box.right - box.left, height = box.bottom - box.top;
	float side = MAX(width, height);
	float scale = side > 0 ? 1 / side : 0;
	float x0 = (box.left + box.right) / 2 - side / 2,
	      y0 = (box.top + box.bottom) / 2 - side / 2;
	g_autoptr(GArray) points = g_array_sized_new(FALSE, FALSE, sizeof(TracePoint), end - start);

	even->points = g_array_new(FALSE, FALSE, sizeof(TracePoint));
	even->ends = g_array_new(FALSE, FALSE, sizeof(guint));
	even->aspect = side > 0 ? width / (width + height) : 0.5f;
	even->is_point = side <= 0;
	even->length = 0;
	for (guint i = start; i < end; i++) {
		TracePoint point = warped(trace_point(trace, i), warp);

		point.x = side > 0 ? (point.x - x0) * scale : 0.5f;
		point.y = side > 0 ? (point.y - y0) * scale : 0.5f;
		g_array_append_val(points, point);
	}
	for (guint s = first; s < first + n; s++)
		walk_stroke(even,
			&g_array_index(points, TracePoint, trace_stroke_start(trace, s) - start),
			trace_stroke_end(trace, s) - trace_stroke_start(trace, s));
}

/* Every point becomes the mean of itself and its neighbours; a stroke's ends stay. */
static void smooth(TracePoint *points, guint n)
{
	for (guint round = 0; round < SMOOTH_ROUNDS; round++) {
		TracePoint before = points[0];

		for (guint i = 1; i + 1 < n; i++) {
			const TracePoint here = points[i], after = points[i + 1];

			points[i].x = (before.x + 2 * here.x + after.x) / 4;
			points[i].y = (before.y + 2 * here.y + after.y) / 4;
			before = here;
		}
	}
}

static void even_smooth(Even *even)
{
	guint start = 0;

	for (guint s = 0; s < even->ends->len; s++) {
		const guint end = g_array_index(even->ends, guint, s);

		smooth(&g_array_index(even->points, TracePoint, start), end - start);
		start = end;
	}
}

static void even_clear(Even *even)
{
	g_array_unref(even->points);
	g_array_unref(even->ends);
}

/* ---- the maps */

/* Shares `amount` among the four cells around a place. */
static void splat(float *map, TracePoint at, float amount)
{
	float x = at.x * (FEATURES_GRID - 1), y = at.y * (FEATURES_GRID - 1);
	/* Within the grid, but for places so far out that a float cannot tell them apart. */
	guint column = (guint)CLAMP(x, 0, FEATURES_GRID - 2);
	guint row = (guint)CLAMP(y, 0, FEATURES_GRID - 2);
	float right = x - (float)column, below = y - (float)row;
	float *cell = map + (gsize)(row * FEATURES_GRID + column) * FEATURES_DIRECTIONS;

	cell[0] += amount * (1 - right) * (1 - below);
	cell[FEATURES_DIRECTIONS] += amount * right * (1 - below);
	cell += (gsize)FEATURES_GRID * FEATURES_DIRECTIONS;
	cell[0] += amount * (1 - right) * below;
	cell[FEATURES_DIRECTIONS] += amount * right * below;
}

/* A step is the sum of one along an axis and one along a diagonal: no angle needed. Directions count clockwise
 * from the right in eighths of a turn. */
static void add_step(float *maps, TracePoint from, TracePoint to)
{
	float dx = to.x - from.x, dy = to.y - from.y;
	float ax = fabsf(dx), ay = fabsf(dy);
	bool flat = ax >= ay;
	guint axis = flat ? (dx >= 0 ? 0 : 4) : (dy >= 0 ? 2 : 6);
	guint diagonal = dx >= 0 ? (dy >= 0 ? 1 : 7) : (dy >= 0 ? 3 : 5);
	TracePoint middle = { (from.x + to.x) / 2, (from.y + to.y) / 2 };

	splat(maps + axis, middle, flat ? ax - ay : ay - ax);
	splat(maps + diagonal, middle, MIN(ax, ay) * DIAGONAL);
}

static void fill_maps(Even *even, float *maps)
{
	guint start = 0;

	memset(maps, 0, sizeof(float) * N_MAPS);
	for (guint s = 0; s < even->ends->len; s++) {
		guint end = g_array_index(even->ends, guint, s);

		for (guint i = start + 1; i < end; i++) {
			TracePoint from = g_array_index(even->points, TracePoint, i - 1);
			TracePoint to = g_array_index(even->points, TracePoint, i);

			add_step(maps, from, to);
			even->length += distance(from, to);
		}
		start = end;
	}
	for (gsize i = 0; i < N_MAPS; i++)
		maps[i] = maps[i] > 0 ? MAP_GAIN * sqrtf(maps[i]) : 0;
}

/* ---- the points, and the whole */

static void fill_points(const Even *even, float *points)
{
	for (guint i = 0; i < FEATURES_POINTS; i++) {
		guint at = i * (even->points->len - 1) / (FEATURES_POINTS - 1);
		TracePoint point = g_array_index(even->points, TracePoint, at);

		*points++ = 2 * point.x - 1;
		*points++ = 2 * point.y - 1;
	}
}

/* How the ink turns: the sum of the sines between steps, with and without sign. */
static void sum_turning(const Even *even, float *net, float *all)
{
	guint start = 0;

	*net = *all = 0;
	for (guint s = 0; s < even->ends->len; s++) {
		guint end = g_array_index(even->ends, guint, s);

		for (guint i = start + 2; i < end; i++) {
			TracePoint a = g_array_index(even->points, TracePoint, i - 2);
			TracePoint b = g_array_index(even->points, TracePoint, i - 1);
			TracePoint c = g_array_index(even->points, TracePoint, i);
			float lengths = distance(a, b) * distance(b, c);
			float cross = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
			float sine = lengths > 0 ? cross / lengths : 0;

			*net += sine;
			*all += fabsf(sine);
		}
		start = end;
	}
}

static void fill_whole(const Even *even, guint n_strokes, float *whole)
{
	TracePoint first = g_array_index(even->points, TracePoint, 0);
	TracePoint last = g_array_index(even->points, TracePoint, even->points->len - 1);
	float net, all;

	sum_turning(even, &net, &all);
	*whole++ = 2 * even->aspect - 1;
	for (guint i = 1; i <= 4; i++)
		*whole++ = (i < 4 ? n_strokes == i : n_strokes >= i) ? 1 : 0;
	*whole++ = MIN(even->length, 12) / 6;
	*whole++ = last.x - first.x;
	*whole++ = last.y - first.y;
	*whole++ = distance(first, last);
	*whole++ = even->is_point ? 1 : 0;
	*whole++ = CLAMP(net / 8, -2, 2);
	*whole++ = MIN(all, 24) / 8;
	*whole++ = (float)MIN(n_strokes, 8) / 8;
}

void features_of(const Trace *trace, guint first, guint n, const FeaturesWarp *warp,
	float features[FEATURES_N])
{
	float *points = features + N_MAPS;
	Even even;

	if (n == 0) {
		memset(features, 0, sizeof(float) * FEATURES_N);
		return;
	}
	even_init(&even, trace, first, n, warp);
	even_smooth(&even);
	fill_maps(&even, features);
	fill_points(&even, points);
	fill_whole(&even, n, points + N_POINTS);
	even_clear(&even);
}
