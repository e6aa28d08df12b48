/* SPDX-License-Identifier: MIT */
/*
 * How long one pupil worked, from when their strokes were written. Strokes in any order and at any time, each once;
 * the same strokes give the same minutes. All of it in whole milliseconds, by these rules:
 *
 *   - a stroke counts from its begin to its end, or to the begin of the next, and never more than a thinking pause;
 *   - a pause between two strokes of one assignment counts as writing up to measure.gap_seconds, as thinking
 *     up to measure.thinking_seconds, whole or not at all; between strokes of two assignments it does not;
 *   - each piece belongs to the day, the place and the side of bedtime in which it begins.
 */
#pragma once

#include "homework/load/rules.h"
#include "ink/stroke-times.h"

typedef struct {
	gint64 assignment;
	gint day;
	LoadPlace place; /* by calendar and clock */
	gint64 n_strokes;
	gint64 ink_ms;	    /* writing, with its short gaps */
	gint64 thinking_ms; /* longer pauses */
	gint64 late_ms;	    /* of both: at home after bedtime */
} MinutesCell;

typedef struct Minutes Minutes;

/* The book outlives them. */
Minutes *minutes_new(const RulesBook *book, gint grade);
Minutes *minutes_free(Minutes *minutes); /* accepts NULL, returns NULL */

void minutes_add(Minutes *minutes, gint64 assignment, StrokeTime time);
/* False: there is no such stroke. */
bool minutes_remove(Minutes *minutes, gint64 assignment, StrokeTime time);

/* Of MinutesCell, by day, assignment, place; without empty ones. */
GArray *minutes_cells(const Minutes *minutes);
/* The end of the day's last stroke, as minute of that day (above 1440 after midnight); -1 none. */
gint minutes_last_minute(const Minutes *minutes, gint day);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Minutes, minutes_free)
