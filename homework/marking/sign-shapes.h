/* SPDX-License-Identifier: MIT */
/* Signs that are told by geometry alone: bars, lines under a number, a plus, and where a sign points. Micrometres. */
#pragma once

#include <stdbool.h>

#include "homework/reading/trace.h"

TraceBox sign_box(const Trace *trace); /* of all its strokes */
float sign_box_apart(const TraceBox *a, const TraceBox *b);
TracePoint sign_box_middle(const TraceBox *box);

/* The pen only touched the paper. */
bool sign_is_touch(const TraceBox *box);
/* Two straight lines beside each other, long enough for no part of a sign. */
bool sign_is_double_bar(const Trace *trace);
/* One line or two, flat, below what `above` holds and about as wide. */
bool sign_is_underline(const Trace *trace, const TraceBox *above);
/* The first stroke, from the upright. */
bool sign_leans(const Trace *trace);
/* The first two strokes: an upright cross. */
bool sign_begins_with_plus(const Trace *trace);
/* Does a bar in this box go through the middle of that one? */
bool sign_box_is_over(const TraceBox *bar, const TraceBox *sign);

TracePoint sign_lowest(const Trace *trace); /* a tick's vertex */
TracePoint sign_crossing(
	const Trace *trace); /* of its first two strokes; the middle when they do not meet */
