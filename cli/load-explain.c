/* SPDX-License-Identifier: MIT */
/* `zhibi load explain`: of each figure of the brief, what it is, and the very query its inputs come from. */
#include <stdio.h>
#include <string.h>

#include "cli/load.h"

typedef enum {
	FROM_PUBLISHED = 1 << 0,
	FROM_WORK = 1 << 1,
	FROM_MARKED = 1 << 2,
	FROM_PROBLEMS = 1 << 3,
	FROM_RULES = 1 << 4,
	FROM_PEOPLE = 1 << 5,
	FROM_TRAINING = 1 << 6,
} Inputs;

/* `path` as in the JSON, a list's elements by the list's own name. */
typedef struct {
	const char *path;
	guint inputs;
	const char *zh, *en;
} Figure;

#define WORK (FROM_PUBLISHED | FROM_WORK | FROM_RULES | FROM_PEOPLE)
#define MARKS (FROM_PUBLISHED | FROM_MARKED | FROM_WORK | FROM_PEOPLE)
#define SUMS(path, zh, en)                                                                         \
	{ path ".ink_ms", WORK, zh "：书写毫秒", en ": ink, milliseconds" },                       \
		{ path ".thinking_ms", WORK, zh "：思考毫秒", en ": thinking, milliseconds" },     \
		{ path ".lesson_ms", WORK, zh "：其中课堂时间写的",                                \
			en ": of both, in lesson time" },                                          \
		{ path ".service_ms", WORK, zh "：其中课后服务时间写的",                           \
			en ": of both, in the after-class service" },                              \
		{ path ".home_ms", WORK, zh "：其中在家写的", en ": of both, at home" },           \
		{ path ".mean_ink_minutes", WORK, zh "：书写平均分钟 = ink_ms ÷ 人次",             \
			en ": mean ink minutes = ink_ms / n" },                                    \
	{                                                                                          \
		path ".mean_minutes", WORK, zh "：平均分钟 =（ink_ms + thinking_ms）÷ 人次",       \
			en ": mean minutes = (ink_ms + thinking_ms) / n"                           \
	}

