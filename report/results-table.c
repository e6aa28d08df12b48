/* SPDX-License-Identifier: MIT */
/* See results-table.h. A table is built once, as texts and numbers, and written in either form. */
#include "report/results-table.h"

#include <string.h>

#include "report/workbook-bytes.h"

#define BOM "\xEF\xBB\xBF"

typedef struct {
	char *text; /* of a number too */
	double number;
	bool is_number;
} Cell;

typedef struct {
	GArray *cells; /* of Cell, row after row; the first row are the headings */
	guint n_columns;
} Table;

static void clear_cell(gpointer data)
{
	g_free(((Cell *)data)->text);
}

static void table_init(Table *table, const char *const *headings, bool names)
{
	table->cells = g_array_new(FALSE, FALSE, sizeof(Cell));
	g_array_set_clear_func(table->cells, clear_cell);
	table->n_columns = 0;
	for (guint i = 0; headings[i]; i++) {
		if (!names && g_str_equal(headings[i], "姓名 name"))
			continue;
		const Cell cell = { .text = g_strdup(headings[i]) };
		g_array_append_val(table->cells, cell);
		table->n_columns++;
	}
}

static void add_text(Table *table, const char *text)
{
	const Cell cell = { .text = g_strdup(text) };

	g_array_append_val(table->cells, cell);
}

static void add_number(Table *table, double number)
{
	char digits[G_ASCII_DTOSTR_BUF_SIZE];
	const Cell cell = { .text = g_strdup(
				    g_ascii_formatd(digits, sizeof digits, "%.10g", number)),
		.number = number,
		.is_number = true };

	g_array_append_val(table->cells, cell);
}

/* By the school's clock; "" for 0. */
static void add_time(Table *table, const WorkAssignment *assignment, gint64 ms)
{
	g_autofree char *text = school_day_time_text(&assignment->clock, ms);

	add_text(table, text);
}

/* The school's day, as the board and the minutes have it. */
static void add_day(Table *table, const WorkAssignment *assignment, gint64 ms)
{
	char text[SCHOOL_DAY_BYTES];

	school_day_format(school_day_of(&assignment->clock, ms).day, text);
	add_text(table, text);
}

/* ---- what is in them */

static bool has_copy(const WorkAssignment *assignment, const StorePupil *pupil)
{
	for (guint i = 0; i < assignment->copies->len; i++)
		if (((const WorkCopy *)g_ptr_array_index(assignment->copies, i))->pupil == pupil)
			return true;
	return false;
}

static bool total_of(const WorkAssignment *assignment, const StorePupil *pupil, MarkTotal *total)
{
	g_autoptr(GArray) verdicts = school_work_verdicts(assignment, pupil);

	if (!assignment->sheet || verdicts->len == 0)
		return false;
	*total = mark_total(assignment->sheet, &assignment->custom, verdicts);
	return true;
}

bool results_table_total(const WorkClass *class, const WorkAssignment *assignment,
	const StorePupil *pupil, MarkTotal *total)
{
	return class->shows_points && total_of(assignment, pupil, total);
}

/* Stars or a level of the sheet as a whole. */
static void add_level(Table *table, const WorkAssignment *assignment, const StorePupil *pupil)
{
	for (guint i = 0; i < assignment->copies->len; i++) {
		const WorkCopy *copy = g_ptr_array_index(assignment->copies, i);
		const WorkMark *mark = copy->pupil == pupil ? school_work_mark(copy, 0) : NULL;
		if (mark && mark->verdict == VERDICT_LEVEL) {
			add_text(table, mark->text);
			return;
		}
		if (mark && mark->verdict == VERDICT_STAR) {
			g_autofree char *stars = g_strdup_printf("%d ★", (int)mark->points);
			add_text(table, stars);
			return;
		}
	}
	add_text(table, "");
}

static void add_who(Table *table, const WorkClass *class, const WorkAssignment *assignment,
	const StorePupil *pupil, bool names)
{
	add_text(table, class->row->name);
	add_number(table, pupil->number);
	if (names)
		add_text(table, pupil->name);
	add_text(table, assignment->title);
	add_text(table, assignment->row->subject);
	add_day(table, assignment, assignment->row->published_ms);
}

