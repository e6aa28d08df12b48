/* SPDX-License-Identifier: MIT */
/* `zhibi report …`: error books, sheets for families, lists for after-class service, a class in one job. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/outlet.h"
#include "homework/sheet/layout.h"
#include "homework/sheet/sheet-json.h"
#include "report/error-book.h"

static const char HELP[] =
	"用法 / usage: zhibi report KIND -o FOLDER [options]\n"
	"\n"
	"  error-book     错题本：每名学生一个 PDF / error books, a PDF for each pupil\n"
	"  family         给家里的作业情况：每名学生一页，不和别人比 / for families, a page for "
	"each\n"
	"                 pupil, without comparison\n"
	"  service        课后服务辅导单：谁要看哪个知识点 / for after-class service: who needs "
	"what,\n"
	"                 by knowledge point\n"
	"\n"
	"  --two-up       A4 横放，两页 A5 / two A5 pages on an A4\n"
	"  --keys         最后写上参考答案 / the answers at the end\n"
	"  --extension FILE  拓展题作业单，可写多次；库里标了拓展的也用 / a sheet to take "
	"extensions\n"
	"                 from, may come again; those marked so in the record are taken too\n"
	"  --layer A|B|C  只要这一层的拓展题 / extensions of this layer only\n"
	"  --backgrounds FOLDER  题面文件在哪里，默认数据文件夹里的 backgrounds / where the "
	"printed\n"
	"                 pages are; backgrounds in the data folder unless given\n";
static const char HELP_END[] =
	"\n"
	"DAY: 2026-09-07.\n"
	"退出码 / exit codes: 0 完成 done, 1 做不到 failed, 2 用法不对 wrong use.\n";

typedef struct {
	Outlet outlet;
	gboolean two_up, keys;
	char *layer, *backgrounds;
	char **extensions;
	Backgrounds *printed;
	GPtrArray *extension_sheets; /* of ErrorExtension */
	GPtrArray *opened;	     /* of Backgrounds: of extensions, beside their files */
} ReportCall;

/* ---- sheets to go on with */

static void free_extension(gpointer data)
{
	ErrorExtension *extension = data;

	sheet_free(extension->sheet);
	g_free(extension);
}

static void free_backgrounds(gpointer data)
{
	backgrounds_free(data);
}

static void add_extension(ReportCall *call, Sheet *take_sheet, Backgrounds *backgrounds)
{
	ErrorExtension *extension = g_new0(ErrorExtension, 1);

	extension->sheet = take_sheet;
	extension->backgrounds = backgrounds;
	g_ptr_array_add(call->extension_sheets, extension);
}

static bool read_extension(ReportCall *call, const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	g_autofree char *folder = g_path_get_dirname(path);
	LayoutFile file = { .name = path };
	Sheet *sheet = NULL;

	if (g_file_get_contents(path, &text, &file.n_bytes, &error)) {
		file.bytes = (const guint8 *)text;
		sheet = layout_read(layout_by_name("zhibi"), &file, 1, NULL, &error);
	}
	if (!sheet) {
		fprintf(stderr, "zhibi report: 不是好的作业单 / no good sheet: %s\n",
			error->message);
		return false;
	}
	Backgrounds *beside = backgrounds_new(folder);
	g_ptr_array_add(call->opened, beside);
	add_extension(call, sheet, beside);
	return true;
}

/* Of the record: those that say so. One that is broken is no reason to print nothing. */
static bool find_extensions(ReportCall *call)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = store_reader_sheets(call->outlet.reader, &error);

	for (guint i = 0; rows && i < rows->len; i++) {
		const StoreSheet *row = g_ptr_array_index(rows, i);
		Sheet *sheet =
			*row->json ? sheet_json_read(row->json, strlen(row->json), NULL) : NULL;
		if (sheet && sheet->extension)
			add_extension(call, sheet, call->printed);
		else
			sheet_free(sheet);
	}
	for (char **path = call->extensions; rows && path && *path; path++)
		if (!read_extension(call, *path))
			return false;
	return rows || outlet_failed(&call->outlet, error) == CLI_DONE;
}

/* ---- files */

static ErrorBook book_of(const ReportCall *call, const WorkClass *class)
{
	return (ErrorBook){ .reader = call->outlet.reader,
		.class = class,
		.backgrounds = call->printed,
		.extensions = call->extension_sheets,
		.period = call->outlet.period,
		.names = call->outlet.names,
		.two_up = call->two_up,
		.keys = call->keys,
		.layer = call->layer ? call->layer[0] : 0 };
}

typedef GBytes *(*DrawPupil)(
	const ErrorBook *book, const StorePupil *pupil, const GArray *items, GError **error);

static bool put_pupil(ReportCall *call, const WorkClass *class, const StorePupil *pupil,
	const char *kind, DrawPupil draw)
{
	Outlet *outlet = &call->outlet;
	const ErrorBook book = book_of(call, class);
	g_autofree char *folder = outlet_folder_name(class);
	g_autofree char *name = g_strdup_printf("%s/%s-%02d.pdf", folder, kind, pupil->number);
	g_autoptr(GArray) copies = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GError) error = NULL;

	if (!export_folder_has(outlet->folder, name)) {
		g_autoptr(GArray) items = error_book_items(class, pupil);
		error_book_copies(class, pupil, copies);
		if (!outlet_look(outlet, copies, kind) ||
			!outlet_put(outlet, name, draw(&book, pupil, items, &error), error))
			return false;
	}
	outlet_step(outlet);
	return true;
}

