/* SPDX-License-Identifier: MIT */
/* What SQLite refuses is our own bug: it is kept aside with all it held, and stops nothing else. */
#include "ink/codec.h"
#include "store/database.h"
#include "tests/store-rows.h"

#include <string.h>

static char *const NONE = (char[]){ "" };

typedef struct {
	guint n; /* criticals */
	char *text;
} Criticals;

static GLogWriterOutput note_critical(
	GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user)
{
	Criticals *criticals = user;
	for (gsize i = 0; i < n_fields && level & G_LOG_LEVEL_CRITICAL; i++)
		if (strcmp(fields[i].key, "MESSAGE") == 0) {
			criticals->n++;
			g_free(criticals->text);
			criticals->text = g_strdup(fields[i].value);
		}
	return G_LOG_WRITER_HANDLED;
}

/* A record that cannot be is our bug: it is named in the log, kept aside, and does not stop the others. */
static void test_record(StoreFixture *fixture, gconstpointer data)
{
	Criticals *criticals = (Criticals *)(gsize)data;
	put_base(fixture);
	StorePupil orphan = { 50, 999, 1, NONE, -1, -1, NULL, 0 }; /* there is no class 999 */
	StorePupil sound = { 51, 2, 1, NONE, -1, -1, NULL, 0 };
	g_autoptr(Stroke) stroke = fixture_stroke(52, 0, 10);
	GLogLevelFlags fatal = g_log_set_always_fatal(G_LOG_LEVEL_ERROR);
	store_put_pupil(fixture->store, &orphan);
	store_put_pupil(fixture->store, &sound);
	fixture_wait(fixture, store_put_stroke(fixture->store, 5, 999, stroke));
	g_log_set_always_fatal(fatal);
	g_assert_cmpuint(criticals->n, ==, 1);
	g_assert_nonnull(strstr(criticals->text, "a pupil cannot be stored where it belongs"));
	g_assert_cmpint(store_state(fixture->store), ==, STORE_OK);
	g_assert_cmpuint(fixture->n_states, ==, 0);
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GPtrArray) pupils = store_reader_pupils(reader, 2, NULL);
	g_assert_cmpuint(pupils->len, ==, 2);
	/* Ink is kept even under an id that no table knows. */
	g_autoptr(GPtrArray) strokes = fixture_strokes(fixture, 999, 5);
	g_assert_cmpuint(strokes->len, ==, 1);
	g_clear_pointer(&criticals->text, g_free);
}

typedef struct {
	char *kind, *why;
	gint64 pen_id, page_copy_id;
	GByteArray *bytes;
} Refused;

/* The one row of `refused`. */
static Refused refused_row(const StoreFixture *fixture)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Database) database = database_open(fixture->path, DATABASE_READ, &error);
	g_assert_no_error(error);
	sqlite3_stmt *statement = database_prepare(database,
		"SELECT kind, why, pen_id, page_copy_id, bytes FROM refused", NULL, 0, &error);
	g_assert_no_error(error);
	g_assert_cmpint(database_step(database, statement, &error), ==, DATABASE_ROW);
	gsize n_bytes;
	const guint8 *bytes = database_column_bytes(statement, 4, &n_bytes);
	Refused row = { database_column_text(statement, 0), database_column_text(statement, 1),
		sqlite3_column_int64(statement, 2), sqlite3_column_int64(statement, 3),
		g_byte_array_append(g_byte_array_new(), bytes, (guint)n_bytes) };
	g_assert_cmpint(database_step(database, statement, &error), ==, DATABASE_DONE);
	return row;
}

static void refused_row_clear(Refused *row)
{
	g_free(row->kind);
	g_free(row->why);
	g_byte_array_unref(row->bytes);
}

/* `stored` covers it, so a pen may free its copy: every dot of it must be on disk somewhere. */
static void test_stroke(StoreFixture *fixture, gconstpointer data)
{
	Criticals *criticals = (Criticals *)(gsize)data;
	put_base(fixture);
	g_autoptr(Stroke) stroke = fixture_stroke(52, 0, 20);
	g_autoptr(Stroke) sound = fixture_stroke(53, 60000, 20);
	/* As a mistake in a migration would do it. */
	g_autoptr(Database) database = database_open(fixture->path, DATABASE_WRITE, NULL);
	g_assert_true(database_execute(database,
		"CREATE TRIGGER mistake BEFORE INSERT ON stroke WHEN NEW.id = 52 "
		"BEGIN SELECT RAISE(ABORT, 'a mistake of ours'); END",
		NULL));
	GLogLevelFlags fatal = g_log_set_always_fatal(G_LOG_LEVEL_ERROR);
	guint n_before = criticals->n;
	store_put_stroke_part(fixture->store, 5, stroke, 0);
	store_put_stroke(fixture->store, 5, 7, stroke);
	fixture_wait(fixture, store_put_stroke(fixture->store, 5, 7, sound));
	g_log_set_always_fatal(fatal);
	g_assert_cmpuint(criticals->n, ==, n_before + 1);
	g_clear_pointer(&criticals->text, g_free);

	Refused row = refused_row(fixture);
	g_assert_cmpstr(row.kind, ==, "stroke");
	g_assert_nonnull(strstr(row.why, "a mistake of ours"));
	g_assert_true(row.pen_id == 5 && row.page_copy_id == 7);
	g_autoptr(GPtrArray) strokes = codec_decode(row.bytes->data, row.bytes->len, NULL, NULL);
	g_assert_cmpuint(strokes->len, ==, 1);
	g_assert_true(stroke_equal(g_ptr_array_index(strokes, 0), stroke));
	g_autoptr(GPtrArray) others = fixture_strokes(fixture, 7, 5);
	g_assert_cmpuint(others->len, ==, 1);
	gint64 n_parts;
	g_assert_true(database_integer(
		database, "SELECT count(*) FROM stroke_part", NULL, 0, -1, &n_parts, NULL));
	g_assert_cmpint(n_parts, ==, 0); /* nothing that the next start would fall over */
	refused_row_clear(&row);
}

