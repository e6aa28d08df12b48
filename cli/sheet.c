/* SPDX-License-Identifier: MIT */
/* `zhibi sheet …`: sheets from other programs' forms and to them, checked, drawn. */
#include "cli/sheet.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/output-file.h"
#include "report/sheet-drawing.h"

static const char HELP[] =
	"用法 / usage: zhibi sheet COMMAND FILE… [--from FORM] [--to FORM] [-o OUTPUT]\n"
	"\n"
	"作业单：哪一页、哪个区域答哪一题、答案、分值（docs/sheet-format.md）。\n"
	"Homework sheets: which page, which region answers which question, key, points.\n"
	"\n"
	"  import FILE…   别的软件的版面变成作业单 / another program's layout made a sheet\n"
	"  check FILE…    是什么样的作业单，或者错在哪里、怎么改 / what sheet it is, or what is\n"
	"                 wrong, where, and the mend\n"
	"  show FILE…     画出每一页和区域 / draw its pages and regions\n"
	"  export FILE…   变成别的软件的版面 / make it another program's layout\n"
	"  assign FILE    布置给班级：现在写的就算这份作业（要管理员）/ give it to the class: what "
	"is\n"
	"                 written from now on belongs to it (needs root)\n"
	"\n"
	"  --from FORM    文件的形式；不写就看文件名 / the files' form; by their name when left "
	"out\n"
	"  --to FORM      导出的形式 / the form to export to\n"
	"  -o OUTPUT      写到这个文件；show 按后缀 .svg 或 .pdf。默认标准输出 / write here; show\n"
	"                 goes by the suffix .svg or .pdf. Standard output unless given\n"
	"  --class NAME   assign：哪个班 / which class\n"
	"  --place PLACE  assign：lesson 课堂（默认）, service 课后服务, home 家里 / where it is "
	"done;\n"
	"                 lesson unless given\n"
	"  --subject NAME  学科，默认按作业单 / the subject; the sheet's unless given\n"
	"  --minutes N    预计分钟数，默认按作业单各题相加；家里和课后服务的作业必须有 / expected "
	"minutes;\n"
	"                 the sum of the sheet's questions unless given; needed for home and "
	"service\n"
	"  --layer A|B|C  分层作业的层，不写就是全班 / of layered homework; everybody unless "
	"given\n"
	"  --due TIME     截止：2026-09-08 或 \"2026-09-08 08:20\" / when it is due\n"
	"  --day DAY      哪一天布置，今天起八天以内；以后的到那天再打开 / given on this day, "
	"today or "
	"within\n"
	"                 eight days; what is for later is opened then\n"
	"  --wait         先不打开：现在写的还算原来那份 / not open yet: what is written now "
	"belongs "
	"to the\n"
	"                 other one\n"
	"  --teacher LOGIN  哪位老师布置的；只有一位老师时不用写 / who gives it; not needed where "
	"there is\n"
	"                 one teacher\n"
	"  --reason TEXT  全班当天各科合计到上限时的理由，留档 / why it may pass the day's limit; "
	"kept\n"
	"  --try          只问当天合计，不布置 / only ask what the day comes to\n"
	"  --socket PATH  assign：服务的控制套接字 / the daemon's control socket\n"
	"\n";
static const char HELP_END[] =
	"\n"
	"退出码 / exit codes: 0 完成 done, 1 做不到 failed, 2 用法不对 wrong use.\n";

static void print_forms(FILE *out)
{
	gsize n_layouts;
	const Layout *all = layouts(&n_layouts);

	fputs("形式 / forms:\n", out);
	for (gsize i = 0; i < n_layouts; i++)
		fprintf(out, "    %-12s %-7s %s\n", all[i].name, all[i].suffix,
			all[i].read && all[i].write ? "读写 read and written"
			: all[i].read		    ? "读 read"
						    : "写 written");
}

/* ---- files */

static bool load_file(const char *path, GBytes **bytes)
{
	g_autoptr(GError) error = NULL;
	GStatBuf status;
	char *text;
	gsize n_bytes;

	if (g_stat(path, &status) == 0 && status.st_size > LAYOUT_BYTES_MAX) {
		fprintf(stderr, "zhibi sheet: %s: 太大 / larger than %u MiB\n", path,
			LAYOUT_BYTES_MAX >> 20);
		return false;
	}
	if (!g_file_get_contents(path, &text, &n_bytes, &error)) {
		fprintf(stderr, "zhibi sheet: 读不了 / cannot be read: %s\n", error->message);
		return false;
	}
	*bytes = g_bytes_new_take(text, n_bytes);
	return true;
}

