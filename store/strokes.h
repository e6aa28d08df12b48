/* SPDX-License-Identifier: MIT */
/*
 * Ink into the record, each stroke once: a pen may tell the same stroke live and again from its memory, or
 * twice from its memory, whole or with dots lost on the way. Internal to store/; used inside the writer's
 * transactions.
 */
#pragma once

#include "store/database.h"
#include "store/packs.h"
#include "store/request.h"

typedef struct Strokes Strokes;

Strokes *strokes_new(Database *database, Packs *packs);
Strokes *strokes_free(Strokes *strokes); /* returns NULL; accepts NULL */

/* How the transaction that the calls below were part of ended. */
void strokes_committed(Strokes *strokes);
void strokes_rolled_back(Strokes *strokes);

/* A finished stroke. Appends what became of it to `settled` (of StoreSettled). */
bool strokes_put(Strokes *strokes, gint64 pen_id, gint64 page_copy_id, const Stroke *stroke,
	GArray *settled, GError **error);
bool strokes_put_part(Strokes *strokes, const Request *request, GError **error);
/* From the page copy of its first value to the request's. */
bool strokes_move(Strokes *strokes, const Request *request, GError **error);
/* Finishes what a crash left in the journal, with STROKE_LINK_LOST. */
bool strokes_recover(Strokes *strokes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Strokes, strokes_free)
