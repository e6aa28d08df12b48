/* SPDX-License-Identifier: MIT */
/* See ink-records.h and docs/console-protocol.md, which has the layout. */
#include "daemon/classroom/ink-records.h"

#include "ink/units.h"

#include <string.h>

typedef enum {
	RECORD_STROKE = 1,
	RECORD_DOTS = 2,
	RECORD_UP = 3,
	RECORD_END = 4,
	RECORD_DROP = 5,
} RecordKind;

#define VARINT_MAX_BYTES 10
/* Time, x, y (32 bits each) and force. */
#define DOT_MAX_BYTES 16
#define DOTS_AT_ONCE 64
#define DOTS_PER_RECORD 1024
/* Of a pen that did not say its own: most pens have ten bits. */
#define USUAL_FORCE_MAX 1023

static guint8 *write_number(guint8 *at, guint64 value)
{
	for (; value >= 0x80; value >>= 7)
		*at++ = (guint8)(value | 0x80);
	*at++ = (guint8)value;
	return at;
}

static guint8 *write_signed(guint8 *at, gint64 value)
{
	return write_number(at, (guint64)value << 1 ^ (guint64)(value >> 63));
}

static void append(GByteArray *out, const guint8 *from, const guint8 *to)
{
	g_byte_array_append(out, from, (guint)(to - from));
}

void ink_records_put_stroke(GByteArray *out, const Stroke *stroke)
{
	guint8 bytes[3 * VARINT_MAX_BYTES + 2], *at = bytes;

	*at++ = RECORD_STROKE;
	at = write_number(at, (guint64)stroke->id);
	at = write_number(at, (guint64)MAX(stroke->start_ms, 0));
	*at++ = stroke->tip;
	at = write_number(at, stroke->flags);
	append(out, bytes, at);
}

/* Hundredths of a millimetre on paper. */
typedef struct {
	gint64 x;
	gint64 y;
} PagePoint;

static gint64 page_length(gint64 length_um)
{
	return (length_um + (length_um < 0 ? -5 : 5)) / 10;
}

static PagePoint page_point(const Stroke *stroke, const Dot *dot)
{
	PaperPoint point = units_paper_point(stroke->page.family, dot->at);

	return (PagePoint){ .x = page_length(point.x_um), .y = page_length(point.y_um) };
}

static guint8 page_force(const Stroke *stroke, const Dot *dot)
{
	guint max = stroke->force_max > 0 ? stroke->force_max : USUAL_FORCE_MAX;

	if (dot->force == FORCE_NONE)
		return 255;
	return (guint8)MIN((dot->force * 255u + max / 2) / max, 255u);
}

static void put_dots(GByteArray *out, const Stroke *stroke, guint first_dot, guint n_dots)
{
	guint8 bytes[DOTS_AT_ONCE * DOT_MAX_BYTES + 2 * VARINT_MAX_BYTES + 1], *at = bytes;
	guint32 time_ms = 0;
	PagePoint before = { 0, 0 };

	*at++ = RECORD_DOTS;
	at = write_number(at, (guint64)stroke->id);
	at = write_number(at, n_dots);
	for (guint i = 0; i < n_dots; i++) {
		const Dot *dot = stroke_dot(stroke, first_dot + i);
		PagePoint point = page_point(stroke, dot);

		at = write_number(at, dot->time_ms > time_ms ? dot->time_ms - time_ms : 0);
		at = write_signed(at, point.x - before.x);
		at = write_signed(at, point.y - before.y);
		*at++ = page_force(stroke, dot);
		time_ms = MAX(time_ms, dot->time_ms);
		before = point;
		if (i % DOTS_AT_ONCE == DOTS_AT_ONCE - 1) {
			append(out, bytes, at);
			at = bytes;
		}
	}
	append(out, bytes, at);
}

/* In records that fit a frame: a console's frames are cut between records. */
void ink_records_put_dots(GByteArray *out, const Stroke *stroke, guint first_dot)
{
	while (first_dot < stroke->dots->len) {
		guint n_dots = MIN(stroke->dots->len - first_dot, DOTS_PER_RECORD);

		put_dots(out, stroke, first_dot, n_dots);
		first_dot += n_dots;
	}
}

void ink_records_put_up(GByteArray *out, const Stroke *stroke)
{
	guint8 bytes[3 * VARINT_MAX_BYTES + 1], *at = bytes;
	gint64 duration_ms = 0;

	if (__builtin_sub_overflow(stroke->end_ms, stroke->start_ms, &duration_ms))
		duration_ms = 0;
	*at++ = RECORD_UP;
	at = write_number(at, (guint64)stroke->id);
	at = write_number(at, (guint64)MAX(duration_ms, 0));
	at = write_number(at, stroke->flags);
	append(out, bytes, at);
}

void ink_records_put_end(GByteArray *out)
{
	g_byte_array_append(out, &(guint8){ RECORD_END }, 1);
}

