/* SPDX-License-Identifier: MIT */
/*
 * Reads the console's binary frames as docs/console-protocol.md has them, written from that document alone:
 * what a console was sent becomes strokes with their dots again.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <string.h>

typedef struct {
	gint64 time_ms, x, y; /* hundredths of a millimetre */
	guint8 force;
} InkDot;

typedef struct {
	guint64 id;
	gint64 start_ms;
	guint8 tip;
	guint64 flags;
	bool is_up;
	gint64 duration_ms;
	GArray *dots; /* of InkDot */
} InkStroke;

/* One page as a console knows it. */
typedef struct {
	guint32 copy;
	GPtrArray *strokes; /* InkStroke *, in the order they came */
	bool ended;	    /* an end record came */
} InkPage;

typedef struct {
	guint8 kind;
	guint16 seat;
	guint32 copy, request;
	const guint8 *records;
	gsize n_bytes;
} InkFrame;

static inline void ink_stroke_free(gpointer data)
{
	InkStroke *stroke = data;
	g_array_unref(stroke->dots);
	g_free(stroke);
}

static inline InkPage *ink_page_new(guint32 copy)
{
	InkPage *page = g_new0(InkPage, 1);
	page->copy = copy;
	page->strokes = g_ptr_array_new_with_free_func(ink_stroke_free);
	return page;
}

static inline void ink_page_free(InkPage *page)
{
	if (!page)
		return;
	g_ptr_array_unref(page->strokes);
	g_free(page);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(InkPage, ink_page_free)

static inline guint32 ink_le(const guint8 *at, guint n)
{
	guint32 value = 0;
	for (guint i = 0; i < n; i++)
		value |= (guint32)at[i] << (8 * i);
	return value;
}

static inline InkFrame ink_frame_of(const guint8 *bytes, gsize n_bytes)
{
	g_assert_cmpuint(n_bytes, >=, 12);
	g_assert_cmpuint(bytes[0], ==, 1);
	return (InkFrame){ bytes[1], (guint16)ink_le(bytes + 2, 2), ink_le(bytes + 4, 4),
		ink_le(bytes + 8, 4), bytes + 12, n_bytes - 12 };
}

static inline guint8 ink_byte(const guint8 **at, const guint8 *end)
{
	g_assert_true(*at < end);
	return *(*at)++;
}

static inline guint64 ink_v(const guint8 **at, const guint8 *end)
{
	guint64 value = 0;
	for (guint shift = 0;; shift += 7) {
		g_assert_cmpuint(shift, <, 64);
		guint8 byte = ink_byte(at, end);
		value |= (guint64)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return value;
	}
}

static inline gint64 ink_z(const guint8 **at, const guint8 *end)
{
	guint64 value = ink_v(at, end);
	return (gint64)(value >> 1) ^ -(gint64)(value & 1);
}

static inline InkStroke *ink_page_stroke(const InkPage *page, guint64 id)
{
	for (guint i = 0; i < page->strokes->len; i++) {
		InkStroke *stroke = g_ptr_array_index(page->strokes, i);
		if (stroke->id == id)
			return stroke;
	}
	return NULL;
}

static inline void ink_read_stroke(InkPage *page, const guint8 **at, const guint8 *end)
{
	InkStroke *stroke = g_new0(InkStroke, 1);
	stroke->id = ink_v(at, end);
	stroke->start_ms = (gint64)ink_v(at, end);
	stroke->tip = ink_byte(at, end);
	stroke->flags = ink_v(at, end);
	stroke->dots = g_array_new(FALSE, FALSE, sizeof(InkDot));
	g_assert_null(ink_page_stroke(page, stroke->id));
	g_ptr_array_add(page->strokes, stroke);
}

static inline void ink_read_dots(InkPage *page, const guint8 **at, const guint8 *end)
{
	InkStroke *stroke = ink_page_stroke(page, ink_v(at, end));
	g_assert_nonnull(stroke);
	InkDot dot = { 0 };
	for (guint64 n = ink_v(at, end); n > 0; n--) {
		dot.time_ms += (gint64)ink_v(at, end);
		dot.x += ink_z(at, end);
		dot.y += ink_z(at, end);
		dot.force = ink_byte(at, end);
		g_array_append_val(stroke->dots, dot);
	}
}

/* All of a frame; whatever does not fit the document fails the test. Returns where the message's next frame
 * begins, or NULL. */
static inline const guint8 *ink_page_read(InkPage *page, const InkFrame *frame)
{
	const guint8 *at = frame->records, *end = frame->records + frame->n_bytes;
	g_assert_cmpuint(frame->copy, ==, page->copy);
	while (at < end) {
		InkStroke *stroke;
		switch (*at++) {
		case 1:
			ink_read_stroke(page, &at, end);
			break;
		case 2:
			ink_read_dots(page, &at, end);
			break;
		case 3:
			stroke = ink_page_stroke(page, ink_v(&at, end));
			g_assert_nonnull(stroke);
			stroke->is_up = true;
			stroke->duration_ms = (gint64)ink_v(&at, end);
			stroke->flags = ink_v(&at, end);
			break;
		case 4:
			g_assert_true(at == end);
			page->ended = true;
			break;
		case 5:
			stroke = ink_page_stroke(page, ink_v(&at, end));
			if (stroke)
				g_ptr_array_remove(page->strokes, stroke);
			break;
		case 6:
			return at;
		default:
			g_assert_not_reached();
		}
	}
	return NULL;
}

static inline guint ink_page_n_dots(const InkPage *page)
{
	guint n = 0;
	for (guint i = 0; i < page->strokes->len; i++)
		n += ((InkStroke *)g_ptr_array_index(page->strokes, i))->dots->len;
	return n;
}

static inline int ink_compare_ids(gconstpointer a, gconstpointer b)
{
	guint64 one = (*(InkStroke *const *)a)->id, two = (*(InkStroke *const *)b)->id;
	return (one > two) - (one < two);
}

/* The same strokes with the same dots, in whatever order the strokes came. */
static inline void ink_page_assert_equal(InkPage *a, InkPage *b)
{
	g_assert_cmpuint(a->copy, ==, b->copy);
	g_assert_cmpuint(a->strokes->len, ==, b->strokes->len);
	g_ptr_array_sort(a->strokes, ink_compare_ids);
	g_ptr_array_sort(b->strokes, ink_compare_ids);
	for (guint i = 0; i < a->strokes->len; i++) {
		InkStroke *one = g_ptr_array_index(a->strokes, i),
			  *two = g_ptr_array_index(b->strokes, i);
		g_assert_cmpuint(one->id, ==, two->id);
		g_assert_cmpint(one->start_ms, ==, two->start_ms);
		g_assert_cmpint(one->is_up, ==, two->is_up);
		g_assert_cmpint(one->duration_ms, ==, two->duration_ms);
		g_assert_cmpuint(one->flags, ==, two->flags);
		g_assert_cmpuint(one->dots->len, ==, two->dots->len);
		for (guint n = 0; n < one->dots->len; n++) {
			InkDot *a_dot = &g_array_index(one->dots, InkDot, n);
			InkDot *b_dot = &g_array_index(two->dots, InkDot, n);
			g_assert_cmpint(a_dot->time_ms, ==, b_dot->time_ms);
			g_assert_cmpint(a_dot->x, ==, b_dot->x);
			g_assert_cmpint(a_dot->y, ==, b_dot->y);
			g_assert_cmpuint(a_dot->force, ==, b_dot->force);
		}
	}
}
