/* SPDX-License-Identifier: MIT */
/* Comma-separated values as spreadsheets write them: quotes, doubled quotes, line ends of any kind. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	const char *at, *end;
	guint line;	/* where the next row begins, from 1 */
	guint row_line; /* where the last one did */
	char delimiter; /* a comma, unless it is set to another after the beginning */
} CsvReader;

/* Text is borrowed. */
void csv_reader_init(CsvReader *reader, const char *text, gsize n_bytes);
/* The next row's fields, ended by NULL; an empty line has one empty field. NULL: the end, or (with *fault set, static)
 * a quote that nothing closes or that something follows. */
char **csv_reader_next(CsvReader *reader, const char **fault);
