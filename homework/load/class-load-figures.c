/* SPDX-License-Identifier: MIT */
/* See class-load.h: what comes of it. */
#include "homework/load/class-load-private.h"

#define MINUTE_MS G_GINT64_CONSTANT(60000)

static bool in_span(RulesDays span, gint day)
{
	return day >= span.first_day && day <= span.last_day;
}

static const Assigned *assigned_of(const ClassLoad *load, gint64 id)
{
	return g_hash_table_lookup(load->by_id, &id);
}

/* By the rules of the day on which it was published. */
static bool is_homework(const ClassLoad *load, const Assigned *assigned)
{
	return assigned_counts(assigned, rules_book_at(load->book, assigned->day), load->grade);
}

/* What is written at home is homework, whatever it was published as. */
static bool is_homework_written(const ClassLoad *load, const MinutesCell *cell)
{
	GradeBand band;

	return (cell->place == LOAD_HOME && rules_band(load->grade, &band)) ||
	       is_homework(load, assigned_of(load, cell->assignment));
}

static void add_cell(LoadSum *sum, const MinutesCell *cell)
{
	sum->ink_ms += cell->ink_ms;
	sum->thinking_ms += cell->thinking_ms;
	sum->place_ms[cell->place] += cell->ink_ms + cell->thinking_ms;
}

static void add_sum(LoadSum *sum, const LoadSum *other)
{
	sum->ink_ms += other->ink_ms;
	sum->thinking_ms += other->thinking_ms;
	for (guint i = 0; i < N_PLACES; i++)
		sum->place_ms[i] += other->place_ms[i];
}

/* ---- one pupil */

typedef struct {
	LoadSum sum; /* of homework */
	gint64 late_ms;
	bool is_over, is_closed;
} PupilDay;

static void count_pages(const ClassLoad *load, const Pupil *pupil, RulesDays span, PupilLoad *row)
{
	for (guint i = 0; i < load->assigned->len; i++) {
		const Assigned *assigned = g_ptr_array_index(load->assigned, i);
		const gint n_pages = class_load_n_pages(assigned);

		if (!in_span(span, assigned->day) || !class_load_asks(assigned, pupil))
			continue;
		row->n_pages += pupil->is_silent ? 0 : n_pages;
		row->n_pages_inked +=
			pupil->is_silent ? 0 : MIN(class_load_inked(pupil, assigned->id), n_pages);
		if (is_homework(load, assigned))
			row->n_expected_minutes +=
				pupil->has_plan ? assigned_minutes_planned(assigned, &pupil->plan)
						: assigned->minutes;
	}
}

static bool has_strokes_on(Pupil *pupil, gint64 assignment, gint day)
{
	const GArray *cells = class_load_cells(pupil);

	for (guint i = 0; i < cells->len; i++) {
		const MinutesCell *cell = &g_array_index(cells, MinutesCell, i);
		if (cell->assignment == assignment && cell->day == day && cell->n_strokes > 0)
			return true;
	}
	return false;
}

/* Is there a task for home, published that day or written on that day, that was never finished? */
static bool is_unfinished(const ClassLoad *load, Pupil *pupil, gint day)
{
	for (guint i = 0; i < load->assigned->len; i++) {
		const Assigned *assigned = g_ptr_array_index(load->assigned, i);
		const Rules *rules = rules_book_at(load->book, assigned->day);

		if (assigned_place(assigned, rules, load->grade) == LOAD_HOME &&
			class_load_asks(assigned, pupil) &&
			class_load_inked(pupil, assigned->id) < class_load_n_pages(assigned) &&
			(assigned->day == day || has_strokes_on(pupil, assigned->id, day)))
			return true;
	}
	return false;
}

static void finish_day(const ClassLoad *load, Pupil *pupil, gint day, PupilDay *of_day)
{
	const Rules *rules = rules_book_at(load->book, day);
	const gint limit =
		pupil->has_plan ? pupil->plan.limit_minutes : rules_limit(rules, load->grade);
	const gint bedtime = rules->bedtime_minute[rules_stage(load->grade)];

	of_day->is_over =
		limit >= 0 && of_day->sum.ink_ms + of_day->sum.thinking_ms > limit * MINUTE_MS;
	of_day->is_closed = minutes_last_minute(pupil->minutes, day) >=
				    bedtime - rules->bedtime_window_minutes &&
			    is_unfinished(load, pupil, day);
}

/* The span's days of a pupil, to be freed. */
static PupilDay *days_of(const ClassLoad *load, Pupil *pupil, RulesDays span)
{
	const gint n_days = span.last_day - span.first_day + 1;
	PupilDay *days = g_new0(PupilDay, n_days);
	const GArray *cells = class_load_cells(pupil);

	for (guint i = 0; i < cells->len; i++) {
		const MinutesCell *cell = &g_array_index(cells, MinutesCell, i);
		if (!in_span(span, cell->day))
			continue;
		PupilDay *day = &days[cell->day - span.first_day];
		day->late_ms += cell->late_ms;
		if (is_homework_written(load, cell))
			add_cell(&day->sum, cell);
	}
	for (gint i = 0; i < n_days; i++)
		finish_day(load, pupil, span.first_day + i, &days[i]);
	return days;
}

