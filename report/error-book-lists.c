/* SPDX-License-Identifier: MIT */
/* The sheet for the family and the list for after-class service; see error-book.h. */
#include <string.h>

#include "report/error-book-page.h"

/* ---- the family */

typedef struct {
	guint n_questions, n_open, n_corrected;
	bool is_marked;
} Outcome;

static Outcome outcome_of(
	const WorkAssignment *assignment, const StorePupil *pupil, const GArray *items)
{
	g_autoptr(GArray) verdicts = school_work_verdicts(assignment, pupil);
	Outcome outcome = { .n_questions =
				    assignment->sheet ? assignment->sheet->questions->len : 0,
		.is_marked = verdicts->len > 0 };

	for (guint i = 0; i < items->len; i++) {
		const ErrorItem *item = &g_array_index(items, ErrorItem, i);
		if (item->assignment != assignment)
			continue;
		outcome.n_open += item->state == ERROR_OPEN;
		outcome.n_corrected += item->state == ERROR_CORRECTED;
	}
	return outcome;
}

static bool has_copy(const WorkAssignment *assignment, const StorePupil *pupil)
{
	for (guint i = 0; i < assignment->copies->len; i++)
		if (((const WorkCopy *)g_ptr_array_index(assignment->copies, i))->pupil == pupil)
			return true;
	return false;
}

