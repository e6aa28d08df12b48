/* SPDX-License-Identifier: MIT */
/* See school-work.h. */
#include "report/school-work.h"

#include <string.h>

#include "homework/load/rules.h"
#include "homework/sheet/sheet-json.h"

typedef struct {
	StoreReader *reader;
	GPtrArray *sheets; /* of StoreSheet: all, the newest versions */
	const WorkSelection *selection;
	SchoolClock clock;
	GError **error;
} Loading;

static void free_copy(gpointer data)
{
	WorkCopy *copy = data;

	g_array_unref(copy->marks);
	g_ptr_array_unref(copy->answers);
	g_ptr_array_unref(copy->mark_rows);
	g_free(copy);
}

static void free_assignment(gpointer data)
{
	WorkAssignment *assignment = data;

	sheet_free(assignment->sheet);
	g_ptr_array_unref(assignment->copies);
	g_free(assignment);
}

static void free_class(gpointer data)
{
	WorkClass *class = data;

	g_ptr_array_unref(class->assignments);
	g_ptr_array_unref(class->pupils);
	g_ptr_array_unref(class->rows);
	g_free(class);
}

/* ---- marks */

static WorkMark *mark_entry(GArray *marks, gint question)
{
	for (guint i = 0; i < marks->len; i++)
		if (g_array_index(marks, WorkMark, i).question == question)
			return &g_array_index(marks, WorkMark, i);
	const WorkMark fresh = { .question = question, .text = "", .source = "" };
	g_array_append_val(marks, fresh);
	return &g_array_index(marks, WorkMark, marks->len - 1);
}

/* Less than all of it was right. */
static bool is_lost(const SheetQuestion *question, Verdict verdict, double points)
{
	return verdict == VERDICT_WRONG || verdict == VERDICT_HALF ||
	       verdict == VERDICT_DEDUCTION ||
	       (verdict == VERDICT_POINTS && question && points < question->points);
}

static void add_mark(WorkCopy *copy, const Sheet *sheet, const StoreMark *row)
{
	Verdict verdict;
	const gint question = (gint)row->question_id;

	if (!verdict_from_name(row->verdict, &verdict))
		return;
	WorkMark *mark = mark_entry(copy->marks, question);
	const gint64 wrong_ms = mark->wrong_ms;
	*mark = (WorkMark){ question, verdict, row->points, row->text, row->source, row->at_ms,
		wrong_ms, row->teacher_id };
	if (verdict == VERDICT_NONE) /* what is taken back was never so */
		mark->wrong_ms = 0;
	else if (wrong_ms == 0 && sheet &&
		 is_lost(sheet_find_question(sheet, question), verdict, row->points))
		mark->wrong_ms = row->at_ms;
}

const WorkMark *school_work_mark(const WorkCopy *copy, gint question)
{
	for (guint i = 0; i < copy->marks->len; i++) {
		const WorkMark *mark = &g_array_index(copy->marks, WorkMark, i);
		if (mark->question == question && mark->verdict != VERDICT_NONE)
			return mark;
	}
	return NULL;
}

/* A level that was given at the screen leaves the pen's deduction what it is. */
static void add_deduction(const WorkCopy *copy, GArray *verdicts)
{
	for (guint i = copy->mark_rows->len; i-- > 0;) {
		const StoreMark *row = g_ptr_array_index(copy->mark_rows, i);
		const MarkVerdict verdict = { 0, VERDICT_DEDUCTION, row->points };

		if (row->question_id != 0 || !g_str_equal(row->source, "teacher-pen"))
			continue;
		if (g_str_equal(row->verdict, verdict_name(VERDICT_DEDUCTION)))
			g_array_append_val(verdicts, verdict);
		return;
	}
}

GArray *school_work_verdicts(const WorkAssignment *assignment, const StorePupil *pupil)
{
	GArray *verdicts = g_array_new(FALSE, FALSE, sizeof(MarkVerdict));

	for (guint i = 0; i < assignment->copies->len; i++) {
		const WorkCopy *copy = g_ptr_array_index(assignment->copies, i);
		if (copy->pupil != pupil)
			continue;
		for (guint k = 0; k < copy->marks->len; k++) {
			const WorkMark *mark = &g_array_index(copy->marks, WorkMark, k);
			const MarkVerdict verdict = { mark->question, mark->verdict, mark->points };
			if (mark->question == 0 && mark->verdict == VERDICT_LEVEL)
				add_deduction(copy, verdicts);
			if (mark->verdict != VERDICT_NONE)
				g_array_append_val(verdicts, verdict);
		}
	}
	return verdicts;
}

