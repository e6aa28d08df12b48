/* SPDX-License-Identifier: MIT */
/*
 * Reading ink; see reader.h. A page's strokes lie in up to three places, and packing moves them while we
 * look: all three are read in one transaction, so each stroke is seen once.
 */
#include "store/reader-private.h"

#include "store/journal.h"
#include "store/packs.h"
#include "store/raw.h"

GArray *store_reader_clock_readings(StoreReader *reader, gint64 pen_id, GError **error)
{
	g_autoptr(GArray) readings = g_array_new(FALSE, FALSE, sizeof(ClockReading));
	sqlite3_stmt *statement = database_prepare(reader->database,
		"SELECT host_ms, pen_ms, set_ms, emptied_ms FROM (SELECT * FROM pen_clock"
		" WHERE pen_id = ?1 ORDER BY host_ms DESC LIMIT ?2) ORDER BY host_ms",
		DATABASE_INTEGERS(pen_id, STORE_CLOCK_READINGS), error);
	if (!statement)
		return NULL;
	DatabaseStep step;
	while ((step = database_step(reader->database, statement, error)) == DATABASE_ROW) {
		ClockReading reading = { .host_ms = sqlite3_column_int64(statement, 0),
			.pen_ms = sqlite3_column_int64(statement, 1),
			.set_ms = sqlite3_column_int64(statement, 2),
			.emptied_ms = sqlite3_column_int64(statement, 3) };
		g_array_append_val(readings, reading);
	}
	return step == DATABASE_DONE ? g_steal_pointer(&readings) : NULL;
}

static bool add_prepared(
	Database *database, sqlite3_stmt *statement, GPtrArray *strokes, GError **error)
{
	if (!statement)
		return false;
	DatabaseStep step;
	while ((step = database_step(database, statement, error)) == DATABASE_ROW) {
		Stroke *stroke = rows_decode(statement, 0);
		if (stroke)
			g_ptr_array_add(strokes, stroke);
	}
	return step == DATABASE_DONE;
}

static bool add_rows(
	Database *database, const char *sql, gint64 id, GPtrArray *strokes, GError **error)
{
	return add_prepared(database, database_prepare(database, sql, DATABASE_INTEGERS(id), error),
		strokes, error);
}

/* Of the open strokes those on this page copy (0: on no page yet). */
static bool add_journal(GPtrArray *take_journal, gint64 page_copy_id, GPtrArray *strokes)
{
	g_autoptr(GPtrArray) journal = take_journal;
	if (!journal)
		return false;
	for (guint i = 0; i < journal->len; i++) {
		JournalStroke *open = journal->pdata[i];
		if (open->page_copy_id == page_copy_id)
			g_ptr_array_add(strokes, g_steal_pointer(&open->stroke));
	}
	return true;
}

static bool read_page(Database *database, gint64 page_copy_id, GPtrArray *strokes, GError **error)
{
	return packs_read(database, page_copy_id, strokes, error) &&
	       add_rows(database, "SELECT bytes FROM stroke WHERE page_copy_id = ?1", page_copy_id,
		       strokes, error) &&
	       add_journal(journal_load_page(database, page_copy_id, error), page_copy_id, strokes);
}

static bool read_pageless(Database *database, gint64 pen_id, GPtrArray *strokes, GError **error)
{
	return add_rows(database,
		       "SELECT bytes FROM stroke WHERE pen_id = ?1 AND page_copy_id IS NULL",
		       pen_id, strokes, error) &&
	       add_journal(journal_load(database, pen_id, error), 0, strokes);
}

static GPtrArray *read_strokes(StoreReader *reader, gint64 id,
	bool (*read)(Database *database, gint64 id, GPtrArray *strokes, GError **error),
	GError **error)
{
	g_autoptr(GPtrArray) strokes = stroke_array_new();
	Database *database = reader->database;

	if (!database_execute(database, "BEGIN", error))
		return NULL;
	bool done = read(database, id, strokes, error);
	database_roll_back(database); /* nothing was written */
	if (!done)
		return NULL;
	g_ptr_array_sort(strokes, rows_compare);
	return g_steal_pointer(&strokes);
}

GPtrArray *store_reader_strokes(StoreReader *reader, gint64 page_copy_id, GError **error)
{
	return read_strokes(reader, page_copy_id, read_page, error);
}

GPtrArray *store_reader_pageless_strokes(StoreReader *reader, gint64 pen_id, GError **error)
{
	return read_strokes(reader, pen_id, read_pageless, error);
}

