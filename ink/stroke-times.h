/* SPDX-License-Identifier: MIT */
/*
 * When strokes were written, and nothing else of them: begin and end of each as a few bytes, for those who count
 * minutes and need no dot. Decoding is safe on any bytes.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	gint64 start_ms, end_ms; /* since 1970 UTC; end >= start */
} StrokeTime;

/* Appends to `out`. Any order; sorted by start it takes two or three bytes a stroke. */
void stroke_times_encode(const StrokeTime *times, gsize n_times, GByteArray *out);
/* Appends to `times`, of StrokeTime. False, and nothing added: these are not such bytes. */
bool stroke_times_decode(const guint8 *bytes, gsize n_bytes, GArray *times);