/* ---- copies */

static const StorePupil *find_pupil(const GPtrArray *pupils, gint64 id)
{
	for (guint i = 0; i < pupils->len; i++) {
		const StorePupil *pupil = g_ptr_array_index(pupils, i);
		if (pupil->id == id)
			return pupil;
	}
	return NULL;
}

static WorkCopy *load_copy(Loading *loading, const Sheet *sheet, const StorePageCopy *row)
{
	g_autoptr(GPtrArray) marks = store_reader_marks(loading->reader, row->id, loading->error);
	g_autoptr(GPtrArray) answers =
		marks ? store_reader_answers(loading->reader, row->id, loading->error) : NULL;
	gint number;

	if (!answers)
		return NULL;
	WorkCopy *copy = g_new0(WorkCopy, 1);
	copy->row = row;
	copy->page = sheet ? sheet_find_copy(sheet, &row->page, &number) : NULL;
	copy->marks = g_array_new(FALSE, FALSE, sizeof(WorkMark));
	copy->answers = g_steal_pointer(&answers);
	copy->mark_rows = g_steal_pointer(&marks);
	for (guint i = 0; i < copy->mark_rows->len; i++)
		add_mark(copy, sheet, g_ptr_array_index(copy->mark_rows, i));
	return copy;
}

static gint compare_copies(gconstpointer a, gconstpointer b)
{
	const WorkCopy *left = *(WorkCopy *const *)a, *right = *(WorkCopy *const *)b;
	const gint left_number = left->pupil ? left->pupil->number : G_MAXINT;
	const gint right_number = right->pupil ? right->pupil->number : G_MAXINT;

	if (left_number != right_number)
		return left_number < right_number ? -1 : 1;
	if (left->row->page.page != right->row->page.page)
		return left->row->page.page < right->row->page.page ? -1 : 1;
	return (left->row->id > right->row->id) - (left->row->id < right->row->id);
}

static bool load_copies(Loading *loading, WorkClass *class, WorkAssignment *assignment)
{
	GPtrArray *rows =
		store_reader_page_copies(loading->reader, assignment->row->id, loading->error);

	if (!rows)
		return false;
	g_ptr_array_add(class->rows, rows);
	for (guint i = 0; i < rows->len; i++) {
		const StorePageCopy *row = g_ptr_array_index(rows, i);
		const StorePupil *pupil = find_pupil(class->pupils, row->pupil_id);
		if (row->pupil_id != 0 && !pupil) /* no consent, or not asked for */
			continue;
		if (loading->selection->pupil_id != 0 && !pupil)
			continue;
		WorkCopy *copy = load_copy(loading, assignment->sheet, row);
		if (!copy)
			return false;
		copy->pupil = pupil;
		g_ptr_array_add(assignment->copies, copy);
	}
	g_ptr_array_sort(assignment->copies, compare_copies);
	return true;
}

/* ---- assignments */

static bool take_sheet(Loading *loading, WorkAssignment *assignment)
{
	for (guint i = 0; i < loading->sheets->len; i++) {
		const StoreSheet *sheet = g_ptr_array_index(loading->sheets, i);
		if (sheet->id != assignment->row->sheet_id)
			continue;
		assignment->title = sheet->title;
		if (*sheet->json == '\0')
			return true;
		assignment->sheet =
			sheet_json_read(sheet->json, strlen(sheet->json), loading->error);
		return assignment->sheet != NULL;
	}
	return true;
}

static bool is_selected(const WorkSelection *selection, const StoreAssignment *row)
{
	return (selection->assignment_id == 0 || selection->assignment_id == row->id) &&
	       row->published_ms >= selection->from_ms &&
	       (selection->to_ms == 0 || row->published_ms < selection->to_ms);
}

