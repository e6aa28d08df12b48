/* SPDX-License-Identifier: MIT */
/* See csv-reader.h. */
#include "homework/sheet/csv-reader.h"

void csv_reader_init(CsvReader *reader, const char *text, gsize n_bytes)
{
	*reader = (CsvReader){ .at = text, .end = text + n_bytes, .line = 1, .delimiter = ',' };
}

static bool at_break(const CsvReader *reader)
{
	return reader->at == reader->end || *reader->at == '\n' || *reader->at == '\r';
}

/* Behind its last quote; NULL: none there. */
static char *quoted(CsvReader *reader)
{
	g_autoptr(GString) field = g_string_new("");

	for (reader->at++; reader->at < reader->end; reader->at++) {
		if (*reader->at == '"') {
			reader->at++;
			if (reader->at == reader->end || *reader->at != '"')
				return g_string_free(g_steal_pointer(&field), FALSE);
		}
		reader->line += *reader->at == '\n';
		g_string_append_c(field, *reader->at);
	}
	return NULL;
}

static char *bare(CsvReader *reader)
{
	const char *start = reader->at;

	while (!at_break(reader) && *reader->at != reader->delimiter)
		reader->at++;
	return g_strndup(start, (gsize)(reader->at - start));
}

static void step_over_break(CsvReader *reader)
{
	if (reader->at < reader->end && *reader->at == '\r')
		reader->at++;
	if (reader->at < reader->end && *reader->at == '\n')
		reader->at++;
	reader->line++;
}

char **csv_reader_next(CsvReader *reader, const char **fault)
{
	g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);

	*fault = NULL;
	reader->row_line = reader->line;
	if (reader->at == reader->end)
		return NULL;
	for (;;) {
		const bool is_quoted = reader->at < reader->end && *reader->at == '"';
		char *field = is_quoted ? quoted(reader) : bare(reader);
		if (!field)
			*fault = "引号有头无尾，请补上 / a quote is opened and never closed; close "
				 "it";
		else
			g_ptr_array_add(fields, field);
		if (field && !at_break(reader) && *reader->at != reader->delimiter)
			*fault = "引号后面还有字；一格里面的引号请写两个 / something follows a "
				 "closing quote; double the quotes within a field";
		if (*fault)
			return NULL;
		if (at_break(reader))
			break;
		reader->at++;
	}
	step_over_break(reader);
	g_ptr_array_add(fields, NULL);
	return (char **)g_ptr_array_steal(fields, NULL);
}
