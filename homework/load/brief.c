/* SPDX-License-Identifier: MIT */
/* See brief.h. */
#include "homework/load/brief.h"

static void clear_cell(gpointer data)
{
	g_free(((BriefCell *)data)->subject);
}

static void clear_over(gpointer data)
{
	g_free(((BriefOver *)data)->class_name);
}

static void clear_training(gpointer data)
{
	g_free(((BriefTraining *)data)->kind);
}

static void clear_problem(gpointer data)
{
	g_free(((BriefProblem *)data)->code);
}

static GArray *new_array(gsize size, GDestroyNotify clear)
{
	GArray *array = g_array_new(FALSE, FALSE, (guint)size);

	g_array_set_clear_func(array, clear);
	return array;
}

Brief *brief_new(const RulesBook *book, gint monday)
{
	const Rules *rules = rules_book_at(book, monday + 6);
	Brief *brief = g_new0(Brief, 1);

	brief->book = book;
	brief->monday = monday;
	brief->cells = new_array(sizeof(BriefCell), clear_cell);
	brief->without_grade = g_ptr_array_new_with_free_func(g_free);
	brief->over = new_array(sizeof(BriefOver), clear_over);
	brief->problems = new_array(sizeof(BriefProblem), clear_problem);
	brief->trainings = new_array(sizeof(BriefTraining), clear_training);
	for (guint i = 0; i < N_BANDS; i++) {
		brief->bands[i].band = (GradeBand)i;
		brief->bands[i].limit_minutes = rules->limit_minutes[i];
	}
	return brief;
}

Brief *brief_free(Brief *brief)
{
	if (!brief)
		return NULL;
	g_array_unref(brief->cells);
	g_ptr_array_unref(brief->without_grade);
	g_array_unref(brief->over);
	g_array_unref(brief->problems);
	g_array_unref(brief->trainings);
	g_free(brief);
	return NULL;
}

gint64 brief_tenths(gint64 sum, gint64 n, gint64 unit)
{
	return n > 0 ? (sum * 20 + n * unit) / (2 * n * unit) : -1;
}

RulesDays brief_week_span(const Brief *brief, guint week)
{
	const gint first = brief->monday - 7 * (BRIEF_WEEKS - 1 - (gint)week);

	return (RulesDays){ first, first + 6 };
}

static void add_sum(LoadSum *to, const LoadSum *sum)
{
	to->ink_ms += sum->ink_ms;
	to->thinking_ms += sum->thinking_ms;
	for (guint i = 0; i < N_PLACES; i++)
		to->place_ms[i] += sum->place_ms[i];
}

/* ---- a class */

static bool is_over(const Brief *brief, const DayLoad *day)
{
	return day->limit_minutes >= 0 && day->n_wrote > 0 &&
	       !brief_is_hidden(brief, day->n_wrote) &&
	       day->sum.ink_ms + day->sum.thinking_ms >
		       day->limit_minutes * BRIEF_MINUTE_MS * day->n_wrote;
}

static void add_over(Brief *brief, const char *name, const DayLoad *day)
{
	const BriefOver over = { .class_name = g_strdup(name),
		.day = day->day,
		.budget_minutes = day->board->budget_minutes,
		.published_minutes = day->board->minutes,
		.limit_minutes = day->limit_minutes,
		.is_published_full = day->board->level == BOARD_FULL,
		.is_measured_over = is_over(brief, day),
		.has_reason = day->has_reason,
		.n_wrote = day->n_wrote,
		.sum = day->sum };

	g_array_append_val(brief->over, over);
}

