/* SPDX-License-Identifier: MIT */
/* A stroke the record holds already, as a candidate for being the same as a new one. Internal to store/. */
#pragma once

#include "ink/stroke.h"

typedef enum { KNOWN_ROW, KNOWN_PACK, KNOWN_JOURNAL } KnownPlace;

typedef struct {
	KnownPlace place;
	gint64 page_copy_id; /* 0 none */
	bool same_dots;	     /* seen to have the new one's dots: `stroke` comes without any */
	Stroke *stroke;
} Known;

static inline void known_free(gpointer data)
{
	Known *known = data;
	stroke_free(known->stroke);
	g_free(known);
}

static inline void known_add(GPtrArray *found, KnownPlace place, gint64 page_copy_id,
	bool same_dots, Stroke *take_stroke)
{
	Known *known = g_new(Known, 1);
	*known = (Known){ place, page_copy_id, same_dots, take_stroke };
	g_ptr_array_add(found, known);
}

/* Could two copies of one stroke have these pages? Not when both are sure and differ. */
static inline bool known_pages_agree(
	const PageAddress *a, guint32 a_flags, const PageAddress *b, guint32 b_flags)
{
	return a->family == PAGE_FAMILY_NONE || b->family == PAGE_FAMILY_NONE ||
	       ((a_flags | b_flags) & STROKE_PAGE_GUESSED) || page_address_equal(a, b);
}