GArray *store_reader_page_pens(StoreReader *reader, gint64 page_copy_id, GError **error)
{
	g_autoptr(GArray) pens = g_array_new(FALSE, FALSE, sizeof(gint64));
	sqlite3_stmt *statement = database_prepare(reader->database,
		"SELECT pen_id FROM page_pack WHERE page_copy_id = ?1 UNION"
		" SELECT pen_id FROM stroke WHERE page_copy_id = ?1 ORDER BY pen_id",
		DATABASE_INTEGERS(page_copy_id), error);
	if (!statement)
		return NULL;
	DatabaseStep step;
	while ((step = database_step(reader->database, statement, error)) == DATABASE_ROW) {
		const gint64 pen_id = sqlite3_column_int64(statement, 0);
		g_array_append_val(pens, pen_id);
	}
	return step == DATABASE_DONE ? g_steal_pointer(&pens) : NULL;
}

GPtrArray *store_reader_pen_strokes(
	StoreReader *reader, gint64 page_copy_id, gint64 pen_id, GError **error)
{
	g_autoptr(GPtrArray) strokes = stroke_array_new();
	Database *database = reader->database;

	if (!database_execute(database, "BEGIN", error))
		return NULL;
	const bool done = packs_read_pen(database, page_copy_id, pen_id, strokes, error) &&
			  add_prepared(database,
				  database_prepare(database,
					  "SELECT bytes FROM stroke WHERE page_copy_id = ?1"
					  " AND pen_id = ?2",
					  DATABASE_INTEGERS(page_copy_id, pen_id), error),
				  strokes, error);
	database_roll_back(database); /* nothing was written */
	if (!done)
		return NULL;
	g_ptr_array_sort(strokes, rows_compare);
	return g_steal_pointer(&strokes);
}

/* The pen's header lines; none when there is no such pen. */
static bool add_head(Database *database, gint64 pen_id, GString *text, GError **error)
{
	sqlite3_stmt *statement = database_prepare(database,
		"SELECT address, driver, model,"
		" (SELECT min(first_host_ms) FROM raw_transfer WHERE pen_id = ?1)"
		" FROM pen WHERE id = ?1",
		DATABASE_INTEGERS(pen_id), error);
	if (!statement)
		return false;
	DatabaseStep step = database_step(database, statement, error);
	if (step != DATABASE_ROW)
		return step == DATABASE_DONE;
	g_autofree char *address = database_column_text(statement, 0);
	g_autofree char *driver = database_column_text(statement, 1);
	g_autofree char *model = database_column_text(statement, 2);
	g_string_append_printf(text, "# pen %s, from %" G_GINT64_FORMAT " ms since 1970\n", address,
		(gint64)sqlite3_column_int64(statement, 3));
	if (*driver)
		g_string_append_printf(text, "driver: %s\n", driver);
	if (*model)
		g_string_append_printf(text, "model: %s\n", model);
	sqlite3_reset(statement);
	return true;
}

GString *store_reader_raw(StoreReader *reader, gint64 pen_id, GError **error)
{
	GString *text = g_string_new(NULL);

	if (add_head(reader->database, pen_id, text, error) &&
		raw_read(reader->database, pen_id, text, error))
		return text;
	g_string_free(text, TRUE);
	return NULL;
}

/* ---- how much it is */

static void size_fill(gpointer row, sqlite3_stmt *at)
{
	*(StorePageSize *)row = (StorePageSize){ integer(at, 0), integer(at, 1), integer(at, 2) };
}

bool store_reader_page_size(
	StoreReader *reader, gint64 page_copy_id, StorePageSize *size, GError **error)
{
	static const RowKind KIND = { sizeof(StorePageSize), size_fill, g_free };
	g_autoptr(GPtrArray) rows = reader_query(reader, &KIND,
		"SELECT coalesce(sum(n), 0), coalesce(min(first), 0), coalesce(max(last), 0) FROM ("
		"SELECT count(*) AS n, min(start_ms) AS first,"
		" max(start_ms + pen_end_ms - pen_start_ms) AS last"
		" FROM stroke WHERE page_copy_id = ?1 UNION ALL "
		"SELECT sum(n_strokes), min(pen_first_ms), max(pen_last_ms)"
		" FROM page_pack WHERE page_copy_id = ?1)",
		DATABASE_INTEGERS(page_copy_id), error);

	if (rows)
		*size = *(const StorePageSize *)g_ptr_array_index(rows, 0);
	return rows != NULL;
}
