/* SPDX-License-Identifier: MIT */
/* `zhibi load marking` (全批全改): what was handed in and marked, by assignment and by the teacher who gave it. */
#include <stdio.h>

#include "cli/load.h"
#include "homework/load/class-load-json.h"
#include "homework/load/marking-sums.h"

typedef struct {
	GPtrArray *teachers; /* of StoreTeacher */
	GArray *sums;	     /* of MarkingSum, as they come */
	json_t *assignments;
} Marking;

/* Their login; "" for nobody. */
static const char *login_of(const Marking *marking, gint64 id)
{
	for (guint i = 0; i < marking->teachers->len; i++) {
		const StoreTeacher *teacher = g_ptr_array_index(marking->teachers, i);
		if (teacher->id == id)
			return teacher->login;
	}
	return "";
}

/* ---- for programs */

static json_t *assignment_json(
	const Marking *marking, const char *class_name, const AssignmentLoad *row)
{
	json_t *object = class_load_json_marking(row);

	json_object_set_new(object, "class", json_string(class_name));
	json_object_set_new(
		object, "teacher", json_string(login_of(marking, row->assigned->teacher_id)));
	return object;
}

static json_t *teachers_json(const Marking *marking)
{
	json_t *array = json_array();

	for (guint i = 0; i < marking->sums->len; i++) {
		const MarkingSum *sum = &g_array_index(marking->sums, MarkingSum, i);
		json_t *object = marking_sum_json(sum);

		json_object_set_new(
			object, "teacher", json_string(login_of(marking, sum->teacher_id)));
		json_array_append_new(array, object);
	}
	return array;
}

/* ---- for people */

static void print_assignment(const Marking *marking, const AssignmentLoad *row)
{
	const gint64 tenths = row->wait_ms < 0 ? -1 : brief_tenths(row->wait_ms, 1, BRIEF_HOUR_MS);
	char day[SCHOOL_DAY_BYTES], hours[LOAD_NUMBER_BYTES];

	school_day_format(row->assigned->day, day);
	printf("  %s  %4d  %4d  %6s  %4d  %4d  %s %s  %s%s\n", day, row->n_handed_in, row->n_marked,
		load_tenths(tenths, hours), row->n_wrong, row->n_re_marked, row->assigned->subject,
		row->assigned->title, login_of(marking, row->assigned->teacher_id),
		row->n_handed_in > 0 && row->n_marked == 0 ? "  没批 not marked" : "");
}

static void print_teachers(const Marking *marking)
{
	puts("老师 teachers: 作业 given, 整份没批 never marked, 交 handed in, 批 marked, 平均小时 "
	     "mean "
	     "hours, 错 wrong, 订正再批 re-marked");
	for (guint i = 0; i < marking->sums->len; i++) {
		const MarkingSum *sum = &g_array_index(marking->sums, MarkingSum, i);
		char hours[LOAD_NUMBER_BYTES];

		printf("  %4d  %4d  %5d  %5d  %6s  %5d  %5d  %s\n", sum->n_assignments,
			sum->n_never_marked, sum->n_handed_in, sum->n_marked,
			load_tenths(brief_tenths(sum->wait_sum_ms, sum->n_marked, BRIEF_HOUR_MS),
				hours),
			sum->n_wrong, sum->n_re_marked, login_of(marking, sum->teacher_id));
	}
}

/* ---- class by class */

static void marking_of(const LoadCall *call, const LoadClass *each, gpointer user)
{
	Marking *marking = user;
	g_autoptr(GArray) rows = class_load_assignments(each->load, call->span);

	if (!call->is_json)
		printf("%s  交 handed in, 批 marked, 小时 median hours, 错 wrong, 订正再批 "
		       "re-marked\n",
			each->class->name);
	for (guint i = 0; i < rows->len; i++) {
		const AssignmentLoad *row = &g_array_index(rows, AssignmentLoad, i);

		marking_sums_add(marking->sums, row);
		if (call->is_json)
			json_array_append_new(marking->assignments,
				assignment_json(marking, each->class->name, row));
		else
			print_assignment(marking, row);
	}
}

static int print(const LoadCall *call, const Marking *marking)
{
	if (call->is_json)
		return load_print(json_pack("{s:O, s:o}", "assignments", marking->assignments,
			"teachers", teachers_json(marking)));
	print_teachers(marking);
	return CLI_DONE;
}

int load_marking(const LoadCall *call)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) teachers = store_reader_teachers(call->reader, &error);
	g_autoptr(GArray) sums = marking_sums_new();
	Marking marking = { teachers, sums, NULL };

	if (!teachers)
		return load_failed(error);
	marking.assignments = json_array();
	const int code =
		load_each_class(call, marking_of, &marking) ? print(call, &marking) : CLI_FAILED;
	json_decref(marking.assignments);
	return code;
}
