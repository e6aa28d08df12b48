/* SPDX-License-Identifier: MIT */
/* `zhibi pens …`: the pens of the school, asked of the daemon and told to it. */
#include "cli/pens.h"

#include <stdio.h>
#include <string.h>

#include "cli/json-text.h"

static const char HELP[] =
	"用法 / usage: zhibi pens [COMMAND …] [--json] [--seconds N] [--socket PATH]\n"
	"\n"
	"查看和管理笔。PEN 是笔的地址，也可以只写末尾几位。\n"
	"The pens. PEN is a pen's address, or the end of it.\n"
	"\n"
	"  list                      所有的笔（默认）/ all pens; the default\n"
	"  find PEN                  让笔发声亮灯 / make it beep and light up\n"
	"  pair [--seconds N]        收新笔，默认 120 秒 / take new pens, 120 seconds\n"
	"  settings PEN [NAME VALUE] 笔的设置；改后回读 / its settings; changed ones are read\n"
	"                            back\n"
	"  password PEN              设密码（从终端或标准输入读；空行为取消密码）/ set its\n"
	"                            password, read from the terminal or stdin; empty: none\n"
	"  bind PEN NUMBER           归几号学生 / it is the pupil's with this number\n"
	"  unbind PEN                不属于任何人 / it is nobody's\n"
	"  swap PEN PEN              两支笔对换主人 / the two change hands\n"
	"  retire PEN                停用 / out of use\n"
	"  forget PEN                忘掉蓝牙配对 / end its Bluetooth bond\n"
	"  fetch PEN                 现在取回存储的笔迹 / fetch its stored ink now\n"
	"  enrol [--seconds N|--stop] 点名纸登记，默认 600 秒 / bind pens by writing in the\n"
	"                            roster sheet, 600 seconds\n"
	"\n"
	"退出码 / exit codes: 0 完成 done, 1 做不到 failed, 2 用法不对 wrong use.\n";

/* ---- asking */

bool pens_tell(PensCall *call, json_t *take_question)
{
	json_t *answer = control_ask(call->control, take_question);

	if (!answer)
		return false;
	bool good = strcmp(pens_text(answer, "type"), "error") != 0;
	if (!good)
		fprintf(stderr, "zhibi pens: %s / %s\n", pens_text(answer, "zh"),
			pens_text(answer, "en"));
	json_decref(answer);
	return good;
}

const char *pens_text(const json_t *pen, const char *key)
{
	const char *text = json_string_value(json_object_get(pen, key));

	return text ? text : "";
}

json_t *pens_ask(PensCall *call)
{
	json_t *answer = control_ask(call->control, control_question("pens", NULL));

	if (answer && !json_is_array(json_object_get(answer, "pens"))) {
		fprintf(stderr, "zhibi pens: %s / %s\n", pens_text(answer, "zh"),
			pens_text(answer, "en"));
		json_decref(answer);
		return NULL;
	}
	return answer;
}

/* "0b:0c", "0b0c" or the whole: does the address end so? */
static bool ends_so(const char *address, const char *end)
{
	gsize a = strlen(address), e = strlen(end);

	while (e > 0) {
		if (end[e - 1] == ':') {
			e--;
			continue;
		}
		while (a > 0 && address[a - 1] == ':')
			a--;
		if (a == 0 || g_ascii_tolower(address[--a]) != g_ascii_tolower(end[--e]))
			return false;
	}
	return true;
}

/* The whole address; NULL: none or several, told on stderr. */
static char *resolve(PensCall *call, const char *end)
{
	json_t *answer = pens_ask(call), *pen;
	char *found = NULL;
	guint n_found = 0;
	gsize i;

	if (!answer)
		return NULL;
	json_array_foreach(json_object_get(answer, "pens"), i, pen)
	{
		const char *address = pens_text(pen, "pen");
		bool exact = g_ascii_strcasecmp(address, end) == 0;

		if (!exact && !ends_so(address, end))
			continue;
		n_found = exact ? 1 : n_found + 1;
		g_free(found);
		found = g_strdup(address);
		if (exact)
			break;
	}
	json_decref(answer);
	if (n_found == 1)
		return found;
	fprintf(stderr,
		n_found == 0 ? "zhibi pens: 没有这支笔：%s，见 zhibi pens / there is no such pen; "
			       "see zhibi pens\n"
			     : "zhibi pens: 不止一支笔以 %s 结尾，请多写几位 / more than one pen "
			       "ends so; write more of it\n",
		end);
	g_free(found);
	return NULL;
}

/* ---- the list */

static char *holder_of(const json_t *pen)
{
	const json_t *pupil = json_object_get(pen, "pupil");

	if (json_is_object(pupil))
		return g_strdup_printf("%d %s",
			(int)json_integer_value(json_object_get(pupil, "number")),
			pens_text(pupil, "name"));
	if (json_is_true(json_object_get(pen, "teacher")))
		return g_strdup("教师 teacher");
	return g_strdup(json_is_true(json_object_get(pen, "retired")) ? "停用 retired" : "-");
}

