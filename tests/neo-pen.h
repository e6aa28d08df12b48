/* SPDX-License-Identifier: MIT */
/*
 * A pen of Neo protocol 2 as a Link, for tests of the daemon: answers the handshake, tells live strokes,
 * serves stored ones. Answers go out when `neo_pen_speak` is called, as over a real link: never from
 * inside a call.
 */
#pragma once

#include "daemon/links/link.h"
#include "protocol/dot.h"
#include "tests/daemon-room.h"

typedef struct {
	guint delta_ms, x, y, force;
} NeoPenDot;

typedef struct NeoPen {
	Link link; /* first */
	guint number;
	guint8 counter;
	GByteArray *heard; /* the frame under way, unescaped */
	bool escaped, inside;
	GByteArray *outbox;
	bool live, paused, freed;
	guint n_stored; /* strokes in its memory: one packet of all of them */
	gint64 stored_from_ms;
	guint n_served, n_acknowledged;
	const char *password; /* NULL: none */
	char tried[17];
	gint64 clock_behind_ms;
	guint8 battery_percent, memory_percent;
	/* Instead of an honest answer; false: the honest one. */
	bool (*lie)(struct NeoPen *pen, const GByteArray *request);
	guint n_lies;
	void *user; /* of `lie` */
	guint n_freed;
} NeoPen;

static inline void neo_pen_put(GByteArray *out, guint64 value, guint n_bytes)
{
	for (guint i = 0; i < n_bytes; i++)
		g_byte_array_append(out, &(guint8){ (guint8)(i < 8 ? value >> 8 * i : 0) }, 1);
}

static inline void neo_pen_text(GByteArray *out, const char *text, guint n_bytes)
{
	guint8 padded[32] = { 0 };
	memcpy(padded, text, MIN(strlen(text), n_bytes));
	g_byte_array_append(out, padded, n_bytes);
}

/* error < 0: the frame has none. */
static inline void neo_pen_frame(GByteArray *out, guint8 command, int error, GByteArray *payload)
{
	g_autoptr(GByteArray) body = g_byte_array_new();
	neo_pen_put(body, command, 1);
	if (error >= 0)
		neo_pen_put(body, (guint64)error, 1);
	neo_pen_put(body, payload->len, 2);
	g_byte_array_append(body, payload->data, payload->len);
	neo_pen_put(out, 0xC0, 1);
	for (guint i = 0; i < body->len; i++) {
		const guint8 byte = body->data[i];
		if (byte == 0xC0 || byte == 0xC1 || byte == 0x7D) {
			neo_pen_put(out, 0x7D, 1);
			neo_pen_put(out, byte ^ 0x20u, 1);
		} else {
			neo_pen_put(out, byte, 1);
		}
	}
	neo_pen_put(out, 0xC1, 1);
	g_byte_array_set_size(payload, 0);
}

/* ---- answers */

static inline void neo_pen_answer_settings(NeoPen *pen, GByteArray *payload)
{
	neo_pen_put(payload, pen->password != NULL, 1);
	neo_pen_put(payload, 10, 1);
	neo_pen_put(payload, 0, 1);
	neo_pen_put(payload, (guint64)(g_get_real_time() / 1000 - pen->clock_behind_ms), 8);
	neo_pen_put(payload, 20, 2);
	neo_pen_put(payload, 852, 2);
	const guint8 fields[] = { pen->memory_percent, 1, 1, 1, 0, pen->battery_percent, 1, 2, 0,
		0 };
	for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
		neo_pen_put(payload, fields[i], 1);
	neo_pen_text(payload, "Neosmartpen_M1+", 16);
	neo_pen_text(payload, "", 23);
	neo_pen_frame(pen->outbox, 0x84, 0, payload);
}

