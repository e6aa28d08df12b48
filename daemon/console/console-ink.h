/* SPDX-License-Identifier: MIT */
/*
 * Ink records into binary frames (docs/console-protocol.md, "Ink: binary frames"): cuts a long page only
 * between records, so that each frame can be read by itself. Pure. The frames are what a console's queue
 * holds: counted references, so that thirty consoles share one copy of each.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define CONSOLE_INK_FRAME_BYTES 32768 /* of records; only a single record may be longer */
#define CONSOLE_INK_NO_SEAT 65535

typedef enum {
	CONSOLE_INK_LIVE = 1,
	CONSOLE_INK_ANSWER = 2,
	CONSOLE_INK_BASE = 3,
} ConsoleInkKind;

/* One message to a console, text or binary. `room` is for libwebsockets' own header. */
typedef struct {
	gsize n_bytes;
	gsize n_room; /* of the payload */
	bool is_text;
	guint8 *payload;
	guint8 room[];
} ConsoleFrame;

ConsoleFrame *console_frame_new(bool is_text, const void *bytes, gsize n_bytes);
ConsoleFrame *console_frame_ref(ConsoleFrame *frame);
void console_frame_unref(ConsoleFrame *frame);

typedef struct {
	ConsoleInkKind kind;
	guint seat;
	gint64 page_copy_id; /* on the wire its low 32 bits */
	guint32 request;
} ConsoleInkHead;

ConsoleFrame *console_ink_frame(
	const ConsoleInkHead *head, const guint8 *records, gsize n_bytes, bool with_end);

/* A frame of live ink that more may be put behind, as long as nobody has sent it. False: it has no room for that. */
ConsoleFrame *console_ink_growing_frame(
	const ConsoleInkHead *head, const guint8 *records, gsize n_bytes);
bool console_ink_grow(
	ConsoleFrame *frame, const ConsoleInkHead *head, const guint8 *records, gsize n_bytes);
/* So much longer it is then. */
gsize console_ink_grown_bytes(gsize n_bytes);

bool console_frame_is_live_ink(const ConsoleFrame *frame);
/* The live ink at the head of a queue of frames as one message of at most about `limit_bytes`: a busy class
 * is then a message a millisecond and not one for each dot. The first *n_joined frames are in it; NULL when
 * there is nothing to join. */
ConsoleFrame *console_ink_join(const GQueue *frames, gsize limit_bytes, guint *n_joined);

/* How many bytes from the start are whole records and fit the limit; at least one record, however long;
 * 0 when there is none or the bytes are not records. */
gsize console_ink_cut(const guint8 *records, gsize n_bytes, gsize limit_bytes);

/* A page on its way to one console, a frame at a time; the last frame has the end record. */
typedef struct {
	ConsoleInkHead head;
	GBytes *records; /* NULL: nothing on its way */
	gsize at;
} ConsoleInkStream;

void console_ink_stream_start(
	ConsoleInkStream *stream, const ConsoleInkHead *head, GBytes *take_records);
/* NULL when nothing is left. */
ConsoleFrame *console_ink_stream_next(ConsoleInkStream *stream);
void console_ink_stream_clear(ConsoleInkStream *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConsoleFrame, console_frame_unref)
