/* SPDX-License-Identifier: MIT */
/* Opening: a new file, what is refused and why, one writer, ids that are never given twice. */
#include "tests/store-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/migrate.h"

typedef struct {
	char *folder;
	char *path;
} Place;

static void set_up(Place *place, gconstpointer unused)
{
	(void)unused;
	place->folder = helpers_temporary_folder();
	place->path = g_build_filename(place->folder, "zhibi.db", NULL);
}

static void tear_down(Place *place, gconstpointer unused)
{
	(void)unused;
	helpers_remove_folder(place->folder);
	g_free(place->folder);
	g_free(place->path);
}

static Store *open_store(const char *path)
{
	StoreOptions options = { .path = path };
	g_autoptr(GError) error = NULL;
	Store *store = store_open(&options, NULL, &error);
	g_assert_no_error(error);
	return store;
}

/* Refused with this code; the message has all the words. */
static void expect_refusal(const char *path, StoreErrorCode code, const char *words)
{
	StoreOptions options = { .path = path };
	g_autoptr(GError) error = NULL;
	g_assert_null(store_open(&options, NULL, &error));
	g_assert_error(error, STORE_ERROR, (int)code);
	g_auto(GStrv) list = g_strsplit(words, "|", -1);
	for (char **word = list; *word; word++)
		if (!strstr(error->message, *word))
			g_error("\"%s\" is not in: %s", *word, error->message);
	g_assert_null(strchr(error->message, '\n'));
}

static void run_sql(const char *path, const char *sql)
{
	sqlite3 *handle;
	g_assert_cmpint(sqlite3_open(path, &handle), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_close(handle), ==, SQLITE_OK);
}

