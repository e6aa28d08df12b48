/* SPDX-License-Identifier: MIT */
/* See retention.h. Within the writer's transaction: a slice is forgotten whole or not at all. */
#include "store/retention.h"

#include "store/about.h"
#include "store/refused.h"

/* Ten milliseconds of the writer's time or so. */
#define SLICE "200"

static const struct {
	const char *name;
	/* The page copies that are due; NULL: it is not about copies. */
	const char *collect;
} KINDS[] = {
	[STORE_FORGET_INK] = { "ink",
		"CREATE TEMP TABLE forgotten AS SELECT id FROM page_copy WHERE created_ms < ?1"
		" AND (EXISTS (SELECT 1 FROM page_pack AS k WHERE k.page_copy_id = page_copy.id)"
		" OR EXISTS (SELECT 1 FROM stroke AS s WHERE s.page_copy_id = page_copy.id))"
		" ORDER BY created_ms LIMIT " SLICE },
	[STORE_FORGET_RESULTS] = { "results",
		"CREATE TEMP TABLE forgotten AS SELECT id FROM page_copy WHERE created_ms < ?1"
		" ORDER BY created_ms LIMIT " SLICE },
	[STORE_FORGET_UNCLAIMED] = { "unclaimed",
		"CREATE TEMP TABLE forgotten AS SELECT id FROM page_copy WHERE created_ms < ?1"
		" AND pupil_id IS NULL ORDER BY created_ms LIMIT " SLICE },
	[STORE_FORGET_ACCESS] = { "access", NULL },
};

/* What could not be stored where it belongs, and is of this kind; that of a copy goes with the copy, too. */
static const char *const ASIDE[STORE_N_FORGETS] = {
	[STORE_FORGET_INK] = "DELETE FROM refused WHERE " REFUSED_IS_INK " AND at_ms < ?1",
	[STORE_FORGET_RESULTS] = "DELETE FROM refused WHERE at_ms < ?1",
};

/* Ink is in these; the rest of a copy stays. */
static const char *const INK_TABLES[] = { "stroke", "page_pack", "page_time", "correction" };

static bool run(Database *database, const char *sql, const gint64 *before_ms, gint64 *n_rows,
	GError **error)
{
	gint64 n_changed;

	if (!database_once(database, sql, before_ms, before_ms ? 1 : 0, &n_changed, error))
		return false;
	*n_rows += n_changed;
	return true;
}

static bool forget_in(Database *database, const char *table, gint64 *n_rows, GError **error)
{
	g_autofree char *sql = g_strdup_printf(
		"DELETE FROM \"%s\" WHERE page_copy_id IN (SELECT id FROM forgotten)", table);

	return run(database, sql, NULL, n_rows, error);
}

static bool forget_ink(Database *database, gint64 *n_rows, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(INK_TABLES); i++)
		if (!forget_in(database, INK_TABLES[i], n_rows, error))
			return false;
	return true;
}

static bool forget_copies(Database *database, gint64 *n_rows, GError **error)
{
	g_autoptr(GPtrArray) tables = about_tables(database, "page_copy_id", error);

	for (guint i = 0; tables && i < tables->len; i++)
		if (!forget_in(database, g_ptr_array_index(tables, i), n_rows, error))
			return false;
	return tables &&
	       run(database,
		       "UPDATE access_log SET page_copy_id = NULL"
		       " WHERE page_copy_id IN (SELECT id FROM forgotten)",
		       NULL, n_rows, error) &&
	       run(database, "DELETE FROM page_copy WHERE id IN (SELECT id FROM forgotten)", NULL,
		       n_rows, error);
}

/* Ink of no page goes with all ink. */
static bool forget_pageless(
	Database *database, const gint64 *before_ms, gint64 *n_rows, GError **error)
{
	return run(database, "DELETE FROM stroke WHERE page_copy_id IS NULL AND start_ms < ?1",
		before_ms, n_rows, error);
}

static bool forget_of_copies(Database *database, StoreForget kind, const gint64 *before_ms,
	gint64 *n_rows, GError **error)
{
	gint64 unused = 0;

	if (!database_execute(database, "INSERT INTO erasing VALUES (1)", error) ||
		!run(database, KINDS[kind].collect, before_ms, &unused, error))
		return false;
	const bool done = kind == STORE_FORGET_INK
				  ? forget_ink(database, n_rows, error) &&
					    forget_pageless(database, before_ms, n_rows, error)
				  : forget_copies(database, n_rows, error);

	return done && (!ASIDE[kind] || run(database, ASIDE[kind], before_ms, n_rows, error)) &&
	       database_execute(database, "DROP TABLE forgotten; DELETE FROM erasing", error);
}

static bool write_down(Database *database, StoreForget kind, gint64 run_id, gint64 before_ms,
	gint64 n_rows, gint64 at_ms, GError **error)
{
	sqlite3_stmt *statement = database_prepare(database,
		"INSERT INTO retention_run (id, before_ms, n_rows, at_ms, kind)"
		" VALUES (?1, ?2, ?3, ?4, ?5)",
		DATABASE_INTEGERS(run_id, before_ms, n_rows, at_ms), error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 5, KINDS[kind].name, -1, SQLITE_STATIC);
	return database_run(database, statement, error);
}

bool retention_forget(Database *database, StoreForget kind, gint64 run_id, gint64 before_ms,
	gint64 at_ms, GError **error)
{
	gint64 n_rows = 0;

	if (!database_execute(database, "PRAGMA defer_foreign_keys = ON", error))
		return false;
	const bool done = KINDS[kind].collect
				  ? forget_of_copies(database, kind, &before_ms, &n_rows, error)
				  : run(database, "DELETE FROM access_log WHERE at_ms < ?1",
					    &before_ms, &n_rows, error);

	return done &&
	       (n_rows == 0 || write_down(database, kind, run_id, before_ms, n_rows, at_ms, error));
}
