/* SPDX-License-Identifier: MIT */
/* A stroke as it is kept: pen-down to pen-up on one page, with every dot and every doubt about it. */
#pragma once

#include "protocol/dot.h"

#include <glib.h>

typedef struct {
	gint64 id;	     /* given by the host; 0 while it has none */
	PageAddress page;    /* family NONE: not known */
	gint64 start_ms;     /* ms since 1970 UTC, repaired where the pen's clock was wrong */
	gint64 pen_start_ms; /* as the pen said */
	gint64 end_ms;
	guint32 color;
	guint32 flags; /* StrokeFlag */
	guint16 force_max;
	guint8 tip;    /* TipKind */
	guint8 origin; /* StrokeOrigin */
	GArray *dots;  /* of Dot, in the order they came */
} Stroke;

Stroke *stroke_new(void);
Stroke *stroke_free(Stroke *stroke); /* accepts NULL, returns NULL */
Stroke *stroke_copy(const Stroke *stroke);
GPtrArray *stroke_array_new(void); /* of Stroke *, which it frees */
static inline const Dot *stroke_dot(const Stroke *stroke, guint i)
{
	return &g_array_index(stroke->dots, Dot, i);
}

/*
 * Are the dots of `part` found in `whole`, in their order? By place and force only: a copy that lost
 * dots on the way has other times. True for equal strokes and for an empty part.
 */
bool stroke_contains(const Stroke *whole, const Stroke *part);
/* Lossless equality of every field but id. */
bool stroke_equal(const Stroke *a, const Stroke *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stroke, stroke_free)
