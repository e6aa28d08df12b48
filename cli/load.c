/* SPDX-License-Identifier: MIT */
/* `zhibi load …`: minutes of homework against the limits, marking, the weekly brief. Read from the record. */
#include "cli/load.h"

#include <stdio.h>
#include <string.h>

#include "cli/json-text.h"
#include "cli/problems.h"

static const char HELP[] =
	"用法 / usage: zhibi load COMMAND [options]\n"
	"\n"
	"作业负担：一天各科合计、写了多少分钟、批了没有、每周简报（docs/load.md）。\n"
	"Homework load: a day's sum over subjects, minutes written, marking, the weekly brief.\n"
	"\n"
	"  board     班级一天各科布置的合计与上限，可公示 / what all subjects\n"
	"            ask of a class on a day, against its limit\n"
	"  minutes   实测分钟数：按天、按作业、按学科 / measured minutes by day,\n"
	"            assignment and subject\n"
	"  marking   全批全改：交了多少、批了多少、多久批、订正后再批 / handed in,\n"
	"            marked, how soon, corrections marked again\n"
	"  brief     一周一简报：只有群体的数字 / the weekly brief, of groups only\n"
	"  rules     现行规则和改过的；--set 改一条 / the rules and their changes;\n"
	"            --set changes one\n"
	"  plan      一人一案：一个学生自己的上限、时间、题量 / a limit, time and\n"
	"            items of one pupil's own\n"
	"  explain   每个数字怎么来的 / where each figure comes from\n"
	"\n"
	"  --class NAME   哪个班；minutes、marking 不写就是全校 / which class; in\n"
	"                 minutes and marking all unless given\n"
	"  --day DAY      board、rules 的日子，默认今天 / of board, rules; today\n"
	"  --from DAY --until DAY  minutes、marking 的日子，默认最近七天 / of minutes,\n"
	"                 marking; the last seven days\n"
	"  --week DAY     brief：含这一天的那一周，默认上一周 / the week with this\n"
	"                 day; the last one\n"
	"  --pupils       minutes：每个学生（按学号，不写姓名）/ each, by number\n"
	"  --pdf FILE     brief、board 存成一页纸 / brief and board as one page\n"
	"  --xlsx FILE    brief 存成表格 / brief as a workbook\n"
	"  --set RULE=VALUE --reason TEXT --from DAY  rules：从某天起改一条，理由留档\n"
	"                 （要管理员）/ change one from a day on; the reason is kept\n"
	"                 (needs root)\n"
	"  --number N     plan：学号 / the pupil's number\n"
	"  --limit MINUTES, --time PERCENT, --items PERCENT, --from DAY, --end\n"
	"                 plan：每天上限、用时、题量、从哪天起、结束（要管理员）/ a day's\n"
	"                 limit, time, items, from when, ended (needs root)\n"
	"  --socket PATH  服务的控制套接字 / the daemon's control socket\n"
	"  --rules FILE   规则文件，默认 /etc/zhibi/rules.conf / the file of rules\n"
	"  --json         给程序看 / for programs\n"
	"  --data FOLDER  数据文件夹，默认是已安装服务的 / data folder; the installed service's\n"
	"                 unless given\n"
	"\n"
	"DAY: 2026-09-07.\n"
	"退出码 / exit codes: 0 完成 done, 1 读不了 cannot be read, 2 用法不对 wrong use.\n";

/* ---- what commands share */

int load_failed(const GError *error)
{
	fprintf(stderr, "zhibi load: 做不到 / failed: %s\n", error->message);
	return CLI_FAILED;
}

int load_print(json_t *take_value)
{
	g_autofree char *text = json_text_dump(take_value, TRUE);

	puts(text);
	return CLI_DONE;
}

json_t *load_day_json(gint day)
{
	char text[SCHOOL_DAY_BYTES];

	school_day_format(day, text);
	return json_string(text);
}

json_t *load_tenths_json(gint64 tenths)
{
	return tenths < 0 ? json_null() : json_real((double)tenths / 10);
}

const char *load_tenths(gint64 tenths, char text[LOAD_NUMBER_BYTES])
{
	if (tenths < 0)
		g_strlcpy(text, "-", LOAD_NUMBER_BYTES);
	else
		g_snprintf(text, LOAD_NUMBER_BYTES, "%" G_GINT64_FORMAT ".%d", tenths / 10,
			(int)(tenths % 10));
	return text;
}

