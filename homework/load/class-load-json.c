/* SPDX-License-Identifier: MIT */
/* See class-load-json.h. */
#include "homework/load/class-load-json.h"

#include "homework/load/brief.h"

/* Of the spread over pupils: the last one has no end. */
#define BIN_MINUTES 15
#define N_BINS 9

json_t *class_load_json_tenths(gint64 tenths)
{
	return tenths < 0 ? json_null() : json_real((double)tenths / 10);
}

json_t *class_load_json_percent(gint64 part, gint64 whole)
{
	return class_load_json_tenths(brief_tenths(part * 100, whole, 1));
}

json_t *class_load_json_day(gint day)
{
	char text[SCHOOL_DAY_BYTES];

	school_day_format(day, text);
	return json_string(text);
}

static gint64 all_ms(const LoadSum *sum)
{
	return sum->ink_ms + sum->thinking_ms;
}

void class_load_json_put_sum(json_t *object, const LoadSum *sum, gint n)
{
	json_object_set_new(object, "ink_ms", json_integer(sum->ink_ms));
	json_object_set_new(object, "thinking_ms", json_integer(sum->thinking_ms));
	for (guint i = 0; i < N_PLACES; i++) {
		g_autofree char *key = g_strdup_printf("%s_ms", rules_place_name((LoadPlace)i));
		json_object_set_new(object, key, json_integer(sum->place_ms[i]));
	}
	json_object_set_new(object, "mean_ink_minutes",
		class_load_json_tenths(brief_tenths(sum->ink_ms, n, BRIEF_MINUTE_MS)));
	json_object_set_new(object, "mean_minutes",
		class_load_json_tenths(brief_tenths(all_ms(sum), n, BRIEF_MINUTE_MS)));
}

static json_t *with_sum(json_t *take_object, const LoadSum *sum, gint n)
{
	class_load_json_put_sum(take_object, sum, n);
	return take_object;
}

/* ---- a class */

static json_t *days_json(const ClassLoad *load, RulesDays span)
{
	g_autoptr(GArray) days = class_load_days(load, span);
	json_t *array = json_array();

	for (guint i = 0; i < days->len; i++) {
		const DayLoad *day = &g_array_index(days, DayLoad, i);
		json_t *object = json_pack("{s:o, s:i, s:i, s:i, s:s, s:i, s:i, s:i, s:i, s:I}",
			"day", class_load_json_day(day->day), "limit_minutes", day->limit_minutes,
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
			(json_int_t)row->assigned->id, "day",
			class_load_json_day(row->assigned->day), "subject", row->assigned->subject,
			"title", row->assigned->title, "place",
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

static json_t *spread_json(const GArray *pupils)
{
	gint n_pupils[N_BINS] = { 0 };
	json_t *bins = json_array();

	for (guint i = 0; i < pupils->len; i++) {
		const PupilLoad *row = &g_array_index(pupils, PupilLoad, i);
		if (!row->is_counted || row->n_days == 0)
			continue;
		const gint64 bin =
			all_ms(&row->sum) / row->n_days / (BIN_MINUTES * BRIEF_MINUTE_MS);
		n_pupils[MIN(bin, N_BINS - 1)]++;
	}
	for (guint i = 0; i < N_BINS; i++)
		json_array_append_new(bins, json_integer(n_pupils[i]));
	return json_pack("{s:i, s:o}", "bin_minutes", BIN_MINUTES, "pupils", bins);
}

json_t *class_load_json(const ClassLoad *load, RulesDays span, const ClassLoadTitle *title)
{
	g_autoptr(GArray) loads = class_load_pupils(load, span);
	gint n_counted = 0, n_plans = 0, n_pages = 0, n_inked = 0;

	for (guint i = 0; i < loads->len; i++) {
		const PupilLoad *row = &g_array_index(loads, PupilLoad, i);
		n_counted += row->is_counted;
		n_plans += row->plan != NULL;
		n_pages += row->plan ? 0 : row->n_pages;
		n_inked += row->plan ? 0 : row->n_pages_inked;
	}
	return json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:o, s:o, s:o, s:o, s:o}", "class",
		title->name, "grade", title->grade, "pupils", (int)loads->len, "counted", n_counted,
		"plans", n_plans, "pages", n_pages, "pages_inked", n_inked, "capture_percent",
		class_load_json_percent(n_inked, n_pages), "days", days_json(load, span),
		"assignments", assignments_json(load, span), "subjects", subjects_json(load, span),
		"spread", spread_json(loads));
}

/* ---- pupils */

static json_t *pupil_json(const PupilLoad *row, const ClassLoadPupil *pupil)
{
	json_t *object = json_pack(
		"{s:i, s:b, s:b, s:o, s:i, s:i, s:o, s:i, s:i, s:i, s:i, s:i, s:I}", "number",
		pupil->number, "counted", row->is_counted, "plan", row->plan != NULL,
		"plan_limit_minutes",
		row->plan ? json_integer(row->plan->limit_minutes) : json_null(), "pages",
		row->n_pages, "pages_inked", row->n_pages_inked, "capture_percent",
		class_load_json_percent(row->n_pages_inked, row->n_pages), "expected_minutes",
		row->n_expected_minutes, "days", row->n_days, "days_over", row->n_days_over,
		"days_late", row->n_days_late, "days_closed_at_bedtime", row->n_days_closed,
		"late_ms", (json_int_t)row->late_ms);

	if (pupil->name)
		json_object_set_new(object, "name", json_string(pupil->name));
	return with_sum(object, &row->sum, row->n_days);
}

json_t *class_load_json_pupils(
	const ClassLoad *load, RulesDays span, const ClassLoadPupil *pupils, guint n_pupils)
{
	g_autoptr(GArray) loads = class_load_pupils(load, span);
	json_t *array = json_array();

	for (guint i = 0; i < MIN(loads->len, n_pupils); i++)
		json_array_append_new(
			array, pupil_json(&g_array_index(loads, PupilLoad, i), &pupils[i]));
	return array;
}

/* ---- marking, method */

json_t *class_load_json_marking(const AssignmentLoad *row)
{
	return json_pack("{s:I, s:o, s:s, s:s, s:i, s:i, s:I, s:o, s:i, s:i}", "id",
		(json_int_t)row->assigned->id, "day", class_load_json_day(row->assigned->day),
		"subject", row->assigned->subject, "title", row->assigned->title, "handed_in",
		row->n_handed_in, "marked", row->n_marked, "wait_sum_ms",
		(json_int_t)row->wait_sum_ms, "median_wait_ms",
		row->wait_ms < 0 ? json_null() : json_integer(row->wait_ms), "wrong", row->n_wrong,
		"re_marked", row->n_re_marked);
}

json_t *class_load_json_method(const RulesBook *book)
{
	const Rules *rules = rules_book_base(book);

	return json_pack("{s:i, s:i, s:i, s:i, s:i}", "gap_seconds", rules->gap_s,
		"thinking_seconds", rules->thinking_s, "capture_percent", rules->capture_percent,
		"group_minimum", rules->group_minimum, "utc_offset_minutes",
		rules->clock.offset_minutes);
}
