/* SPDX-License-Identifier: MIT */
/*
 * Neo protocol 1 frames out of a byte stream that may be cut anywhere:
 *
 *   C0 | CMD | LEN_lo LEN_hi | PAYLOAD | C1
 *
 * Nothing is escaped: C0 and C1 also stand in payloads. So a C0 is only believed when a C1 follows behind
 * its LEN bytes; where none does, the search goes on one byte further, and no good frame is lost.
 */
#pragma once

#include "protocol/bytes.h"
#include "protocol/dot.h"

#define NEO_V1_FRAME_MAX 8200

typedef struct {
	uint8_t *bytes; /* what may still become frames */
	size_t at;
	size_t n_bytes;
	bool stray_told; /* of the run of stray bytes under way */
	bool ended;	 /* no more bytes will come */
} NeoV1Framer;

typedef struct {
	uint8_t command;
	size_t n_payload;
	const uint8_t *payload; /* valid until the framer is used again */
} NeoV1Frame;

void neo_v1_framer_init(NeoV1Framer *framer);
void neo_v1_framer_clear(NeoV1Framer *framer);

/*
 * OK: `frame` is whole. MORE: all bytes were taken and no frame is whole. NOT_MINE, BAD_LENGTH: bytes
 * were dropped, in the second case those of what had begun like a frame; told once for a run of them.
 * The framer may hold whole frames when the reader is empty: call until it says MORE.
 */
DecodeResult neo_v1_framer_next(NeoV1Framer *framer, ByteReader *bytes, NeoV1Frame *frame);
/* The link ended: half a frame is no frame. Call next until it says MORE, then reset. */
void neo_v1_framer_end(NeoV1Framer *framer);
void neo_v1_framer_reset(NeoV1Framer *framer);
