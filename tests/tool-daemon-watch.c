/* SPDX-License-Identifier: MIT */
/*
 * When ink is there: a console that notes the moment a stroke's end came over its WebSocket, and a reader of
 * the database that notes the moment its row was seen. A line each on standard output, times in ms since 1970:
 *
 *     console ID MS          row ID PEN-START-MS MS
 *
 * Only a few strokes at a time are looked for in the database, so that looking costs little. Ends when the
 * console is closed.
 *     tool-daemon-watch PORT COOKIE DATABASE
 */
#include "tests/ink-reader.h"
#include "tests/websocket-client.h"

#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define LOOK_MS 10
#define N_LOOKED_FOR 8

typedef struct {
	WebsocketClient *client;
	sqlite3 *database;
	sqlite3_stmt *row;
	guint64 looked_for[N_LOOKED_FOR]; /* 0: free */
	GHashTable
		*ended; /* ids of strokes whose end came: those after a new snapshot come again */
} Watch;

static gint64 now_ms(void)
{
	return g_get_real_time() / 1000;
}

static void look_for(Watch *watch, guint64 id)
{
	for (guint i = 0; i < N_LOOKED_FOR; i++) {
		if (watch->looked_for[i])
			continue;
		watch->looked_for[i] = id;
		return;
	}
}

static void pass_dots(const guint8 **at, const guint8 *end)
{
	ink_v(at, end);
	for (guint64 n = ink_v(at, end); n > 0; n--) {
		ink_v(at, end);
		ink_z(at, end);
		ink_z(at, end);
		ink_byte(at, end);
	}
}

static void see_up(Watch *watch, guint64 id)
{
	if (g_hash_table_add(watch->ended, GUINT_TO_POINTER((guint)id)))
		printf("console %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT "\n", id, now_ms());
}

/* Returns where the message's next frame begins, or NULL. */
static const guint8 *see_frame(Watch *watch, const guint8 *bytes, gsize n_bytes)
{
	InkFrame frame = ink_frame_of(bytes, n_bytes);
	const guint8 *at = frame.records, *end = frame.records + frame.n_bytes;
	bool live = frame.kind == 1;
	guint64 id;

	while (at < end) {
		switch (*at++) {
		case 1:
			id = ink_v(&at, end);
			ink_v(&at, end);
			ink_byte(&at, end);
			ink_v(&at, end);
			if (live)
				look_for(watch, id);
			break;
		case 2:
			pass_dots(&at, end);
			break;
		case 3:
			id = ink_v(&at, end);
			ink_v(&at, end);
			ink_v(&at, end);
			if (live)
				see_up(watch, id);
			break;
		case 4:
			break;
		case 5:
			ink_v(&at, end);
			break;
		case 6:
			return at;
		default:
			g_assert_not_reached();
		}
	}
	return NULL;
}

static void look(Watch *watch)
{
	for (guint i = 0; i < N_LOOKED_FOR; i++) {
		if (!watch->looked_for[i])
			continue;
		sqlite3_bind_int64(watch->row, 1, (sqlite3_int64)watch->looked_for[i]);
		if (sqlite3_step(watch->row) == SQLITE_ROW) {
			printf("row %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
			       "\n",
				watch->looked_for[i], (gint64)sqlite3_column_int64(watch->row, 0),
				now_ms());
			watch->looked_for[i] = 0;
		}
		sqlite3_reset(watch->row);
	}
}

static void watch_run(Watch *watch)
{
	gint64 due_us = 0;

	while (!watch->client->ended && watch->client->close_code == 0) {
		struct pollfd readable = { .fd = watch->client->fd, .events = POLLIN };
		poll(&readable, 1, LOOK_MS);
		if (readable.revents)
			websocket_turn(watch->client);
		g_byte_array_set_size(watch->client->seen, 0);
		for (;;) {
			g_autoptr(WebsocketMessage) message =
				websocket_receive_for(watch->client, 0);
			if (!message)
				break;
			if (message->opcode != WEBSOCKET_BINARY)
				continue;
			const guint8 *at = message->payload->data,
				     *end = at + message->payload->len;
			while (at)
				at = see_frame(watch, at, (gsize)(end - at));
		}
		if (g_get_monotonic_time() < due_us)
			continue;
		look(watch);
		fflush(stdout);
		due_us = g_get_monotonic_time() + LOOK_MS * 1000;
	}
}

int main(int argc, char **argv)
{
	Watch watch = { .ended = g_hash_table_new(NULL, NULL) };
	g_assert_cmpint(argc, ==, 4);
	guint16 port = (guint16)atoi(argv[1]);
	g_autofree char *host = g_strdup_printf("127.0.0.1:%u", port);
	g_autofree char *origin = g_strdup_printf("http://%s", host);

	g_assert_cmpint(sqlite3_open_v2(argv[3], &watch.database, SQLITE_OPEN_READONLY, NULL), ==,
		SQLITE_OK);
	g_assert_cmpint(
		sqlite3_prepare_v2(watch.database, "SELECT pen_start_ms FROM stroke WHERE id = ?",
			-1, &watch.row, NULL),
		==, SQLITE_OK);
	watch.client = websocket_client_new(port, 0);
	g_assert_cmpuint(
		websocket_upgrade(watch.client, host, origin, argv[2], "zhibi-console-1"), ==, 101);
	puts("watching");
	fflush(stdout);
	watch_run(&watch);
	sqlite3_finalize(watch.row);
	sqlite3_close(watch.database);
	g_hash_table_unref(watch.ended);
	websocket_client_free(watch.client);
	return 0;
}
