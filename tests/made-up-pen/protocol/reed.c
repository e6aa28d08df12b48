/* SPDX-License-Identifier: MIT */
/*
 * The Reed pen over its serial port. Every frame, both ways, numbers little-endian:
 *
 *     A5 | KIND | LENGTH | PAYLOAD: LENGTH bytes | SUM of KIND to PAYLOAD, mod 256
 *
 *     A5 68 07 9C7BD2FF0A01 57 B9             h  address, battery 87 %
 *     A5 6C 00 6C                             l  live strokes come from now on
 *     A5 62 02 0200 66                        b  two stored strokes follow
 *     A5 64 13 D0FFECD89A010000 03 1B00 5B020000 0A000000 2A
 *                                             d  when (ms since 1970), section, owner, book, page
 *     A5 70 07 00 D007 B80B 2C01 3E           p  ms since the last point, x, y (hundredths), force to 1023
 *     A5 75 08 E4FFECD89A010000 BF            u  when
 *     A5 65 00 65                             e  no more stored ones
 *
 * Payload is not escaped, so an A5 may be inside. After a damaged frame the next A5 behind its own is tried.
 */
#include "protocol/reed.h"

#include <stdlib.h>

#include "protocol/bytes.h"

#define FRAME_START 0xA5
#define FRAME_EXTRA 4 /* start, kind, length, sum */
#define FORCE_MAX 1023
#define TIME_MAX (INT64_C(1) << 47)

struct ReedDecoder {
	DotSink sink;
	void (*told)(void *user, const ReedMessage *message);
	void *user;
	int64_t host_ms;

	uint8_t frame[FRAME_EXTRA + UINT8_MAX];
	size_t n_frame;
	bool stray; /* and that was said */

	bool down; /* the pen is on paper */
	bool open; /* and the sink heard of it, with the first dot */
	bool gap;  /* something was damaged since the last dot */
	uint32_t flags;
	int64_t start_ms;
	uint32_t time_ms; /* of the last dot */
	uint32_t n_dots;
	PageAddress page; /* of the last pen-down */
	bool stored;	  /* between BATCH and END */
	uint16_t n_whole;
};

/* ---- strokes */

static void say_bad(const ReedDecoder *decoder, DecodeResult bad)
{
	decoder->sink.said(decoder->sink.user, &(PenSaid){ .kind = PEN_SAID_BAD, .bad = bad });
}

static void begin_stroke(ReedDecoder *decoder, int64_t start_ms, uint32_t flags)
{
	decoder->down = true;
	decoder->gap = false;
	decoder->flags = flags;
	decoder->start_ms = start_ms;
	decoder->time_ms = 0;
	decoder->n_dots = 0;
}

static void tell_down(ReedDecoder *decoder)
{
	const StrokeHead head = { .start_ms = decoder->start_ms,
		.page = decoder->page,
		.force_max = FORCE_MAX,
		.origin = decoder->stored ? STROKE_STORED : STROKE_LIVE };

	decoder->open = true;
	decoder->sink.down(decoder->sink.user, &head);
}

static void tell_up(ReedDecoder *decoder, int64_t end_ms)
{
	const int64_t last_ms = decoder->start_ms + decoder->time_ms;
	const StrokeTail tail = { .start_ms = decoder->start_ms,
		.pen_start_ms = decoder->start_ms,
		.end_ms = end_ms > last_ms ? end_ms : last_ms,
		.page = decoder->page,
		.flags = decoder->flags,
		.n_dots = decoder->n_dots,
		.gaps_counted = true };

	decoder->open = false;
	decoder->sink.up(decoder->sink.user, &tail);
}

static void end_stroke(ReedDecoder *decoder, int64_t end_ms, uint32_t flag)
{
	if (!decoder->down)
		return;
	decoder->down = false;
	decoder->flags |= flag | (decoder->gap ? STROKE_GAP : 0);
	decoder->n_whole = (uint16_t)(decoder->n_whole + (decoder->flags == 0));
	if (decoder->open)
		tell_up(decoder, end_ms);
	else
		decoder->sink.said(decoder->sink.user, &(PenSaid){ .kind = PEN_SAID_EMPTY_STROKE });
}

static int64_t known_ms(uint64_t ms)
{
	return ms < TIME_MAX ? (int64_t)ms : TIME_MAX;
}

static void take_down(ReedDecoder *decoder, ByteReader *payload)
{
	end_stroke(decoder, 0, STROKE_UP_MISSING);
	begin_stroke(decoder, known_ms(byte_reader_u64(payload)), 0);
	decoder->page.family = PAGE_FAMILY_NCODE;
	decoder->page.section = byte_reader_u8(payload);
	decoder->page.owner = byte_reader_u16(payload);
	decoder->page.book = byte_reader_u32(payload);
	decoder->page.page = byte_reader_u32(payload);
}

/* Ink is never thrown away: without a pen-down it begins now, on the last page there was. */
static void take_point(ReedDecoder *decoder, ByteReader *payload)
{
	uint32_t guessed = decoder->page.family != PAGE_FAMILY_NONE ? STROKE_PAGE_GUESSED : 0;
	Dot dot = { .twist = TWIST_NONE, .tilt_x = TILT_NONE, .tilt_y = TILT_NONE };

	if (!decoder->down)
		begin_stroke(decoder, decoder->host_ms, STROKE_DOWN_MISSING | guessed);
	if (!decoder->open)
		tell_down(decoder);
	if (decoder->gap) {
		dot.flags = DOT_AFTER_GAP;
		decoder->flags |= STROKE_GAP;
		decoder->gap = false;
	}
	decoder->time_ms += byte_reader_u8(payload);
	dot.time_ms = decoder->time_ms;
	dot.at.x = byte_reader_u16(payload);
	dot.at.y = byte_reader_u16(payload);
	dot.force = byte_reader_u16(payload);
	decoder->n_dots++;
	decoder->sink.dots(decoder->sink.user, &dot, 1);
}

