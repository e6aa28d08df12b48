/* SPDX-License-Identifier: MIT */
/* The writer thread: groups, promptness, order of what it tells, readers beside it. */
#include "tests/store-fixture.h"

#define PEN 7
#define PAGE 55

/* The transactions in the log: frames that carry the size of the database after a commit. */
static guint n_commits(const StoreFixture *fixture)
{
	g_autofree char *path = g_strconcat(fixture->path, "-wal", NULL);
	g_autofree char *bytes = NULL;
	gsize n_bytes;
	guint n = 0;

	g_assert_true(g_file_get_contents(path, &bytes, &n_bytes, NULL));
	for (gsize at = 32; at + 24 + 4096 <= n_bytes; at += 24 + 4096) {
		guint32 size;
		memcpy(&size, bytes + at + 4, sizeof size);
		n += size != 0;
	}
	return n;
}

static void test_group_commit(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	enum { N_STROKES = 2000 };
	guint n_before = n_commits(fixture);

	for (gint64 i = 0; i < N_STROKES; i++) {
		g_autoptr(Stroke) stroke = fixture_stroke(i + 1, i * 300, 10);
		store_put_stroke(fixture->store, PEN, PAGE, stroke);
	}
	fixture_wait(fixture, N_STROKES);
	g_assert_cmpuint(fixture->settled->len, ==, N_STROKES);
	/* Puts take microseconds, a commit at least a tenth of a millisecond even on the fastest disk. */
	g_assert_cmpuint(n_commits(fixture) - n_before, <, N_STROKES / 5);
	for (guint i = 0; i < N_STROKES; i++)
		g_assert_cmpint(
			g_array_index(fixture->settled, StoreSettled, i).stroke_id, ==, i + 1);
}

static gint64 ms_since(gint64 start_us)
{
	return (g_get_monotonic_time() - start_us) / 1000;
}

/* What is not a finished stroke waits for company, but not longer than commit_ms. */
static void test_commit_ms(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	fixture_close(fixture);
	fixture_open(fixture, 300);
	guint n_before = n_commits(fixture);
	g_autoptr(Stroke) stroke = fixture_stroke(1, 0, 30);
	gint64 start_us = g_get_monotonic_time();
	for (guint i = 0; i < 30; i++)
		store_put_stroke_part(fixture->store, PEN, stroke, i);
	fixture_wait(fixture, store_sequence(fixture->store));
	g_assert_cmpint(ms_since(start_us), >=, 290);
	g_assert_cmpuint(n_commits(fixture) - n_before, ==, 1);
}

/* A finished stroke makes the batch due at once, with all that was put before it. */
static void test_stroke_is_urgent(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	fixture_close(fixture);
	fixture_open(fixture, 20000);
	g_autoptr(Stroke) open = fixture_stroke(1, 0, 30);
	g_autoptr(Stroke) done = fixture_stroke(2, 1000, 30);
	gint64 start_us = g_get_monotonic_time();
	store_put_stroke_part(fixture->store, PEN, open, 0);
	fixture_wait(fixture, store_put_stroke(fixture->store, PEN, PAGE, done));
	g_assert_cmpint(ms_since(start_us), <, 10000);
	g_autoptr(GPtrArray) open_strokes = fixture_strokes(fixture, 0, PEN);
	g_assert_cmpuint(open_strokes->len, ==, 1);
}

/* A class lifts its pens all the time: its strokes go to the disk together, none of them late. */
static void test_strokes_gather(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	enum { N_STROKES = 100, REST_MS = 10 };
	fixture_close(fixture);
	fixture_open(fixture, 20000);
	guint n_before = n_commits(fixture);
	gint64 start_us = g_get_monotonic_time();
	for (gint64 i = 0; i < N_STROKES; i++) {
		g_autoptr(Stroke) stroke = fixture_stroke(i + 1, i * 300, 10);
		store_put_stroke(fixture->store, PEN, PAGE, stroke);
		g_usleep(1000);
	}
	fixture_wait(fixture, store_sequence(fixture->store));
	g_assert_cmpint(ms_since(start_us), <, 10000);
	g_assert_cmpuint(
		n_commits(fixture) - n_before, <=, (guint64)ms_since(start_us) / REST_MS + 2);
}

/* A whole class writes: each batch is a wait for the disk, so there are few, and none comes late. */
static void test_class_gathers(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	enum { N_TURNS = 400, N_PENS = 4, REST_MS = 25 };
	fixture_close(fixture);
	fixture_open(fixture, 5);
	guint n_before = n_commits(fixture);
	gint64 start_us = g_get_monotonic_time();
	for (gint64 i = 0; i < N_TURNS; i++) {
		for (gint64 pen = 1; pen <= N_PENS; pen++) {
			g_autoptr(Stroke) part = fixture_stroke(i * N_PENS + pen, i, 3);
			store_put_stroke_part(fixture->store, PEN + pen, part, 0);
		}
		g_usleep(1000);
	}
	fixture_wait(fixture, store_sequence(fixture->store));
	g_assert_cmpuint(
		n_commits(fixture) - n_before, <=, (guint64)ms_since(start_us) / REST_MS + 2);
}

