/* SPDX-License-Identifier: MIT */
/* Reading the command line: GOption takes it apart, what GOption cannot check is checked here. */
#include "tests/virtual-pen/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void options_help(void)
{
	printf("%s",
		"虚拟智能笔：扮演 Neo 协议第 2 版的笔，供测试和演示。用法：\n"
		"Virtual smart pens, speaking the pen's side of Neo protocol 2. Usage:\n"
		"  virtual-pen --socket PATH [选项 options]\n"
		"  virtual-pen --svg FILE [--seed S] [--first-number K]\n"
		"\n"
		"写字 writing\n"
		"  --pens N              笔的支数 · number of pens, one connection each (1)\n"
		"  --first-number K      第一支笔的编号 · number of the first pen (1)\n"
		"  --seed S              种子：同一种子写出同样的字 · same seed, same ink (1)\n"
		"  --speed X             速度，1 为孩子真实的速度 · 1 is a child's true speed (1)\n"
		"  --class arithmetic    每支笔写一页口算（默认）；none 不写 · each pen does a "
		"page of sums; none: idle\n"
		"  --pages N             写几页，0 不停 · pages to write, 0 without end (1)\n"
		"  --teacher             最后一支是老师的笔 · the last pen marks the others' "
		"pages\n"
		"  --sheet FILE          做这张作业单（JSON）· does this sheet instead\n"
		"  --marking WAY         老师怎样认出是谁的：address、claim、number、pile · how "
		"the "
		"teacher\n"
		"                        says whose copy it is (claim)\n"
		"  --mark N              老师批改几份 · how many copies are marked (all)\n"
		"  --hands N             前几名学生在求助框里打勾 · so many pupils tick the help "
		"box (0)\n"
		"  --teacher-only        学生用普通笔，只有老师的笔 · only the teacher has a "
		"virtual "
		"pen\n"
		"  --mishap KIND:PUPIL   批改时的差错：forget、stranger、again、strike，可多次 · "
		"what "
		"goes\n"
		"                        wrong at that copy; may be given again\n"
		"  --play FILE.rec       播放记录文件里笔的字节 · plays the pen's bytes of a "
		"recording instead\n"
		"  --rate HZ             每秒点数 80–120 · dots a second (100)\n"
		"  --pauses X            停顿的长短，0 不想就写 · of thinking; 0: none (1)\n"
		"  --svg FILE            把第一支笔的整页画成 SVG · draws the first pen's page, "
		"then ends\n"
		"\n"
		"笔 the pen\n"
		"  --protocol 2.18       2.18、2.12、2.02；低于 2.12 用旧事件 · below 2.12 the "
		"older events\n"
		"  --password TEXT       笔上了锁 · the pen is locked\n"
		"  --clock-offset-ms N   时钟快慢（毫秒）· the clock is wrong by N ms\n"
		"  --clock-1970          时钟从 1970 年开始 · the clock starts in 1970\n"
		"  --battery PERCENT     电量，慢慢下降，15 % 时提醒 · sinks slowly, warns at 15 % "
		"(80)\n"
		"  --store N             开始时笔里已有 N 笔画 · begins with N strokes in memory\n"
		"  --state FILE          笔的存储，重启后还在 · the memory, kept across restarts\n"
		"  --uncompressed        存储的数据不压缩 · stored ink is sent uncompressed\n"
		"  --cap-off-at SECONDS  到时盖上笔帽 · the cap goes on then\n"
		"\n"
		"连接 the link\n"
		"  --usb                 同 --link usb，插在 USB 上，按文件读取 · as --link usb, "
		"on the "
		"cable: ink in files\n"
		"  --mtu BYTES           一次通知最多几个字节 · bytes in one notification at most "
		"(160)\n"
		"  --interval MS         实时通知的间隔 · between live notifications (15)\n"
		"  --link ble            ble 或 spp，告诉空中（tests/lab）· ble or spp, told to "
		"the "
		"laboratory's air\n"
		"  --lose P              通知丢失的概率 · probability that a live notification is "
		"lost\n"
		"  --repeat P            通知重复的概率 · probability that it comes twice\n"
		"  --damage P            存储包损坏的概率 · probability that a stored packet is "
		"damaged\n"
		"  --lie KIND            说谎的笔 · a pen that lies: garbage, flood, repeats, "
		"address,\n"
		"                        lists, silent, order\n"
		"  --away FROM:TO        这几秒离开，可多次 · away in these seconds; may be given "
		"again\n"
		"\n"
		"记录 records\n"
		"  --truth FILE          真正写了什么，每笔画一行 JSON · what was really written, "
		"JSON lines\n"
		"  --quit-after WHAT     秒数；strokes 写完并取走；strokes:N 写完 N 笔画 · "
		"seconds; strokes: all written\n"
		"                        and fetched; strokes:N: N strokes by each pen. May be "
		"given again\n"
		"  --help                本说明 · this help\n"
		"\n"
		"--away、--cap-off-at 按孩子的时间（乘速度），--quit-after 按真实时间。\n"
		"--away and --cap-off-at are in the child's time, --quit-after in true time.\n");
}

