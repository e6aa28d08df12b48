/* SPDX-License-Identifier: MIT */
/* What reader.c, reader-answers.c and reader-ink.c share. */
#pragma once

#include "store/database.h"
#include "store/reader.h"

struct StoreReader {
	Database *database;
};

/* One kind of row: how to make it from a statement's columns, how to free it. */
typedef struct {
	gsize size;
	void (*fill)(gpointer row, sqlite3_stmt *statement);
	GDestroyNotify free;
} RowKind;

GPtrArray *reader_query(StoreReader *reader, const RowKind *kind, const char *sql,
	const gint64 *integers, gsize n_integers, GError **error);

static inline gint64 integer(sqlite3_stmt *statement, int column)
{
	return sqlite3_column_int64(statement, column); /* NULL, "none", comes as 0 */
}

static inline gint small(sqlite3_stmt *statement, int column)
{
	return sqlite3_column_int(statement, column);
}

static inline char *text(sqlite3_stmt *statement, int column)
{
	return database_column_text(statement, column);
}
