/* SPDX-License-Identifier: MIT */
/* See brief-tables.h. */
#include "report/brief-tables.h"

#include "store/problem-code.h"

static const char *const BANDS[N_BANDS] = { "1–2", "3–6", "7–9" };

/* ---- tables */

static void clear_cell(gpointer data)
{
	g_free(((BriefTableCell *)data)->text);
}

static void free_row(gpointer row)
{
	g_array_unref(row);
}

static void free_table(gpointer data)
{
	BriefTable *table = data;

	g_ptr_array_unref(table->columns);
	g_ptr_array_unref(table->rows);
	g_free(table);
}

static BriefTable *table_new(const char *zh, const char *en)
{
	BriefTable *table = g_new0(BriefTable, 1);

	table->zh = zh;
	table->en = en;
	table->columns = g_ptr_array_new_with_free_func(g_free);
	table->rows = g_ptr_array_new_with_free_func(free_row);
	return table;
}

static void add_columns(BriefTable *table, const char *const *columns)
{
	for (; *columns; columns++)
		g_ptr_array_add(table->columns, g_strdup(*columns));
}

static GArray *add_row(BriefTable *table)
{
	GArray *row = g_array_new(FALSE, FALSE, sizeof(BriefTableCell));

	g_array_set_clear_func(row, clear_cell);
	g_ptr_array_add(table->rows, row);
	return row;
}

static void add_text(GArray *row, const char *text)
{
	const BriefTableCell cell = { BRIEF_CELL_TEXT, g_strdup(text), 0 };

	g_array_append_val(row, cell);
}

static void add_count(GArray *row, gint64 number)
{
	const BriefTableCell cell = { number < 0 ? BRIEF_CELL_NONE : BRIEF_CELL_COUNT, NULL,
		number };

	g_array_append_val(row, cell);
}

static void add_tenths(GArray *row, bool is_hidden, gint64 tenths)
{
	const BriefTableCell cell = { is_hidden || tenths < 0 ? BRIEF_CELL_NONE : BRIEF_CELL_TENTHS,
		NULL, tenths };

	g_array_append_val(row, cell);
}

static gint64 mean(const LoadSum *sum, gint n)
{
	return brief_tenths(sum->ink_ms + sum->thinking_ms, n, BRIEF_MINUTE_MS);
}

static gint64 percent(gint64 part, gint64 whole)
{
	return brief_tenths(part * 100, whole, 1);
}

/* ---- what is in them */

static BriefTable *data_table(const Brief *brief)
{
	static const char *const COLUMNS[] = { "班 classes", "学生 pupils", "计入 counted",
		"一人一案 plans", "应写页 pages", "笔写页 by pen", "笔写 % captured",
		"作业 assignments", "没写分钟 no minutes", "没有年级 no grade", NULL };
	BriefTable *table = table_new("数据", "Data");
	GArray *row = add_row(table);

	add_columns(table, COLUMNS);
	add_count(row, brief->n_classes);
	add_count(row, brief->n_pupils);
	add_count(row, brief->n_counted);
	add_count(row, brief->n_plans);
	add_count(row, brief->n_pages);
	add_count(row, brief->n_pages_inked);
	add_tenths(row, false, percent(brief->n_pages_inked, brief->n_pages));
	add_count(row, brief->n_assignments);
	add_count(row, brief->n_without_minutes);
	g_autofree char *without_grade = brief_without_grade(brief);
	add_text(row, *without_grade ? without_grade : "–");
	return table;
}

static bool is_there(const BriefBand *band)
{
	const BriefWeek *week = &band->weeks[BRIEF_WEEKS - 1];

	return band->n_counted > 0 || week->n_class_days > 0;
}

static void add_week_columns(const Brief *brief, BriefTable *table)
{
	for (guint i = 0; i < BRIEF_WEEKS; i++) {
		char day[SCHOOL_DAY_BYTES];

		school_day_format(brief_week_span(brief, i).first_day, day);
		g_ptr_array_add(table->columns, g_strdup_printf("%s 起 from %s", day + 5, day + 5));
	}
}

static BriefTable *minutes_table(const Brief *brief)
{
	static const char *const FIRST[] = { "年级 grades", "上限 limit", NULL };
	static const char *const LAST[] = { "其中书写 ink", "超时 % over", "班日 class-days",
		"布置到上限 given full", "实测超 over", NULL };
	BriefTable *table = table_new("每人每天分钟，四周", "Minutes a pupil's day, four weeks");

	add_columns(table, FIRST);
	add_week_columns(brief, table);
	add_columns(table, LAST);
	for (guint i = 0; i < N_BANDS; i++) {
		const BriefBand *band = &brief->bands[i];
		const BriefWeek *last = &band->weeks[BRIEF_WEEKS - 1];
		const bool is_hidden = brief_is_hidden(brief, last->n_pupils);

		if (!is_there(band))
			continue;
		GArray *row = add_row(table);
		add_text(row, BANDS[i]);
		add_count(row, band->limit_minutes);
		for (guint w = 0; w < BRIEF_WEEKS; w++) {
			const BriefWeek *week = &band->weeks[w];
			add_tenths(row, brief_is_hidden(brief, week->n_pupils),
				mean(&week->sum, week->n_pupil_days));
		}
		add_tenths(row, is_hidden,
			brief_tenths(last->sum.ink_ms, last->n_pupil_days, BRIEF_MINUTE_MS));
		add_tenths(row, is_hidden, percent(last->n_over, last->n_pupil_days));
		add_count(row, last->n_class_days);
		add_count(row, last->n_published_full);
		add_count(row, last->n_measured_over);
	}
	return table;
}

