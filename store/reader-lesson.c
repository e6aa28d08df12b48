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

void store_withdrawal_free(gpointer row)
{
	StoreWithdrawal *withdrawal = row;

	g_free(withdrawal->reason);
	g_free(withdrawal);
}

static void withdrawal_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreWithdrawal *)row =
		(StoreWithdrawal){ integer(at, 0), integer(at, 1), text(at, 2), integer(at, 3) };
}

GPtrArray *store_reader_withdrawals(StoreReader *reader, gint64 class_id, GError **error)
{
	static const RowKind KIND = { sizeof(StoreWithdrawal), withdrawal_fill,
		store_withdrawal_free };

	return reader_query(reader, &KIND,
		"SELECT assignment_id, withdrawal.teacher_id, withdrawal.reason, at_ms"
		" FROM withdrawal JOIN assignment ON assignment.id = assignment_id"
		" WHERE class_id = ?1",
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

static void class_opening_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreClassOpening *)row = (StoreClassOpening){ integer(at, 0), integer(at, 1),
		integer(at, 2), integer(at, 3) };
}

GPtrArray *store_reader_class_opening(StoreReader *reader, GError **error)
{
	static const RowKind KIND = { sizeof(StoreClassOpening), class_opening_fill, g_free };

	return reader_query(reader, &KIND,
		"SELECT id, class_id, teacher_id, at_ms FROM class_opening"
		" ORDER BY id DESC LIMIT 1",
		NULL, 0, error);
}

/* ---- the log of the room */

static PageAddress page_at(sqlite3_stmt *at, int column)
{
	return (PageAddress){ (PageFamily)integer(at, column), (guint32)integer(at, column + 1),
		(guint32)integer(at, column + 2), (guint32)integer(at, column + 3),
		(guint32)integer(at, column + 4) };
}

static void page_turn_fill(gpointer row, sqlite3_stmt *at)
{
	*(StorePageTurn *)row = (StorePageTurn){ integer(at, 0), integer(at, 1), integer(at, 2),
		page_at(at, 3), integer(at, 8), integer(at, 9) };
}

GPtrArray *store_reader_page_turns(
	StoreReader *reader, gint64 assignment_id, gint64 since_ms, GError **error)
{
	static const RowKind KIND = { sizeof(StorePageTurn), page_turn_fill, g_free };

	return reader_query(reader, &KIND,
		"SELECT id, assignment_id, pen_id, page_family, page_section, page_owner,"
		" page_book, page_number, teacher_id, at_ms FROM page_turn"
		" WHERE assignment_id = ?1 AND at_ms >= ?2 ORDER BY id",
		DATABASE_INTEGERS(assignment_id, since_ms), error);
}

static void page_placing_fill(gpointer row, sqlite3_stmt *at)
{
	*(StorePagePlacing *)row = (StorePagePlacing){ integer(at, 0), integer(at, 1),
		page_at(at, 2), integer(at, 7), integer(at, 8) };
}

GPtrArray *store_reader_page_placings(StoreReader *reader, gint64 page_copy_id, GError **error)
{
	static const RowKind KIND = { sizeof(StorePagePlacing), page_placing_fill, g_free };

	return reader_query(reader, &KIND,
		"SELECT id, page_copy_id, page_family, page_section, page_owner, page_book,"
		" page_number, teacher_id, at_ms FROM page_placing WHERE page_copy_id = ?1"
		" ORDER BY id",
		DATABASE_INTEGERS(page_copy_id), error);
}

static void seat_move_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreSeatMove *)row = (StoreSeatMove){ integer(at, 0), integer(at, 1), integer(at, 2),
		small(at, 3), small(at, 4), integer(at, 5), integer(at, 6) };
}

GPtrArray *store_reader_seat_moves(StoreReader *reader, gint64 class_id, GError **error)
{
	static const RowKind KIND = { sizeof(StoreSeatMove), seat_move_fill, g_free };

	return reader_query(reader, &KIND,
		"SELECT id, class_id, pupil_id, seat_row, seat_column, teacher_id, at_ms"
		" FROM seat_move WHERE class_id = ?1 ORDER BY id",
		DATABASE_INTEGERS(class_id), error);
}

/* ---- who is logged in */

static void session_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreSession *)row = (StoreSession){ .token_hash = text(at, 0),
		.teacher_id = integer(at, 1),
		.password_tag = text(at, 2),
		.begun_ms = integer(at, 3),
		.used_ms = integer(at, 4) };
}

static void session_free(gpointer row)
{
	StoreSession *session = row;

	g_free(session->token_hash);
	g_free(session->password_tag);
	g_free(session);
}

GPtrArray *store_reader_sessions(StoreReader *reader, GError **error)
{
	static const RowKind KIND = { sizeof(StoreSession), session_fill, session_free };

	return reader_query(reader, &KIND,
		"SELECT token_hash, teacher_id, password_tag, begun_ms, used_ms FROM session", NULL,
		0, error);
}
