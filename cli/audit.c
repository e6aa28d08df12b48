/* SPDX-License-Identifier: MIT */
/* `zhibi audit`: the year's report on children's data: consents, looks at named pages, erasures, what was forgotten. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/json-text.h"
#include "cli/problems.h"
#include "store/load-source.h"
#include "store/reader-privacy.h"

static const char HELP[] =
	"用法 / usage: zhibi audit [--year YEAR] [--json] [--data FOLDER]\n"
	"\n"
	"一年的个人信息保护报告：同意书、谁看过多少份实名作业、删除、到期清除。没有学生姓名。\n"
	"The year's report on personal data: consents, who looked at how many named pages, "
	"erasures,\n"
	"what was forgotten with time. No pupil's name is in it.\n"
	"\n"
	"  --year YEAR    哪一年，默认今年 / which year; this one unless given\n"
	"  --json         给程序看 / for programs\n"
	"  --data FOLDER  数据文件夹，默认是已安装服务的 / data folder; the installed service's\n"
	"                 unless given\n"
	"\n"
	"退出码 / exit codes: 0 完成 done, 1 读不了 cannot be read, 2 用法不对 wrong use.\n";

#define YEAR_MIN 2020
#define YEAR_MAX 2200

typedef struct {
	SchoolClock clock;
	gint year;
	GPtrArray *consents, *looks, *erasures, *forgotten, *teachers;
} Audit;

static gint64 year_ms(const SchoolClock *clock, gint year)
{
	char text[SCHOOL_DAY_BYTES];
	gint day = 0;

	g_snprintf(text, sizeof text, "%04d-01-01", year);
	g_assert(school_day_parse(text, &day));
	return school_day_minute_ms(clock, day, 0);
}

static bool read_audit(StoreReader *reader, gint year, Audit *audit, GError **error)
{
	const gint64 from_ms = year_ms(&audit->clock, year),
		     until_ms = year_ms(&audit->clock, year + 1);

	audit->year = year;
	return (audit->consents =
			       store_reader_consents_between(reader, from_ms, until_ms, error)) &&
	       (audit->looks = store_reader_access_counts(reader, from_ms, until_ms, error)) &&
	       (audit->erasures = store_reader_erasures(reader, from_ms, until_ms, error)) &&
	       (audit->forgotten = store_reader_retention(reader, from_ms, until_ms, error)) &&
	       (audit->teachers = store_reader_teachers(reader, error));
}

static void clear(Audit *audit)
{
	GPtrArray **const arrays[] = { &audit->consents, &audit->looks, &audit->erasures,
		&audit->forgotten, &audit->teachers };

	for (gsize i = 0; i < G_N_ELEMENTS(arrays); i++)
		g_clear_pointer(arrays[i], g_ptr_array_unref);
}

/* A teacher's, else the machine's user who ran a command. */
static const char *login_of(const Audit *audit, const StoreAccessCount *look)
{
	for (guint i = 0; i < audit->teachers->len; i++) {
		const StoreTeacher *teacher = g_ptr_array_index(audit->teachers, i);

		if (teacher->id == look->teacher_id)
			return teacher->login;
	}
	return look->who;
}

static guint n_given(const Audit *audit, bool given)
{
	guint n = 0;

	for (guint i = 0; i < audit->consents->len; i++)
		n += ((const StoreConsent *)g_ptr_array_index(audit->consents, i))->given == given;
	return n;
}

static json_t *audit_json(const Audit *audit)
{
	json_t *looks = json_array(), *erasures = json_array(), *forgotten = json_array();

	for (guint i = 0; i < audit->looks->len; i++) {
		const StoreAccessCount *look = g_ptr_array_index(audit->looks, i);

		json_array_append_new(looks,
			json_pack("{s:o,s:o,s:I,s:I}", "login",
				json_text_new(login_of(audit, look)), "what",
				json_text_new(look->what), "looks", (json_int_t)look->n_looks,
				"pages", (json_int_t)look->n_pages));
	}
	for (guint i = 0; i < audit->erasures->len; i++) {
		const StoreErasureRow *row = g_ptr_array_index(audit->erasures, i);

		json_array_append_new(erasures,
			json_pack("{s:I,s:I,s:o,s:I,s:o}", "erasure", (json_int_t)row->id, "at_ms",
				(json_int_t)row->at_ms, "reason", json_text_new(row->reason),
				"rows", (json_int_t)row->n_rows, "digest",
				json_text_new(row->digest)));
	}
	for (guint i = 0; i < audit->forgotten->len; i++) {
		const StoreRetentionCount *kind = g_ptr_array_index(audit->forgotten, i);

		json_array_append_new(forgotten,
			json_pack("{s:o,s:I,s:I,s:I}", "kind", json_text_new(kind->kind), "runs",
				(json_int_t)kind->n_runs, "rows", (json_int_t)kind->n_rows,
				"last_ms", (json_int_t)kind->last_ms));
	}
	return json_pack("{s:i,s:{s:i,s:i},s:o,s:o,s:o}", "year", audit->year, "consents", "given",
		(int)n_given(audit, true), "withdrawn", (int)n_given(audit, false), "looks", looks,
		"erasures", erasures, "forgotten", forgotten);
}

