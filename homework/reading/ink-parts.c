/* SPDX-License-Identifier: MIT */
/*
 * A line strikes out what it goes through the middle of, when it reaches beyond it on both sides: the bar of a 4, a 7 or
 * an F does not. Sizes are of children's writing, digits of 3 to 9 mm.
 */
#include "homework/reading/ink-parts.h"

#include <math.h>

#define TOUCH_UM 600.0f	       /* across */
#define TOUCH_APART_UM 4000.0f /* from all other ink: no decimal point */
#define LINE_UM 2500.0f
#define STRAIGHT 0.9f
#define FLAT 0.6f	   /* height over width of a striking line */
#define OFF_CENTRE 0.25f   /* of its length: the bar of an F is not in the middle of its stem */
#define MARGIN 0.12f	   /* of the struck height: a line above or below strikes nothing */
#define REVERSALS 4	   /* of a scribble */
#define REVERSAL_UM 700.0f /* smaller ones are a trembling hand */
#define COVERS 0.7f
#define SAME_PLACE 0.45f /* common part of two boxes over both: one written over the other */

typedef struct {
	TraceBox box;
	TracePoint first, last;
	float length;
	guint n_reversals; /* of left and right */
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

static guint count_reversals(const Trace *trace, guint start, guint end)
{
	float turn = trace_point(trace, start).x;
	int direction = 0;
	guint n = 0;

	for (guint i = start + 1; i < end; i++) {
		const float x = trace_point(trace, i).x;

		if ((float)direction * (x - turn) > 0) {
			turn = x;
		} else if (fabsf(x - turn) > REVERSAL_UM) {
			n += direction != 0;
			direction = x > turn ? 1 : -1;
			turn = x;
		}
	}
	return n;
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

static bool is_line_through(const Shape *line, const TraceBox *group)
{
	const float width = width_of(&line->box);
	const float middle = (line->box.left + line->box.right) / 2;
	const float y = (line->box.top + line->box.bottom) / 2;
	const float margin = MARGIN * height_of(group);

	return is_straight(line) && width >= LINE_UM && width >= 1.05f * width_of(group) &&
	       height_of(&line->box) <= FLAT * width &&
	       fabsf(middle - (group->left + group->right) / 2) <= OFF_CENTRE * width &&
	       y > group->top + margin && y < group->bottom - margin && height_of(group) > 1200;
}

static bool is_scribble_over(const Shape *shape, const TraceBox *group)
{
	return shape->n_reversals >= REVERSALS &&
	       width_of(&shape->box) >= COVERS * width_of(group) &&
	       shape->length >= 3 * width_of(&shape->box);
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

static void strike(const Before *before, const TraceBox *box)
{
	for (guint i = 0; i < before->n; i++)
		if (before->parts[i] == INK_STANDS && is_over(box, &before->shapes[i].box))
			before->parts[i] = INK_STRUCK;
}

static bool try_strike(const Before *before, const Shape *shape, InkKind kind)
{
	TraceBox group;

	if (kind == INK_LINES && is_cross_over(before, shape)) {
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

/* ---- writing over, and touches */

static float common_part(const TraceBox *a, const TraceBox *b)
{
	const float width = MIN(a->right, b->right) - MAX(a->left, b->left);
	const float height = MIN(a->bottom, b->bottom) - MAX(a->top, b->top);
	const float all = width_of(a) * height_of(a) + width_of(b) * height_of(b);

	if (width <= 0 || height <= 0)
		return 0;
	return width * height / (all - width * height);
}

static void write_over(const Before *before, const Shape *shape)
{
	for (guint i = 0; i < before->n; i++)
		if (before->parts[i] == INK_STANDS &&
			common_part(&before->shapes[i].box, &shape->box) > SAME_PLACE &&
			shape->length > 0.5f * before->shapes[i].length)
			before->parts[i] = INK_OVERWRITTEN;
}

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
		if (try_strike(&before, &shapes[i], kind))
			parts[i] = INK_STRIKE;
		else if (kind == INK_LINES)
			write_over(&before, &shapes[i]);
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