/* ---- messages */

/* Of the payload; -1: not a kind that a pen sends. */
static int size_of(uint8_t kind)
{
	switch (kind) {
	case REED_HELLO:
		return 7;
	case REED_LIVE:
	case REED_END:
		return 0;
	case REED_BATCH:
		return 2;
	case REED_DOWN:
		return 19;
	case REED_POINT:
		return 7;
	case REED_UP:
		return 8;
	default:
		return -1;
	}
}

static void tell(const ReedDecoder *decoder, const ReedMessage *message)
{
	if (decoder->told)
		decoder->told(decoder->user, message);
}

static void take_hello(const ReedDecoder *decoder, ByteReader *payload)
{
	ReedMessage message = { .kind = REED_HELLO };

	memcpy(message.address, byte_reader_slice(payload, 6), 6);
	message.battery_percent = byte_reader_u8(payload);
	if (message.battery_percent <= 100)
		decoder->sink.said(decoder->sink.user,
			&(PenSaid){ .kind = PEN_SAID_BATTERY, .percent = message.battery_percent });
	else
		say_bad(decoder, DECODE_BAD_VALUE);
	tell(decoder, &message);
}

static void take_message(ReedDecoder *decoder, uint8_t kind, ByteReader *payload)
{
	switch (kind) {
	case REED_HELLO:
		take_hello(decoder, payload);
		return;
	case REED_DOWN:
		take_down(decoder, payload);
		return;
	case REED_POINT:
		take_point(decoder, payload);
		return;
	case REED_UP:
		end_stroke(decoder, known_ms(byte_reader_u64(payload)), 0);
		return;
	case REED_BATCH:
		end_stroke(decoder, 0, STROKE_UP_MISSING);
		decoder->stored = true;
		decoder->n_whole = 0;
		tell(decoder, &(ReedMessage){
				      .kind = REED_BATCH, .n_strokes = byte_reader_u16(payload) });
		return;
	case REED_END:
		end_stroke(decoder, 0, STROKE_UP_MISSING);
		decoder->stored = false;
		tell(decoder, &(ReedMessage){ .kind = REED_END, .n_strokes = decoder->n_whole });
		return;
	default:
		tell(decoder, &(ReedMessage){ .kind = REED_LIVE });
	}
}

/* ---- frames */

static void drop(ReedDecoder *decoder, size_t n_bytes)
{
	decoder->n_frame -= n_bytes;
	memmove(decoder->frame, decoder->frame + n_bytes, decoder->n_frame);
}

/* Looks at what is held; false: more bytes are needed. */
static bool take_frame(ReedDecoder *decoder)
{
	const uint8_t *frame = decoder->frame;

	if (decoder->n_frame > 0 && frame[0] != FRAME_START) {
		if (!decoder->stray)
			say_bad(decoder, DECODE_NOT_MINE);
		decoder->stray = true;
		drop(decoder, 1);
		return true;
	}
	if (decoder->n_frame < 3 || decoder->n_frame < FRAME_EXTRA + (size_t)frame[2])
		return false;

	ByteReader payload = byte_reader(frame + 3, frame[2]);
	uint8_t sum = 0;
	for (size_t i = 1; i < 3 + (size_t)frame[2]; i++)
		sum = (uint8_t)(sum + frame[i]);
	bool sound = sum == frame[3 + frame[2]];
	if (sound && size_of(frame[1]) == frame[2])
		take_message(decoder, frame[1], &payload);
	else
		say_bad(decoder, sound ? DECODE_BAD_LENGTH : DECODE_BAD_CHECK);
	decoder->gap |= !sound;
	/* A wrong sum may be a wrong length: the next frame may lie inside this one. */
	decoder->stray = !sound;
	drop(decoder, sound ? FRAME_EXTRA + (size_t)frame[2] : 1);
	return true;
}

void reed_decoder_feed(ReedDecoder *decoder, const uint8_t *bytes, size_t n_bytes, int64_t host_ms)
{
	decoder->host_ms = host_ms;
	for (size_t i = 0; i < n_bytes; i++) {
		decoder->frame[decoder->n_frame++] = bytes[i];
		while (take_frame(decoder))
			;
	}
}

void reed_decoder_link_lost(ReedDecoder *decoder)
{
	end_stroke(decoder, 0, STROKE_LINK_LOST);
	decoder->n_frame = 0;
	decoder->stray = false;
	decoder->stored = false;
	decoder->page = (PageAddress){ 0 };
}

/* ---- life, and the other way */

ReedDecoder *reed_decoder_new(
	const DotSink *sink, void (*told)(void *user, const ReedMessage *message), void *user)
{
	ReedDecoder *decoder = calloc(1, sizeof(*decoder));

	if (!decoder)
		abort();
	decoder->sink = *sink;
	decoder->told = told;
	decoder->user = user;
	return decoder;
}

ReedDecoder *reed_decoder_free(ReedDecoder *decoder)
{
	free(decoder);
	return NULL;
}

void reed_encode_request(uint8_t out[REED_REQUEST_SIZE], ReedKind kind)
{
	out[0] = FRAME_START;
	out[1] = (uint8_t)kind;
	out[2] = 0;
	out[3] = (uint8_t)kind;
}
