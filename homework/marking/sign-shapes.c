/* SPDX-License-Identifier: MIT */
#include "homework/marking/sign-shapes.h"

#include <math.h>

#define TOUCH_UM 800.0f
#define BAR_UM 4000.0f
#define STRAIGHT 0.93f
#define PARALLEL 0.3f /* radians */
#define FLAT 0.25f    /* radians */
#define LEANING 0.45f /* radians */
#define MARGIN_UM 1000.0f
#define PLUS_SIDES 2.0f /* of a plus: the longer over the shorter */

TraceBox sign_box(const Trace *trace)
{
	return trace_box(trace, 0, trace_n_strokes(trace));
}

float sign_box_apart(const TraceBox *a, const TraceBox *b)
{
	const float across = MAX(MAX(a->left - b->right, b->left - a->right), 0);
	const float down = MAX(MAX(a->top - b->bottom, b->top - a->bottom), 0);

	return hypotf(across, down);
}

TracePoint sign_box_middle(const TraceBox *box)
{
	return (TracePoint){ (box->left + box->right) / 2, (box->top + box->bottom) / 2 };
}

bool sign_is_touch(const TraceBox *box)
{
	return box->right - box->left < TOUCH_UM && box->bottom - box->top < TOUCH_UM;
}

/* ---- lines */

typedef struct {
	TracePoint from, to;
	float length;	    /* from end to end */
	float straightness; /* that, over the way between */
	float angle;	    /* 0 to π: a line has no direction */
} Line;

static Line line_of(const Trace *trace, guint stroke)
{
	const guint start = trace_stroke_start(trace, stroke),
		    end = trace_stroke_end(trace, stroke);
	Line line = { .from = trace_point(trace, start), .to = trace_point(trace, end - 1) };
	float way = 0;

	for (guint i = start + 1; i < end; i++) {
		const TracePoint a = trace_point(trace, i - 1), b = trace_point(trace, i);

		way += hypotf(b.x - a.x, b.y - a.y);
	}
	line.length = hypotf(line.to.x - line.from.x, line.to.y - line.from.y);
	line.straightness = way > 0 ? line.length / way : 0;
	line.angle = atan2f(line.to.y - line.from.y, line.to.x - line.from.x);
	if (line.angle < 0)
		line.angle += (float)G_PI;
	return line;
}

static float turn_between(float a, float b)
{
	const float turn = fabsf(a - b);

	return MIN(turn, (float)G_PI - turn);
}

bool sign_is_double_bar(const Trace *trace)
{
	if (trace_n_strokes(trace) != 2)
		return false;
	const Line a = line_of(trace, 0), b = line_of(trace, 1);

	return a.straightness >= STRAIGHT && b.straightness >= STRAIGHT &&
	       MIN(a.length, b.length) >= BAR_UM &&
	       MAX(a.length, b.length) < 2 * MIN(a.length, b.length) &&
	       turn_between(a.angle, b.angle) < PARALLEL;
}

bool sign_is_underline(const Trace *trace, const TraceBox *above)
{
	const TraceBox box = sign_box(trace);
	const float wide = above->right - above->left, high = above->bottom - above->top;

	if (trace_n_strokes(trace) > 2 || box.top < above->bottom - 0.15f * high ||
		box.top > above->bottom + high || box.right - box.left < 0.6f * wide ||
		box.left > above->left + 0.5f * wide || box.right < above->right - 0.5f * wide)
		return false;
	for (guint i = 0; i < trace_n_strokes(trace); i++) {
		const Line line = line_of(trace, i);

		if (line.straightness < STRAIGHT || line.length < BAR_UM ||
			turn_between(line.angle, 0) > FLAT)
			return false;
	}
	return true;
}

/* ---- crossings */

static bool meet(TracePoint a, TracePoint b, TracePoint c, TracePoint d, TracePoint *at)
{
	const float ab_x = b.x - a.x, ab_y = b.y - a.y, cd_x = d.x - c.x, cd_y = d.y - c.y;
	const float area = ab_x * cd_y - ab_y * cd_x;

	if (area == 0)
		return false;
	const float s = ((c.x - a.x) * cd_y - (c.y - a.y) * cd_x) / area;
	const float t = ((c.x - a.x) * ab_y - (c.y - a.y) * ab_x) / area;

	*at = (TracePoint){ a.x + s * ab_x, a.y + s * ab_y };
	return s >= 0 && s <= 1 && t >= 0 && t <= 1;
}

TracePoint sign_crossing(const Trace *trace)
{
	const TraceBox box = sign_box(trace);
	TracePoint at;

	if (trace_n_strokes(trace) >= 2) {
		const Line a = line_of(trace, 0), b = line_of(trace, 1);

		if (meet(a.from, a.to, b.from, b.to, &at))
			return at;
	}
	return sign_box_middle(&box);
}

bool sign_leans(const Trace *trace)
{
	return turn_between(line_of(trace, 0).angle, (float)G_PI_2) > LEANING;
}

bool sign_begins_with_plus(const Trace *trace)
{
	TracePoint at;

	if (trace_n_strokes(trace) < 2)
		return false;
	const Line flat = line_of(trace, 0), upright = line_of(trace, 1);

	return flat.straightness >= STRAIGHT && upright.straightness >= STRAIGHT &&
	       turn_between(flat.angle, 0) < FLAT &&
	       turn_between(upright.angle, (float)G_PI_2) < FLAT &&
	       MAX(flat.length, upright.length) < PLUS_SIDES * MIN(flat.length, upright.length) &&
	       meet(flat.from, flat.to, upright.from, upright.to, &at);
}

bool sign_box_is_over(const TraceBox *bar, const TraceBox *sign)
{
	const TracePoint middle = sign_box_middle(sign);

	return middle.x > bar->left - MARGIN_UM && middle.x < bar->right + MARGIN_UM &&
	       middle.y > bar->top - MARGIN_UM && middle.y < bar->bottom + MARGIN_UM;
}

TracePoint sign_lowest(const Trace *trace)
{
	TracePoint lowest = trace_point(trace, 0);

	for (guint i = 1; i < trace->points->len; i++)
		if (trace_point(trace, i).y > lowest.y)
			lowest = trace_point(trace, i);
	return lowest;
}