static gint compare_assignments(gconstpointer a, gconstpointer b)
{
	const WorkAssignment *left = *(WorkAssignment *const *)a;
	const WorkAssignment *right = *(WorkAssignment *const *)b;

	if (left->row->published_ms != right->row->published_ms)
		return left->row->published_ms < right->row->published_ms ? -1 : 1;
	return (left->row->id > right->row->id) - (left->row->id < right->row->id);
}

static bool load_assignments(Loading *loading, WorkClass *class)
{
	GPtrArray *rows = store_reader_assignments(loading->reader, class->row->id, loading->error);

	if (!rows)
		return false;
	g_ptr_array_add(class->rows, rows);
	for (guint i = 0; i < rows->len; i++) {
		const StoreAssignment *row = g_ptr_array_index(rows, i);
		if (!is_selected(loading->selection, row))
			continue;
		WorkAssignment *assignment = g_new0(WorkAssignment, 1);
		assignment->row = row;
		assignment->title = "";
		assignment->copies = g_ptr_array_new_with_free_func(free_copy);
		assignment->clock = loading->clock;
		assignment->custom = mark_customs_of(
			loading->selection->customs, row->subject, class->row->grade);
		g_ptr_array_add(class->assignments, assignment);
		if (!take_sheet(loading, assignment) || !load_copies(loading, class, assignment))
			return false;
	}
	g_ptr_array_sort(class->assignments, compare_assignments);
	return true;
}

/* ---- classes */

static bool is_allowed(Loading *loading, gint64 pupil_id, bool *allowed)
{
	g_autoptr(GPtrArray) consents =
		store_reader_consents(loading->reader, pupil_id, loading->error);

	*allowed = false;
	for (guint i = 0; consents && i < consents->len; i++) {
		const StoreConsent *consent = g_ptr_array_index(consents, i);
		if (g_str_equal(consent->kind, "ink"))
			*allowed = consent->given;
	}
	return consents != NULL;
}

static bool load_pupils(Loading *loading, WorkClass *class)
{
	GPtrArray *rows = store_reader_pupils(loading->reader, class->row->id, loading->error);
	bool allowed;

	if (!rows)
		return false;
	g_ptr_array_add(class->rows, rows);
	for (guint i = 0; i < rows->len; i++) {
		StorePupil *pupil = g_ptr_array_index(rows, i);
		if (loading->selection->pupil_id != 0 && loading->selection->pupil_id != pupil->id)
			continue;
		if (!is_allowed(loading, pupil->id, &allowed))
			return false;
		if (allowed)
			g_ptr_array_add(class->pupils, pupil);
		else
			class->n_without_consent++;
	}
	return true;
}

static WorkClass *new_class(GPtrArray *classes, const StoreClass *row)
{
	WorkClass *class = g_new0(WorkClass, 1);

	class->row = row;
	class->pupils = g_ptr_array_new();
	class->assignments = g_ptr_array_new_with_free_func(free_assignment);
	class->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	class->shows_points = row->grade > 2;
	g_ptr_array_add(class->rows, g_ptr_array_ref(classes));
	return class;
}

GPtrArray *school_work_load(StoreReader *reader, const WorkSelection *selection, GError **error)
{
	g_autoptr(GPtrArray) classes = store_reader_classes(reader, error);
	g_autoptr(GPtrArray) sheets = classes ? store_reader_sheets(reader, error) : NULL;
	g_autoptr(GPtrArray) work = g_ptr_array_new_with_free_func(free_class);

	if (!sheets)
		return NULL;
	g_autoptr(Rules) defaults = rules_new();
	Loading loading = { reader, sheets, selection,
		selection->clock ? *selection->clock : defaults->clock, error };
	for (guint i = 0; i < classes->len; i++) {
		const StoreClass *row = g_ptr_array_index(classes, i);
		if (selection->class_id != 0 && selection->class_id != row->id)
			continue;
		WorkClass *class = new_class(classes, row);
		g_ptr_array_add(work, class);
		g_ptr_array_add(class->rows, g_ptr_array_ref(sheets));
		if (!load_pupils(&loading, class) || !load_assignments(&loading, class))
			return NULL;
	}
	return g_steal_pointer(&work);
}
