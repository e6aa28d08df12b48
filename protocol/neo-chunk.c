/* SPDX-License-Identifier: MIT */
/*
 * Stored chunks of Neo protocol 2. The frame "24 C8 00 | 00 00 | 00 | B6 00 | 00 00 | 02 | 1B 00 00 03 |
 * 5B 02 00 00 | 02 00 | …": packet 0, plain, 182 bytes before compression, 0 after, position 2 (the last),
 * owner 27, section 3, note 603, 2 strokes. Data begin at 18, plain or as a zlib stream (RFC 1950).
 *
 * Stroke:  0A 00 00 00 | 00 F8 EC D8 9A 01 00 00 | 24 F8 EC D8 9A 01 00 00 | 00 | 00 00 00 FF | 04 00
 *          page 10, pen-down and pen-up in ms since 1970, tip, colour B G R A, number of dots (0 is legal)
 * Dot:     00 | 2C 01 | 14 00 | 1E 00 | 05 | 32 | 58 | 5C | 2D 00 | 00 00 | 77
 *          the 13 bytes of a live dot (neo-dot.h), 2 reserved, the low byte of the sum of those 15
 *
 * So 27 * strokes + 16 * dots is the size before compression, always.
 */
#include "protocol/neo-chunk.h"

#include <stdlib.h>
#include <zlib.h>

#define HEADER_SIZE 18
/* One byte more than the 16-bit size can say: a stream that is longer shows itself. */
#define BUFFER_SIZE (UINT16_MAX + 1)

struct NeoChunkReader {
	z_stream zlib;
	uint8_t inflated[BUFFER_SIZE];
};

NeoChunkReader *neo_chunk_reader_new(void)
{
	NeoChunkReader *reader = malloc(sizeof *reader);
	if (!reader)
		abort();
	reader->zlib = (z_stream){ 0 };
	if (inflateInit(&reader->zlib) != Z_OK)
		abort();
	return reader;
}

NeoChunkReader *neo_chunk_reader_free(NeoChunkReader *reader)
{
	if (reader)
		inflateEnd(&reader->zlib);
	free(reader);
	return NULL;
}

/* Inflates as much as there is: the front of a damaged stream may still be somebody's ink. */
static bool inflate_all(NeoChunkReader *reader, ByteReader *packed, NeoChunk *chunk)
{
	z_stream *zlib = &reader->zlib;
	inflateReset(zlib);
	zlib->next_in = (z_const Bytef *)packed->at;
	zlib->avail_in = (uInt)byte_reader_left(packed);
	zlib->next_out = reader->inflated;
	zlib->avail_out = BUFFER_SIZE;
	int result = inflate(zlib, Z_FINISH);
	chunk->n_data = BUFFER_SIZE - zlib->avail_out;
	chunk->data = chunk->n_data > 0 ? reader->inflated : NULL;
	return result == Z_STREAM_END && zlib->avail_in == 0;
}

static void check_strokes(NeoChunk *chunk)
{
	ByteReader data = byte_reader(chunk->data, chunk->n_data);
	NeoStoredStroke stroke;
	size_t n_strokes = 0;
	while (neo_chunk_next_stroke(&data, &stroke)) {
		n_strokes++;
		for (size_t i = 0; i < stroke.n_dots; i++)
			if (!neo_chunk_dot_is_good(stroke.dots + i * NEO_STORED_DOT_SIZE))
				chunk->n_bad_dots++;
	}
	if (data.failed || n_strokes != chunk->n_strokes)
		chunk->result = DECODE_BAD_LENGTH;
	else if (chunk->n_bad_dots > 0 && chunk->result == DECODE_OK)
		chunk->result = DECODE_BAD_CHECK;
}

void neo_chunk_read(
	NeoChunkReader *reader, const uint8_t *payload, size_t n_payload, NeoChunk *chunk)
{
	ByteReader bytes = byte_reader(payload, n_payload);
	*chunk = (NeoChunk){ .packet_id = byte_reader_u16(&bytes) };
	bool is_packed = byte_reader_u8(&bytes) != 0;
	size_t n_before = byte_reader_u16(&bytes);
	size_t n_after = byte_reader_u16(&bytes);
	chunk->position = byte_reader_u8(&bytes);
	uint32_t section_owner = byte_reader_u32(&bytes);
	chunk->note =
		(NeoNote){ section_owner >> 24, section_owner & 0xFFFFFF, byte_reader_u32(&bytes) };
	chunk->n_strokes = byte_reader_u16(&bytes);
	if (bytes.failed) {
		chunk->result = DECODE_BAD_LENGTH;
		return;
	}
	bool sizes_hold;
	if (is_packed) {
		sizes_hold = n_after == byte_reader_left(&bytes);
		sizes_hold = inflate_all(reader, &bytes, chunk) && sizes_hold;
	} else {
		chunk->n_data = byte_reader_left(&bytes);
		chunk->data = chunk->n_data > 0 ? bytes.at : NULL;
		sizes_hold = true;
	}
	if (!sizes_hold || chunk->n_data != n_before)
		chunk->result = DECODE_BAD_LENGTH;
	check_strokes(chunk);
}

bool neo_chunk_next_stroke(ByteReader *data, NeoStoredStroke *stroke)
{
	if (data->failed || byte_reader_left(data) == 0)
		return false;
	stroke->page = byte_reader_u32(data);
	stroke->down_ms = byte_reader_u64(data);
	stroke->up_ms = byte_reader_u64(data);
	stroke->tip = byte_reader_u8(data);
	stroke->color = byte_reader_u32(data);
	stroke->n_dots = byte_reader_u16(data);
	if (data->failed)
		return false;
	size_t n_there = byte_reader_left(data) / NEO_STORED_DOT_SIZE;
	bool is_short = stroke->n_dots > n_there;
	if (is_short)
		stroke->n_dots = n_there;
	stroke->dots = byte_reader_slice(data, stroke->n_dots * NEO_STORED_DOT_SIZE);
	data->failed = is_short;
	return true;
}

bool neo_chunk_dot_is_good(const uint8_t *dot)
{
	unsigned sum = 0;
	for (size_t i = 0; i < NEO_STORED_DOT_SIZE - 1; i++)
		sum += dot[i];
	return (sum & 0xFF) == dot[NEO_STORED_DOT_SIZE - 1];
}