static const Figure FIGURES[] = {
	{ "method.gap_seconds", FROM_RULES, "停顿不超过它算书写", "pauses up to it are writing" },
	{ "method.thinking_seconds", FROM_RULES, "停顿不超过它算思考",
		"pauses up to it are thinking" },
	{ "method.capture_percent", FROM_RULES, "智能笔书写页不到它的学生不计",
		"pupils with less of their pages by pen are not counted" },
	{ "method.group_minimum", FROM_RULES, "人数不到它的群体不报数",
		"smaller groups are hidden" },
	{ "method.utc_offset_minutes", FROM_RULES, "学校的时区", "the school's time zone" },
	{ "data.classes", FROM_PEOPLE, "一至九年级的班", "classes of grades 1 to 9" },
	{ "data.pupils", FROM_PEOPLE, "名册上的学生", "pupils on their rosters" },
	{ "data.plans", FROM_PEOPLE, "有一人一案的学生", "of them with a plan for one person" },
	{ "data.counted", WORK, "计入分钟数的学生：没有一人一案，书写页足够",
		"pupils whose minutes count: no plan, enough of their pages by pen" },
	{ "data.pages", FROM_PUBLISHED | FROM_PEOPLE,
		"本周布置给他们的页数；分层作业只算学生做的那层",
		"pages published to pupils without a plan; of layers the one they do" },
	{ "data.pages_inked", WORK, "其中有智能笔笔迹的", "of them with ink by pen" },
	{ "data.capture_percent", WORK, "pages_inked ÷ pages", "pages_inked / pages" },
	{ "data.assignments", FROM_PUBLISHED, "本周布置的作业", "assignments of the week" },
	{ "data.without_minutes", FROM_PUBLISHED, "其中没写预计分钟的书面作业",
		"written homework among them that does not say how long it takes" },
	{ "data.without_grade", FROM_PEOPLE, "没有年级的班：没有上限，不在任何数里",
		"classes whose grade is not known: no limit holds, and they are in no figure" },
	{ "bands.limit_minutes", FROM_RULES, "周日那天的上限", "the limit on the Sunday" },
	{ "bands.weeks.pupils", WORK, "计入且写过书面作业的学生",
		"counted pupils who wrote homework" },
	{ "bands.weeks.pupil_days", WORK, "他们写书面作业的人次（人×天）",
		"their days with homework" },
	{ "bands.weeks.over", WORK, "其中超过上限的人次", "of those days, over the limit" },
	{ "bands.weeks.over_percent", WORK, "over ÷ pupil_days", "over / pupil_days" },
	{ "bands.weeks.class_days", FROM_PUBLISHED, "布置了书面作业的班×天",
		"class-days with homework published" },
	{ "bands.weeks.published_full", FROM_PUBLISHED | FROM_RULES, "其中合计到上限的",
		"of those, the sum reaches the budget" },
	{ "bands.weeks.measured_over", WORK, "实测平均超过上限的班×天",
		"class-days whose mean is over the limit" },
	SUMS("bands.weeks", "年级段一周书面作业", "homework of the grades in the week"),
	{ "bands.late.counted", WORK, "计入的学生", "counted pupils" },
	{ "bands.late.pupils", WORK, "就寝时间后在家写过的学生",
		"who wrote at home after bedtime" },
	{ "bands.late.pupil_days", WORK, "人×晚", "their evenings" },
	{ "bands.late.closed_at_bedtime", WORK, "到就寝时间停下、没写完、不追究的人×晚",
		"evenings on which a pupil stopped at bedtime with a task for home unfinished: no "
		"blame" },
	{ "bands.late.late_ms", WORK, "就寝时间后的毫秒", "milliseconds after bedtime" },
	{ "bands.late.mean_late_minutes", WORK, "late_ms ÷ pupil_days", "late_ms / pupil_days" },
	{ "grade_subject.pupils", WORK, "写过该学科书面作业的计入学生",
		"counted pupils who wrote homework of it" },
	{ "grade_subject.pupil_days", WORK, "他们的人×天", "their days with it" },
	{ "grade_subject.assignments", FROM_PUBLISHED, "布置的书面作业份数",
		"homework assignments published" },
	{ "grade_subject.published_minutes", FROM_PUBLISHED, "预计分钟，各班相加",
		"their expected minutes, summed over classes" },
	{ "grade_subject.handed_in", MARKS, "交上的份数", "copies handed in" },
	{ "grade_subject.marked", MARKS, "老师批过的份数", "of them marked by a teacher" },
	{ "grade_subject.marked_percent", MARKS, "marked ÷ handed_in", "marked / handed_in" },
	{ "grade_subject.wait_sum_ms", MARKS, "从截止（无截止则布置）到第一个批改，相加",
		"from due (or publishing) to the first mark, summed" },
	{ "grade_subject.mean_wait_hours", MARKS, "wait_sum_ms ÷ marked", "wait_sum_ms / marked" },
	{ "grade_subject.wrong", MARKS, "先批错、半对或空白的题",
		"answers first wrong, half or blank" },
	{ "grade_subject.re_marked", MARKS, "其中订正后批对的", "of them right after correction" },
	SUMS("grade_subject", "年级×学科一周书面作业", "homework of a grade and subject"),
	{ "over.published_minutes", FROM_PUBLISHED, "当天各科合计", "the day's sum over subjects" },
	{ "over.budget_minutes", FROM_RULES, "当天可布置的分钟", "what could be published" },
	{ "over.limit_minutes", FROM_RULES, "每天的上限", "the limit a day" },
	{ "over.published_full", FROM_PUBLISHED | FROM_RULES, "布置到了上限",
		"the sum reached it" },
	{ "over.measured_over", WORK, "实测平均超过上限", "the mean written is over the limit" },
	{ "over.reason", FROM_PUBLISHED, "写了理由", "a reason was given" },
	{ "over.wrote", WORK, "当天写了的计入学生", "counted pupils who wrote that day" },
	SUMS("over", "该班该天书面作业", "homework of the class on that day"),
	{ "marking.handed_in", MARKS, "有笔迹或有批改的份数", "copies with ink or a mark" },
	{ "marking.marked", MARKS, "老师批过的份数", "of them with a teacher's mark" },
	{ "marking.marked_percent", MARKS, "marked ÷ handed_in", "marked / handed_in" },
	{ "marking.never_marked", MARKS, "有人交、一份没批的作业",
		"assignments handed in of which nothing is marked" },
	{ "marking.wait_sum_ms", MARKS, "从截止（无截止则布置）到第一个批改，相加",
		"from due (or publishing) to the first mark, summed" },
	{ "marking.mean_wait_hours", MARKS, "wait_sum_ms ÷ marked", "wait_sum_ms / marked" },
	{ "marking.wrong", MARKS, "先批错、半对或空白的题", "answers first wrong, half or blank" },
	{ "marking.re_marked", MARKS, "其中订正后批对的", "of them right after correction" },
	{ "problems.met", FROM_PROBLEMS, "本周开始的问题", "problems that began in the week" },
	{ "problems.solved", FROM_PROBLEMS, "其中本周结束的", "of them ended within it" },
	{ "trainings.held", FROM_TRAINING, "本周这类培训的场次",
		"trainings of this kind in the week" },
	{ "trainings.people", FROM_TRAINING, "各场人数之和", "people, summed over them" },
	{ "trainings.minutes", FROM_TRAINING, "各场时长之和", "how long they lasted, summed" },
};

