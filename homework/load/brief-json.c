/* SPDX-License-Identifier: MIT */
/* The brief as JSON: every shown number with the sums it was rounded from; null where a group is too small or empty. */
#include "homework/load/brief-json.h"

#include <stdlib.h>

#include "homework/load/class-load-json.h"

static json_t *data_of(const Brief *brief)
{
	g_autofree char *without_grade = brief_without_grade(brief);

	return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:o, s:i, s:i, s:s}", "classes",
		brief->n_classes, "pupils", brief->n_pupils, "plans", brief->n_plans, "counted",
		brief->n_counted, "pages", brief->n_pages, "pages_inked", brief->n_pages_inked,
		"capture_percent", class_load_json_percent(brief->n_pages_inked, brief->n_pages),
		"assignments", brief->n_assignments, "without_minutes", brief->n_without_minutes,
		"without_grade", without_grade);
}

static json_t *week_of(const Brief *brief, const BriefBand *band, guint i)
{
	const BriefWeek *week = &band->weeks[i];
	json_t *object = json_object();

	json_object_set_new(
		object, "monday", class_load_json_day(brief_week_span(brief, i).first_day));
	json_object_set_new(object, "pupils", json_integer(week->n_pupils));
	json_object_set_new(object, "class_days", json_integer(week->n_class_days));
	json_object_set_new(object, "published_full", json_integer(week->n_published_full));
	json_object_set_new(object, "measured_over", json_integer(week->n_measured_over));
	json_object_set_new(object, "hidden", json_boolean(brief_is_hidden(brief, week->n_pupils)));
	if (brief_is_hidden(brief, week->n_pupils))
		return object;
	json_object_set_new(object, "pupil_days", json_integer(week->n_pupil_days));
	json_object_set_new(object, "over", json_integer(week->n_over));
	json_object_set_new(
		object, "over_percent", class_load_json_percent(week->n_over, week->n_pupil_days));
	class_load_json_put_sum(object, &week->sum, week->n_pupil_days);
	return object;
}

static json_t *late_of(const Brief *brief, const BriefBand *band)
{
	json_t *object = json_object();
	const bool is_hidden = brief_is_hidden(brief, band->n_counted);

	json_object_set_new(object, "counted", json_integer(band->n_counted));
	json_object_set_new(object, "hidden", json_boolean(is_hidden));
	if (is_hidden)
		return object;
	json_object_set_new(object, "pupils", json_integer(band->n_late_pupils));
	json_object_set_new(object, "pupil_days", json_integer(band->n_late_days));
	json_object_set_new(object, "closed_at_bedtime", json_integer(band->n_closed_days));
	json_object_set_new(object, "late_ms", json_integer(band->late_ms));
	json_object_set_new(object, "mean_late_minutes",
		class_load_json_tenths(
			brief_tenths(band->late_ms, band->n_late_days, BRIEF_MINUTE_MS)));
	return object;
}

static json_t *bands_of(const Brief *brief)
{
	static const char *const NAMES[N_BANDS] = { "1-2", "3-6", "7-9" };
	json_t *array = json_array();

	for (guint i = 0; i < N_BANDS; i++) {
		const BriefBand *band = &brief->bands[i];
		json_t *weeks = json_array();

		for (guint w = 0; w < BRIEF_WEEKS; w++)
			json_array_append_new(weeks, week_of(brief, band, w));
		json_array_append_new(array,
			json_pack("{s:s, s:i, s:o, s:o}", "grades", NAMES[i], "limit_minutes",
				band->limit_minutes, "weeks", weeks, "late", late_of(brief, band)));
	}
	return array;
}

/* Of a cell and of the school alike. */
typedef struct {
	gint n_writers, n_handed_in, n_marked, n_wrong, n_re_marked;
	gint64 wait_sum_ms;
} Marking;

/* Nothing but that it is hidden, where too few pupils would be told of. */
static bool put_marking(const Brief *brief, json_t *object, const Marking *marking)
{
	const bool is_hidden = brief_is_hidden(brief, marking->n_writers);

	json_object_set_new(object, "marking_hidden", json_boolean(is_hidden));
	if (is_hidden)
		return false;
	json_object_set_new(object, "handed_in", json_integer(marking->n_handed_in));
	json_object_set_new(object, "marked", json_integer(marking->n_marked));
	json_object_set_new(object, "marked_percent",
		class_load_json_percent(marking->n_marked, marking->n_handed_in));
	json_object_set_new(object, "wait_sum_ms", json_integer(marking->wait_sum_ms));
	json_object_set_new(object, "mean_wait_hours",
		class_load_json_tenths(
			brief_tenths(marking->wait_sum_ms, marking->n_marked, BRIEF_HOUR_MS)));
	json_object_set_new(object, "wrong", json_integer(marking->n_wrong));
	json_object_set_new(object, "re_marked", json_integer(marking->n_re_marked));
	return true;
}

