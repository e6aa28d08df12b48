/* SPDX-License-Identifier: MIT */
/* How long a battery lasts, by what pens said of theirs. */
#include "daemon/fleet/battery.h"

#define MINUTE_MS G_GINT64_CONSTANT(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define NOW_MS G_GINT64_CONSTANT(1764576000000)

/* Minutes before now, percent, charging, came; a NULL array ends with percent < 0. */
typedef struct {
	gint minutes_ago, percent;
	bool charging, came;
} Said;

static GArray *readings_of(const Said *said)
{
	GArray *readings = g_array_new(FALSE, FALSE, sizeof(BatteryReading));

	for (; said->percent >= 0; said++) {
		const BatteryReading reading = { NOW_MS - said->minutes_ago * MINUTE_MS,
			said->percent, said->charging, said->came };

		g_array_append_val(readings, reading);
	}
	return readings;
}

static void test_use(void)
{
	static const Said SAID[] = { { 1000, 90, false, true },
		{ 940, 80, false, false },			     /* an hour, ten percent */
		{ 500, 70, false, true },			     /* lay in its case */
		{ 470, 66, false, false },			     /* half an hour, four */
		{ 460, 70, true, false }, { 400, 100, true, false }, /* in the cabinet */
		{ 390, 100, false, false }, { 300, 99, false, false }, { -1, -1, false, false } };
	g_autoptr(GArray) readings = readings_of(SAID);
	const BatteryUse use = battery_use(readings, NOW_MS);

	g_assert_cmpfloat_with_epsilon(use.hours, 3.0, 1e-9);
	g_assert_cmpfloat_with_epsilon(use.percent, 15.0, 1e-9);
	/* Three weeks later it is history. */
	const BatteryUse later = battery_use(readings, NOW_MS + 21 * 24 * HOUR_MS);
	g_assert_cmpfloat(later.hours, ==, 0.0);
}

static void test_basis(void)
{
	static const Said LONG[] = { { 180, 90, false, true }, { 0, 60, false, false },
		{ -1, -1, false, false } };
	static const Said SHORT[] = { { 60, 90, false, true }, { 0, 60, false, false },
		{ -1, -1, false, false } };
	g_autoptr(GArray) own = readings_of(LONG);
	g_autoptr(GArray) few = readings_of(SHORT);
	const BatteryUse none = { 0 }, model = { 100, 5 };
	BatteryForecast forecast;

	g_assert_true(battery_forecast(own, &model, true, NOW_MS, &forecast));
	g_assert_cmpint(forecast.basis, ==, BATTERY_OWN);
	g_assert_cmpfloat_with_epsilon(forecast.percent_per_hour, 10, 1e-9);
	g_assert_cmpfloat_with_epsilon(forecast.hours_left, 5.7, 1e-9);
	g_assert_true(battery_forecast(few, &model, true, NOW_MS, &forecast));
	g_assert_cmpint(forecast.basis, ==, BATTERY_MODEL);
	g_assert_cmpfloat_with_epsilon(forecast.percent_per_hour, 20, 1e-9);
	g_assert_true(battery_forecast(few, &none, true, NOW_MS, &forecast));
	g_assert_cmpint(forecast.basis, ==, BATTERY_DEFAULT);
	g_assert_cmpfloat_with_epsilon(
		forecast.hours_left, 57 / BATTERY_DEFAULT_PERCENT_PER_HOUR, 1e-9);
}

/* Of a pen that writes on, silent for an hour, an hour is gone; of one in its case, none. */
static void test_silence(void)
{
	static const Said SAID[] = { { 60, 63, false, true }, { -1, -1, false, false } };
	g_autoptr(GArray) readings = readings_of(SAID);
	const BatteryUse model = { 100, 10 };
	BatteryForecast forecast;

	g_assert_true(battery_forecast(readings, &model, true, NOW_MS, &forecast));
	g_assert_cmpfloat_with_epsilon(forecast.hours_left, 5, 1e-9);
	g_assert_true(battery_forecast(readings, &model, false, NOW_MS, &forecast));
	g_assert_cmpfloat_with_epsilon(forecast.hours_left, 6, 1e-9);
	g_assert_true(battery_forecast(readings, &model, true, NOW_MS + 100 * HOUR_MS, &forecast));
	g_assert_cmpfloat(forecast.hours_left, ==, 0);
}

static void test_nothing(void)
{
	static const Said CHARGING[] = { { 60, 20, true, true }, { -1, -1, false, false } };
	g_autoptr(GArray) charging = readings_of(CHARGING);
	g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(BatteryReading));
	const BatteryUse model = { 0 };
	BatteryForecast forecast;

	g_assert_false(battery_forecast(charging, &model, true, NOW_MS, &forecast));
	g_assert_false(battery_forecast(none, &model, true, NOW_MS, &forecast));
}

/* A gauge that never moves, or falls at once, is not believed. */
static void test_bounds(void)
{
	static const Said STILL[] = { { 300, 50, false, true }, { 0, 50, false, false },
		{ -1, -1, false, false } };
	g_autoptr(GArray) still = readings_of(STILL);
	const BatteryUse none = { 0 }, wild = { 900, 4 };
	BatteryForecast forecast;

	g_assert_true(battery_forecast(still, &none, true, NOW_MS, &forecast));
	g_assert_cmpfloat(forecast.percent_per_hour, ==, 1);
	g_array_set_size(still, 1);
	g_assert_true(battery_forecast(still, &wild, true, NOW_MS, &forecast));
	g_assert_cmpfloat(forecast.percent_per_hour, ==, 60);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/battery/use", test_use);
	g_test_add_func("/daemon/battery/basis", test_basis);
	g_test_add_func("/daemon/battery/silence", test_silence);
	g_test_add_func("/daemon/battery/nothing", test_nothing);
	g_test_add_func("/daemon/battery/bounds", test_bounds);
	return g_test_run();
}
