/* SPDX-License-Identifier: MIT */
/*
 * A line strikes out what it goes through the middle of, when it reaches beyond it on both sides: the bar of a 4, a 7 or
 * an F does not. Sizes are of children's writing, digits of 3 to 9 mm.
 */
#include "homework/reading/ink-parts.h"

#include <math.h>

#define TOUCH_UM 600.0f	       /* across */
#define TOUCH_APART_UM 4000.0f /* from all other ink: no decimal point */
#define LINE_UM 2000.0f
#define BEFORE_UM 100.0f /* left of the ink begins a line that strikes it */
#define LATE 0.12f
#define SEVERAL 1.3f /* times as wide as high: more than one sign */
#define SECOND_LINE_UM 3500.0f
#define STRAIGHT 0.9f
#define FLAT 0.6f	   /* height over width of a striking line */
#define MARGIN 0.2f	   /* of the struck height: a line above or below strikes nothing */
#define REVERSALS 4	   /* of a scribble */
#define REVERSAL_UM 500.0f /* smaller ones are a trembling hand */
#define SCRIBBLED 2.2f	   /* times its size is a scribble long */
#define COVERS 0.7f

typedef struct {
	TraceBox box;
	TracePoint first, last;
	float length;
	guint n_reversals; /* of left and right, or up and down */
} Shape;

static float width_of(const TraceBox *box)
{
	return box->right - box->left;
}

static float height_of(const TraceBox *box)
{
	return box->bottom - box->top;
}

static TraceBox both(const TraceBox *a, const TraceBox *b)
{
	return (TraceBox){ MIN(a->left, b->left), MIN(a->top, b->top), MAX(a->right, b->right),
		MAX(a->bottom, b->bottom) };
}

/* ---- the shape of a stroke */

/* To and fro along one axis, trembling left out. */
typedef struct {
	float turn;
	int direction;
	guint n;
} Sway;

static void sway(Sway *sway, float at)
{
	if ((float)sway->direction * (at - sway->turn) > 0) {
		sway->turn = at;
	} else if (fabsf(at - sway->turn) > REVERSAL_UM) {
		sway->n += sway->direction != 0;
		sway->direction = at > sway->turn ? 1 : -1;
		sway->turn = at;
	}
}

static guint count_reversals(const Trace *trace, guint start, guint end)
{
	const TracePoint first = trace_point(trace, start);
	Sway across = { .turn = first.x }, down = { .turn = first.y };

	for (guint i = start + 1; i < end; i++) {
		sway(&across, trace_point(trace, i).x);
		sway(&down, trace_point(trace, i).y);
	}
	return MAX(across.n, down.n);
}

static Shape shape_of(const Trace *trace, guint stroke)
{
	const guint start = trace_stroke_start(trace, stroke),
		    end = trace_stroke_end(trace, stroke);
	Shape shape = {
		.box = trace_box(trace, stroke, 1),
		.first = trace_point(trace, start),
		.last = trace_point(trace, end - 1),
		.n_reversals = count_reversals(trace, start, end),
	};

	for (guint i = start + 1; i < end; i++) {
		const TracePoint a = trace_point(trace, i - 1), b = trace_point(trace, i);

		shape.length += hypotf(b.x - a.x, b.y - a.y);
	}
	return shape;
}

static bool is_tiny(const Shape *shape)
{
	return width_of(&shape->box) < TOUCH_UM && height_of(&shape->box) < TOUCH_UM;
}

static bool is_straight(const Shape *shape)
{
	const float chord = hypotf(shape->last.x - shape->first.x, shape->last.y - shape->first.y);

	return shape->length > 0 && chord >= STRAIGHT * shape->length;
}

/* ---- what a stroke goes over */

typedef struct {
	const Shape *shapes;
	InkPart *parts;
	guint n; /* strokes before this one */
} Before;

static bool is_ink(InkPart part)
{
	return part == INK_STANDS || part == INK_STRUCK;
}

/* Is the middle of the other within this box, a little widened? */
static bool is_over(const TraceBox *box, const TraceBox *other)
{
	const float x = (other->left + other->right) / 2, y = (other->top + other->bottom) / 2;
	const float wide = 500, high = MAX(500, height_of(other) / 2);

	return x >= box->left - wide && x <= box->right + wide && y >= box->top - high &&
	       y <= box->bottom + high;
}

/* The ink before that lies under the box; false: none. */
static bool ink_under(const Before *before, const TraceBox *box, TraceBox *group)
{
	bool any = false;

	for (guint i = 0; i < before->n; i++) {
		const TraceBox *other = &before->shapes[i].box;

		if (!is_ink(before->parts[i]) || is_tiny(&before->shapes[i]) ||
			!is_over(box, other))
			continue;
		*group = any ? both(group, other) : *other;
		any = true;
	}
	return any;
}

static bool is_flat_line(const Shape *line)
{
	const float width = width_of(&line->box);

	return is_straight(line) && width >= LINE_UM && height_of(&line->box) <= FLAT * width;
}

/* From left of the ink to about its end; the bars of an E, an A or a 7 begin in it. Through several signs it may begin
 * a little late. */
static bool is_line_through(const Shape *line, const TraceBox *group)
{
	const float y = (line->box.top + line->box.bottom) / 2;
	const float width = width_of(group), height = height_of(group);
	const float margin = MARGIN * height;
	const float before = width > SEVERAL * height ? -LATE * width : BEFORE_UM;

	return is_flat_line(line) && line->box.left < group->left - before &&
	       line->box.right > group->right - LATE * width && y > group->top + margin &&
	       y < group->bottom - margin && height > 1200;
}

