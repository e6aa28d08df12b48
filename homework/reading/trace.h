/* SPDX-License-Identifier: MIT */
/*
 * The shape of some ink, as a recogniser looks at it: strokes of points, y down, in any one unit. Times, force
 * and tilt are left behind on purpose: those differ more from pen to pen than from sign to sign.
 */
#pragma once

#include <glib.h>

#include "ink/stroke.h"

typedef struct {
	float x, y;
} TracePoint;

typedef struct {
	GArray *points; /* of TracePoint, stroke after stroke */
	GArray *ends;	/* of guint: the index after each stroke's last point */
} Trace;

typedef struct {
	float left, top, right, bottom;
} TraceBox;

Trace *trace_new(void);
Trace *trace_free(Trace *trace);		      /* accepts NULL, returns NULL */
void trace_add_point(Trace *trace, float x, float y); /* to the open stroke */
void trace_end_stroke(Trace *trace);		      /* nothing happens when it is empty */
/* In micrometres on paper; dots flagged as outliers are left out. */
void trace_add_stroke(Trace *trace, const Stroke *stroke);
/* The strokes from `first` on, `n` of them. */
Trace *trace_part(const Trace *trace, guint first, guint n);

static inline guint trace_n_strokes(const Trace *trace)
{
	return trace->ends->len;
}

static inline guint trace_stroke_start(const Trace *trace, guint stroke)
{
	return stroke == 0 ? 0 : g_array_index(trace->ends, guint, stroke - 1);
}

static inline guint trace_stroke_end(const Trace *trace, guint stroke)
{
	return g_array_index(trace->ends, guint, stroke);
}

static inline TracePoint trace_point(const Trace *trace, guint index)
{
	return g_array_index(trace->points, TracePoint, index);
}

/* Of the strokes from `first` on; all zero when there are none. */
TraceBox trace_box(const Trace *trace, guint first, guint n);

/* One line of a sample file: "x y dx dy dx dy …;x y …", whole numbers. False with the place (bytes from the
 * beginning) where it goes wrong. At most TRACE_POINTS_MAX points. */
#define TRACE_POINTS_MAX 100000
bool trace_parse(Trace *trace, const char *text, gsize *fault);
/* The same line, from the ink's own top left corner and to the nearest whole number. */
char *trace_print(const Trace *trace);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trace, trace_free)