static bool put_pupils(ReportCall *call, const WorkClass *class, const char *kind, DrawPupil draw)
{
	for (guint i = 0; i < class->pupils->len; i++)
		if (!put_pupil(call, class, g_ptr_array_index(class->pupils, i), kind, draw))
			return false;
	return true;
}

static bool put_service(ReportCall *call, const WorkClass *class)
{
	Outlet *outlet = &call->outlet;
	const ErrorBook book = book_of(call, class);
	g_autofree char *folder = outlet_folder_name(class);
	g_autofree char *name = g_strdup_printf("%s/service.pdf", folder);
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	g_autoptr(GArray) copies = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GError) error = NULL;

	if (!export_folder_has(outlet->folder, name)) {
		for (guint i = 0; i < class->pupils->len; i++) {
			const StorePupil *pupil = g_ptr_array_index(class->pupils, i);
			g_ptr_array_add(items, error_book_items(class, pupil));
			error_book_copies(class, pupil, copies);
		}
		if (!outlet_look(outlet, copies, "service") ||
			!outlet_put(
				outlet, name, error_book_service_pdf(&book, items, &error), error))
			return false;
	}
	outlet_step(outlet);
	return true;
}

static const char *const KINDS[] = { "error-book", "family", "service" };

static bool put_class(ReportCall *call, const WorkClass *class, guint kind)
{
	if (kind == 0)
		return put_pupils(call, class, "error-book", error_book_pdf);
	if (kind == 1)
		return put_pupils(call, class, "family", error_book_family_pdf);
	return put_service(call, class);
}

static void tell_faults(const Backgrounds *backgrounds)
{
	const GPtrArray *faults = backgrounds_faults(backgrounds);

	for (guint i = 0; i < faults->len; i++)
		fprintf(stderr, "zhibi report: 题面读不了 / a printed page cannot be read: %s\n",
			(const char *)g_ptr_array_index(faults, i));
}

static int put_all(ReportCall *call, guint kind)
{
	Outlet *outlet = &call->outlet;

	for (guint i = 0; i < outlet->work->len; i++)
		outlet->n_files_all +=
			kind == 2 ? 1
				  : ((WorkClass *)g_ptr_array_index(outlet->work, i))->pupils->len;
	for (guint i = 0; i < outlet->work->len; i++)
		if (!put_class(call, g_ptr_array_index(outlet->work, i), kind))
			return CLI_FAILED;
	tell_faults(call->printed);
	for (guint i = 0; i < call->opened->len; i++)
		tell_faults(g_ptr_array_index(call->opened, i));
	return outlet_finish(outlet);
}

/* ---- the line */

static int run_kind(ReportCall *call, guint kind)
{
	g_autofree char *sheets =
		call->extensions ? g_strjoinv(";", call->extensions) : g_strdup("");
	g_autofree char *job = g_strdup_printf("%s two-up=%d keys=%d layer=%s extension=%s",
		KINDS[kind], call->two_up, call->keys, call->layer ? call->layer : "", sheets);
	const int code = outlet_open(&call->outlet, job);

	if (code != CLI_DONE)
		return code;
	call->printed = outlet_backgrounds(&call->outlet, call->backgrounds);
	return call->printed && find_extensions(call) ? put_all(call, kind) : CLI_FAILED;
}

static int run_words(ReportCall *call, char **words)
{
	const bool one = words && words[0] && !words[1];
	const bool good_layer =
		!call->layer || (strlen(call->layer) == 1 && strchr("ABC", call->layer[0]));

	for (guint i = 0; one && good_layer && i < G_N_ELEMENTS(KINDS); i++)
		if (g_str_equal(KINDS[i], words[0]))
			return run_kind(call, i);
	fputs("zhibi report: 用法见 / see zhibi report --help\n", stderr);
	return CLI_WRONG_USE;
}

int report_run(int argc, char **argv)
{
	ReportCall call = { .outlet.command = "report" };
	g_auto(GStrv) words = NULL;
	gboolean help = FALSE;
	const GOptionEntry entries[] = {
		OUTLET_OPTIONS(&call.outlet),
		{ "two-up", 0, 0, G_OPTION_ARG_NONE, &call.two_up, NULL, NULL },
		{ "keys", 0, 0, G_OPTION_ARG_NONE, &call.keys, NULL, NULL },
		{ "layer", 0, 0, G_OPTION_ARG_STRING, &call.layer, NULL, NULL },
		{ "extension", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &call.extensions, NULL, NULL },
		{ "backgrounds", 0, 0, G_OPTION_ARG_FILENAME, &call.backgrounds, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words, NULL, NULL },
		G_OPTION_ENTRY_NULL,
	};
	int code = CLI_WRONG_USE;

	call.extension_sheets = g_ptr_array_new_with_free_func(free_extension);
	call.opened = g_ptr_array_new_with_free_func(free_backgrounds);
	if (cli_options(entries, &argc, &argv)) {
		if (help)
			printf("%s%s%s", HELP, OUTLET_HELP, HELP_END);
		code = help ? CLI_DONE : run_words(&call, words);
	}
	g_ptr_array_unref(call.extension_sheets);
	g_ptr_array_unref(call.opened);
	backgrounds_free(call.printed);
	outlet_clear(&call.outlet);
	g_free(call.layer);
	g_free(call.backgrounds);
	g_strfreev(call.extensions);
	return code;
}
