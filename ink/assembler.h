/* SPDX-License-Identifier: MIT */
/*
 * Joins what one pen tells (a DotSink) into strokes: one open at most, every dot kept, doubts flagged
 * (outliers, gaps), the pen's wrong clock repaired with both times kept. Time and stroke ids come in
 * from outside. A stroke is never longer than 200,000 dots: the rest goes on in a second one with the
 * same start, flagged GAP.
 */
#pragma once

#include "ink/pen-clock.h"
#include "ink/stroke.h"

/*
 * A stroke is lent for the call, but `closed` gives it away. All but new_id and closed may be NULL.
 * now_ms: ms since 1970, for what a wrong clock may have meant.
 * What `closed` brings is the truth: until then the DOT_OUTLIER of the last two dots told is not
 * settled (it takes the dots that follow), and at the up all dots' times may change (gaps_counted).
 */
typedef struct {
	void *user;
	gint64 (*new_id)(void *user);
	gint64 (*now_ms)(void *user);
	void (*opened)(void *user, const Stroke *stroke);
	void (*grew)(void *user, const Stroke *stroke, guint first_new_dot);
	/* The page became known, or another, after `opened`; all dots of the stroke are on it. */
	void (*paged)(void *user, const Stroke *stroke);
	void (*closed)(void *user, Stroke *take_stroke);
	void (*said)(void *user, const PenSaid *said);
} AssemblerListener;

typedef struct Assembler Assembler;

Assembler *assembler_new(const AssemblerListener *listener);
Assembler *assembler_free(Assembler *assembler); /* an open stroke must have been closed */
const DotSink *assembler_sink(Assembler *assembler);
const Stroke *assembler_open_stroke(const Assembler *assembler); /* or NULL */

/*
 * Readings of this pen's clock, oldest first, copied. Ink of a wrong clock gets start_ms and end_ms moved to when it
 * was written, is flagged CLOCK_REPAIRED and keeps pen_start_ms; where that is not sure, CLOCK_UNSURE (pen-clock.h).
 */
void assembler_set_clock(Assembler *assembler, const ClockReading *readings, gsize n_readings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Assembler, assembler_free)
