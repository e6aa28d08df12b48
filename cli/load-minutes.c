/* SPDX-License-Identifier: MIT */
/* `zhibi load minutes`: what a class wrote. Pupils by number, without names. */
#include <stdio.h>

#include "cli/load.h"
#include "cli/look.h"
#include "homework/load/class-load-json.h"

static gint64 mean(const LoadSum *sum, gint n)
{
	return brief_tenths(sum->ink_ms + sum->thinking_ms, n, BRIEF_MINUTE_MS);
}

/* ---- for programs */

static json_t *class_json(const LoadCall *call, const LoadClass *each)
{
	const ClassLoadTitle title = { each->class->name, each->class->grade };
	json_t *object = class_load_json(each->load, call->span, &title);
	g_autofree ClassLoadPupil *pupils = g_new0(ClassLoadPupil, each->pupils->len);

	/* By number, without names. */
	for (guint i = 0; i < each->pupils->len; i++)
		pupils[i].number = ((const StorePupil *)g_ptr_array_index(each->pupils, i))->number;
	if (call->has_pupils)
		json_object_set_new(object, "each",
			class_load_json_pupils(each->load, call->span, pupils, each->pupils->len));
	return object;
}

/* ---- for people */

static void print_method(const LoadCall *call)
{
	const Rules *rules = rules_book_base(call->book);

	printf("算法：笔间停顿 %d 秒内算书写，%d 秒内算思考；智能笔书写不到 %d%% 页的学生不计\n"
	       "method: pauses up to %d s are writing, up to %d s thinking; pupils with less than "
	       "%d%% of their pages by pen are left out\n",
		rules->gap_s, rules->thinking_s, rules->capture_percent, rules->gap_s,
		rules->thinking_s, rules->capture_percent);
}

static void print_days(const ClassLoad *load, RulesDays span)
{
	g_autoptr(GArray) days = class_load_days(load, span);

	puts("  日期 day    布置 given  上限 budget  人数 wrote  平均 mean  书写 ink  超时 over  "
	     "晚写 late  到点停 closed");
	for (guint i = 0; i < days->len; i++) {
		const DayLoad *day = &g_array_index(days, DayLoad, i);
		char text[SCHOOL_DAY_BYTES], all[LOAD_NUMBER_BYTES], ink[LOAD_NUMBER_BYTES];

		school_day_format(day->day, text);
		printf("  %s  %10d  %11d  %10d  %9s  %8s  %9d  %9d  %13d\n", text,
			day->board->minutes, day->board->budget_minutes, day->n_wrote,
			load_tenths(mean(&day->sum, day->n_wrote), all),
			load_tenths(
				brief_tenths(day->sum.ink_ms, day->n_wrote, BRIEF_MINUTE_MS), ink),
			day->n_over, day->n_late, day->n_closed);
	}
}

static void print_assignments(const ClassLoad *load, RulesDays span)
{
	g_autoptr(GArray) rows = class_load_assignments(load, span);

	puts("  作业 assignment: 预计 expected, 实测 measured, 人数 pupils, 笔写页 captured");
	for (guint i = 0; i < rows->len; i++) {
		const AssignmentLoad *row = &g_array_index(rows, AssignmentLoad, i);
		char day[SCHOOL_DAY_BYTES], all[LOAD_NUMBER_BYTES];

		school_day_format(row->assigned->day, day);
		printf("  %s  %4d  %6s  %4d  %d/%d  %s %s\n", day, row->assigned->minutes,
			load_tenths(mean(&row->sum, row->n_whole), all), row->n_whole,
			row->n_pages_inked, row->n_pages, row->assigned->subject,
			row->assigned->title);
	}
}

static void print_pupils(const ClassLoad *load, RulesDays span, const GPtrArray *pupils)
{
	g_autoptr(GArray) rows = class_load_pupils(load, span);

	puts("  学号 number  平均 mean  天 days  超时 over  晚写 late  笔写页 captured");
	for (guint i = 0; i < rows->len && i < pupils->len; i++) {
		const PupilLoad *row = &g_array_index(rows, PupilLoad, i);
		char all[LOAD_NUMBER_BYTES];

		printf("  %11d  %9s  %7d  %9d  %9d  %d/%d%s\n",
			((const StorePupil *)g_ptr_array_index(pupils, i))->number,
			load_tenths(mean(&row->sum, row->n_days), all), row->n_days,
			row->n_days_over, row->n_days_late, row->n_pages_inked, row->n_pages,
			row->plan	  ? "  一人一案 plan"
			: row->is_counted ? ""
					  : "  不计 left out");
	}
}

static void print_class(const LoadCall *call, const StoreClass *class, const ClassLoad *load,
	const GPtrArray *pupils)
{
	puts(class->name);
	print_days(load, call->span);
	print_assignments(load, call->span);
	if (call->has_pupils)
		print_pupils(load, call->span, pupils);
}

/* ---- class by class */

static void minutes_of(const LoadCall *call, const LoadClass *each, gpointer user)
{
	if (call->is_json)
		json_array_append_new(user, class_json(call, each));
	else
		print_class(call, each->class, each->load, each->pupils);
}

/* Pupils' own minutes are looked at, though by number. */
static bool tell_looks(const LoadCall *call)
{
	g_autoptr(GPtrArray) classes = load_classes(call);
	g_autoptr(Look) look = classes ? look_open("load", call->database) : NULL;

	for (guint i = 0; look && i < classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(classes, i);

		if (!look_tell(look, "load-pupils", class->id, NULL))
			return false;
	}
	return look != NULL;
}

int load_minutes(const LoadCall *call)
{
	if (call->has_pupils && !tell_looks(call))
		return CLI_FAILED;
	json_t *array = json_array();

	if (!call->is_json)
		print_method(call);
	if (!load_each_class(call, minutes_of, array)) {
		json_decref(array);
		return CLI_FAILED;
	}
	if (call->is_json)
		return load_print(array);
	json_decref(array);
	return CLI_DONE;
}
