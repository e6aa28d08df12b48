/* SPDX-License-Identifier: MIT */
#include "daemon/wall/wall-ink.h"

typedef struct {
	GByteArray *held; /* NULL: it is shown, or never will be */
	bool shown;
} WallStroke;

struct WallInk {
	GArray *wanted, *unwanted; /* of InkRectangle */
	GHashTable *strokes;	   /* &gint64 → WallStroke, owned */
	GByteArray *shown;
};

static void stroke_unref(gpointer data)
{
	WallStroke *stroke = data;

	if (stroke->held)
		g_byte_array_unref(stroke->held);
	g_free(stroke);
}

WallInk *wall_ink_new(const GArray *wanted, const GArray *unwanted)
{
	WallInk *ink = g_new0(WallInk, 1);

	ink->wanted = g_array_copy((GArray *)wanted);
	ink->unwanted = g_array_copy((GArray *)unwanted);
	ink->strokes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, stroke_unref);
	ink->shown = g_byte_array_new();
	return ink;
}

WallInk *wall_ink_free(WallInk *ink)
{
	if (!ink)
		return NULL;
	g_array_unref(ink->wanted);
	g_array_unref(ink->unwanted);
	g_hash_table_unref(ink->strokes);
	g_byte_array_unref(ink->shown);
	g_free(ink);
	return NULL;
}

static WallStroke *stroke_of(WallInk *ink, gint64 stroke_id)
{
	WallStroke *stroke = g_hash_table_lookup(ink->strokes, &stroke_id);

	if (stroke)
		return stroke;
	stroke = g_new0(WallStroke, 1);
	stroke->shown = ink->wanted->len == 0;
	stroke->held = stroke->shown ? NULL : g_byte_array_new();
	g_hash_table_insert(ink->strokes, g_memdup2(&stroke_id, sizeof stroke_id), stroke);
	return stroke;
}

static void show(WallInk *ink, const guint8 *bytes, gsize n_bytes)
{
	if (ink->shown->len + n_bytes <= WALL_INK_BYTES_MAX)
		g_byte_array_append(ink->shown, bytes, (guint)n_bytes);
}

static bool touches(const InkRecord *record, const GArray *boxes)
{
	return boxes->len > 0 &&
	       ink_records_touch(record, (const InkRectangle *)(void *)boxes->data, boxes->len);
}

/* Never again: who saw the beginning of it is told to forget it. */
static void refuse(WallInk *ink, WallStroke *stroke, gint64 stroke_id)
{
	g_autoptr(GByteArray) drop = g_byte_array_new();

	if (stroke->shown) {
		ink_records_put_drop(drop, stroke_id);
		show(ink, drop->data, drop->len);
	}
	stroke->shown = false;
	g_clear_pointer(&stroke->held, g_byte_array_unref);
}

static void take(WallInk *ink, const InkRecord *record)
{
	WallStroke *stroke = stroke_of(ink, record->stroke_id);

	if (record->is_drop) {
		if (stroke->shown)
			show(ink, record->bytes, record->n_bytes);
		g_hash_table_remove(ink->strokes, &record->stroke_id);
		return;
	}
	if (!stroke->shown && !stroke->held)
		return;
	if (touches(record, ink->unwanted)) {
		refuse(ink, stroke, record->stroke_id);
		return;
	}
	if (stroke->held && touches(record, ink->wanted)) {
		show(ink, stroke->held->data, stroke->held->len);
		g_clear_pointer(&stroke->held, g_byte_array_unref);
		stroke->shown = true;
	}
	if (stroke->shown)
		show(ink, record->bytes, record->n_bytes);
	else if (record->is_up) /* it ended elsewhere */
		g_clear_pointer(&stroke->held, g_byte_array_unref);
	else
		g_byte_array_append(stroke->held, record->bytes, (guint)record->n_bytes);
}

void wall_ink_feed(WallInk *ink, const guint8 *records, gsize n_bytes)
{
	const guint8 *at = records;
	InkRecord record;

	while (n_bytes > 0 && ink_records_next(&at, records + n_bytes, &record))
		if (record.stroke_id != 0)
			take(ink, &record);
}

const GByteArray *wall_ink_shown(const WallInk *ink)
{
	return ink->shown;
}
