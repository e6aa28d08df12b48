/* SPDX-License-Identifier: MIT */
/*
 * Neo protocol 2: live events. A frame (neo-frame.h) has none of the checks that a dot deserves, so each
 * is checked for length first, then for its counter, then read. Real bytes, escapes undone, without
 * C0 and C1; T = 1764576000000 ms = 00 F8 EC D8 9A 01 00 00; tip 0 pen, 1 eraser; colour B G R A.
 *
 *   counted events (2.12 and later); the first payload byte counts them, 255 -> 0
 *     69 0E 00 | 01 | T | 00 | 00 00 00 FF                            pen-down: time, tip, colour
 *     6B 0D 00 | 02 | 1B 00 00 03 | 5B 02 00 00 | 0A 00 00 00         paper: owner 27, section 3, note 603, page 10
 *     6C 0E 00 | 03 | 00 | 2C 01 | 14 00 | 1E 00 | 05 | 32 | 58 5C | 2D 00
 *                dot: ms since the last event, force 300, x 20, y 30, x .05, y .50, tilt 88 92, twist 45
 *     6D 0C 00 | 04 | 0C | 36 01 | 28 3C 09 | 19 00 | 03 | 01 07      camera error: ms, force, brightness,
 *                exposure, decoder time, dots found, error code, pattern class and error count (newer firmware)
 *     6A 13 00 | 06 | T+40 | 03 00 | 03 00 03 00 03 00 | 03 00        pen-up: time, dots, images, dots sent
 *   the same, older and uncounted
 *     63 0E 00 | 00 | T | 00 | 00 00 00 FF                            0 down or 1 up, time, tip, colour
 *     64 paper, 65 dot (also several of 13 bytes), 68 camera error: as above without the counter
 *     66 07 00 | 00 | 1E 00 | 28 00 | 0A 14                           dot without force: ms, x, y, parts
 *     67 05 00 | 0A | 1E 28 1E 28                                     the same with x and y in one byte each
 *   others
 *     6F 07 00 | 0A | 21 00 | 2C 00 | 37 42                           hover: as 66; not counted
 *     61 01 00 | 0F    battery 15 %            62 01 00 | 04          going off, because of the cap
 *     73 1C 00 | F5 03 00 00 | 03 00 00 00 | 02 00 00 00 | 01 00 00 00 | 78 00 00 00 | 50 00 00 00 | 19 00 4B 00
 *                touch of a sound pen: owner, section, note, page, x, y, parts
 *     74 to 7F, F4, F5: logs, sounds, keys: not ink, skipped
 *
 * A pen below 2.12, or one that was not asked for a version, sends the older events: what arrives decides.
 * Whether a camera error's ms advance the clock differs from source to source; the pen-up settles it.
 */
#include "protocol/neo.h"

#include "protocol/bytes.h"
#include "protocol/neo-chunk.h"
#include "protocol/neo-dot.h"
#include "protocol/neo-frame.h"
#include "protocol/neo-replies.h"
#include "protocol/stroke-builder.h"

#include <stdlib.h>

#define N_REMEMBERED 32
#define N_REMEMBERED_BYTES 24 /* of the payload; that of any event known */
#define FIRST_EVENT 0x60
#define N_EVENTS 0x20
#define N_LOGS 2 /* F4, F5 */
#define FIRST_LOG 0xF4

/* An event seen lately: when its counter and bytes come again, a notification was repeated. */
typedef struct {
	uint32_t serial;
	uint16_t n_payload;
	uint8_t command;
	uint8_t payload[N_REMEMBERED_BYTES];
} Remembered;

struct NeoDecoder {
	NeoFramer framer;
	StrokeBuilder strokes;
	NeoListener listener;
	NeoChunkReader *chunks;

	bool counting; /* next_counter is known */
	uint8_t next_counter;
	uint32_t serial; /* of counted events, from 1 */
	Remembered remembered[N_REMEMBERED];

	bool hover_on;	   /* the settings say so */
	bool hover_has_6f; /* from 2.18 hover dots have their own event */
};

