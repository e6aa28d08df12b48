/* SPDX-License-Identifier: MIT */
/* Strokes that are still being written: kept a piece at a time, once, and found again after a crash. */
#include "tests/store-strokes.h"

static void test_journal(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) stroke = fixture_stroke(1, 0, 50);
	g_autoptr(Stroke) part = fixture_part_of(stroke, 1, 0, 20);
	store_put_stroke_part(fixture->store, PEN, part, 0);
	fixture_wait(fixture, store_put_stroke_part(fixture->store, PEN, stroke, 20));
	expect_strokes(fixture, 0, stroke, NULL); /* no page copy of this page is known */
	put(fixture, PAGE, stroke);
	expect_strokes(fixture, PAGE, stroke, NULL);
	expect_strokes(fixture, 0, NULL);
}

/* The stored copy comes while the live one is still open in the journal. */
static void test_journal_and_stored(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) stored = fixture_stroke(2, 0, 50);
	g_autoptr(Stroke) live = fixture_part_of(stored, 1, 0, 20);
	fixture_wait(fixture, store_put_stroke_part(fixture->store, PEN, live, 0));
	put(fixture, PAGE, stored);
	expect_settled(fixture, 2, STORE_STROKE_COMPLETED, 1);
	expect_strokes(fixture, PAGE, stored, NULL);
	expect_strokes(fixture, 0, NULL);
	put(fixture, PAGE, live); /* the live one ends after all */
	expect_settled(fixture, 1, STORE_STROKE_REPEATED, 2);
	expect_strokes(fixture, PAGE, stored, NULL);
}

/* The other way round: what the pen had told of before comes live again, a piece at a time, beside new ink. */
static void test_stored_and_journal(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) stored = fixture_stroke(1, 0, 50);
	g_autoptr(Stroke) live = fixture_part_of(stored, 2, 0, 50);
	g_autoptr(Stroke) next = fixture_stroke(3, 1000, 50);
	g_autoptr(Stroke) again = fixture_part_of(next, 4, 0, 50);
	put(fixture, PAGE, stored);
	store_put_stroke_part(fixture->store, PEN, live, 0);
	store_put_stroke_part(fixture->store, PEN, live, 25);
	put(fixture, PAGE, live);
	expect_settled(fixture, 2, STORE_STROKE_REPEATED, 1);
	store_put_stroke_part(fixture->store, PEN, next, 0);
	put(fixture, PAGE, next);
	expect_settled(fixture, 3, STORE_STROKE_NEW, 0);
	store_put_stroke_part(fixture->store, PEN, again, 0);
	put(fixture, PAGE, again);
	expect_settled(fixture, 4, STORE_STROKE_REPEATED, 3);
	expect_strokes(fixture, PAGE, stored, next, NULL);
	expect_strokes(fixture, 0, NULL);
}

static void test_journal_recovered(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) whole = fixture_stroke(9, 0, 50);
	g_autoptr(Stroke) live = fixture_part_of(whole, 1, 0, 30);
	live->end_ms = 0; /* not known while it is written */
	g_autoptr(Stroke) start = fixture_part_of(live, 1, 0, 10);
	store_put_stroke_part(fixture->store, PEN, start, 0);
	fixture_wait(fixture, store_put_stroke_part(fixture->store, PEN, live, 10));
	fixture_close(fixture); /* what is open stays open, as after a crash */
	fixture_open(fixture, 0);
	live->flags = STROKE_LINK_LOST;
	live->end_ms = live->start_ms + 8 * 29;
	expect_strokes(fixture, 0, live, NULL);
	put(fixture, PAGE, whole);
	expect_settled(fixture, 9, STORE_STROKE_COMPLETED, 1);
	expect_strokes(fixture, PAGE, whole, NULL);
	expect_strokes(fixture, 0, NULL);
}

/* An open stroke is shown on the copy of its page that belongs to the pen, before it ends and after a crash. */
static void test_journal_finds_its_page(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(Stroke) stroke = fixture_stroke(100, 0, 20);
	char address[] = "9C:7B:D2:0A:0B:0C", none[] = "", name[] = "四年级2班";
	StorePen pen = { PEN, address, none, none, none, -1, 0, 0 };
	StoreClass class = { .id = 2, .name = name, .grade = 4 };
	StorePupil pupil = { .id = 3, .class_id = 2, .name = none };
	StoreBinding binding = { .id = 4, .pen_id = PEN, .pupil_id = 3 };
	StorePageCopy other = { .id = PAGE + 1, .pupil_id = 3, .page = stroke->page };
	other.page.page++;
	StorePageCopy page_copy = { .id = PAGE, .pupil_id = 3, .page = stroke->page };
	store_put_pen(fixture->store, &pen);
	store_put_class(fixture->store, &class);
	store_put_pupil(fixture->store, &pupil);
	store_put_binding(fixture->store, &binding);
	store_put_page_copy(fixture->store, &other);
	store_put_page_copy(fixture->store, &page_copy);
	fixture_wait(fixture, store_put_stroke_part(fixture->store, PEN, stroke, 0));
	expect_strokes(fixture, PAGE, stroke, NULL);
	fixture_close(fixture);
	fixture_open(fixture, 0);
	stroke->flags = STROKE_LINK_LOST;
	expect_strokes(fixture, PAGE, stroke, NULL);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
	g_test_add("/store/journal/" name, StoreFixture, NULL, fixture_set_up, function,           \
		fixture_tear_down)
	ADD("ended", test_journal);
	ADD("and-stored", test_journal_and_stored);
	ADD("stored-before", test_stored_and_journal);
	ADD("recovered", test_journal_recovered);
	ADD("finds-its-page", test_journal_finds_its_page);
	return g_test_run();
}