static inline void neo_pen_serve(NeoPen *pen, GByteArray *payload)
{
	g_autoptr(GByteArray) strokes = g_byte_array_new();
	for (guint i = 0; i < pen->n_stored; i++) {
		const guint first = strokes->len;
		neo_pen_put(strokes, 10, 4);
		neo_pen_put(strokes, (guint64)(pen->stored_from_ms + i * 100), 8);
		neo_pen_put(strokes, (guint64)(pen->stored_from_ms + i * 100 + 20), 8);
		neo_pen_put(strokes, 0, 1);
		neo_pen_put(strokes, 0xFF000000, 4);
		neo_pen_put(strokes, 2, 2);
		g_assert_cmpuint(strokes->len - first, ==, 27);
		for (guint dot = 0; dot < 2; dot++) {
			const guint at = strokes->len;
			guint8 sum = 0;
			neo_pen_put(strokes, 10, 1);
			neo_pen_put(strokes, 300, 2);
			neo_pen_put(strokes, 20 + i, 2);
			neo_pen_put(strokes, 30 + dot, 2);
			neo_pen_put(strokes, 0x5A5A0505, 4);
			neo_pen_put(strokes, 0, 4);
			for (guint k = at; k < strokes->len; k++)
				sum = (guint8)(sum + strokes->data[k]);
			neo_pen_put(strokes, sum, 1);
		}
	}
	neo_pen_put(payload, pen->n_stored, 4);
	neo_pen_put(payload, strokes->len, 4);
	neo_pen_put(payload, 1, 1);
	neo_pen_frame(pen->outbox, 0xA3, 0, payload);
	neo_pen_put(payload, 0, 2);
	neo_pen_put(payload, 0, 1);
	neo_pen_put(payload, strokes->len, 2);
	neo_pen_put(payload, 0, 2);
	neo_pen_put(payload, 2, 1);
	neo_pen_put(payload, 0x0300001B, 4);
	neo_pen_put(payload, 603, 4);
	neo_pen_put(payload, pen->n_stored, 2);
	g_byte_array_append(payload, strokes->data, strokes->len);
	neo_pen_frame(pen->outbox, 0x24, -1, payload);
	pen->n_served++;
}

static inline void neo_pen_answer(NeoPen *pen, const GByteArray *request)
{
	g_autoptr(GByteArray) payload = g_byte_array_new();
	if (pen->lie && pen->lie(pen, request))
		return;
	switch (request->data[0]) {
	case 0x01:
		neo_pen_text(payload, "NWP-F51", 16);
		neo_pen_text(payload, "1.20", 16);
		neo_pen_text(payload, "2.18", 8);
		neo_pen_text(payload, "Neosmartpen_M1+", 16);
		neo_pen_put(payload, 1, 2);
		neo_pen_put(payload, 0xFFD27B9C, 4);
		neo_pen_put(payload, pen->number << 8, 2);
		neo_pen_frame(pen->outbox, 0x81, 0, payload);
		return;
	case 0x02:
		neo_pen_text(payload, "", 0);
		memcpy(pen->tried, request->data + 3, 16);
		neo_pen_put(payload, g_str_equal(pen->tried, pen->password), 1);
		neo_pen_put(payload, 1, 1);
		neo_pen_put(payload, 10, 1);
		neo_pen_frame(pen->outbox, 0x82, 0, payload);
		return;
	case 0x04:
		neo_pen_answer_settings(pen, payload);
		return;
	case 0x05:
		neo_pen_put(payload, request->data[3], 1);
		neo_pen_put(payload, 0, 1);
		neo_pen_frame(pen->outbox, 0x85, 0, payload);
		return;
	case 0x11:
		neo_pen_frame(pen->outbox, 0x91, 0, payload);
		pen->live = true;
		return;
	case 0x21:
		neo_pen_put(payload, pen->n_stored > 0, 2);
		if (pen->n_stored > 0) {
			neo_pen_put(payload, 0x0300001B, 4);
			neo_pen_put(payload, 603, 4);
		}
		neo_pen_frame(pen->outbox, 0xA1, 0, payload);
		return;
	case 0x22:
		neo_pen_put(payload, 0x0300001B, 4);
		neo_pen_put(payload, 603, 4);
		neo_pen_put(payload, 1, 2);
		neo_pen_put(payload, 10, 4);
		neo_pen_frame(pen->outbox, 0xA2, 0, payload);
		return;
	case 0x23:
		neo_pen_serve(pen, payload);
		return;
	case 0x27:
		neo_pen_put(payload, request->data[11], 1);
		g_byte_array_append(payload, request->data + 12, 4u * request->data[11]);
		neo_pen_frame(pen->outbox, 0xA7, 0, payload);
		pen->n_freed++;
		pen->n_stored = 0;
		return;
	case 0xA4:
		pen->n_acknowledged += request->data[1] == 0;
		return;
	}
	g_error("a request %02x that this pen does not know", request->data[0]);
}

/* ---- the link */

static inline void neo_pen_hear(Link *link, const guint8 *bytes, gsize n_bytes)
{
	NeoPen *pen = (NeoPen *)link;
	for (gsize i = 0; i < n_bytes; i++) {
		if (bytes[i] == 0xC0) {
			g_byte_array_set_size(pen->heard, 0);
			pen->escaped = false;
		} else if (bytes[i] == 0xC1) {
			neo_pen_answer(pen, pen->heard);
		} else if (bytes[i] == 0x7D) {
			pen->escaped = true;
		} else {
			neo_pen_put(pen->heard, pen->escaped ? bytes[i] ^ 0x20u : bytes[i], 1);
			pen->escaped = false;
		}
	}
}

