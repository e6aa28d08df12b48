/* SPDX-License-Identifier: MIT */
/* A teacher's strokes put together to signs: what is one tick, one cross, one number. */
#pragma once

#include "homework/reading/recogniser.h"
#include "homework/reading/trace.h"
#include "ink/stroke.h"

typedef struct {
	guint first, n; /* strokes */
	Trace *trace;	/* of them, micrometres */
	TracePoint
		anchor; /* where it points: a tick's vertex, a cross's crossing, else the middle */
	gint64 start_ms, end_ms;
	Reading reading; /* as a mark: "tick", "cross", … */
	bool is_bar;	 /* two bars, or a scribble, through what was written before */
	bool follows;	 /* close behind the sign before, in time and place */
} SignGroup;

/* Of SignGroup *, in the order of writing; strokes of nothing (touches) are in none. */
GPtrArray *sign_groups_of(const Recogniser *recogniser, const GPtrArray *strokes);
/* Does the bar go through the sign? */
bool sign_group_is_over(const SignGroup *bar, const SignGroup *sign);
