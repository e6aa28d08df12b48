/* SPDX-License-Identifier: MIT */
/* The pens' timers: one source of the loop for the nearest of them all. They stand still while links are
 * paused, for a pen that nobody reads cannot answer in time. */
#include "daemon/pens/pens-private.h"

/* A pen is not late with what waited in its link while nobody read it. */
#define RESUME_MS 2000

static gboolean on_timer(gpointer user);

static void arm_timer(Pens *pens, gint64 due_us)
{
	gint64 wait_us = due_us - g_get_monotonic_time();

	if (pens->timer_source != 0 && pens->timer_due_us <= due_us)
		return;
	g_clear_handle_id(&pens->timer_source, g_source_remove);
	pens->timer_due_us = due_us;
	pens->timer_source =
		g_timeout_add((guint)CLAMP((wait_us + 999) / 1000, 0, G_MAXINT), on_timer, pens);
}

/* The loop knows the nearest timer only; one that moves away costs nothing until it would have come. */
void pens_look_at_timer(PenLink *link)
{
	gint64 timer_ms = link->pen ? pen_timer_ms(link->pen) : 0;

	if (timer_ms == link->timer_ms)
		return;
	link->timer_ms = timer_ms;
	link->due_us = 0;
	if (timer_ms != 0) {
		link->due_us = g_get_monotonic_time() + (timer_ms - pens_clock_ms()) * 1000;
		arm_timer(link->pens, link->due_us);
	}
}

static void arm_nearest(Pens *pens)
{
	gint64 next_us = 0;

	for (guint i = 0; i < pens->links->len; i++) {
		const PenLink *link = g_ptr_array_index(pens->links, i);

		if (link->due_us != 0 && (next_us == 0 || link->due_us < next_us))
			next_us = link->due_us;
	}
	if (next_us != 0)
		arm_timer(pens, next_us);
}

static gboolean on_timer(gpointer user)
{
	Pens *pens = user;
	gint64 now_us = g_get_monotonic_time();

	pens->timer_source = 0;
	if (pens->paused)
		return G_SOURCE_REMOVE;
	/* Backwards: a link that ends takes itself out. */
	for (guint i = pens->links->len; i-- > 0;) {
		PenLink *link = i < pens->links->len ? g_ptr_array_index(pens->links, i) : NULL;

		if (link && link->due_us != 0 && link->due_us <= now_us) {
			link->due_us = link->timer_ms = 0;
			pen_timer(link->pen, pens_clock_ms());
			pens_after_call(link);
		}
	}
	arm_nearest(pens);
	return G_SOURCE_REMOVE;
}

/* The timers stood still meanwhile: an answer may wait in the link. */
void pens_resume_timers(Pens *pens)
{
	gint64 soonest_us = g_get_monotonic_time() + RESUME_MS * G_TIME_SPAN_MILLISECOND;

	for (guint i = 0; i < pens->links->len; i++) {
		PenLink *link = g_ptr_array_index(pens->links, i);

		if (link->due_us != 0)
			link->due_us = MAX(link->due_us, soonest_us);
	}
	arm_nearest(pens);
}
