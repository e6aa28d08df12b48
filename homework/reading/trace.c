/* SPDX-License-Identifier: MIT */
/* See trace.h. */
#include "homework/reading/trace.h"

#include <math.h>
#include <stdlib.h>

#include "ink/units.h"

#define STEP_MAX 10000000 /* of a sample file's numbers: sums stay exact */

Trace *trace_new(void)
{
	Trace *trace = g_new(Trace, 1);

	trace->points = g_array_new(FALSE, FALSE, sizeof(TracePoint));
	trace->ends = g_array_new(FALSE, FALSE, sizeof(guint));
	return trace;
}

Trace *trace_free(Trace *trace)
{
	if (trace) {
		g_array_unref(trace->points);
		g_array_unref(trace->ends);
		g_free(trace);
	}
	return NULL;
}

void trace_add_point(Trace *trace, float x, float y)
{
	const TracePoint point = { x, y };

	g_array_append_val(trace->points, point);
}

void trace_end_stroke(Trace *trace)
{
	guint start =
		trace->ends->len > 0 ? g_array_index(trace->ends, guint, trace->ends->len - 1) : 0;

	if (trace->points->len > start)
		g_array_append_val(trace->ends, trace->points->len);
}

void trace_add_stroke(Trace *trace, const Stroke *stroke)
{
	for (guint i = 0; i < stroke->dots->len; i++) {
		const Dot *dot = stroke_dot(stroke, i);

		if (dot->flags & DOT_OUTLIER)
			continue;

		PaperPoint paper = units_paper_point(stroke->page.family, dot->at);
		trace_add_point(trace, (float)paper.x_um, (float)paper.y_um);
	}
	trace_end_stroke(trace);
}

Trace *trace_part(const Trace *trace, guint first, guint n)
{
	Trace *part = trace_new();

	for (guint s = first; s < first + n; s++) {
		for (guint i = trace_stroke_start(trace, s); i < trace_stroke_end(trace, s); i++) {
			TracePoint point = trace_point(trace, i);

			g_array_append_val(part->points, point);
		}
		trace_end_stroke(part);
	}
	return part;
}

TraceBox trace_box(const Trace *trace, guint first, guint n)
{
	TraceBox box = { 0, 0, 0, 0 };

	if (n == 0)
		return box;
	guint start = trace_stroke_start(trace, first);
	guint end = trace_stroke_end(trace, first + n - 1);
	TracePoint point = trace_point(trace, start);
	box = (TraceBox){ point.x, point.y, point.x, point.y };
	for (guint i = start + 1; i < end; i++) {
		point = trace_point(trace, i);
		box.left = MIN(box.left, point.x);
		box.right = MAX(box.right, point.x);
		box.top = MIN(box.top, point.y);
		box.bottom = MAX(box.bottom, point.y);
	}
	return box;
}

/* One whole number and the spaces behind it. */
static bool read_number(const char **at, long *number)
{
	char *end;

	*number = strtol(*at, &end, 10);
	if (end == *at || *number > STEP_MAX || *number < -STEP_MAX)
		return false;
	while (*end == ' ')
		end++;
	*at = end;
	return true;
}

static bool read_stroke(Trace *trace, const char **at)
{
	long x = 0, y = 0;

	do {
		long dx, dy;

		if (!read_number(at, &dx) || !read_number(at, &dy) ||
			trace->points->len >= TRACE_POINTS_MAX)
			return false;
		x = CLAMP(x + dx, -STEP_MAX, STEP_MAX);
		y = CLAMP(y + dy, -STEP_MAX, STEP_MAX);
		trace_add_point(trace, (float)x, (float)y);
	} while (**at && **at != ';');
	trace_end_stroke(trace);
	return true;
}

bool trace_parse(Trace *trace, const char *text, gsize *fault)
{
	const char *at = text;

	for (;;) {
		if (!read_stroke(trace, &at)) {
			*fault = (gsize)(at - text);
			return false;
		}
		if (*at == '\0')
			return true;
		at++;
	}
}

char *trace_print(const Trace *trace)
{
	GString *line = g_string_new(NULL);
	const guint n_strokes = trace_n_strokes(trace);
	const TraceBox box = trace_box(trace, 0, n_strokes);

	for (guint i = 0; i < n_strokes; i++) {
		long x = 0, y = 0;

		if (i > 0)
			g_string_append_c(line, ';');
		for (guint k = trace_stroke_start(trace, i); k < trace_stroke_end(trace, i); k++) {
			const TracePoint at = trace_point(trace, k);
			const long right = lroundf(at.x - box.left), down = lroundf(at.y - box.top);

			g_string_append_printf(line, "%s%ld %ld",
				k > trace_stroke_start(trace, i) ? " " : "", right - x, down - y);
			x = right;
			y = down;
		}
	}
	return g_string_free(line, FALSE);
}