static BriefTable *late_table(const Brief *brief)
{
	static const char *const COLUMNS[] = { "年级 grades", "计入 counted", "晚写人数 late",
		"人次 evenings", "平均晚写 minutes late", "到点停下 closed at bedtime", NULL };
	BriefTable *table = table_new("就寝时间以后（到点停下、没写完的不追究）",
		"After bedtime (who stops for it is not blamed)");

	add_columns(table, COLUMNS);
	for (guint i = 0; i < N_BANDS; i++) {
		const BriefBand *band = &brief->bands[i];
		const bool is_hidden = brief_is_hidden(brief, band->n_counted);

		if (!is_there(band))
			continue;
		GArray *row = add_row(table);
		add_text(row, BANDS[i]);
		add_count(row, band->n_counted);
		add_count(row, is_hidden ? -1 : band->n_late_pupils);
		add_count(row, is_hidden ? -1 : band->n_late_days);
		add_tenths(row, is_hidden,
			brief_tenths(band->late_ms, band->n_late_days, BRIEF_MINUTE_MS));
		add_count(row, is_hidden ? -1 : band->n_closed_days);
	}
	return table;
}

static BriefTable *subject_table(const Brief *brief)
{
	static const char *const COLUMNS[] = { "年级 grade", "学科 subject", "人数 pupils",
		"作业 given", "布置分钟 minutes given", "平均分钟 mean", "其中书写 ink",
		"交 handed in", "批 marked", "批 % marked", "小时 hours", "错 wrong",
		"订正再批 re-marked", NULL };
	BriefTable *table = table_new("年级和学科", "Grades and subjects");

	add_columns(table, COLUMNS);
	for (guint i = 0; i < brief->cells->len; i++) {
		const BriefCell *cell = &g_array_index(brief->cells, BriefCell, i);
		const bool is_hidden = brief_is_hidden(brief, cell->n_pupils);
		const bool has_few = brief_is_hidden(brief, cell->n_writers);
		GArray *row = add_row(table);

		add_count(row, cell->grade);
		add_text(row, cell->subject);
		add_count(row, cell->n_pupils);
		add_count(row, cell->n_assignments);
		add_count(row, cell->n_published_minutes);
		add_tenths(row, is_hidden, mean(&cell->sum, cell->n_pupil_days));
		add_tenths(row, is_hidden,
			brief_tenths(cell->sum.ink_ms, cell->n_pupil_days, BRIEF_MINUTE_MS));
		add_count(row, has_few ? -1 : cell->n_handed_in);
		add_count(row, has_few ? -1 : cell->n_marked);
		add_tenths(row, has_few, percent(cell->n_marked, cell->n_handed_in));
		add_tenths(row, has_few,
			brief_tenths(cell->wait_sum_ms, cell->n_marked, BRIEF_HOUR_MS));
		add_count(row, has_few ? -1 : cell->n_wrong);
		add_count(row, has_few ? -1 : cell->n_re_marked);
	}
	return table;
}

static BriefTable *over_table(const Brief *brief)
{
	static const char *const COLUMNS[] = { "班 class", "日期 day", "布置 given",
		"可布置 budget", "有理由 reason", "实测 measured", "上限 limit", NULL };
	BriefTable *table = table_new("到了上限的班和日子", "Class-days at or over a limit");

	add_columns(table, COLUMNS);
	for (guint i = 0; i < brief->over->len; i++) {
		const BriefOver *over = &g_array_index(brief->over, BriefOver, i);
		GArray *row = add_row(table);
		char day[SCHOOL_DAY_BYTES];

		school_day_format(over->day, day);
		add_text(row, over->class_name);
		add_text(row, day);
		add_count(row, over->published_minutes);
		add_count(row, over->budget_minutes);
		add_text(row, over->has_reason ? "是 yes" : "");
		add_tenths(row, brief_is_hidden(brief, over->n_wrote),
			mean(&over->sum, over->n_wrote));
		add_count(row, over->limit_minutes);
	}
	return table;
}

