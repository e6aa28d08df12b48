/* SPDX-License-Identifier: MIT */
/* See reader-load.h. Packs have their strokes' times beside them; a pack of before that is decoded. */
#define G_LOG_DOMAIN "zhibi-store"

#include "store/reader-load.h"

#include "ink/codec.h"
#include "store/reader-private.h"
#include "store/rows.h"

#define OF_CLASS                                                                                   \
	" WHERE assignment.class_id = ?1 AND published_ms >= ?2 AND published_ms < ?3"             \
	" AND pupil_id IS NOT NULL"
#define COPIES " FROM assignment JOIN page_copy ON page_copy.assignment_id = assignment.id"

static const char *const QUERIES[] = {
	[STORE_QUERY_WORK_PACKED] =
		"SELECT assignment.id, pupil_id, page_copy.id, page_key, page_time.bytes,"
		" CASE WHEN page_time.bytes IS NULL THEN page_pack.bytes END" COPIES
		" JOIN page_pack ON page_pack.page_copy_id = page_copy.id"
		" LEFT JOIN page_time ON page_time.page_copy_id = page_pack.page_copy_id"
		" AND page_time.pen_id = page_pack.pen_id" OF_CLASS " AND by_teacher = 0",
	[STORE_QUERY_WORK_ROWS] =
		"SELECT assignment.id, pupil_id, page_copy.id, page_key, stroke.start_ms,"
		" stroke.start_ms + pen_end_ms - pen_start_ms" COPIES
		" JOIN stroke ON stroke.page_copy_id = page_copy.id" OF_CLASS " AND by_teacher = 0",
	[STORE_QUERY_MARKED] =
		"SELECT assignment.id, pupil_id, question_id, mark.teacher_id, at_ms,"
		" verdict, points, assignment.sheet_id" COPIES
		" JOIN mark ON mark.page_copy_id = page_copy.id" OF_CLASS
		" AND (source <> 'key' OR mark.teacher_id IS NOT NULL) ORDER BY at_ms, mark.id",
};

const char *store_reader_load_query(StoreLoadQuery query)
{
	return QUERIES[query];
}

/* ---- work */

static bool add_decoded(const guint8 *bytes, gsize n_bytes, GArray *times)
{
	g_autoptr(GPtrArray) strokes = codec_decode(bytes, n_bytes, NULL, NULL);

	for (guint i = 0; strokes && i < strokes->len; i++) {
		const StrokeTime time = rows_time(g_ptr_array_index(strokes, i));
		g_array_append_val(times, time);
	}
	return strokes != NULL;
}

static void add_packed(sqlite3_stmt *at, GArray *times)
{
	const int column = sqlite3_column_type(at, 4) != SQLITE_NULL ? 4 : 5;
	gsize n_bytes;
	const guint8 *bytes = database_column_bytes(at, column, &n_bytes);

	if (column == 4 ? !stroke_times_decode(bytes, n_bytes, times)
			: !add_decoded(bytes, n_bytes, times))
		g_warning("page copy %" G_GINT64_FORMAT ": when it was written cannot be read",
			integer(at, 2));
}

static void add_row(sqlite3_stmt *at, GArray *times)
{
	const StrokeTime time = { integer(at, 4), integer(at, 5) };

	g_array_append_val(times, time);
}

static bool tell_work(StoreReader *reader, StoreLoadQuery query, const gint64 *integers,
	StoreWorkSeen seen, void *user, GError **error)
{
	g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(StrokeTime));
	Database *database = reader->database;
	sqlite3_stmt *at = database_prepare(database, QUERIES[query], integers, 3, error);

	if (!at)
		return false;
	DatabaseStep step;
	while ((step = database_step(database, at, error)) == DATABASE_ROW) {
		g_array_set_size(times, 0);
		if (query == STORE_QUERY_WORK_PACKED)
			add_packed(at, times);
		else
			add_row(at, times);
		seen(user, &(StoreWork){ .assignment_id = integer(at, 0),
				   .pupil_id = integer(at, 1),
				   .page_copy_id = integer(at, 2),
				   .page_key = integer(at, 3),
				   .times = (const StrokeTime *)(void *)times->data,
				   .n_times = times->len });
	}
	return step == DATABASE_DONE;
}

