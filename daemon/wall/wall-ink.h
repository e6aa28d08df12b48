/* SPDX-License-Identifier: MIT */
/*
 * What of a page copy's ink is on the wall: only the strokes that touch the shown question, none that touches what
 * would tell whose it is. A stroke is held back until a dot of it is where it belongs. What was let through is one
 * buffer that only grows, so whoever follows needs no more than how far they got. Pure.
 */
#pragma once

#include <glib.h>

#include "daemon/classroom/ink-records.h"

typedef struct WallInk WallInk;

#define WALL_INK_BYTES_MAX (4u << 20) /* then no more is shown */

/* wanted: of InkRectangle; empty: all of the paper. unwanted: never shown, whatever else it touches. */
WallInk *wall_ink_new(const GArray *wanted, const GArray *unwanted);
WallInk *wall_ink_free(WallInk *ink); /* accepts NULL, returns NULL */
/* More records of the copy, in their order. */
void wall_ink_feed(WallInk *ink, const guint8 *records, gsize n_bytes);
/* All that may be seen so far. */
const GByteArray *wall_ink_shown(const WallInk *ink);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(WallInk, wall_ink_free)
