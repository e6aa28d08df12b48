/* SPDX-License-Identifier: MIT */
/* `zhibi roster`: class lists in, by way of the running daemon, and out, from the record. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/control.h"
#include "cli/output-file.h"
#include "cli/problems.h"
#include "homework/roster/roster-table.h"
#include "store/reader.h"

static const char HELP[] =
	"用法 / usage: zhibi roster import FILE [--class NAME] [--apply] [--move-out] [--consent]\n"
	"              zhibi roster export FILE [--class NAME] [--data FOLDER]\n"
	"\n"
	"导入学校的名单（xlsx、CSV、OneRoster 1.1 压缩包）：先列出会有什么变化；加 --apply "
	"才真的改。\n"
	"名单里没有的学生只在 --move-out 时移出班级，从不删除。身份证号会被整份退回。\n"
	"没有学号时，同号而姓名不同的是另一个孩子：新建，没有同意；原来的移出班级。请看清每一处改名"
	"。\n"
	"Takes the school's list (xlsx, CSV, OneRoster 1.1): shows what would change, and changes "
	"it "
	"with\n"
	"--apply. Who is not in the list is moved out of the class with --move-out only, and never "
	"deleted.\n"
	"A file with numbers of identity cards is refused. Without school numbers (学号), another "
	"name "
	"at\n"
	"the same number is another child: new, without consent, and who had the number leaves the "
	"class.\n"
	"Look at every renaming (before).\n"
	"\n"
	"  --class NAME    没写班级的行算哪个班；导出哪个班 / of rows that name none; which to "
	"export\n"
	"  --consent       学校已收到家长的书面同意 / the parents' written consent is there\n"
	"  --socket PATH   控制套接字 / the daemon's control socket\n"
	"  --data FOLDER   导出时的数据文件夹 / data folder to export from\n"
	"\n"
	"FILE 为 - 时导出到标准输出 / export to stdout with -\n"
	"退出码 / exit codes: 0 完成 done, 1 做不到 failed, 2 用法不对 wrong use.\n";

typedef struct {
	char *class_name, *socket, *data;
	gboolean apply, move_out, consent, help;
} Options;

static void options_clear(Options *options)
{
	g_free(options->class_name);
	g_free(options->socket);
	g_free(options->data);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static const char *word(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* ---- in */

static json_t *import_question(const Options *options, const char *bytes, gsize n_bytes)
{
	g_autofree char *file = g_base64_encode((const guchar *)bytes, n_bytes);
	json_t *question = control_question("roster-import", "file", file, NULL);

	if (options->class_name)
		json_object_set_new(question, "class", json_string(options->class_name));
	json_object_set_new(question, "apply", json_boolean(options->apply));
	json_object_set_new(question, "move_out", json_boolean(options->move_out));
	json_object_set_new(question, "consent", json_boolean(options->consent));
	return question;
}

static const char *kind_words(const char *kind)
{
	if (strcmp(kind, "added") == 0)
		return "新增 new";
	if (strcmp(kind, "changed") == 0)
		return "改动 changed";
	if (strcmp(kind, "moved") == 0)
		return "换班 moved";
	return "名单里没有 not in the list";
}

/* Whose ink and consent it is: another name is another child, unless it was written wrongly. */
static void print_change(const json_t *one)
{
	const json_t *before = json_object_get(one, "before");

	printf("%s\t%s\t%d\t%s",
		json_is_true(json_object_get(one, "number_taken"))
			? "号数归了别人，移出 number taken by another, leaves"
			: kind_words(word(one, "kind")),
		word(one, "class"), (int)json_integer_value(json_object_get(one, "number")),
		word(one, "name"));
	if (json_is_object(before))
		printf("\t原来 before: %s %d %s", word(before, "class"),
			(int)json_integer_value(json_object_get(before, "number")),
			word(before, "name"));
	putchar('\n');
}

static void print_without_grade(const json_t *classes)
{
	const json_t *one;
	gsize i;

	if (json_array_size(classes) == 0)
		return;
	fputs("zhibi roster: 看不出年级，就没有作业上限，也不能布置家庭作业；请加一列“年级”再导入 "
	      "/ the "
	      "grade is not told, so no limits hold and no homework can be given; add a column "
	      "年级 and import again:",
		stderr);
	json_array_foreach(classes, i, one) fprintf(stderr, " %s", json_string_value(one));
	fputc('\n', stderr);
}

static int print_import(const Options *options, const json_t *answer)
{
	const json_t *one;
	gsize i;

	json_array_foreach(json_object_get(answer, "changes"), i, one) print_change(one);
	json_array_foreach(json_object_get(answer, "problems"), i, one)
		fprintf(stderr, "zhibi roster: 第 %d 行 / line %d: %s / %s\n",
			(int)json_integer_value(json_object_get(one, "line")),
			(int)json_integer_value(json_object_get(one, "line")), word(one, "zh"),
			word(one, "en"));
	print_without_grade(json_object_get(answer, "without_grade"));
	puts(options->apply ? "已导入 / imported"
			    : "还没有改；加 --apply 导入 / nothing is changed yet; import with "
			      "--apply");
	return json_array_size(json_object_get(answer, "problems")) > 0 ? CLI_FAILED : CLI_DONE;
}

