/* SPDX-License-Identifier: MIT */
/* See roster-table.h: lines of text. */
#include "homework/roster/roster-table.h"

#include <string.h>

#include "homework/bilingual.h"
#include "homework/sheet/csv-reader.h"

bool roster_fault(RosterFault *fault, const char *code, char *take_zh, char *take_en)
{
	roster_fault_clear(fault);
	*fault = (RosterFault){ code, take_zh, take_en };
	return false;
}

void roster_fault_clear(RosterFault *fault)
{
	g_free(fault->zh);
	g_free(fault->en);
	*fault = (RosterFault){ 0 };
}

/* ---- the table */

static void free_line(gpointer data)
{
	RosterLine *line = data;

	g_strfreev(line->cells);
	g_free(line);
}

RosterTable *roster_table_new(void)
{
	RosterTable *table = g_new0(RosterTable, 1);

	table->lines = g_ptr_array_new_with_free_func(free_line);
	table->sheets = g_ptr_array_new_with_free_func(g_free);
	table->encoding = ROSTER_UTF8_MARKED;
	table->delimiter = ',';
	return table;
}

RosterTable *roster_table_free(RosterTable *table)
{
	if (!table)
		return NULL;
	g_ptr_array_unref(table->lines);
	g_ptr_array_unref(table->sheets);
	g_free(table);
	return NULL;
}

static const char *sheet_name(RosterTable *table, const char *sheet)
{
	const guint n = table->sheets->len;

	if (n > 0 && g_str_equal(g_ptr_array_index(table->sheets, n - 1), sheet))
		return g_ptr_array_index(table->sheets, n - 1);
	g_ptr_array_add(table->sheets, g_strdup(sheet));
	return g_ptr_array_index(table->sheets, n);
}

/* Spreadsheets fill with spaces of all kinds, the ideographic one too. */
static char *trimmed(char *take_text)
{
	const char *start = take_text;
	const char *end = take_text + strlen(take_text);

	while (*start && g_unichar_isspace(g_utf8_get_char(start)))
		start = g_utf8_next_char(start);
	while (end > start) {
		const char *before = g_utf8_prev_char(end);
		if (!g_unichar_isspace(g_utf8_get_char(before)))
			break;
		end = before;
	}
	char *text = g_strndup(start, (gsize)(end - start));
	g_free(take_text);
	return text;
}

bool roster_table_add(RosterTable *table, const char *sheet, guint line_number, char **take_cells,
	RosterFault *fault)
{
	bool is_empty = true;

	if (g_strv_length(take_cells) > ROSTER_COLUMNS_MAX) {
		g_strfreev(take_cells);
		return roster_fault(fault, "too-wide",
			g_strdup_printf("第 %u 行超过 %d 列，不像名单；请只留名单的列。",
				line_number, ROSTER_COLUMNS_MAX),
			g_strdup_printf(
				"Line %u has more than %d columns: this is no roster; keep its "
				"columns only.",
				line_number, ROSTER_COLUMNS_MAX));
	}
	for (char **cell = take_cells; *cell; cell++) {
		*cell = trimmed(*cell);
		is_empty &= **cell == '\0';
	}
	if (is_empty) {
		g_strfreev(take_cells);
		return true;
	}
	/* Some lines of title stand above a list, in each sheet. */
	if (table->lines->len >= ROSTER_ROWS_MAX + 100) {
		g_strfreev(take_cells);
		return roster_fault(fault, "too-long",
			g_strdup_printf("超过 %d 行；请分成几个文件。", ROSTER_ROWS_MAX),
			g_strdup_printf("More than %d rows; split the file.", ROSTER_ROWS_MAX));
	}
	RosterLine *line = g_new0(RosterLine, 1);
	line->line = line_number;
	line->sheet = sheet_name(table, sheet);
	line->cells = take_cells;
	g_ptr_array_add(table->lines, line);
	return true;
}

const char *roster_line_cell(const RosterLine *line, gint column)
{
	if (column < 0)
		return "";
	for (gint i = 0; i < column; i++)
		if (!line->cells[i])
			return "";
	return line->cells[column] ? line->cells[column] : "";
}

/* ---- text */

