/* SPDX-License-Identifier: MIT */
/* What is remembered of a pen's clock while the daemon runs is what a start would read. */
#include "daemon/pens/pen-memory.h"
#include "tests/store-fixture.h"

#define ADDRESS "9C:7B:D2:00:00:01"
#define PEN 5
#define NOON_MS G_GINT64_CONSTANT(1741600000000)
#define DAY_MS G_GINT64_CONSTANT(86400000)
#define AHEAD_MS (3650 * DAY_MS)

static void put_pen(StoreFixture *fixture)
{
	const StorePen pen = { .id = PEN,
		.address = (char *)ADDRESS,
		.driver = (char *)"neo",
		.model = (char *)"",
		.firmware = (char *)"",
		.last_seen_ms = 1 };

	fixture_wait(fixture, store_put_pen(fixture->store, &pen));
}

/* The host's own clock ran ten years ahead for a day, and set the pen to that; then it was mended, and set the pen anew. */
static void test_host_ran_ahead(StoreFixture *fixture, gconstpointer unused)
{
	static const ClockReading READINGS[] = {
		{ NOON_MS, NOON_MS, NOON_MS + 100, 0 },
		{ NOON_MS + DAY_MS + AHEAD_MS, NOON_MS + DAY_MS, NOON_MS + DAY_MS + AHEAD_MS + 100,
			0 },
		{ NOON_MS + 2 * DAY_MS, NOON_MS + 2 * DAY_MS + AHEAD_MS, NOON_MS + 2 * DAY_MS + 100,
			0 },
		{ NOON_MS + 3 * DAY_MS, NOON_MS + 3 * DAY_MS, NOON_MS + 3 * DAY_MS + 100, 0 },
		{ NOON_MS + 3 * DAY_MS, NOON_MS + 3 * DAY_MS, NOON_MS + 3 * DAY_MS + 200, 0 },
	};
	static const PageAddress PAGE = { PAGE_FAMILY_NCODE, 3, 27, 603, 10 };

	(void)unused;
	put_pen(fixture);
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	PenMemory *memory = pen_memory_new(fixture->store, reader);
	for (gsize i = 0; i < G_N_ELEMENTS(READINGS); i++)
		pen_memory_note_clock(memory, ADDRESS, PEN, &READINGS[i]);
	fixture_wait(fixture, store_sequence(fixture->store));
	const GArray *here = pen_memory_clock(memory, ADDRESS, PEN);
	g_autoptr(GArray) stored = store_reader_clock_readings(reader, PEN, NULL);
	g_assert_cmpuint(here->len, ==, stored->len);
	for (guint i = 0; i < here->len; i++)
		g_assert_cmpint(g_array_index(here, ClockReading, i).host_ms, ==,
			g_array_index(stored, ClockReading, i).host_ms);
	g_assert_cmpuint(here->len, ==, 4);
	/* What was written while the pen was ahead is of then. */
	g_autoptr(PenClock) clock = pen_clock_new();
	pen_clock_set(clock, (const ClockReading *)(void *)here->data, here->len);
	const ClockMoment moment = pen_clock_stored(clock, &PAGE,
		NOON_MS + DAY_MS + DAY_MS / 2 + AHEAD_MS, NOON_MS + 3 * DAY_MS + 1000);
	g_assert_cmpint(moment.offset_ms, ==, -AHEAD_MS);
	pen_memory_free(memory);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/daemon/pen-memory/host-ran-ahead", StoreFixture, NULL, fixture_set_up,
		test_host_ran_ahead, fixture_tear_down);
	return g_test_run();
}
