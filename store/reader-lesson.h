/* SPDX-License-Identifier: MIT */
/* Reading what a teacher did in the room: lessons, the desk, assignments opened again, hands that were seen. */
#pragma once

#include "store/reader.h"

/* Of StoreLesson, oldest first. */
GPtrArray *store_reader_lessons(StoreReader *reader, gint64 class_id, GError **error);
/* Of StoreClassOpening: the last, or none. */
GPtrArray *store_reader_class_opening(StoreReader *reader, GError **error);
/* Of StorePageTurn, in the order they were made: of this assignment since then. */
GPtrArray *store_reader_page_turns(
	StoreReader *reader, gint64 assignment_id, gint64 since_ms, GError **error);
/* Of StorePagePlacing and StoreSeatMove, in the order they were made: of a copy; of a class. */
GPtrArray *store_reader_page_placings(StoreReader *reader, gint64 page_copy_id, GError **error);
GPtrArray *store_reader_seat_moves(StoreReader *reader, gint64 class_id, GError **error);
/* Of StoreSession. */
GPtrArray *store_reader_sessions(StoreReader *reader, GError **error);
/* Of StoreDesk: one, or none. */
GPtrArray *store_reader_desk(StoreReader *reader, gint64 class_id, GError **error);
/* Of StoreWithdrawal, of the class's assignments; store_reader_assignments has none of these. */
GPtrArray *store_reader_withdrawals(StoreReader *reader, gint64 class_id, GError **error);
/* Of StoreOpening: each assignment of the class that was opened again, with the last time. */
GPtrArray *store_reader_openings(StoreReader *reader, gint64 class_id, GError **error);
/* Of StoreHandDown: the last of each pupil. */
GPtrArray *store_reader_hands_down(StoreReader *reader, gint64 assignment_id, GError **error);
