/* SPDX-License-Identifier: MIT */
/* Ink in the record: every stroke once, by the fuller copy, packed or not. */
#include "tests/store-strokes.h"

#include <sqlite3.h>

static void test_round_trip(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) stroke = fixture_stroke(1, 0, 50);
	stroke->flags = STROKE_GAP | STROKE_CLOCK_REPAIRED;
	stroke->pen_start_ms = 946684800000; /* 2000: a pen that forgot the date */
	stroke->tip = TIP_ERASER;
	stroke->origin = STROKE_STORED;
	put(fixture, PAGE, stroke);
	expect_settled(fixture, 1, STORE_STROKE_NEW, 0);
	expect_strokes(fixture, PAGE, stroke, NULL);

	g_autoptr(Stroke) empty = fixture_stroke(2, 5000, 0);
	put(fixture, PAGE, empty);
	expect_strokes(fixture, PAGE, stroke, empty, NULL);
}

static void test_live_then_stored(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) live = fixture_stroke(1, 0, 50);
	g_autoptr(Stroke) stored = fixture_part_of(live, 2, 0, 50);
	stored->origin = STROKE_STORED;
	put(fixture, PAGE, live);
	put(fixture, PAGE, stored);
	expect_settled(fixture, 2, STORE_STROKE_REPEATED, 1);
	expect_strokes(fixture, PAGE, live, NULL);
	/* And once more, as after a second download. */
	stored->id = 3;
	put(fixture, PAGE, stored);
	expect_settled(fixture, 3, STORE_STROKE_REPEATED, 1);
	expect_strokes(fixture, PAGE, live, NULL);
}

static void test_stored_then_live(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) stored = fixture_stroke(1, 0, 50);
	g_autoptr(Stroke) live = fixture_part_of(stored, 2, 3, 40);
	live->flags = STROKE_GAP;
	put(fixture, PAGE, stored);
	put(fixture, PAGE, live);
	expect_settled(fixture, 2, STORE_STROKE_REPEATED, 1);
	expect_strokes(fixture, PAGE, stored, NULL);
}

static void test_completed(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) stored = fixture_stroke(9, 0, 50);
	g_autoptr(Stroke) live = fixture_part_of(stored, 1, 0, 31);
	live->flags = STROKE_LINK_LOST;
	live->end_ms = live->start_ms + 240;
	put(fixture, PAGE, live);
	put(fixture, PAGE, stored);
	expect_settled(fixture, 9, STORE_STROKE_COMPLETED, 1);
	expect_strokes(fixture, PAGE, stored, NULL);
}

/* The link broke in the middle and came back: two fragments, then the whole. */
static void test_two_fragments(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) whole = fixture_stroke(9, 0, 50);
	g_autoptr(Stroke) head = fixture_part_of(whole, 1, 0, 20);
	g_autoptr(Stroke) tail = fixture_part_of(whole, 2, 30, 20);
	head->end_ms = head->start_ms + 160;
	tail->start_ms = tail->pen_start_ms = whole->start_ms + 240;
	put(fixture, PAGE, head);
	put(fixture, PAGE, tail);
	expect_strokes(fixture, PAGE, head, tail, NULL);
	put(fixture, PAGE, whole);
	expect_strokes(fixture, PAGE, whole, NULL);
	g_assert_cmpuint(fixture->settled->len, ==, 4);
	for (guint i = 0; i < 2; i++) {
		const StoreSettled *settled = &g_array_index(fixture->settled, StoreSettled, 2 + i);
		g_assert_cmpint(settled->stroke_id, ==, 9);
		g_assert_cmpint(settled->outcome, ==, STORE_STROKE_COMPLETED);
		g_assert_cmpint(settled->other_id, ==, i + 1);
	}
}

static void test_less_doubtful_copy_wins(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) doubtful = fixture_stroke(1, 0, 50);
	doubtful->flags = STROKE_UP_MISSING;
	g_autoptr(Stroke) sound = fixture_part_of(doubtful, 2, 0, 50);
	sound->flags = 0;
	put(fixture, PAGE, doubtful);
	put(fixture, PAGE, sound);
	expect_settled(fixture, 2, STORE_STROKE_COMPLETED, 1);
	expect_strokes(fixture, PAGE, sound, NULL);
}

