/* SPDX-License-Identifier: MIT */
/*
 * Ink as the page in the browser reads it: the records of docs/console-protocol.md, "Ink". Records can be
 * joined end to end, so a page's ink is one buffer that only grows.
 */
#pragma once

#include "ink/stroke.h"

/* Each appends one record to `out`. */
void ink_records_put_stroke(GByteArray *out, const Stroke *stroke);
void ink_records_put_dots(GByteArray *out, const Stroke *stroke, guint first_dot);
void ink_records_put_up(GByteArray *out, const Stroke *stroke);
void ink_records_put_end(GByteArray *out);
void ink_records_put_drop(GByteArray *out, gint64 stroke_id);
/* Stroke, dots and up. */
void ink_records_put_whole(GByteArray *out, const Stroke *stroke);

typedef struct {
	guint n_strokes;
	guint n_dots;
} InkRecordsCount;

/* One record among others. */
typedef struct {
	const guint8 *bytes;
	gsize n_bytes;
	gint64 stroke_id; /* 0: the end record */
	bool is_drop, is_up;
} InkRecord;
/* The record at *at, and *at behind it; false at `end`, and where bytes are none. */
bool ink_records_next(const guint8 **at, const guint8 *end, InkRecord *record);
/* A rectangle on paper, in the hundredths of a millimetre that records have. */
typedef struct {
	gint64 left, top, right, bottom;
} InkRectangle;
/* Has the record a dot in any of them? */
bool ink_records_touch(const InkRecord *record, const InkRectangle *boxes, gsize n_boxes);

/*
 * Appends to `out` the records of `from` but for those of the strokes in `without` (a set of gint64,
 * as g_int64_hash has them; NULL: none) and adds the kept ones to *count. False when `from` is not
 * made of whole records; then `out` has what came before.
 */
bool ink_records_filter(const guint8 *from, gsize n_from, GHashTable *without, GByteArray *out,
	InkRecordsCount *count);
