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
