/* SPDX-License-Identifier: MIT */
/*
 * The reading side of codec-columns.h, for any bytes. The two numbers in front are bounded by the
 * limits of codec.h, the size of every column by them, and nothing is allocated before that is checked:
 * a few bytes cannot ask for more than the room of CODEC_MAX_DOTS dots and one column of them.
 */
#include "ink/codec-columns.h"

#include <string.h>
#include <zstd.h>

/* A zstd block has three bytes at least and gives 128 KiB at most. */
#define MAX_ZSTD_RATIO (128 * 1024 / 3)
#define MAX_MARK_BYTES (4 + 3 + 2)	    /* dots since, gap, flags */
#define MAX_RARE_ATTITUDE_BYTES (2 + 2 + 3) /* degrees above 127 take two bytes, twist three */

typedef struct {
	ByteReader blob;
	ByteReader column;
	guint8 *unpacked; /* what column reads from, if it was packed; owned */
	guint8 predictor;
	GPtrArray *strokes; /* owned */
	guint n_strokes;
	guint n_dots;
} Decoder;

static bool fail(Decoder *decoder)
{
	codec_bytes_fail(&decoder->blob);
	return false;
}

/* Makes the next column readable; it must have between min and max bytes. */
static bool open_column(Decoder *decoder, gsize min_bytes, gsize max_bytes)
{
	ByteReader *blob = &decoder->blob;

	decoder->predictor = codec_bytes_take_byte(blob);

	guint64 size = codec_bytes_take(blob);
	bool is_packed = size & 1;
	guint64 n_bytes = is_packed ? codec_bytes_take(blob) : size >> 1;
	const guint8 *slice = codec_bytes_take_slice(blob, size >> 1);

	g_clear_pointer(&decoder->unpacked, g_free);
	if (blob->failed || n_bytes < min_bytes || n_bytes > max_bytes)
		return fail(decoder);
	if (is_packed) {
		decoder->unpacked = g_malloc(n_bytes + 1);
		if (ZSTD_decompress(decoder->unpacked, n_bytes, slice, size >> 1) != n_bytes)
			return fail(decoder);
		slice = decoder->unpacked;
	}
	decoder->column = (ByteReader){ .at = slice, .end = slice + n_bytes };
	return true;
}

static bool close_column(Decoder *decoder)
{
	if (decoder->column.failed || codec_bytes_left(&decoder->column) > 0)
		return fail(decoder);
	return true;
}

static Stroke *stroke_at(const Decoder *decoder, guint s)
{
	return g_ptr_array_index(decoder->strokes, s);
}

static Dot *first_dot(const Stroke *stroke)
{
	return (Dot *)(void *)stroke->dots->data;
}

/* All strokes with their dots, still without contents. */
static bool make_strokes(Decoder *decoder)
{
	guint n_left = decoder->n_dots;

	for (guint s = 0; s < decoder->n_strokes; s++) {
		guint n = (guint)codec_bytes_take_bounded(&decoder->column, n_left);
		Stroke *stroke = stroke_new();

		g_ptr_array_add(decoder->strokes, stroke);
		g_array_set_size(stroke->dots, n);
		if (n > 0)
			memset(stroke->dots->data, 0, n * sizeof(Dot));
		n_left -= n;
	}
	return n_left == 0 || fail(decoder);
}

/* The first value of each curve of each stroke, as the differences they are written as. */
static bool decode_starts(Decoder *decoder, guint32 *starts)
{
	const gsize max = (gsize)decoder->n_strokes * (N_CURVES + 1) * VARINT32_MAX_BYTES;

	if (!open_column(decoder, decoder->n_strokes, max) || !make_strokes(decoder))
		return false;
	for (guint i = 0; i < N_CURVES * decoder->n_strokes; i++)
		if (stroke_at(decoder, i % decoder->n_strokes)->dots->len > 0)
			starts[i] = codec_bytes_unfold32(codec_bytes_take32(&decoder->column));
	return close_column(decoder);
}

static inline void decode_curve_of_stroke(
	ByteReader *column, Stroke *stroke, Curve curve, Predictor predictor, guint32 start)
{
	History history = { start, start, start, start };
	Dot *dots = first_dot(stroke);

	codec_columns_set_curve_value(&dots[0], curve, start);
	for (guint i = 1; i < stroke->dots->len; i++) {
		guint32 value = codec_columns_predict(predictor, &history) +
				codec_bytes_unfold32(codec_bytes_take32(column));

		codec_columns_set_curve_value(&dots[i], curve, value);
		codec_columns_remember(&history, value);
	}
}