static char *percent_of(const json_t *pen, const char *key)
{
	const json_t *value = json_object_get(pen, key);

	return json_is_integer(value) ? g_strdup_printf("%d%%", (int)json_integer_value(value))
				      : g_strdup("-");
}

static void print_pen(const json_t *pen)
{
	g_autofree char *battery = percent_of(pen, "battery");
	g_autofree char *memory = percent_of(pen, "memory");
	g_autofree char *holder = holder_of(pen);
	const json_t *download = json_object_get(pen, "download");
	const json_t *task = json_object_get(pen, "task");

	printf("%-18s %-10s %5s %5s  %-12s %-10s %s\n", pens_text(pen, "pen"),
		pens_text(pen, "state"), battery, memory, pens_text(pen, "model"),
		pens_text(pen, "place"), holder);
	if (*pens_text(pen, "reason"))
		printf("%19s%s\n", "", pens_text(pen, "reason"));
	if (json_is_false(json_object_get(pen, "kept")))
		printf("%19s没有同意书，不保存笔迹 / no consent on record: its ink is not kept\n",
			"");
	if (json_is_object(download))
		printf("%19s取回 / fetching: %d / %d\n", "",
			(int)json_integer_value(json_object_get(download, "done")),
			(int)json_integer_value(json_object_get(download, "all")));
	if (json_is_object(task) && strcmp(pens_text(task, "state"), "failed") == 0)
		printf("%19s%s: %s\n", "", pens_text(task, "name"), pens_text(task, "reason"));
}

static int list(PensCall *call, char **words)
{
	json_t *answer = pens_ask(call), *pen;
	gsize i;

	(void)words;
	if (!answer)
		return CLI_FAILED;
	json_t *pens = json_object_get(answer, "pens");
	if (call->json) {
		g_autofree char *text = json_text_dump(json_incref(pens), true);

		puts(text);
	} else if (json_array_size(pens) == 0) {
		puts("还没有笔。用 zhibi pens pair 收新笔。/ No pens yet: take new ones with zhibi "
		     "pens pair.");
	} else {
		printf("%-18s %-10s %5s %5s  %-12s %-10s %s\n", "PEN", "STATE", "BATT", "MEM",
			"MODEL", "PLACE", "主人 HOLDER");
		json_array_foreach(pens, i, pen) print_pen(pen);
	}
	json_decref(answer);
	return CLI_DONE;
}

/* ---- what is told to one pen */

static int tell_and_await(
	PensCall *call, json_t *take_question, const char *address, const char *task)
{
	return pens_tell(call, take_question) ? pens_await(call, address, task) : CLI_FAILED;
}

static int tell(PensCall *call, const char *type, const char *end)
{
	g_autofree char *pen = resolve(call, end);

	return pen && pens_tell(call, control_question(type, "pen", pen, NULL)) ? CLI_DONE
										: CLI_FAILED;
}

static int find(PensCall *call, char **words)
{
	g_autofree char *pen = resolve(call, words[0]);

	return pen ? tell_and_await(
			     call, control_question("pen-find", "pen", pen, NULL), pen, "find")
		   : CLI_FAILED;
}

static int fetch(PensCall *call, char **words)
{
	g_autofree char *pen = resolve(call, words[0]);

	return pen ? tell_and_await(
			     call, control_question("pen-fetch", "pen", pen, NULL), pen, "fetch")
		   : CLI_FAILED;
}

static int unbind(PensCall *call, char **words)
{
	return tell(call, "pen-unbind", words[0]);
}

static int retire(PensCall *call, char **words)
{
	return tell(call, "pen-retire", words[0]);
}

static int forget(PensCall *call, char **words)
{
	return tell(call, "pen-forget", words[0]);
}

static int wrong_number(const char *text)
{
	fprintf(stderr, "zhibi pens: “%s”应是一个整数 / \"%s\" should be a whole number\n", text,
		text);
	return CLI_WRONG_USE;
}

static int bind_pen(PensCall *call, char **words)
{
	guint64 number;

	if (!g_ascii_string_to_unsigned(words[1], 10, 1, 9999, &number, NULL))
		return wrong_number(words[1]);
	g_autofree char *pen = resolve(call, words[0]);
	if (!pen)
		return CLI_FAILED;
	json_t *question = control_question("pen-bind", "pen", pen, NULL);
	json_object_set_new(question, "pupil", json_integer((json_int_t)number));
	return pens_tell(call, question) ? CLI_DONE : CLI_FAILED;
}

static int swap(PensCall *call, char **words)
{
	g_autofree char *pen = resolve(call, words[0]);
	g_autofree char *other = pen ? resolve(call, words[1]) : NULL;

	if (other && g_ascii_strcasecmp(pen, other) == 0) {
		fprintf(stderr,
			"zhibi pens: %s 和 %s 是同一支笔，请写两支笔 / are one and the same pen: "
			"name "
			"two\n",
			words[0], words[1]);
		return CLI_WRONG_USE;
	}
	return other && pens_tell(call,
				control_question("pen-swap", "pen", pen, "other", other, NULL))
		       ? CLI_DONE
		       : CLI_FAILED;
}