/* Of all else the values are kept, whatever was wrong with them. */
static void test_values(StoreFixture *fixture, gconstpointer data)
{
	Criticals *criticals = (Criticals *)(gsize)data;
	put_base(fixture);
	char name[] = "A\xff";
	StorePupil orphan = { 50, 999, 1, name, -1, -1, NULL, 0 };
	GLogLevelFlags fatal = g_log_set_always_fatal(G_LOG_LEVEL_ERROR);
	fixture_wait(fixture, store_put_pupil(fixture->store, &orphan));
	g_log_set_always_fatal(fatal);
	g_clear_pointer(&criticals->text, g_free);

	Refused row = refused_row(fixture);
	g_byte_array_append(row.bytes, (const guint8 *)"", 1);
	g_assert_cmpstr(row.kind, ==, "pupil");
	g_assert_true(g_str_has_prefix((char *)row.bytes->data, "integer 50\ninteger 999\n"));
	g_assert_nonnull(strstr((char *)row.bytes->data, "\ntext 41FF\n"));
	refused_row_clear(&row);
}

/* A group is in the record as a whole or not at all, who asked is told, and ink is not held to it. */
static void test_group(StoreFixture *fixture, gconstpointer data)
{
	Criticals *criticals = (Criticals *)(gsize)data;
	put_base(fixture);
	StorePupil pupils[] = { { 60, 2, 1, NONE, -1, -1, NULL, 0 },
		{ 61, 2, 2, NONE, -1, -1, NULL, 0 },
		{ 62, 999, 1, NONE, -1, -1, NULL, 0 }, /* there is no class 999 */
		{ 63, 2, 3, NONE, -1, -1, NULL, 0 }, { 64, 2, 4, NONE, -1, -1, NULL, 0 } };
	g_autoptr(Stroke) stroke = fixture_stroke(65, 0, 10);
	GLogLevelFlags fatal = g_log_set_always_fatal(G_LOG_LEVEL_ERROR);
	const guint n_before = criticals->n;
	guint64 sequences[6];
	sequences[0] = store_put_pupil(fixture->store, &pupils[0]);
	store_begin_group(fixture->store);
	sequences[1] = store_put_pupil(fixture->store, &pupils[1]);
	sequences[2] = store_put_stroke(fixture->store, 5, 7, stroke);
	store_put_raw(fixture->store, 5, FIXTURE_START_MS, false, (const guint8 *)"ink", 3);
	sequences[3] = store_put_pupil(fixture->store, &pupils[2]);
	/* The refused one stands before this. */
	store_put_raw(fixture->store, 5, FIXTURE_START_MS + 20, false, (const guint8 *)"on", 2);
	sequences[4] = store_put_pupil(fixture->store, &pupils[3]);
	g_assert_cmpuint(store_group_sequence(fixture->store), ==, sequences[4]);
	store_end_group(fixture->store);
	sequences[5] = store_put_pupil(fixture->store, &pupils[4]);
	fixture_wait(fixture, sequences[5]);
	g_log_set_always_fatal(fatal);
	for (guint i = 0; i < G_N_ELEMENTS(sequences); i++)
		g_assert_cmpint(store_refused(fixture->store, sequences[i]), ==, i > 0 && i < 5);
	g_assert_cmpuint(criticals->n, ==, n_before + 1);
	g_clear_pointer(&criticals->text, g_free);
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GPtrArray) kept = store_reader_pupils(reader, 2, NULL);
	for (guint i = 0; i < kept->len; i++) {
		const gint64 id = ((const StorePupil *)kept->pdata[i])->id;
		g_assert_false(id >= 61 && id <= 63);
	}
	g_assert_cmpuint(kept->len, ==, 3); /* one was there before */
	g_autoptr(GPtrArray) strokes = fixture_strokes(fixture, 7, 5);
	g_assert_cmpuint(strokes->len, ==, 1);
	g_autoptr(Database) database = database_open(fixture->path, DATABASE_READ, NULL);
	gint64 n_aside;
	g_assert_true(database_integer(database,
		"SELECT count(*) FROM refused WHERE kind = 'pupil' AND pupil_id = id + 60"
		" AND at_ms > 0",
		NULL, 0, -1, &n_aside, NULL));
	g_assert_cmpint(n_aside, ==, 3);
	GString *raw = store_reader_raw(reader, 5, NULL);
	g_assert_true(g_str_has_suffix(raw->str, "\n0 < 696E6B\n20000 < 6F6E\n"));
	g_string_free(raw, TRUE);
}

int main(int argc, char *argv[])
{
	Criticals criticals = { 0 };
	g_test_init(&argc, &argv, NULL);
	g_log_set_writer_func(note_critical, &criticals, NULL);
#define ADD(name, function)                                                                        \
	g_test_add("/store/refused/" name, StoreFixture, &criticals, fixture_set_up, function,     \
		fixture_tear_down)
	ADD("record", test_record);
	ADD("stroke", test_stroke);
	ADD("values", test_values);
	ADD("group", test_group);
	return g_test_run();
}
