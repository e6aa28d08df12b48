/* SPDX-License-Identifier: MIT */
/* A record's length is only known by reading it; walk_record is the one reader. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/console/console-ink.h"

#include <libwebsockets.h>
#include <string.h>

#define HEADER_BYTES 12
#define VERSION 1
#define GROWING_BYTES 2048 /* what a class writes within two milliseconds */

enum {
	RECORD_STROKE = 1,
	RECORD_DOTS = 2,
	RECORD_UP = 3,
	RECORD_END = 4,
	RECORD_DROP = 5,
	RECORD_FRAME = 6,
};

static ConsoleFrame *frame_with_room(bool is_text, gsize n_bytes)
{
	ConsoleFrame *frame = g_rc_box_alloc(sizeof(ConsoleFrame) + LWS_PRE + n_bytes);
	frame->n_bytes = frame->n_room = n_bytes;
	frame->is_text = is_text;
	frame->payload = frame->room + LWS_PRE;
	return frame;
}

ConsoleFrame *console_frame_new(bool is_text, const void *bytes, gsize n_bytes)
{
	ConsoleFrame *frame = frame_with_room(is_text, n_bytes);
	memcpy(frame->payload, bytes, n_bytes);
	return frame;
}

ConsoleFrame *console_frame_ref(ConsoleFrame *frame)
{
	return g_rc_box_acquire(frame);
}

void console_frame_unref(ConsoleFrame *frame)
{
	if (frame)
		g_rc_box_release(frame);
}

static void put_le32(guint8 *out, guint32 value)
{
	value = GUINT32_TO_LE(value);
	memcpy(out, &value, sizeof(value));
}

/* Returns behind the frame. */
static guint8 *put_frame(
	guint8 *out, const ConsoleInkHead *head, const guint8 *records, gsize n_bytes)
{
	out[0] = VERSION;
	out[1] = (guint8)head->kind;
	out[2] = (guint8)head->seat;
	out[3] = (guint8)(head->seat >> 8);
	put_le32(out + 4, (guint32)head->page_copy_id);
	put_le32(out + 8, head->request);
	if (n_bytes > 0)
		memcpy(out + HEADER_BYTES, records, n_bytes);
	return out + HEADER_BYTES + n_bytes;
}

ConsoleFrame *console_ink_frame(
	const ConsoleInkHead *head, const guint8 *records, gsize n_bytes, bool with_end)
{
	ConsoleFrame *frame = frame_with_room(false, HEADER_BYTES + n_bytes + (with_end ? 1 : 0));
	guint8 *end = put_frame(frame->payload, head, records, n_bytes);
	if (with_end)
		*end = RECORD_END;
	return frame;
}

ConsoleFrame *console_ink_growing_frame(
	const ConsoleInkHead *head, const guint8 *records, gsize n_bytes)
{
	ConsoleFrame *frame = frame_with_room(false, MAX(HEADER_BYTES + n_bytes, GROWING_BYTES));
	frame->n_bytes = HEADER_BYTES + n_bytes;
	put_frame(frame->payload, head, records, n_bytes);
	return frame;
}

gsize console_ink_grown_bytes(gsize n_bytes)
{
	return 1 + HEADER_BYTES + n_bytes;
}

bool console_ink_grow(
	ConsoleFrame *frame, const ConsoleInkHead *head, const guint8 *records, gsize n_bytes)
{
	guint8 *end = frame->payload + frame->n_bytes;
	if (frame->n_bytes + console_ink_grown_bytes(n_bytes) > frame->n_room)
		return false;
	*end = RECORD_FRAME;
	put_frame(end + 1, head, records, n_bytes);
	frame->n_bytes += console_ink_grown_bytes(n_bytes);
	return true;
}

bool console_frame_is_live_ink(const ConsoleFrame *frame)
{
	return !frame->is_text && frame->n_bytes > HEADER_BYTES &&
	       frame->payload[1] == CONSOLE_INK_LIVE;
}