static bool decode_curve(Decoder *decoder, Curve curve, const guint32 *starts)
{
	guint32 before = 0;
	guint n_starts = 0;

	for (guint s = 0; s < decoder->n_strokes; s++)
		n_starts += stroke_at(decoder, s)->dots->len > 0;

	gsize n_values = decoder->n_dots - n_starts;

	if (!open_column(decoder, n_values, n_values * VARINT32_MAX_BYTES))
		return false;
	if (decoder->predictor >= N_PREDICTORS)
		return fail(decoder);
	for (guint s = 0; s < decoder->n_strokes; s++) {
		Stroke *stroke = stroke_at(decoder, s);

		if (stroke->dots->len == 0)
			continue;
		decode_curve_of_stroke(&decoder->column, stroke, curve,
			(Predictor)decoder->predictor, before + starts[s]);
		if (curve != CURVE_TIME)
			before = codec_columns_curve_value(
				stroke_dot(stroke, stroke->dots->len - 1), curve);
	}
	return close_column(decoder);
}

/* The symbols stay in the dots' tilt_x until the `rare` column is there to settle them. */
static bool decode_attitude_symbols(Decoder *decoder)
{
	if (!open_column(decoder, decoder->n_dots, decoder->n_dots))
		return false;
	for (guint s = 0; s < decoder->n_strokes; s++) {
		Stroke *stroke = stroke_at(decoder, s);

		for (guint i = 0; i < stroke->dots->len; i++) {
			guint8 symbol = codec_bytes_take_byte(&decoder->column);

			if (symbol > ATTITUDE_RARE)
				return fail(decoder);
			first_dot(stroke)[i].tilt_x = symbol;
		}
	}
	return close_column(decoder);
}

static void settle_attitude(ByteReader *rare, Dot *dot, const Dot *before)
{
	guint8 symbol = dot->tilt_x;

	if (symbol == ATTITUDE_RARE) {
		dot->tilt_x = (guint8)codec_bytes_take_bounded(rare, G_MAXUINT8);
		dot->tilt_y = (guint8)codec_bytes_take_bounded(rare, G_MAXUINT8);
		dot->twist = (guint16)codec_bytes_take_bounded(rare, G_MAXUINT16);
	} else {
		dot->tilt_x = (guint8)(before->tilt_x + symbol / 9 - 1);
		dot->tilt_y = (guint8)(before->tilt_y + symbol / 3 % 3 - 1);
		dot->twist = (guint16)(before->twist + symbol % 3 - 1);
	}
}

/* Gaps and flags of the dots that have them. */
static void take_marks(Decoder *decoder)
{
	guint n_marks = (guint)codec_bytes_take_bounded(&decoder->column, decoder->n_dots);
	guint s = 0;
	guint64 i = 0; /* the dot's place in stroke s */

	for (; n_marks > 0 && !decoder->column.failed; n_marks--) {
		i += codec_bytes_take_bounded(&decoder->column, decoder->n_dots);
		while (s < decoder->n_strokes && i >= stroke_at(decoder, s)->dots->len)
			i -= stroke_at(decoder, s++)->dots->len;
		if (s == decoder->n_strokes) {
			codec_bytes_fail(&decoder->column);
			return;
		}

		Dot *dot = &first_dot(stroke_at(decoder, s))[i];

		dot->gap_ms = (guint16)codec_bytes_take_bounded(&decoder->column, G_MAXUINT16);
		dot->flags = (guint8)codec_bytes_take_bounded(&decoder->column, G_MAXUINT8);
	}
}

static bool decode_rare(Decoder *decoder)
{
	const Dot still = { 0 };
	const Dot *before = &still;

	if (!open_column(decoder, 1,
		    (gsize)decoder->n_dots * (MAX_RARE_ATTITUDE_BYTES + MAX_MARK_BYTES) +
			    VARINT32_MAX_BYTES))
		return false;
	for (guint s = 0; s < decoder->n_strokes; s++) {
		Stroke *stroke = stroke_at(decoder, s);

		for (guint i = 0; i < stroke->dots->len; i++) {
			Dot *dot = &first_dot(stroke)[i];

			settle_attitude(&decoder->column, dot, before);
			before = dot;
		}
	}
	take_marks(decoder);
	return close_column(decoder);
}