static const Layout *form_of(const SheetCall *call)
{
	if (call->from)
		return call->from;
	const Layout *by_name = layout_by_suffix(call->files[0]);
	return by_name ? by_name : layout_by_name("zhibi");
}

static void tell_left_out(const GPtrArray *left_out)
{
	for (guint i = 0; i < left_out->len; i++)
		fprintf(stderr, "zhibi sheet: 注意 / note: %s\n",
			(const char *)g_ptr_array_index(left_out, i));
}

Sheet *sheet_load(const SheetCall *call)
{
	g_autoptr(GPtrArray) contents =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) files = g_array_new(FALSE, FALSE, sizeof(LayoutFile));
	g_autoptr(GError) error = NULL;

	for (char **path = call->files; *path; path++) {
		GBytes *bytes;
		if (!load_file(*path, &bytes))
			return NULL;
		LayoutFile file = { .name = *path };
		file.bytes = g_bytes_get_data(bytes, &file.n_bytes);
		g_ptr_array_add(contents, bytes);
		g_array_append_val(files, file);
	}
	Sheet *sheet = layout_read(form_of(call), (const LayoutFile *)(void *)files->data,
		files->len, left_out, &error);
	tell_left_out(left_out);
	if (!sheet)
		fprintf(stderr, "zhibi sheet: 不是好的作业单 / no good sheet: %s\n",
			error->message);
	return sheet;
}

int sheet_put(const SheetCall *call, GBytes *bytes)
{
	g_autoptr(GError) error = NULL;
	gsize n_bytes;
	const char *data = g_bytes_get_data(bytes, &n_bytes);

	if (output_file_write(call->output, data, n_bytes, OUTPUT_FILE_PLAIN, &error))
		return CLI_DONE;
	fprintf(stderr, "zhibi sheet: %s\n", error->message);
	return CLI_FAILED;
}

/* ---- commands */

static int write_as(const SheetCall *call, const Layout *layout)
{
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autoptr(Sheet) sheet = sheet_load(call);

	if (!sheet)
		return CLI_FAILED;
	g_autoptr(GBytes) bytes = layout->write(sheet, left_out, &error);
	tell_left_out(left_out);
	if (bytes)
		return sheet_put(call, bytes);
	fprintf(stderr, "zhibi sheet: 导不出 / cannot be exported: %s\n", error->message);
	return CLI_FAILED;
}

static int run_import(const SheetCall *call)
{
	return write_as(call, layout_by_name("zhibi"));
}

static int run_export(const SheetCall *call)
{
	if (!call->to) {
		fputs("zhibi sheet export: 请写 --to / say which form with --to\n", stderr);
		return CLI_WRONG_USE;
	}
	if (call->to->write)
		return write_as(call, call->to);
	fprintf(stderr, "zhibi sheet export: %s 只能导入 / %s can only be imported\n",
		call->to->name, call->to->name);
	return CLI_WRONG_USE;
}

static int run_check(const SheetCall *call)
{
	g_autoptr(Sheet) sheet = sheet_load(call);

	if (!sheet)
		return CLI_FAILED;
	sheet_describe(sheet);
	return CLI_DONE;
}

/* A name without an ending, and no name at all, is SVG. */
static bool take_ending(const char *output, bool *is_pdf)
{
	g_autofree char *name = g_path_get_basename(output ? output : "-");
	const char *ending = strrchr(name, '.');

	*is_pdf = ending && g_ascii_strcasecmp(ending, ".pdf") == 0;
	if (!ending || *is_pdf || g_ascii_strcasecmp(ending, ".svg") == 0)
		return true;
	fprintf(stderr,
		"zhibi sheet show: %s：只能画成 .svg 或 .pdf / it can be drawn as .svg or .pdf\n",
		output);
	return false;
}

static int run_show(const SheetCall *call)
{
	g_autoptr(GError) error = NULL;
	bool is_pdf;

	if (!take_ending(call->output, &is_pdf))
		return CLI_WRONG_USE;
	g_autoptr(Sheet) sheet = sheet_load(call);
	if (!sheet)
		return CLI_FAILED;
	g_autoptr(GBytes) bytes =
		is_pdf ? sheet_drawing_pdf(sheet, &error) : sheet_drawing_svg(sheet, &error);
	if (bytes)
		return sheet_put(call, bytes);
	fprintf(stderr, "zhibi sheet show: 画不出 / cannot be drawn: %s\n", error->message);
	return CLI_FAILED;
}