static void test_page_unknown(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	/* Live without a page; the pen's memory knows it. */
	g_autoptr(Stroke) stored = fixture_stroke(2, 0, 50);
	g_autoptr(Stroke) live = fixture_part_of(stored, 1, 0, 50);
	live->page = (PageAddress){ 0 };
	put(fixture, 0, live);
	expect_strokes(fixture, 0, live, NULL);
	put(fixture, PAGE, stored);
	expect_settled(fixture, 2, STORE_STROKE_REPEATED, 1);
	expect_strokes(fixture, 0, NULL);
	live->page = stored->page;
	expect_strokes(fixture, PAGE, live, NULL);

	/* The fuller copy has no page: it takes that of the part it replaces. */
	g_autoptr(Stroke) whole = fixture_stroke(4, 9000, 50);
	g_autoptr(Stroke) part = fixture_part_of(whole, 3, 0, 30);
	put(fixture, PAGE, part);
	PageAddress page = whole->page;
	whole->page = (PageAddress){ 0 };
	put(fixture, 0, whole);
	expect_settled(fixture, 4, STORE_STROKE_COMPLETED, 3);
	whole->page = page;
	expect_strokes(fixture, PAGE, live, whole, NULL);
	expect_strokes(fixture, 0, NULL);
}

static void test_page_guessed(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) sure = fixture_stroke(2, 0, 50);
	g_autoptr(Stroke) guessed = fixture_part_of(sure, 1, 0, 50);
	guessed->page.page = 9;
	guessed->flags = STROKE_PAGE_GUESSED;
	put(fixture, PAGE + 1, guessed);
	put(fixture, PAGE, sure);
	expect_settled(fixture, 2, STORE_STROKE_COMPLETED, 1);
	expect_strokes(fixture, PAGE + 1, NULL);
	expect_strokes(fixture, PAGE, sure, NULL);
	/* A guess never takes a sure page away. */
	guessed->id = 3;
	put(fixture, PAGE + 1, guessed);
	expect_settled(fixture, 3, STORE_STROKE_REPEATED, 2);
	expect_strokes(fixture, PAGE, sure, NULL);
}

static void test_clock_repaired(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	/* The same pen time; only the second was repaired, by three years. */
	g_autoptr(Stroke) first = fixture_stroke(1, 0, 50);
	g_autoptr(Stroke) second = fixture_part_of(first, 2, 0, 50);
	gint64 offset_ms = G_GINT64_CONSTANT(94608000000);
	second->start_ms += offset_ms;
	second->end_ms += offset_ms;
	second->flags = STROKE_CLOCK_REPAIRED;
	put(fixture, PAGE, first);
	put(fixture, PAGE, second);
	expect_settled(fixture, 2, STORE_STROKE_REPEATED, 1);
	expect_strokes(fixture, PAGE, first, NULL);

	/* The same repaired time from another pen time is another stroke. */
	g_autoptr(Stroke) other = stroke_copy(second);
	other->id = 3;
	other->pen_start_ms += 60000;
	put(fixture, PAGE, other);
	expect_settled(fixture, 3, STORE_STROKE_NEW, 0);
	expect_strokes(fixture, PAGE, first, other, NULL);
}

/* What is told again, and fuller, takes the time that was told first; but for one that was not sure, or that a crash cut off
 * before anybody looked at its clock. */
static void test_time_told_first(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	const struct {
		guint32 first_flags, again_flags;
		StrokeOrigin origin;
		bool stays;
	} cases[] = {
		{ 0, STROKE_CLOCK_REPAIRED, STROKE_LIVE, true },
		{ STROKE_LINK_LOST, STROKE_CLOCK_REPAIRED, STROKE_LIVE, true },
		{ STROKE_LINK_LOST, STROKE_CLOCK_REPAIRED, STROKE_STORED, false },
		{ STROKE_CLOCK_UNSURE, STROKE_CLOCK_REPAIRED, STROKE_STORED, false },
		{ STROKE_CLOCK_UNSURE, STROKE_CLOCK_REPAIRED | STROKE_CLOCK_UNSURE, STROKE_STORED,
			true },
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		const gint64 id = 10 * (i + 1);
		g_autoptr(Stroke) again = fixture_stroke(id, i * 60000, 50);
		g_autoptr(Stroke) first = fixture_part_of(again, id + 1, 0, 20);
		again->id = id + 2;
		again->origin = STROKE_STORED;
		again->start_ms -= 3600000;
		again->end_ms -= 3600000;
		again->flags = cases[i].again_flags;
		first->origin = (guint8)cases[i].origin;
		first->flags = cases[i].first_flags;
		put(fixture, PAGE, first);
		put(fixture, PAGE, again);
		expect_settled(fixture, id + 2, STORE_STROKE_COMPLETED, id + 1);
		const StoreSettled *settled =
			&g_array_index(fixture->settled, StoreSettled, fixture->settled->len - 1);
		g_assert_cmpint(settled->moved_ms, ==, cases[i].stays ? 3600000 : 0);
		g_autoptr(StoreReader) reader = fixture_reader(fixture);
		g_autoptr(GPtrArray) strokes = store_reader_strokes(reader, PAGE, NULL);
		for (guint k = 0; k < strokes->len; k++) {
			const Stroke *kept = strokes->pdata[k];
			if (kept->id != id + 2)
				continue;
			g_assert_cmpint(kept->start_ms, ==,
				kept->pen_start_ms - (cases[i].stays ? 0 : 3600000));
			g_assert_cmpuint(
				!!(kept->flags & STROKE_CLOCK_REPAIRED), ==, !cases[i].stays);
			g_assert_cmpuint(kept->dots->len, ==, 50);
		}
		g_assert_cmpuint(strokes->len, ==, i + 1);
	}
}