static bool has_written(const PupilDay *day)
{
	return day->sum.ink_ms + day->sum.thinking_ms > 0;
}

static bool is_counted(const ClassLoad *load, const Pupil *pupil, const PupilLoad *row)
{
	const gint percent = rules_book_base(load->book)->capture_percent;

	return !pupil->has_plan && row->n_pages > 0 &&
	       row->n_pages_inked * 100 >= row->n_pages * percent;
}

static PupilLoad pupil_load(
	const ClassLoad *load, const Pupil *pupil, RulesDays span, const PupilDay *days)
{
	PupilLoad row = { .pupil = pupil->id, .plan = pupil->has_plan ? &pupil->plan : NULL };

	count_pages(load, pupil, span, &row);
	row.is_counted = is_counted(load, pupil, &row);
	for (gint i = 0; i <= span.last_day - span.first_day; i++) {
		add_sum(&row.sum, &days[i].sum);
		row.n_days += has_written(&days[i]);
		row.n_days_over += days[i].is_over;
		row.n_days_late += days[i].late_ms > 0;
		row.n_days_closed += days[i].is_closed;
		row.late_ms += days[i].late_ms;
	}
	return row;
}

GArray *class_load_pupils(const ClassLoad *load, RulesDays span)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(PupilLoad));

	for (guint i = 0; i < load->pupils->len; i++) {
		Pupil *pupil = g_ptr_array_index(load->pupils, i);
		g_autofree PupilDay *days = days_of(load, pupil, span);
		const PupilLoad row = pupil_load(load, pupil, span, days);

		g_array_append_val(rows, row);
	}
	return rows;
}

/* ---- days */

static void clear_day(gpointer data)
{
	board_day_free(((DayLoad *)data)->board);
}

static DayLoad published_on(const ClassLoad *load, gint day)
{
	const Rules *rules = rules_book_at(load->book, day);
	DayLoad row = { .day = day, .limit_minutes = rules_limit(rules, load->grade) };

	row.board = board_day(rules, load->grade, day, load->assigned);
	for (guint i = 0; i < load->assigned->len; i++) {
		const Assigned *assigned = g_ptr_array_index(load->assigned, i);
		row.has_reason |= assigned->day == day && *assigned->reason != '\0';
	}
	return row;
}

static void add_pupil_day(DayLoad *row, const PupilDay *day)
{
	row->n_wrote += has_written(day);
	add_sum(&row->sum, &day->sum);
	row->n_over += day->is_over;
	row->n_late += day->late_ms > 0;
	row->n_closed += day->is_closed;
	row->late_ms += day->late_ms;
}

GArray *class_load_days(const ClassLoad *load, RulesDays span)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(DayLoad));

	g_array_set_clear_func(rows, clear_day);
	for (gint day = span.first_day; day <= span.last_day; day++) {
		const DayLoad row = published_on(load, day);
		g_array_append_val(rows, row);
	}
	for (guint i = 0; i < load->pupils->len; i++) {
		Pupil *pupil = g_ptr_array_index(load->pupils, i);
		g_autofree PupilDay *days = days_of(load, pupil, span);

		if (!pupil_load(load, pupil, span, days).is_counted)
			continue;
		for (guint k = 0; k < rows->len; k++)
			add_pupil_day(&g_array_index(rows, DayLoad, k), &days[k]);
	}
	return rows;
}

/* ---- assignments and subjects */

/* The ids of the counted pupils of a span, as a set of Pupil *. */
static GHashTable *counted_of(const ClassLoad *load, RulesDays span)
{
	GHashTable *counted = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < load->pupils->len; i++) {
		Pupil *pupil = g_ptr_array_index(load->pupils, i);
		PupilLoad row = { 0 };

		count_pages(load, pupil, span, &row);
		if (is_counted(load, pupil, &row))
			g_hash_table_add(counted, pupil);
	}
	return counted;
}

static gint by_size(gconstpointer a, gconstpointer b)
{
	const gint64 one = *(const gint64 *)a, other = *(const gint64 *)b;

	return (one > other) - (one < other);
}

static bool is_mistake(Verdict verdict)
{
	return verdict == VERDICT_WRONG || verdict == VERDICT_HALF || verdict == VERDICT_BLANK;
}

/* Adds a pupil's marks; false: there are none in force. */
static bool add_marks(AssignmentLoad *row, const Marked *marked, GArray *waits)
{
	const Assigned *assigned = row->assigned;
	bool is_marked = false;

	for (guint i = 0; marked && i < marked->questions->len; i++) {
		const Asked *asked = &g_array_index(marked->questions, Asked, i);
		const bool was_wrong = is_mistake(asked->first) && asked->last != VERDICT_NONE;

		is_marked |= asked->last != VERDICT_NONE;
		row->n_wrong += was_wrong;
		row->n_re_marked += was_wrong && asked->last == VERDICT_RIGHT;
	}
	if (!is_marked)
		return false;
	const gint64 from_ms = assigned->due_ms ? assigned->due_ms : assigned->published_ms;
	const gint64 wait_ms = MAX(marked->first_mark_ms - from_ms, 0);
	row->wait_sum_ms += wait_ms;
	g_array_append_val(waits, wait_ms);
	return true;
}