static BriefTable *marking_table(const Brief *brief)
{
	static const char *const COLUMNS[] = { "交 handed in", "批 marked", "批 % marked",
		"平均小时 mean hours", "整份没批 never marked", "错 wrong", "订正再批 re-marked",
		NULL };
	BriefTable *table = table_new("批改", "Marking");
	const bool has_few = brief_is_hidden(brief, brief->n_writers);
	GArray *row = add_row(table);

	add_columns(table, COLUMNS);
	add_count(row, has_few ? -1 : brief->n_handed_in);
	add_count(row, has_few ? -1 : brief->n_marked);
	add_tenths(row, has_few, percent(brief->n_marked, brief->n_handed_in));
	add_tenths(row, has_few, brief_tenths(brief->wait_sum_ms, brief->n_marked, BRIEF_HOUR_MS));
	add_count(row, has_few ? -1 : brief->n_never_marked);
	add_count(row, has_few ? -1 : brief->n_wrong);
	add_count(row, has_few ? -1 : brief->n_re_marked);
	return table;
}

static BriefTable *problem_table(const Brief *brief)
{
	static const char *const COLUMNS[] = { "问题 problem", "遇到 met", "解决 solved", NULL };
	BriefTable *table = table_new("使用中的问题", "Problems in use");

	add_columns(table, COLUMNS);
	for (guint i = 0; i < brief->problems->len; i++) {
		const BriefProblem *problem = &g_array_index(brief->problems, BriefProblem, i);
		GArray *row = add_row(table);
		ProblemCode code;

		add_text(row, problem_code_by_name(problem->code, &code) ? problem_code_zh(code)
									 : problem->code);
		add_count(row, problem->n_met);
		add_count(row, problem->n_solved);
	}
	return table;
}

static BriefTable *training_table(const Brief *brief)
{
	static const char *const COLUMNS[] = { "培训 training", "场次 held", "人次 people",
		"小时 hours", NULL };
	BriefTable *table = table_new("教师培训", "Training held");

	add_columns(table, COLUMNS);
	for (guint i = 0; i < brief->trainings->len; i++) {
		const BriefTraining *training = &g_array_index(brief->trainings, BriefTraining, i);
		GArray *row = add_row(table);

		add_text(row, training->kind);
		add_count(row, training->n_held);
		add_count(row, training->n_people);
		add_tenths(row, false, brief_tenths(training->minutes, 1, 60));
	}
	return table;
}

GPtrArray *brief_tables(const Brief *brief)
{
	GPtrArray *tables = g_ptr_array_new_with_free_func(free_table);

	g_ptr_array_add(tables, data_table(brief));
	g_ptr_array_add(tables, minutes_table(brief));
	g_ptr_array_add(tables, late_table(brief));
	g_ptr_array_add(tables, marking_table(brief));
	g_ptr_array_add(tables, problem_table(brief));
	g_ptr_array_add(tables, training_table(brief));
	g_ptr_array_add(tables, over_table(brief));
	g_ptr_array_add(tables, subject_table(brief));
	for (guint i = tables->len; i-- > 0;)
		if (((BriefTable *)g_ptr_array_index(tables, i))->rows->len == 0)
			g_ptr_array_remove_index(tables, i);
	return tables;
}

char *brief_tables_text(const BriefTableCell *cell)
{
	switch (cell->kind) {
	case BRIEF_CELL_NONE:
		return g_strdup("–");
	case BRIEF_CELL_TEXT:
		return g_strdup(cell->text);
	case BRIEF_CELL_COUNT:
		return g_strdup_printf("%" G_GINT64_FORMAT, cell->number);
	case BRIEF_CELL_TENTHS:
		return g_strdup_printf(
			"%" G_GINT64_FORMAT ".%d", cell->number / 10, (int)(cell->number % 10));
	}
	g_assert_not_reached();
}

char *brief_tables_method(const Brief *brief)
{
	const Rules *rules = rules_book_base(brief->book);

	return g_strdup_printf(
		"算法：一笔和下一笔之间停顿 %d 秒以内算书写，%d "
		"秒以内算思考，更长不算。智能笔书写不到应写页 "
		"%d%% 的学生和一人一案的学生不计入分钟数；不足 %d "
		"人的群体不报数（–）。没有排名，不含姓名。\n"
		"Method: pauses of up to %d s between strokes are writing, up to %d s thinking, "
		"longer "
		"ones neither. Pupils with less than %d%% of their pages by pen and those with a "
		"plan of "
		"their own are in no figure of minutes; groups under %d are not reported (–). No "
		"ranking, no names.",
		rules->gap_s, rules->thinking_s, rules->capture_percent, rules->group_minimum,
		rules->gap_s, rules->thinking_s, rules->capture_percent, rules->group_minimum);
}

char *brief_tables_week(const Brief *brief)
{
	char first[SCHOOL_DAY_BYTES], last[SCHOOL_DAY_BYTES];

	school_day_format(brief->monday, first);
	school_day_format(brief->monday + 6, last);
	return g_strdup_printf("%s – %s", first, last);
}