GPtrArray *load_classes(const LoadCall *call)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *classes = store_reader_classes(call->reader, &error);

	if (!classes) {
		load_failed(error);
		return NULL;
	}
	for (guint i = classes->len; call->class_name && i-- > 0;)
		if (!g_str_equal(
			    ((StoreClass *)g_ptr_array_index(classes, i))->name, call->class_name))
			g_ptr_array_remove_index(classes, i);
	if (classes->len > 0 || !call->class_name)
		return classes;
	fprintf(stderr, "zhibi load: 没有“%s”这个班 / there is no class \"%s\"\n", call->class_name,
		call->class_name);
	g_ptr_array_unref(classes);
	return NULL;
}

bool load_each_class(const LoadCall *call, LoadEach each, gpointer user)
{
	g_autoptr(GPtrArray) classes = load_classes(call);
	g_autoptr(GError) error = NULL;

	for (guint i = 0; classes && i < classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(classes, i);
		g_autoptr(ClassLoad) load =
			load_source_class(call->reader, call->book, class, call->span, &error);
		g_autoptr(GPtrArray) pupils =
			load ? store_reader_pupils(call->reader, class->id, &error) : NULL;

		if (!pupils) {
			load_failed(error);
			return false;
		}
		each(call, &(LoadClass){ class, load, pupils }, user);
	}
	return classes != NULL;
}

/* ---- the line */

typedef struct {
	char *class_name, *day, *from, *until, *week, *xlsx, *pdf, *rules, *data;
	char *set, *reason, *socket;
	gint number, limit, time_percent, items_percent;
	gboolean is_json, has_pupils, ends, help;
	char **words;
} Words;

static const struct {
	const char *name;
	int (*run)(const LoadCall *call);
	bool needs_class, needs_record;
} COMMANDS[] = {
	{ "board", load_board, true, true },
	{ "minutes", load_minutes, false, true },
	{ "marking", load_marking, false, true },
	{ "brief", load_brief, false, true },
	{ "rules", load_rules, false, true },
	{ "plan", load_plan, false, false },
	{ "explain", load_explain, false, false },
};

static bool take_day(const char *option, const char *text, gint *day)
{
	if (!text || school_day_parse(text, day))
		return true;
	fprintf(stderr, "zhibi load: --%s %s：日子请写成 2026-09-07 / write a day as 2026-09-07\n",
		option, text);
	return false;
}

static bool take_days(const Words *words, LoadCall *call, bool is_brief)
{
	const SchoolClock *clock = &rules_book_base(call->book)->clock;
	const gint today = school_day_of(clock, g_get_real_time() / 1000).day;

	call->day = is_brief ? today - 7 : today;
	call->span = (RulesDays){ G_MININT, today };
	if (!take_day("day", words->day, &call->day) ||
		!take_day("week", words->week, &call->day) ||
		!take_day("until", words->until, &call->span.last_day) ||
		!take_day("from", words->from, &call->span.first_day))
		return false;
	if (!words->from)
		call->span.first_day = call->span.last_day - 6;
	if (call->span.last_day - call->span.first_day >= 0 &&
		call->span.last_day - call->span.first_day <= 400)
		return true;
	fputs("zhibi load: --from 要早于 --until，最多四百天 / --from before --until, 400 days at "
	      "most\n",
		stderr);
	return false;
}

static int run_on_record(guint i, const Words *words, LoadCall *call)
{
	g_autofree char *path = problems_database(words->data);
	g_autoptr(GError) error = NULL;
	g_autoptr(StoreReader) reader = store_reader_open(path, &error);
	g_autofree char *file = words->rules ? g_strdup(words->rules) : load_source_rules_file();

	if (!reader)
		return load_failed(error);
	g_autoptr(RulesBook) book = load_source_rules(file, reader, &error);
	if (!book)
		return load_failed(error);
	call->database = path;
	call->reader = reader;
	call->book = book;
	if (!take_days(words, call, COMMANDS[i].run == load_brief))
		return CLI_WRONG_USE;
	return COMMANDS[i].run(call);
}

static int wrong_use(void)
{
	fputs("zhibi load: 用法见 / see zhibi load --help\n", stderr);
	return CLI_WRONG_USE;
}