NeoDecoder *neo_decoder_new(const DotSink *sink, const NeoListener *listener)
{
	NeoDecoder *decoder = calloc(1, sizeof *decoder);
	if (!decoder)
		abort();
	neo_framer_init(&decoder->framer);
	stroke_builder_init(&decoder->strokes, sink);
	decoder->listener = *listener;
	decoder->chunks = neo_chunk_reader_new();
	return decoder;
}

NeoDecoder *neo_decoder_free(NeoDecoder *decoder)
{
	if (decoder) {
		neo_framer_clear(&decoder->framer);
		neo_chunk_reader_free(decoder->chunks);
		free(decoder);
	}
	return NULL;
}

/* ---- the counter */

static void forget_counter(NeoDecoder *decoder)
{
	decoder->counting = false;
	decoder->serial = 0;
	memset(decoder->remembered, 0, sizeof decoder->remembered);
}

static size_t n_compared(const NeoFrame *frame)
{
	return frame->n_payload < N_REMEMBERED_BYTES ? frame->n_payload : N_REMEMBERED_BYTES;
}

static void remember(NeoDecoder *decoder, const NeoFrame *frame)
{
	Remembered *slot = &decoder->remembered[frame->payload[0] % N_REMEMBERED];
	slot->serial = ++decoder->serial;
	slot->command = frame->command;
	slot->n_payload = (uint16_t)frame->n_payload;
	memcpy(slot->payload, frame->payload, n_compared(frame));
}

static bool is_repeated(const NeoDecoder *decoder, const NeoFrame *frame)
{
	const Remembered *slot = &decoder->remembered[frame->payload[0] % N_REMEMBERED];
	return slot->serial != 0 && decoder->serial - slot->serial < N_REMEMBERED &&
	       slot->command == frame->command && slot->n_payload == frame->n_payload &&
	       memcmp(slot->payload, frame->payload, n_compared(frame)) == 0;
}

/* False when the event was seen before and is to be dropped. */
static bool take_counter(NeoDecoder *decoder, const NeoFrame *frame, StrokeEvent event)
{
	uint8_t counter = frame->payload[0];
	if (decoder->counting && counter != decoder->next_counter) {
		if (is_repeated(decoder, frame)) {
			stroke_builder_say(
				&decoder->strokes, &(PenSaid){ .kind = PEN_SAID_REPEATED, .n = 1 });
			return false;
		}
		uint8_t n_lost = (uint8_t)(counter - decoder->next_counter);
		stroke_builder_lost(&decoder->strokes, n_lost, event);
	}
	decoder->counting = true;
	decoder->next_counter = (uint8_t)(counter + 1);
	remember(decoder, frame);
	return true;
}

/* ---- events; each gets its payload behind the counter, long enough */

static TipKind tip_kind(uint8_t byte)
{
	return byte == TIP_ERASER ? TIP_ERASER : TIP_PEN;
}

static void take_down(NeoDecoder *decoder, ByteReader *bytes)
{
	uint64_t pen_ms = byte_reader_u64(bytes);
	TipKind tip = tip_kind(byte_reader_u8(bytes));
	stroke_builder_down(&decoder->strokes, pen_ms, tip, byte_reader_u32(bytes));
}

static void take_up(NeoDecoder *decoder, ByteReader *bytes)
{
	stroke_builder_up(&decoder->strokes, byte_reader_u64(bytes));
}

static void take_up_down(NeoDecoder *decoder, ByteReader *bytes)
{
	uint8_t status = byte_reader_u8(bytes);
	if (status == 0)
		take_down(decoder, bytes);
	else if (status == 1)
		take_up(decoder, bytes);
	else
		stroke_builder_say_bad(&decoder->strokes, DECODE_BAD_VALUE);
}

static void take_paper(NeoDecoder *decoder, ByteReader *bytes)
{
	uint32_t section_owner = byte_reader_u32(bytes);
	uint32_t book = byte_reader_u32(bytes);
	PageAddress page = neo_page_address(section_owner, book, byte_reader_u32(bytes));
	stroke_builder_paper(&decoder->strokes, &page);
}

static void take_dot(NeoDecoder *decoder, ByteReader *bytes)
{
	const uint8_t *at = byte_reader_slice(bytes, NEO_DOT_SIZE);
	stroke_builder_dot(&decoder->strokes, at[0], neo_dot(at));
}

