/* SPDX-License-Identifier: MIT */
/* Stored chunks as a pen makes them, for tests: strokes of a few dots, plain or packed, damaged at will. */
#pragma once

#include "protocol/bytes.h"
#include "protocol/neo-chunk.h"
#include "protocol/neo-encode.h"
#include "tests/helpers.h"

#include <zlib.h>

#define CHUNK_T0 G_GUINT64_CONSTANT(1764576000000)

static inline void chunk_add_number(GByteArray *out, guint64 value, guint n_bytes)
{
	for (guint i = 0; i < n_bytes; i++) {
		guint8 byte = (guint8)(value >> 8 * i);
		g_byte_array_append(out, &byte, 1);
	}
}

/* A stroke of dots 10 ms apart from x on, page and times told apart by `page`. */
static inline void chunk_add_stroke(GByteArray *data, guint32 page, guint n_dots, guint x)
{
	guint64 down_ms = CHUNK_T0 + page * 1000;
	chunk_add_number(data, page, 4);
	chunk_add_number(data, down_ms, 8);
	chunk_add_number(data, down_ms + n_dots * 10, 8);
	chunk_add_number(data, 0, 1);
	chunk_add_number(data, 0xFF000000, 4);
	chunk_add_number(data, n_dots, 2);
	for (guint i = 0; i < n_dots; i++) {
		gsize start = data->len;
		guint8 sum = 0;
		chunk_add_number(data, 10, 1);
		chunk_add_number(data, 300, 2);
		chunk_add_number(data, x + i, 2);
		chunk_add_number(data, 30, 2);
		chunk_add_number(data, 0, 2);
		chunk_add_number(data, 90, 1);
		chunk_add_number(data, 90, 1);
		chunk_add_number(data, 0, 4);
		for (gsize at = start; at < data->len; at++)
			sum = (guint8)(sum + data->data[at]);
		chunk_add_number(data, sum, 1);
	}
}

typedef struct {
	guint16 packet_id;
	guint8 position;
	guint16 n_strokes;
	bool packed;
} ChunkHead;

/* The payload of a frame 24 around data, of note 3.27.603. */
static inline GByteArray *chunk_payload(const ChunkHead *head, const GByteArray *data)
{
	GByteArray *payload = g_byte_array_new();
	uLongf n_packed = compressBound(data->len);
	g_autofree guint8 *packed = g_malloc(n_packed);
	g_assert_cmpint(compress(packed, &n_packed, data->data, data->len), ==, Z_OK);
	chunk_add_number(payload, head->packet_id, 2);
	chunk_add_number(payload, head->packed, 1);
	chunk_add_number(payload, data->len, 2);
	chunk_add_number(payload, head->packed ? n_packed : 0, 2);
	chunk_add_number(payload, head->position, 1);
	chunk_add_number(payload, 3u << 24 | 27, 4);
	chunk_add_number(payload, 603, 4);
	chunk_add_number(payload, head->n_strokes, 2);
	if (head->packed)
		g_byte_array_append(payload, packed, (guint)n_packed);
	else
		g_byte_array_append(payload, data->data, data->len);
	return payload;
}
