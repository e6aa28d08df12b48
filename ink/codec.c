/* SPDX-License-Identifier: MIT */
/*
 * See codec.h. The first byte says the form and its version; bytes that decoded once decode for ever.
 *
 *   0x01  a single stroke, below
 *   0x02  a page of strokes, codec-columns.c
 *
 * The single stroke is written while the pen writes: one pass, no dictionary, no compression. Numbers
 * are of variable length (codec-bytes.h), differences folded by zig-zag:
 *
 *   first dot, id*, family, section, owner, book, page, start_ms*, pen_start_ms - start_ms*,
 *   end_ms - start_ms*, color, flags, force_max, tip, origin, number of dots       (* folded)
 *   then for each dot, a dot before the first being all zeros and standing still:
 *     mask                      a byte: which of the last six follow (DotField)
 *     time, x, y                second differences, folded
 *     force, twist              differences, folded
 *     gap                       plain
 *     tilt x, tilt y, flags     a byte each
 *
 * A dot of ordinary ink takes six or seven bytes.
 */
#include "ink/codec.h"
#include "ink/codec-bytes.h"
#include "ink/codec-columns.h"

#define FORM_STROKE 0x01
#define FORM_PAGE 0x02

typedef enum {
	DOT_FIELD_FORCE = 1 << 0,
	DOT_FIELD_TWIST = 1 << 1,
	DOT_FIELD_GAP = 1 << 2, /* is not 0; the others: is not that of the dot before */
	DOT_FIELD_TILT_X = 1 << 3,
	DOT_FIELD_TILT_Y = 1 << 4,
	DOT_FIELD_FLAGS = 1 << 5,
} DotField;
#define DOT_FIELD_ALL 0x3F

#define MIN_DOT_BYTES 4 /* mask, time, x, y */
#define MAX_DOT_BYTES (1 + 3 * VARINT32_MAX_BYTES + 3 * 3 + 3)

/* The last dot and how fast each of the three was going. */
typedef struct {
	Dot dot;
	guint32 time_step;
	guint32 x_step;
	guint32 y_step;
} Motion;

G_DEFINE_QUARK(zhibi - ink, codec_error)

static guint8 *write_second_difference(guint8 *at, guint32 now, guint32 before, guint32 *step)
{
	guint32 new_step = now - before;

	at = codec_bytes_write(at, codec_bytes_fold32(new_step - *step));
	*step = new_step;
	return at;
}

static guint32 take_second_difference(ByteReader *reader, guint32 before, guint32 *step)
{
	*step += codec_bytes_unfold32(codec_bytes_take32(reader));
	return before + *step;
}

static guint8 changed_fields(const Dot *dot, const Dot *before)
{
	guint fields = 0;

	if (dot->force != before->force)
		fields |= DOT_FIELD_FORCE;
	if (dot->twist != before->twist)
		fields |= DOT_FIELD_TWIST;
	if (dot->gap_ms != 0)
		fields |= DOT_FIELD_GAP;
	if (dot->tilt_x != before->tilt_x)
		fields |= DOT_FIELD_TILT_X;
	if (dot->tilt_y != before->tilt_y)
		fields |= DOT_FIELD_TILT_Y;
	if (dot->flags != before->flags)
		fields |= DOT_FIELD_FLAGS;
	return (guint8)fields;
}

