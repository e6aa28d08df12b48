/* SPDX-License-Identifier: MIT */
/* `zhibi consent`: who has given consent, putting it on record, and the form for the families. */
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/control.h"
#include "cli/json-text.h"
#include "cli/output-file.h"
#include "cli/problems.h"
#include "cli/roster.h"
#include "report/notice.h"

static const char HELP[] =
	"用法 / usage: zhibi consent COMMAND [options]\n"
	"\n"
	"同意书：没有同意的学生，笔迹一笔也不保存。\n"
	"Consent: of a pupil without it, not one stroke is kept.\n"
	"\n"
	"  list      哪些号数同意了 / who has given it\n"
	"  give      记下同意 / put consent on record\n"
	"  withdraw  记下撤回；以前的笔迹要另外删除（zhibi erase）/ put its withdrawal on record;\n"
	"            earlier ink is erased apart\n"
	"  form      打印告知与同意书，按实际配置 / the notice and form, as configured\n"
	"\n"
	"  --class NAME   班级，只有一个班时可省 / needed where there are several classes\n"
	"  --pupil N      学生的号数 / the number in the class\n"
	"  --all          全班 / the whole class\n"
	"  --note TEXT    纸在哪里，不写姓名 / where the paper is, without a name\n"
	"  --school NAME  form：学校名称 / the school's name\n"
	"  -o FILE.pdf    form：存成 PDF，默认打印文字 / a PDF; plain text unless given\n"
	"  --config FILE  form：服务的配置文件 / the daemon's configuration\n"
	"  --json         list：给程序看 / for programs\n"
	"  --data FOLDER  list：数据文件夹 / data folder\n"
	"  --socket PATH  give、withdraw：服务的控制套接字 / the daemon's control socket\n"
	"\n"
	"退出码 / exit codes: 0 完成 done, 1 做不到 failed, 2 用法不对 wrong use.\n";

typedef struct {
	char *class_name, *note, *school, *out, *config, *data, *socket;
	gint number;
	gboolean everybody, as_json, help;
} Words;

/* ---- list */

static bool is_given(StoreReader *reader, gint64 pupil_id, bool *ever)
{
	g_autoptr(GPtrArray) records = store_reader_consents(reader, pupil_id, NULL);
	bool given = false;

	for (guint i = 0; records && i < records->len; i++) {
		const StoreConsent *record = g_ptr_array_index(records, i);

		if (g_str_equal(record->kind, "ink")) {
			given = record->given;
			*ever = true;
		}
	}
	return given;
}

static int list(const Words *words)
{
	g_autofree char *path = problems_database(words->data);
	g_autoptr(GError) error = NULL;
	g_autoptr(StoreReader) reader = store_reader_open(path, &error);

	if (!reader) {
		fprintf(stderr, "zhibi consent: 读不了 / cannot be read: %s\n", error->message);
		return CLI_FAILED;
	}
	g_autoptr(StoreClass) class = roster_class(reader, "consent", words->class_name);
	g_autoptr(GPtrArray) pupils = class ? store_reader_pupils(reader, class->id, &error) : NULL;
	json_t *array = json_array();

	for (guint i = 0; pupils && i < pupils->len; i++) {
		const StorePupil *pupil = g_ptr_array_index(pupils, i);
		bool ever = false;
		const bool given = is_given(reader, pupil->id, &ever);
		const char *state = given ? "given" : ever ? "withdrawn" : "none";

		if (!words->as_json)
			printf("%4d  %s\n", pupil->number,
				given  ? "同意 given"
				: ever ? "已撤回 withdrawn"
				       : "没有 none");
		json_array_append_new(
			array, json_pack("{s:i,s:s}", "pupil", pupil->number, "consent", state));
	}
	g_autofree char *text = json_text_dump(array, TRUE);

	if (pupils && words->as_json)
		puts(text);
	return pupils ? CLI_DONE : CLI_FAILED;
}

/* ---- give, withdraw */

static int put(const Words *words, bool given)
{
	if ((words->number < 1) == !words->everybody) {
		fprintf(stderr,
			"zhibi consent: 请写 --pupil N 或 --all / write --pupil N or --all\n");
		return CLI_WRONG_USE;
	}
	g_autoptr(Control) control = control_open("consent", words->socket);

	if (!control)
		return CLI_FAILED;
	json_t *question =
		control_question("consent", words->note ? "note" : NULL, words->note, NULL);

	if (words->class_name)
		json_object_set_new(question, "class", json_text_new(words->class_name));
	json_object_set_new(question, "pupil", json_integer(words->everybody ? 0 : words->number));
	json_object_set_new(question, "given", json_boolean(given));
	json_t *answer = control_ask(control, question);
	const char *zh = json_string_value(json_object_get(answer, "zh"));
	const char *en = json_string_value(json_object_get(answer, "en"));
	const int count = (int)json_integer_value(json_object_get(answer, "count"));

	if (count > 0)
		printf("已记下 %d 人%s / %s of %d put on record\n", count, given ? "同意" : "撤回",
			given ? "consent" : "withdrawal", count);
	else if (answer && !json_object_get(answer, "request"))
		fputs("zhibi consent: 只有管理员能记，请用 sudo / only who runs the service may: "
		      "use sudo\n",
			stderr);
	else if (answer)
		fprintf(stderr, "zhibi consent: %s / %s\n", zh ? zh : "", en ? en : "");
	json_decref(answer);
	return count > 0 ? CLI_DONE : CLI_FAILED;
}