static json_t *cells_of(const Brief *brief)
{
	json_t *array = json_array();

	for (guint i = 0; i < brief->cells->len; i++) {
		const BriefCell *cell = &g_array_index(brief->cells, BriefCell, i);
		const bool is_hidden = brief_is_hidden(brief, cell->n_pupils);
		json_t *object = json_pack("{s:i, s:s, s:i, s:i, s:i, s:b}", "grade", cell->grade,
			"subject", cell->subject, "pupils", cell->n_pupils, "assignments",
			cell->n_assignments, "published_minutes", cell->n_published_minutes,
			"hidden", is_hidden);

		put_marking(brief, object,
			&(Marking){ cell->n_writers, cell->n_handed_in, cell->n_marked,
				cell->n_wrong, cell->n_re_marked, cell->wait_sum_ms });
		if (!is_hidden) {
			json_object_set_new(object, "pupil_days", json_integer(cell->n_pupil_days));
			class_load_json_put_sum(object, &cell->sum, cell->n_pupil_days);
		}
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *over_of(const Brief *brief)
{
	json_t *array = json_array();

	for (guint i = 0; i < brief->over->len; i++) {
		const BriefOver *over = &g_array_index(brief->over, BriefOver, i);
		json_t *object = json_pack("{s:s, s:o, s:i, s:i, s:i, s:b, s:b, s:b}", "class",
			over->class_name, "day", class_load_json_day(over->day),
			"published_minutes", over->published_minutes, "budget_minutes",
			over->budget_minutes, "limit_minutes", over->limit_minutes,
			"published_full", over->is_published_full, "measured_over",
			over->is_measured_over, "reason", over->has_reason);

		if (brief_is_hidden(brief, over->n_wrote)) {
			json_array_append_new(array, object);
			continue;
		}
		json_object_set_new(object, "wrote", json_integer(over->n_wrote));
		class_load_json_put_sum(object, &over->sum, over->n_wrote);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *problems_of(const Brief *brief)
{
	json_t *array = json_array();

	for (guint i = 0; i < brief->problems->len; i++) {
		const BriefProblem *problem = &g_array_index(brief->problems, BriefProblem, i);
		json_array_append_new(
			array, json_pack("{s:s, s:i, s:i}", "code", problem->code, "met",
				       problem->n_met, "solved", problem->n_solved));
	}
	return array;
}

static json_t *trainings_of(const Brief *brief)
{
	json_t *array = json_array();

	for (guint i = 0; i < brief->trainings->len; i++) {
		const BriefTraining *training = &g_array_index(brief->trainings, BriefTraining, i);
		json_array_append_new(
			array, json_pack("{s:s, s:i, s:i, s:i}", "kind", training->kind, "held",
				       training->n_held, "people", training->n_people, "minutes",
				       training->minutes));
	}
	return array;
}

static json_t *marking_of(const Brief *brief)
{
	json_t *object = json_object();

	if (put_marking(brief, object,
		    &(Marking){ brief->n_writers, brief->n_handed_in, brief->n_marked,
			    brief->n_wrong, brief->n_re_marked, brief->wait_sum_ms }))
		json_object_set_new(object, "never_marked", json_integer(brief->n_never_marked));
	return object;
}

json_t *brief_json_value(const Brief *brief)
{
	return json_pack("{s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "format",
		"zhibi-brief", "version", 1, "monday", class_load_json_day(brief->monday), "method",
		class_load_json_method(brief->book), "data", data_of(brief), "bands",
		bands_of(brief), "grade_subject", cells_of(brief), "over", over_of(brief),
		"marking", marking_of(brief), "problems", problems_of(brief), "trainings",
		trainings_of(brief));
}

char *brief_json(const Brief *brief)
{
	json_t *root = brief_json_value(brief);
	char *made = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
	char *text = g_strdup(made);

	free(made);
	json_decref(root);
	return text;
}