static void print_day(const Audit *audit, gint64 ms)
{
	g_autofree char *text = school_day_time_text(&audit->clock, ms);

	printf("  %.10s", text);
}

static void print(const Audit *audit)
{
	printf("%d 年个人信息保护报告 / personal data in %d\n\n", audit->year, audit->year);
	printf("同意书 / consents: 给出 given %u, 撤回 withdrawn %u\n\n", n_given(audit, true),
		n_given(audit, false));
	puts("查看记录 / looks:");
	for (guint i = 0; i < audit->looks->len; i++) {
		const StoreAccessCount *look = g_ptr_array_index(audit->looks, i);

		printf("  %-16s %-20s %6" G_GINT64_FORMAT " 次 times, %6" G_GINT64_FORMAT
		       " 份 pages\n",
			login_of(audit, look), look->what, look->n_looks, look->n_pages);
	}
	printf("\n按申请删除 / erased on request: %u\n", audit->erasures->len);
	for (guint i = 0; i < audit->erasures->len; i++) {
		const StoreErasureRow *row = g_ptr_array_index(audit->erasures, i);

		print_day(audit, row->at_ms);
		printf("  %s  %.16s…\n", row->reason, row->digest);
	}
	puts("\n到期清除 / forgotten with time:");
	for (guint i = 0; i < audit->forgotten->len; i++) {
		const StoreRetentionCount *kind = g_ptr_array_index(audit->forgotten, i);

		print_day(audit, kind->last_ms);
		printf("  %-10s %" G_GINT64_FORMAT " 行 rows\n", kind->kind, kind->n_rows);
	}
}

static int run(const SchoolClock *clock, gint year, bool as_json, const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(StoreReader) reader = store_reader_open(path, &error);
	Audit audit = { .clock = *clock };
	const bool good = reader && read_audit(reader, year, &audit, &error);

	if (!good) {
		fprintf(stderr, "zhibi audit: 读不了 / cannot be read: %s\n", error->message);
	} else if (as_json) {
		g_autofree char *text = json_text_dump(audit_json(&audit), TRUE);

		puts(text);
	} else {
		print(&audit);
	}
	clear(&audit);
	if (!good)
		return CLI_FAILED;
	return CLI_DONE;
}

int audit_run(int argc, char **argv)
{
	const SchoolClock clock = load_source_clock();
	g_autofree char *now = school_day_time_text(&clock, g_get_real_time() / 1000);
	g_autofree char *data = NULL;
	gboolean as_json = FALSE, help = FALSE;
	gint year = (gint)g_ascii_strtoll(now, NULL, 10);
	const GOptionEntry entries[] = {
		{ "year", 0, 0, G_OPTION_ARG_INT, &year, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &as_json, NULL, NULL },
		{ "data", 0, 0, G_OPTION_ARG_FILENAME, &data, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
		G_OPTION_ENTRY_NULL,
	};

	if (!cli_options(entries, &argc, &argv))
		return CLI_WRONG_USE;
	if (help) {
		fputs(HELP, stdout);
		return CLI_DONE;
	}
	if (year < YEAR_MIN || year > YEAR_MAX) {
		fprintf(stderr,
			"zhibi audit: --year %d：请写 2020 到 2200 / write a year from 2020 to "
			"2200\n",
			year);
		return CLI_WRONG_USE;
	}
	g_autofree char *path = problems_database(data);

	return run(&clock, year, as_json, path);
}
