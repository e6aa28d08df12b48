/* SPDX-License-Identifier: MIT */
/*
 * For ink/codec*.c only. Whole numbers as bytes: variable length (LEB128, seven bits a byte, lowest
 * first), signed ones by zig-zag. Differences are taken modulo the width of their field, so no value is
 * too extreme to be one. A reader that fails stays failed, is at its end, and gives zeros from then on.
 */
#pragma once

#include "ink/codec.h"

#define VARINT_MAX_BYTES 10
#define VARINT32_MAX_BYTES 5

typedef struct {
	const guint8 *at;
	const guint8 *end;
	bool failed;
} ByteReader;

guint64 codec_bytes_fail(ByteReader *reader);
/* NULL, and failed, when there are not so many. */
const guint8 *codec_bytes_take_slice(ByteReader *reader, gsize n_bytes);
guint64 codec_bytes_take_long(ByteReader *reader);
void codec_bytes_put(GByteArray *out, guint64 value);

static inline gsize codec_bytes_left(const ByteReader *reader)
{
	return (gsize)(reader->end - reader->at);
}

/* Most are one byte. */
static inline guint64 codec_bytes_take(ByteReader *reader)
{
	if (reader->at < reader->end && *reader->at < 0x80)
		return *reader->at++;
	return codec_bytes_take_long(reader);
}

/* A value above max fails the reader. */
static inline guint64 codec_bytes_take_bounded(ByteReader *reader, guint64 max)
{
	guint64 value = codec_bytes_take(reader);

	return value <= max ? value : codec_bytes_fail(reader);
}

static inline guint32 codec_bytes_take32(ByteReader *reader)
{
	return (guint32)codec_bytes_take_bounded(reader, G_MAXUINT32);
}

static inline guint8 codec_bytes_take_byte(ByteReader *reader)
{
	if (reader->at < reader->end)
		return *reader->at++;
	return (guint8)codec_bytes_fail(reader);
}

/* Writes to where VARINT_MAX_BYTES have room; returns the place behind. */
static inline guint8 *codec_bytes_write(guint8 *at, guint64 value)
{
	for (; value >= 0x80; value >>= 7)
		*at++ = (guint8)(value | 0x80);
	*at++ = (guint8)value;
	return at;
}

static inline guint64 codec_bytes_fold64(guint64 difference)
{
	return difference << 1 ^ (0 - (difference >> 63));
}

static inline guint64 codec_bytes_unfold64(guint64 folded)
{
	return folded >> 1 ^ (0 - (folded & 1));
}

static inline guint32 codec_bytes_fold32(guint32 difference)
{
	return difference << 1 ^ (0 - (difference >> 31));
}

static inline guint32 codec_bytes_unfold32(guint32 folded)
{
	return folded >> 1 ^ (0 - (folded & 1));
}
