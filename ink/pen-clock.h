/* SPDX-License-Identifier: MIT */
/*
 * When ink was written that tells the time of its pen's clock, which was wrong and was set more than once. Its past
 * is what was read of it at each connect; where that leaves two answers the caller is told so, and nothing is guessed
 * in silence. No clock in here: the present comes in.
 */
#pragma once

#include "protocol/dot.h"

#include <glib.h>

/* The pen's clock at a connect. Times ms since 1970. */
typedef struct {
	gint64 host_ms;	   /* when it was read, before it was set */
	gint64 pen_ms;	   /* what it said */
	gint64 set_ms;	   /* by when the pen had taken the host's time; 0: not known that it has */
	gint64 emptied_ms; /* all that the pen held then has been told since; 0: not known */
} ClockReading;

typedef struct {
	gint64 offset_ms; /* true time - the pen's; 0 where the clock was right within two seconds */
	bool sure;
} ClockMoment;

typedef struct PenClock PenClock;

PenClock *pen_clock_new(void);
PenClock *pen_clock_free(PenClock *clock); /* returns NULL; accepts NULL */

/* Oldest first, copied. What is no time (of a liar) is left out. */
void pen_clock_set(PenClock *clock, const ClockReading *readings, gsize n_readings);

/*
 * Stored ink, told at now_ms (0: not known). Between two connects a pen went by the clock that it was left with,
 * or by the one that was read next, or first by the one and then by the other. Of these remain:
 * those by which the ink was written within that time and before now; those by which it was not written before the
 * ink that the same page told before it, for a pen tells a page in the order of writing; and those by which it was
 * not told before already, when the pen was emptied. The earliest is taken, unless another lies months later. More
 * than one, or none: not sure.
 */
ClockMoment pen_clock_stored(
	PenClock *clock, const PageAddress *page, gint64 pen_start_ms, gint64 now_ms);
/* Live ink is of now: of a clock that did not let itself be set, or just may have, now tells which it was. */
ClockMoment pen_clock_live(const PenClock *clock, gint64 pen_start_ms, gint64 now_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PenClock, pen_clock_free)
