/* SPDX-License-Identifier: MIT */
/* See config-retention.h. */
#include "daemon/config-retention.h"

#define DAYS_MAX 36500
/* Three school years and a holiday; ink that nobody claims, one. */
#define KEEP_DAYS 1200
#define KEEP_UNCLAIMED_DAYS 400

static const char *const KEYS[STORE_N_FORGETS] = {
	[STORE_FORGET_INK] = "ink_days",
	[STORE_FORGET_RESULTS] = "results_days",
	[STORE_FORGET_UNCLAIMED] = "unclaimed_days",
	[STORE_FORGET_ACCESS] = "access_days",
};

void config_retention_init(NightlyOptions *options)
{
	for (gsize kind = 0; kind < STORE_N_FORGETS; kind++)
		options->days[kind] = KEEP_DAYS;
	options->days[STORE_FORGET_UNCLAIMED] = KEEP_UNCLAIMED_DAYS;
}

const char *config_retention_take(NightlyOptions *options, const char *key, const char *value)
{
	guint64 days;

	if (!g_ascii_string_to_unsigned(value, 10, 0, DAYS_MAX, &days, NULL))
		return "请写天数，0 到 36500；0：永远 / write a number of days, 0 to 36500; 0: for "
		       "ever";
	for (gsize kind = 0; kind < STORE_N_FORGETS; kind++)
		if (g_str_equal(key, KEYS[kind]))
			options->days[kind] = (guint)days;
	return NULL;
}
