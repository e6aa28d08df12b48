/* SPDX-License-Identifier: MIT */
/* See codec-bytes.h. */
#include "ink/codec-bytes.h"

guint64 codec_bytes_fail(ByteReader *reader)
{
	reader->failed = true;
	reader->at = reader->end;
	return 0;
}

const guint8 *codec_bytes_take_slice(ByteReader *reader, gsize n_bytes)
{
	const guint8 *slice = reader->at;

	if (n_bytes > codec_bytes_left(reader)) {
		codec_bytes_fail(reader);
		return NULL;
	}
	reader->at += n_bytes;
	return slice;
}

guint64 codec_bytes_take_long(ByteReader *reader)
{
	guint64 value = 0;

	for (guint shift = 0; shift < 64 && reader->at < reader->end; shift += 7) {
		guint8 byte = *reader->at++;

		if (shift == 63 && byte > 1)
			break;
		value |= (guint64)(byte & 0x7F) << shift;
		if (byte < 0x80)
			return value;
	}
	return codec_bytes_fail(reader);
}

void codec_bytes_put(GByteArray *out, guint64 value)
{
	guint8 bytes[VARINT_MAX_BYTES];

	g_byte_array_append(out, bytes, (guint)(codec_bytes_write(bytes, value) - bytes));
}
