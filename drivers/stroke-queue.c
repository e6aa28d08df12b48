/* SPDX-License-Identifier: MIT */
/*
 * Stored strokes held while a live one is open. What is held is bounded by whoever feeds the stored side:
 * a driver acknowledges a packet only after its strokes were told, and a pen waits for that.
 */
#include "drivers/stroke-queue.h"

typedef struct {
	StrokeHead head;
	StrokeTail tail;
	PageAddress page; /* family NONE: told with the head, or not at all */
	guint n_dots;
} HeldStroke;

struct StrokeQueue {
	DotSink out;
	DotSink live;
	DotSink stored;
	bool live_open;
	guint64 n_live_dots;
	bool stored_open;    /* between down and up on the stored side */
	bool stored_passing; /* that stroke goes straight through */
	GArray *strokes;     /* of HeldStroke */
	GArray *dots;	     /* of Dot, of all held strokes in order */
};

/* ---- held strokes */

static void release(StrokeQueue *queue)
{
	const DotSink *out = &queue->out;
	guint first = 0;
	for (guint i = 0; i < queue->strokes->len; i++) {
		const HeldStroke *held = &g_array_index(queue->strokes, HeldStroke, i);
		out->down(out->user, &held->head);
		if (held->page.family != PAGE_FAMILY_NONE)
			out->page(out->user, &held->page);
		if (held->n_dots > 0)
			out->dots(out->user, &g_array_index(queue->dots, Dot, first), held->n_dots);
		out->up(out->user, &held->tail);
		first += held->n_dots;
	}
	g_array_set_size(queue->strokes, 0);
	g_array_set_size(queue->dots, 0);
}

static HeldStroke *last_held(StrokeQueue *queue)
{
	return &g_array_index(queue->strokes, HeldStroke, queue->strokes->len - 1);
}

static void stored_down(void *user, const StrokeHead *head)
{
	StrokeQueue *queue = user;
	queue->stored_open = true;
	queue->stored_passing = !queue->live_open;
	if (queue->stored_passing) {
		queue->out.down(queue->out.user, head);
		return;
	}
	const HeldStroke held = { .head = *head };
	g_array_append_val(queue->strokes, held);
}

static void stored_page(void *user, const PageAddress *page)
{
	StrokeQueue *queue = user;
	if (queue->stored_passing)
		queue->out.page(queue->out.user, page);
	else
		last_held(queue)->page = *page;
}

static void stored_dots(void *user, const Dot *dots, size_t n_dots)
{
	StrokeQueue *queue = user;
	if (queue->stored_passing) {
		queue->out.dots(queue->out.user, dots, n_dots);
		return;
	}
	g_array_append_vals(queue->dots, dots, (guint)n_dots);
	last_held(queue)->n_dots += (guint)n_dots;
}

static void stored_up(void *user, const StrokeTail *tail)
{
	StrokeQueue *queue = user;
	queue->stored_open = false;
	if (queue->stored_passing)
		queue->out.up(queue->out.user, tail);
	else
		last_held(queue)->tail = *tail;
}

/* ---- live strokes */

static void live_down(void *user, const StrokeHead *head)
{
	StrokeQueue *queue = user;
	g_assert(!queue->stored_open); /* stored strokes come whole, in one call */
	queue->live_open = true;
	queue->out.down(queue->out.user, head);
}

static void live_page(void *user, const PageAddress *page)
{
	const StrokeQueue *queue = user;
	queue->out.page(queue->out.user, page);
}

static void live_dots(void *user, const Dot *dots, size_t n_dots)
{
	StrokeQueue *queue = user;
	queue->n_live_dots += n_dots;
	queue->out.dots(queue->out.user, dots, n_dots);
}

static void live_up(void *user, const StrokeTail *tail)
{
	StrokeQueue *queue = user;
	queue->live_open = false;
	queue->out.up(queue->out.user, tail);
	if (queue->strokes->len > 0)
		release(queue);
}

static void either_said(void *user, const PenSaid *said)
{
	const StrokeQueue *queue = user;
	queue->out.said(queue->out.user, said);
}

StrokeQueue *stroke_queue_new(const DotSink *out)
{
	StrokeQueue *queue = g_new0(StrokeQueue, 1);
	queue->out = *out;
	queue->live = (DotSink){ queue, live_down, live_page, live_dots, live_up, either_said };
	queue->stored =
		(DotSink){ queue, stored_down, stored_page, stored_dots, stored_up, either_said };
	queue->strokes = g_array_new(FALSE, FALSE, sizeof(HeldStroke));
	queue->dots = g_array_new(FALSE, FALSE, sizeof(Dot));
	return queue;
}

StrokeQueue *stroke_queue_free(StrokeQueue *queue)
{
	if (!queue)
		return NULL;
	g_array_unref(queue->strokes);
	g_array_unref(queue->dots);
	g_free(queue);
	return NULL;
}

const DotSink *stroke_queue_live(StrokeQueue *queue)
{
	return &queue->live;
}

const DotSink *stroke_queue_stored(StrokeQueue *queue)
{
	return &queue->stored;
}

bool stroke_queue_holds(const StrokeQueue *queue)
{
	return queue->strokes->len > 0;
}

guint64 stroke_queue_n_live_dots(const StrokeQueue *queue)
{
	return queue->n_live_dots;
}