static int import(const Options *options, const char *path)
{
	g_autofree char *bytes = NULL;
	g_autoptr(GError) error = NULL;
	gsize n_bytes;
	int code = CLI_FAILED;

	if (!g_file_get_contents(path, &bytes, &n_bytes, &error)) {
		fprintf(stderr, "zhibi roster: 读不了 / cannot read: %s\n", error->message);
		return CLI_FAILED;
	}
	if (n_bytes > ROSTER_BYTES_MAX) {
		fprintf(stderr,
			"zhibi roster: %s 超过 2 MiB；请只留名单 / is larger than 2 MiB; keep the "
			"roster only\n",
			path);
		return CLI_FAILED;
	}
	g_autoptr(Control) control = control_open("roster", options->socket);
	json_t *answer =
		control ? control_ask(control, import_question(options, bytes, n_bytes)) : NULL;
	if (answer && strcmp(word(answer, "type"), "roster") == 0)
		code = print_import(options, answer);
	else if (answer)
		fprintf(stderr, "zhibi roster: %s / %s\n", word(answer, "zh"), word(answer, "en"));
	json_decref(answer);
	return code;
}

/* ---- out */

static void add_cell(GString *text, const char *cell)
{
	if (!strpbrk(cell, ",\"\r\n")) {
		g_string_append(text, cell);
		return;
	}
	g_auto(GStrv) parts = g_strsplit(cell, "\"", -1);
	g_autofree char *doubled = g_strjoinv("\"\"", parts);
	g_string_append_printf(text, "\"%s\"", doubled);
}

static void add_pupil(GString *text, const StoreClass *class, const StorePupil *pupil)
{
	add_cell(text, class->name);
	g_string_append_printf(text, ",%d,", pupil->number);
	add_cell(text, pupil->name);
	g_string_append_c(text, ',');
	add_cell(text, pupil->school_number);
	if (pupil->seat_row >= 0)
		g_string_append_printf(
			text, ",%d,%d\r\n", pupil->seat_row + 1, pupil->seat_column + 1);
	else
		g_string_append(text, ",,\r\n");
}

/* What was exported comes in again as it is; the mark lets Excel open it. NULL with error. */
static GString *export_text(StoreReader *reader, const char *class_name, guint *n, GError **error)
{
	g_autoptr(GPtrArray) classes = store_reader_classes(reader, error);
	GString *text = g_string_new("\xEF\xBB\xBF班级,座号,姓名,学号,排,列\r\n");

	for (guint i = 0; classes && i < classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(classes, i);
		g_autoptr(GPtrArray) pupils = NULL;

		if (class_name && !g_str_equal(class->name, class_name))
			continue;
		pupils = store_reader_pupils(reader, class->id, error);
		for (guint k = 0; pupils && k < pupils->len; k++, (*n)++)
			add_pupil(text, class, g_ptr_array_index(pupils, k));
	}
	return text;
}

static int export(const Options *options, const char *path)
{
	g_autofree char *database = problems_database(options->data);
	g_autoptr(GError) error = NULL;
	g_autoptr(StoreReader) reader = store_reader_open(database, &error);
	guint n = 0;
	GString *text =
		reader ? export_text(reader, options->class_name, &n, &error) : g_string_new("");
	int code = CLI_FAILED;

	if (!error && n == 0)
		fputs("zhibi roster: 没有学生可导出 / there is no pupil to export\n", stderr);
	else if (!error && output_file_write(path, text->str, text->len, OUTPUT_FILE_PLAIN, &error))
		code = CLI_DONE;
	if (error)
		fprintf(stderr, "zhibi roster: %s\n", error->message);
	g_string_free(text, TRUE);
	return code;
}

static int wrong_use(void)
{
	fputs("zhibi roster: 用法见 --help / see zhibi roster --help\n", stderr);
	return CLI_WRONG_USE;
}

int roster_list_run(int argc, char **argv)
{
	g_auto(Options) options = { 0 };
	const GOptionEntry entries[] = {
		{ "class", 0, 0, G_OPTION_ARG_STRING, &options.class_name, NULL, NULL },
		{ "socket", 0, 0, G_OPTION_ARG_FILENAME, &options.socket, NULL, NULL },
		{ "data", 0, 0, G_OPTION_ARG_FILENAME, &options.data, NULL, NULL },
		{ "apply", 0, 0, G_OPTION_ARG_NONE, &options.apply, NULL, NULL },
		{ "move-out", 0, 0, G_OPTION_ARG_NONE, &options.move_out, NULL, NULL },
		{ "consent", 0, 0, G_OPTION_ARG_NONE, &options.consent, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &options.help, NULL, NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;

	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error)) {
		fprintf(stderr, "zhibi roster: %s\n", error->message);
		return CLI_WRONG_USE;
	}
	if (options.help) {
		fputs(HELP, stdout);
		return CLI_DONE;
	}
	if (argc != 3)
		return wrong_use();
	if (strcmp(argv[1], "import") == 0)
		return import(&options, argv[2]);
	return strcmp(argv[1], "export") == 0 ? export(&options, argv[2]) : wrong_use();
}
