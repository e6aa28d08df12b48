/* SPDX-License-Identifier: MIT */
/*
 * Whose turn it is on an adapter that holds fewer links than there are pens. Pens that write live keep their
 * place; the others take turns: connect, fetch, on disk, release. First those who are expected (in class
 * now), then those who waited longest; one that fails steps back with growing pauses. Pure: the time is
 * handed in, the answer says what to do.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "daemon/links/link.h"

typedef struct {
	gpointer pen; /* the caller's own */
	bool here;    /* on the air */
	bool linked, connecting;
	bool expected;
	LinkActivity activity; /* of a linked one */
	gint64 since_ms;       /* in this state: linked, or waiting */
	gint64 last_served_ms; /* its stored ink was last all fetched; 0 never */
	gint64 not_before_ms;  /* back-off after a failure; 0 */
} RotaPen;

typedef struct {
	guint n_places;	    /* of the adapter; 0: no bound known */
	guint n_connecting; /* at once, at most */
	gint64 turn_ms;	    /* a resting pen keeps its place at least so long */
	gint64 again_ms;    /* one served is not asked again sooner, while others wait */
} RotaRules;

typedef struct {
	gpointer connect;     /* a pen to connect now; NULL none */
	gpointer release;     /* a resting pen whose place another needs; NULL none */
	gint64 look_again_ms; /* at the latest; 0: on change only */
} RotaMove;

RotaMove rota_next(const RotaPen *pens, gsize n_pens, const RotaRules *rules, gint64 now_ms);
/* The pause after the nth failure in a row: 2 s doubling to two minutes, stretched by up to a fifth by
 * `chance` (any number), so that sixty pens do not all come at once. */
gint64 rota_back_off_ms(guint n_failures, guint32 chance);