static void add_result(Table *table, const WorkClass *class, const WorkAssignment *assignment,
	const StorePupil *pupil, bool names)
{
	MarkTotal total = { 0 };
	const bool is_marked = total_of(assignment, pupil, &total);
	const guint counts[] = { total.n_right, total.n_wrong, total.n_half, total.n_blank,
		total.n_open };

	add_who(table, class, assignment, pupil, names);
	add_text(table, has_copy(assignment, pupil) ? "是 yes" : "否 no");
	for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
		if (is_marked)
			add_number(table, counts[i]);
		else
			add_text(table, "");
	}
	if (is_marked && class->shows_points) {
		add_number(table, total.points);
		add_number(table, total.points_max);
	} else {
		add_text(table, "");
		add_text(table, "");
	}
	add_level(table, assignment, pupil);
}

static void build_results(Table *table, const GPtrArray *work, bool names)
{
	static const char *const HEADINGS[] = { "班级 class", "学号 number", "姓名 name",
		"作业 title", "学科 subject", "布置 assigned", "有笔迹 handed in", "对 right",
		"错 wrong", "半对 half", "空 blank", "未批 open", "得分 points", "满分 of",
		"等级 level", NULL };

	table_init(table, HEADINGS, names);
	for (guint i = 0; i < work->len; i++) {
		const WorkClass *class = g_ptr_array_index(work, i);
		for (guint k = 0; k < class->assignments->len; k++)
			for (guint n = 0; n < class->pupils->len; n++)
				add_result(table, class, g_ptr_array_index(class->assignments, k),
					g_ptr_array_index(class->pupils, n), names);
	}
}

static const StoreAnswer *answer_of(const WorkCopy *copy, gint question)
{
	for (guint i = 0; i < copy->answers->len; i++) {
		const StoreAnswer *answer = g_ptr_array_index(copy->answers, i);
		if (answer->question_id == question)
			return answer;
	}
	return NULL;
}

static void add_question(Table *table, const WorkClass *class, const WorkAssignment *assignment,
	const WorkCopy *copy, const SheetQuestion *question, bool names)
{
	const WorkMark *mark = school_work_mark(copy, question->number);
	const StoreAnswer *answer = answer_of(copy, question->number);

	if (!mark && !answer)
		return;
	add_who(table, class, assignment, copy->pupil, names);
	add_number(table, question->number);
	add_text(table, question->name);
	add_text(table, question->knowledge);
	add_text(table, answer ? answer->text : "");
	add_text(table, mark ? verdict_name(mark->verdict) : "");
	if (mark && class->shows_points)
		add_number(table, mark_points(question, mark->verdict, mark->points));
	else
		add_text(table, "");
	add_text(table, mark ? mark->source : "");
	add_time(table, assignment, mark ? mark->at_ms : 0);
}

static void build_questions(Table *table, const GPtrArray *work, bool names)
{
	static const char *const HEADINGS[] = { "班级 class", "学号 number", "姓名 name",
		"作业 title", "学科 subject", "布置 assigned", "题 question", "题名 as printed",
		"知识点 knowledge", "读作 read as", "判定 verdict", "得分 points", "批改 marked by",
		"时间 at", NULL };

	table_init(table, HEADINGS, names);
	for (guint i = 0; i < work->len; i++) {
		const WorkClass *class = g_ptr_array_index(work, i);
		for (guint k = 0; k < class->assignments->len; k++) {
			const WorkAssignment *assignment = g_ptr_array_index(class->assignments, k);
			for (guint n = 0; n < assignment->copies->len; n++) {
				const WorkCopy *copy = g_ptr_array_index(assignment->copies, n);
				for (guint q = 0; copy->pupil && assignment->sheet &&
						  q < assignment->sheet->questions->len;
					q++)
					add_question(table, class, assignment, copy,
						g_ptr_array_index(assignment->sheet->questions, q),
						names);
			}
		}
	}
}

