/* SPDX-License-Identifier: MIT */
/* See stroke.h. */
#include "ink/stroke.h"

Stroke *stroke_new(void)
{
	Stroke *stroke = g_new0(Stroke, 1);

	stroke->dots = g_array_new(FALSE, FALSE, sizeof(Dot));
	return stroke;
}

Stroke *stroke_free(Stroke *stroke)
{
	if (stroke) {
		g_array_unref(stroke->dots);
		g_free(stroke);
	}
	return NULL;
}

Stroke *stroke_copy(const Stroke *stroke)
{
	Stroke *copy = g_new(Stroke, 1);

	*copy = *stroke;
	copy->dots = g_array_copy(stroke->dots);
	return copy;
}

static void destroy(gpointer stroke)
{
	stroke_free(stroke);
}

GPtrArray *stroke_array_new(void)
{
	return g_ptr_array_new_with_free_func(destroy);
}

static bool same_place_and_force(const Dot *a, const Dot *b)
{
	return a->at.x == b->at.x && a->at.y == b->at.y && a->force == b->force;
}

/* Taking the first fit for every dot of the part never spoils a later one, so one pass is enough. */
bool stroke_contains(const Stroke *whole, const Stroke *part)
{
	guint n_found = 0;

	for (guint i = 0; i < whole->dots->len && n_found < part->dots->len; i++)
		if (same_place_and_force(stroke_dot(whole, i), stroke_dot(part, n_found)))
			n_found++;
	return n_found == part->dots->len;
}

/* Field by field: a Dot has three bytes of padding, which nobody promises to clear. */
static bool dots_equal(const Dot *a, const Dot *b)
{
	return a->time_ms == b->time_ms && same_place_and_force(a, b) && a->twist == b->twist &&
	       a->gap_ms == b->gap_ms && a->tilt_x == b->tilt_x && a->tilt_y == b->tilt_y &&
	       a->flags == b->flags;
}

bool stroke_equal(const Stroke *a, const Stroke *b)
{
	if (!page_address_equal(&a->page, &b->page) || a->start_ms != b->start_ms ||
		a->pen_start_ms != b->pen_start_ms || a->end_ms != b->end_ms ||
		a->color != b->color || a->flags != b->flags || a->force_max != b->force_max ||
		a->tip != b->tip || a->origin != b->origin || a->dots->len != b->dots->len)
		return false;
	for (guint i = 0; i < a->dots->len; i++)
		if (!dots_equal(stroke_dot(a, i), stroke_dot(b, i)))
			return false;
	return true;
}
