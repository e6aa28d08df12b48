/* SPDX-License-Identifier: MIT */
/* Numbered migrations behind PRAGMA user_version; see migrate.h. */
#include "store/migrate.h"

#include "store/schema-sql.h"

#include <glib/gstdio.h>

#define APPLICATION_ID 0x7a686269 /* "zhbi", in the file's header */

int migrate_version(void)
{
	return SCHEMA_MIGRATIONS[G_N_ELEMENTS(SCHEMA_MIGRATIONS) - 1].version;
}

static bool read_integer(Database *database, const char *sql, gint64 *value, GError **error)
{
	return database_integer(database, sql, NULL, 0, 0, value, error);
}

static bool check_database(Database *database, const char *path, int *version, GError **error)
{
	gint64 application, found, n_tables;
	if (!read_integer(database, "PRAGMA application_id", &application, error) ||
		!read_integer(database, "PRAGMA user_version", &found, error) ||
		!read_integer(database, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
		return false;
	/* A file that a crash left just made has neither tables nor our mark yet. */
	bool fresh = application == 0 && found == 0 && n_tables == 0;
	if (application != APPLICATION_ID && !fresh) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_FORMAT,
			"%s is a database of another program, not zhibi's. Choose another file.",
			path);
		return false;
	}
	if (found > migrate_version()) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_NEWER,
			"%s was written by a newer zhibi: its version is %d, this program knows "
			"versions up to %d. Install the newer zhibi again, or restore the backup "
			"made before it.",
			path, (int)found, migrate_version());
		return false;
	}
	*version = (int)found;
	return true;
}

bool migrate_check(const char *path, int *version, GError **error)
{
	GStatBuf status;
	if (g_stat(path, &status) != 0 || status.st_size == 0) {
		*version = 0;
		return true;
	}
	g_autoptr(GError) reason = NULL;
	g_autoptr(Database) database = database_open(path, DATABASE_READ, &reason);
	if (database && check_database(database, path, version, &reason))
		return true;
	if (g_error_matches(reason, STORE_ERROR, STORE_ERROR_FORMAT) && !database)
		g_set_error(error, STORE_ERROR, STORE_ERROR_FORMAT,
			"%s is not a zhibi database. Choose another file.", path);
	else
		g_propagate_error(error, g_steal_pointer(&reason));
	return false;
}

static bool run_one(Database *database, int version, const char *sql, GError **error)
{
	g_autofree char *mark = g_strdup_printf(
		"PRAGMA application_id = %d; PRAGMA user_version = %d;", APPLICATION_ID, version);
	if (database_execute(database, "BEGIN IMMEDIATE", error) &&
		database_execute(database, sql, error) && database_execute(database, mark, error) &&
		database_execute(database, "COMMIT", error))
		return true;
	database_roll_back(database);
	g_prefix_error(error, "migration %d: ", version);
	return false;
}

bool migrate_run(Database *database, GError **error)
{
	gint64 version;
	if (!read_integer(database, "PRAGMA user_version", &version, error))
		return false;
	for (gsize i = 0; i < G_N_ELEMENTS(SCHEMA_MIGRATIONS); i++)
		if (SCHEMA_MIGRATIONS[i].version > version &&
			!run_one(database, SCHEMA_MIGRATIONS[i].version, SCHEMA_MIGRATIONS[i].sql,
				error))
			return false;
	return true;
}
