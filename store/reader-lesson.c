/* SPDX-License-Identifier: MIT */
#include "store/reader-lesson.h"

#include "store/reader-private.h"

static void lesson_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreLesson *)row = (StoreLesson){ .id = integer(at, 0),
		.class_id = integer(at, 1),
		.assignment_id = integer(at, 2),
		.teacher_id = integer(at, 3),
		.begin_ms = integer(at, 4),
		.paused_ms = integer(at, 5),
		.pause_ms = integer(at, 6),
		.end_ms = integer(at, 7) };
}

GPtrArray *store_reader_lessons(StoreReader *reader, gint64 class_id, GError **error)
{
	static const RowKind KIND = { sizeof(StoreLesson), lesson_fill, g_free };

	return reader_query(reader, &KIND,
		"SELECT id, class_id, assignment_id, teacher_id, begin_ms, paused_ms, pause_ms,"
		" end_ms FROM lesson WHERE class_id = ?1 ORDER BY begin_ms, id",
		DATABASE_INTEGERS(class_id), error);
}

static void desk_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreDesk *)row = (StoreDesk){ integer(at, 0), small(at, 1), small(at, 2) };
}

GPtrArray *store_reader_desk(StoreReader *reader, gint64 class_id, GError **error)
{
	static const RowKind KIND = { sizeof(StoreDesk), desk_fill, g_free };

	return reader_query(reader, &KIND,
		"SELECT class_id, seat_row, seat_column FROM desk WHERE class_id = ?1",
		DATABASE_INTEGERS(class_id), error);
}

static void opening_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreOpening *)row =
		(StoreOpening){ integer(at, 0), integer(at, 1), integer(at, 2), integer(at, 3) };
}

GPtrArray *store_reader_openings(StoreReader *reader, gint64 class_id, GError **error)
{
	static const RowKind KIND = { sizeof(StoreOpening), opening_fill, g_free };

	/* SQLite takes the other columns from the row with the maximum. */
	return reader_query(reader, &KIND,
		"SELECT opening.id, assignment_id, opening.teacher_id, max(at_ms)"
		" FROM assignment_opening AS opening"
		" JOIN assignment ON assignment.id = assignment_id WHERE class_id = ?1"
		" GROUP BY assignment_id",
		DATABASE_INTEGERS(class_id), error);
}

static void hand_down_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreHandDown *)row = (StoreHandDown){ .id = integer(at, 0),
		.assignment_id = integer(at, 1),
		.pupil_id = integer(at, 2),
		.teacher_id = integer(at, 3),
		.ink_ms = integer(at, 4),
		.at_ms = integer(at, 5) };
}

GPtrArray *store_reader_hands_down(StoreReader *reader, gint64 assignment_id, GError **error)
{
	static const RowKind KIND = { sizeof(StoreHandDown), hand_down_fill, g_free };

	return reader_query(reader, &KIND,
		"SELECT id, assignment_id, pupil_id, teacher_id, max(ink_ms), at_ms"
		" FROM hand_down"
		" WHERE assignment_id = ?1 GROUP BY pupil_id",
		DATABASE_INTEGERS(assignment_id), error);
}
