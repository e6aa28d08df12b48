/* SPDX-License-Identifier: MIT */
/* What is forgotten with time goes in slices and is written down. */
#include "store/reader-privacy.h"
#include "tests/store-people.h"

static bool is_due(StoreFixture *fixture, StoreForget kind, gint64 before_ms)
{
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	gint64 due = -1;

	g_assert_true(store_reader_forgettable(reader, kind, before_ms, &due, NULL));
	return due == 1;
}

static void forget(StoreFixture *fixture, StoreForget kind, gint64 before_ms)
{
	while (is_due(fixture, kind, before_ms))
		fixture_wait(fixture, store_forget(fixture->store, kind, before_ms,
					      FIXTURE_START_MS + 30 * DAY_MS));
}

static void test_retention(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	Ink ink = put_all(fixture);
	const gint64 before_ms = FIXTURE_START_MS + 2 * DAY_MS;
	const char *path = fixture->path;

	forget(fixture, STORE_FORGET_UNCLAIMED, before_ms);
	g_assert_cmpint(number(path, "SELECT count(*) FROM page_copy WHERE id = 33"), ==, 0);
	g_assert_cmpint(number(path, "SELECT count(*) FROM page_copy WHERE id = 35"), ==, 1);
	forget(fixture, STORE_FORGET_INK, before_ms);
	g_assert_cmpint(number(path, "SELECT count(*) FROM stroke"), ==, 1);
	g_assert_cmpint(number(path, "SELECT count(*) FROM page_pack"), ==, 0);
	g_assert_cmpint(number(path, "SELECT count(*) FROM answer WHERE page_copy_id = 31"), ==, 1);
	forget(fixture, STORE_FORGET_RESULTS, before_ms);
	g_assert_cmpint(number(path, "SELECT count(*) FROM page_copy"), ==, 1);
	g_assert_cmpint(number(path, "SELECT count(*) FROM mark"), ==, 1);
	forget(fixture, STORE_FORGET_ACCESS, before_ms);
	g_assert_cmpint(number(path, "SELECT count(*) FROM access_log"), ==, 1);
	g_assert_cmpint(number(path, "SELECT count(*) FROM erasing"), ==, 0);
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GPtrArray) runs = store_reader_retention(reader, 0, G_MAXINT64, NULL);

	g_assert_cmpuint(runs->len, ==, STORE_N_FORGETS);
	/* And marks are still as safe as before. */
	g_autoptr(GError) error = NULL;
	g_autoptr(Database) database = database_open(path, DATABASE_WRITE, NULL);

	g_assert_false(database_execute(database, "DELETE FROM mark", &error));
	free_ink(&ink);
}

/* Ink with ink, all of it with results. */
static void test_refused_forgotten(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	const char *path = fixture->path;

	insert(path, "INSERT INTO refused (kind, pen_id, page_copy_id, why, bytes, at_ms) VALUES"
		     " ('stroke', 9, 0, '', x'', 10), ('stroke', 9, 0, '', x'', 20),"
		     " ('pupil', 0, 0, '', x'', 10), ('pupil', 0, 0, '', x'', 20)");
	forget(fixture, STORE_FORGET_INK, 15);
	g_assert_cmpint(number(path, "SELECT count(*) FROM refused WHERE at_ms = 10"), ==, 1);
	forget(fixture, STORE_FORGET_RESULTS, 15);
	g_assert_cmpint(number(path, "SELECT count(*) FROM refused"), ==, 2);
	g_assert_cmpint(number(path, "SELECT count(*) FROM refused WHERE at_ms = 20"), ==, 2);
}

/* More than a slice: it takes several, and each leaves the record whole. */
static void test_slices(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_people(fixture->store);
	for (gint64 i = 0; i < 450; i++)
		put_copy(fixture->store, 1000 + i, BERT, PEN_B, i);
	fixture_wait(fixture, store_sequence(fixture->store));
	guint n_slices = 0;

	while (is_due(fixture, STORE_FORGET_RESULTS, G_MAXINT64 / 2)) {
		fixture_wait(fixture,
			store_forget(fixture->store, STORE_FORGET_RESULTS, G_MAXINT64 / 2, 1));
		g_assert_cmpint(
			number(fixture->path, "SELECT count(*) FROM pragma_foreign_key_check"), ==,
			0);
		n_slices++;
	}
	g_assert_cmpuint(n_slices, ==, 3);
}

#define ADD(name, test)                                                                            \
	g_test_add("/store/retention/" name, StoreFixture, NULL, fixture_set_up, test,             \
		fixture_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("kinds", test_retention);
	ADD("refused", test_refused_forgotten);
	ADD("slices", test_slices);
	return g_test_run();
}