static void set_head_field(Stroke *stroke, const Stroke *before, HeadField field, guint64 value)
{
	switch (field) {
	case HEAD_ID:
		stroke->id = (gint64)(value + (before ? (guint64)before->id : 0));
		return;
	case HEAD_START:
		stroke->start_ms = (gint64)value; /* settle_times */
		return;
	case HEAD_END:
		stroke->end_ms = (gint64)value;
		return;
	case HEAD_PEN_START:
		stroke->pen_start_ms = (gint64)value;
		return;
	case HEAD_FAMILY:
		stroke->page.family = (PageFamily)value;
		return;
	case HEAD_SECTION:
		stroke->page.section = (guint32)value;
		return;
	case HEAD_OWNER:
		stroke->page.owner = (guint32)value;
		return;
	case HEAD_BOOK:
		stroke->page.book = (guint32)value;
		return;
	case HEAD_PAGE:
		stroke->page.page = (guint32)value;
		return;
	case HEAD_COLOR:
		stroke->color = (guint32)value;
		return;
	case HEAD_FLAGS:
		stroke->flags = (guint32)value;
		return;
	case HEAD_FORCE_MAX:
		stroke->force_max = (guint16)value;
		return;
	case HEAD_TIP:
		stroke->tip = (guint8)value;
		return;
	case HEAD_ORIGIN:
		stroke->origin = (guint8)value;
		return;
	}
}

/* The three times lean on each other and on the stroke before, so they come last. */
static void settle_times(Stroke *stroke, const Stroke *before)
{
	guint64 start_ms = (guint64)stroke->start_ms + (before ? (guint64)before->end_ms : 0);

	stroke->start_ms = (gint64)start_ms;
	stroke->end_ms =
		(gint64)(start_ms + codec_columns_last_ms(stroke) + (guint64)stroke->end_ms);
	stroke->pen_start_ms = (gint64)(start_ms + (guint64)stroke->pen_start_ms);
}

static bool decode_heads(Decoder *decoder)
{
	const gsize n_values = (gsize)decoder->n_strokes * HEAD_N_FIELDS;

	if (!open_column(decoder, n_values, n_values * VARINT_MAX_BYTES))
		return false;
	for (HeadField field = HEAD_ID; field < HEAD_N_FIELDS; field++) {
		guint64 kept = 0;

		for (guint s = 0; s < decoder->n_strokes; s++) {
			guint64 value =
				kept + codec_bytes_unfold64(codec_bytes_take(&decoder->column));

			set_head_field(stroke_at(decoder, s),
				s > 0 ? stroke_at(decoder, s - 1) : NULL, field, value);
			if (field >= HEAD_FIRST_KEPT)
				kept = value;
		}
	}
	for (guint s = 0; s < decoder->n_strokes; s++)
		settle_times(stroke_at(decoder, s), s > 0 ? stroke_at(decoder, s - 1) : NULL);
	return close_column(decoder);
}

static bool decode_all(Decoder *decoder)
{
	decoder->n_strokes = (guint)codec_bytes_take_bounded(&decoder->blob, CODEC_MAX_STROKES);
	decoder->n_dots = (guint)codec_bytes_take_bounded(&decoder->blob, CODEC_MAX_DOTS);
	if (decoder->blob.failed || (guint64)MAX(decoder->n_dots, decoder->n_strokes) >
					    codec_bytes_left(&decoder->blob) * MAX_ZSTD_RATIO)
		return false;

	g_autofree guint32 *starts = g_new0(guint32, N_CURVES * decoder->n_strokes + 1);

	if (!decode_starts(decoder, starts))
		return false;
	for (Curve curve = CURVE_TIME; curve <= CURVE_FORCE; curve++)
		if (!decode_curve(decoder, curve, starts + (gsize)curve * decoder->n_strokes))
			return false;
	return decode_attitude_symbols(decoder) && decode_rare(decoder) && decode_heads(decoder) &&
	       codec_bytes_left(&decoder->blob) == 0;
}

GPtrArray *codec_columns_decode(const guint8 *bytes, gsize n_bytes)
{
	g_autoptr(GPtrArray) strokes = stroke_array_new();
	Decoder decoder = {
		.blob = { .at = bytes, .end = bytes + n_bytes },
		.strokes = strokes,
	};
	bool is_good = decode_all(&decoder);

	g_free(decoder.unpacked);
	return is_good ? g_steal_pointer(&strokes) : NULL;
}
