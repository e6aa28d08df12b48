/* SPDX-License-Identifier: MIT */
/* See lie.h. A liar fills its link, but never its own memory: it waits while the link takes no more. */
#include "tests/virtual-pen/lie.h"

#include "tests/virtual-pen/pen.h"

#include <string.h>

#define TELL_EVERY_US 2000
#define N_AT_ONCE 50
#define MAX_WAITING 100 /* notifications that the link has not taken yet */
#define EVENT_BATTERY 0x61
#define EVENT_UP 0x6A
#define REPLY_VERSION 0x81
#define REPLY_LIVE 0x91
#define REPLY_NOTES 0xA1
#define REPLY_PAGES 0xA2
#define REPLY_STORED 0xA3
#define N_NOTES 64
#define N_PAGES 127
#define VERSION_ADDRESS 58 /* in the answer: behind the texts and the kind of pen */

static const char *const NAMES[N_LIES] = { "none", "garbage", "flood", "repeats", "address",
	"lists", "silent", "order" };

const char *lie_name(LieKind kind)
{
	return NAMES[kind];
}

LieKind lie_by_name(const char *name)
{
	for (guint i = LIE_NONE + 1; i < N_LIES; i++)
		if (g_str_equal(NAMES[i], name))
			return (LieKind)i;
	return LIE_NONE;
}

/* ---- answers */

static void lie_list_notes(Pen *pen)
{
	uint8_t body[2 + N_NOTES * 8];
	ByteWriter writer = byte_writer(body, sizeof(body));
	byte_writer_u16(&writer, N_NOTES);
	for (guint i = 0; i < N_NOTES; i++) {
		byte_writer_u32(&writer, 3 << 24 | 27);
		byte_writer_u32(&writer, pen->n_lies++);
	}
	pen_reply(pen, REPLY_NOTES, 0, body, byte_writer_size(&writer));
}

static void lie_list_pages(Pen *pen, const WireFrame *frame)
{
	uint8_t body[10 + N_PAGES * 4];
	ByteWriter writer = byte_writer(body, sizeof(body));
	byte_writer_slice(&writer, frame->payload, 8);
	byte_writer_u16(&writer, N_PAGES);
	for (guint page = 0; page < N_PAGES; page++)
		byte_writer_u32(&writer, page);
	pen_reply(pen, REPLY_PAGES, 0, body, byte_writer_size(&writer));
}

static bool lie_list(Pen *pen, const WireFrame *frame)
{
	uint8_t nothing[9] = { 0 };
	switch (frame->command) {
	case REPLY_NOTES & 0x7F:
		lie_list_notes(pen);
		return true;
	case REPLY_PAGES & 0x7F:
		if (frame->n_payload >= 8)
			lie_list_pages(pen, frame);
		return true;
	case REPLY_STORED & 0x7F:
		pen_reply(pen, REPLY_STORED, 0, nothing, sizeof(nothing));
		return true;
	default:
		return false;
	}
}

bool lie_answer(Pen *pen, const WireFrame *frame)
{
	switch (pen->options->lie) {
	case LIE_SILENT:
		return true;
	case LIE_ORDER:
		pen_reply(pen, frame->command == (REPLY_LIVE & 0x7F) ? REPLY_PAGES : REPLY_LIVE, 0,
			NULL, 0);
		return true;
	case LIE_LISTS:
		return lie_list(pen, frame);
	case LIE_NONE:
	case LIE_GARBAGE:
	case LIE_FLOOD:
	case LIE_REPEATS:
	case LIE_ADDRESS:
	case N_LIES:
		return false;
	}
	return false;
}

/* ---- unasked */

static void lie_tell_garbage(Pen *pen, GByteArray *out)
{
	uint8_t bytes[] = { 0xC0, 0, 0, 0, 0xC1 };
	for (guint i = 1; i < 4; i++)
		bytes[i] = (uint8_t)dice_below(&pen->dice, 0x40);
	g_byte_array_append(out, bytes, sizeof(bytes));
}

static void lie_tell_battery(GByteArray *out)
{
	uint8_t percent = 80;
	wire_frame(out, EVENT_BATTERY, WIRE_NO_ERROR_BYTE, &percent, 1);
}

static void lie_tell_again(Pen *pen, GByteArray *out)
{
	uint8_t body[19] = { (uint8_t)(pen->counter + 1) };
	wire_frame(out, EVENT_UP, WIRE_NO_ERROR_BYTE, body, sizeof(body));
}

static void lie_tell_address(Pen *pen, GByteArray *out)
{
	uint8_t body[64] = { 0 };
	memcpy(body + 32, pen->options->protocol, strlen(pen->options->protocol));
	memcpy(body + VERSION_ADDRESS, pen->address, sizeof(pen->address));
	body[VERSION_ADDRESS] ^= 0x55;
	wire_frame(out, REPLY_VERSION, 0, body, sizeof(body));
}

static void lie_add(Pen *pen, GByteArray *out)
{
	switch (pen->options->lie) {
	case LIE_GARBAGE:
		lie_tell_garbage(pen, out);
		return;
	case LIE_FLOOD:
		lie_tell_battery(out);
		return;
	case LIE_REPEATS:
		lie_tell_again(pen, out);
		return;
	case LIE_ADDRESS:
		lie_tell_address(pen, out);
		return;
	case LIE_NONE:
	case LIE_LISTS:
	case LIE_SILENT:
	case LIE_ORDER:
	case N_LIES:
		return;
	}
}

int64_t lie_tell(Pen *pen, int64_t now_us)
{
	if (pen->options->lie == LIE_NONE || !pen->live || !link_is_open(&pen->link))
		return PEN_NEVER;
	if (pen->link.waiting.length < MAX_WAITING) {
		g_autoptr(GByteArray) out = g_byte_array_new();
		for (guint i = 0; i < N_AT_ONCE; i++)
			lie_add(pen, out);
		link_send(&pen->link, out->data, out->len, false);
	}
	return now_us + TELL_EVERY_US;
}
