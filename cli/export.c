/* SPDX-License-Identifier: MIT */
/* `zhibi export …`: the line, and the results; pages are in export-pages.c, learning records in export-records.c. */
#include "cli/export.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "report/results-table.h"

static const char HELP[] =
	"用法 / usage: zhibi export FORM -o FOLDER [options]\n"
	"\n"
	"  inkml          存档：每一页每一点，含时间和力度，可原样导回 / the archive: every dot "
	"of\n"
	"                 every page with time and force; zhibi import takes it back to the bit\n"
	"  pdf, svg       每一页的样子，真实大小 / each page as it looks, at its true size\n"
	"  marks          只有屏幕上的批改，印到学生的纸上 / only the marks made at the screen, "
	"to\n"
	"                 print onto the papers\n"
	"  csv, xlsx      作业和各题的结果 / results of assignments and questions\n"
	"  oneroster      OneRoster 1.1 results.csv, lineItems.csv（三年级起 / from grade 3）\n"
	"  caliper, xapi  学习记录，每行一条 JSON；要先在配置里打开 / learning records, JSON "
	"lines;\n"
	"                 must be enabled in the configuration first\n"
	"\n"
	"  --backgrounds FOLDER  题面文件在哪里 / where the printed pages are\n";
static const char HELP_END[] =
	"\n"
	"DAY: 2026-09-07.\n"
	"退出码 / exit codes: 0 完成 done, 1 做不到 failed, 2 用法不对 wrong use.\n";

GArray *export_copies(const GPtrArray *work, const WorkClass *only)
{
	GArray *ids = g_array_new(FALSE, FALSE, sizeof(gint64));

	for (guint i = 0; i < work->len; i++) {
		const WorkClass *class = g_ptr_array_index(work, i);
		for (guint k = 0; (!only || class == only) && k < class->assignments->len; k++) {
			const WorkAssignment *assignment = g_ptr_array_index(class->assignments, k);
			for (guint n = 0; n < assignment->copies->len; n++) {
				const WorkCopy *copy = g_ptr_array_index(assignment->copies, n);
				if (copy->pupil)
					g_array_append_val(ids, copy->row->id);
			}
		}
	}
	return ids;
}

/* ---- results */

static bool put_table(ExportCall *call, const char *name, GBytes *take_bytes)
{
	if (!outlet_put(&call->outlet, name, take_bytes, NULL))
		return false;
	outlet_step(&call->outlet);
	return true;
}

static bool put_workbook(ExportCall *call)
{
	g_autoptr(GError) error = NULL;
	GBytes *bytes = results_table_xlsx(call->outlet.work, call->outlet.names, &error);

	if (!outlet_put(&call->outlet, "results.xlsx", bytes, error))
		return false;
	outlet_step(&call->outlet);
	return true;
}

int export_results(ExportCall *call)
{
	Outlet *outlet = &call->outlet;
	g_autoptr(GArray) copies = export_copies(outlet->work, NULL);
	bool good;

	if (!outlet_look(outlet, copies, "export-results"))
		return CLI_FAILED;
	if (g_str_equal(call->form, "csv")) {
		outlet->n_files_all = 2;
		good = put_table(call, "results.csv",
			       results_table_csv(outlet->work, outlet->names)) &&
		       put_table(call, "questions.csv",
			       results_table_questions_csv(outlet->work, outlet->names));
	} else if (g_str_equal(call->form, "xlsx")) {
		outlet->n_files_all = 1;
		good = put_workbook(call);
	} else {
		outlet->n_files_all = 3;
		good = put_table(call, "lineItems.csv", results_table_line_items(outlet->work)) &&
		       put_table(call, "results.csv", results_table_results(outlet->work)) &&
		       put_table(call, "manifest.csv", results_table_manifest());
	}
	return good ? CLI_DONE : CLI_FAILED;
}

/* ---- the line */

static const struct {
	const char *name;
	int (*run)(ExportCall *call);
} FORMS[] = {
	{ "inkml", export_archive },
	{ "pdf", export_pages },
	{ "svg", export_pages },
	{ "marks", export_pages },
	{ "csv", export_results },
	{ "xlsx", export_results },
	{ "oneroster", export_results },
	{ "caliper", export_records },
	{ "xapi", export_records },
};

static int run_form(ExportCall *call, guint i)
{
	if (FORMS[i].run == export_records && !export_records_allowed(call->outlet.config))
		return CLI_FAILED;
	call->form = FORMS[i].name;
	const int code = outlet_open(&call->outlet, call->form);
	if (code != CLI_DONE)
		return code;
	call->printed = outlet_backgrounds(&call->outlet, call->backgrounds);
	const int outcome = call->printed ? FORMS[i].run(call) : CLI_FAILED;
	return outcome == CLI_DONE ? outlet_finish(&call->outlet) : outcome;
}

static int run_words(ExportCall *call, char **words)
{
	for (guint i = 0; words && words[0] && !words[1] && i < G_N_ELEMENTS(FORMS); i++)
		if (g_str_equal(FORMS[i].name, words[0]))
			return run_form(call, i);
	fputs("zhibi export: 用法见 / see zhibi export --help\n", stderr);
	return CLI_WRONG_USE;
}

int export_run(int argc, char **argv)
{
	ExportCall call = { .outlet.command = "export" };
	g_auto(GStrv) words = NULL;
	gboolean help = FALSE;
	const GOptionEntry entries[] = {
		OUTLET_OPTIONS(&call.outlet),
		{ "backgrounds", 0, 0, G_OPTION_ARG_FILENAME, &call.backgrounds, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words, NULL, NULL },
		G_OPTION_ENTRY_NULL,
	};
	int code = CLI_WRONG_USE;

	if (cli_options(entries, &argc, &argv)) {
		if (help)
			printf("%s%s%s", HELP, OUTLET_HELP, HELP_END);
		code = help ? CLI_DONE : run_words(&call, words);
	}
	backgrounds_free(call.printed);
	outlet_clear(&call.outlet);
	g_free(call.backgrounds);
	return code;
}