static bool options_wrong(const char *why_chinese, const char *why)
{
	fprintf(stderr, "virtual-pen: %s · %s (--help)\n", why_chinese, why);
	return false;
}

static bool options_read_away(Options *options, char **texts)
{
	for (char **text = texts; text && *text; text++) {
		char *end = NULL;
		Away away = { .from_s = g_ascii_strtod(*text, &end) };
		if (*end != ':')
			return options_wrong("--away 要写成 FROM:TO", "--away wants FROM:TO");
		away.to_s = g_ascii_strtod(end + 1, &end);
		if (*end || away.to_s <= away.from_s)
			return options_wrong(
				"--away 的时间不对", "--away: TO must come after FROM");
		g_array_append_val(options->away, away);
	}
	return true;
}

static bool options_read_quit(Options *options, char **texts)
{
	for (char **text = texts; text && *text; text++) {
		char *end = NULL;
		if (g_str_equal(*text, "strokes")) {
			options->quit_written = true;
		} else if (g_str_has_prefix(*text, "strokes:")) {
			options->quit_strokes = (int)g_ascii_strtoll(*text + 8, &end, 10);
			if (*end || options->quit_strokes < 1)
				return options_wrong(
					"strokes:N 的 N 不对", "strokes:N wants N > 0");
		} else {
			options->quit_s = g_ascii_strtod(*text, &end);
			if (end == *text || *end || options->quit_s < 0)
				return options_wrong("--quit-after 不对",
					"--quit-after wants seconds, strokes or strokes:N");
		}
	}
	return true;
}

static bool options_read_lie(Options *options, const char *name)
{
	options->lie = name ? lie_by_name(name) : LIE_NONE;
	if (name && options->lie == LIE_NONE)
		return options_wrong("没有这种谎", "--lie: there is no lie of that name");
	return !name || !options->usb ||
	       options_wrong("--lie 不能和 --usb 同用", "--lie is for pens on the air");
}

static bool options_check(Options *options, const char *class_name)
{
	if (!options->socket_path && !options->svg_path)
		return options_wrong("缺少 --socket PATH", "--socket PATH is missing");
	if (class_name && !g_str_equal(class_name, "arithmetic") &&
		!g_str_equal(class_name, "none"))
		return options_wrong("没有这种课", "--class wants arithmetic or none");
	options->writes = !options->play_path && (!class_name || !g_str_equal(class_name, "none"));
	if (options->n_pens < 1 || options->n_pens > 10000 || options->first_number < 0 ||
		options->first_number + options->n_pens > 0x10000)
		return options_wrong("笔的支数或编号不对", "too few or too many pens");
	if (options->speed <= 0 || options->speed > 10000)
		return options_wrong("速度不对", "--speed wants more than 0, at most 10000");
	if (options->rate_hz < 20 || options->rate_hz > 240)
		return options_wrong("每秒点数不对", "--rate wants 80 to 120");
	if (options->interval_ms < 1 || options->interval_ms > 1000)
		return options_wrong("--interval 不对", "--interval wants 1 to 1000");
	if (!g_str_equal(options->link, "ble") && !g_str_equal(options->link, "spp") &&
		!g_str_equal(options->link, "usb"))
		return options_wrong("没有这种连接", "--link wants ble, spp or usb");
	if (options->pauses < 0 || options->pauses > 100)
		return options_wrong("--pauses 不对", "--pauses wants 0 to 100");
	if (options->mtu < 1 || options->mtu > 4096)
		return options_wrong("--mtu 不对", "--mtu wants 1 to 4096");
	for (int i = 0; i < 3; i++) {
		double p = (double[]){ options->lose, options->repeat, options->damage }[i];
		if (p < 0 || p >= 1)
			return options_wrong(
				"概率要在 0 和 1 之间", "a probability is 0 to below 1");
	}
	if (options->n_stored < 0 || options->n_pages < 0 || options->battery_percent < 1 ||
		options->battery_percent > 100)
		return options_wrong("数字不对", "a number is out of range");
	if (options->password && strlen(options->password) > 16)
		return options_wrong("密码最多 16 字节", "a password has 16 bytes at most");
	if (options->teacher && options->n_pens < 2)
		return options_wrong("老师之外还要有学生", "--teacher wants two pens or more");
	unsigned major = 0;
	if (sscanf(options->protocol, "%u.%u", &major, &options->minor) != 2 || major != 2 ||
		strlen(options->protocol) > 8)
		return options_wrong("协议版本不对", "--protocol wants 2.N");
	return true;
}