bool store_reader_work(StoreReader *reader, gint64 class_id, gint64 from_ms, gint64 until_ms,
	StoreWorkSeen seen, void *user, GError **error)
{
	const gint64 integers[] = { class_id, from_ms, until_ms };
	Database *database = reader->database;

	/* Packing moves strokes while we look: in one transaction each is seen once. */
	if (!database_execute(database, "BEGIN", error))
		return false;
	const bool done = tell_work(reader, STORE_QUERY_WORK_PACKED, integers, seen, user, error) &&
			  tell_work(reader, STORE_QUERY_WORK_ROWS, integers, seen, user, error);
	database_roll_back(database); /* nothing was written */
	return done;
}

/* ---- marks */

bool store_reader_marked(StoreReader *reader, gint64 class_id, gint64 from_ms, gint64 until_ms,
	StoreMarkedSeen seen, void *user, GError **error)
{
	Database *database = reader->database;
	sqlite3_stmt *at = database_prepare(database, QUERIES[STORE_QUERY_MARKED],
		DATABASE_INTEGERS(class_id, from_ms, until_ms), error);

	if (!at)
		return false;
	DatabaseStep step;
	while ((step = database_step(database, at, error)) == DATABASE_ROW)
		seen(user, &(StoreMarked){ .assignment_id = integer(at, 0),
				   .pupil_id = integer(at, 1),
				   .question_id = integer(at, 2),
				   .teacher_id = integer(at, 3),
				   .at_ms = integer(at, 4),
				   .verdict = (const char *)sqlite3_column_text(at, 5),
				   .points = sqlite3_column_double(at, 6),
				   .sheet_id = integer(at, 7) });
	return step == DATABASE_DONE;
}

/* ---- plans, rules */

static void plan_fill(gpointer row, sqlite3_stmt *at)
{
	*(StorePlan *)row = (StorePlan){ .id = integer(at, 0),
		.pupil_id = integer(at, 1),
		.from_day = small(at, 2),
		.limit_minutes = sqlite3_column_type(at, 3) == SQLITE_NULL ? -1 : small(at, 3),
		.time_percent = small(at, 4),
		.items_percent = small(at, 5),
		.teacher_id = integer(at, 6),
		.at_ms = integer(at, 7) };
}

GPtrArray *store_reader_plans(StoreReader *reader, GError **error)
{
	static const RowKind KIND = { sizeof(StorePlan), plan_fill, g_free };

	return reader_query(reader, &KIND,
		"SELECT id, pupil_id, from_day, limit_minutes, time_percent, items_percent,"
		" teacher_id, at_ms FROM plan ORDER BY at_ms, id",
		NULL, 0, error);
}

static void rule_change_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreRuleChange *)row = (StoreRuleChange){ .id = integer(at, 0),
		.rule = text(at, 1),
		.value = text(at, 2),
		.from_day = small(at, 3),
		.reason = text(at, 4),
		.teacher_id = integer(at, 5),
		.at_ms = integer(at, 6) };
}

static void rule_change_free(gpointer row)
{
	StoreRuleChange *change = row;

	g_free(change->rule);
	g_free(change->value);
	g_free(change->reason);
	g_free(change);
}

GPtrArray *store_reader_rule_changes(StoreReader *reader, GError **error)
{
	static const RowKind KIND = { sizeof(StoreRuleChange), rule_change_fill, rule_change_free };

	return reader_query(reader, &KIND,
		"SELECT id, rule, value, from_day, reason, teacher_id, at_ms FROM rule_change"
		" ORDER BY at_ms, id",
		NULL, 0, error);
}

static void training_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreTraining *)row = (StoreTraining){ .id = integer(at, 0),
		.day = small(at, 1),
		.kind = text(at, 2),
		.n_people = small(at, 3),
		.minutes = small(at, 4),
		.at_ms = integer(at, 5) };
}

static void training_free(gpointer row)
{
	g_free(((StoreTraining *)row)->kind);
	g_free(row);
}

GPtrArray *store_reader_trainings(
	StoreReader *reader, gint first_day, gint last_day, GError **error)
{
	static const RowKind KIND = { sizeof(StoreTraining), training_fill, training_free };

	return reader_query(reader, &KIND,
		"SELECT id, day, kind, n_people, minutes, at_ms FROM training"
		" WHERE day >= ?1 AND day <= ?2 AND n_people > 0 ORDER BY day, id",
		DATABASE_INTEGERS(first_day, last_day), error);
}
