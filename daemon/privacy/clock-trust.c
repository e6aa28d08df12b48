/* SPDX-License-Identifier: MIT */
/* See clock-trust.h. */
#include "daemon/privacy/clock-trust.h"

#define DAY_MS (G_GINT64_CONSTANT(24) * 3600 * 1000)

static bool is_gap(gint64 from_ms, gint64 to_ms)
{
	return to_ms - from_ms > CLOCK_TRUST_HOLIDAY_DAYS * DAY_MS;
}

bool clock_trust(const GArray *days_ms, gint64 known_ms, gint64 now_ms)
{
	gint64 after_ms = now_ms;
	guint n_days = 0;

	while (n_days < days_ms->len) {
		const gint64 day_ms = g_array_index(days_ms, gint64, n_days);

		if (is_gap(day_ms, after_ms))
			break;
		after_ms = day_ms;
		n_days++;
	}
	if (n_days >= CLOCK_TRUST_DAYS_AFTER_GAP)
		return true;
	return n_days == days_ms->len && known_ms != 0 && !is_gap(known_ms, after_ms);
}
