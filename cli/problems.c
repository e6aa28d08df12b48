/* SPDX-License-Identifier: MIT */
/* `zhibi problems`: the log of problems, read from the database whether the daemon runs or not. */
#include "cli/problems.h"

#include <stdio.h>

#include "cli/cli.h"
#include "cli/json-text.h"
#include "store/load-source.h"
#include "store/problem-code.h"

#define DAY_MS ((gint64)24 * 3600 * 1000)
#define DAYS 7
#define DAYS_MAX 3650

static const char HELP[] =
	"用法 / usage: zhibi problems [--since DAYS] [--json] [--data FOLDER]\n"
	"\n"
	"使用中遇到的问题：什么时候、哪支笔、什么问题、怎么结束的、怎么办。\n"
	"The problems met in use: when, which pen, what, how it ended, and the mend.\n"
	"\n"
	"  --since DAYS   最近几天，默认 7 / of the last days, 7 unless given\n"
	"  --json         给程序看 / for programs\n"
	"  --data FOLDER  数据文件夹，默认是已安装服务的 / data folder; the installed service's\n"
	"                 unless given\n"
	"\n"
	"退出码 / exit codes: 0 完成 done, 1 读不了 cannot be read, 2 用法不对 wrong use.\n";

char *problems_database(const char *data)
{
	if (data)
		return g_build_filename(data, "zhibi.db", NULL);
	if (g_file_test("/etc/zhibi/zhibi.conf", G_FILE_TEST_EXISTS))
		return g_strdup("/var/lib/zhibi/zhibi.db");
	return g_build_filename(g_get_user_data_dir(), "zhibi", "zhibi.db", NULL);
}

/* ---- as JSON */

static json_t *row_json(const StoreProblem *row)
{
	ProblemCode code;
	bool known = problem_code_by_name(row->code, &code);
	json_t *object = json_object();

	json_object_set_new(object, "code", json_text_new(row->code));
	json_object_set_new(object, "subject", json_text_new(row->subject));
	json_object_set_new(object, "detail", json_text_new(row->detail));
	json_object_set_new(object, "begin_ms", json_integer(row->begin_ms));
	json_object_set_new(
		object, "end_ms", row->end_ms != 0 ? json_integer(row->end_ms) : json_null());
	json_object_set_new(object, "how", json_text_new(row->how));
	json_object_set_new(object, "count", json_integer(row->count));
	json_object_set_new(object, "zh", json_string(known ? problem_code_zh(code) : row->code));
	json_object_set_new(object, "en", json_string(known ? problem_code_en(code) : row->code));
	return object;
}

char *problems_json(const GPtrArray *rows)
{
	json_t *array = json_array();

	for (guint i = 0; i < rows->len; i++)
		json_array_append_new(array, row_json(g_ptr_array_index(rows, i)));
	return json_text_dump(array, true);
}

/* ---- for people */

static void print_row(const SchoolClock *clock, const StoreProblem *row)
{
	g_autofree char *begin = school_day_time_text(clock, row->begin_ms);
	g_autofree char *end = school_day_time_text(clock, row->end_ms);
	ProblemCode code;
	bool known = problem_code_by_name(row->code, &code);

	printf("%s  %s%s%s\n                  %s%s%s\n", begin, row->subject,
		*row->subject ? "  " : "", known ? problem_code_zh(code) : row->code,
		known ? problem_code_en(code) : row->code, *row->detail ? ": " : "", row->detail);
	if (row->count > 1)
		printf("                  共 %" G_GINT64_FORMAT " 次 / %" G_GINT64_FORMAT
		       " times\n",
			row->count, row->count);
	if (row->end_ms != 0)
		printf("                  %s 结束 / ended: %s\n", end, row->how);
	else if (known)
		printf("                  未解决 / not solved\n                  → %s\n"
		       "                  → %s\n",
			problem_code_mend_zh(code), problem_code_mend_en(code));
}

static void print(const GPtrArray *rows, gint days)
{
	const SchoolClock clock = load_source_clock();

	if (rows->len == 0)
		printf("最近 %d 天没有问题。/ No problems in the last %d days.\n", days, days);
	for (guint i = 0; i < rows->len; i++)
		print_row(&clock, g_ptr_array_index(rows, i));
}

static GPtrArray *read_rows(const char *path, gint days, GError **error)
{
	g_autoptr(StoreReader) reader = store_reader_open(path, error);

	return reader ? store_reader_problems(
				reader, g_get_real_time() / 1000 - days * DAY_MS, error)
		      : NULL;
}

static int cannot_read(const GError *error)
{
	fprintf(stderr, "zhibi problems: 读不了 / cannot be read: %s\n", error->message);
	return CLI_FAILED;
}

int problems_run(int argc, char **argv)
{
	g_autofree char *data = NULL;
	gboolean json = FALSE, help = FALSE;
	gint days = DAYS;
	const GOptionEntry entries[] = {
		{ "since", 0, 0, G_OPTION_ARG_INT, &days, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		{ "data", 0, 0, G_OPTION_ARG_FILENAME, &data, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
	};
	if (!cli_options(entries, &argc, &argv))
		return CLI_WRONG_USE;
	if (help) {
		fputs(HELP, stdout);
		return CLI_DONE;
	}
	if (days < 1 || days > DAYS_MAX) {
		fprintf(stderr,
			"zhibi problems: --since %d：请写 1 到 %d 天 / write 1 to %d days\n", days,
			DAYS_MAX, DAYS_MAX);
		return CLI_WRONG_USE;
	}

	g_autofree char *path = problems_database(data);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = read_rows(path, days, &error);
	if (!rows)
		return cannot_read(error);
	if (json) {
		g_autofree char *text = problems_json(rows);

		puts(text);
	} else {
		print(rows, days);
	}
	return CLI_DONE;
}
