/* SPDX-License-Identifier: MIT */
/* See school-day.h. */
#include "homework/load/school-day.h"

#include <string.h>

#define DAY_MINUTES 1440
#define MINUTE_MS G_GINT64_CONSTANT(60000)
#define DAY_LAST 376199 /* 2999-12-31 */

static gint64 floor_div(gint64 value, gint64 by)
{
	return value / by - (value % by < 0);
}

SchoolMoment school_day_of(const SchoolClock *clock, gint64 utc_ms)
{
	/* Pens may say anything; nothing that far away is on a calendar. */
	const gint64 bound = SCHOOL_DAY_MS * DAY_LAST;
	const gint64 minutes =
		floor_div(CLAMP(utc_ms, -bound, bound), MINUTE_MS) + clock->offset_minutes;
	const gint64 day = floor_div(minutes - clock->begins_minute, DAY_MINUTES);

	return (SchoolMoment){ (gint)day, (gint)(minutes - day * DAY_MINUTES) };
}

gint64 school_day_minute_ms(const SchoolClock *clock, gint day, gint minute)
{
	return day * SCHOOL_DAY_MS + (minute - clock->offset_minutes) * MINUTE_MS;
}

gint64 school_day_begin_ms(const SchoolClock *clock, gint day)
{
	return school_day_minute_ms(clock, day, clock->begins_minute);
}

gint64 school_day_midnight_ms(const SchoolClock *clock, gint64 utc_ms)
{
	const SchoolClock calendar = { .offset_minutes = clock->offset_minutes };

	return school_day_begin_ms(&calendar, school_day_of(&calendar, utc_ms).day);
}

gint school_day_weekday(gint day)
{
	/* 1970-01-01 was a Thursday. */
	return (gint)(((day + 3) % 7 + 7) % 7) + 1;
}

/* GDate counts from 0001-01-01, which is 1. */
#define JULIAN_1970 719163

/* Of text that has them. */
static gint digits(const char *text, guint n)
{
	gint number = 0;

	for (guint i = 0; i < n; i++)
		number = number * 10 + (text[i] - '0');
	return number;
}

bool school_day_take_clock(const char *text, gint *minute, const char **end)
{
	if (!g_ascii_isdigit(text[0]) || !g_ascii_isdigit(text[1]) || text[2] != ':' ||
		!g_ascii_isdigit(text[3]) || !g_ascii_isdigit(text[4]))
		return false;
	const gint hours = digits(text, 2), minutes = digits(text + 3, 2);
	if (minutes > 59 || hours * 60 + minutes > DAY_MINUTES)
		return false;
	*minute = hours * 60 + minutes;
	*end = text + 5;
	return true;
}

bool school_day_parse(const char *text, gint *day)
{
	static const char FORM[] = "dddd-dd-dd";
	GDate date;

	for (gsize i = 0; i < sizeof(FORM); i++)
		if (FORM[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != FORM[i])
			return false;
	const gint year = digits(text, 4), month = digits(text + 5, 2),
		   of_month = digits(text + 8, 2);
	if (year < 1970 || year > 2999 ||
		!g_date_valid_dmy((GDateDay)of_month, (GDateMonth)month, (GDateYear)year))
		return false;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)of_month, (GDateMonth)month, (GDateYear)year);
	*day = (gint)g_date_get_julian(&date) - JULIAN_1970;
	return true;
}

gint school_day_year(gint day, gint begins_month)
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)(CLAMP(day, 0, DAY_LAST) + JULIAN_1970));
	return g_date_get_year(&date) - ((gint)g_date_get_month(&date) < begins_month);
}

void school_day_format(gint day, char text[SCHOOL_DAY_BYTES])
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)(CLAMP(day, 0, DAY_LAST) + JULIAN_1970));
	g_snprintf(text, SCHOOL_DAY_BYTES, "%04u-%02u-%02u", g_date_get_year(&date),
		(guint)g_date_get_month(&date), g_date_get_day(&date));
}

char *school_day_time_text(const SchoolClock *clock, gint64 utc_ms)
{
	const SchoolMoment moment = school_day_of(clock, utc_ms);
	char day[SCHOOL_DAY_BYTES];

	if (utc_ms == 0)
		return g_strdup("");
	school_day_format(moment.day + moment.minute / DAY_MINUTES, day);
	return g_strdup_printf("%s %02d:%02d", day, moment.minute / 60 % 24, moment.minute % 60);
}
