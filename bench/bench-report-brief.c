/* SPDX-License-Identifier: MIT */
/*
 * The weekly brief of a school of 30 classes of 45 (tests/term, the six weeks it looks at): from the record to figures, to JSON,
 * to a workbook, to a page. Prints figure TAB value TAB unit TAB compared with. Medians of five.
 */
#include <stdio.h>
#include <stdlib.h>

#include "report/brief-page.h"
#include "report/brief-workbook.h"
#include "store/load-source.h"
#include "tests/helpers.h"

#define N_RUNS 5
#define DAYS "42"
#define WEEK "2026-10-05"

static void run(const char *command)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *said = NULL; /* nobody's figure */
	int status;

	if (!g_spawn_command_line_sync(command, &said, NULL, &status, &error) ||
		!g_spawn_check_wait_status(status, &error))
		g_error("%s: %s", command, error->message);
}

static char *make_term(const char *folder)
{
	const char *build = g_getenv("BUILD") ? g_getenv("BUILD") : "build/release";
	g_autofree char *make =
		g_strdup_printf("python3 tests/term/term.py '%s' --days " DAYS, folder);
	char *path = g_build_filename(folder, "zhibi.db", NULL);
	g_autofree char *write = g_strdup_printf(
		"'%s/tests/tool-store-term' '%s/truth.tsv' '%s'", build, folder, path);

	run(make);
	run(write);
	return path;
}

static gint by_size(const void *a, const void *b)
{
	const gint64 one = *(const gint64 *)a, other = *(const gint64 *)b;

	return (one > other) - (one < other);
}

static void print_median(const char *figure, gint64 times[N_RUNS], const char *peer)
{
	qsort(times, N_RUNS, sizeof(times[0]), by_size);
	printf("%s\t%.2f\ts\t%s\n", figure, (double)times[N_RUNS / 2] / 1e6, peer);
}

int main(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	g_autofree char *path = make_term(folder);
	g_autofree char *workbook = g_build_filename(folder, "brief.xlsx", NULL);
	g_autofree char *file = g_build_filename(folder, "rules.conf", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(StoreReader) reader = store_reader_open(path, &error);
	g_autoptr(RulesBook) book = reader ? load_source_rules(file, reader, &error) : NULL;
	gint64 figures[N_RUNS], forms[N_RUNS];
	gint monday;

	g_assert_no_error(error);
	g_assert_true(school_day_parse(WEEK, &monday));
	for (guint i = 0; i < N_RUNS; i++) {
		const gint64 begin = g_get_monotonic_time();
		g_autoptr(Brief) brief = load_source_brief(reader, book, monday, 0, &error);
		const gint64 middle = g_get_monotonic_time();

		g_assert_no_error(error);
		g_autofree char *json = brief_json(brief);
		g_autoptr(GBytes) page = brief_page_pdf(brief, &error);
		g_assert_true(json && page && brief_workbook_write(brief, workbook, &error));
		figures[i] = middle - begin;
		forms[i] = g_get_monotonic_time() - middle;
	}
	print_median("weekly brief, 1,350 pupils, four weeks: figures", figures,
		"<= 2 s, with the forms");
	print_median("the same as JSON, workbook and page", forms, "");
	helpers_remove_folder(folder);
	return 0;
}
