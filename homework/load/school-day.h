/* SPDX-License-Identifier: MIT */
/*
 * Days and minutes in the school's own time. The time zone is data, an offset without summer time, so the same record
 * gives the same figures on every machine. A day is a number: days since 1970-01-01.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* A day does not end at midnight but in the small hours: who still writes at one is late, not early. */
typedef struct {
	gint offset_minutes; /* of the school's time ahead of UTC */
	gint begins_minute;  /* of the day, after midnight */
} SchoolClock;

typedef struct {
	gint day;
	gint minute; /* since midnight of that day; above 1440 in the small hours after it */
} SchoolMoment;

#define SCHOOL_DAY_MS (G_GINT64_CONSTANT(24) * 3600 * 1000)

SchoolMoment school_day_of(const SchoolClock *clock, gint64 utc_ms);
/* When the day begins (at begins_minute), and when its minute since midnight is. */
gint64 school_day_begin_ms(const SchoolClock *clock, gint day);
gint64 school_day_minute_ms(const SchoolClock *clock, gint day, gint minute);
/* 0:00 of the calendar's day, which is over before the school's is. */
gint64 school_day_midnight_ms(const SchoolClock *clock, gint64 utc_ms);

/* Of a year that begins in that month, as it is called: school year 2026 from 2026-09 on. Month 1: the calendar's. */
gint school_day_year(gint day, gint begins_month);
gint school_day_weekday(gint day); /* 1 Monday to 7 Sunday */
static inline gint school_day_monday(gint day)
{
	return day - school_day_weekday(day) + 1;
}

/* "08:20", up to 24:00; what follows is at *end. */
bool school_day_take_clock(const char *text, gint *minute, const char **end);
/* "2026-11-25"; years 1970 to 2999. */
#define SCHOOL_DAY_BYTES 11
bool school_day_parse(const char *text, gint *day);
void school_day_format(gint day, char text[SCHOOL_DAY_BYTES]);
/* "2026-11-25 08:20" by the school's clock, the date as on a calendar; "" for 0. To be freed. */
char *school_day_time_text(const SchoolClock *clock, gint64 utc_ms);
