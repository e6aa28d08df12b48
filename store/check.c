/* SPDX-License-Identifier: MIT */
/* See check.h. */
#include "store/check.h"

#include <glib/gstdio.h>

#include "store/database.h"
#include "store/migrate.h"

static gint64 size_of(const char *path)
{
	GStatBuf status;

	return g_stat(path, &status) == 0 ? (gint64)status.st_size : 0;
}

static bool is_whole(Database *database, const char *path, GError **error)
{
	sqlite3_stmt *statement =
		database_prepare(database, "PRAGMA quick_check(1)", NULL, 0, error);

	if (!statement)
		return false;
	if (database_step(database, statement, error) != DATABASE_ROW)
		return false;
	g_autofree char *answer = database_column_text(statement, 0);
	sqlite3_reset(statement);
	if (g_str_equal(answer, "ok"))
		return true;
	g_set_error(error, STORE_ERROR, STORE_ERROR_FORMAT,
		"%s is damaged (%s). Stop zhibid, keep a copy of the file, and restore the last "
		"backup.",
		path, answer);
	return false;
}

bool store_check(const char *path, StoreCheck *check, GError **error)
{
	g_autofree char *wal = g_strconcat(path, "-wal", NULL);

	*check = (StoreCheck){ .version_known = migrate_version(),
		.n_bytes = size_of(path),
		.n_wal_bytes = size_of(wal) };
	if (!migrate_check(path, &check->version, error))
		return false;
	g_autoptr(Database) database = database_open(path, DATABASE_READ, error);
	return database && is_whole(database, path, error);
}
