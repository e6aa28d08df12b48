/* SPDX-License-Identifier: MIT */
/* Neo protocol 2 frames; see neo-frame.h. The rules are those every pen's host keeps to, made strict. */
#include "protocol/neo-frame.h"

#include <stdlib.h>

#define MAX_BODY (4 + UINT16_MAX) /* CMD ERR LEN LEN and the longest payload LEN can say */

void neo_framer_init(NeoFramer *framer)
{
	*framer = (NeoFramer){ .body = malloc(MAX_BODY) };
	if (!framer->body)
		abort();
}

void neo_framer_clear(NeoFramer *framer)
{
	free(framer->body);
	*framer = (NeoFramer){ 0 };
}

/* Skips to the next C0. The first byte that is not one is told, the rest of its run is not: so the
 * number of calls does not depend on where the bytes were cut. */
static DecodeResult skip_to_start(NeoFramer *framer, ByteReader *bytes)
{
	const uint8_t *start = memchr(bytes->at, NEO_FRAME_START, byte_reader_left(bytes));
	bool news = start != bytes->at && framer->state == NEO_FRAMER_OUTSIDE;
	if (start) {
		bytes->at = start + 1;
		framer->state = NEO_FRAMER_INSIDE;
		framer->n_body = 0;
	} else {
		bytes->at = bytes->end;
		framer->state = NEO_FRAMER_STRAY;
	}
	return news ? DECODE_NOT_MINE : DECODE_MORE;
}

static DecodeResult finish(NeoFramer *framer, NeoFrame *frame)
{
	const uint8_t *body = framer->body;
	if (framer->n_body < 2)
		return DECODE_BAD_LENGTH;
	bool is_reply = body[0] >= NEO_FIRST_REPLY;
	*frame = (NeoFrame){ .command = body[0], .error = is_reply ? body[1] : 0 };
	if (is_reply && framer->n_body == 2)
		return DECODE_OK; /* an error reply may stop after ERR */
	size_t n_header = is_reply ? 4 : 3;
	if (framer->n_body < n_header)
		return DECODE_BAD_LENGTH;
	frame->payload = body + n_header;
	frame->n_payload = framer->n_body - n_header;
	size_t said = (size_t)body[n_header - 2] | (size_t)body[n_header - 1] << 8;
	return said == frame->n_payload ? DECODE_OK : DECODE_BAD_LENGTH;
}

/* Takes bytes of a frame until it ends or the bytes do. */
static DecodeResult take_body(NeoFramer *framer, ByteReader *bytes, NeoFrame *frame)
{
	while (bytes->at < bytes->end) {
		uint8_t byte = *bytes->at++;
		bool escaped = framer->state == NEO_FRAMER_ESCAPED;
		if (byte == NEO_FRAME_START) {
			framer->state = NEO_FRAMER_INSIDE;
			framer->n_body = 0;
			return escaped ? DECODE_BAD_ESCAPE : DECODE_BAD_LENGTH;
		}
		if (byte == NEO_FRAME_END) {
			framer->state = NEO_FRAMER_OUTSIDE;
			return escaped ? DECODE_BAD_ESCAPE : finish(framer, frame);
		}
		if (escaped) {
			byte ^= NEO_FRAME_ESCAPE_BIT;
			framer->state = NEO_FRAMER_INSIDE;
		} else if (byte == NEO_FRAME_ESCAPE) {
			framer->state = NEO_FRAMER_ESCAPED;
			continue;
		}
		if (framer->n_body == MAX_BODY) {
			framer->state = NEO_FRAMER_STRAY;
			return DECODE_BAD_LENGTH;
		}
		framer->body[framer->n_body++] = byte;
	}
	return DECODE_MORE;
}

DecodeResult neo_framer_next(NeoFramer *framer, ByteReader *bytes, NeoFrame *frame)
{
	while (bytes->at < bytes->end) {
		DecodeResult result;
		if (neo_framer_is_inside(framer))
			result = take_body(framer, bytes, frame);
		else
			result = skip_to_start(framer, bytes);
		if (result != DECODE_MORE)
			return result;
	}
	return DECODE_MORE;
}

bool neo_framer_reset(NeoFramer *framer)
{
	bool half = neo_framer_is_inside(framer);
	framer->state = NEO_FRAMER_OUTSIDE;
	framer->n_body = 0;
	return half;
}
