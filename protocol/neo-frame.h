/* SPDX-License-Identifier: MIT */
/*
 * Neo protocol 2 frames out of a byte stream that may be cut anywhere:
 *
 *   C0 | escaped( CMD [ERR] LEN_lo LEN_hi PAYLOAD ) | C1
 *
 * A byte C0, C1 or 7D inside is sent as 7D and the byte XOR 20. ERR is there from command 80 on. A C0
 * begins a frame wherever it comes, so one damaged frame never costs the next.
 */
#pragma once

#include "protocol/bytes.h"
#include "protocol/dot.h"

#define NEO_FRAME_START 0xC0
#define NEO_FRAME_END 0xC1
#define NEO_FRAME_ESCAPE 0x7D
#define NEO_FRAME_ESCAPE_BIT 0x20
#define NEO_FIRST_REPLY 0x80 /* commands from here on carry ERR */

typedef enum {
	NEO_FRAMER_OUTSIDE,
	NEO_FRAMER_STRAY, /* outside, and these stray bytes were told already */
	NEO_FRAMER_INSIDE,
	NEO_FRAMER_ESCAPED, /* inside, just after a 7D */
} NeoFramerState;

typedef struct {
	NeoFramerState state;
	size_t n_body;
	uint8_t *body; /* bytes after C0, escapes undone */
} NeoFramer;

typedef struct {
	uint8_t command;
	uint8_t error; /* 0 where there is none */
	size_t n_payload;
	const uint8_t *payload; /* valid until the framer is used again */
} NeoFrame;

void neo_framer_init(NeoFramer *framer);
void neo_framer_clear(NeoFramer *framer);

/*
 * Pulls bytes up to the end of a frame. OK: `frame` is whole. MORE: all bytes were taken and no frame
 * ended. NOT_MINE: stray bytes begin (told once for a run of them). BAD_LENGTH, BAD_ESCAPE: a
 * frame was dropped. The reader stands behind what was dealt with; call again while it has bytes.
 */
DecodeResult neo_framer_next(NeoFramer *framer, ByteReader *bytes, NeoFrame *frame);

static inline bool neo_framer_is_inside(const NeoFramer *framer)
{
	return framer->state == NEO_FRAMER_INSIDE || framer->state == NEO_FRAMER_ESCAPED;
}

/* Forgets a half frame; true when there was one. */
bool neo_framer_reset(NeoFramer *framer);
