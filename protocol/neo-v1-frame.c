/* SPDX-License-Identifier: MIT */
/* Neo protocol 1 frames; see neo-v1-frame.h. */
#include "protocol/neo-v1-frame.h"

#include "protocol/neo-v1.h"

#include <stdlib.h>

#define FRAME_START 0xC0
#define FRAME_END 0xC1
#define HEADER_SIZE 4
#define BUFFER_SIZE ((size_t)2 * NEO_V1_FRAME_MAX)
/* Of all but stored data. A false C0 holds the stream up for as long as its LEN says. */
#define MAX_OTHER_PAYLOAD 1024

typedef enum { FITS, TOO_FEW, NO_FRAME } Fit;

void neo_v1_framer_init(NeoV1Framer *framer)
{
	*framer = (NeoV1Framer){ .bytes = malloc(BUFFER_SIZE) };
	if (!framer->bytes)
		abort();
}

void neo_v1_framer_clear(NeoV1Framer *framer)
{
	free(framer->bytes);
	*framer = (NeoV1Framer){ 0 };
}

/* Takes in what there is room for; the room is more than a frame. */
static void fill(NeoV1Framer *framer, ByteReader *bytes)
{
	if (framer->at > BUFFER_SIZE / 2 || framer->at == framer->n_bytes) {
		framer->n_bytes -= framer->at;
		memmove(framer->bytes, framer->bytes + framer->at, framer->n_bytes);
		framer->at = 0;
	}
	size_t n_room = BUFFER_SIZE - framer->n_bytes;
	size_t n_taken = byte_reader_left(bytes) < n_room ? byte_reader_left(bytes) : n_room;
	if (n_taken > 0)
		memcpy(framer->bytes + framer->n_bytes, bytes->at, n_taken);
	framer->n_bytes += n_taken;
	bytes->at += n_taken;
}

/* Is there a frame at `at`, or may there be one when more bytes come? */
static Fit look(const NeoV1Framer *framer, NeoV1Frame *frame)
{
	const uint8_t *at = framer->bytes + framer->at;
	size_t n_there = framer->n_bytes - framer->at;
	if (at[0] != FRAME_START)
		return NO_FRAME;
	if (n_there < HEADER_SIZE)
		return TOO_FEW;
	size_t n_payload = (size_t)at[2] | (size_t)at[3] << 8;
	size_t n_max = at[1] == NEO_V1_FILE_PACKET ? NEO_V1_FRAME_MAX - HEADER_SIZE - 1
						   : MAX_OTHER_PAYLOAD;
	if (n_payload > n_max)
		return NO_FRAME;
	if (n_there < HEADER_SIZE + n_payload + 1)
		return TOO_FEW;
	if (at[HEADER_SIZE + n_payload] != FRAME_END)
		return NO_FRAME;
	*frame = (NeoV1Frame){ at[1], n_payload, at + HEADER_SIZE };
	return FITS;
}

/* Drops the byte at `at` and all up to the next C0. True when this is news. */
static bool drop(NeoV1Framer *framer)
{
	const uint8_t *rest = framer->bytes + framer->at + 1;
	size_t n_rest = framer->n_bytes - framer->at - 1;
	const uint8_t *start = memchr(rest, FRAME_START, n_rest);
	framer->at = start ? (size_t)(start - framer->bytes) : framer->n_bytes;
	bool news = !framer->stray_told;
	framer->stray_told = true;
	return news;
}

DecodeResult neo_v1_framer_next(NeoV1Framer *framer, ByteReader *bytes, NeoV1Frame *frame)
{
	for (;;) {
		Fit fit = framer->at < framer->n_bytes ? look(framer, frame) : TOO_FEW;
		if (fit == FITS) {
			framer->at += HEADER_SIZE + frame->n_payload + 1;
			framer->stray_told = false;
			return DECODE_OK;
		}
		if (fit == TOO_FEW && byte_reader_left(bytes) > 0) {
			fill(framer, bytes);
			continue;
		}
		if (framer->at == framer->n_bytes || (fit == TOO_FEW && !framer->ended))
			return DECODE_MORE;
		bool had_begun = framer->bytes[framer->at] == FRAME_START;
		if (drop(framer))
			return had_begun ? DECODE_BAD_LENGTH : DECODE_NOT_MINE;
	}
}

void neo_v1_framer_end(NeoV1Framer *framer)
{
	framer->ended = true;
}

void neo_v1_framer_reset(NeoV1Framer *framer)
{
	framer->at = framer->n_bytes = 0;
	framer->stray_told = framer->ended = false;
}