/* What GOption reads as text and is looked at more closely afterwards. */
typedef struct {
	gboolean help, alone;
	gint64 seed;
	char *class_name;
	char *lie;
	char *marking;
	int n_marked, n_hands;
	char **mishaps;
	char **away;
	char **quit;
} OptionTexts;

static void options_clear_texts(OptionTexts *texts)
{
	g_free(texts->class_name);
	g_free(texts->lie);
	g_free(texts->marking);
	g_strfreev(texts->mishaps);
	g_strfreev(texts->away);
	g_strfreev(texts->quit);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OptionTexts, options_clear_texts)

/* After the other checks: it reads a file. */
static bool options_read_marking(Options *options, const OptionTexts *texts)
{
	g_autoptr(GError) error = NULL;
	options->plan = (MarkingPlan){ .way = MARKING_BY_CLAIM,
		.n_copies = (uint32_t)texts->n_marked,
		.alone = texts->alone,
		.mishaps = options->mishaps };
	if (texts->marking && !marking_way_by_name(texts->marking, &options->plan.way))
		return options_wrong(
			"没有这种批改方式", "--marking wants address, claim, number or pile");
	if (texts->n_marked < 0)
		return options_wrong("--mark 不对", "--mark wants a number of copies");
	for (char **text = texts->mishaps; text && *text; text++) {
		Mishap mishap;
		if (!mishap_by_name(*text, &mishap))
			return options_wrong("没有这种差错",
				"--mishap wants forget, stranger, again or strike, then :PUPIL");
		g_array_append_val(options->mishaps, mishap);
	}
	if (!options->sheet_path && (texts->marking || texts->mishaps || texts->alone))
		return options_wrong("还要 --sheet FILE", "--sheet FILE is missing");
	if (texts->alone && !options->teacher)
		return options_wrong("还要 --teacher", "--teacher-only wants --teacher");
	if (!options->sheet_path)
		return true;
	options->lesson = lesson_read(options->sheet_path, &error);
	if (!options->lesson)
		return options_wrong("作业单读不了", error->message);
	options->lesson->n_hands = (uint32_t)MAX(texts->n_hands, 0);
	return true;
}

