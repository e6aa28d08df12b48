/* SPDX-License-Identifier: MIT */
/* `zhibi load minutes`: what a class wrote. Pupils by number, without names. */
#include <stdio.h>

#include "cli/load.h"

static gint64 mean(const LoadSum *sum, gint n)
{
	return brief_tenths(sum->ink_ms + sum->thinking_ms, n, BRIEF_MINUTE_MS);
}

static json_t *sum_json(const LoadSum *sum, gint n)
{
	json_t *object = json_pack("{s:I, s:I, s:o, s:o}", "ink_ms", (json_int_t)sum->ink_ms,
		"thinking_ms", (json_int_t)sum->thinking_ms, "mean_ink_minutes",
		load_tenths_json(brief_tenths(sum->ink_ms, n, BRIEF_MINUTE_MS)), "mean_minutes",
		load_tenths_json(mean(sum, n)));

	for (guint i = 0; i < N_PLACES; i++) {
		g_autofree char *key = g_strdup_printf("%s_ms", rules_place_name((LoadPlace)i));
		json_object_set_new(object, key, json_integer(sum->place_ms[i]));
	}
	return object;
}

static json_t *with_sum(json_t *take_object, const LoadSum *sum, gint n)
{
	json_t *object = sum_json(sum, n);

	json_object_update(take_object, object);
	json_decref(object);
	return take_object;
}

/* ---- one class as JSON */

static json_t *days_json(const ClassLoad *load, RulesDays span)
{
	g_autoptr(GArray) days = class_load_days(load, span);
	json_t *array = json_array();

	for (guint i = 0; i < days->len; i++) {
		const DayLoad *day = &g_array_index(days, DayLoad, i);
		json_t *object = json_pack("{s:o, s:i, s:i, s:i, s:s, s:i, s:i, s:i, s:i, s:I}",
			"day", load_day_json(day->day), "limit_minutes", day->limit_minutes,
			"published_minutes", day->board->minutes, "budget_minutes",
			day->board->budget_minutes, "level", board_level_name(day->board->level),
			"wrote", day->n_wrote, "over", day->n_over, "late", day->n_late,
			"closed_at_bedtime", day->n_closed, "late_ms", (json_int_t)day->late_ms);

		json_array_append_new(array, with_sum(object, &day->sum, day->n_wrote));
	}
	return array;
}

static json_t *assignments_json(const ClassLoad *load, RulesDays span)
{
	g_autoptr(GArray) rows = class_load_assignments(load, span);
	json_t *array = json_array();

	for (guint i = 0; i < rows->len; i++) {
		const AssignmentLoad *row = &g_array_index(rows, AssignmentLoad, i);
		json_t *object = json_pack("{s:I, s:o, s:s, s:s, s:s, s:i, s:i, s:i, s:i}", "id",
			(json_int_t)row->assigned->id, "day", load_day_json(row->assigned->day),
			"subject", row->assigned->subject, "title", row->assigned->title, "place",
			rules_place_name(row->assigned->place), "expected_minutes",
			row->assigned->minutes, "pages", row->n_pages, "pages_inked",
			row->n_pages_inked, "whole", row->n_whole);

		json_array_append_new(array, with_sum(object, &row->sum, row->n_whole));
	}
	return array;
}

static json_t *subjects_json(const ClassLoad *load, RulesDays span)
{
	g_autoptr(GArray) rows = class_load_subjects(load, span);
	json_t *array = json_array();

	for (guint i = 0; i < rows->len; i++) {
		const SubjectLoad *row = &g_array_index(rows, SubjectLoad, i);
		json_t *object = json_pack("{s:s, s:i, s:i}", "subject", row->subject, "pupils",
			row->n_pupils, "pupil_days", row->n_pupil_days);

		json_array_append_new(array, with_sum(object, &row->sum, row->n_pupil_days));
	}
	return array;
}

static json_t *pupils_json(const GArray *loads, const GPtrArray *pupils)
{
	json_t *array = json_array();

	for (guint i = 0; i < loads->len && i < pupils->len; i++) {
		const PupilLoad *row = &g_array_index(loads, PupilLoad, i);
		const StorePupil *pupil = g_ptr_array_index(pupils, i);
		json_t *object = json_pack(
			"{s:i, s:b, s:b, s:o, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:I}", "number",
			pupil->number, "counted", row->is_counted, "plan", row->plan != NULL,
			"plan_limit_minutes",
			row->plan ? json_integer(row->plan->limit_minutes) : json_null(), "pages",
			row->n_pages, "pages_inked", row->n_pages_inked, "expected_minutes",
			row->n_expected_minutes, "days", row->n_days, "days_over", row->n_days_over,
			"days_late", row->n_days_late, "days_closed_at_bedtime", row->n_days_closed,
			"late_ms", (json_int_t)row->late_ms);

		json_array_append_new(array, with_sum(object, &row->sum, row->n_days));
	}
	return array;
}

static json_t *class_json(const LoadCall *call, const StoreClass *class, const ClassLoad *load,
	const GPtrArray *pupils)
{
	g_autoptr(GArray) loads = class_load_pupils(load, call->span);
	gint n_counted = 0, n_pages = 0, n_inked = 0;

	for (guint i = 0; i < loads->len; i++) {
		const PupilLoad *row = &g_array_index(loads, PupilLoad, i);
		n_counted += row->is_counted;
		n_pages += row->plan ? 0 : row->n_pages;
		n_inked += row->plan ? 0 : row->n_pages_inked;
	}
	json_t *object = json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:o, s:o, s:o, s:o}", "class",
		class->name, "grade", class->grade, "pupils", (int)loads->len, "counted", n_counted,
		"pages", n_pages, "pages_inked", n_inked, "capture_percent",
		load_tenths_json(brief_tenths(n_inked * G_GINT64_CONSTANT(100), n_pages, 1)),
		"days", days_json(load, call->span), "assignments",
		assignments_json(load, call->span), "subjects", subjects_json(load, call->span));
	if (call->has_pupils)
		json_object_set_new(object, "each", pupils_json(loads, pupils));
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
		json_array_append_new(
			user, class_json(call, each->class, each->load, each->pupils));
	else
		print_class(call, each->class, each->load, each->pupils);
}

int load_minutes(const LoadCall *call)
{
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
	return fflush(stdout) == 0 ? CLI_DONE : cli_cannot_write();
}