static void test_different_strokes_stay(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	/* At the same time, but not the same dots: a clock that jumped back. */
	g_autoptr(Stroke) one = fixture_stroke(1, 0, 50);
	g_autoptr(Stroke) two = fixture_stroke(2, 0, 50);
	g_array_index(two->dots, Dot, 25).at.x++;
	put(fixture, PAGE, one);
	put(fixture, PAGE, two);
	expect_settled(fixture, 2, STORE_STROKE_NEW, 0);
	/* The same dots on two sure pages. */
	g_autoptr(Stroke) elsewhere = fixture_part_of(one, 3, 0, 50);
	elsewhere->page.page = 11;
	put(fixture, PAGE, elsewhere);
	expect_settled(fixture, 3, STORE_STROKE_NEW, 0);
	/* The same dots at another time: a copied sum. */
	g_autoptr(Stroke) later = fixture_part_of(one, 4, 0, 50);
	later->start_ms = later->pen_start_ms = one->end_ms + 1;
	later->end_ms = later->start_ms + 400;
	put(fixture, PAGE, later);
	expect_settled(fixture, 4, STORE_STROKE_NEW, 0);
	expect_strokes(fixture, PAGE, one, two, elsewhere, later, NULL);
	/* The same dots of another pen. */
	g_autoptr(Stroke) other_pen = fixture_part_of(one, 5, 0, 50);
	fixture_wait(fixture, store_put_stroke(fixture->store, PEN + 1, PAGE, other_pen));
	expect_settled(fixture, 5, STORE_STROKE_NEW, 0);
}

/* A stroke of a minute is found by a fragment from its middle, which began far after it. */
static void test_long_stroke(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) drawing = fixture_stroke(1, 0, 7500);
	g_autoptr(Stroke) fragment = fixture_part_of(drawing, 2, 5000, 100);
	fragment->start_ms = fragment->pen_start_ms = drawing->start_ms + 40000;
	fragment->end_ms = fragment->start_ms + 800;
	put(fixture, PAGE, drawing);
	put(fixture, PAGE, fragment);
	expect_settled(fixture, 2, STORE_STROKE_REPEATED, 1);
	expect_strokes(fixture, PAGE, drawing, NULL);
}

/* A second run of the daemon has nothing in memory and must find the repeats all the same. */
static void test_after_reopening(StoreFixture *fixture, gconstpointer packed)
{
	g_autoptr(Stroke) one = fixture_stroke(1, 0, 50);
	g_autoptr(Stroke) two = fixture_stroke(2, 1000, 50);
	put(fixture, PAGE, one);
	put(fixture, PAGE, two);
	if (packed)
		pack(fixture, PAGE);
	fixture_close(fixture);
	fixture_open(fixture, 0);
	g_autoptr(Stroke) again = fixture_part_of(one, 3, 0, 50);
	put(fixture, PAGE, again);
	expect_settled(fixture, 3, STORE_STROKE_REPEATED, 1);
	expect_strokes(fixture, PAGE, one, two, NULL);
}

static void test_packed(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) one = fixture_stroke(1, 0, 50);
	g_autoptr(Stroke) two = fixture_stroke(2, 1000, 50);
	g_autoptr(Stroke) three = fixture_stroke(3, 2000, 50);
	put(fixture, PAGE, one);
	put(fixture, PAGE, two);
	pack(fixture, PAGE);
	expect_strokes(fixture, PAGE, one, two, NULL);
	put(fixture, PAGE, three); /* late, as a row */
	expect_strokes(fixture, PAGE, one, two, three, NULL);
	pack(fixture, PAGE); /* merges */
	expect_strokes(fixture, PAGE, one, two, three, NULL);
	pack(fixture, PAGE); /* nothing to do */
	expect_strokes(fixture, PAGE, one, two, three, NULL);

	g_autoptr(Stroke) again = fixture_part_of(two, 4, 0, 50);
	put(fixture, PAGE, again);
	expect_settled(fixture, 4, STORE_STROKE_REPEATED, 2);
	g_autoptr(Stroke) part = fixture_part_of(three, 5, 10, 30);
	put(fixture, PAGE, part);
	expect_settled(fixture, 5, STORE_STROKE_REPEATED, 3);
	expect_strokes(fixture, PAGE, one, two, three, NULL);
}