static inline void neo_pen_pause(Link *link, bool paused)
{
	((NeoPen *)link)->paused = paused;
}

static inline void neo_pen_freed(Link *link)
{
	((NeoPen *)link)->freed = true;
}

static inline NeoPen *neo_pen_new(guint number)
{
	static const LinkOperations OPERATIONS = {
		.send = neo_pen_hear,
		.pause = neo_pen_pause,
		.free = neo_pen_freed,
	};
	NeoPen *pen = g_new0(NeoPen, 1);
	pen->number = number;
	pen->battery_percent = 80;
	pen->memory_percent = 5;
	pen->heard = g_byte_array_new();
	pen->outbox = g_byte_array_new();
	pen->link.operations = &OPERATIONS;
	pen->link.name = g_strdup_printf("test:%u", number);
	pen->link.kind = g_strdup("virtual");
	pen->link.driver = g_strdup("neo");
	return pen;
}

static inline void neo_pen_free(NeoPen *pen)
{
	g_assert_true(pen->freed);
	link_clear(&pen->link);
	g_byte_array_unref(pen->heard);
	g_byte_array_unref(pen->outbox);
	g_free(pen);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(NeoPen, neo_pen_free)

/* What waits goes to the daemon, in pieces of up to twenty bytes as over Bluetooth. */
static inline void neo_pen_speak(NeoPen *pen)
{
	while (pen->outbox->len > 0 && !pen->freed && !pen->paused) {
		guint8 piece[20];
		const guint n_bytes = MIN(pen->outbox->len, (guint)sizeof piece);
		memcpy(piece, pen->outbox->data, n_bytes);
		g_byte_array_remove_range(pen->outbox, 0, n_bytes);
		pen->link.listener.received(pen->link.listener.user, piece, n_bytes);
	}
}

static inline bool neo_pen_is_live(void *user)
{
	NeoPen *pen = user;
	neo_pen_speak(pen);
	return pen->live && pen->outbox->len == 0;
}

/* Opens the link and answers until live strokes are on. */
static inline void neo_pen_connect(NeoPen *pen, Room *room)
{
	pens_take_link(room->pens, &pen->link);
	room_run_until(neo_pen_is_live, pen);
}

/* ---- live ink */

static inline void neo_pen_event(NeoPen *pen, guint8 command, const GByteArray *fields)
{
	g_autoptr(GByteArray) payload = g_byte_array_new();
	neo_pen_put(payload, pen->counter++, 1);
	g_byte_array_append(payload, fields->data, fields->len);
	neo_pen_frame(pen->outbox, command, -1, payload);
}

static inline void neo_pen_down(NeoPen *pen, gint64 start_ms)
{
	g_autoptr(GByteArray) fields = g_byte_array_new();
	neo_pen_put(fields, (guint64)start_ms, 8);
	neo_pen_put(fields, 0, 1);
	neo_pen_put(fields, 0xFF000000, 4);
	neo_pen_event(pen, 0x69, fields);
	neo_pen_speak(pen);
}

static inline void neo_pen_page(NeoPen *pen, guint page)
{
	g_autoptr(GByteArray) fields = g_byte_array_new();
	neo_pen_put(fields, 0x0300001B, 4);
	neo_pen_put(fields, 603, 4);
	neo_pen_put(fields, page, 4);
	neo_pen_event(pen, 0x6B, fields);
	neo_pen_speak(pen);
}

static inline void neo_pen_dots(NeoPen *pen, const NeoPenDot *dots, guint n_dots)
{
	for (guint i = 0; i < n_dots; i++) {
		g_autoptr(GByteArray) fields = g_byte_array_new();
		neo_pen_put(fields, dots[i].delta_ms, 1);
		neo_pen_put(fields, dots[i].force, 2);
		neo_pen_put(fields, dots[i].x / 100, 2);
		neo_pen_put(fields, dots[i].y / 100, 2);
		neo_pen_put(fields, dots[i].x % 100, 1);
		neo_pen_put(fields, dots[i].y % 100, 1);
		neo_pen_put(fields, 90, 1);
		neo_pen_put(fields, 90, 1);
		neo_pen_put(fields, 0, 2);
		neo_pen_event(pen, 0x6C, fields);
	}
	neo_pen_speak(pen);
}

static inline void neo_pen_up(NeoPen *pen, gint64 end_ms, guint n_dots)
{
	g_autoptr(GByteArray) fields = g_byte_array_new();
	neo_pen_put(fields, (guint64)end_ms, 8);
	for (guint i = 0; i < 5; i++)
		neo_pen_put(fields, n_dots, 2);
	neo_pen_event(pen, 0x6A, fields);
	neo_pen_speak(pen);
}
