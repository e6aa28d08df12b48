/* SPDX-License-Identifier: MIT */
/*
 * Strokes are taken in the order of writing. The next one goes on with the sign under way when it is near in time and
 * place, unless both are whole ticks or crosses by themselves: a teacher ticks two neighbours within a second.
 */
#include "homework/marking/sign-groups.h"

#include <math.h>

#define TOUCH_UM 800.0f
#define GAP_MS 1500
#define GAP_UM 3500.0f
#define STROKES_MAX 12 /* of one sign: "100 优" */
#define WHOLE 0.8f     /* surely a sign by itself */
#define BAR_UM 5000.0f
#define STRAIGHT 0.93f
#define FOLLOWS_MS 3000
#define FOLLOWS_UM 12000.0f

static void group_free(gpointer data)
{
	SignGroup *group = data;

	trace_free(group->trace);
	g_free(group);
}

static TraceBox box_of(const Trace *trace)
{
	return trace_box(trace, 0, trace_n_strokes(trace));
}

static float apart(const TraceBox *a, const TraceBox *b)
{
	const float across = MAX(MAX(a->left - b->right, b->left - a->right), 0);
	const float down = MAX(MAX(a->top - b->bottom, b->top - a->bottom), 0);

	return hypotf(across, down);
}

static bool is_whole(const Recogniser *recogniser, const Trace *trace)
{
	const Reading reading = recogniser_read(
		recogniser, RECOGNISER_MARKS, trace, 0, trace_n_strokes(trace), NULL);

	return !reading.refused && reading.confidence >= WHOLE &&
	       (g_str_equal(reading.text, "tick") || g_str_equal(reading.text, "cross") ||
		       g_str_equal(reading.text, "half-tick"));
}

static bool goes_on(const Recogniser *recogniser, const SignGroup *group, const Stroke *stroke,
	const Trace *trace)
{
	const TraceBox a = box_of(group->trace), b = box_of(trace);

	if (stroke->start_ms - group->end_ms > GAP_MS || group->n >= STROKES_MAX ||
		apart(&a, &b) > GAP_UM)
		return false;
	return !(is_whole(recogniser, group->trace) && is_whole(recogniser, trace));
}

/* ---- what a finished group is */

static float straightness(const Trace *trace, guint stroke)
{
	const guint start = trace_stroke_start(trace, stroke),
		    end = trace_stroke_end(trace, stroke);
	const TracePoint first = trace_point(trace, start), last = trace_point(trace, end - 1);
	float length = 0;

	for (guint i = start + 1; i < end; i++) {
		const TracePoint a = trace_point(trace, i - 1), b = trace_point(trace, i);

		length += hypotf(b.x - a.x, b.y - a.y);
	}
	return length > 0 ? hypotf(last.x - first.x, last.y - first.y) / length : 0;
}

static float angle_of(const Trace *trace, guint stroke)
{
	const TracePoint first = trace_point(trace, trace_stroke_start(trace, stroke));
	const TracePoint last = trace_point(trace, trace_stroke_end(trace, stroke) - 1);
	const float angle = atan2f(last.y - first.y, last.x - first.x);

	/* A line has no direction: to within half a turn. */
	return angle < 0 ? angle + (float)G_PI : angle;
}

static float long_side(const Trace *trace, guint stroke)
{
	const TraceBox box = trace_box(trace, stroke, 1);

	return MAX(box.right - box.left, box.bottom - box.top);
}

/* Two lines beside each other, which is no sign by itself. */
static bool is_double_bar(const Trace *trace)
{
	if (trace_n_strokes(trace) != 2 || straightness(trace, 0) < STRAIGHT ||
		straightness(trace, 1) < STRAIGHT || long_side(trace, 0) < BAR_UM ||
		long_side(trace, 1) < BAR_UM)
		return false;
	const float turn = fabsf(angle_of(trace, 0) - angle_of(trace, 1));

	return MIN(turn, (float)G_PI - turn) < 0.3f;
}

static TracePoint middle_of(const Trace *trace)
{
	const TraceBox box = box_of(trace);

	return (TracePoint){ (box.left + box.right) / 2, (box.top + box.bottom) / 2 };
}

static TracePoint lowest_of(const Trace *trace)
{
	TracePoint lowest = trace_point(trace, 0);

	for (guint i = 1; i < trace->points->len; i++)
		if (trace_point(trace, i).y > lowest.y)
			lowest = trace_point(trace, i);
	return lowest;
}

static bool says(const SignGroup *group, const char *sign)
{
	return g_str_equal(group->reading.text, sign);
}

static void finish(const Recogniser *recogniser, SignGroup *group, const GPtrArray *groups)
{
	const SignGroup *before =
		groups->len > 0 ? g_ptr_array_index(groups, groups->len - 1) : NULL;

	group->reading = recogniser_read(
		recogniser, RECOGNISER_MARKS, group->trace, 0, trace_n_strokes(group->trace), NULL);
	group->anchor = says(group, "tick") || says(group, "half-tick") ? lowest_of(group->trace)
									: middle_of(group->trace);
	if (before) {
		const TraceBox a = box_of(before->trace), b = box_of(group->trace);

		group->follows =
			group->start_ms - before->end_ms < FOLLOWS_MS && apart(&a, &b) < FOLLOWS_UM;
	}
	group->is_bar = is_double_bar(group->trace) ||
			(says(group, "strike-out") && !group->reading.refused);
	for (guint i = 0; group->is_bar && i < groups->len; i++)
		if (sign_group_is_over(group, g_ptr_array_index(groups, i)))
			return;
	group->is_bar = false;
}

bool sign_group_is_over(const SignGroup *bar, const SignGroup *sign)
{
	const TraceBox box = box_of(bar->trace);
	const TracePoint middle = middle_of(sign->trace);
	const float wide = 1500;

	return middle.x > box.left - wide && middle.x < box.right + wide &&
	       middle.y > box.top - wide && middle.y < box.bottom + wide;
}

/* ---- all strokes */

static SignGroup *group_new(guint first, const Stroke *stroke)
{
	SignGroup *group = g_new0(SignGroup, 1);

	group->first = first;
	group->trace = trace_new();
	group->start_ms = stroke->start_ms;
	return group;
}

static void close_group(const Recogniser *recogniser, GPtrArray *groups, SignGroup **open)
{
	SignGroup *group = g_steal_pointer(open);

	if (!group)
		return;
	finish(recogniser, group, groups);
	g_ptr_array_add(groups, group);
}

GPtrArray *sign_groups_of(const Recogniser *recogniser, const GPtrArray *strokes)
{
	GPtrArray *groups = g_ptr_array_new_with_free_func(group_free);
	SignGroup *open = NULL;

	for (guint i = 0; i < strokes->len; i++) {
		const Stroke *stroke = g_ptr_array_index(strokes, i);
		g_autoptr(Trace) trace = trace_new();

		trace_add_stroke(trace, stroke);
		if (trace_n_strokes(trace) == 0)
			continue;
		const TraceBox box = box_of(trace);
		const bool is_touch =
			box.right - box.left < TOUCH_UM && box.bottom - box.top < TOUCH_UM;

		if (is_touch && !open)
			continue;
		if (!open || !goes_on(recogniser, open, stroke, trace)) {
			close_group(recogniser, groups, &open);
			if (is_touch)
				continue;
			open = group_new(i, stroke);
		}
		trace_add_stroke(open->trace, stroke);
		open->n = i - open->first + 1;
		open->end_ms = MAX(open->end_ms, stroke->end_ms);
	}
	close_group(recogniser, groups, &open);
	return groups;
}
