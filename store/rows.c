/* SPDX-License-Identifier: MIT */
/* Strokes as rows; see rows.h. */
#define G_LOG_DOMAIN "zhibi-store"

#include "store/rows.h"

#include "ink/codec.h"

/* Times come from pens and may be anything; within these bounds sums cannot overflow. */
#define TIME_MAX_MS (G_MAXINT64 / 4)

Span rows_span(const Stroke *stroke)
{
	gint64 start = stroke->pen_start_ms ? stroke->pen_start_ms : stroke->start_ms;
	Span span = { .first_ms = CLAMP(start, -TIME_MAX_MS, TIME_MAX_MS) };
	gint64 length = 0;

	if (stroke->dots->len > 0)
		length = stroke_dot(stroke, stroke->dots->len - 1)->time_ms;
	gint64 begin = CLAMP(stroke->start_ms, -TIME_MAX_MS, TIME_MAX_MS);
	gint64 end = CLAMP(stroke->end_ms, -TIME_MAX_MS, TIME_MAX_MS);
	span.last_ms = span.first_ms + MAX(length, end - begin);
	return span;
}

StrokeTime rows_time(const Stroke *stroke)
{
	const Span span = rows_span(stroke);
	const gint64 start = CLAMP(stroke->start_ms, -TIME_MAX_MS, TIME_MAX_MS);

	return (StrokeTime){ start, start + (span.last_ms - span.first_ms) };
}

bool rows_insert(Database *database, gint64 pen_id, gint64 page_copy_id, const Stroke *stroke,
	GError **error)
{
	Span span = rows_span(stroke);
	g_autoptr(GByteArray) bytes = g_byte_array_sized_new(64 + 8 * stroke->dots->len);
	codec_encode_stroke(stroke, 0, bytes);
	sqlite3_stmt *statement = database_prepare(database,
		"INSERT INTO stroke"
		" (id, pen_id, page_copy_id, start_ms, pen_start_ms, pen_end_ms, bytes)"
		" VALUES (?1, ?2, NULLIF(?3, 0), ?4, ?5, ?6, ?7)"
		" ON CONFLICT (id) DO UPDATE SET pen_id = ?2, page_copy_id = NULLIF(?3, 0),"
		" start_ms = ?4, pen_start_ms = ?5, pen_end_ms = ?6, bytes = ?7",
		DATABASE_INTEGERS(stroke->id, pen_id, page_copy_id, stroke->start_ms, span.first_ms,
			span.last_ms),
		error);
	if (!statement)
		return false;
	sqlite3_bind_blob64(statement, 7, bytes->data, bytes->len, SQLITE_STATIC);
	return database_run(database, statement, error);
}

bool rows_delete(Database *database, gint64 stroke_id, GError **error)
{
	return database_run(database,
		database_prepare(database, "DELETE FROM stroke WHERE id = ?1",
			DATABASE_INTEGERS(stroke_id), error),
		error);
}

bool rows_read(Database *database, gint64 stroke_id, Stroke **stroke, GError **error)
{
	sqlite3_stmt *statement = database_prepare(database,
		"SELECT bytes FROM stroke WHERE id = ?1", DATABASE_INTEGERS(stroke_id), error);
	if (!statement)
		return false;
	DatabaseStep step = database_step(database, statement, error);
	if (step == DATABASE_FAILED)
		return false;
	*stroke = step == DATABASE_ROW ? rows_decode(statement, 0) : NULL;
	sqlite3_reset(statement);
	return true;
}

Stroke *rows_decode(sqlite3_stmt *statement, int column)
{
	gsize n_bytes;
	const guint8 *bytes = database_column_bytes(statement, column, &n_bytes);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) strokes = codec_decode(bytes, n_bytes, NULL, &error);
	if (!strokes || strokes->len != 1) {
		g_warning("a stroke in the record cannot be read: %s",
			error ? error->message : "not a single stroke");
		return NULL;
	}
	return g_ptr_array_steal_index(strokes, 0);
}

gint rows_compare(gconstpointer a, gconstpointer b)
{
	const Stroke *left = *(const Stroke *const *)a;
	const Stroke *right = *(const Stroke *const *)b;
	if (left->start_ms != right->start_ms)
		return left->start_ms < right->start_ms ? -1 : 1;
	return left->id == right->id ? 0 : left->id < right->id ? -1 : 1;
}
