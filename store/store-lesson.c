/* SPDX-License-Identifier: MIT */
/* What a teacher did in the room, on its way to the writer: the values in the order that store/tables.c binds. */
#include "store/store-private.h"

static guint64 put(Store *store, RequestKind kind, const gint64 *integers, gsize n_integers)
{
	Request *request = request_new(kind);

	for (gsize i = 0; i < n_integers; i++)
		request_add_integer(request, integers[i]);
	return store_put_request(store, request);
}

guint64 store_put_opening(Store *store, const StoreOpening *opening)
{
	const gint64 values[] = { opening->id, opening->assignment_id, opening->teacher_id,
		opening->at_ms };

	return put(store, REQUEST_OPENING, values, G_N_ELEMENTS(values));
}

guint64 store_put_withdrawal(Store *store, const StoreWithdrawal *withdrawal)
{
	Request *request = request_new(REQUEST_WITHDRAWAL);

	request_add_integer(request, withdrawal->assignment_id);
	request_add_integer(request, withdrawal->teacher_id);
	request_add_text(request, withdrawal->reason);
	request_add_integer(request, withdrawal->at_ms);
	return store_put_request(store, request);
}

guint64 store_put_lesson(Store *store, const StoreLesson *lesson)
{
	const gint64 values[] = { lesson->id, lesson->class_id, lesson->assignment_id,
		lesson->teacher_id, lesson->begin_ms, lesson->paused_ms, lesson->pause_ms,
		lesson->end_ms };

	return put(store, REQUEST_LESSON, values, G_N_ELEMENTS(values));
}

guint64 store_put_desk(Store *store, const StoreDesk *desk)
{
	const gint64 values[] = { desk->class_id, desk->seat_row, desk->seat_column };

	return put(store, REQUEST_DESK, values, G_N_ELEMENTS(values));
}

guint64 store_put_hand_down(Store *store, const StoreHandDown *down)
{
	const gint64 values[] = { down->id, down->assignment_id, down->pupil_id, down->teacher_id,
		down->ink_ms, down->at_ms };

	return put(store, REQUEST_HAND_DOWN, values, G_N_ELEMENTS(values));
}

guint64 store_put_class_opening(Store *store, const StoreClassOpening *opening)
{
	const gint64 values[] = { opening->id, opening->class_id, opening->teacher_id,
		opening->at_ms };

	return put(store, REQUEST_CLASS_OPENING, values, G_N_ELEMENTS(values));
}

guint64 store_put_page_turn(Store *store, const StorePageTurn *turn)
{
	const PageAddress *page = &turn->page;
	const gint64 values[] = { turn->id, turn->assignment_id, turn->pen_id, (gint64)page->family,
		page->section, page->owner, page->book, page->page, turn->teacher_id, turn->at_ms };

	return put(store, REQUEST_PAGE_TURN, values, G_N_ELEMENTS(values));
}

guint64 store_put_page_placing(Store *store, const StorePagePlacing *placing)
{
	const PageAddress *page = &placing->page;
	const gint64 values[] = { placing->id, placing->page_copy_id, (gint64)page->family,
		page->section, page->owner, page->book, page->page, placing->teacher_id,
		placing->at_ms };

	return put(store, REQUEST_PAGE_PLACING, values, G_N_ELEMENTS(values));
}

guint64 store_put_seat_move(Store *store, const StoreSeatMove *move)
{
	const gint64 values[] = { move->id, move->class_id, move->pupil_id, move->seat_row,
		move->seat_column, move->teacher_id, move->at_ms };

	return put(store, REQUEST_SEAT_MOVE, values, G_N_ELEMENTS(values));
}

guint64 store_put_session(Store *store, const StoreSession *session)
{
	Request *request = request_new(REQUEST_SESSION);

	request_add_text(request, session->token_hash);
	request_add_integer(request, session->teacher_id);
	request_add_text(request, session->password_tag);
	request_add_integer(request, session->begun_ms);
	request_add_integer(request, session->used_ms);
	return store_put_request(store, request);
}