/* ---- CSV */

static void add_field(GString *out, const char *text, bool is_number)
{
	/* A spreadsheet takes a text that begins so for a formula. */
	const bool is_formula = !is_number && *text && strchr("=+-@\t", *text);

	if (!is_formula && !strpbrk(text, ",\"\r\n")) {
		g_string_append(out, text);
		return;
	}
	g_string_append(out, is_formula ? "\"'" : "\"");
	for (; *text; text++) {
		if (*text == '"')
			g_string_append_c(out, '"');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

static GBytes *write_csv(Table *table, bool with_mark)
{
	GString *out = g_string_new(with_mark ? BOM : "");

	for (guint i = 0; i < table->cells->len; i++) {
		const Cell *cell = &g_array_index(table->cells, Cell, i);
		const bool ends = (i + 1) % table->n_columns == 0;
		add_field(out, cell->text, cell->is_number);
		g_string_append(out, ends ? "\r\n" : ",");
	}
	g_array_unref(table->cells);
	return g_string_free_to_bytes(out);
}

GBytes *results_table_csv(const GPtrArray *work, bool names)
{
	Table table;

	build_results(&table, work, names);
	return write_csv(&table, true);
}

GBytes *results_table_questions_csv(const GPtrArray *work, bool names)
{
	Table table;

	build_questions(&table, work, names);
	return write_csv(&table, true);
}

/* ---- workbook */

static void write_sheet(lxw_workbook *book, const char *name, Table *table)
{
	lxw_worksheet *sheet = workbook_add_worksheet(book, name);
	lxw_format *bold = workbook_add_format(book);

	format_set_bold(bold);
	for (guint i = 0; i < table->cells->len; i++) {
		const Cell *cell = &g_array_index(table->cells, Cell, i);
		const lxw_row_t row = (lxw_row_t)(i / table->n_columns);
		const lxw_col_t column = (lxw_col_t)(i % table->n_columns);
		if (cell->is_number)
			worksheet_write_number(sheet, row, column, cell->number, NULL);
		else
			worksheet_write_string(
				sheet, row, column, cell->text, row == 0 ? bold : NULL);
	}
	worksheet_freeze_panes(sheet, 1, 0);
	worksheet_set_column(sheet, 0, (lxw_col_t)(table->n_columns - 1), 14, NULL);
	worksheet_autofilter(sheet, 0, 0, (lxw_row_t)(table->cells->len / table->n_columns) - 1,
		(lxw_col_t)(table->n_columns - 1));
	g_array_unref(table->cells);
}

typedef struct {
	const GPtrArray *work;
	bool names;
} Contents;

static void fill(lxw_workbook *book, const void *user)
{
	const Contents *contents = user;
	lxw_doc_properties properties = { .created =
						  1767225600 }; /* the same work, the same file */
	Table table;

	workbook_set_properties(book, &properties);
	build_results(&table, contents->work, contents->names);
	write_sheet(book, "作业 Assignments", &table);
	build_questions(&table, contents->work, contents->names);
	write_sheet(book, "各题 Questions", &table);
}

GBytes *results_table_xlsx(const GPtrArray *work, bool names, GError **error)
{
	const Contents contents = { work, names };

	return workbook_bytes(fill, &contents, error);
}

/* ---- OneRoster 1.1 */

static void add_id(Table *table, const char *kind, gint64 id, gint64 second)
{
	g_autofree char *text =
		second ? g_strdup_printf("zhibi-%s-%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, kind,
				 id, second)
		       : g_strdup_printf("zhibi-%s-%" G_GINT64_FORMAT, kind, id);

	add_text(table, text);
}

static double points_of(const Sheet *sheet)
{
	double points = 0;

	for (guint i = 0; i < sheet->questions->len; i++)
		points += ((const SheetQuestion *)g_ptr_array_index(sheet->questions, i))->points;
	return points;
}

GBytes *results_table_line_items(const GPtrArray *work)
{
	static const char *const HEADINGS[] = { "sourcedId", "status", "dateLastModified", "title",
		"description", "assignDate", "dueDate", "classSourcedId", "categorySourcedId",
		"gradingPeriodSourcedId", "resultValueMin", "resultValueMax", NULL };
	Table table;

	table_init(&table, HEADINGS, true);
	for (guint i = 0; i < work->len; i++) {
		const WorkClass *class = g_ptr_array_index(work, i);
		for (guint k = 0; class->shows_points && k < class->assignments->len; k++) {
			const WorkAssignment *assignment = g_ptr_array_index(class->assignments, k);
			if (!assignment->sheet)
				continue;
			add_id(&table, "assignment", assignment->row->id, 0);
			add_text(&table, ""); /* bulk files have neither state nor date */
			add_text(&table, "");
			add_text(&table, assignment->title);
			add_text(&table, assignment->row->subject);
			add_day(&table, assignment, assignment->row->published_ms);
			/* It may not be left out: due at once where nothing is said. */
			add_day(&table, assignment,
				assignment->row->due_ms ? assignment->row->due_ms
							: assignment->row->published_ms);
			add_id(&table, "class", class->row->id, 0);
			add_text(&table, "homework");
			add_text(&table, "");
			add_number(&table, 0);
			add_number(&table, points_of(assignment->sheet));
		}
	}
	return write_csv(&table, false);
}

static gint64 last_mark_ms(const WorkAssignment *assignment, const StorePupil *pupil)
{
	gint64 last_ms = 0;

	for (guint i = 0; i < assignment->copies->len; i++) {
		const WorkCopy *copy = g_ptr_array_index(assignment->copies, i);
		for (guint k = 0; copy->pupil == pupil && k < copy->marks->len; k++)
			last_ms = MAX(last_ms, g_array_index(copy->marks, WorkMark, k).at_ms);
	}
	return last_ms;
}

GBytes *results_table_results(const GPtrArray *work)
{
	static const char *const HEADINGS[] = { "sourcedId", "status", "dateLastModified",
		"lineItemSourcedId", "studentSourcedId", "scoreStatus", "score", "scoreDate",
		"comment", NULL };
	Table table;
	MarkTotal total;

	table_init(&table, HEADINGS, true);
	for (guint i = 0; i < work->len; i++) {
		const WorkClass *class = g_ptr_array_index(work, i);
		for (guint k = 0; k < class->assignments->len; k++) {
			const WorkAssignment *assignment = g_ptr_array_index(class->assignments, k);
			for (guint n = 0; n < class->pupils->len; n++) {
				const StorePupil *pupil = g_ptr_array_index(class->pupils, n);
				if (!results_table_total(class, assignment, pupil, &total))
					continue;
				add_id(&table, "result", assignment->row->id, pupil->id);
				add_text(&table, "");
				add_text(&table, "");
				add_id(&table, "assignment", assignment->row->id, 0);
				add_id(&table, "pupil", pupil->id, 0);
				add_text(&table,
					total.n_open > 0 ? "partially graded" : "fully graded");
				add_number(&table, total.points);
				add_day(&table, assignment, last_mark_ms(assignment, pupil));
				add_text(&table, "");
			}
		}
	}
	return write_csv(&table, false);
}

GBytes *results_table_manifest(void)
{
	static const char *const FILES[] = { "academicSessions", "categories", "classes",
		"classResources", "courses", "courseResources", "demographics", "enrollments",
		"lineItems", "orgs", "resources", "results", "users" };
	GString *out = g_string_new(
		"propertyName,value\r\nmanifest.version,1.0\r\noneroster.version,1.1\r\n");

	for (guint i = 0; i < G_N_ELEMENTS(FILES); i++) {
		const bool is_there =
			g_str_equal(FILES[i], "lineItems") || g_str_equal(FILES[i], "results");
		g_string_append_printf(
			out, "file.%s,%s\r\n", FILES[i], is_there ? "bulk" : "absent");
	}
	g_string_append(out, "source.systemName,zhibi\r\nsource.systemCode,zhibi\r\n");
	return g_string_free_to_bytes(out);
}