static void test_moved(StoreFixture *fixture, gconstpointer packed)
{
	g_autoptr(Stroke) one = fixture_stroke(1, 0, 50);
	g_autoptr(Stroke) two = fixture_stroke(2, 1000, 50);
	put(fixture, PAGE, one);
	put(fixture, PAGE, two);
	if (packed)
		pack(fixture, PAGE);
	fixture_wait(fixture, store_move_stroke(fixture->store, PEN, 1, PAGE, PAGE + 1));
	expect_strokes(fixture, PAGE, two, NULL);
	expect_strokes(fixture, PAGE + 1, one, NULL);
	/* It is known where it is now. */
	g_autoptr(Stroke) again = fixture_part_of(one, 3, 0, 50);
	put(fixture, PAGE, again);
	expect_settled(fixture, 3, STORE_STROKE_REPEATED, 1);
}

static void test_packed_and_completed(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) whole = fixture_stroke(9, 1000, 50);
	g_autoptr(Stroke) before = fixture_stroke(1, 0, 50);
	g_autoptr(Stroke) part = fixture_part_of(whole, 2, 0, 20);
	part->end_ms = part->start_ms + 160;
	part->flags = STROKE_LINK_LOST;
	put(fixture, PAGE, before);
	put(fixture, PAGE, part);
	pack(fixture, PAGE);
	put(fixture, PAGE, whole);
	expect_settled(fixture, 9, STORE_STROKE_COMPLETED, 2);
	expect_strokes(fixture, PAGE, before, whole, NULL);
	pack(fixture, PAGE);
	expect_strokes(fixture, PAGE, before, whole, NULL);
	g_autoptr(Stroke) again = fixture_part_of(before, 10, 0, 50);
	put(fixture, PAGE, again);
	expect_settled(fixture, 10, STORE_STROKE_REPEATED, 1);
}

/* A packed stroke that was only guessed to be on its page moves to the page it belongs to. */
static void test_packed_and_guessed(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) guessed = fixture_stroke(1, 0, 50);
	guessed->flags = STROKE_PAGE_GUESSED;
	put(fixture, PAGE + 1, guessed);
	pack(fixture, PAGE + 1);
	g_autoptr(Stroke) part = fixture_part_of(guessed, 2, 0, 40);
	part->flags = 0;
	part->page.page = 12;
	put(fixture, PAGE, part);
	expect_settled(fixture, 2, STORE_STROKE_REPEATED, 1);
	expect_strokes(fixture, PAGE + 1, NULL);
	guessed->page.page = 12;
	guessed->flags = 0;
	expect_strokes(fixture, PAGE, guessed, NULL);
}

static void test_two_pens_on_a_page(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) pupil = fixture_stroke(1, 0, 50);
	g_autoptr(Stroke) teacher = fixture_part_of(pupil, 2, 0, 50);
	put(fixture, PAGE, pupil);
	fixture_wait(fixture, store_put_stroke(fixture->store, PEN + 1, PAGE, teacher));
	pack(fixture, PAGE);
	expect_strokes(fixture, PAGE, pupil, teacher, NULL);
	g_autoptr(Stroke) again = fixture_part_of(pupil, 3, 0, 50);
	fixture_wait(fixture, store_put_stroke(fixture->store, PEN + 1, PAGE, again));
	expect_settled(fixture, 3, STORE_STROKE_REPEATED, 2);
}

static void damage(StoreFixture *fixture, const char *sql)
{
	sqlite3 *handle;
	fixture_close(fixture);
	g_assert_cmpint(sqlite3_open(fixture->path, &handle), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_changes(handle), ==, 1);
	g_assert_cmpint(sqlite3_close(handle), ==, SQLITE_OK);
	fixture_open(fixture, 0);
}

