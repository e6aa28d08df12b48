/* SPDX-License-Identifier: MIT */
/* What a question of homework load is answered with; see loads.h. Runs on the worker. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/load/loads-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "homework/load/brief-json.h"
#include "homework/load/class-load-json.h"
#include "homework/load/marking-sums.h"
#include "report/brief-page.h"
#include "report/brief-workbook.h"
#include "store/load-source.h"
#include "store/problem-code.h"

/* A message is bounded, whatever the record holds. */
#define N_ROWS_MAX 400

typedef struct {
	const LoadsQuestion *question;
	StoreReader *reader;
	RulesBook *book;
	gint today;
	RulesDays span;
	GError **error;
} Count;

/* ---- days */

static RulesDays month_of(gint today, guint back)
{
	GDate first;
	char text[SCHOOL_DAY_BYTES];
	RulesDays span = { 0, 0 };

	g_date_clear(&first, 1);
	/* Both count days; GLib's from the year 1. */
	g_date_set_julian(&first, (guint32)(today + 719163));
	g_date_set_day(&first, 1);
	g_date_subtract_months(&first, back);
	g_date_strftime(text, sizeof(text), "%Y-%m-%d", &first);
	school_day_parse(text, &span.first_day);
	span.last_day =
		span.first_day +
		g_date_get_days_in_month(g_date_get_month(&first), g_date_get_year(&first)) - 1;
	return span;
}

static RulesDays span_of(const LoadsQuestion *question, gint today)
{
	const gint monday = school_day_monday(today) - 7 * (gint)question->back;

	if (question->kind == LOADS_CLASS && question->is_month)
		return month_of(today, question->back);
	return (RulesDays){ monday, monday + 6 };
}

static void put_days(json_t *object, const Count *count)
{
	json_object_set_new(object, "back", json_integer(count->question->back));
	json_object_set_new(object, "from", class_load_json_day(count->span.first_day));
	json_object_set_new(object, "until", class_load_json_day(count->span.last_day));
	json_object_set_new(object, "today", class_load_json_day(count->today));
	json_object_set_new(object, "method", class_load_json_method(count->book));
}

/* ---- a class */

static RightsClass which(const StoreClass *class)
{
	return (RightsClass){ class->id, class->grade };
}

/* Those whose figures the account may see. */
static json_t *classes_json(const Count *count, const GPtrArray *classes)
{
	json_t *array = json_array();

	for (guint i = 0; i < classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(classes, i);
		if (rights_see_work(&count->question->rights, which(class)))
			json_array_append_new(
				array, json_pack("{s:I, s:s, s:i}", "id", (json_int_t) class->id,
					       "name", class->name, "grade", class->grade));
	}
	return array;
}

/* Of another's subjects the sums are shown, not the single assignments. */
static void keep_subjects(json_t *rows, const Rights *rights, RightsClass class)
{
	for (size_t i = json_array_size(rows); i-- > 0;) {
		const char *subject =
			json_string_value(json_object_get(json_array_get(rows, i), "subject"));
		if (!rights_see_subject(rights, class, subject) || i >= N_ROWS_MAX)
			json_array_remove(rows, i);
	}
}

static json_t *marking_json(const Count *count, const StoreClass *class, const ClassLoad *load)
{
	g_autoptr(GArray) rows = class_load_assignments(load, count->span);
	const Rights *rights = &count->question->rights;
	json_t *array = json_array();

	for (guint i = 0; i < rows->len && json_array_size(array) < N_ROWS_MAX; i++) {
		const AssignmentLoad *row = &g_array_index(rows, AssignmentLoad, i);
		if (rights_see_subject(rights, which(class), row->assigned->subject) &&
			rights_see_marking_of(rights, row->assigned->teacher_id))
			json_array_append_new(array, class_load_json_marking(row));
	}
	return array;
}

static json_t *pupils_json(const Count *count, const StoreClass *class, const ClassLoad *load)
{
	g_autoptr(GPtrArray) pupils = store_reader_pupils(count->reader, class->id, count->error);

	if (!pupils)
		return NULL;
	g_autofree ClassLoadPupil *told = g_new0(ClassLoadPupil, pupils->len);
	for (guint i = 0; i < pupils->len; i++) {
		const StorePupil *pupil = g_ptr_array_index(pupils, i);
		told[i] = (ClassLoadPupil){ pupil->number, class->hide_names ? NULL : pupil->name };
	}
	return class_load_json_pupils(load, count->span, told, pupils->len);
}

static bool count_class(
	const Count *count, const GPtrArray *classes, const StoreClass *class, LoadsAnswer *answer)
{
	const LoadsQuestion *question = count->question;
	const ClassLoadTitle title = { class->name, class->grade };
	g_autoptr(ClassLoad) load =
		load_source_class(count->reader, count->book, class, count->span, count->error);
	json_t *figures = load ? class_load_json(load, count->span, &title) : NULL;

	if (!figures)
		return false;
	json_t *pupils = question->has_pupils ? pupils_json(count, class, load) : NULL;
	if (question->has_pupils && !pupils) {
		json_decref(figures);
		return false;
	}
	keep_subjects(json_object_get(figures, "assignments"), &question->rights, which(class));
	if (pupils)
		json_object_set_new(figures, "each", pupils);
	answer->has_names = pupils != NULL;
	answer->value = json_object();
	put_days(answer->value, count);
	json_object_set_new(
		answer->value, "period", json_string(question->is_month ? "month" : "week"));
	json_object_set_new(answer->value, "class", json_integer(class->id));
	json_object_set_new(answer->value, "classes", classes_json(count, classes));
	json_object_set_new(answer->value, "load", figures);
	json_object_set_new(answer->value, "marking", marking_json(count, class, load));
	return true;
}

