/* SPDX-License-Identifier: MIT */
/*
 * A list as schools have it, as lines of cells: CSV (comma, semicolon or tab; UTF-8 with or without a mark, GB18030,
 * UTF-16 with a mark) or a workbook (xlsx), whose sheets follow each other. No library of Debian 12 reads xlsx: the
 * few parts needed are read with homework/sheet/zip-memory.h and xml-tree.h. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define ROSTER_BYTES_MAX (2u << 20)
#define ROSTER_ROWS_MAX 2000
#define ROSTER_COLUMNS_MAX 100

/* What is wrong with a file as a whole, for the one who brought it: what, and the mend. */
typedef struct {
	const char *code; /* static; NULL: nothing */
	char *zh, *en;
} RosterFault;

typedef enum {
	ROSTER_UTF8,
	ROSTER_UTF8_MARKED, /* a workbook and UTF-16 are written back so, too: Excel opens it */
	ROSTER_GB18030,
} RosterEncoding;

typedef struct {
	guint line;	   /* in its file or sheet, from 1 */
	const char *sheet; /* of a workbook, borrowed from the table; "" of a text */
	char **cells;	   /* valid UTF-8, trimmed; ended by NULL */
} RosterLine;

typedef struct {
	GPtrArray *lines;  /* of RosterLine; those without any text are left out */
	GPtrArray *sheets; /* of char * */
	RosterEncoding encoding;
	char delimiter;
} RosterTable;

/* False with the fault. */
bool roster_fault(RosterFault *fault, const char *code, char *take_zh, char *take_en);
void roster_fault_clear(RosterFault *fault);

RosterTable *roster_table_read(const guint8 *bytes, gsize n_bytes, RosterFault *fault);
RosterTable *roster_table_free(RosterTable *table); /* accepts NULL, returns NULL */
/* Is it an archive, as workbooks and OneRoster's are? */
bool roster_table_is_archive(const guint8 *bytes, gsize n_bytes);
/* For the parts: an empty table, and one more line of it; `take_cells` is trimmed. */
RosterTable *roster_table_new(void);
bool roster_table_add(
	RosterTable *table, const char *sheet, guint line, char **take_cells, RosterFault *fault);
/* "" where the line is shorter. */
const char *roster_line_cell(const RosterLine *line, gint column);

/* roster-workbook.c */
RosterTable *roster_workbook_read(const guint8 *bytes, gsize n_bytes, RosterFault *fault);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(RosterTable, roster_table_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RosterFault, roster_fault_clear)
