/* SPDX-License-Identifier: MIT */
/* See battery.h. */
#include "daemon/fleet/battery.h"

#define MS_PER_HOUR 3600000.0
#define MS_PER_DAY (G_GINT64_CONSTANT(86400000))
/* No battery of a pen is faster or slower than these: a gauge that jumps is not believed. */
#define PERCENT_PER_HOUR_MIN 1.0
#define PERCENT_PER_HOUR_MAX 60.0

static const BatteryReading *reading_at(const GArray *readings, guint i)
{
	return &g_array_index(readings, BatteryReading, i);
}

BatteryUse battery_use(const GArray *readings, gint64 now_ms)
{
	const gint64 since_ms = now_ms - BATTERY_DAYS * MS_PER_DAY;
	BatteryUse use = { 0 };

	for (guint i = 1; i < readings->len; i++) {
		const BatteryReading *before = reading_at(readings, i - 1);
		const BatteryReading *after = reading_at(readings, i);

		if (after->came || before->charging || after->charging ||
			after->percent > before->percent || before->at_ms < since_ms ||
			after->at_ms <= before->at_ms || after->at_ms > now_ms)
			continue;
		use.percent += before->percent - after->percent;
		use.hours += (double)(after->at_ms - before->at_ms) / MS_PER_HOUR;
	}
	return use;
}

static double rate_of(const BatteryUse *own, const BatteryUse *model, BatteryBasis *basis)
{
	const BatteryUse *use = NULL;

	*basis = BATTERY_DEFAULT;
	if (own->hours >= BATTERY_OWN_HOURS) {
		use = own;
		*basis = BATTERY_OWN;
	} else if (model->hours >= BATTERY_MODEL_HOURS) {
		use = model;
		*basis = BATTERY_MODEL;
	}
	if (!use)
		return BATTERY_DEFAULT_PERCENT_PER_HOUR;
	return CLAMP(use->percent / use->hours, PERCENT_PER_HOUR_MIN, PERCENT_PER_HOUR_MAX);
}

bool battery_forecast(const GArray *readings, const BatteryUse *model, bool here, gint64 now_ms,
	BatteryForecast *forecast)
{
	const BatteryReading *last =
		readings->len > 0 ? reading_at(readings, readings->len - 1) : NULL;
	const BatteryUse own = battery_use(readings, now_ms);

	if (!last || last->charging)
		return false;
	forecast->percent_per_hour = rate_of(&own, model, &forecast->basis);
	const double hours_since = here ? (double)MAX(now_ms - last->at_ms, 0) / MS_PER_HOUR : 0.0;
	const double left = last->percent - BATTERY_RESERVE_PERCENT;
	forecast->hours_left = MAX(left / forecast->percent_per_hour - hours_since, 0.0);
	return true;
}
