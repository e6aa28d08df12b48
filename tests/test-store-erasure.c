/* SPDX-License-Identifier: MIT */
/*
 * What a person has erased is gone from every table and from every byte of the file, and nothing else is; the proof
 * holds, and only while that is so.
 */
#include "store/erasure.h"
#include "tests/store-people.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>

static bool holds(const char *path, const void *bytes, gsize n_bytes)
{
	g_autofree char *file = NULL;
	gsize n_file;

	g_assert_true(g_file_get_contents(path, &file, &n_file, NULL));
	return memmem(file, n_file, bytes, n_bytes) != NULL;
}

static StoreErasure *erase(StoreFixture *fixture)
{
	g_autoptr(GError) error = NULL;
	StoreErasure *erasure = store_erase_pupil(
		fixture->path, ANNE, "家长申请", FIXTURE_START_MS + 20 * DAY_MS, &error);

	g_assert_no_error(error);
	return erasure;
}

static StoreErasure *pending(StoreFixture *fixture)
{
	g_autoptr(GError) error = NULL;
	StoreErasure *erasure = NULL;

	store_erasure_pending(fixture->path, CLASS, 1, &erasure, &error);
	g_assert_no_error(error);
	return erasure;
}

/* The steps after the rows. */
static void end(StoreFixture *fixture, const StoreErasure *erasure)
{
	g_autoptr(GError) error = NULL;

	store_erasure_sweep(fixture->path, &error);
	g_assert_no_error(error);
	store_erasure_finish(fixture->path, erasure, &error);
	g_assert_no_error(error);
}

