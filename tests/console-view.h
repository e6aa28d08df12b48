/* SPDX-License-Identifier: MIT */
/*
 * What a page makes of a console's messages: the last snapshot with every change folded in, and the ink of
 * each seat's current page, by the rules of docs/console-protocol.md. Breaks of the rules fail the test.
 */
#pragma once

#include "tests/console-rig.h"
#include "tests/ink-reader.h"

#define VIEW_N_SEATS 64

typedef struct {
	json_t *state; /* NULL before the first snapshot */
	gint64 number;
	guint n_snapshots, n_resynchronised, n_changes, n_ink;
	InkPage *pages[VIEW_N_SEATS]; /* the picture */
	InkPage *bases[VIEW_N_SEATS]; /* not complete yet */
	bool base_done[VIEW_N_SEATS]; /* since the snapshot */
	InkPage *answer;	      /* of the last open-page */
	json_t *reply;		      /* the last page, pages or error */
	gint64 latest_us;	      /* when the last message was read */
} ConsoleView;

static inline void view_clear(ConsoleView *view)
{
	json_decref(view->state);
	json_decref(view->reply);
	for (guint i = 0; i < VIEW_N_SEATS; i++) {
		ink_page_free(view->pages[i]);
		ink_page_free(view->bases[i]);
	}
	ink_page_free(view->answer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ConsoleView, view_clear)

static inline gint64 view_integer(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	g_assert_true(json_is_integer(value));
	return json_integer_value(value);
}

static inline void view_snapshot(ConsoleView *view, json_t *message)
{
	json_decref(view->state);
	view->state = json_incref(message);
	view->number = view_integer(message, "number");
	view->n_snapshots++;
	view->n_resynchronised += json_is_true(json_object_get(message, "resynchronised"));
	for (guint i = 0; i < VIEW_N_SEATS; i++) {
		g_clear_pointer(&view->bases[i], ink_page_free);
		view->base_done[i] = false;
	}
}

static inline void view_change(ConsoleView *view, const json_t *message)
{
	static const char *const parts[] = { "class", "assignment", "unclaimed", "store",
		"teacher_pen", "problems", "lesson", "wall" };
	g_assert_nonnull(view->state);
	view->number++;
	view->n_changes++;
	g_assert_cmpint(view_integer(message, "number"), ==, view->number);
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
		json_t *part = json_object_get(message, parts[i]);
		if (part)
			json_object_set(view->state, parts[i], part);
	}
	json_t *seats = json_object_get(view->state, "seats");
	gsize i;
	json_t *seat;
	json_array_foreach(json_object_get(message, "seats"), i, seat)
		json_array_set(seats, (gsize)view_integer(seat, "seat"), seat);
}

/* Returns where the message's next frame begins, or NULL. */
static inline const guint8 *view_ink(ConsoleView *view, const InkFrame *frame)
{
	guint seat = frame->seat;
	view->n_ink++;
	if (frame->kind == 2) {
		g_assert_nonnull(view->answer);
		g_assert_false(view->answer->ended);
		return ink_page_read(view->answer, frame);
	}
	g_assert_cmpuint(seat, <, VIEW_N_SEATS);
	if (frame->kind == 3) {
		if (!view->bases[seat] || view->bases[seat]->copy != frame->copy) {
			ink_page_free(view->bases[seat]);
			view->bases[seat] = ink_page_new(frame->copy);
		}
		g_assert_null(ink_page_read(view->bases[seat], frame));
		if (!view->bases[seat]->ended)
			return NULL;
		ink_page_free(view->pages[seat]);
		view->pages[seat] = g_steal_pointer(&view->bases[seat]);
		view->base_done[seat] = true;
		return NULL;
	}
	g_assert_cmpuint(frame->kind, ==, 1);
	/* Live ink only after the base, and never into the middle of one. */
	g_assert_null(view->bases[seat]);
	g_assert_true(view->base_done[seat]);
	g_assert_cmpuint(view->pages[seat]->copy, ==, frame->copy);
	return ink_page_read(view->pages[seat], frame);
}

static inline void view_text(ConsoleView *view, json_t *message)
{
	const char *type = json_string_value(json_object_get(message, "type"));
	if (g_strcmp0(type, "snapshot") == 0) {
		view_snapshot(view, message);
	} else if (g_strcmp0(type, "change") == 0) {
		view_change(view, message);
	} else {
		json_decref(view->reply);
		view->reply = json_incref(message);
		if (g_strcmp0(type, "page") == 0) {
			ink_page_free(view->answer);
			view->answer = ink_page_new((guint32)view_integer(message, "copy"));
		}
	}
}

/* Takes one message; false when none came for `wait_ms` or the line was closed. */
static inline bool view_take(ConsoleView *view, WebsocketClient *client, guint wait_ms)
{
	g_autoptr(WebsocketMessage) message = websocket_receive_for(client, (gint64)wait_ms * 1000);
	if (!message)
		return false;
	view->latest_us = g_get_monotonic_time();
	if (message->opcode == WEBSOCKET_BINARY) {
		const guint8 *at = message->payload->data, *end = at + message->payload->len;
		while (at) {
			InkFrame frame = ink_frame_of(at, (gsize)(end - at));
			at = view_ink(view, &frame);
		}
		return true;
	}
	json_t *object = json_loadb((char *)message->payload->data, message->payload->len,
		JSON_REJECT_DUPLICATES, NULL);
	g_assert_nonnull(object);
	view_text(view, object);
	json_decref(object);
	return true;
}

/* Until nothing came for this long. */
static inline void view_settle(ConsoleView *view, WebsocketClient *client, guint quiet_ms)
{
	while (view_take(view, client, quiet_ms))
		;
}

static inline const json_t *view_seat(const ConsoleView *view, guint seat)
{
	const json_t *object = json_array_get(json_object_get(view->state, "seats"), seat);
	g_assert_cmpint(view_integer(object, "seat"), ==, seat);
	return object;
}

/* The reply to this request, whatever else comes before. */
static inline const json_t *view_ask(ConsoleView *view, WebsocketClient *client, const char *text)
{
	json_decref(view->reply);
	view->reply = NULL;
	websocket_say(client, text);
	while (!view->reply)
		g_assert_true(view_take(view, client, 20000));
	return view->reply;
}
