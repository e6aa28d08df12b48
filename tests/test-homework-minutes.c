/* SPDX-License-Identifier: MIT */
/* Measured minutes: each rule of minutes.h by hand, and any order of strokes the same as a plain count. */
#include "homework/load/minutes.h"
#include "tests/load-fixture.h"

#define EVENING "2026-09-07 19:00"

typedef struct {
	RulesBook *book;
	Minutes *minutes;
} Room;

static void set_up(Room *room, gconstpointer unused)
{
	(void)unused;
	room->book = rules_book_new(rules_new());
	room->minutes = minutes_new(room->book, 4);
}

static void tear_down(Room *room, gconstpointer unused)
{
	(void)unused;
	minutes_free(room->minutes);
	rules_book_free(room->book);
}

static void add(Room *room, gint64 assignment, const char *at, gint64 seconds, gint64 length_ms)
{
	minutes_add(room->minutes, assignment, fixture_time(at, seconds, length_ms));
}

static void assert_cell(Room *room, guint i, const MinutesCell *expected)
{
	g_autoptr(GArray) cells = minutes_cells(room->minutes);

	g_assert_cmpuint(cells->len, >, i);
	const MinutesCell *cell = &g_array_index(cells, MinutesCell, i);
	g_assert_cmpint(cell->assignment, ==, expected->assignment);
	g_assert_cmpint(cell->day, ==, expected->day);
	g_assert_cmpint(cell->place, ==, expected->place);
	g_assert_cmpint(cell->n_strokes, ==, expected->n_strokes);
	g_assert_cmpint(cell->ink_ms, ==, expected->ink_ms);
	g_assert_cmpint(cell->thinking_ms, ==, expected->thinking_ms);
	g_assert_cmpint(cell->late_ms, ==, expected->late_ms);
}

static void test_gaps(Room *room, gconstpointer unused)
{
	(void)unused;
	add(room, 1, EVENING, 0, 1000);
	add(room, 1, EVENING, 61, 1000);  /* 60 s: writing */
	add(room, 1, EVENING, 123, 1000); /* 61 s: thinking */
	add(room, 1, EVENING, 304, 1000); /* 180 s: thinking */
	add(room, 1, EVENING, 486, 1000); /* 181 s: neither */
	assert_cell(room, 0,
		&(MinutesCell){ 1, fixture_day("2026-09-07"), LOAD_HOME, 5, 65000, 241000, 0 });
}

static void test_two_assignments(Room *room, gconstpointer unused)
{
	(void)unused;
	add(room, 1, EVENING, 0, 1000);
	add(room, 1, EVENING, 10, 1000);
	add(room, 2, EVENING, 20, 1000); /* the pause before it is nobody's */
	add(room, 2, EVENING, 30, 1000);
	add(room, 1, EVENING, 40, 1000);
	assert_cell(
		room, 0, &(MinutesCell){ 1, fixture_day("2026-09-07"), LOAD_HOME, 3, 12000, 0, 0 });
	assert_cell(
		room, 1, &(MinutesCell){ 2, fixture_day("2026-09-07"), LOAD_HOME, 2, 11000, 0, 0 });
}

/* Two pens at once: no time counts twice. */
static void test_overlap(Room *room, gconstpointer unused)
{
	(void)unused;
	add(room, 1, EVENING, 0, 5000);
	add(room, 1, EVENING, 2, 1000);
	add(room, 1, EVENING, 2, 1000); /* the same moment again */
	assert_cell(
		room, 0, &(MinutesCell){ 1, fixture_day("2026-09-07"), LOAD_HOME, 3, 3000, 0, 0 });
}

static void test_broken_clock(Room *room, gconstpointer unused)
{
	(void)unused;
	add(room, 1, EVENING, 0, 400 * SCHOOL_DAY_MS);
	assert_cell(room, 0,
		&(MinutesCell){ 1, fixture_day("2026-09-07"), LOAD_HOME, 1, 180000, 0, 0 });
}

static void test_places(Room *room, gconstpointer unused)
{
	const gint day = fixture_day("2026-09-07");

	(void)unused;
	add(room, 1, "2026-09-07 15:59", 50, 1000);
	add(room, 1, "2026-09-07 16:00", 11, 1000); /* the pause begins in the lesson */
	add(room, 1, "2026-09-07 17:59", 59, 2000); /* begins in the service */
	add(room, 1, "2026-09-07 18:00", 11, 1000);
	assert_cell(room, 0, &(MinutesCell){ 1, day, LOAD_LESSON, 1, 21000, 0, 0 });
	assert_cell(room, 1, &(MinutesCell){ 1, day, LOAD_SERVICE, 2, 3000, 0, 0 });
	assert_cell(room, 2, &(MinutesCell){ 1, day, LOAD_HOME, 1, 11000, 0, 0 });
}

