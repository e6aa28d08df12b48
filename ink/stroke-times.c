/* SPDX-License-Identifier: MIT */
/*
 * See stroke-times.h. Numbers of variable length (codec-bytes.h):
 *
 *   0x03   the form, numbered on from those of codec.c
 *   number of strokes, then for each:
 *     start  difference to the start before (the first: to 1970), folded by zig-zag
 *     length end - start
 */
#include "ink/stroke-times.h"

#include "ink/codec-bytes.h"

#define FORM_TIMES 0x03

void stroke_times_encode(const StrokeTime *times, gsize n_times, GByteArray *out)
{
	const guint8 form = FORM_TIMES;
	guint64 before = 0;

	g_byte_array_append(out, &form, 1);
	codec_bytes_put(out, n_times);
	for (gsize i = 0; i < n_times; i++) {
		const guint64 start = (guint64)times[i].start_ms;

		codec_bytes_put(out, codec_bytes_fold64(start - before));
		codec_bytes_put(out, (guint64)times[i].end_ms - start);
		before = start;
	}
}

static bool take_times(ByteReader *reader, guint64 n_times, GArray *times)
{
	guint64 start = 0;

	for (guint64 i = 0; i < n_times; i++) {
		start += codec_bytes_unfold64(codec_bytes_take(reader));
		const guint64 length = codec_bytes_take_bounded(reader, G_MAXINT64);
		const StrokeTime time = { (gint64)start, (gint64)(start + length) };

		if (reader->failed || time.end_ms < time.start_ms)
			return false;
		g_array_append_val(times, time);
	}
	return codec_bytes_left(reader) == 0;
}

bool stroke_times_decode(const guint8 *bytes, gsize n_bytes, GArray *times)
{
	ByteReader reader = { bytes, bytes + n_bytes, false };
	const guint before = times->len;

	if (n_bytes == 0 || codec_bytes_take_byte(&reader) != FORM_TIMES)
		return false;
	/* Each takes two bytes at least, so a lie about their number costs nothing. */
	const guint64 n_times = codec_bytes_take_bounded(
		&reader, MIN(codec_bytes_left(&reader) / 2, CODEC_MAX_STROKES));
	if (!reader.failed && take_times(&reader, n_times, times))
		return true;
	g_array_set_size(times, before);
	return false;
}