static int show_settings(PensCall *call, const char *address)
{
	json_t *answer = pens_ask(call), *pen, *value;
	const char *name;
	gsize i;

	if (!answer)
		return CLI_FAILED;
	json_array_foreach(json_object_get(answer, "pens"), i, pen)
	{
		if (strcmp(pens_text(pen, "pen"), address) != 0)
			continue;
		json_object_foreach(json_object_get(pen, "settings"), name, value)
			printf("%-20s %d\n", name, (int)json_integer_value(value));
		if (json_object_size(json_object_get(pen, "settings")) == 0)
			puts("不知道：笔没有连接，或没有说 / not known: the pen is not connected, "
			     "or "
			     "does not tell");
	}
	json_decref(answer);
	return CLI_DONE;
}

static int settings(PensCall *call, char **words)
{
	guint64 value = 0;

	if (words[1] && !words[2])
		return CLI_WRONG_USE;
	if (words[1] && !g_ascii_string_to_unsigned(words[2], 10, 0, 65535, &value, NULL))
		return wrong_number(words[2]);
	g_autofree char *pen = resolve(call, words[0]);
	if (!pen)
		return CLI_FAILED;
	if (!words[1])
		return show_settings(call, pen);
	json_t *question = control_question("pen-setting", "pen", pen, "setting", words[1], NULL);
	json_object_set_new(question, "value", json_integer((json_int_t)value));
	return tell_and_await(call, question, pen, "setting");
}

static int password(PensCall *call, char **words)
{
	g_autofree char *pen = resolve(call, words[0]);
	char *text = pen ? pens_read_password() : NULL;

	if (!text)
		return CLI_FAILED;
	json_t *question = control_question("pen-password", "pen", pen, "password", text, NULL);
	explicit_bzero(text, strlen(text));
	g_free(text);
	return tell_and_await(call, question, pen, "password");
}

static int pair(PensCall *call, char **words)
{
	(void)words;
	return pens_pair(call);
}

static int enrol(PensCall *call, char **words)
{
	(void)words;
	return pens_enrol(call);
}

/* ---- the command */

static const struct {
	const char *name;
	int (*run)(PensCall *call, char **words);
	guint least, most; /* words */
} COMMANDS[] = {
	{ "list", list, 0, 0 },
	{ "find", find, 1, 1 },
	{ "pair", pair, 0, 0 },
	{ "settings", settings, 1, 3 },
	{ "password", password, 1, 1 },
	{ "bind", bind_pen, 2, 2 },
	{ "unbind", unbind, 1, 1 },
	{ "swap", swap, 2, 2 },
	{ "retire", retire, 1, 1 },
	{ "forget", forget, 1, 1 },
	{ "fetch", fetch, 1, 1 },
	{ "enrol", enrol, 0, 0 },
};

static int wrong_use(void)
{
	fputs("zhibi pens: 用法不对，见 / wrong use; see zhibi pens --help\n", stderr);
	return CLI_WRONG_USE;
}

static int run(PensCall *call, const char *socket, guint n_words, char **words)
{
	const char *name = n_words > 0 ? words[0] : "list";
	gsize i = 0;

	while (i < G_N_ELEMENTS(COMMANDS) && strcmp(COMMANDS[i].name, name) != 0)
		i++;
	guint n_more = n_words > 0 ? n_words - 1 : 0;
	if (i == G_N_ELEMENTS(COMMANDS) || n_more < COMMANDS[i].least || n_more > COMMANDS[i].most)
		return wrong_use();
	call->control = control_open("pens", socket);
	if (!call->control)
		return CLI_FAILED;
	int code = COMMANDS[i].run(call, n_words > 0 ? words + 1 : words);
	call->control = control_close(call->control);
	return code == CLI_WRONG_USE ? wrong_use() : code;
}

int pens_run(int argc, char **argv)
{
	g_autofree char *socket = NULL;
	PensCall call = { 0 };
	gboolean help = FALSE;
	const GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &call.json, NULL, NULL },
		{ "seconds", 0, 0, G_OPTION_ARG_INT, &call.seconds, NULL, NULL },
		{ "stop", 0, 0, G_OPTION_ARG_NONE, &call.stop, NULL, NULL },
		{ "socket", 0, 0, G_OPTION_ARG_FILENAME, &socket, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;

	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error)) {
		fprintf(stderr, "zhibi pens: %s; 见 / see zhibi pens --help\n", error->message);
		return CLI_WRONG_USE;
	}
	if (help) {
		fputs(HELP, stdout);
		return CLI_DONE;
	}
	if (call.seconds < 0 || call.seconds > 3600)
		return wrong_use();
	return run(&call, socket, (guint)argc - 1, argv + 1);
}