static void add_days(
	Brief *brief, const char *name, BriefBand *band, guint week, const ClassLoad *load)
{
	g_autoptr(GArray) days = class_load_days(load, brief_week_span(brief, week));
	BriefWeek *sums = &band->weeks[week];
	/* What a class of three did, or was given, is no figure of a group. */
	const bool is_named = !brief_is_hidden(brief, class_load_n_pupils(load));

	for (guint i = 0; i < days->len; i++) {
		const DayLoad *day = &g_array_index(days, DayLoad, i);
		const bool is_full = day->board->level == BOARD_FULL;

		sums->n_pupil_days += day->n_wrote;
		sums->n_over += day->n_over;
		add_sum(&sums->sum, &day->sum);
		sums->n_class_days += day->board->minutes > 0;
		sums->n_published_full += is_full;
		sums->n_measured_over += is_over(brief, day);
		if (is_named && week == BRIEF_WEEKS - 1 && (is_full || is_over(brief, day)))
			add_over(brief, name, day);
	}
}

static void add_pupils(Brief *brief, BriefBand *band, guint week, const ClassLoad *load)
{
	g_autoptr(GArray) pupils = class_load_pupils(load, brief_week_span(brief, week));
	const bool is_last = week == BRIEF_WEEKS - 1;

	for (guint i = 0; i < pupils->len; i++) {
		const PupilLoad *pupil = &g_array_index(pupils, PupilLoad, i);

		if (is_last) {
			brief->n_pupils++;
			brief->n_plans += pupil->plan != NULL;
			brief->n_counted += pupil->is_counted;
			brief->n_pages += pupil->plan ? 0 : pupil->n_pages;
			brief->n_pages_inked += pupil->plan ? 0 : pupil->n_pages_inked;
		}
		if (!pupil->is_counted)
			continue;
		band->weeks[week].n_pupils += pupil->n_days > 0;
		if (!is_last)
			continue;
		band->n_counted++;
		band->n_late_pupils += pupil->n_days_late > 0;
		band->n_late_days += pupil->n_days_late;
		band->n_closed_days += pupil->n_days_closed;
		band->late_ms += pupil->late_ms;
	}
}

static BriefCell *cell_of(Brief *brief, gint grade, const char *subject)
{
	guint at = brief->cells->len;

	for (guint i = 0; i < brief->cells->len; i++) {
		BriefCell *cell = &g_array_index(brief->cells, BriefCell, i);
		if (cell->grade == grade && g_str_equal(cell->subject, subject))
			return cell;
		if (cell->grade > grade && at == brief->cells->len)
			at = i;
	}
	const BriefCell cell = { .grade = grade, .subject = g_strdup(subject) };
	g_array_insert_val(brief->cells, at, cell);
	return &g_array_index(brief->cells, BriefCell, at);
}

static void add_subjects(Brief *brief, gint grade, const ClassLoad *load)
{
	g_autoptr(GArray) rows = class_load_subjects(load, brief_week_span(brief, BRIEF_WEEKS - 1));

	for (guint i = 0; i < rows->len; i++) {
		const SubjectLoad *row = &g_array_index(rows, SubjectLoad, i);
		BriefCell *cell = cell_of(brief, grade, row->subject);

		cell->n_pupils += row->n_pupils;
		cell->n_pupil_days += row->n_pupil_days;
		add_sum(&cell->sum, &row->sum);
	}
}

static void add_marking(Brief *brief, BriefCell *cell, const AssignmentLoad *row)
{
	brief->n_handed_in += row->n_handed_in;
	brief->n_marked += row->n_marked;
	brief->n_never_marked += row->n_handed_in > 0 && row->n_marked == 0;
	brief->n_wrong += row->n_wrong;
	brief->n_re_marked += row->n_re_marked;
	brief->wait_sum_ms += row->wait_sum_ms;
	cell->n_handed_in += row->n_handed_in;
	cell->n_marked += row->n_marked;
	cell->n_wrong += row->n_wrong;
	cell->n_re_marked += row->n_re_marked;
	cell->wait_sum_ms += row->wait_sum_ms;
}

