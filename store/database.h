/* SPDX-License-Identifier: MIT */
/*
 * One connection to the file: opening it, statements prepared once, SQLite's failures as GError. Internal
 * to store/. A connection is used by one thread at a time.
 */
#pragma once

#include "store/store.h"

#include <sqlite3.h>

typedef struct Database Database;

typedef enum { DATABASE_READ, DATABASE_WRITE } DatabaseMode;
typedef enum { DATABASE_ROW, DATABASE_DONE, DATABASE_FAILED } DatabaseStep;

/* DATABASE_WRITE makes the file when it is missing. */
Database *database_open(const char *path, DatabaseMode mode, GError **error);
Database *database_close(Database *database); /* returns NULL; accepts NULL */

/* SQL that gives no rows, as many statements as there are. */
bool database_execute(Database *database, const char *sql, GError **error);
/* The statement for `sql`, a literal: it is kept by its address and prepared once. Ready to be bound
 * (from 1) and stepped; `integers` are bound already. NULL with error. */
sqlite3_stmt *database_prepare(Database *database, const char *sql, const gint64 *integers,
	gsize n_integers, GError **error);
#define DATABASE_INTEGERS(...)                                                                     \
	((const gint64[]){ __VA_ARGS__ }), sizeof((const gint64[]){ __VA_ARGS__ }) / sizeof(gint64)
/* After DONE and FAILED the statement is reset; after ROW step on until then. */
DatabaseStep database_step(Database *database, sqlite3_stmt *statement, GError **error);
/* Steps a statement that gives no rows. A NULL statement (prepare failed) gives false. */
bool database_run(Database *database, sqlite3_stmt *statement, GError **error);
/* The one number that `sql` gives; `missing` when it gives no row or NULL. */
bool database_integer(Database *database, const char *sql, const gint64 *integers, gsize n_integers,
	gint64 missing, gint64 *value, GError **error);
/* SQL made at run time, one statement, not kept. *number: the one that it gives, or how many rows it changed. */
bool database_once(Database *database, const char *sql, const gint64 *integers, gsize n_integers,
	gint64 *number, GError **error);
bool database_in_transaction(Database *database);
void database_roll_back(Database *database); /* also where SQLite did it by itself */

/* Blobs and texts are copied out by the caller before the next step. */
const guint8 *database_column_bytes(sqlite3_stmt *statement, int column, gsize *n_bytes);
char *database_column_text(sqlite3_stmt *statement, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Database, database_close)