ConsoleFrame *console_ink_join(const GQueue *frames, gsize limit_bytes, guint *n_joined)
{
	gsize n_bytes = 0;
	*n_joined = 0;
	for (const GList *link = frames->head; link; link = link->next) {
		const ConsoleFrame *frame = link->data;
		if (!console_frame_is_live_ink(frame) ||
			(*n_joined > 0 && n_bytes + 1 + frame->n_bytes > limit_bytes))
			break;
		n_bytes += (*n_joined > 0 ? 1 : 0) + frame->n_bytes;
		(*n_joined)++;
	}
	if (*n_joined < 2)
		return NULL;
	ConsoleFrame *joined = frame_with_room(false, n_bytes);
	guint8 *out = joined->payload;
	const GList *link = frames->head;
	for (guint i = 0; i < *n_joined; i++, link = link->next) {
		const ConsoleFrame *frame = link->data;
		if (i > 0)
			*out++ = RECORD_FRAME;
		memcpy(out, frame->payload, frame->n_bytes);
		out += frame->n_bytes;
	}
	return joined;
}

/* ---- reading records */

typedef struct {
	const guint8 *at, *end;
	bool failed;
} Walk;

static guint64 walk_number(Walk *walk)
{
	guint64 value = 0;
	for (guint shift = 0; shift < 70 && walk->at < walk->end; shift += 7) {
		guint8 byte = *walk->at++;
		if (shift < 64)
			value |= (guint64)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return value;
	}
	walk->failed = true;
	return 0;
}

static void walk_bytes(Walk *walk, gsize n)
{
	if ((gsize)(walk->end - walk->at) < n)
		walk->failed = true;
	else
		walk->at += n;
}

static void walk_dots(Walk *walk)
{
	for (guint64 n_left = walk_number(walk); n_left > 0 && !walk->failed; n_left--) {
		walk_number(walk); /* time */
		walk_number(walk); /* x */
		walk_number(walk); /* y */
		walk_bytes(walk, 1);
	}
}

/* Moves past one record; false at the end or where bytes are not a record. */
static bool walk_record(Walk *walk)
{
	if (walk->at == walk->end || walk->failed)
		return false;
	guint8 kind = *walk->at++;
	if (kind != RECORD_END)
		walk_number(walk); /* stroke id */
	switch (kind) {
	case RECORD_STROKE:
		walk_number(walk); /* start */
		walk_bytes(walk, 1);
		walk_number(walk); /* flags */
		break;
	case RECORD_DOTS:
		walk_dots(walk);
		break;
	case RECORD_UP:
		walk_number(walk); /* duration */
		walk_number(walk); /* flags */
		break;
	case RECORD_END:
	case RECORD_DROP:
		break;
	default: /* a byte, not an enum: records of a later version are not ours to send */
		walk->failed = true;
		break;
	}
	return !walk->failed;
}

gsize console_ink_cut(const guint8 *records, gsize n_bytes, gsize limit_bytes)
{
	Walk walk = { records, n_bytes > 0 ? records + n_bytes : records, false };
	gsize whole = 0;
	while (walk_record(&walk)) {
		gsize end = (gsize)(walk.at - records);
		if (end > limit_bytes && whole > 0)
			break;
		whole = end;
		if (whole >= limit_bytes)
			break;
	}
	return whole;
}

/* ---- streams */

void console_ink_stream_clear(ConsoleInkStream *stream)
{
	if (stream->records)
		g_bytes_unref(stream->records);
	stream->records = NULL;
	stream->at = 0;
}

void console_ink_stream_start(
	ConsoleInkStream *stream, const ConsoleInkHead *head, GBytes *take_records)
{
	console_ink_stream_clear(stream);
	stream->head = *head;
	stream->records = take_records;
}

ConsoleFrame *console_ink_stream_next(ConsoleInkStream *stream)
{
	if (!stream->records)
		return NULL;
	gsize n_bytes;
	const guint8 *bytes = g_bytes_get_data(stream->records, &n_bytes);
	const guint8 *next = bytes ? bytes + stream->at : NULL;
	gsize n_left = n_bytes - stream->at;
	gsize n = n_left > 0 ? console_ink_cut(next, n_left, CONSOLE_INK_FRAME_BYTES) : 0;
	if (n == 0 && n_left > 0)
		g_critical("ink of page copy %" G_GINT64_FORMAT
			   " is not records from byte %" G_GSIZE_FORMAT " on",
			stream->head.page_copy_id, stream->at);
	bool is_last = n == n_left || n == 0;
	ConsoleFrame *frame = console_ink_frame(&stream->head, next, n, is_last);
	if (is_last)
		console_ink_stream_clear(stream);
	else
		stream->at += n;
	return frame;
}