static char *read_text(const char *path, const char *sql)
{
	sqlite3 *handle;
	sqlite3_stmt *statement;
	g_assert_cmpint(sqlite3_open(path, &handle), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_prepare_v2(handle, sql, -1, &statement, NULL), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
	char *text = g_strdup((const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	sqlite3_close(handle);
	return text;
}

static void expect_text(const char *path, const char *sql, const char *expected)
{
	g_autofree char *text = read_text(path, sql);
	g_assert_cmpstr(text, ==, expected);
}

static void expect_newest(const char *path)
{
	g_autofree char *version = g_strdup_printf("%d", migrate_version());

	expect_text(path, "PRAGMA user_version", version);
}

static void test_new_file(Place *place, gconstpointer unused)
{
	(void)unused;
	store_close(open_store(place->path));
	expect_text(place->path, "PRAGMA application_id", "2053661289");
	expect_newest(place->path);
	expect_text(place->path, "PRAGMA journal_mode", "wal");
	expect_text(place->path,
		"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('school',"
		"'class','pupil','teacher','pen','pen_clock','binding','sheet','assignment',"
		"'page_copy','stroke','stroke_part','page_pack','mark','consent','access_log',"
		"'raw_transfer','problem')",
		"18");
	expect_text(place->path,
		"SELECT group_concat(name) FROM pragma_table_list"
		" WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE "
		"'sqlite_%'",
		NULL);
	GStatBuf status;
	g_assert_cmpint(g_stat(place->path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 0777, ==, 0600);
}

/* A backup comes back with whatever rights it was copied with. */
static void test_restored_file(Place *place, gconstpointer unused)
{
	(void)unused;
	store_close(open_store(place->path));
	g_assert_cmpint(g_chmod(place->path, 0644), ==, 0);
	store_close(open_store(place->path));
	GStatBuf status;
	g_assert_cmpint(g_stat(place->path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 0777, ==, 0600);
}

/* A crash may leave the file empty, or with the header alone. */
static void test_half_made_file(Place *place, gconstpointer unused)
{
	(void)unused;
	g_assert_true(g_file_set_contents(place->path, "", 0, NULL));
	store_close(open_store(place->path));
	expect_newest(place->path);
	g_unlink(place->path);
	run_sql(place->path, "PRAGMA journal_mode = WAL; PRAGMA user_version = 0;");
	store_close(open_store(place->path));
	expect_newest(place->path);
}

static void expect_untouched_refusal(const char *path, StoreErrorCode code, const char *words)
{
	g_autofree char *before = NULL, *after = NULL;
	gsize n_before, n_after;
	g_assert_true(g_file_get_contents(path, &before, &n_before, NULL));
	expect_refusal(path, code, words);
	g_assert_true(g_file_get_contents(path, &after, &n_after, NULL));
	g_assert_cmpuint(n_before, ==, n_after);
	g_assert_true(memcmp(before, after, n_after) == 0);
}

static void test_newer(Place *place, gconstpointer unused)
{
	(void)unused;
	store_close(open_store(place->path));
	run_sql(place->path, "PRAGMA user_version = 42");
	expect_untouched_refusal(place->path, STORE_ERROR_NEWER,
		"zhibi.db|newer zhibi|42|versions up to|Install the newer zhibi");
	g_autoptr(GError) error = NULL;
	g_assert_null(store_reader_open(place->path, &error));
	g_assert_error(error, STORE_ERROR, STORE_ERROR_NEWER);
}

static void test_not_ours(Place *place, gconstpointer unused)
{
	(void)unused;
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < 400; i++)
		g_string_append(text, "Dear diary, today I wrote a page. ");
	g_assert_true(g_file_set_contents(place->path, text->str, (gssize)text->len, NULL));
	expect_untouched_refusal(
		place->path, STORE_ERROR_FORMAT, "zhibi.db|not a zhibi database|Choose another");
	g_assert_true(g_file_set_contents(place->path, "short", -1, NULL));
	expect_untouched_refusal(place->path, STORE_ERROR_FORMAT, "not a zhibi database");

	g_unlink(place->path);
	run_sql(place->path, "CREATE TABLE recipe (name TEXT)");
	expect_untouched_refusal(
		place->path, STORE_ERROR_FORMAT, "database of another program|Choose another");
}

static void test_unwritable_folder(Place *place, gconstpointer unused)
{
	(void)unused;
	g_autofree char *missing = g_build_filename(place->folder, "no", "zhibi.db", NULL);
	expect_refusal(missing, STORE_ERROR_OPEN, "Cannot write in the folder|/no|Make the folder");
	g_assert_cmpint(g_chmod(place->folder, 0555), ==, 0);
	bool root = geteuid() == 0; /* whom no folder refuses */
	g_assert_true(!root || seteuid(65534) == 0);
	expect_refusal(place->path, STORE_ERROR_OPEN,
		"Cannot write in the folder|Permission denied|Give it to the user");
	g_assert_true(!root || seteuid(0) == 0);
	g_assert_cmpint(g_chmod(place->folder, 0755), ==, 0);
}

static void test_one_writer(Place *place, gconstpointer unused)
{
	(void)unused;
	Store *store = open_store(place->path);
	g_autofree char *process = g_strdup_printf("process %d", (int)getpid());
	g_autofree char *words = g_strconcat("in use by another zhibi|", process, NULL);
	expect_refusal(place->path, STORE_ERROR_LOCKED, words);
	store_close(store);
	store_close(open_store(place->path));
}

static void test_ids(Place *place, gconstpointer unused)
{
	(void)unused;
	Store *store = open_store(place->path);
	for (gint64 i = 1; i <= 10; i++)
		g_assert_cmpint(store_new_id(store), ==, i);
	store_close(store);
	store = open_store(place->path);
	g_assert_cmpint(store_new_id(store), ==, 11);
	/* A crash: the next run begins above whatever this one may have given out. */
	g_autofree char *copy = g_build_filename(place->folder, "copy.db", NULL);
	g_autofree char *sql = g_strdup_printf("VACUUM INTO '%s'", copy);
	run_sql(place->path, sql);
	for (guint i = 0; i < 1000; i++)
		store_new_id(store);
	gint64 last = store_new_id(store);
	store_close(store);
	store = open_store(copy);
	g_assert_cmpint(store_new_id(store), >, last);
	store_close(store);
}

static void test_reader_needs_a_file(Place *place, gconstpointer unused)
{
	(void)unused;
	g_autoptr(GError) error = NULL;
	g_assert_null(store_reader_open(place->path, &error));
	g_assert_error(error, STORE_ERROR, STORE_ERROR_OPEN);
	g_assert_false(g_file_test(place->path, G_FILE_TEST_EXISTS));
}

/* A record of before marks had words: they come over with all they had. */
static void test_marks_migrate(Place *place, gconstpointer unused)
{
	(void)unused;
	static const char *const FILES[] = { "store/schema/001-first.sql",
		"store/schema/002-problem.sql", "store/schema/003-refused.sql",
		"store/schema/004-fleet.sql" };
	for (gsize i = 0; i < G_N_ELEMENTS(FILES); i++) {
		g_autofree char *sql = NULL;
		g_assert_true(g_file_get_contents(FILES[i], &sql, NULL, NULL));
		run_sql(place->path, sql);
	}
	run_sql(place->path,
		"INSERT INTO page_copy VALUES (8, NULL, NULL, NULL, 1, 3, 27, 603, 10, 5, 1);"
		"INSERT INTO mark VALUES (30, 8, 2, NULL, 'wrong', 0, 'key', NULL, 5, 0.5);"
		"INSERT INTO mark VALUES (31, 8, 2, 30, 'points', 2.5, 'screen', NULL, 6, 1);"
		"INSERT INTO sheet VALUES (6, '口算', '{}');"
		"INSERT INTO pen (id, address, driver, model, firmware, battery_percent, "
		"last_seen_ms)"
		" VALUES (9, '9C:7B:D2:00:00:09', 'neo', '', '', -1, 0);"
		"INSERT INTO pen_clock VALUES (9, 1700000000000, 1700003600000);"
		"PRAGMA application_id = 2053661289; PRAGMA user_version = 4;");
	store_close(open_store(place->path));
	g_autoptr(StoreReader) reader = store_reader_open(place->path, NULL);
	g_autoptr(GPtrArray) marks = store_reader_marks(reader, 8, NULL);
	g_assert_cmpuint(marks->len, ==, 2);
	const StoreMark *mark = g_ptr_array_index(marks, 1);
	g_assert_cmpint(mark->supersedes_id, ==, 30);
	g_assert_cmpstr(mark->verdict, ==, "points");
	g_assert_cmpfloat(mark->points, ==, 2.5);
	g_assert_cmpstr(mark->text, ==, "");
	g_assert_cmpint(mark->sheet_version, ==, 1);
	g_autoptr(GArray) readings = store_reader_clock_readings(reader, 9, NULL);
	const ClockReading before = { 1700000000000, 1700003600000, 1700000000000, 0 };
	g_assert_cmpuint(readings->len, ==, 1);
	g_assert_true(memcmp(readings->data, &before, sizeof before) == 0);
	g_autoptr(GPtrArray) sheets = store_reader_sheets(reader, NULL);
	g_assert_cmpuint(sheets->len, ==, 1);
	const StoreSheet *sheet = g_ptr_array_index(sheets, 0);
	g_assert_cmpint(sheet->version, ==, 1); /* the one the mark was made with */
	g_assert_cmpstr(sheet->title, ==, "口算");
	g_assert_cmpstr(sheet->json, ==, "{}");
	g_assert_cmpint(sheet->teacher_id, ==, 0);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
	g_test_add("/store/open/" name, Place, NULL, set_up, function, tear_down)
	ADD("new-file", test_new_file);
	ADD("restored-file", test_restored_file);
	ADD("half-made-file", test_half_made_file);
	ADD("marks-migrate", test_marks_migrate);
	ADD("newer", test_newer);
	ADD("not-ours", test_not_ours);
	ADD("unwritable-folder", test_unwritable_folder);
	ADD("one-writer", test_one_writer);
	ADD("ids", test_ids);
	ADD("reader-needs-a-file", test_reader_needs_a_file);
	return g_test_run();
}