/* In words, the same in every grade: how many were right is counted, not rated. */
static char *outcome_text(const Outcome *outcome, bool shows_points)
{
	if (!outcome->is_marked)
		return g_strdup("还没有批改 not marked yet");
	if (outcome->n_open == 0 && outcome->n_corrected == 0)
		return g_strdup("全部正确 all right");
	g_autoptr(GString) text = g_string_new(NULL);
	if (outcome->n_corrected > 0)
		g_string_append_printf(text, "已订正 %u 题 corrected", outcome->n_corrected);
	if (outcome->n_open > 0)
		g_string_append_printf(
			text, "%s还要看 %u 题 to look at", text->len ? "，" : "", outcome->n_open);
	if (shows_points)
		g_string_append_printf(text, "（共 %u 题）", outcome->n_questions);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void add_assignment(BookPage *page, const WorkAssignment *assignment, const char *outcome)
{
	char day[SCHOOL_DAY_BYTES];

	school_day_format(
		school_day_of(&assignment->clock, assignment->row->published_ms).day, day);
	g_autofree char *left =
		g_strdup_printf("%s　%s%s%s", day + strlen("2026-"), assignment->row->subject,
			*assignment->row->subject ? " · " : "", assignment->title);
	const double whole_mm = page->width_mm;

	book_page_need(page, 7);
	drawing_grey(page->cairo, 0.15);
	drawing_text(page->cairo,
		&(DrawingText){ .x_mm = page->left_mm + whole_mm,
			.y_mm = page->y_mm,
			.size_mm = 3,
			.to_right = true },
		outcome);
	page->width_mm = whole_mm * 0.55;
	book_page_line(page, 3, false, 0.15, left);
	page->width_mm = whole_mm;
	page->y_mm += 1.2;
}

/* Of char *, each once, in their order. */
static GPtrArray *open_knowledge(const GArray *items)
{
	GPtrArray *found = g_ptr_array_new();

	for (guint i = 0; i < items->len; i++) {
		const ErrorItem *item = &g_array_index(items, ErrorItem, i);
		char *knowledge = item->question->knowledge;
		if (item->state == ERROR_OPEN && *knowledge &&
			!g_ptr_array_find_with_equal_func(found, knowledge, g_str_equal, NULL))
			g_ptr_array_add(found, knowledge);
	}
	return found;
}

GBytes *error_book_family_pdf(
	const ErrorBook *book, const StorePupil *pupil, const GArray *items, GError **error)
{
	g_autofree char *who = book_page_who(book, pupil);
	g_autofree char *title = g_strdup_printf("给家里的作业情况 · %s", who);
	g_autoptr(GPtrArray) knowledge = open_knowledge(items);
	BookPage page = { 0 };

	book_page_begin(&page, book->two_up, title, "只给本人家里看 for this family only");
	book_page_line(&page, 5.4, true, 0, title);
	book_page_line(&page, 3, false, 0.35, book->period);
	page.y_mm += 3;
	for (guint i = 0; i < book->class->assignments->len; i++) {
		const WorkAssignment *assignment = g_ptr_array_index(book->class->assignments, i);
		const Outcome outcome = outcome_of(assignment, pupil, items);
		g_autofree char *text = has_copy(assignment, pupil)
						? outcome_text(&outcome, book->class->shows_points)
						: g_strdup("没有收到智能笔的笔迹 no ink came");
		add_assignment(&page, assignment, text);
	}
	if (knowledge->len > 0) {
		book_page_heading(&page, "可以一起再看看 Worth another look together");
		for (guint i = 0; i < knowledge->len; i++)
			book_page_line(&page, 3.2, false, 0.1, g_ptr_array_index(knowledge, i));
	}
	page.y_mm += 4;
	book_page_line(&page, 2.6, false, 0.4,
		"这里只有这一名学生自己的情况，不和别人比较。Only this pupil's own work; nobody is "
		"compared.");
	return book_page_end(&page, error);
}

/* ---- after-class service */

typedef struct {
	const char *knowledge;
	GPtrArray *pupils; /* of StorePupil */
	GArray *counts;	   /* of guint, of open items, beside them */
} Need;

static void free_need(gpointer data)
{
	Need *need = data;

	g_ptr_array_unref(need->pupils);
	g_array_unref(need->counts);
	g_free(need);
}

static Need *need_of(GPtrArray *needs, const char *knowledge)
{
	for (guint i = 0; i < needs->len; i++) {
		Need *need = g_ptr_array_index(needs, i);
		if (g_str_equal(need->knowledge, knowledge))
			return need;
	}
	Need *need = g_new0(Need, 1);
	need->knowledge = knowledge;
	need->pupils = g_ptr_array_new();
	need->counts = g_array_new(FALSE, FALSE, sizeof(guint));
	g_ptr_array_add(needs, need);
	return need;
}

static void count_item(GPtrArray *needs, const StorePupil *pupil, const ErrorItem *item)
{
	const guint one = 1;
	const char *knowledge = item->question->knowledge;
	Need *need = need_of(needs, *knowledge ? knowledge : "没有写知识点 no knowledge point");

	if (need->pupils->len > 0 &&
		g_ptr_array_index(need->pupils, need->pupils->len - 1) == pupil) {
		g_array_index(need->counts, guint, need->counts->len - 1)++;
		return;
	}
	g_ptr_array_add(need->pupils, (gpointer)pupil);
	g_array_append_val(need->counts, one);
}

/* What most need comes first: it is taught to the group. Pupils stand by number. */
static gint compare_needs(gconstpointer a, gconstpointer b)
{
	const Need *left = *(Need *const *)a, *right = *(Need *const *)b;

	if (left->pupils->len != right->pupils->len)
		return left->pupils->len > right->pupils->len ? -1 : 1;
	return strcmp(left->knowledge, right->knowledge);
}

static void add_need(BookPage *page, const ErrorBook *book, const Need *need)
{
	g_autoptr(GString) who = g_string_new(NULL);
	g_autofree char *title = g_strdup_printf("%s　%u 人", need->knowledge, need->pupils->len);

	for (guint i = 0; i < need->pupils->len; i++) {
		const StorePupil *pupil = g_ptr_array_index(need->pupils, i);
		g_string_append_printf(who, "%s%d 号", i > 0 ? "　" : "", pupil->number);
		if (book->names && *pupil->name)
			g_string_append_printf(who, " %s", pupil->name);
		g_string_append_printf(who, "（%u 题）", g_array_index(need->counts, guint, i));
	}
	book_page_need(page, 24);
	book_page_line(page, 3.6, true, 0.05, title);
	page->y_mm += 0.6;
	drawing_grey(page->cairo, 0.15);
	page->y_mm += drawing_text(page->cairo,
			      &(DrawingText){ .x_mm = page->left_mm,
				      .y_mm = page->y_mm,
				      .width_mm = page->width_mm,
				      .size_mm = 3,
				      .n_lines = 40 },
			      who->str) +
		      3.5;
}

GBytes *error_book_service_pdf(const ErrorBook *book, const GPtrArray *items, GError **error)
{
	g_autoptr(GPtrArray) needs = g_ptr_array_new_with_free_func(free_need);
	g_autofree char *title = g_strdup_printf("课后服务辅导单 · %s", book->class->row->name);
	BookPage page = { 0 };

	for (guint i = 0; i < items->len; i++) {
		const GArray *own = g_ptr_array_index(items, i);
		for (guint k = 0; k < own->len; k++) {
			const ErrorItem *item = &g_array_index(own, ErrorItem, k);
			if (item->state == ERROR_OPEN)
				count_item(needs, g_ptr_array_index(book->class->pupils, i), item);
		}
	}
	g_ptr_array_sort(needs, compare_needs);
	book_page_begin(&page, book->two_up, title,
		"供老师使用，不张贴 for the teacher, not to be hung up");
	book_page_line(&page, 5.4, true, 0, title);
	book_page_line(&page, 3, false, 0.35, book->period);
	page.y_mm += 4;
	for (guint i = 0; i < needs->len; i++)
		add_need(&page, book, g_ptr_array_index(needs, i));
	if (needs->len == 0)
		book_page_line(
			&page, 3.6, false, 0.2, "没有待订正的题。Nothing is left to correct.");
	return book_page_end(&page, error);
}