/* The second of two lines goes with the first, wherever on the ink it lies. */
static bool is_second_line(const Before *before, const Shape *line)
{
	if (before->n == 0 || before->parts[before->n - 1] != INK_STRIKE || !is_flat_line(line))
		return false;
	const Shape *first = &before->shapes[before->n - 1];
	const float common =
		MIN(first->box.right, line->box.right) - MAX(first->box.left, line->box.left);

	return is_flat_line(first) && common > COVERS * width_of(&first->box) &&
	       common > COVERS * width_of(&line->box) &&
	       fabsf(first->box.top - line->box.top) < SECOND_LINE_UM;
}

static bool is_scribble_over(const Shape *shape, const TraceBox *group)
{
	return shape->n_reversals >= REVERSALS &&
	       width_of(&shape->box) >= COVERS * width_of(group) &&
	       shape->length >= SCRIBBLED * MAX(width_of(&shape->box), height_of(&shape->box));
}

static bool is_diagonal_over(const Shape *shape, const TraceBox *group)
{
	const float width = width_of(&shape->box), height = height_of(&shape->box);

	return is_straight(shape) && height > 0.2f * width && height < 4 * width &&
	       width >= COVERS * width_of(group) && height >= COVERS * height_of(group) &&
	       width + height > 4000;
}

/* Two strokes one after the other, falling and rising, over the same ink. */
static bool is_cross_over(const Before *before, const Shape *second)
{
	TraceBox group, box;

	if (before->n < 2)
		return false;
	const Shape *first = &before->shapes[before->n - 1];
	const Before earlier = { before->shapes, before->parts, before->n - 1 };
	const float slope = (first->last.y - first->first.y) * (first->last.x - first->first.x);
	const float other = (second->last.y - second->first.y) * (second->last.x - second->first.x);

	box = both(&first->box, &second->box);
	return slope * other < 0 && ink_under(&earlier, &box, &group) &&
	       is_diagonal_over(first, &group) && is_diagonal_over(second, &group);
}

/* All before that lies under the strike or, like a decimal point, in the line of what lies there. */
static void strike(const Before *before, const TraceBox *box)
{
	TraceBox group = *box, found;

	if (ink_under(before, box, &found))
		group = both(box, &found);
	for (guint i = 0; i < before->n; i++)
		if (before->parts[i] == INK_STANDS && is_over(&group, &before->shapes[i].box))
			before->parts[i] = INK_STRUCK;
}

/* A cross alone on what stands is an answer, not a strike, where crosses are answers: the last ink there is. */
static bool may_strike_by_cross(const Before *before, InkKind kind, guint n_strokes)
{
	return kind == INK_LINES || before->n + 1 < n_strokes;
}

static bool try_strike(const Before *before, const Shape *shape, InkKind kind, guint n_strokes)
{
	TraceBox group;

	if (is_second_line(before, shape))
		return true;
	if (may_strike_by_cross(before, kind, n_strokes) && is_cross_over(before, shape)) {
		const TraceBox box = both(&before->shapes[before->n - 1].box, &shape->box);

		strike(&(Before){ before->shapes, before->parts, before->n - 1 }, &box);
		before->parts[before->n - 1] = INK_STRIKE;
		return true;
	}
	if (!ink_under(before, &shape->box, &group) ||
		!(is_line_through(shape, &group) || is_scribble_over(shape, &group)))
		return false;
	strike(before, &shape->box);
	return true;
}

/* ---- touches */

static bool is_apart(const TraceBox *box, const TraceBox *all)
{
	return box->left > all->right + TOUCH_APART_UM || box->right < all->left - TOUCH_APART_UM ||
	       box->top > all->bottom + TOUCH_APART_UM || box->bottom < all->top - TOUCH_APART_UM;
}

/* A point is written after the digit before it; what comes first, or lies far off, is a touch. */
static void find_touches(const Shape *shapes, InkPart *parts, guint n)
{
	TraceBox all = { 0 };
	bool any = false;

	for (guint i = 0; i < n; i++) {
		if (is_tiny(&shapes[i]))
			continue;
		all = any ? both(&all, &shapes[i].box) : shapes[i].box;
		any = true;
	}
	bool begun = false;

	for (guint i = 0; i < n; i++) {
		begun |= !is_tiny(&shapes[i]);
		if (is_tiny(&shapes[i]) && (!begun || !any || is_apart(&shapes[i].box, &all)))
			parts[i] = INK_TOUCH;
	}
}

void ink_parts(const Trace *trace, InkKind kind, InkPart *parts)
{
	const guint n = trace_n_strokes(trace);
	g_autofree Shape *shapes = g_new0(Shape, n + 1);

	for (guint i = 0; i < n; i++) {
		shapes[i] = shape_of(trace, i);
		parts[i] = INK_STANDS;
	}
	find_touches(shapes, parts, n);
	for (guint i = 0; i < n; i++) {
		const Before before = { shapes, parts, i };

		if (parts[i] == INK_TOUCH)
			continue;
		if (try_strike(&before, &shapes[i], kind, n))
			parts[i] = INK_STRIKE;
	}
}

Trace *ink_parts_trace(const Trace *trace, const InkPart *parts, InkPart part)
{
	Trace *out = trace_new();

	for (guint i = 0; i < trace_n_strokes(trace); i++) {
		if (parts[i] != part)
			continue;
		for (guint k = trace_stroke_start(trace, i); k < trace_stroke_end(trace, i); k++) {
			const TracePoint at = trace_point(trace, k);

			trace_add_point(out, at.x, at.y);
		}
		trace_end_stroke(out);
	}
	return out;
}
