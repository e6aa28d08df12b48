/* SPDX-License-Identifier: MIT */
/* `zhibi training`: training that was held is put down, and listed; the weekly brief has its sums. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/control.h"
#include "cli/load.h"
#include "cli/problems.h"

#define DAY_LAST 376200 /* the year 2999 */

static const char HELP[] =
	"用法 / usage: zhibi training COMMAND …\n"
	"\n"
	"教师培训：哪天、哪一种、多少人、多久；周简报里只有合计，没有姓名。\n"
	"Training held: when, what kind, how many people, how long; the weekly brief has the sums, "
	"no\n"
	"names.\n"
	"\n"
	"  add            记下一场（要管理员）/ put one down (needs root)\n"
	"  list           已记下的 / those put down\n"
	"\n"
	"  --kind KIND    哪一种培训，例如 校本研修 / what kind, in the school's own words\n"
	"  --people N     多少人参加 / how many took part\n"
	"  --hours H      多久，例如 1.5 / how long it lasted\n"
	"  --day DAY      哪一天，默认今天 / on which day; today unless given\n"
	"  --replace ID   改正 list 里的这一场；--people 0 收回 / put right this one of the list;\n"
	"                 --people 0 takes it back\n"
	"  --from DAY, --until DAY  list：从哪天到哪天 / from which day to which\n"
	"  --json         JSON\n"
	"  --data FOLDER  数据文件夹 / the data folder\n"
	"  --socket PATH  服务的控制套接字 / the daemon's control socket\n"
	"\n"
	"退出码 / exit codes: 0 完成 done, 1 做不到 failed, 2 用法不对 wrong use.\n";

typedef struct {
	char *kind, *day, *from, *until, *data, *socket;
	double hours;
	gint people;
	gint64 replace;
	gboolean is_json, help;
	char **words;
} TrainingCall;

static int wrong_use(const char *what)
{
	fprintf(stderr, "zhibi training: %s；用法见 / see zhibi training --help\n", what);
	return CLI_WRONG_USE;
}

/* ---- add */

static const char *word(const json_t *answer, const char *key)
{
	const char *text = json_string_value(json_object_get(answer, key));

	return text ? text : "";
}

static int tell(const json_t *answer)
{
	if (strcmp(word(answer, "type"), "done") == 0) {
		puts("已记下 / put down");
		return CLI_DONE;
	}
	if (strcmp(word(answer, "code"), "bad-message") == 0 && !json_object_get(answer, "request"))
		fputs("zhibi training: 只有管理员能记，请用 sudo / only who runs the service may: "
		      "use "
		      "sudo\n",
			stderr);
	else
		fprintf(stderr, "zhibi training: %s / %s\n", word(answer, "zh"),
			word(answer, "en"));
	return CLI_FAILED;
}

static int run_add(const TrainingCall *call)
{
	const int minutes = (int)(call->hours * 60 + 0.5);

	if (!call->kind || !*call->kind)
		return wrong_use("请写 --kind / say --kind");
	if (call->people < (call->replace ? 0 : 1))
		return wrong_use("请写 --people / say --people");
	if (!(call->hours > 0) || minutes < 1)
		return wrong_use("请写 --hours / say --hours");
	g_autoptr(Control) control = control_open("training", call->socket);
	if (!control)
		return CLI_FAILED;
	json_t *question = control_question("training", "kind", call->kind, NULL);
	json_object_set_new(question, "people", json_integer(call->people));
	json_object_set_new(question, "minutes", json_integer(minutes));
	if (call->day)
		json_object_set_new(question, "day", json_string(call->day));
	if (call->replace)
		json_object_set_new(question, "id", json_integer(call->replace));
	json_t *answer = control_ask(control, question);
	const int code = answer ? tell(answer) : CLI_FAILED;

	json_decref(answer);
	return code;
}

/* ---- list */

