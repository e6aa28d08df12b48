/* SPDX-License-Identifier: MIT */
/* A connection to the file; see database.h. */
#include "store/database.h"

#include <errno.h>

G_DEFINE_QUARK(zhibi - store, store_error)

struct Database {
	sqlite3 *handle;
	GHashTable *statements; /* SQL, by address -> sqlite3_stmt */
};

/* Who waits for a lock waits this long: only the short moments of a checkpoint or of the last close. */
#define BUSY_TIMEOUT_MS 5000

/*
 * synchronous=FULL in WAL mode: each commit is on disk before it is answered. The log is cut back to
 * 32 MiB after a rush; a checkpoint every 2000 pages (8 MiB) keeps it below that in daily use.
 */
static const char WRITER_SETTINGS[] = "PRAGMA journal_mode = WAL;"
				      "PRAGMA synchronous = FULL;"
				      "PRAGMA foreign_keys = ON;"
				      "PRAGMA secure_delete = ON;" /* forgotten is gone */
				      "PRAGMA wal_autocheckpoint = 2000;"
				      "PRAGMA journal_size_limit = 33554432;"
				      "PRAGMA cache_size = -8000;"
				      "PRAGMA temp_store = MEMORY;"
				      "PRAGMA trusted_schema = OFF;";
static const char READER_SETTINGS[] = "PRAGMA query_only = ON;"
				      "PRAGMA cache_size = -4000;"
				      "PRAGMA temp_store = MEMORY;"
				      "PRAGMA trusted_schema = OFF;";

/* Which of our kinds a failure is: no room, our own bug, or the disk. `reason` is the errno that the call
 * left: SQLite itself (sqlite3_system_errno) does not keep it when a commit fails. */
static StoreErrorCode error_code(sqlite3 *handle, int reason)
{
	switch (sqlite3_errcode(handle)) {
	case SQLITE_FULL:
		return STORE_ERROR_FULL;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return reason == ENOSPC || reason == EDQUOT || reason == EFBIG ? STORE_ERROR_FULL
									       : STORE_ERROR_FAILED;
	case SQLITE_NOTADB:
		return STORE_ERROR_FORMAT;
	case SQLITE_ERROR:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_TOOBIG:
	case SQLITE_RANGE:
	case SQLITE_MISUSE:
		return STORE_ERROR_QUERY;
	default: /* BUSY, READONLY, CORRUPT, NOMEM and what may be added to SQLite */
		return STORE_ERROR_FAILED;
	}
}

/* Right after the call that failed, with errno as it left it; errno was 0 before. */
static void set_error(Database *database, GError **error)
{
	int reason = errno;
	StoreErrorCode code = error_code(database->handle, reason);
	const char *message = sqlite3_errmsg(database->handle);

	if (code == STORE_ERROR_FAILED && reason != 0)
		g_set_error(error, STORE_ERROR, (int)code, "%s (%s)", message, g_strerror(reason));
	else
		g_set_error_literal(error, STORE_ERROR, (int)code, message);
}