static void take_dots(NeoDecoder *decoder, ByteReader *bytes)
{
	if (byte_reader_left(bytes) % NEO_DOT_SIZE != 0) {
		stroke_builder_say_bad(&decoder->strokes, DECODE_BAD_LENGTH);
		return;
	}
	while (byte_reader_left(bytes) > 0)
		take_dot(decoder, bytes);
}

static void take_dot_without_force(NeoDecoder *decoder, uint8_t delta_ms, RawPoint at)
{
	Dot dot = { .at = at,
		.force = FORCE_NONE,
		.tilt_x = TILT_NONE,
		.tilt_y = TILT_NONE,
		.twist = TWIST_NONE };
	stroke_builder_dot(&decoder->strokes, delta_ms, dot);
}

static void take_dot_no_force(NeoDecoder *decoder, ByteReader *bytes)
{
	const uint8_t *at = byte_reader_slice(bytes, 7);
	take_dot_without_force(
		decoder, at[0], neo_point(neo_u16(at + 1), neo_u16(at + 3), at[5], at[6]));
}

static void take_dot_short(NeoDecoder *decoder, ByteReader *bytes)
{
	const uint8_t *at = byte_reader_slice(bytes, 5);
	take_dot_without_force(decoder, at[0], neo_point(at[1], at[2], at[3], at[4]));
}

static void take_camera_error(NeoDecoder *decoder, ByteReader *bytes)
{
	const uint8_t *at = byte_reader_slice(bytes, 9);
	stroke_builder_camera_error(&decoder->strokes, at[0], at[8]);
}

static void take_hover(NeoDecoder *decoder, ByteReader *bytes)
{
	const uint8_t *at = byte_reader_slice(bytes, 7);
	PenSaid said = { .kind = PEN_SAID_HOVER, .page = decoder->strokes.page };
	if (byte_reader_left(bytes) > 0) {
		/* Longer: not hover but, on some pens, an encrypted dot. */
		said = (PenSaid){ .kind = PEN_SAID_BAD, .bad = DECODE_NOT_MINE, .n = NEO_HOVER };
	} else {
		said.at = neo_point(neo_u16(at + 1), neo_u16(at + 3), at[5], at[6]);
	}
	stroke_builder_say(&decoder->strokes, &said);
}

static int32_t touch_steps(uint32_t units, uint16_t parts)
{
	uint64_t steps = (uint64_t)units * NEO_STEPS_PER_UNIT + parts;
	return steps < INT32_MAX ? (int32_t)steps : INT32_MAX;
}

static void take_touch(NeoDecoder *decoder, ByteReader *bytes)
{
	PenSaid said = { .kind = PEN_SAID_TOUCH, .page.family = PAGE_FAMILY_NCODE };
	said.page.owner = byte_reader_u32(bytes);
	said.page.section = byte_reader_u32(bytes);
	said.page.book = byte_reader_u32(bytes);
	said.page.page = byte_reader_u32(bytes);
	uint32_t x = byte_reader_u32(bytes);
	uint32_t y = byte_reader_u32(bytes);
	said.at.x = touch_steps(x, byte_reader_u16(bytes));
	said.at.y = touch_steps(y, byte_reader_u16(bytes));
	stroke_builder_say(&decoder->strokes, &said);
}

static void take_battery(NeoDecoder *decoder, ByteReader *bytes)
{
	PenSaid said = { .kind = PEN_SAID_BATTERY };
	neo_battery(byte_reader_u8(bytes), &said.percent, &said.charging);
	stroke_builder_say(&decoder->strokes, &said);
}

static void take_power_off(NeoDecoder *decoder, ByteReader *bytes)
{
	stroke_builder_say(&decoder->strokes,
		&(PenSaid){ .kind = PEN_SAID_POWER_OFF, .reason = byte_reader_u8(bytes) });
}

/* n_min: payload bytes needed, the counter among them. Longer payloads are newer firmware's. */
typedef struct {
	void (*take)(NeoDecoder *decoder, ByteReader *bytes);
	uint8_t n_min;
	bool counted;
	StrokeEvent event;
} Event;

