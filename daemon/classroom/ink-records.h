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

/*
 * Appends to `out` the records of `from` but for those of the strokes in `without` (a set of gint64,
 * as g_int64_hash has them; NULL: none) and adds the kept ones to *count. False when `from` is not
 * made of whole records; then `out` has what came before.
 */
bool ink_records_filter(const guint8 *from, gsize n_from, GHashTable *without, GByteArray *out,
	InkRecordsCount *count);
