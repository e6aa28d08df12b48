/* SPDX-License-Identifier: MIT */
/* Days, times and assignments for the tests of homework load. */
#pragma once

#include <string.h>

#include "homework/load/assigned.h"
#include "ink/stroke-times.h"

static inline gint fixture_day(const char *text)
{
	gint day = -1;

	g_assert_true(school_day_parse(text, &day));
	return day;
}

/* "2026-09-07 19:30" by the clock of UTC+8, and seconds. */
static inline gint64 fixture_at(const char *text, gint64 seconds)
{
	g_autofree char *date = g_strndup(text, 10);
	const gint64 minutes = atoi(text + 11) * 60 + atoi(text + 14) - 8 * 60;

	return fixture_day(date) * SCHOOL_DAY_MS + (minutes * 60 + seconds) * 1000;
}

static inline StrokeTime fixture_time(const char *text, gint64 seconds, gint64 length_ms)
{
	const gint64 start = fixture_at(text, seconds);

	return (StrokeTime){ start, start + length_ms };
}

static inline Assigned *fixture_assigned(
	gint64 id, const char *subject, LoadPlace place, const char *day, gint minutes)
{
	Assigned *assigned = assigned_new();

	assigned->id = id;
	g_free(assigned->subject);
	assigned->subject = g_strdup(subject);
	assigned->place = place;
	assigned->day = fixture_day(day);
	assigned->published_ms = assigned->day * SCHOOL_DAY_MS;
	assigned->minutes = minutes;
	assigned->n_pages = 1;
	return assigned;
}

static inline void fixture_free_assigned(gpointer assigned)
{
	assigned_free(assigned);
}
