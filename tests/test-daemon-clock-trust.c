/* SPDX-License-Identifier: MIT */
/* When the clock is believed: in a school that writes, in one that stopped, and after a jump. */
#include "daemon/privacy/clock-trust.h"

/* Days as numbers: looks from `first` to `last`, every `step`; the clock says `now`. */
static bool trust(gint first, gint last, gint step, gint known, gint now)
{
	g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(gint64));
	const gint64 day_ms = G_GINT64_CONSTANT(24) * 3600 * 1000;

	for (gint day = last; last > 0 && day >= first; day -= step) {
		const gint64 at_ms = day * day_ms;

		g_array_append_val(days, at_ms);
	}
	return clock_trust(days, known * day_ms, now * day_ms);
}

static void test_trust(void)
{
	g_assert_true(trust(0, 0, 1, 1000, 1120)); /* as before there were days on record */
	g_assert_false(trust(0, 0, 1, 1000, 1121));
	g_assert_false(trust(0, 0, 1, 0, 1000)); /* nothing is known at all */
	/* Nobody has written for years, and the daemon looked every day. */
	g_assert_true(trust(1941, 2000, 1, 1000, 2001));
	g_assert_true(trust(1000, 1900, 50, 1000, 1950)); /* or now and then */
	/* The first weeks after this came to a school that does not write any more. */
	g_assert_false(trust(1980, 2000, 1, 1000, 2001));
	g_assert_true(trust(1972, 2001, 1, 1000, 2002));
	/* It jumped by ten years: not believed, not after a week, and after a month it is. */
	g_assert_false(trust(990, 1000, 1, 1000, 4650));
	g_assert_false(trust(4650, 4657, 1, 1000, 4658));
	g_assert_true(trust(4650, 4680, 1, 1000, 4681));
	/* Ink that came by the wrong clock is after the oldest of these days, and is not asked about. */
	g_assert_true(trust(950, 1000, 1, 940, 1001));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/clock-trust", test_trust);
	return g_test_run();
}