static guint8 *write_dot(guint8 *at, const Dot *dot, Motion *motion)
{
	const Dot *before = &motion->dot;
	guint8 fields = changed_fields(dot, before);

	*at++ = fields;
	at = write_second_difference(at, dot->time_ms, before->time_ms, &motion->time_step);
	at = write_second_difference(
		at, (guint32)dot->at.x, (guint32)before->at.x, &motion->x_step);
	at = write_second_difference(
		at, (guint32)dot->at.y, (guint32)before->at.y, &motion->y_step);
	if (fields & DOT_FIELD_FORCE)
		at = codec_bytes_write(at, codec_bytes_fold32((guint32)dot->force - before->force));
	if (fields & DOT_FIELD_TWIST)
		at = codec_bytes_write(at, codec_bytes_fold32((guint32)dot->twist - before->twist));
	if (fields & DOT_FIELD_GAP)
		at = codec_bytes_write(at, dot->gap_ms);
	if (fields & DOT_FIELD_TILT_X)
		*at++ = dot->tilt_x;
	if (fields & DOT_FIELD_TILT_Y)
		*at++ = dot->tilt_y;
	if (fields & DOT_FIELD_FLAGS)
		*at++ = dot->flags;
	motion->dot = *dot;
	return at;
}

static void take_dot(ByteReader *reader, Motion *motion)
{
	Dot *dot = &motion->dot;
	guint8 fields = codec_bytes_take_byte(reader);

	if (fields & ~DOT_FIELD_ALL)
		codec_bytes_fail(reader);
	dot->time_ms = take_second_difference(reader, dot->time_ms, &motion->time_step);
	dot->at.x = (gint32)take_second_difference(reader, (guint32)dot->at.x, &motion->x_step);
	dot->at.y = (gint32)take_second_difference(reader, (guint32)dot->at.y, &motion->y_step);
	if (fields & DOT_FIELD_FORCE)
		dot->force =
			(guint16)(dot->force + codec_bytes_unfold32(codec_bytes_take32(reader)));
	if (fields & DOT_FIELD_TWIST)
		dot->twist =
			(guint16)(dot->twist + codec_bytes_unfold32(codec_bytes_take32(reader)));
	dot->gap_ms =
		fields & DOT_FIELD_GAP ? (guint16)codec_bytes_take_bounded(reader, G_MAXUINT16) : 0;
	if (fields & DOT_FIELD_TILT_X)
		dot->tilt_x = codec_bytes_take_byte(reader);
	if (fields & DOT_FIELD_TILT_Y)
		dot->tilt_y = codec_bytes_take_byte(reader);
	if (fields & DOT_FIELD_FLAGS)
		dot->flags = codec_bytes_take_byte(reader);
}

static void put_head(GByteArray *out, const Stroke *stroke, guint first_dot)
{
	guint64 start_ms = (guint64)stroke->start_ms;

	codec_bytes_put(out, first_dot);
	codec_bytes_put(out, codec_bytes_fold64((guint64)stroke->id));
	codec_bytes_put(out, (guint32)stroke->page.family);
	codec_bytes_put(out, stroke->page.section);
	codec_bytes_put(out, stroke->page.owner);
	codec_bytes_put(out, stroke->page.book);
	codec_bytes_put(out, stroke->page.page);
	codec_bytes_put(out, codec_bytes_fold64(start_ms));
	codec_bytes_put(out, codec_bytes_fold64((guint64)stroke->pen_start_ms - start_ms));
	codec_bytes_put(out, codec_bytes_fold64((guint64)stroke->end_ms - start_ms));
	codec_bytes_put(out, stroke->color);
	codec_bytes_put(out, stroke->flags);
	codec_bytes_put(out, stroke->force_max);
	codec_bytes_put(out, stroke->tip);
	codec_bytes_put(out, stroke->origin);
	codec_bytes_put(out, stroke->dots->len - first_dot);
}

void codec_encode_stroke(const Stroke *stroke, guint first_dot, GByteArray *out)
{
	Motion motion = { 0 };

	g_assert(first_dot <= stroke->dots->len);
	g_byte_array_append(out, (const guint8[]){ FORM_STROKE }, 1);
	put_head(out, stroke, first_dot);

	guint n_before = out->len;
	guint n_dots = stroke->dots->len - first_dot;

	g_assert(n_dots <= CODEC_MAX_DOTS);
	g_byte_array_set_size(out, n_before + n_dots * MAX_DOT_BYTES);

	guint8 *at = out->data + n_before;

	for (guint i = first_dot; i < stroke->dots->len; i++)
		at = write_dot(at, stroke_dot(stroke, i), &motion);
	g_byte_array_set_size(out, (guint)(at - out->data));
}

