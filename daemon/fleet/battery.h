/* SPDX-License-Identifier: MIT */
/*
 * How long a pen's battery will last, from what pens said of it. Plain arithmetic that can be told in a sentence:
 * percent lost per hour of use, over the last three weeks. Use is the time between two words of a pen that was here
 * and not charging in between. A pen's own rate when it has two hours of use; else that of all pens of its model when
 * they have three together; else BATTERY_DEFAULT_PERCENT_PER_HOUR. What is left above BATTERY_RESERVE_PERCENT divided
 * by the rate is the hours of use that are left. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define BATTERY_DAYS 21
/* A full pen in eight hours: less than vendors promise, more than an old battery keeps. */
#define BATTERY_DEFAULT_PERCENT_PER_HOUR 12.0
#define BATTERY_OWN_HOURS 2.0
#define BATTERY_MODEL_HOURS 3.0
/* Pens go off with a little left. */
#define BATTERY_RESERVE_PERCENT 3.0

typedef struct {
	gint64 at_ms;
	gint percent;
	bool charging;
	bool came; /* it was away before */
} BatteryReading;

/* What was used in which time. */
typedef struct {
	double percent, hours;
} BatteryUse;

typedef enum { BATTERY_OWN, BATTERY_MODEL, BATTERY_DEFAULT } BatteryBasis;

typedef struct {
	double percent_per_hour;
	double hours_left;
	BatteryBasis basis;
} BatteryForecast;

/* Of one pen; readings (of BatteryReading) by time. Those more than BATTERY_DAYS before `now_ms` do not count. */
BatteryUse battery_use(const GArray *readings, gint64 now_ms);
/* `model`: the use of all pens of its model, this one's too. `here`: it has been in use since its last reading. False:
 * nothing can be said, for it charges or never told. */
bool battery_forecast(const GArray *readings, const BatteryUse *model, bool here, gint64 now_ms,
	BatteryForecast *forecast);