static char *decoded(const guint8 *bytes, gsize n_bytes, gsize *n_text, RosterEncoding *encoding)
{
	static const guint8 MARK[] = { 0xEF, 0xBB, 0xBF };
	const char *text = (const char *)bytes;

	*encoding = ROSTER_UTF8_MARKED;
	if (n_bytes >= 2 &&
		((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)))
		return g_convert(text + 2, (gssize)n_bytes - 2, "UTF-8",
			bytes[0] == 0xFF ? "UTF-16LE" : "UTF-16BE", NULL, n_text, NULL);
	if (n_bytes >= sizeof MARK && memcmp(bytes, MARK, sizeof MARK) == 0) {
		text += sizeof MARK;
		n_bytes -= sizeof MARK;
	} else {
		*encoding = ROSTER_UTF8;
	}
	if (g_utf8_validate_len(text, n_bytes, NULL)) {
		*n_text = n_bytes;
		return g_strndup(text, n_bytes);
	}
	*encoding = ROSTER_GB18030;
	return g_convert(text, (gssize)n_bytes, "UTF-8", "GB18030", NULL, n_text, NULL);
}

/* Of the signs that part cells, the commonest of the text. */
static char delimiter_of(const char *text)
{
	gsize n_commas = 0, n_semicolons = 0, n_tabs = 0;

	for (const char *at = text; *at; at++) {
		n_commas += *at == ',';
		n_semicolons += *at == ';';
		n_tabs += *at == '\t';
	}
	if (n_tabs > n_commas && n_tabs > n_semicolons)
		return '\t';
	return n_semicolons > n_commas ? ';' : ',';
}

static RosterTable *read_text(const char *text, gsize n_text, RosterFault *fault)
{
	g_autoptr(RosterTable) table = roster_table_new();
	const char *wrong;
	CsvReader reader;
	char **cells;

	table->delimiter = delimiter_of(text);
	csv_reader_init(&reader, text, n_text);
	reader.delimiter = table->delimiter;
	while ((cells = csv_reader_next(&reader, &wrong)))
		if (!roster_table_add(table, "", reader.row_line, cells, fault))
			return NULL;
	if (wrong) {
		g_auto(Bilingual) why = bilingual_new("%s", wrong);

		roster_fault(fault, "bad-quotes",
			g_strdup_printf(
				"第 %u 行：%s；或另存为 xlsx 再试。", reader.row_line, why.zh),
			g_strdup_printf("Line %u: %s.", reader.row_line, why.en));
		return NULL;
	}
	return g_steal_pointer(&table);
}

bool roster_table_is_archive(const guint8 *bytes, gsize n_bytes)
{
	return n_bytes >= 4 && memcmp(bytes, "PK\3\4", 4) == 0;
}

RosterTable *roster_table_read(const guint8 *bytes, gsize n_bytes, RosterFault *fault)
{
	static const guint8 OLD_EXCEL[] = { 0xD0, 0xCF, 0x11, 0xE0 };
	RosterEncoding encoding;
	gsize n_text = 0;

	if (n_bytes > ROSTER_BYTES_MAX) {
		roster_fault(fault, "too-large", g_strdup("文件超过 2 MiB；请只留名单。"),
			g_strdup("The file is larger than 2 MiB; keep the roster only."));
		return NULL;
	}
	if (roster_table_is_archive(bytes, n_bytes))
		return roster_workbook_read(bytes, n_bytes, fault);
	if (n_bytes >= sizeof OLD_EXCEL && memcmp(bytes, OLD_EXCEL, sizeof OLD_EXCEL) == 0) {
		roster_fault(fault, "old-excel",
			g_strdup("这是旧的 xls 格式；请在 Excel 或 WPS 里另存为 xlsx。"),
			g_strdup("This is the old xls format; save it as xlsx."));
		return NULL;
	}
	g_autofree char *text = decoded(bytes, n_bytes, &n_text, &encoding);
	if (!text || memchr(text, '\0', n_text)) {
		roster_fault(fault, "bad-encoding",
			g_strdup("读不出文字：不是 UTF-8 或 GB18030。请另存为 xlsx 或 CSV UTF-8。"),
			g_strdup("The text is neither UTF-8 nor GB18030; save it as xlsx or CSV "
				 "UTF-8."));
		return NULL;
	}
	RosterTable *table = read_text(text, n_text, fault);
	if (table)
		table->encoding = encoding;
	return table;
}
