/* SPDX-License-Identifier: MIT */
/* A sink for fuzz targets: it holds a decoder to what dot.h promises, and aborts when it does not keep it. */
#pragma once

#include "protocol/dot.h"

#include <glib.h>

typedef struct {
	bool open;
	bool page_known;
	guint32 n_dots;
	guint32 last_ms;
	gsize n_calls;
} NeoSink;

static inline void neo_sink_down(void *user, const StrokeHead *head)
{
	NeoSink *sink = user;
	g_assert(!sink->open);
	g_assert(head->page.family <= PAGE_FAMILY_NCODE);
	g_assert(head->tip == TIP_PEN || head->tip == TIP_ERASER);
	g_assert(head->start_ms >= 0);
	*sink = (NeoSink){ .open = true,
		.page_known = head->page.family != PAGE_FAMILY_NONE,
		.n_calls = sink->n_calls + 1 };
}

static inline void neo_sink_page(void *user, const PageAddress *page)
{
	NeoSink *sink = user;
	g_assert(sink->open && !sink->page_known);
	g_assert(page->family == PAGE_FAMILY_NCODE);
	sink->page_known = true;
	sink->n_calls++;
}

static inline void neo_sink_dots(void *user, const Dot *dots, size_t n_dots)
{
	NeoSink *sink = user;
	g_assert(sink->open && n_dots > 0);
	for (size_t i = 0; i < n_dots; i++) {
		g_assert(dots[i].time_ms >= sink->last_ms);
		g_assert(dots[i].gap_ms <= dots[i].time_ms - sink->last_ms);
		g_assert(dots[i].gap_ms == 0 || dots[i].flags & DOT_AFTER_GAP);
		sink->last_ms = dots[i].time_ms;
	}
	sink->n_dots += (guint32)n_dots;
}

static inline void neo_sink_up(void *user, const StrokeTail *tail)
{
	NeoSink *sink = user;
	g_assert(sink->open && sink->n_dots > 0);
	g_assert(tail->n_dots == sink->n_dots);
	g_assert(tail->start_ms >= 0 && tail->end_ms >= tail->start_ms);
	g_assert(tail->end_ms < G_GINT64_CONSTANT(1) << 49);
	g_assert(tail->flags < 1u << STROKE_N_FLAGS);
	g_assert(tail->pen_start_ms == tail->start_ms || tail->flags & STROKE_CLOCK_REPAIRED);
	g_assert(!sink->page_known || !(tail->flags & STROKE_PAGE_GUESSED));
	g_assert(!sink->page_known || tail->page.family != PAGE_FAMILY_NONE);
	sink->open = false;
	sink->n_calls++;
}

static inline void neo_sink_said(void *user, const PenSaid *said)
{
	NeoSink *sink = user;
	g_assert(said->kind <= PEN_SAID_TOUCH && said->percent <= 100);
	sink->n_calls++;
}

static inline DotSink neo_sink(NeoSink *sink)
{
	return (DotSink){ sink, neo_sink_down, neo_sink_page, neo_sink_dots, neo_sink_up,
		neo_sink_said };
}

/* Feeds bytes in pieces whose sizes the bytes themselves decide, each a copy so that a look behind its
 * end is seen. */
static inline void neo_sink_feed_pieces(const guint8 *data, gsize size,
	void (*feed)(void *decoder, const guint8 *bytes, gsize n_bytes), void *decoder)
{
	for (gsize at = 0; at < size;) {
		gsize n = MIN(size - at, (gsize)data[at] % 61 + 1);
		g_autofree guint8 *copy = g_memdup2(data + at, n);
		feed(decoder, copy, n);
		at += n;
	}
}