static void print_one(const StoreTraining *training)
{
	char day[SCHOOL_DAY_BYTES];

	school_day_format(training->day, day);
	printf("%s  %s  %d 人 people  %.1f 小时 hours  [%" G_GINT64_FORMAT "]\n", day,
		training->kind, training->n_people, training->minutes / 60.0, training->id);
}

static json_t *one_json(const StoreTraining *training)
{
	char day[SCHOOL_DAY_BYTES];

	school_day_format(training->day, day);
	return json_pack("{s:I, s:s, s:s, s:i, s:i}", "id", (json_int_t)training->id, "day", day,
		"kind", training->kind, "people", training->n_people, "minutes", training->minutes);
}

static int print_list(const GPtrArray *rows, bool is_json)
{
	json_t *list = json_array();

	for (guint i = 0; i < rows->len; i++)
		json_array_append_new(list, one_json(g_ptr_array_index(rows, i)));
	if (is_json)
		return load_print(list);
	json_decref(list);
	for (guint i = 0; i < rows->len; i++)
		print_one(g_ptr_array_index(rows, i));
	if (rows->len == 0)
		puts("没有记下的培训 / none is put down");
	return CLI_DONE;
}

static int run_list(const TrainingCall *call)
{
	g_autofree char *path = problems_database(call->data);
	g_autoptr(GError) error = NULL;
	gint first = 0, last = DAY_LAST;

	if ((call->from && !school_day_parse(call->from, &first)) ||
		(call->until && !school_day_parse(call->until, &last)))
		return wrong_use("日子请写 2026-09-07 / write days as 2026-09-07");
	g_autoptr(StoreReader) reader = store_reader_open(path, &error);
	g_autoptr(GPtrArray) rows =
		reader ? store_reader_trainings(reader, first, last, &error) : NULL;
	if (rows)
		return print_list(rows, call->is_json);
	fprintf(stderr, "zhibi training: %s\n", error->message);
	return CLI_FAILED;
}

/* ---- the line */

static int run(const TrainingCall *call)
{
	const char *command = call->words ? call->words[0] : NULL;

	if (!command || call->words[1])
		return wrong_use("请写 add 或 list / say add or list");
	if (strcmp(command, "add") == 0)
		return run_add(call);
	return strcmp(command, "list") == 0 ? run_list(call)
					    : wrong_use("请写 add 或 list / say add or list");
}

int training_run(int argc, char **argv)
{
	TrainingCall call = { .people = -1 };
	const GOptionEntry entries[] = {
		{ "kind", 0, 0, G_OPTION_ARG_FILENAME, &call.kind, NULL, NULL },
		{ "people", 0, 0, G_OPTION_ARG_INT, &call.people, NULL, NULL },
		{ "hours", 0, 0, G_OPTION_ARG_DOUBLE, &call.hours, NULL, NULL },
		{ "day", 0, 0, G_OPTION_ARG_FILENAME, &call.day, NULL, NULL },
		{ "replace", 0, 0, G_OPTION_ARG_INT64, &call.replace, NULL, NULL },
		{ "from", 0, 0, G_OPTION_ARG_FILENAME, &call.from, NULL, NULL },
		{ "until", 0, 0, G_OPTION_ARG_FILENAME, &call.until, NULL, NULL },
		{ "data", 0, 0, G_OPTION_ARG_FILENAME, &call.data, NULL, NULL },
		{ "socket", 0, 0, G_OPTION_ARG_FILENAME, &call.socket, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &call.is_json, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &call.help, NULL, NULL },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &call.words, NULL, NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
	};
	int code = CLI_WRONG_USE;

	if (cli_options(entries, &argc, &argv)) {
		if (call.help)
			fputs(HELP, stdout);
		code = call.help ? CLI_DONE : run(&call);
	}
	char *texts[] = { call.kind, call.day, call.from, call.until, call.data, call.socket };
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_strfreev(call.words);
	return code;
}
