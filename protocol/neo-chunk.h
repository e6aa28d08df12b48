/* SPDX-License-Identifier: MIT */
/*
 * Inside a stored chunk (frame 24): its 18-byte header, the zlib stream or plain data behind it, and
 * the walk over the strokes in there. neo-chunk.c shows the layout.
 */
#pragma once

#include "protocol/bytes.h"
#include "protocol/neo.h"

#define NEO_STORED_DOT_SIZE 16
#define NEO_STORED_STROKE_HEADER 27

/* What inflating needs, made once. */
typedef struct NeoChunkReader NeoChunkReader;

NeoChunkReader *neo_chunk_reader_new(void);
NeoChunkReader *neo_chunk_reader_free(NeoChunkReader *reader); /* returns NULL */
/* Fills all of `chunk` from a frame's payload; its data lives until the next call. */
void neo_chunk_read(
	NeoChunkReader *reader, const uint8_t *payload, size_t n_payload, NeoChunk *chunk);

typedef struct {
	uint32_t page;
	uint64_t down_ms;
	uint64_t up_ms;
	uint8_t tip;
	uint32_t color;
	size_t n_dots; /* those that are there, maybe fewer than the header says */
	const uint8_t *dots;
} NeoStoredStroke;

/* The next stroke of a chunk's data; false at its end. `failed` is set when the data end too early. */
bool neo_chunk_next_stroke(ByteReader *data, NeoStoredStroke *stroke);
/* Does the sum of the dot's first 15 bytes match its last? */
bool neo_chunk_dot_is_good(const uint8_t *dot);