static void test_late(Room *room, gconstpointer unused)
{
	const gint day = fixture_day("2026-09-07");

	(void)unused;
	add(room, 1, "2026-09-07 21:19", 59, 2000); /* begins in time */
	add(room, 1, "2026-09-07 21:20", 11, 1000); /* late, with the pause before it */
	add(room, 1, "2026-09-08 01:00", 0, 1000);  /* still the evening before */
	add(room, 1, "2026-09-08 05:00", 0, 1000);  /* early, not late */
	assert_cell(room, 0, &(MinutesCell){ 1, day, LOAD_HOME, 3, 14000, 0, 12000 });
	assert_cell(room, 1, &(MinutesCell){ 1, day + 1, LOAD_HOME, 1, 1000, 0, 0 });
	g_assert_cmpint(minutes_last_minute(room->minutes, day), ==, 25 * 60);
	g_assert_cmpint(minutes_last_minute(room->minutes, day + 1), ==, 5 * 60);
	g_assert_cmpint(minutes_last_minute(room->minutes, day + 2), ==, -1);
	g_assert_cmpint(minutes_last_minute(room->minutes, day - 1), ==, -1);
}

/* ---- any order, and any going away */

#define N_STROKES 300

static StrokeTime chance_time(GRand *rand)
{
	return fixture_time("2026-09-07 15:00", g_rand_int_range(rand, 0, 30000),
		g_rand_int_range(rand, 0, 200000));
}

static gint by_start(gconstpointer a, gconstpointer b)
{
	const StrokeTime *one = a, *other = b;

	if (one->start_ms != other->start_ms)
		return one->start_ms < other->start_ms ? -1 : 1;
	return (one->end_ms > other->end_ms) - (one->end_ms < other->end_ms);
}

/* All of one assignment together, counted plainly. */
static void plain_count(const StrokeTime *times, guint n, gint64 *ink_ms, gint64 *thinking_ms)
{
	*ink_ms = *thinking_ms = 0;
	for (guint i = 0; i < n; i++) {
		gint64 length = times[i].end_ms - times[i].start_ms;
		gint64 pause = 0;
		if (i + 1 < n) {
			length = MIN(length, times[i + 1].start_ms - times[i].start_ms);
			pause = MAX(times[i + 1].start_ms - times[i].end_ms, 0);
		}
		*ink_ms += MIN(length, 180000) + (pause <= 60000 ? pause : 0);
		*thinking_ms += pause > 60000 && pause <= 180000 ? pause : 0;
	}
}

static void assert_sums(const Minutes *minutes, gint64 ink_ms, gint64 thinking_ms, gint64 n)
{
	g_autoptr(GArray) cells = minutes_cells(minutes);

	for (guint i = 0; i < cells->len; i++) {
		const MinutesCell *cell = &g_array_index(cells, MinutesCell, i);
		ink_ms -= cell->ink_ms;
		thinking_ms -= cell->thinking_ms;
		n -= cell->n_strokes;
	}
	g_assert_cmpint(ink_ms, ==, 0);
	g_assert_cmpint(thinking_ms, ==, 0);
	g_assert_cmpint(n, ==, 0);
}

static void test_any_order(Room *room, gconstpointer unused)
{
	StrokeTime times[N_STROKES];
	gint64 ink_ms, thinking_ms;
	g_autoptr(GRand) rand = g_rand_new_with_seed(6);

	(void)unused;
	for (guint i = 0; i < N_STROKES; i++)
		times[i] = chance_time(rand);
	for (guint i = 0; i < N_STROKES; i++)
		minutes_add(room->minutes, 1, times[i]);
	qsort(times, N_STROKES, sizeof(times[0]), by_start);
	plain_count(times, N_STROKES, &ink_ms, &thinking_ms);
	assert_sums(room->minutes, ink_ms, thinking_ms, N_STROKES);
	g_assert_cmpint(thinking_ms, >, 0);
	/* Away again, but for the first half. */
	for (guint i = N_STROKES - 1; i >= N_STROKES / 2; i--)
		g_assert_true(minutes_remove(room->minutes, 1, times[i]));
	g_assert_false(minutes_remove(room->minutes, 1, times[N_STROKES - 1]));
	g_assert_false(minutes_remove(room->minutes, 2, times[0]));
	plain_count(times, N_STROKES / 2, &ink_ms, &thinking_ms);
	assert_sums(room->minutes, ink_ms, thinking_ms, N_STROKES / 2);
	for (guint i = 0; i < N_STROKES / 2; i++)
		g_assert_true(minutes_remove(room->minutes, 1, times[i]));
	g_autoptr(GArray) none = minutes_cells(room->minutes);
	g_assert_cmpuint(none->len, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, run) g_test_add("/homework/minutes/" name, Room, NULL, set_up, run, tear_down)
	ADD("gaps", test_gaps);
	ADD("two-assignments", test_two_assignments);
	ADD("overlap", test_overlap);
	ADD("broken-clock", test_broken_clock);
	ADD("places", test_places);
	ADD("late", test_late);
	ADD("any-order", test_any_order);
	return g_test_run();
}
