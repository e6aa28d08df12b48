/* SPDX-License-Identifier: MIT */
/* Reading marks, answers, and what teachers said of them; see reader.h. */
#include "store/reader-private.h"

static void mark_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreMark *)row = (StoreMark){ .id = integer(at, 0),
		.page_copy_id = integer(at, 1),
		.question_id = integer(at, 2),
		.supersedes_id = integer(at, 3),
		.verdict = text(at, 4),
		.points = sqlite3_column_double(at, 5),
		.text = text(at, 6),
		.source = text(at, 7),
		.teacher_id = integer(at, 8),
		.at_ms = integer(at, 9),
		.confidence = sqlite3_column_double(at, 10),
		.sheet_version = small(at, 11),
		.action = text(at, 12),
		.undoes_id = integer(at, 13),
		.comment_id = integer(at, 14),
		.has_spot = sqlite3_column_type(at, 15) != SQLITE_NULL,
		.x = sqlite3_column_double(at, 15),
		.y = sqlite3_column_double(at, 16) };
}

static void mark_free(gpointer row)
{
	StoreMark *mark = row;
	g_free(mark->verdict);
	g_free(mark->text);
	g_free(mark->source);
	g_free(mark->action);
	g_free(mark);
}

GPtrArray *store_reader_marks(StoreReader *reader, gint64 page_copy_id, GError **error)
{
	static const RowKind KIND = { sizeof(StoreMark), mark_fill, mark_free };
	return reader_query(reader, &KIND,
		"SELECT id, page_copy_id, question_id, supersedes_id, verdict, points, text, "
		"source,"
		" teacher_id, at_ms, confidence, sheet_version, action, undoes_id, comment_id, x, "
		"y FROM mark WHERE page_copy_id = ?1"
		" ORDER BY at_ms, id",
		DATABASE_INTEGERS(page_copy_id), error);
}

static void answer_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreAnswer *)row = (StoreAnswer){ .page_copy_id = integer(at, 0),
		.question_id = integer(at, 1),
		.state = text(at, 2),
		.text = text(at, 3),
		.confidence = sqlite3_column_double(at, 4),
		.corrected = small(at, 5) != 0,
		.first_text = text(at, 6),
		.first_ms = integer(at, 7),
		.last_ms = integer(at, 8),
		.n_strokes = integer(at, 9),
		.spent_ms = integer(at, 10),
		.verdict = text(at, 11),
		.points = sqlite3_column_double(at, 12),
		.verdict_confidence = sqlite3_column_double(at, 13) };
}

void store_answer_free(gpointer row)
{
	StoreAnswer *answer = row;
	g_free(answer->state);
	g_free(answer->text);
	g_free(answer->first_text);
	g_free(answer->verdict);
	g_free(answer);
}

GPtrArray *store_reader_answers(StoreReader *reader, gint64 page_copy_id, GError **error)
{
	static const RowKind KIND = { sizeof(StoreAnswer), answer_fill, store_answer_free };
	return reader_query(reader, &KIND,
		"SELECT page_copy_id, question_id, state, text, confidence, corrected, first_text,"
		" first_ms, last_ms, n_strokes, spent_ms, verdict, points, verdict_confidence"
		" FROM answer WHERE page_copy_id = ?1 ORDER BY question_id",
		DATABASE_INTEGERS(page_copy_id), error);
}

static void claim_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreClaim *)row = (StoreClaim){ .id = integer(at, 0),
		.page_copy_id = integer(at, 1),
		.pupil_id = integer(at, 2),
		.before_pupil_id = integer(at, 3),
		.how = text(at, 4),
		.teacher_id = integer(at, 5),
		.at_ms = integer(at, 6) };
}

static void claim_free(gpointer row)
{
	g_free(((StoreClaim *)row)->how);
	g_free(row);
}

GPtrArray *store_reader_claims(StoreReader *reader, gint64 page_copy_id, GError **error)
{
	static const RowKind KIND = { sizeof(StoreClaim), claim_fill, claim_free };
	return reader_query(reader, &KIND,
		"SELECT id, page_copy_id, pupil_id, before_pupil_id, how, teacher_id, at_ms"
		" FROM page_claim WHERE page_copy_id = ?1 ORDER BY at_ms, id",
		DATABASE_INTEGERS(page_copy_id), error);
}

