/* SPDX-License-Identifier: MIT */
/*
 * One sink for two sources: a pen that downloads its stored ink goes on telling live strokes, and a chunk
 * of stored strokes may come while a live stroke is open. A DotSink knows one stroke at a time, so stored
 * strokes wait here until the live one ends.
 */
#pragma once

#include "protocol/dot.h"

#include <glib.h>

typedef struct StrokeQueue StrokeQueue;

/* Everything goes to `out`, copied; what it points to must outlive the queue. */
StrokeQueue *stroke_queue_new(const DotSink *out);
StrokeQueue *stroke_queue_free(StrokeQueue *queue); /* returns NULL; accepts NULL */
/* For the decoder of the live events; told through at once. */
const DotSink *stroke_queue_live(StrokeQueue *queue);
/* For whole stored strokes: told through, or held while a live stroke is open. */
const DotSink *stroke_queue_stored(StrokeQueue *queue);
/* Are stored strokes being held? Then they are not yet told, and so cannot be on disk. */
bool stroke_queue_holds(const StrokeQueue *queue);
/* Changes with every live dot: does the stroke that they wait for still grow? */
guint64 stroke_queue_n_live_dots(const StrokeQueue *queue);
/* A live stroke without a dot for so long has lost its pen-up: end it, and what waits is told. */
#define STROKE_QUEUE_OVERDUE_MS 3000
