/* SPDX-License-Identifier: MIT */
/* See brief-workbook.h. */
#include "report/brief-workbook.h"

#include "report/brief-tables.h"
#include "report/workbook-bytes.h"

#define COLUMN_WIDTH 16
#define WIDE_COLUMN 100

typedef struct {
	lxw_workbook *workbook;
	lxw_format *heading, *tenths;
} Book;

static void write_cell(const Book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
	const BriefTableCell *cell)
{
	switch (cell->kind) {
	case BRIEF_CELL_NONE:
		worksheet_write_string(sheet, row, column, "–", NULL);
		return;
	case BRIEF_CELL_TEXT:
		worksheet_write_string(sheet, row, column, cell->text, NULL);
		return;
	case BRIEF_CELL_COUNT:
		worksheet_write_number(sheet, row, column, (double)cell->number, NULL);
		return;
	case BRIEF_CELL_TENTHS:
		worksheet_write_number(sheet, row, column, (double)cell->number / 10, book->tenths);
		return;
	}
	g_assert_not_reached();
}

/* The name of a sheet has 31 letters at most, and no brackets. */
static char *sheet_name(guint number, const BriefTable *table)
{
	const char *end = g_utf8_strchr(table->zh, -1, 0xff08); /* （ */
	g_autofree char *zh =
		end ? g_strndup(table->zh, (gsize)(end - table->zh)) : g_strdup(table->zh);

	return g_strdup_printf("%u %s", number, zh);
}

static void write_table(const Book *book, guint number, const BriefTable *table)
{
	g_autofree char *name = sheet_name(number, table);
	lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, name);

	worksheet_set_column(sheet, 0, (lxw_col_t)(table->columns->len - 1), COLUMN_WIDTH, NULL);
	worksheet_freeze_panes(sheet, 1, 0);
	for (guint c = 0; c < table->columns->len; c++)
		worksheet_write_string(sheet, 0, (lxw_col_t)c, g_ptr_array_index(table->columns, c),
			book->heading);
	for (guint r = 0; r < table->rows->len; r++) {
		const GArray *row = g_ptr_array_index(table->rows, r);
		for (guint c = 0; c < row->len; c++)
			write_cell(book, sheet, r + 1, (lxw_col_t)c,
				&g_array_index(row, BriefTableCell, c));
	}
}

static void write_method(const Book *book, const Brief *brief)
{
	lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, "说明 method");
	g_autofree char *week = brief_tables_week(brief);
	g_autofree char *method = brief_tables_method(brief);
	g_auto(GStrv) lines = g_strsplit(method, "\n", -1);
	lxw_format *wrapped = workbook_add_format(book->workbook);

	format_set_text_wrap(wrapped);
	worksheet_set_column(sheet, 0, 0, WIDE_COLUMN, wrapped);
	worksheet_write_string(sheet, 0, 0, "一周一简报 / weekly brief", book->heading);
	worksheet_write_string(sheet, 1, 0, week, wrapped);
	for (guint i = 0; lines[i]; i++)
		worksheet_write_string(sheet, 2 + i, 0, lines[i], wrapped);
	worksheet_write_string(sheet, 4, 0,
		"每个数字的含义和来源 / what each figure is and where it comes from: zhibi load "
		"explain",
		wrapped);
}

static void fill(lxw_workbook *workbook, const void *user)
{
	const Brief *brief = user;
	g_autoptr(GPtrArray) tables = brief_tables(brief);
	const Book book = { workbook, workbook_add_format(workbook),
		workbook_add_format(workbook) };

	format_set_bold(book.heading);
	format_set_text_wrap(book.heading);
	format_set_num_format(book.tenths, "0.0");
	write_method(&book, brief);
	for (guint i = 0; i < tables->len; i++)
		write_table(&book, i + 1, g_ptr_array_index(tables, i));
}

GBytes *brief_workbook(const Brief *brief, GError **error)
{
	return workbook_bytes(fill, brief, error);
}