static void pile_fill(gpointer row, sqlite3_stmt *at)
{
	*(StorePile *)row = (StorePile){ .id = integer(at, 0),
		.assignment_id = integer(at, 1),
		.ordered = integer(at, 2) != 0,
		.next = (gint)integer(at, 3),
		.after_ms = integer(at, 4),
		.teacher_id = integer(at, 5),
		.at_ms = integer(at, 6) };
}

GPtrArray *store_reader_pile(StoreReader *reader, gint64 assignment_id, GError **error)
{
	static const RowKind KIND = { sizeof(StorePile), pile_fill, g_free };
	return reader_query(reader, &KIND,
		"SELECT id, assignment_id, ordered, next, after_ms, teacher_id, at_ms"
		" FROM pile_step WHERE assignment_id = ?1 ORDER BY at_ms, id",
		DATABASE_INTEGERS(assignment_id), error);
}

static void correction_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreCorrection *)row = (StoreCorrection){ .id = integer(at, 0),
		.page_copy_id = integer(at, 1),
		.question_id = integer(at, 2),
		.text = text(at, 3),
		.read_as = text(at, 4),
		.kind = text(at, 5),
		.ink = text(at, 6),
		.teacher_id = integer(at, 7),
		.at_ms = integer(at, 8) };
}

static void correction_free(gpointer row)
{
	StoreCorrection *correction = row;
	g_free(correction->text);
	g_free(correction->read_as);
	g_free(correction->kind);
	g_free(correction->ink);
	g_free(correction);
}

#define CORRECTION_COLUMNS                                                                         \
	"id, page_copy_id, question_id, text, read_as, kind, ink, teacher_id, at_ms"
static const RowKind CORRECTION = { sizeof(StoreCorrection), correction_fill, correction_free };

GPtrArray *store_reader_corrections(StoreReader *reader, gint64 page_copy_id, GError **error)
{
	return reader_query(reader, &CORRECTION,
		"SELECT " CORRECTION_COLUMNS " FROM correction WHERE page_copy_id = ?1"
		" ORDER BY at_ms, id",
		DATABASE_INTEGERS(page_copy_id), error);
}

GPtrArray *store_reader_corrections_allowed(StoreReader *reader, GError **error)
{
	return reader_query(reader, &CORRECTION,
		"SELECT " CORRECTION_COLUMNS " FROM correction WHERE 1 = (SELECT given FROM consent"
		" WHERE kind = 'ink' AND pupil_id = (SELECT pupil_id FROM page_copy"
		" WHERE page_copy.id = page_copy_id) ORDER BY consent.at_ms DESC, consent.id DESC"
		" LIMIT 1) AND text <> '' AND NOT EXISTS (SELECT 1 FROM correction AS later"
		" WHERE later.page_copy_id = correction.page_copy_id"
		" AND later.question_id = correction.question_id AND later.ink = correction.ink"
		" AND (later.at_ms, later.id) > (correction.at_ms, correction.id))"
		" ORDER BY at_ms, id",
		NULL, 0, error);
}

static void comment_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreComment *)row = (StoreComment){ .id = integer(at, 0),
		.comment_id = integer(at, 1),
		.sheet_id = integer(at, 2),
		.question_id = integer(at, 3),
		.text = text(at, 4),
		.verdict = text(at, 5),
		.points = sqlite3_column_double(at, 6),
		.teacher_id = integer(at, 7),
		.at_ms = integer(at, 8),
		.action = text(at, 9),
		.undoes_id = integer(at, 10) };
}

static void comment_free(gpointer row)
{
	StoreComment *comment = row;
	g_free(comment->text);
	g_free(comment->verdict);
	g_free(comment->action);
	g_free(comment);
}

GPtrArray *store_reader_comments(StoreReader *reader, gint64 sheet_id, GError **error)
{
	static const RowKind KIND = { sizeof(StoreComment), comment_fill, comment_free };
	return reader_query(reader, &KIND,
		"SELECT id, comment_id, sheet_id, question_id, text, verdict, points, teacher_id,"
		" at_ms, action, undoes_id FROM comment WHERE sheet_id = ?1 ORDER BY at_ms, id",
		DATABASE_INTEGERS(sheet_id), error);
}
