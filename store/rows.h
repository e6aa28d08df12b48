/* SPDX-License-Identifier: MIT */
/* Finished strokes as rows of their own, and the time they took by their pen's clock. Internal to store/. */
#pragma once

#include "ink/stroke-times.h"
#include "store/database.h"

/* By the pen's own clock, both ends included. */
typedef struct {
	gint64 first_ms;
	gint64 last_ms;
} Span;

/* The search for strokes in a span looks back this far, and into an index of the longer ones. */
#define ROWS_SHORT_MS 10000 /* stroke_long_by_pen in the schema has the same number */

Span rows_span(const Stroke *stroke);
/* When it was written, by the repaired clock, and as long as by the pen's own. */
StrokeTime rows_time(const Stroke *stroke);
static inline bool rows_spans_meet(Span a, Span b)
{
	return a.first_ms <= b.last_ms && b.first_ms <= a.last_ms;
}

/* Replaces a row of the same id. */
bool rows_insert(Database *database, gint64 pen_id, gint64 page_copy_id, const Stroke *stroke,
	GError **error);
bool rows_delete(Database *database, gint64 stroke_id, GError **error);
/* The stroke of one row, *stroke NULL when there is none. */
bool rows_read(Database *database, gint64 stroke_id, Stroke **stroke, GError **error);
/* The stroke in a column of a row just stepped to. NULL when it is damaged, which is logged: one bad
 * stroke must not hide the others. */
Stroke *rows_decode(sqlite3_stmt *statement, int column);
/* By start_ms, then id: for g_ptr_array_sort. */
gint rows_compare(gconstpointer a, gconstpointer b);
