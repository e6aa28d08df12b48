/* SPDX-License-Identifier: MIT */
/* Work of before: a pupil's copies of one assignment as the record has them, for whoever opens an old page. */
#include "daemon/marking/marking-private.h"

#include "daemon/classroom/classroom-assignments.h"
#include "daemon/classroom/classroom-classes.h"
#include "daemon/classroom/classroom-veil.h"
#include "daemon/json-text.h"
#include "daemon/marking/marking-hand.h"
#include "homework/sheet/sheet-json.h"
#include "report/results-table.h"

typedef struct {
	const Marking *marking;
	const WorkClass *class;
	const WorkAssignment *assignment;
	json_t *answers;
} Past;

static void put_mark_points(
	json_t *object, const WorkClass *class, const SheetQuestion *question, const WorkMark *mark)
{
	if (mark->verdict == VERDICT_STAR)
		json_object_set_new(object, "stars", json_integer((json_int_t)mark->points));
	else if (class->shows_points)
		json_object_set_new(object, "points",
			json_real(question ? mark_points(question, mark->verdict, mark->points)
					   : mark->points));
}

static json_t *mark_json(const Past *past, const SheetQuestion *question, const WorkMark *mark)
{
	if (!mark)
		return json_null();
	g_autofree char *text = classroom_veil(past->marking->options.classroom, mark->text);
	json_t *object = json_pack("{s:s, s:s, s:I, s:i}", "verdict", verdict_name(mark->verdict),
		"source", mark->source, "at_ms", (json_int_t)mark->at_ms, "confidence", 1);

	put_mark_points(object, past->class, question, mark);
	json_object_set_new(object, "text", json_text_new(text));
	json_object_set_new(object, "teacher",
		json_text_new(marking_teacher_name(past->marking, mark->teacher_id)));
	return object;
}

/* What was read. */
static void put_answer(json_t *object, const Marking *marking, const StoreAnswer *answer)
{
	static const StoreAnswer NONE = {
		.state = (char *)"blank", .text = (char *)"", .first_text = (char *)""
	};

	if (!answer)
		answer = &NONE;
	g_autofree char *text = classroom_veil(marking->options.classroom, answer->text);
	g_autofree char *first = classroom_veil(marking->options.classroom, answer->first_text);
	json_object_set_new(object, "state", json_string(answer->state));
	json_object_set_new(object, "text", json_text_new(text));
	json_object_set_new(object, "confidence", json_real(answer->confidence));
	json_object_set_new(object, "corrected", json_boolean(answer->corrected));
	json_object_set_new(object, "first", json_text_new(first));
	json_object_set_new(object, "by_teacher", json_false());
	json_object_set_new(object, "spent_ms", json_integer(answer->spent_ms));
	json_object_set_new(object, "proposal", json_null());
	json_object_set_new(object, "re_marked", json_false());
}

static const StoreAnswer *find_answer(const WorkCopy *copy, gint number)
{
	for (guint i = 0; i < copy->answers->len; i++) {
		const StoreAnswer *answer = g_ptr_array_index(copy->answers, i);

		if (answer->question_id == number)
			return answer;
	}
	return NULL;
}

/* Of the sheet as a whole (question NULL) there are marks only. */
static void add_question(const Past *past, const WorkCopy *copy, const SheetQuestion *question)
{
	const gint number = question ? question->number : 0;
	const StoreAnswer *answer = question ? find_answer(copy, number) : NULL;
	const WorkMark *mark = school_work_mark(copy, number);
	json_t *object;

	if (!answer && !mark)
		return;
	object = json_pack("{s:i, s:I, s:b}", "question", number, "copy", (json_int_t)copy->row->id,
		"mark_doubtful", false);
	json_object_set_new(object, "mark", mark_json(past, question, mark));
	if (question)
		put_answer(object, past->marking, answer);
	json_array_append_new(past->answers, object);
}

static void add_copy(const Past *past, const WorkCopy *copy)
{
	const GPtrArray *questions = past->assignment->sheet->questions;

	add_question(past, copy, NULL);
	for (guint i = 0; i < questions->len; i++)
		add_question(past, copy, g_ptr_array_index(questions, i));
}

static json_t *total_json(
	const WorkClass *class, const WorkAssignment *assignment, const StorePupil *pupil)
{
	MarkTotal total;

	if (!assignment->sheet || !results_table_total(class, assignment, pupil, &total))
		return json_null();
	return json_pack("{s:i, s:i, s:i, s:i, s:i, s:f, s:f}", "right", total.n_right, "wrong",
		total.n_wrong, "half", total.n_half, "blank", total.n_blank, "open", total.n_open,
		"points", total.points, "points_max", total.points_max);
}

static json_t *document_json(const Sheet *sheet)
{
	g_autofree char *text = sheet ? sheet_json_write(sheet) : NULL;

	return text ? json_loads(text, 0, NULL) : json_null();
}

static json_t *about_json(const Marking *marking, const StoreAssignment *row)
{
	json_t *object = json_pack("{s:I, s:I}", "id", (json_int_t)row->id, "published_ms",
		(json_int_t)row->published_ms);

	json_object_set_new(object, "title",
		json_text_new(classroom_title_of(marking->options.classroom, row)));
	json_object_set_new(object, "subject", json_text_new(row->subject));
	return object;
}

static char *work_json(
	const Marking *marking, const WorkClass *class, const WorkAssignment *assignment)
{
	const Past past = { marking, class, assignment, json_array() };
	const StorePupil *pupil =
		class->pupils->len > 0 ? g_ptr_array_index(class->pupils, 0) : NULL;

	for (guint i = 0; assignment->sheet && i < assignment->copies->len; i++)
		add_copy(&past, g_ptr_array_index(assignment->copies, i));
	return json_text_dump(json_pack("{s:o, s:o, s:o, s:o}", "assignment",
		about_json(marking, assignment->row), "document", document_json(assignment->sheet),
		"total", pupil ? total_json(class, assignment, pupil) : json_null(), "answers",
		past.answers));
}

char *marking_past(const Marking *marking, gint64 page_copy_id, GError **error)
{
	const Classroom *classroom = marking->options.classroom;
	const StorePageCopy *copy = classroom_page_is_here(classroom, page_copy_id)
					    ? classroom_page_copy(classroom, page_copy_id)
					    : NULL;

	if (!copy || copy->assignment_id == 0 || copy->pupil_id == 0)
		return NULL;
	const WorkSelection selection = { .class_id = classroom_class(classroom)->id,
		.assignment_id = copy->assignment_id,
		.pupil_id = copy->pupil_id,
		.customs = marking->options.customs };
	g_autoptr(GPtrArray) work = school_work_load(marking->options.reader, &selection, error);
	const WorkClass *class = work && work->len > 0 ? g_ptr_array_index(work, 0) : NULL;

	return class && class->assignments->len > 0
		       ? work_json(marking, class, g_ptr_array_index(class->assignments, 0))
		       : NULL;
}