/* ---- form: zhibid itself is asked what it keeps */

static json_t *configuration(const Words *words)
{
	g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = g_path_get_dirname(own ? own : ".");
	g_autofree char *beside = g_build_filename(folder, "zhibid", NULL);
	const bool is_beside = g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE);
	const char *const line[] = { is_beside ? beside : "zhibid", "--check-config", "--json",
		words->config ? "--config" : NULL, words->config, NULL };
	g_autofree char *output = NULL;
	g_autofree char *faults = NULL;
	g_autoptr(GError) error = NULL;
	int status = 0;

	if (g_spawn_sync(NULL, (char **)(gsize)line, NULL,
		    is_beside ? G_SPAWN_DEFAULT : G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &faults,
		    &status, &error) &&
		g_spawn_check_wait_status(status, &error))
		return json_loads(output, 0, NULL);
	fprintf(stderr, "zhibi consent: %s%s\n", faults ? faults : "", error->message);
	return NULL;
}

static int form(const Words *words)
{
	json_t *config = configuration(words);
	const json_t *days = json_object_get(config, "retention");
	const NoticeFacts facts = {
		.school = words->school,
		.ink_days = (gint)json_integer_value(json_object_get(days, "ink_days")),
		.results_days = (gint)json_integer_value(json_object_get(days, "results_days")),
		.unclaimed_days = (gint)json_integer_value(json_object_get(days, "unclaimed_days")),
		.access_days = (gint)json_integer_value(json_object_get(days, "access_days")),
		.raw_days = (gint)json_integer_value(json_object_get(days, "raw_days")),
		.group_minimum = (gint)json_integer_value(json_object_get(config, "group_minimum")),
		.recordings = json_is_true(json_object_get(config, "record")),
		.learning_records = json_is_true(json_object_get(config, "learning_records")),
	};
	const bool known = days && facts.group_minimum > 0;
	g_autoptr(GError) error = NULL;

	json_decref(config);
	if (!known)
		return CLI_FAILED;
	if (!words->out) {
		g_autofree char *text = notice_text(&facts);

		fputs(text, stdout);
		return CLI_DONE;
	}
	g_autoptr(GBytes) pdf = notice_pdf(&facts, &error);

	if (output_file_put(words->out, g_steal_pointer(&pdf), &error))
		return CLI_DONE;
	fprintf(stderr, "zhibi consent: %s\n", error->message);
	return CLI_FAILED;
}

/* ---- the line */

static int run(const char *command, const Words *words)
{
	if (g_strcmp0(command, "list") == 0)
		return list(words);
	if (g_strcmp0(command, "give") == 0)
		return put(words, true);
	if (g_strcmp0(command, "withdraw") == 0)
		return put(words, false);
	if (g_strcmp0(command, "form") == 0)
		return form(words);
	fprintf(stderr, "zhibi consent: 用法见 / see zhibi consent --help\n");
	return CLI_WRONG_USE;
}

int consent_run(int argc, char **argv)
{
	Words words = { 0 };
	/* FILENAME: as it was typed, in any locale. */
	const GOptionEntry entries[] = {
		{ "class", 0, 0, G_OPTION_ARG_FILENAME, &words.class_name, NULL, NULL },
		{ "pupil", 0, 0, G_OPTION_ARG_INT, &words.number, NULL, NULL },
		{ "all", 0, 0, G_OPTION_ARG_NONE, &words.everybody, NULL, NULL },
		{ "note", 0, 0, G_OPTION_ARG_FILENAME, &words.note, NULL, NULL },
		{ "school", 0, 0, G_OPTION_ARG_FILENAME, &words.school, NULL, NULL },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &words.out, NULL, NULL },
		{ "config", 0, 0, G_OPTION_ARG_FILENAME, &words.config, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &words.as_json, NULL, NULL },
		{ "data", 0, 0, G_OPTION_ARG_FILENAME, &words.data, NULL, NULL },
		{ "socket", 0, 0, G_OPTION_ARG_FILENAME, &words.socket, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &words.help, NULL, NULL },
		G_OPTION_ENTRY_NULL,
	};
	/* The command is the word after "consent"; the rest are options. */
	const bool has_command = argc > 1 && argv[1][0] != '-';
	const char *command = has_command ? argv[1] : NULL;
	int code = CLI_WRONG_USE;

	if (has_command) {
		argv[1] = argv[0];
		argv++;
		argc--;
	}
	if (cli_options(entries, &argc, &argv)) {
		if (words.help)
			code = fputs(HELP, stdout) < 0 ? CLI_FAILED : CLI_DONE;
		else
			code = run(command, &words);
	}
	char **const texts[] = { &words.class_name, &words.note, &words.school, &words.out,
		&words.config, &words.data, &words.socket };

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_clear_pointer(texts[i], g_free);
	return code;
}
