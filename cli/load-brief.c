/* SPDX-License-Identifier: MIT */
/* `zhibi load brief`: the school's week, for people, for programs, as a workbook and as one page. */
#include <stdio.h>

#include "cli/load.h"
#include "store/problem-code.h"

static const char *const BANDS[N_BANDS] = { "1-2", "3-6", "7-9" };

static const char *hidden_or(bool is_hidden, gint64 tenths, char text[LOAD_NUMBER_BYTES])
{
	return load_tenths(is_hidden ? -1 : tenths, text);
}

static gint64 mean(const LoadSum *sum, gint n)
{
	return brief_tenths(sum->ink_ms + sum->thinking_ms, n, BRIEF_MINUTE_MS);
}

static void print_data(const Brief *brief)
{
	char captured[LOAD_NUMBER_BYTES];

	load_tenths(brief_tenths(brief->n_pages_inked * G_GINT64_CONSTANT(100), brief->n_pages, 1),
		captured);
	printf("数据 data: %d 个班 classes, %d 人 pupils, 计入 counted %d, 一人一案 plans %d\n"
	       "  智能笔书写页 captured: %d/%d (%s%%)  没写预计分钟的作业 without minutes: %d/%d\n",
		brief->n_classes, brief->n_pupils, brief->n_counted, brief->n_plans,
		brief->n_pages_inked, brief->n_pages, captured, brief->n_without_minutes,
		brief->n_assignments);
}

static void print_band(const Brief *brief, const BriefBand *band)
{
	printf("年级 grades %s，上限 limit %d：", BANDS[band->band], band->limit_minutes);
	for (guint i = 0; i < BRIEF_WEEKS; i++) {
		const BriefWeek *week = &band->weeks[i];
		char text[LOAD_NUMBER_BYTES];

		printf("%s%s", i > 0 ? " → " : "",
			hidden_or(brief_is_hidden(brief, week->n_pupils),
				mean(&week->sum, week->n_pupil_days), text));
	}
	puts(" 分钟 min");
	const BriefWeek *week = &band->weeks[BRIEF_WEEKS - 1];
	printf("  布置到上限的班日 class-days at the budget: %d/%d, 实测超时 measured over: %d\n",
		week->n_published_full, week->n_class_days, week->n_measured_over);
	if (!brief_is_hidden(brief, band->n_counted))
		printf("  晚写 late: %d 人 pupils, %d 晚 evenings; 到点停下不追究 closed at "
		       "bedtime: %d\n",
			band->n_late_pupils, band->n_late_days, band->n_closed_days);
}

static void print_cells(const Brief *brief)
{
	puts("年级 grade  平均 mean  批 marked/交 handed in  学科 subject");
	for (guint i = 0; i < brief->cells->len; i++) {
		const BriefCell *cell = &g_array_index(brief->cells, BriefCell, i);
		char text[LOAD_NUMBER_BYTES];

		printf("  %d  %6s  %d/%d  %s\n", cell->grade,
			hidden_or(brief_is_hidden(brief, cell->n_pupils),
				mean(&cell->sum, cell->n_pupil_days), text),
			cell->n_marked, cell->n_handed_in, cell->subject);
	}
}

static void print_over(const Brief *brief)
{
	for (guint i = 0; i < brief->over->len; i++) {
		const BriefOver *over = &g_array_index(brief->over, BriefOver, i);
		char day[SCHOOL_DAY_BYTES], text[LOAD_NUMBER_BYTES];

		school_day_format(over->day, day);
		printf("超限 over: %s %s  布置 given %d/%d%s  实测 measured %s/%d\n",
			over->class_name, day, over->published_minutes, over->budget_minutes,
			over->has_reason ? "（有理由 with a reason）" : "",
			hidden_or(brief_is_hidden(brief, over->n_wrote),
				mean(&over->sum, over->n_wrote), text),
			over->limit_minutes);
	}
}

static void print_problems(const Brief *brief)
{
	for (guint i = 0; i < brief->problems->len; i++) {
		const BriefProblem *problem = &g_array_index(brief->problems, BriefProblem, i);
		ProblemCode code;
		const bool known = problem_code_by_name(problem->code, &code);

		printf("问题 problem: %s  遇到 met %d, 解决 solved %d\n",
			known ? problem_code_zh(code) : problem->code, problem->n_met,
			problem->n_solved);
	}
}

static int print_brief(const Brief *brief)
{
	const Rules *rules = rules_book_base(brief->book);
	char day[SCHOOL_DAY_BYTES], hours[LOAD_NUMBER_BYTES];

	school_day_format(brief->monday, day);
	printf("一周一简报 / weekly brief  %s\n", day);
	print_data(brief);
	for (guint i = 0; i < N_BANDS; i++)
		if (brief->bands[i].weeks[BRIEF_WEEKS - 1].n_class_days > 0 ||
			brief->bands[i].n_counted > 0)
			print_band(brief, &brief->bands[i]);
	print_cells(brief);
	print_over(brief);
	printf("批改 marking: 交 handed in %d, 批 marked %d, 平均 %s 小时 hours; 整份没批 never "
	       "marked %d; 错 wrong %d, 订正再批 re-marked %d\n",
		brief->n_handed_in, brief->n_marked,
		load_tenths(
			brief_tenths(brief->wait_sum_ms, brief->n_marked, BRIEF_HOUR_MS), hours),
		brief->n_never_marked, brief->n_wrong, brief->n_re_marked);
	print_problems(brief);
	printf("算法 method: 停顿 %d 秒内算书写、%d 秒内算思考；不足 %d 人的群体不报数；见 zhibi "
	       "load "
	       "explain\n",
		rules->gap_s, rules->thinking_s, rules->group_minimum);
	return fflush(stdout) == 0 ? CLI_DONE : cli_cannot_write();
}

int load_brief(const LoadCall *call)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Brief) brief =
		load_source_brief(call->reader, call->book, school_day_monday(call->day), &error);

	if (!brief)
		return load_failed(error);
	if (!call->is_json)
		return print_brief(brief);
	g_autofree char *text = brief_json(brief);
	puts(text);
	return fflush(stdout) == 0 ? CLI_DONE : cli_cannot_write();
}
