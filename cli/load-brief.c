/* SPDX-License-Identifier: MIT */
/* `zhibi load brief`: the school's week, for people, for programs, as a workbook and as one page. */
#include <stdio.h>

#include "cli/load.h"
#include "cli/output-file.h"
#include "report/brief-page.h"
#include "report/brief-tables.h"
#include "report/brief-workbook.h"

static void print_table(const BriefTable *table)
{
	printf("\n%s / %s\n", table->zh, table->en);
	for (guint c = 0; c < table->columns->len; c++)
		printf("%s%s", c > 0 ? "\t" : "  ", (char *)g_ptr_array_index(table->columns, c));
	putchar('\n');
	for (guint r = 0; r < table->rows->len; r++) {
		const GArray *row = g_ptr_array_index(table->rows, r);
		for (guint c = 0; c < row->len; c++) {
			g_autofree char *text =
				brief_tables_text(&g_array_index(row, BriefTableCell, c));
			printf("%s%s", c > 0 ? "\t" : "  ", text);
		}
		putchar('\n');
	}
}

static void print_brief(const Brief *brief)
{
	g_autoptr(GPtrArray) tables = brief_tables(brief);
	g_autofree char *week = brief_tables_week(brief);
	g_autofree char *method = brief_tables_method(brief);

	printf("一周一简报 / weekly brief  %s\n", week);
	for (guint i = 0; i < tables->len; i++)
		print_table(g_ptr_array_index(tables, i));
	printf("\n%s\n", method);
}

int load_brief(const LoadCall *call)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Brief) brief = load_source_brief(
		call->reader, call->book, school_day_monday(call->day), 0, &error);

	if (!brief ||
		(call->xlsx &&
			!output_file_put(call->xlsx, brief_workbook(brief, &error), &error)) ||
		(call->pdf && !output_file_put(call->pdf, brief_page_pdf(brief, &error), &error)))
		return load_failed(error);
	if (call->is_json) {
		g_autofree char *text = brief_json(brief);
		puts(text);
	} else if (!call->xlsx && !call->pdf) {
		print_brief(brief);
	}
	return CLI_DONE;
}
