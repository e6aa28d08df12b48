/* SPDX-License-Identifier: MIT */
/*
 * The nightly job killed at any moment: a page copy is whole or gone, what is not due is there, and the next night goes on
 * to the end. A child process runs the job over a thousand page copies; we kill it, open the record, look, and start another.
 */
#include "daemon/privacy/nightly.h"
#include "store/database.h"
#include "tests/store-fixture.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#define DAY_MS (G_GINT64_CONSTANT(24) * 3600 * 1000)
#define N_DUE 1000
#define N_KEPT 20
#define N_CHILDREN_MAX 100

enum { CLASS = 2, PUPIL = 11, PEN = 21, TASK = 7 };

static const NightlyOptions month = { .days = { [STORE_FORGET_RESULTS] = 30 } };

static char *words(const char *text)
{
	return (char *)(gsize)text; /* rows borrow what is put */
}

static void put_people(Store *store)
{
	const StoreClass class = { CLASS, 0, words("四年级2班"), 4, false, 6, 8 };
	const StorePupil pupil = { PUPIL, CLASS, 1, words("A"), 0, 0, NULL, 0 };
	const StorePen pen = { PEN, words("AA:AA"), words("neo"), words(""), words(""), -1, 0, 0 };
	const StoreAssignment task = {
		.id = TASK, .class_id = CLASS, .subject = words("数学"), .place = words("home")
	};

	store_put_class(store, &class);
	store_put_pupil(store, &pupil);
	store_put_pen(store, &pen);
	store_put_assignment(store, &task);
}

/* A page copy with one answer and one stroke. */
static void put_copy(Store *store, gint64 id, gint64 after_ms)
{
	const StorePageCopy copy = { id, TASK, PUPIL, PEN, { PAGE_FAMILY_NCODE, 3, 27, 603, 10 },
		FIXTURE_START_MS + after_ms, false };
	const StoreAnswer answer = { .page_copy_id = id,
		.question_id = 1,
		.state = words("read"),
		.text = words("5"),
		.first_text = words(""),
		.verdict = words("right") };
	g_autoptr(Stroke) stroke = fixture_stroke(store_new_id(store), after_ms, 20);

	store_put_page_copy(store, &copy);
	store_put_answer(store, &answer);
	store_put_stroke(store, PEN, id, stroke);
}

static void put_all(StoreFixture *fixture)
{
	put_people(fixture->store);
	for (gint64 i = 0; i < N_DUE; i++)
		put_copy(fixture->store, 1000 + i, 1000 * i);
	for (gint64 i = 0; i < N_KEPT; i++)
		put_copy(fixture->store, 10000 + i, 90 * DAY_MS + 1000 * i);
	fixture_wait(fixture, store_sequence(fixture->store));
}

/* As the daemon does, without its pauses; ends when nothing is due. */
static G_NORETURN void run_child(StoreFixture *fixture)
{
	fixture_open(fixture, 0);
	StoreReader *reader = fixture_reader(fixture);
	Nightly *nightly = nightly_new(&month, fixture->store, reader);

	while (nightly_forget_slice(nightly, FIXTURE_START_MS + 91 * DAY_MS))
		fixture_wait(fixture, store_sequence(fixture->store));
	_exit(0);
}

static bool kill_once(StoreFixture *fixture, gint32 within_ms)
{
	const pid_t process = fork();
	int status;

	if (process == 0)
		run_child(fixture);
	g_usleep((gulong)g_test_rand_int_range(0, 1000 * within_ms));
	kill(process, SIGKILL);
	g_assert_cmpint(waitpid(process, &status, 0), ==, process);
	g_assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	return WIFSIGNALED(status);
}

static gint64 number(Database *database, const char *sql)
{
	g_autoptr(GError) error = NULL;
	sqlite3_stmt *statement = database_prepare(database, sql, NULL, 0, &error);

	g_assert_no_error(error);
	g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
	const gint64 n = sqlite3_column_int64(statement, 0);

	sqlite3_reset(statement);
	return n;
}