/* Nothing of what belongs together goes to the disk before the last of it is put, however long that takes. */
static void test_group(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	fixture_close(fixture);
	fixture_open(fixture, 5);
	guint n_before = n_commits(fixture);
	g_autoptr(Stroke) first = fixture_stroke(2, 1000, 30);
	g_autoptr(Stroke) last = fixture_stroke(3, 2000, 30);

	store_begin_group(fixture->store);
	guint64 first_sequence = store_put_stroke(fixture->store, PEN, PAGE, first);
	g_usleep(100000);
	g_assert_cmpuint(store_stored(fixture->store), <, first_sequence);
	store_put_stroke(fixture->store, PEN, PAGE, last);
	store_end_group(fixture->store);
	fixture_wait(fixture, store_sequence(fixture->store));
	g_assert_cmpuint(store_stored(fixture->store), ==, store_sequence(fixture->store));
	g_assert_cmpuint(n_commits(fixture) - n_before, ==, 1);
	/* What is put after it waits for nobody. */
	g_autoptr(Stroke) after = fixture_stroke(4, 3000, 30);
	fixture_wait(fixture, store_put_stroke(fixture->store, PEN, PAGE, after));
	g_assert_cmpuint(n_commits(fixture) - n_before, ==, 2);
}

/* When `stored` comes, the strokes up to it are settled, and a reader opened then sees them. */
static void test_order(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	enum { N_STROKES = 200 };
	guint64 seen = 0;

	for (gint64 i = 0; i < N_STROKES; i++) {
		g_autoptr(Stroke) stroke = fixture_stroke(i + 1, i * 300, 10);
		guint64 sequence = store_put_stroke(fixture->store, PEN, PAGE, stroke);
		g_assert_cmpuint(sequence, ==, (guint64)i + 1);
		g_assert_cmpuint(store_sequence(fixture->store), ==, sequence);
		g_main_context_iteration(NULL, i % 8 == 0);
		g_assert_cmpuint(fixture->settled->len, ==, fixture->stored);
		if (fixture->stored == seen)
			continue;
		seen = fixture->stored;
		g_autoptr(GPtrArray) strokes = fixture_strokes(fixture, PAGE, PEN);
		g_assert_cmpuint(strokes->len, >=, seen);
	}
	fixture_wait(fixture, N_STROKES);
	g_assert_cmpuint(fixture->settled_before, <, fixture->stored);
}

/* A reader beside the writer sees whole commits only, each stroke once, while pages are packed. */
static void test_reader_beside_writer(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	guint n_seen = 0;

	for (gint64 i = 0; i < 400; i++) {
		g_autoptr(Stroke) stroke = fixture_stroke(i + 1, i * 300, 10);
		store_put_stroke(fixture->store, PEN, PAGE, stroke);
		if (i % 7 == 0)
			store_pack_page(fixture->store, PAGE);
		g_autoptr(GPtrArray) strokes = store_reader_strokes(reader, PAGE, NULL);
		g_assert_nonnull(strokes);
		g_assert_cmpuint(strokes->len, >=, n_seen);
		n_seen = strokes->len;
		for (guint s = 0; s < n_seen; s++)
			g_assert_cmpint(((Stroke *)strokes->pdata[s])->id, ==, s + 1);
	}
	fixture_wait(fixture, store_sequence(fixture->store));
	g_autoptr(GPtrArray) strokes = store_reader_strokes(reader, PAGE, NULL);
	g_assert_cmpuint(strokes->len, ==, 400);
}

/* A store closed at once has written all the same. */
static void test_close_writes(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	fixture_close(fixture);
	fixture_open(fixture, 20000);
	g_autoptr(Stroke) stroke = fixture_stroke(1, 0, 30);
	store_put_stroke_part(fixture->store, PEN, stroke, 0);
	fixture_close(fixture);
	g_assert_cmpuint(fixture->stored, ==, 0); /* nobody is told any more */
	fixture_open(fixture, 0);
	g_autoptr(GPtrArray) strokes = fixture_strokes(fixture, 0, PEN);
	g_assert_cmpuint(strokes->len, ==, 1);
}

static void test_congestion(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	fixture_close(fixture);
	StoreOptions options = {
		.path = fixture->path, .commit_ms = 300, .queue_limit_bytes = 100000
	};
	StoreListener listener = fixture_listener(fixture);
	fixture->store = store_open(&options, &listener, NULL);
	static const guint8 BYTES[50000];
	for (guint i = 0; i < 2; i++)
		store_put_raw(fixture->store, PEN, 0, false, BYTES, sizeof BYTES);
	g_assert_true(store_congested(fixture->store));
	fixture_wait(fixture, 2);
	g_assert_false(store_congested(fixture->store));
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
	g_test_add("/store/writer/" name, StoreFixture, NULL, fixture_set_up, function,            \
		fixture_tear_down)
	ADD("group-commit", test_group_commit);
	ADD("commit-ms", test_commit_ms);
	ADD("stroke-is-urgent", test_stroke_is_urgent);
	ADD("strokes-gather", test_strokes_gather);
	ADD("class-gathers", test_class_gathers);
	ADD("group", test_group);
	ADD("order", test_order);
	ADD("reader-beside-writer", test_reader_beside_writer);
	ADD("close-writes", test_close_writes);
	ADD("congestion", test_congestion);
	return g_test_run();
}