static void add_assignment_pupil(
	const ClassLoad *load, Pupil *pupil, bool is_in, AssignmentLoad *row, GArray *waits)
{
	const Assigned *assigned = row->assigned;
	const gint n_pages = class_load_n_pages(assigned);
	const gint n_inked = class_load_inked(pupil, assigned->id);
	const Marked key = { .assignment = assigned->id, .pupil = pupil->id };
	const Marked *marked = g_hash_table_lookup(load->marked, &key);
	const bool is_marked = add_marks(row, marked, waits);

	row->n_handed_in += n_inked > 0 || is_marked;
	row->n_marked += is_marked;
	if (pupil->has_plan || pupil->is_silent || !class_load_asks(assigned, pupil))
		return;
	row->n_pages += n_pages;
	row->n_pages_inked += MIN(n_inked, n_pages);
	if (!is_in || n_inked < n_pages)
		return;
	row->n_whole++;
	const GArray *cells = class_load_cells(pupil);
	for (guint i = 0; i < cells->len; i++) {
		const MinutesCell *cell = &g_array_index(cells, MinutesCell, i);
		if (cell->assignment == assigned->id)
			add_cell(&row->sum, cell);
	}
}

GArray *class_load_assignments(const ClassLoad *load, RulesDays span)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(AssignmentLoad));
	g_autoptr(GHashTable) counted = counted_of(load, span);

	for (guint i = 0; i < load->assigned->len; i++) {
		AssignmentLoad row = { .assigned = g_ptr_array_index(load->assigned, i),
			.wait_ms = -1 };
		g_autoptr(GArray) waits = g_array_new(FALSE, FALSE, sizeof(gint64));

		if (!in_span(span, row.assigned->day))
			continue;
		for (guint k = 0; k < load->pupils->len; k++) {
			Pupil *pupil = g_ptr_array_index(load->pupils, k);
			add_assignment_pupil(
				load, pupil, g_hash_table_contains(counted, pupil), &row, waits);
		}
		g_array_sort(waits, by_size);
		if (waits->len > 0)
			row.wait_ms = g_array_index(waits, gint64, (waits->len - 1) / 2);
		g_array_append_val(rows, row);
	}
	return rows;
}

static SubjectLoad *subject_of(GArray *rows, const char *subject)
{
	for (guint i = 0; i < rows->len; i++)
		if (g_str_equal(g_array_index(rows, SubjectLoad, i).subject, subject))
			return &g_array_index(rows, SubjectLoad, i);
	const SubjectLoad row = { .subject = subject };
	g_array_append_val(rows, row);
	return &g_array_index(rows, SubjectLoad, rows->len - 1);
}

/* Cells come by day: one pupil's day of a subject is told once, however many assignments it has. */
static void add_subject_cells(const ClassLoad *load, Pupil *pupil, RulesDays span, GArray *rows)
{
	const GArray *cells = class_load_cells(pupil);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) written = g_hash_table_new(g_str_hash, g_str_equal);
	gint day = G_MININT;

	for (guint i = 0; i < cells->len; i++) {
		const MinutesCell *cell = &g_array_index(cells, MinutesCell, i);
		const Assigned *assigned = assigned_of(load, cell->assignment);

		if (!in_span(span, cell->day) || !is_homework_written(load, cell))
			continue;
		if (cell->day != day)
			g_hash_table_remove_all(seen);
		day = cell->day;
		SubjectLoad *row = subject_of(rows, assigned->subject);
		row->n_pupils += g_hash_table_add(written, assigned->subject);
		row->n_pupil_days += g_hash_table_add(seen, assigned->subject);
		add_cell(&row->sum, cell);
	}
}

GArray *class_load_subjects(const ClassLoad *load, RulesDays span)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(SubjectLoad));
	g_autoptr(GHashTable) counted = counted_of(load, span);
	g_autoptr(GHashTable) published = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < load->assigned->len; i++) {
		const Assigned *assigned = g_ptr_array_index(load->assigned, i);

		subject_of(rows, assigned->subject);
		if (is_homework(load, assigned))
			g_hash_table_add(published, assigned->subject);
	}
	for (guint i = 0; i < load->pupils->len; i++) {
		Pupil *pupil = g_ptr_array_index(load->pupils, i);
		if (g_hash_table_contains(counted, pupil))
			add_subject_cells(load, pupil, span, rows);
	}
	for (guint i = rows->len; i-- > 0;) {
		const SubjectLoad *row = &g_array_index(rows, SubjectLoad, i);
		if (row->n_pupil_days == 0 && !g_hash_table_contains(published, row->subject))
			g_array_remove_index(rows, i);
	}
	return rows;
}