static bool answer_class(const Count *count, LoadsAnswer *answer)
{
	g_autoptr(GPtrArray) classes = store_reader_classes(count->reader, count->error);
	const StoreClass *class = NULL;

	for (guint i = 0; classes && i < classes->len; i++) {
		const StoreClass *one = g_ptr_array_index(classes, i);
		if (one->id == count->question->class_id)
			class = one;
	}
	if (!class)
		answer->outcome = LOADS_NO_CLASS;
	else if (!rights_see_work(&count->question->rights, which(class)))
		answer->outcome = LOADS_NO_RIGHT;
	else
		return count_class(count, classes, class, answer);
	return classes != NULL;
}

/* ---- the school */

static void cut(json_t *brief, const char *key)
{
	json_t *rows = json_object_get(brief, key);

	while (json_array_size(rows) > N_ROWS_MAX)
		json_array_remove(rows, json_array_size(rows) - 1);
}

static json_t *problem_words(const json_t *brief)
{
	json_t *words = json_object(), *row;
	size_t i;

	json_array_foreach(json_object_get(brief, "problems"), i, row)
	{
		const char *name = json_string_value(json_object_get(row, "code"));
		ProblemCode code;
		if (problem_code_by_name(name, &code))
			json_object_set_new(words, name,
				json_pack("{s:s, s:s}", "zh", problem_code_zh(code), "en",
					problem_code_en(code)));
	}
	return words;
}

static const char *name_of(const GPtrArray *teachers, gint64 id)
{
	for (guint i = 0; i < teachers->len; i++) {
		const StoreTeacher *teacher = g_ptr_array_index(teachers, i);
		if (teacher->id == id)
			return teacher->name;
	}
	return "";
}

/* 全批全改 by teacher, for the head alone: all classes of the week. NULL: error. */
static json_t *teachers_json(const Count *count)
{
	g_autoptr(GPtrArray) classes = store_reader_classes(count->reader, count->error);
	g_autoptr(GPtrArray) teachers =
		classes ? store_reader_teachers(count->reader, count->error) : NULL;
	g_autoptr(GArray) sums = marking_sums_new();

	for (guint i = 0; teachers && i < classes->len; i++) {
		g_autoptr(ClassLoad) load = load_source_class(count->reader, count->book,
			g_ptr_array_index(classes, i), count->span, count->error);
		if (!load)
			return NULL;
		g_autoptr(GArray) rows = class_load_assignments(load, count->span);
		for (guint k = 0; k < rows->len; k++)
			marking_sums_add(sums, &g_array_index(rows, AssignmentLoad, k));
	}
	if (!teachers)
		return NULL;
	json_t *array = json_array();
	for (guint i = 0; i < MIN(sums->len, N_ROWS_MAX); i++) {
		const MarkingSum *sum = &g_array_index(sums, MarkingSum, i);
		json_t *object = marking_sum_json(sum);
		json_object_set_new(
			object, "teacher", json_string(name_of(teachers, sum->teacher_id)));
		json_array_append_new(array, object);
	}
	return array;
}

static bool put_school(const Count *count, const Brief *brief, gint grade, LoadsAnswer *answer)
{
	const bool is_head = (count->question->rights.roles & RIGHTS_HEAD) != 0;
	json_t *teachers = is_head ? teachers_json(count) : json_null();

	if (!teachers)
		return false;
	json_t *figures = brief_json_value(brief);
	answer->value = json_object();
	put_days(answer->value, count);
	json_object_set_new(answer->value, "grade", json_integer(grade));
	json_object_set_new(answer->value, "over_all",
		json_integer((json_int_t)json_array_size(json_object_get(figures, "over"))));
	cut(figures, "over");
	cut(figures, "grade_subject");
	json_object_set_new(answer->value, "problem_words", problem_words(figures));
	json_object_set_new(answer->value, "brief", figures);
	json_object_set_new(answer->value, "teachers", teachers);
	return true;
}

static GBytes *file_of(LoadsKind kind, const Brief *brief, GError **error)
{
	if (kind == LOADS_PDF)
		return brief_page_pdf(brief, error);
	if (kind == LOADS_XLSX)
		return brief_workbook(brief, error);
	char *text = brief_json(brief);
	return g_bytes_new_take(text, strlen(text));
}

static bool answer_school(const Count *count, LoadsAnswer *answer)
{
	gint grade;

	if (!rights_see_school(&count->question->rights, &grade)) {
		answer->outcome = LOADS_NO_RIGHT;
		return true;
	}
	g_autoptr(Brief) brief = load_source_brief(
		count->reader, count->book, count->span.first_day, grade, count->error);
	if (!brief)
		return false;
	if (count->question->kind == LOADS_SCHOOL)
		return put_school(count, brief, grade, answer);
	answer->file = file_of(count->question->kind, brief, count->error);
	return answer->file != NULL;
}

/* ---- a question */

void loads_answer(const LoadsOptions *options, const LoadsQuestion *question, LoadsAnswer *answer)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(StoreReader) reader = store_reader_open(options->database, &error);
	g_autoptr(RulesBook) book =
		reader ? load_source_rules(options->rules_file, reader, &error) : NULL;
	bool done = false;

	if (book) {
		const SchoolClock *clock = &rules_book_base(book)->clock;
		const gint today = school_day_of(clock, g_get_real_time() / 1000).day;
		const Count count = { question, reader, book, today, span_of(question, today),
			&error };

		done = question->kind == LOADS_CLASS ? answer_class(&count, answer)
						     : answer_school(&count, answer);
	}
	if (done)
		return;
	g_warning("homework load: %s", error ? error->message : "cannot be counted");
	answer->outcome = LOADS_UNREADABLE;
}
