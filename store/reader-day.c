/* SPDX-License-Identifier: MIT */
#include "store/reader-day.h"

#include "store/reader-private.h"

static void day_work_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreDayWork *)row = (StoreDayWork){ .pupil_id = integer(at, 0),
		.n_done = (guint)integer(at, 1),
		.n_waiting = (guint)integer(at, 2),
		.n_marked = (guint)integer(at, 3),
		.last_ms = integer(at, 4) };
}

GPtrArray *store_reader_day(
	StoreReader *reader, gint64 assignment_id, gint64 since_ms, GError **error)
{
	static const RowKind KIND = { sizeof(StoreDayWork), day_work_fill, g_free };

	/* Ids go up as marks are made: the last of a question is in force. SQLite takes the other columns from its row. */
	return reader_query(reader, &KIND,
		"WITH copy AS (SELECT id, pupil_id FROM page_copy"
		"  WHERE assignment_id = ?1 AND pupil_id IS NOT NULL),"
		" marked AS (SELECT copy.pupil_id, question_id, verdict, at_ms,"
		"  max(mark.id) FROM copy JOIN mark ON page_copy_id = copy.id"
		"  WHERE question_id <> 0 GROUP BY copy.pupil_id, question_id),"
		" done AS (SELECT pupil_id, question_id, max(last_ms) AS last_ms"
		"  FROM copy JOIN answer ON page_copy_id = copy.id WHERE state <> 'blank'"
		"  GROUP BY pupil_id, question_id)"
		" SELECT done.pupil_id, count(*),"
		"  sum(verdict IS NULL OR verdict = 'none'),"
		"  sum(verdict <> 'none' AND at_ms >= ?2), max(last_ms)"
		" FROM done LEFT JOIN marked USING (pupil_id, question_id)"
		" GROUP BY done.pupil_id",
		DATABASE_INTEGERS(assignment_id, since_ms), error);
}

static void number_fill(gpointer row, sqlite3_stmt *at)
{
	*(gint64 *)row = integer(at, 0);
}

GPtrArray *store_reader_n_questions(StoreReader *reader, gint64 sheet_id, GError **error)
{
	static const RowKind KIND = { sizeof(gint64), number_fill, g_free };

	return reader_query(reader, &KIND,
		"SELECT iif(json_valid(json), json_array_length(json, '$.questions'), 0)"
		" FROM sheet_version WHERE sheet_id = ?1 ORDER BY version DESC LIMIT 1",
		DATABASE_INTEGERS(sheet_id), error);
}