static const Event EVENTS[N_EVENTS] = {
	[NEO_BATTERY - FIRST_EVENT] = { take_battery, 1, false, EVENT_UP },
	[NEO_POWER_OFF - FIRST_EVENT] = { take_power_off, 1, false, EVENT_UP },
	[NEO_UP_DOWN - FIRST_EVENT] = { take_up_down, 14, false, EVENT_DOWN },
	[NEO_PAPER - FIRST_EVENT] = { take_paper, 12, false, EVENT_PAPER },
	[NEO_DOT - FIRST_EVENT] = { take_dots, 13, false, EVENT_DOT },
	[NEO_DOT_NO_FORCE - FIRST_EVENT] = { take_dot_no_force, 7, false, EVENT_DOT },
	[NEO_DOT_SHORT - FIRST_EVENT] = { take_dot_short, 5, false, EVENT_DOT },
	[NEO_CAMERA_ERROR - FIRST_EVENT] = { take_camera_error, 9, false, EVENT_CAMERA_ERROR },
	[NEO_COUNTED_DOWN - FIRST_EVENT] = { take_down, 14, true, EVENT_DOWN },
	[NEO_COUNTED_UP - FIRST_EVENT] = { take_up, 19, true, EVENT_UP },
	[NEO_COUNTED_PAPER - FIRST_EVENT] = { take_paper, 13, true, EVENT_PAPER },
	[NEO_COUNTED_DOT - FIRST_EVENT] = { take_dot, 14, true, EVENT_DOT },
	[NEO_COUNTED_CAMERA_ERROR -
		FIRST_EVENT] = { take_camera_error, 10, true, EVENT_CAMERA_ERROR },
	[NEO_HOVER - FIRST_EVENT] = { take_hover, 7, false, EVENT_DOT },
	[NEO_TOUCH - FIRST_EVENT] = { take_touch, 28, false, EVENT_DOT },
};

static void take_event(NeoDecoder *decoder, const NeoFrame *frame, const Event *event)
{
	if (frame->n_payload < event->n_min) {
		stroke_builder_say_bad(&decoder->strokes, DECODE_BAD_LENGTH);
		return;
	}
	if (event->counted && !take_counter(decoder, frame, event->event))
		return;
	size_t n_skip = event->counted ? 1 : 0;
	ByteReader bytes = byte_reader(frame->payload + n_skip, frame->n_payload - n_skip);
	event->take(decoder, &bytes);
}

/* ---- what is not an event */

static void take_chunk(NeoDecoder *decoder, const NeoFrame *frame)
{
	NeoChunk chunk;
	neo_chunk_read(decoder->chunks, frame->payload, frame->n_payload, &chunk);
	if (chunk.result != DECODE_OK)
		stroke_builder_say_bad(&decoder->strokes, chunk.result);
	stroke_builder_flush(&decoder->strokes);
	if (decoder->listener.chunk)
		decoder->listener.chunk(decoder->listener.user, &chunk);
}

/* What the decoder itself needs to know from replies. */
static void learn(NeoDecoder *decoder, const NeoReply *reply)
{
	if (!reply->has_body)
		return;
	if (reply->command == NEO_VERSION_REPLY) {
		forget_counter(decoder); /* the pen counts anew from here */
		decoder->hover_has_6f = neo_version_at_least(reply->version.protocol, 2, 18);
	} else if (reply->command == NEO_SETTINGS_REPLY) {
		decoder->strokes.force_max = reply->settings.force_max;
		decoder->hover_on = reply->settings.hover;
	}
	decoder->strokes.hover = decoder->hover_on && !decoder->hover_has_6f;
}

static bool is_known_to_skip(uint8_t command)
{
	return (command > NEO_TOUCH && command < NEO_FIRST_REPLY) ||
	       (command >= FIRST_LOG && command < FIRST_LOG + N_LOGS);
}