/* Copies may be one pupil's many times. Of a class and a subject the most that one assignment has are so many pupils. */
static void add_writers(Brief *brief, gint grade, const GArray *rows)
{
	g_autoptr(GHashTable) most = g_hash_table_new(g_str_hash, g_str_equal);
	GHashTableIter iter;
	gpointer subject, n;
	gint n_most = 0;

	for (guint i = 0; i < rows->len; i++) {
		const AssignmentLoad *row = &g_array_index(rows, AssignmentLoad, i);
		char *key = row->assigned->subject;
		const gint before = GPOINTER_TO_INT(g_hash_table_lookup(most, key));

		g_hash_table_insert(most, key, GINT_TO_POINTER(MAX(before, row->n_handed_in)));
		n_most = MAX(n_most, row->n_handed_in);
	}
	g_hash_table_iter_init(&iter, most);
	while (g_hash_table_iter_next(&iter, &subject, &n))
		cell_of(brief, grade, subject)->n_writers += GPOINTER_TO_INT(n);
	brief->n_writers += n_most;
}

static void add_assignments(Brief *brief, gint grade, const ClassLoad *load)
{
	g_autoptr(GArray) rows =
		class_load_assignments(load, brief_week_span(brief, BRIEF_WEEKS - 1));

	for (guint i = 0; i < rows->len; i++) {
		const AssignmentLoad *row = &g_array_index(rows, AssignmentLoad, i);
		const Assigned *assigned = row->assigned;
		const Rules *rules = rules_book_at(brief->book, assigned->day);
		const bool is_homework = assigned_counts(assigned, rules, grade);
		BriefCell *cell = cell_of(brief, grade, assigned->subject);

		brief->n_assignments++;
		brief->n_without_minutes += is_homework && assigned->minutes == 0;
		if (is_homework) {
			cell->n_assignments++;
			cell->n_published_minutes += assigned->minutes;
		}
		add_marking(brief, cell, row);
	}
	add_writers(brief, grade, rows);
}

char *brief_without_grade(const Brief *brief)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < brief->without_grade->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? "、" : "",
			(const char *)g_ptr_array_index(brief->without_grade, i));
	return g_string_free(text, FALSE);
}

void brief_add_class(Brief *brief, const char *name, gint grade, const ClassLoad *load)
{
	GradeBand which;

	if (!rules_knows_grade(grade))
		g_ptr_array_add(brief->without_grade, g_strdup(name));
	if (!rules_band(grade, &which))
		return; /* no limit, nothing to hold it against */
	brief->n_classes++;
	for (guint week = 0; week < BRIEF_WEEKS; week++) {
		add_days(brief, name, &brief->bands[which], week, load);
		add_pupils(brief, &brief->bands[which], week, load);
	}
	add_subjects(brief, grade, load);
	add_assignments(brief, grade, load);
}

void brief_add_problem(Brief *brief, const char *code, bool is_solved)
{
	guint at = 0;

	while (at < brief->problems->len &&
		g_strcmp0(g_array_index(brief->problems, BriefProblem, at).code, code) < 0)
		at++;
	if (at == brief->problems->len ||
		!g_str_equal(g_array_index(brief->problems, BriefProblem, at).code, code)) {
		const BriefProblem problem = { .code = g_strdup(code) };
		g_array_insert_val(brief->problems, at, problem);
	}
	BriefProblem *problem = &g_array_index(brief->problems, BriefProblem, at);
	problem->n_met++;
	problem->n_solved += is_solved;
}

void brief_add_training(Brief *brief, const char *kind, gint n_people, gint minutes)
{
	guint at = 0;

	while (at < brief->trainings->len &&
		g_strcmp0(g_array_index(brief->trainings, BriefTraining, at).kind, kind) < 0)
		at++;
	if (at == brief->trainings->len ||
		!g_str_equal(g_array_index(brief->trainings, BriefTraining, at).kind, kind)) {
		const BriefTraining training = { .kind = g_strdup(kind) };
		g_array_insert_val(brief->trainings, at, training);
	}
	BriefTraining *training = &g_array_index(brief->trainings, BriefTraining, at);
	training->n_held++;
	training->n_people += n_people;
	training->minutes += minutes;
}