static int run(const Words *words)
{
	const guint n_words = words->words ? g_strv_length(words->words) : 0;
	LoadCall call = { .class_name = words->class_name,
		.figure = n_words > 1 ? words->words[1] : NULL,
		.xlsx = words->xlsx,
		.pdf = words->pdf,
		.is_json = words->is_json,
		.has_pupils = words->has_pupils,
		.set = words->set,
		.from = words->from,
		.reason = words->reason,
		.socket = words->socket,
		.number = words->number,
		.limit = words->limit,
		.time_percent = words->time_percent,
		.items_percent = words->items_percent,
		.ends = words->ends };

	for (guint i = 0; n_words > 0 && i < G_N_ELEMENTS(COMMANDS); i++) {
		if (strcmp(COMMANDS[i].name, words->words[0]) != 0)
			continue;
		if (n_words > (COMMANDS[i].run == load_explain ? 2 : 1))
			return wrong_use();
		if (COMMANDS[i].run == load_rules && call.set)
			return load_set_rule(&call);
		if (COMMANDS[i].needs_class && !call.class_name) {
			fprintf(stderr, "zhibi load %s: 请写 --class / say --class\n",
				COMMANDS[i].name);
			return CLI_WRONG_USE;
		}
		return COMMANDS[i].needs_record ? run_on_record(i, words, &call)
						: COMMANDS[i].run(&call);
	}
	return wrong_use();
}

int load_run(int argc, char **argv)
{
	Words words = {
		.limit = LOAD_UNSAID, .time_percent = LOAD_UNSAID, .items_percent = LOAD_UNSAID
	};
	/* Texts as they are: a conversion from the locale would refuse Chinese in the C locale. */
	const GOptionEntry entries[] = {
		{ "class", 0, 0, G_OPTION_ARG_FILENAME, &words.class_name, NULL, NULL },
		{ "day", 0, 0, G_OPTION_ARG_STRING, &words.day, NULL, NULL },
		{ "from", 0, 0, G_OPTION_ARG_STRING, &words.from, NULL, NULL },
		{ "until", 0, 0, G_OPTION_ARG_STRING, &words.until, NULL, NULL },
		{ "week", 0, 0, G_OPTION_ARG_STRING, &words.week, NULL, NULL },
		{ "xlsx", 0, 0, G_OPTION_ARG_FILENAME, &words.xlsx, NULL, NULL },
		{ "pdf", 0, 0, G_OPTION_ARG_FILENAME, &words.pdf, NULL, NULL },
		{ "rules", 0, 0, G_OPTION_ARG_FILENAME, &words.rules, NULL, NULL },
		{ "data", 0, 0, G_OPTION_ARG_FILENAME, &words.data, NULL, NULL },
		{ "set", 0, 0, G_OPTION_ARG_FILENAME, &words.set, NULL, NULL },
		{ "reason", 0, 0, G_OPTION_ARG_FILENAME, &words.reason, NULL, NULL },
		{ "socket", 0, 0, G_OPTION_ARG_FILENAME, &words.socket, NULL, NULL },
		{ "number", 0, 0, G_OPTION_ARG_INT, &words.number, NULL, NULL },
		{ "limit", 0, 0, G_OPTION_ARG_INT, &words.limit, NULL, NULL },
		{ "time", 0, 0, G_OPTION_ARG_INT, &words.time_percent, NULL, NULL },
		{ "items", 0, 0, G_OPTION_ARG_INT, &words.items_percent, NULL, NULL },
		{ "end", 0, 0, G_OPTION_ARG_NONE, &words.ends, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &words.is_json, NULL, NULL },
		{ "pupils", 0, 0, G_OPTION_ARG_NONE, &words.has_pupils, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &words.help, NULL, NULL },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words.words, NULL, NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
	};
	int code = CLI_WRONG_USE;

	if (cli_options(entries, &argc, &argv)) {
		if (words.help)
			fputs(HELP, stdout);
		code = words.help ? CLI_DONE : run(&words);
	}
	char **texts[] = { &words.class_name, &words.day, &words.from, &words.until, &words.week,
		&words.xlsx, &words.pdf, &words.rules, &words.data, &words.set, &words.reason,
		&words.socket };
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(*texts[i]);
	g_strfreev(words.words);
	return code;
}