void codec_encode_page(const Stroke *const *strokes, gsize n_strokes, GByteArray *out)
{
	g_byte_array_append(out, (const guint8[]){ FORM_PAGE }, 1);
	codec_columns_encode(strokes, n_strokes, out);
}

static guint take_head(ByteReader *reader, Stroke *stroke, guint *first_dot)
{
	guint64 start_ms;

	*first_dot = codec_bytes_take32(reader);
	stroke->id = (gint64)codec_bytes_unfold64(codec_bytes_take(reader));
	stroke->page.family = (PageFamily)codec_bytes_take32(reader);
	stroke->page.section = codec_bytes_take32(reader);
	stroke->page.owner = codec_bytes_take32(reader);
	stroke->page.book = codec_bytes_take32(reader);
	stroke->page.page = codec_bytes_take32(reader);
	start_ms = codec_bytes_unfold64(codec_bytes_take(reader));
	stroke->start_ms = (gint64)start_ms;
	stroke->pen_start_ms = (gint64)(start_ms + codec_bytes_unfold64(codec_bytes_take(reader)));
	stroke->end_ms = (gint64)(start_ms + codec_bytes_unfold64(codec_bytes_take(reader)));
	stroke->color = codec_bytes_take32(reader);
	stroke->flags = codec_bytes_take32(reader);
	stroke->force_max = (guint16)codec_bytes_take_bounded(reader, G_MAXUINT16);
	stroke->tip = (guint8)codec_bytes_take_bounded(reader, G_MAXUINT8);
	stroke->origin = (guint8)codec_bytes_take_bounded(reader, G_MAXUINT8);
	/* Before any room is made for them: so many dots need so many bytes. */
	return (guint)codec_bytes_take_bounded(
		reader, MIN(codec_bytes_left(reader) / MIN_DOT_BYTES, CODEC_MAX_DOTS));
}

static GPtrArray *decode_stroke(ByteReader *reader, guint *first_dot)
{
	g_autoptr(Stroke) stroke = stroke_new();
	Motion motion = { 0 };
	guint n_dots = take_head(reader, stroke, first_dot);

	g_array_set_size(stroke->dots, n_dots);
	for (guint i = 0; i < n_dots && !reader->failed; i++) {
		take_dot(reader, &motion);
		g_array_index(stroke->dots, Dot, i) = motion.dot;
	}
	if (reader->failed || codec_bytes_left(reader) > 0)
		return NULL;

	GPtrArray *strokes = stroke_array_new();

	g_ptr_array_add(strokes, g_steal_pointer(&stroke));
	return strokes;
}

GPtrArray *codec_decode(const guint8 *bytes, gsize n_bytes, guint *first_dot, GError **error)
{
	GPtrArray *strokes = NULL;
	guint first = 0;

	if (n_bytes > 0 && bytes[0] == FORM_STROKE) {
		ByteReader reader = { .at = bytes + 1, .end = bytes + n_bytes };

		strokes = decode_stroke(&reader, &first);
	} else if (n_bytes > 0 && bytes[0] == FORM_PAGE) {
		strokes = codec_columns_decode(bytes + 1, n_bytes - 1);
	} else if (n_bytes > 0 && bytes[0] > FORM_PAGE) {
		g_set_error(error, CODEC_ERROR, CODEC_ERROR_VERSION,
			"this ink was written by a newer zhibi (form %u)", bytes[0]);
		return NULL;
	}
	if (!strokes) {
		g_set_error_literal(
			error, CODEC_ERROR, CODEC_ERROR_DAMAGED, "the stored ink is damaged");
		return NULL;
	}
	if (first_dot)
		*first_dot = first;
	return strokes;
}