/* A disk that forgets: what is damaged hides nothing else, and is not written over. */
static void test_damaged(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	GLogLevelFlags fatal = g_log_set_always_fatal(G_LOG_LEVEL_ERROR);
	g_autoptr(Stroke) one = fixture_stroke(1, 0, 50);
	g_autoptr(Stroke) two = fixture_stroke(2, 1000, 50);
	g_autoptr(Stroke) three = fixture_stroke(3, 2000, 50);
	put(fixture, PAGE, one);
	put(fixture, PAGE, two);
	damage(fixture, "UPDATE stroke SET bytes = x'00' WHERE id = 1");
	expect_strokes(fixture, PAGE, two, NULL);
	pack(fixture, PAGE);
	expect_strokes(fixture, PAGE, two, NULL);
	damage(fixture, "UPDATE stroke SET start_ms = 1 WHERE id = 1"); /* it is still there */

	damage(fixture, "UPDATE page_pack SET bytes = x'00'");
	put(fixture, PAGE, three);
	pack(fixture, PAGE);
	expect_strokes(fixture, PAGE, three, NULL);
	damage(fixture, "UPDATE page_pack SET n_dots = 0 WHERE bytes = x'00'");
	/* The copy from the pen's memory brings it back. */
	two->id = 4;
	put(fixture, PAGE, two);
	expect_settled(fixture, 4, STORE_STROKE_NEW, 0);
	expect_strokes(fixture, PAGE, two, three, NULL);
	g_log_set_always_fatal(fatal);
}

/* Chance: many strokes, cut, repeated, packed and reopened in any order; at the end each is there once. */
static void test_chance(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	enum { N_STROKES = 120 };
	g_autoptr(GPtrArray) whole = g_ptr_array_new();
	gint64 id = N_STROKES;

	for (gint64 i = 0; i < N_STROKES; i++)
		g_ptr_array_add(whole, fixture_stroke(i + 1, i * 700, 60));
	for (guint round = 0; round < 6 * N_STROKES; round++) {
		const Stroke *stroke = whole->pdata[g_test_rand_int_range(0, N_STROKES)];
		guint first = (guint)g_test_rand_int_range(0, 30);
		guint n = (guint)g_test_rand_int_range(1, 31);
		g_autoptr(Stroke) part = fixture_part_of(stroke, ++id, first, n);
		part->start_ms = part->pen_start_ms = stroke->start_ms + 8 * first;
		part->end_ms = part->start_ms + 8 * n;
		part->flags = STROKE_LINK_LOST;
		for (gint i = g_test_rand_int_range(0, 3); i > 0; i--) /* it came live, maybe */
			store_put_stroke_part(fixture->store, PEN, part, 0);
		store_put_stroke(fixture->store, PEN, PAGE, part);
		if (g_test_rand_int_range(0, 50) == 0)
			store_pack_page(fixture->store, PAGE);
		if (g_test_rand_int_range(0, 100) == 0) {
			fixture_close(fixture);
			fixture_open(fixture, 0);
		}
	}
	for (guint i = 0; i < N_STROKES; i++)
		store_put_stroke(fixture->store, PEN, PAGE, whole->pdata[i]);
	fixture_wait(fixture, store_sequence(fixture->store));
	g_autoptr(GPtrArray) found = fixture_strokes(fixture, PAGE, PEN);
	g_assert_cmpuint(found->len, ==, N_STROKES);
	for (guint i = 0; i < N_STROKES; i++) {
		g_assert_true(stroke_equal(found->pdata[i], whole->pdata[i]));
		stroke_free(whole->pdata[i]);
	}
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
#define ADD_WITH(name, data, function)                                                             \
	g_test_add("/store/strokes/" name, StoreFixture, data, fixture_set_up, function,           \
		fixture_tear_down)
#define ADD(name, function) ADD_WITH(name, NULL, function)
	ADD("round-trip", test_round_trip);
	ADD("live-then-stored", test_live_then_stored);
	ADD("stored-then-live", test_stored_then_live);
	ADD("completed", test_completed);
	ADD("two-fragments", test_two_fragments);
	ADD("less-doubtful-copy-wins", test_less_doubtful_copy_wins);
	ADD("page-unknown", test_page_unknown);
	ADD("page-guessed", test_page_guessed);
	ADD("clock-repaired", test_clock_repaired);
	ADD("time-told-first", test_time_told_first);
	ADD("different-strokes-stay", test_different_strokes_stay);
	ADD("long-stroke", test_long_stroke);
	ADD_WITH("after-reopening/rows", NULL, test_after_reopening);
	ADD_WITH("after-reopening/packed", "packed", test_after_reopening);
	ADD("packed", test_packed);
	ADD("moved", test_moved);
	ADD_WITH("moved/packed", "packed", test_moved);
	ADD("packed-and-completed", test_packed_and_completed);
	ADD("packed-and-guessed", test_packed_and_guessed);
	ADD("two-pens-on-a-page", test_two_pens_on_a_page);
	ADD("damaged", test_damaged);
	ADD("chance", test_chance);
	return g_test_run();
}