static void test_nothing_is_left(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	Ink ink = put_all(fixture);

	fixture_close(fixture);
	g_assert_true(holds(fixture->path, "ERASE-ME", 8));
	g_autoptr(StoreErasure) erasure = erase(fixture);
	const gint64 copies[] = { COPY_ANNE, COPY_TEACHER, COPY_LOST };

	g_assert_cmpuint(erasure->page_copies->len, ==, G_N_ELEMENTS(copies));
	for (guint i = 0; i < G_N_ELEMENTS(copies); i++)
		g_assert_cmpint(g_array_index(erasure->page_copies, gint64, i), ==, copies[i]);
	g_assert_cmpuint(erasure->pens->len, ==, 2);
	end(fixture, erasure);
	g_assert_false(holds(fixture->path, "ERASE-ME", 8));
	for (gsize i = 0; i < G_N_ELEMENTS(ink.gone); i++)
		g_assert_false(holds(fixture->path, ink.gone[i]->data, ink.gone[i]->len));
	for (gsize i = 0; i < G_N_ELEMENTS(ink.kept); i++)
		g_assert_true(holds(fixture->path, ink.kept[i]->data, ink.kept[i]->len));
	for (const char *kept = "KEEP-ME-BERT\0KEEP-ME-ANSWER\0KEEP-ME-INK\0KEEP-ME-NOTE\0"
				"KEEP-ME-RAW\0";
		*kept; kept += strlen(kept) + 1)
		g_assert_true(holds(fixture->path, kept, strlen(kept)));
	g_assert_cmpint(
		number(fixture->path, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
	g_assert_cmpint(number(fixture->path, "SELECT count(*) FROM access_log"), ==, 5);
	g_assert_cmpint(number(fixture->path, "SELECT count(*) FROM mark"), ==, 2);
	free_ink(&ink);
}

/* Whatever table refers to pupils or page copies, now or later: none of its rows is about the pupil any more. */
static void test_every_reference(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	Ink ink = put_all(fixture);

	fixture_close(fixture);
	store_erasure_free(erase(fixture));
	g_autoptr(Database) database = database_open(fixture->path, DATABASE_READ, NULL);
	sqlite3_stmt *references = database_prepare(database,
		"SELECT s.name, f.\"from\", f.\"table\" FROM sqlite_schema AS s"
		" JOIN pragma_foreign_key_list(s.name) AS f"
		" WHERE s.type = 'table' AND f.\"table\" IN ('pupil', 'page_copy')",
		NULL, 0, NULL);
	guint n_references = 0;

	while (database_step(database, references, NULL) == DATABASE_ROW) {
		g_autofree char *table = database_column_text(references, 0);
		g_autofree char *column = database_column_text(references, 1);
		g_autofree char *to = database_column_text(references, 2);
		g_autofree char *sql =
			g_strdup_printf("SELECT count(*) FROM \"%s\" WHERE \"%s\" IN (%s)", table,
				column, g_str_equal(to, "pupil") ? "11" : "31, 32, 33");
		gint64 n_rows;

		g_assert_true(database_once(database, sql, NULL, 0, &n_rows, NULL));
		g_assert_cmpint(n_rows, ==, 0);
		n_references++;
	}
	g_assert_cmpuint(n_references, >=, 8);
	free_ink(&ink);
}

static void set_file_limit(rlim_t n_bytes)
{
	const struct rlimit limit = { n_bytes, RLIM_INFINITY };

	signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
}

/* The rows are gone and the disk is full: it is known that it is not done, and what was to do is done later. */
static void test_cut_off(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	Ink ink = put_all(fixture);
	g_autoptr(GError) error = NULL;

	fixture_close(fixture);
	g_assert_null(pending(fixture));
	g_autoptr(StoreErasure) erasure = erase(fixture);
	g_autoptr(StoreErasure) cut_off = pending(fixture);

	g_assert_cmpint(cut_off->id, ==, erasure->id);
	g_assert_cmpint(cut_off->at_ms, ==, erasure->at_ms);
	g_assert_cmpstr(cut_off->reason, ==, "家长申请");
	g_assert_cmpstr(cut_off->digest, ==, erasure->digest);
	g_autofree char *digest = store_erasure_digest(cut_off);
	g_assert_cmpstr(digest, ==, erasure->digest);
	g_assert_cmpint(cut_off->n_recordings, ==, -1);
	g_assert_true(store_erasure_note_recordings(fixture->path, cut_off, 3, &error));
	set_file_limit(16384);
	g_assert_false(store_erasure_sweep(fixture->path, &error));
	set_file_limit(RLIM_INFINITY);
	g_clear_error(&error);
	g_autoptr(StoreErasure) again = pending(fixture);
	g_assert_cmpint(again->n_recordings, ==, 3);
	g_assert_true(store_erasure_note_recordings(fixture->path, again, 1, &error));
	g_assert_cmpint(again->n_recordings, ==, 3);
	end(fixture, again);
	g_assert_false(holds(fixture->path, "ERASE-ME", 8));
	g_assert_null(pending(fixture));
	free_ink(&ink);
}

static gint64 rows_of(const StoreErasure *erasure, const char *table)
{
	for (guint i = 0; i < erasure->tables->len; i++) {
		const StoreErasedTable *row = g_ptr_array_index(erasure->tables, i);

		if (g_str_equal(row->table, table))
			return row->n_rows;
	}
	return 0;
}

/* In texts about others the name is taken out; a reason that has it is refused, and then nothing is done. */
static void test_name_in_texts(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	Ink ink = put_all(fixture);
	g_autoptr(GError) error = NULL;

	fixture_close(fixture);
	insert(fixture->path,
		"INSERT INTO sheet (id) VALUES (71);"
		"INSERT INTO comment VALUES (72, 72, 71, 1, '像ERASE-ME-ANNE一样写', 'right', 0, "
		"4, 1, '', 0);"
		"INSERT INTO comment VALUES (73, 73, 71, 1, '写得好', 'right', 0, 4, 1, '', 0);"
		"INSERT INTO rule_change VALUES (74, 'limits.grades_3_6', '60', 1, "
		"'ERASE-ME-ANNE的家长', 4, 1);"
		"INSERT INTO mark (id, page_copy_id, question_id, verdict, points, text, source, "
		"at_ms, confidence, sheet_version) VALUES (75, 34, 1, 'none', 0, "
		"'问ERASE-ME-ANNE', 'screen', 1, 1, 1)");
	g_assert_null(store_erase_pupil(fixture->path, ANNE, "ERASE-ME-ANNE的家长申请", 1, &error));
	g_assert_error(error, STORE_ERROR, STORE_ERROR_NAMED);
	g_clear_error(&error);
	/* Without the first character, the surname. */
	insert(fixture->path, "UPDATE pupil SET name = '王小明' WHERE id = 11");
	g_assert_null(store_erase_pupil(fixture->path, ANNE, "小明的家长", 1, &error));
	g_assert_error(error, STORE_ERROR, STORE_ERROR_NAMED);
	g_clear_error(&error);
	insert(fixture->path, "UPDATE pupil SET name = 'Eve' WHERE id = 11");
	g_assert_null(store_erase_pupil(fixture->path, ANNE, "Evening, Eve家长", 1, &error));
	g_assert_error(error, STORE_ERROR, STORE_ERROR_NAMED);
	insert(fixture->path, "UPDATE pupil SET name = 'ERASE-ME-ANNE' WHERE id = 11");
	g_assert_cmpint(number(fixture->path, "SELECT count(*) FROM pupil WHERE id = 11"), ==, 1);
	g_autoptr(StoreErasure) erasure = erase(fixture);

	end(fixture, erasure);
	g_assert_cmpint(
		number(fixture->path,
			"SELECT (SELECT count(*) FROM comment WHERE text IN "
			"('像某同学一样写', '写得好'))"
			" + (SELECT count(*) FROM rule_change WHERE reason = '某同学的家长')"
			" + (SELECT count(*) FROM mark WHERE text = '问某同学')"),
		==, 4);
	g_assert_cmpint(rows_of(erasure, "comment.text"), ==, 1);
	g_assert_cmpint(rows_of(erasure, "rule_change.reason"), ==, 1);
	g_assert_cmpint(rows_of(erasure, "mark.text"), ==, 1);
	g_assert_false(holds(fixture->path, "ERASE-ME", 8));
	free_ink(&ink);
}

static void test_proof(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	Ink ink = put_all(fixture);
	gint64 n_left = 0;
	g_autoptr(GError) error = NULL;

	g_assert_null(store_erase_pupil(fixture->path, ANNE, "x", 1, &error));
	g_assert_error(error, STORE_ERROR, STORE_ERROR_LOCKED);
	g_clear_error(&error);
	fixture_close(fixture);
	g_assert_null(store_erase_pupil(fixture->path, 99, "x", 1, &error));
	g_assert_error(error, STORE_ERROR, STORE_ERROR_QUERY);
	g_autoptr(StoreErasure) erasure = erase(fixture);

	g_assert_cmpint(
		store_erasure_verify(fixture->path, erasure, &n_left, NULL), ==, STORE_PROOF_HOLDS);
	insert(fixture->path, "INSERT INTO stroke VALUES (999, 21, 31, 0, 0, 0, x'00')");
	g_assert_cmpint(
		store_erasure_verify(fixture->path, erasure, &n_left, NULL), ==, STORE_PROOF_LEFT);
	g_assert_cmpint(n_left, ==, 1);
	g_array_remove_index(erasure->page_copies, 0);
	g_assert_cmpint(store_erasure_verify(fixture->path, erasure, &n_left, NULL), ==,
		STORE_PROOF_ALTERED);
	g_free(erasure->digest);
	erasure->digest = store_erasure_digest(erasure);
	g_assert_cmpint(store_erasure_verify(fixture->path, erasure, &n_left, NULL), ==,
		STORE_PROOF_UNKNOWN);
	free_ink(&ink);
}

/* Erased in the middle of a life: the daemon goes on with the file, and no id is given out twice. */
static void test_goes_on(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	Ink ink = put_all(fixture);

	fixture_close(fixture);
	g_autoptr(StoreErasure) erasure = erase(fixture);

	fixture_open(fixture, 0);
	g_assert_cmpint(store_new_id(fixture->store), >, erasure->id);
	g_byte_array_unref(put_ink(fixture->store, PEN_B, COPY_BERT, 901, 90000));
	fixture_wait(fixture, store_sequence(fixture->store));
	free_ink(&ink);
}

static GLogWriterOutput say_nothing(
	GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user)
{
	(void)level, (void)fields, (void)n_fields, (void)user;
	return G_LOG_WRITER_HANDLED;
}

/* Class 999 is not there: all of it is refused. Anne's under another id, her pages and what is on them, Bert's. */
static void put_refused(Store *store)
{
	const StorePupil pupils[] = {
		{ 81, 999, 1, words("ERASE-ME-ANNE"), 0, 0, NULL, 0 },
		{ 82, 999, 2, words("KEEP-ME-BERT"), 0, 0, NULL, 0 },
		{ ANNE, 999, 1, words("ERASE-ME-ALIAS"), 0, 0, NULL, 0 },
	};
	const StorePageCopy copies[] = {
		{ 83, 999, ANNE, 0, { PAGE_FAMILY_NCODE, 3, 27, 603, 10 }, FIXTURE_START_MS,
			false },
		{ COPY_BERT, 999, ANNE, 0, { PAGE_FAMILY_NCODE, 3, 27, 603, 10 }, FIXTURE_START_MS,
			false },
	};
	const StoreAnswer answer = { .page_copy_id = 83,
		.state = words("read"),
		.text = words("ERASE-ME-ANSWER"),
		.first_text = words(""),
		.verdict = words("right") };

	store_begin_group(store);
	for (gsize i = 0; i < G_N_ELEMENTS(pupils); i++)
		store_put_pupil(store, &pupils[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(copies); i++)
		store_put_page_copy(store, &copies[i]);
	store_put_answer(store, &answer);
	store_end_group(store);
}

/* What was refused names pupils as well: it is erased, counted and forgotten with the rest. */
static void test_refused(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	const GLogLevelFlags fatal = g_log_set_always_fatal(G_LOG_LEVEL_ERROR);
	const char *path = fixture->path;
	Ink ink = put_all(fixture);

	put_refused(fixture->store);
	fixture_wait(fixture, store_sequence(fixture->store));
	g_log_set_always_fatal(fatal);
	g_assert_cmpint(number(path, "SELECT count(*) FROM refused"), ==, 6);
	fixture_close(fixture);
	g_autoptr(StoreErasure) erasure = erase(fixture);

	end(fixture, erasure);
	g_assert_cmpint(rows_of(erasure, "refused"), ==, 5);
	g_assert_cmpint(number(path, "SELECT count(*) FROM refused WHERE pupil_id = 82"), ==, 1);
	g_assert_false(holds(path, "45524153452D4D45", 16)); /* ERASE-ME, as it is kept there */
	g_assert_cmpint(number(path, "SELECT count(*) FROM page_copy WHERE id = 34"), ==, 1);
	gint64 n_left = -1;

	g_assert_cmpint(store_erasure_verify(path, erasure, &n_left, NULL), ==, STORE_PROOF_HOLDS);
	insert(path, "INSERT INTO refused (kind, pen_id, page_copy_id, why, bytes, pupil_id)"
		     " VALUES ('plan', 0, 0, '', x'', 11), ('answer', 0, 83, '', x'', 0)");
	g_assert_cmpint(store_erasure_verify(path, erasure, &n_left, NULL), ==, STORE_PROOF_LEFT);
	g_assert_cmpint(n_left, ==, 2);
	free_ink(&ink);
}

/* A name in letters is looked for as a word: "ve" of Eve is no given name. */
static void test_name_in_letters(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	Ink ink = put_all(fixture);

	fixture_close(fixture);
	insert(fixture->path, "UPDATE pupil SET name = 'Eve' WHERE id = 11");
	g_autoptr(StoreErasure) erasure =
		store_erase_pupil(fixture->path, ANNE, "they leave after Evening school", 1, NULL);
	g_assert_nonnull(erasure);
	free_ink(&ink);
}

#define ADD(name, test)                                                                            \
	g_test_add("/store/erasure/" name, StoreFixture, NULL, fixture_set_up, test,               \
		fixture_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_log_set_writer_func(say_nothing, NULL, NULL);
	ADD("nothing-is-left", test_nothing_is_left);
	ADD("every-reference", test_every_reference);
	ADD("cut-off", test_cut_off);
	ADD("name-in-texts", test_name_in_texts);
	ADD("name-in-letters", test_name_in_letters);
	ADD("refused", test_refused);
	ADD("proof", test_proof);
	ADD("goes-on", test_goes_on);
	return g_test_run();
}