static gint64 expect_whole(StoreFixture *fixture)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Database) database = database_open(fixture->path, DATABASE_WRITE, &error);

	g_assert_no_error(error);
	const gint64 n_copies = number(database, "SELECT count(*) FROM page_copy");

	g_assert_cmpint(
		number(database, "SELECT count(*) FROM page_copy WHERE id >= 10000"), ==, N_KEPT);
	g_assert_cmpint(number(database, "SELECT count(*) FROM answer"), ==, n_copies);
	g_assert_cmpint(number(database, "SELECT count(*) FROM stroke"), ==, n_copies);
	g_assert_cmpint(number(database, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
	g_assert_cmpint(number(database, "SELECT count(*) FROM erasing"), ==, 0);
	/* Each slice that was done is written down, with what it took: copy, answer, stroke. */
	g_assert_cmpint(number(database, "SELECT coalesce(sum(n_rows), 0) FROM retention_run"), ==,
		3 * (N_DUE + N_KEPT - n_copies));
	return n_copies;
}

static void test_killed(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	guint n_kills = 0, n_halfway = 0;
	gint64 n_copies = N_DUE + N_KEPT;
	gint32 within_ms = 20;

	put_all(fixture);
	for (guint i = 0; n_copies > N_KEPT && i < N_CHILDREN_MAX; i++) {
		fixture_close(fixture); /* before the fork: no thread of ours is left */
		/* Each child gets a little longer: on a slow machine, too, one gets to the end. */
		n_kills += kill_once(fixture, within_ms);
		within_ms += 1 + within_ms / 16;
		n_copies = expect_whole(fixture);
		n_halfway += n_copies > N_KEPT && n_copies < N_DUE + N_KEPT;
		fixture_open(fixture, 0);
	}
	g_test_message("%u kills, after %u of them some copies were gone", n_kills, n_halfway);
	g_assert_cmpint(n_copies, ==, N_KEPT);
	g_assert_cmpuint(n_kills, >, 0);
	g_assert_cmpuint(n_halfway, >, 0);
}

/* Nobody writes for a year: what is due is forgotten all the same, and so is who looked, where the clock went on day by day;
 * where it jumped, nothing is. */
static void test_stopped_writing(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	static const NightlyOptions options = {
		.days = { [STORE_FORGET_RESULTS] = 300, [STORE_FORGET_ACCESS] = 300 }
	};
	const StoreAccess access = { 0, 0, FIXTURE_START_MS, words("open-class"), 0, NULL };
	const gint64 year_ms = FIXTURE_START_MS + 365 * DAY_MS;

	put_people(fixture->store);
	put_copy(fixture->store, 1000, 0);
	store_put_access(fixture->store, &access);
	fixture_wait(fixture, store_sequence(fixture->store));
	StoreReader *reader = fixture_reader(fixture);
	Nightly *nightly = nightly_new(&options, fixture->store, reader);

	nightly_note(nightly, year_ms);
	fixture_wait(fixture, store_sequence(fixture->store));
	g_test_expect_message(
		"zhibi-daemon", G_LOG_LEVEL_WARNING, "nothing is forgotten yet: the clock*");
	g_assert_false(nightly_forget_slice(nightly, year_ms));
	g_test_assert_expected_messages();
	for (gint64 day = 1; day <= 365; day++)
		nightly_note(nightly, FIXTURE_START_MS + day * DAY_MS);
	fixture_wait(fixture, store_sequence(fixture->store));
	while (nightly_forget_slice(nightly, year_ms))
		fixture_wait(fixture, store_sequence(fixture->store));
	g_autoptr(Database) database = database_open(fixture->path, DATABASE_READ, NULL);

	g_assert_cmpint(number(database, "SELECT count(*) FROM page_copy"), ==, 0);
	g_assert_cmpint(number(database, "SELECT count(*) FROM access_log"), ==, 0);
	g_assert_cmpint(number(database, "SELECT count(*) FROM night"), <=, 62);
	nightly_free(nightly);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/daemon/nightly/killed", StoreFixture, NULL, fixture_set_up, test_killed,
		fixture_tear_down);
	g_test_add("/daemon/nightly/stopped-writing", StoreFixture, NULL, fixture_set_up,
		test_stopped_writing, fixture_tear_down);
	return g_test_run();
}