/* ---- the line */

static const struct {
	const char *name;
	int (*run)(const SheetCall *call);
} COMMANDS[] = {
	{ "import", run_import },
	{ "check", run_check },
	{ "show", run_show },
	{ "export", run_export },
	{ "assign", sheet_assign },
};

static bool find_form(const char *option, const char *name, const Layout **form)
{
	if (!name)
		return true;
	*form = layout_by_name(name);
	if (*form)
		return true;
	fprintf(stderr, "zhibi sheet: --%s: 没有“%s”这种形式 / there is no form \"%s\"\n", option,
		name, name);
	print_forms(stderr);
	return false;
}

static int wrong_use(void)
{
	fputs("zhibi sheet: 用法见 / see zhibi sheet --help\n", stderr);
	return CLI_WRONG_USE;
}

/* COMMAND FILE… */
static int run_words(SheetCall *call, char **words)
{
	for (gsize i = 0; words && words[0] && i < G_N_ELEMENTS(COMMANDS); i++) {
		if (strcmp(COMMANDS[i].name, words[0]) != 0)
			continue;
		call->files = words + 1;
		return *call->files ? COMMANDS[i].run(call) : wrong_use();
	}
	return wrong_use();
}

int sheet_run(int argc, char **argv)
{
	g_autofree char *from = NULL, *to = NULL, *output = NULL;
	g_autofree char *class_name = NULL, *place = NULL, *socket = NULL, *subject = NULL;
	g_autofree char *layer = NULL, *due = NULL, *reason = NULL;
	g_autofree char *day = NULL, *teacher = NULL;
	gint minutes = SHEET_MINUTES_UNSAID;
	gboolean is_trial = FALSE, waits = FALSE;
	g_auto(GStrv) words = NULL;
	gboolean help = FALSE;
	const GOptionEntry entries[] = {
		{ "from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL },
		{ "to", 0, 0, G_OPTION_ARG_STRING, &to, NULL, NULL },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, NULL, NULL },
		{ "class", 0, 0, G_OPTION_ARG_FILENAME, &class_name, NULL, NULL },
		{ "place", 0, 0, G_OPTION_ARG_FILENAME, &place, NULL, NULL },
		{ "socket", 0, 0, G_OPTION_ARG_FILENAME, &socket, NULL, NULL },
		{ "subject", 0, 0, G_OPTION_ARG_FILENAME, &subject, NULL, NULL },
		{ "minutes", 0, 0, G_OPTION_ARG_INT, &minutes, NULL, NULL },
		{ "layer", 0, 0, G_OPTION_ARG_FILENAME, &layer, NULL, NULL },
		{ "due", 0, 0, G_OPTION_ARG_FILENAME, &due, NULL, NULL },
		{ "reason", 0, 0, G_OPTION_ARG_FILENAME, &reason, NULL, NULL },
		{ "day", 0, 0, G_OPTION_ARG_FILENAME, &day, NULL, NULL },
		{ "teacher", 0, 0, G_OPTION_ARG_FILENAME, &teacher, NULL, NULL },
		{ "wait", 0, 0, G_OPTION_ARG_NONE, &waits, NULL, NULL },
		{ "try", 0, 0, G_OPTION_ARG_NONE, &is_trial, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words, NULL, NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
	};
	SheetCall call = { 0 };

	if (!cli_options(entries, &argc, &argv))
		return CLI_WRONG_USE;
	if (help) {
		fputs(HELP, stdout);
		print_forms(stdout);
		fputs(HELP_END, stdout);
		return CLI_DONE;
	}
	if (minutes != SHEET_MINUTES_UNSAID && (minutes < 0 || minutes > SHEET_MINUTES_MAX)) {
		fprintf(stderr,
			"zhibi sheet: --minutes %d：请写 0 到 %d / write minutes from 0 to %d\n",
			minutes, SHEET_MINUTES_MAX, SHEET_MINUTES_MAX);
		return CLI_WRONG_USE;
	}
	if (!find_form("from", from, &call.from) || !find_form("to", to, &call.to))
		return CLI_WRONG_USE;
	call = (SheetCall){ .from = call.from,
		.to = call.to,
		.output = output,
		.class_name = class_name,
		.place = place,
		.socket = socket,
		.subject = subject,
		.layer = layer,
		.due = due,
		.reason = reason,
		.minutes = minutes,
		.day = day,
		.teacher = teacher,
		.waits = waits,
		.is_trial = is_trial };
	return run_words(&call, words);
}