static void take_reply(NeoDecoder *decoder, const NeoFrame *frame)
{
	NeoReply reply;
	DecodeResult result = neo_reply_read(frame, &reply);
	if (result == DECODE_NOT_MINE) {
		if (!is_known_to_skip(frame->command))
			stroke_builder_say(&decoder->strokes, &(PenSaid){ .kind = PEN_SAID_BAD,
								      .bad = DECODE_NOT_MINE,
								      .n = frame->command });
		return;
	}
	if (result != DECODE_OK)
		stroke_builder_say_bad(&decoder->strokes, result);
	stroke_builder_flush(&decoder->strokes);
	learn(decoder, &reply);
	if (decoder->listener.reply)
		decoder->listener.reply(decoder->listener.user, &reply);
}

static void take_frame(NeoDecoder *decoder, const NeoFrame *frame)
{
	size_t i = frame->command - (size_t)FIRST_EVENT;
	if (i < N_EVENTS && EVENTS[i].take)
		take_event(decoder, frame, &EVENTS[i]);
	else if (frame->command == NEO_STORED_CHUNK)
		take_chunk(decoder, frame);
	else
		take_reply(decoder, frame);
}

/* ---- the usual frame by the short way: a dot amid a stroke, none of its bytes escaped */

#define PLAIN_DOT_SIZE 19
#define EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (value))

static bool has_zero_byte(uint64_t word)
{
	return ((word - EACH_BYTE(0x01)) & ~word & EACH_BYTE(0x80)) != 0;
}

/* Is any of eight bytes C0, C1 or 7D? */
static bool has_special(const uint8_t *at)
{
	uint64_t word;
	memcpy(&word, at, sizeof word);
	return has_zero_byte((word & EACH_BYTE(0xFE)) ^ EACH_BYTE(NEO_FRAME_START)) ||
	       has_zero_byte(word ^ EACH_BYTE(NEO_FRAME_ESCAPE));
}

static bool is_plain_dot(const uint8_t *at)
{
	static const uint8_t START[] = { NEO_FRAME_START, NEO_COUNTED_DOT, 14, 0 };
	return memcmp(at, START, sizeof START) == 0 && at[PLAIN_DOT_SIZE - 1] == NEO_FRAME_END &&
	       !has_special(at + 4) && !has_special(at + 10);
}

/* Takes what it can; any other frame, and every doubt, is left to the long way. */
static void take_plain_dots(NeoDecoder *decoder, ByteReader *bytes)
{
	if (!decoder->strokes.steady || !decoder->counting ||
		neo_framer_is_inside(&decoder->framer))
		return;
	while (byte_reader_left(bytes) >= PLAIN_DOT_SIZE && is_plain_dot(bytes->at) &&
		bytes->at[4] == decoder->next_counter) {
		const uint8_t *payload = bytes->at + 4;
		remember(decoder, &(NeoFrame){ NEO_COUNTED_DOT, 0, 14, payload });
		decoder->next_counter++;
		decoder->framer.state = NEO_FRAMER_OUTSIDE;
		stroke_builder_steady_dot(&decoder->strokes, payload[1], neo_dot(payload + 1));
		bytes->at += PLAIN_DOT_SIZE;
	}
}

void neo_decoder_feed(NeoDecoder *decoder, const uint8_t *bytes, size_t n_bytes, int64_t host_ms)
{
	StrokeBuilder *strokes = &decoder->strokes;
	strokes->host_ms = host_ms;
	ByteReader reader = byte_reader(bytes, n_bytes);
	while (byte_reader_left(&reader) > 0) {
		NeoFrame frame;
		take_plain_dots(decoder, &reader);
		DecodeResult result = neo_framer_next(&decoder->framer, &reader, &frame);
		if (result == DECODE_OK)
			take_frame(decoder, &frame);
		else if (result != DECODE_MORE)
			stroke_builder_say_bad(strokes, result);
	}
	stroke_builder_flush(strokes);
}

void neo_decoder_link_lost(NeoDecoder *decoder, int64_t host_ms)
{
	decoder->strokes.host_ms = host_ms;
	if (neo_framer_reset(&decoder->framer))
		stroke_builder_say_bad(&decoder->strokes, DECODE_BAD_LENGTH);
	stroke_builder_link_lost(&decoder->strokes);
	forget_counter(decoder);
}

void neo_decoder_end_overdue(NeoDecoder *decoder)
{
	stroke_builder_end_overdue(&decoder->strokes);
}