static bool options_parse(Options *options, OptionTexts *texts, int n_arguments, char **arguments)
{
	GOptionEntry entries[] = {
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &texts->help, NULL, NULL },
		{ "socket", 0, 0, G_OPTION_ARG_FILENAME, &options->socket_path, NULL, NULL },
		{ "pens", 0, 0, G_OPTION_ARG_INT, &options->n_pens, NULL, NULL },
		{ "first-number", 0, 0, G_OPTION_ARG_INT, &options->first_number, NULL, NULL },
		{ "seed", 0, 0, G_OPTION_ARG_INT64, &texts->seed, NULL, NULL },
		{ "speed", 0, 0, G_OPTION_ARG_DOUBLE, &options->speed, NULL, NULL },
		{ "class", 0, 0, G_OPTION_ARG_STRING, &texts->class_name, NULL, NULL },
		{ "pages", 0, 0, G_OPTION_ARG_INT, &options->n_pages, NULL, NULL },
		{ "teacher", 0, 0, G_OPTION_ARG_NONE, &options->teacher, NULL, NULL },
		{ "teacher-only", 0, 0, G_OPTION_ARG_NONE, &texts->alone, NULL, NULL },
		{ "sheet", 0, 0, G_OPTION_ARG_FILENAME, &options->sheet_path, NULL, NULL },
		{ "marking", 0, 0, G_OPTION_ARG_STRING, &texts->marking, NULL, NULL },
		{ "mark", 0, 0, G_OPTION_ARG_INT, &texts->n_marked, NULL, NULL },
		{ "hands", 0, 0, G_OPTION_ARG_INT, &texts->n_hands, NULL, NULL },
		{ "mishap", 0, 0, G_OPTION_ARG_STRING_ARRAY, &texts->mishaps, NULL, NULL },
		{ "play", 0, 0, G_OPTION_ARG_FILENAME, &options->play_path, NULL, NULL },
		{ "rate", 0, 0, G_OPTION_ARG_DOUBLE, &options->rate_hz, NULL, NULL },
		{ "pauses", 0, 0, G_OPTION_ARG_DOUBLE, &options->pauses, NULL, NULL },
		{ "mtu", 0, 0, G_OPTION_ARG_INT, &options->mtu, NULL, NULL },
		{ "interval", 0, 0, G_OPTION_ARG_INT, &options->interval_ms, NULL, NULL },
		{ "link", 0, 0, G_OPTION_ARG_STRING, &options->link, NULL, NULL },
		{ "password", 0, 0, G_OPTION_ARG_FILENAME, &options->password, NULL, NULL },
		{ "clock-offset-ms", 0, 0, G_OPTION_ARG_INT64, &options->clock_offset_ms, NULL,
			NULL },
		{ "clock-1970", 0, 0, G_OPTION_ARG_NONE, &options->clock_1970, NULL, NULL },
		{ "lose", 0, 0, G_OPTION_ARG_DOUBLE, &options->lose, NULL, NULL },
		{ "repeat", 0, 0, G_OPTION_ARG_DOUBLE, &options->repeat, NULL, NULL },
		{ "damage", 0, 0, G_OPTION_ARG_DOUBLE, &options->damage, NULL, NULL },
		{ "lie", 0, 0, G_OPTION_ARG_STRING, &texts->lie, NULL, NULL },
		{ "away", 0, 0, G_OPTION_ARG_STRING_ARRAY, &texts->away, NULL, NULL },
		{ "usb", 0, 0, G_OPTION_ARG_NONE, &options->usb, NULL, NULL },
		{ "store", 0, 0, G_OPTION_ARG_INT, &options->n_stored, NULL, NULL },
		{ "state", 0, 0, G_OPTION_ARG_FILENAME, &options->state_path, NULL, NULL },
		{ "truth", 0, 0, G_OPTION_ARG_FILENAME, &options->truth_path, NULL, NULL },
		{ "protocol", 0, 0, G_OPTION_ARG_STRING, &options->protocol, NULL, NULL },
		{ "uncompressed", 0, 0, G_OPTION_ARG_NONE, &options->uncompressed, NULL, NULL },
		{ "battery", 0, 0, G_OPTION_ARG_INT, &options->battery_percent, NULL, NULL },
		{ "cap-off-at", 0, 0, G_OPTION_ARG_DOUBLE, &options->cap_off_s, NULL, NULL },
		{ "quit-after", 0, 0, G_OPTION_ARG_STRING_ARRAY, &texts->quit, NULL, NULL },
		{ "svg", 0, 0, G_OPTION_ARG_FILENAME, &options->svg_path, NULL, NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, entries, NULL);
	if (g_option_context_parse(context, &n_arguments, &arguments, &error) && n_arguments == 1)
		return true;
	return options_wrong("参数不对", error ? error->message : arguments[1]);
}

OptionsOutcome options_read(Options *options, int n_arguments, char **arguments)
{
	*options = (Options){ .n_pens = 1,
		.first_number = 1,
		.seed = 1,
		.speed = 1,
		.n_pages = 1,
		.rate_hz = 100,
		.pauses = 1,
		.mtu = 160,
		.interval_ms = 15,
		.battery_percent = 80,
		.cap_off_s = -1,
		.quit_s = -1,
		.mishaps = g_array_new(FALSE, FALSE, sizeof(Mishap)),
		.away = g_array_new(FALSE, FALSE, sizeof(Away)) };
	g_auto(OptionTexts) texts = { .seed = 1, .n_marked = G_MAXINT };
	if (!options_parse(options, &texts, n_arguments, arguments))
		return OPTIONS_WRONG;
	options->seed = (guint64)texts.seed;
	if (!options->protocol)
		options->protocol = g_strdup("2.18");
	if (!options->link)
		options->link = g_strdup(options->usb ? "usb" : "ble");
	options->usb = g_str_equal(options->link, "usb");
	if (texts.help) {
		options_help();
		return OPTIONS_DONE;
	}
	if (!options_check(options, texts.class_name) || !options_read_lie(options, texts.lie) ||
		!options_read_away(options, texts.away) ||
		!options_read_quit(options, texts.quit) || !options_read_marking(options, &texts))
		return OPTIONS_WRONG;
	return OPTIONS_GO;
}

void options_clear(Options *options)
{
	g_free(options->socket_path);
	g_free(options->play_path);
	g_free(options->password);
	g_free(options->state_path);
	g_free(options->truth_path);
	g_free(options->protocol);
	g_free(options->link);
	g_free(options->svg_path);
	g_free(options->sheet_path);
	options->lesson = lesson_free(options->lesson);
	g_array_unref(options->mishaps);
	g_array_unref(options->away);
}