Database *database_open(const char *path, DatabaseMode mode, GError **error)
{
	g_autoptr(Database) database = g_new0(Database, 1);
	database->statements = g_hash_table_new(g_direct_hash, g_direct_equal);
	int flags = mode == DATABASE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
					   : SQLITE_OPEN_READONLY;
	errno = 0;
	int result = sqlite3_open_v2(path, &database->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
	g_assert(database->handle); /* else out of memory */
	if (result != SQLITE_OK) {
		set_error(database, error);
		return NULL;
	}
	sqlite3_extended_result_codes(database->handle, 0);
	sqlite3_busy_timeout(database->handle, BUSY_TIMEOUT_MS);
	const char *settings = mode == DATABASE_WRITE ? WRITER_SETTINGS : READER_SETTINGS;
	if (!database_execute(database, settings, error))
		return NULL;
	return g_steal_pointer(&database);
}

Database *database_close(Database *database)
{
	if (!database)
		return NULL;
	GHashTableIter iter;
	gpointer statement;
	g_hash_table_iter_init(&iter, database->statements);
	while (g_hash_table_iter_next(&iter, NULL, &statement))
		sqlite3_finalize(statement);
	g_hash_table_unref(database->statements);
	int result = sqlite3_close(database->handle);
	g_assert(result == SQLITE_OK); /* else a statement was left */
	g_free(database);
	return NULL;
}

bool database_execute(Database *database, const char *sql, GError **error)
{
	errno = 0;
	if (sqlite3_exec(database->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	set_error(database, error);
	return false;
}

sqlite3_stmt *database_prepare(Database *database, const char *sql, const gint64 *integers,
	gsize n_integers, GError **error)
{
	sqlite3_stmt *statement = g_hash_table_lookup(database->statements, sql);
	if (!statement) {
		errno = 0;
		if (sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
			    &statement, NULL) != SQLITE_OK) {
			set_error(database, error);
			return NULL;
		}
		g_hash_table_insert(database->statements, (gpointer)(gsize)sql, statement);
	}
	sqlite3_reset(statement); /* after a loop left early */
	sqlite3_clear_bindings(statement);
	for (gsize i = 0; i < n_integers; i++)
		sqlite3_bind_int64(statement, (int)i + 1, integers[i]);
	return statement;
}

DatabaseStep database_step(Database *database, sqlite3_stmt *statement, GError **error)
{
	errno = 0;
	int result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		return DATABASE_ROW;
	if (result != SQLITE_DONE)
		set_error(database, error);
	sqlite3_reset(statement);
	return result == SQLITE_DONE ? DATABASE_DONE : DATABASE_FAILED;
}

bool database_run(Database *database, sqlite3_stmt *statement, GError **error)
{
	if (!statement)
		return false;
	DatabaseStep step = database_step(database, statement, error);
	g_assert(step != DATABASE_ROW);
	return step == DATABASE_DONE;
}

bool database_integer(Database *database, const char *sql, const gint64 *integers, gsize n_integers,
	gint64 missing, gint64 *value, GError **error)
{
	sqlite3_stmt *statement = database_prepare(database, sql, integers, n_integers, error);
	if (!statement)
		return false;
	DatabaseStep step = database_step(database, statement, error);
	if (step == DATABASE_FAILED)
		return false;
	bool found = step == DATABASE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL;
	*value = found ? sqlite3_column_int64(statement, 0) : missing;
	sqlite3_reset(statement);
	return true;
}

bool database_once(Database *database, const char *sql, const gint64 *integers, gsize n_integers,
	gint64 *number, GError **error)
{
	sqlite3_stmt *statement = NULL;

	errno = 0;
	if (sqlite3_prepare_v2(database->handle, sql, -1, &statement, NULL) != SQLITE_OK) {
		set_error(database, error);
		return false;
	}
	for (gsize i = 0; i < n_integers; i++)
		sqlite3_bind_int64(statement, (int)i + 1, integers[i]);
	const int n_before = sqlite3_total_changes(database->handle);
	int result;
	bool gave_one = false;

	*number = 0;
	while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
		*number = sqlite3_column_int64(statement, 0);
		gave_one = true;
	}
	if (result != SQLITE_DONE)
		set_error(database, error);
	else if (!gave_one)
		*number = sqlite3_total_changes(database->handle) - n_before;
	sqlite3_finalize(statement);
	return result == SQLITE_DONE;
}

bool database_in_transaction(Database *database)
{
	return !sqlite3_get_autocommit(database->handle);
}

void database_roll_back(Database *database)
{
	/* It fails only when there is nothing to roll back any more. */
	if (database_in_transaction(database))
		sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
}

const guint8 *database_column_bytes(sqlite3_stmt *statement, int column, gsize *n_bytes)
{
	const guint8 *bytes = sqlite3_column_blob(statement, column);
	*n_bytes = (gsize)sqlite3_column_bytes(statement, column);
	return bytes;
}

char *database_column_text(sqlite3_stmt *statement, int column)
{
	return g_strdup((const char *)sqlite3_column_text(statement, column));
}