static const struct {
	Inputs input;
	const char *name, *text;
} INPUTS[] = {
	{ FROM_PEOPLE, "people", "SELECT … FROM class, pupil, plan (the last plan made counts)" },
	{ FROM_PUBLISHED, "published",
		"SELECT … FROM assignment WHERE class_id = ?1 AND published_ms >= ?2 AND "
		"published_ms < ?3" },
	{ FROM_WORK, "work", NULL },
	{ FROM_MARKED, "marked", NULL },
	{ FROM_PROBLEMS, "problems", "SELECT … FROM problem WHERE end_ms IS NULL OR end_ms >= ?1" },
	{ FROM_TRAINING, "trainings",
		"SELECT … FROM training WHERE day >= ?1 AND day <= ?2 AND n_people > 0 (zhibi "
		"training list)" },
	{ FROM_RULES, "rules", "rules.conf, then SELECT … FROM rule_change (zhibi load rules)" },
};

static void print_input(guint i)
{
	printf("  <- %s: ", INPUTS[i].name);
	if (INPUTS[i].input == FROM_WORK)
		printf("%s\n     and %s\n", store_reader_load_query(STORE_QUERY_WORK_PACKED),
			store_reader_load_query(STORE_QUERY_WORK_ROWS));
	else if (INPUTS[i].input == FROM_MARKED)
		puts(store_reader_load_query(STORE_QUERY_MARKED));
	else
		puts(INPUTS[i].text);
}

static json_t *inputs_json(const Figure *figure)
{
	json_t *inputs = json_array();

	for (guint i = 0; i < G_N_ELEMENTS(INPUTS); i++)
		if (figure->inputs & INPUTS[i].input)
			json_array_append_new(inputs, json_string(INPUTS[i].name));
	return inputs;
}

/* A whole path, or the beginning of one up to a dot. */
static bool is_asked(const Figure *figure, const char *asked)
{
	return !asked || (g_str_has_prefix(figure->path, asked) &&
				 strchr(".", figure->path[strlen(asked)]) != NULL);
}

static int print_figures(const char *asked)
{
	guint used = 0;

	for (guint i = 0; i < G_N_ELEMENTS(FIGURES); i++) {
		if (!is_asked(&FIGURES[i], asked))
			continue;
		used |= FIGURES[i].inputs;
		printf("%s\n  %s\n  %s\n", FIGURES[i].path, FIGURES[i].zh, FIGURES[i].en);
	}
	for (guint i = 0; asked && i < G_N_ELEMENTS(INPUTS); i++)
		if (used & INPUTS[i].input)
			print_input(i);
	if (used != 0)
		return CLI_DONE;
	fprintf(stderr,
		"zhibi load explain: 没有“%s”这个数字；不写就列出全部 / there is no figure "
		"\"%s\"; without one all are listed\n",
		asked, asked);
	return CLI_WRONG_USE;
}

int load_explain(const LoadCall *call)
{
	if (!call->is_json)
		return print_figures(call->figure);
	json_t *array = json_array();
	for (guint i = 0; i < G_N_ELEMENTS(FIGURES); i++)
		if (is_asked(&FIGURES[i], call->figure))
			json_array_append_new(
				array, json_pack("{s:s, s:s, s:s, s:o}", "figure", FIGURES[i].path,
					       "zh", FIGURES[i].zh, "en", FIGURES[i].en, "inputs",
					       inputs_json(&FIGURES[i])));
	return load_print(array);
}