void ink_records_put_drop(GByteArray *out, gint64 stroke_id)
{
	guint8 bytes[VARINT_MAX_BYTES + 1], *at = bytes;

	*at++ = RECORD_DROP;
	at = write_number(at, (guint64)stroke_id);
	append(out, bytes, at);
}

void ink_records_put_whole(GByteArray *out, const Stroke *stroke)
{
	ink_records_put_stroke(out, stroke);
	ink_records_put_dots(out, stroke, 0);
	ink_records_put_up(out, stroke);
}

/* ---- reading them again */

typedef struct {
	const guint8 *at;
	const guint8 *end;
	bool failed;
} Cursor;

static guint64 take_number(Cursor *cursor)
{
	guint64 value = 0;

	for (guint shift = 0; shift < 64 && cursor->at < cursor->end; shift += 7) {
		guint8 byte = *cursor->at++;

		value |= (guint64)(byte & 0x7F) << shift;
		if (byte < 0x80)
			return value;
	}
	cursor->failed = true;
	cursor->at = cursor->end;
	return 0;
}

static void skip_byte(Cursor *cursor)
{
	if (cursor->at < cursor->end)
		cursor->at++;
	else
		cursor->failed = true;
}

/* Leaves the cursor behind the record; counts what it has. */
static gint64 take_record(Cursor *cursor, InkRecordsCount *count)
{
	RecordKind kind = *cursor->at++;
	gint64 stroke_id = kind == RECORD_END ? 0 : (gint64)take_number(cursor);

	switch (kind) {
	case RECORD_STROKE:
		take_number(cursor);
		skip_byte(cursor);
		take_number(cursor);
		count->n_strokes++;
		return stroke_id;
	case RECORD_DOTS:
		for (guint64 n = take_number(cursor); n > 0 && !cursor->failed; n--) {
			take_number(cursor);
			take_number(cursor);
			take_number(cursor);
			skip_byte(cursor);
			count->n_dots++;
		}
		return stroke_id;
	case RECORD_UP:
		take_number(cursor);
		take_number(cursor);
		return stroke_id;
	case RECORD_END:
	case RECORD_DROP:
		return stroke_id;
	}
	cursor->failed = true;
	return 0;
}

bool ink_records_filter(const guint8 *from, gsize n_from, GHashTable *without, GByteArray *out,
	InkRecordsCount *count)
{
	Cursor cursor = { .at = from, .end = from + n_from };

	while (cursor.at < cursor.end) {
		const guint8 *start = cursor.at;
		InkRecordsCount record = { 0 };
		gint64 stroke_id = take_record(&cursor, &record);

		if (cursor.failed)
			return false;
		if (without && g_hash_table_contains(without, &stroke_id))
			continue;
		append(out, start, cursor.at);
		count->n_strokes += record.n_strokes;
		count->n_dots += record.n_dots;
	}
	return true;
}

bool ink_records_next(const guint8 **at, const guint8 *end, InkRecord *record)
{
	Cursor cursor = { .at = *at, .end = end };
	InkRecordsCount count = { 0 };

	if (cursor.at >= end)
		return false;
	const RecordKind kind = *cursor.at;
	const gint64 stroke_id = take_record(&cursor, &count);

	if (cursor.failed)
		return false;
	*record = (InkRecord){ .bytes = *at,
		.n_bytes = (gsize)(cursor.at - *at),
		.stroke_id = stroke_id,
		.is_drop = kind == RECORD_DROP,
		.is_up = kind == RECORD_UP };
	*at = cursor.at;
	return true;
}

static gint64 take_signed(Cursor *cursor)
{
	const guint64 value = take_number(cursor);

	return (gint64)(value >> 1) ^ -(gint64)(value & 1);
}

static bool is_in(const InkRectangle *box, gint64 x, gint64 y)
{
	return x >= box->left && x <= box->right && y >= box->top && y <= box->bottom;
}

bool ink_records_touch(const InkRecord *record, const InkRectangle *boxes, gsize n_boxes)
{
	Cursor cursor = { .at = record->bytes + 1, .end = record->bytes + record->n_bytes };
	gint64 x = 0, y = 0;

	if (record->bytes[0] != RECORD_DOTS)
		return false;
	take_number(&cursor); /* the stroke */
	for (guint64 n = take_number(&cursor); n > 0 && !cursor.failed; n--) {
		take_number(&cursor); /* time */
		/* Unsigned sums wrap where bytes lie; our own do not. */
		x = (gint64)((guint64)x + (guint64)take_signed(&cursor));
		y = (gint64)((guint64)y + (guint64)take_signed(&cursor));
		skip_byte(&cursor);
		for (gsize i = 0; i < n_boxes; i++)
			if (is_in(&boxes[i], x, y))
				return true;
	}
	return false;
}
