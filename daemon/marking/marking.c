/* SPDX-License-Identifier: MIT */
/* Ink in, changes out; see marking.h. What ink says is read later (marking-read.c). */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/marking/marking-hand.h"
#include "daemon/marking/marking-piles.h"
#include "store/reader-lesson.h"

#include "homework/marking/page-strip.h"

#define IDLE_LOOK_SECONDS 5

/* ---- who is who */

PupilWork *marking_pupil(Marking *marking, gint64 pupil_id)
{
	PupilWork *pupil = g_hash_table_lookup(marking->pupil_by_id, &pupil_id);

	if (pupil && pupil->is_outdated)
		marking_carry_pupil(marking, pupil);
	return pupil;
}

static bool sits_at(const PupilWork *pupil, gint seat)
{
	return (gint)pupil->seat == seat;
}

static bool has_number(const PupilWork *pupil, gint number)
{
	return pupil->number == number;
}

static PupilWork *find_pupil(
	Marking *marking, bool (*is_it)(const PupilWork *pupil, gint value), gint value)
{
	for (guint i = 0; i < marking->pupils->len; i++) {
		const PupilWork *pupil = g_ptr_array_index(marking->pupils, i);

		if (is_it(pupil, value))
			return marking_pupil(marking, pupil->id);
	}
	return NULL;
}

PupilWork *marking_pupil_at(Marking *marking, guint seat)
{
	return find_pupil(marking, sits_at, (gint)seat);
}

PupilWork *marking_pupil_numbered(Marking *marking, gint number)
{
	return find_pupil(marking, has_number, number);
}

Entry *marking_entry(Marking *marking, PupilWork *pupil, gint question)
{
	gpointer index;

	if (!g_hash_table_lookup_extended(
		    marking->entry_index, GINT_TO_POINTER(question), NULL, &index))
		return NULL;
	return &pupil->entries[GPOINTER_TO_UINT(index)];
}

void marking_touch(Marking *marking, PupilWork *pupil, Entry *entry)
{
	if (pupil)
		pupil->touched = true;
	if (entry)
		entry->touched = true;
	if (!marking->pending && marking->changed)
		marking->changed(marking->changed_user);
	marking->pending = true;
}

void marking_tell_words(Marking *marking)
{
	marking_tell_comments(marking);
	for (guint i = 0; i < marking->pupils->len; i++) {
		PupilWork *pupil = g_ptr_array_index(marking->pupils, i);

		for (guint k = 0; pupil->is_loaded && k < marking->questions->len; k++)
			marking_touch(marking, pupil, &pupil->entries[k]);
	}
	for (guint i = 1; i < marking->questions->len; i++)
		g_array_index(marking->questions, QuestionWork, i).touched = true;
}

/* ---- ink comes */

static void look_at_state(Marking *marking, PupilWork *pupil, gint64 now_ms)
{
	const WorkState state = pupil_work_state(pupil, marking, now_ms);

	const bool hand = pupil_work_help_ms(pupil) > pupil->hand_seen_ms;

	if (state == pupil->state && hand == pupil->hand)
		return;
	if (state != pupil->state)
		pupil->since_ms = pupil->last_ink_ms; /* none: not started */
	pupil->state = state;
	pupil->hand = hand;
	marking_touch(marking, pupil, NULL);
}

static gboolean look_for_idle(gpointer user)
{
	Marking *marking = user;
	const gint64 now_ms = g_get_real_time() / 1000;
	bool writing = false;

	for (guint i = 0; i < marking->pupils->len; i++) {
		PupilWork *pupil = g_ptr_array_index(marking->pupils, i);

		if (pupil->state == WORK_WRITING)
			look_at_state(marking, pupil, now_ms);
		writing |= pupil->state == WORK_WRITING;
	}
	if (writing)
		return G_SOURCE_CONTINUE;
	marking->idle_source = 0;
	return G_SOURCE_REMOVE;
}

/* From the first stroke on, what a pupil leaves blank counts. */
static void begin_work(Marking *marking, PupilWork *pupil)
{
	for (guint i = 1; i < marking->questions->len; i++)
		entry_changed(marking, pupil, &pupil->entries[i]);
}

static void note_work(Marking *marking, PupilWork *pupil, const Stroke *stroke)
{
	const gint64 now_ms = g_get_real_time() / 1000;
	const bool first = pupil->last_ink_ms == 0;

	/* A pen's clock may be wrong: live ink is of now. */
	pupil->last_ink_ms = stroke->origin == STROKE_LIVE
				     ? now_ms
				     : MAX(pupil->last_ink_ms, MIN(stroke->end_ms, now_ms));
	pupil->last_question = pupil_work_last_question(pupil);
	if (first)
		begin_work(marking, pupil);
}

void marking_watch(Marking *marking, PupilWork *pupil)
{
	look_at_state(marking, pupil, g_get_real_time() / 1000);
	if (pupil->state == WORK_WRITING && marking->idle_source == 0)
		marking->idle_source =
			g_timeout_add_seconds(IDLE_LOOK_SECONDS, look_for_idle, marking);
}

/* The pupil's copy that this page copy's ink belongs to; NULL: nobody's, or no page of the sheet. */
static Copy *copy_of(Marking *marking, gint64 page_copy_id, PupilWork **pupil, bool *by_teacher)
{
	const StorePageCopy *row = classroom_page_copy(marking->options.classroom, page_copy_id);
	const StoreAssignment *open = classroom_assignment(marking->options.classroom);
	const SheetPage *page;

	if (!row || row->pupil_id == 0 || !open || row->assignment_id != open->id)
		return NULL;
	*by_teacher = row->by_teacher;
	page = sheet_find_page(marking->sheet, &row->page);
	*pupil = page ? marking_pupil(marking, row->pupil_id) : NULL;
	if (!*pupil)
		return NULL;
	if (!row->by_teacher)
		return pupil_work_own_copy(marking, *pupil, page, row->id);
	Copy *copy = pupil_work_copy(marking, *pupil, page);

	if (copy->marked_id == 0)
		copy->marked_id = row->id;
	return copy;
}

/* Ink on no page is at hand when its page is told, whatever is on the disk yet. */
static void keep_loose(Marking *marking, gint64 page_copy_id, const Stroke *stroke)
{
	const StorePageCopy *row = classroom_page_copy(marking->options.classroom, page_copy_id);
	GPtrArray *strokes = g_hash_table_lookup(marking->loose, &page_copy_id);

	if (!row || row->page.family != PAGE_FAMILY_NONE)
		return;
	if (!strokes) {
		strokes = stroke_array_new();
		g_hash_table_insert(
			marking->loose, g_memdup2(&page_copy_id, sizeof page_copy_id), strokes);
	}
	g_ptr_array_add(strokes, stroke_copy(stroke));
}

static void on_finished(void *user, gint64 page_copy_id, const Stroke *stroke)
{
	Marking *marking = user;
	PupilWork *pupil;
	bool by_teacher;
	Copy *copy = copy_of(marking, page_copy_id, &pupil, &by_teacher);
	MarkedCopy *marked = g_hash_table_lookup(marking->marked, &page_copy_id);

	if (marked)
		g_ptr_array_add(marked->strokes, stroke_copy(stroke));
	if (!copy && !marked)
		keep_loose(marking, page_copy_id, stroke);
	if (!copy)
		return;
	copy_reader_add(copy->reader, stroke, by_teacher);
	if (by_teacher)
		pupil->marked_us = g_get_monotonic_time();
	else
		note_work(marking, pupil, stroke);
	marking_watch(marking, pupil);
	marking_read_soon(marking, pupil, true);
}

static void drop_marked(MarkedCopy *marked, gint64 stroke_id)
{
	for (guint i = 0; i < marked->strokes->len; i++) {
		const Stroke *stroke = g_ptr_array_index(marked->strokes, i);

		if (stroke->id == stroke_id) {
			g_ptr_array_remove_index(marked->strokes, i);
			return;
		}
	}
}

static void on_dropped(void *user, gint64 page_copy_id, gint64 stroke_id)
{
	Marking *marking = user;
	PupilWork *pupil;
	bool by_teacher;
	Copy *copy = copy_of(marking, page_copy_id, &pupil, &by_teacher);
	MarkedCopy *marked = g_hash_table_lookup(marking->marked, &page_copy_id);

	if (marked)
		drop_marked(marked, stroke_id);
	if (!copy)
		return;
	copy_reader_drop(copy->reader, stroke_id);
	marking_read_soon(marking, pupil, true);
}

static gint64 on_filed(
	void *user, gint64 pen_id, const Stroke *stroke, bool finished, gint64 now_ms)
{
	return marking_file(user, pen_id, stroke, finished, now_ms);
}

static bool on_strip(void *user, const Stroke *stroke, PageAddress *page)
{
	const Marking *marking = user;
	const SheetPage *told = page_strip_page(marking->sheet, stroke);

	if (told)
		*page = told->address;
	return told != NULL;
}

static void on_placed(void *user, gint64 page_copy_id)
{
	marking_placed(user, page_copy_id);
}

static void on_leaves(void *user)
{
	marking_close(user);
}

/* ---- life */

static void clear_questions(Marking *marking)
{
	for (guint i = 0; i < marking->questions->len; i++) {
		QuestionTally *tally = g_array_index(marking->questions, QuestionWork, i).tally;

		question_tally_free(tally);
	}
	g_array_set_size(marking->questions, 0);
	g_hash_table_remove_all(marking->entry_index);
}

MarkCustom marking_custom_of(const Marking *marking, const char *subject)
{
	const MarkCustoms *customs = marking->options.customs;

	return mark_customs_of(
		customs, subject, classroom_class(marking->options.classroom)->grade);
}

void marking_set_questions(Marking *marking)
{
	const QuestionWork whole = { 0 };

	clear_questions(marking);
	g_array_append_val(marking->questions, whole);
	g_hash_table_insert(marking->entry_index, GINT_TO_POINTER(0), GUINT_TO_POINTER(0));
	for (guint i = 0; i < marking->sheet->questions->len; i++) {
		const QuestionWork work = {
			.question = g_ptr_array_index(marking->sheet->questions, i),
			.tally = question_tally_new(),
		};

		g_array_append_val(marking->questions, work);
		g_hash_table_insert(marking->entry_index, GINT_TO_POINTER(work.question->number),
			GUINT_TO_POINTER(i + 1));
	}
}

static void add_pupils(Marking *marking)
{
	const Classroom *classroom = marking->options.classroom;

	for (guint i = 0; i < classroom_n_seats(classroom); i++) {
		const Seat *seat = classroom_seat(classroom, i);

		if (seat->pupil_id == 0)
			continue;
		PupilWork *pupil = pupil_work_new(marking, seat);

		g_ptr_array_add(marking->pupils, pupil);
		g_hash_table_insert(marking->pupil_by_id, &pupil->id, pupil);
		marking_read_soon(marking, pupil, false);
	}
}

static void load_hands(Marking *marking)
{
	const gint64 open_id = classroom_assignment(marking->options.classroom)->id;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows =
		store_reader_hands_down(marking->options.reader, open_id, &error);

	if (!rows)
		g_warning("cannot read which hands were seen: %s", error->message);
	for (guint i = 0; rows && i < rows->len; i++) {
		const StoreHandDown *row = g_ptr_array_index(rows, i);
		PupilWork *pupil = g_hash_table_lookup(marking->pupil_by_id, &row->pupil_id);

		if (pupil)
			pupil->hand_seen_ms = row->ink_ms;
	}
}

/* There is a sheet: its questions, nobody's work read yet. */
static void begin(Marking *marking)
{
	const InkReader reader = { marking, on_finished, on_dropped, on_filed, on_strip, on_placed,
		on_leaves };

	marking_load_pile(marking);
	marking_load_comments(marking);
	marking_set_questions(marking);
	add_pupils(marking);
	load_hands(marking);
	classroom_set_ink_reader(marking->options.classroom, &reader);
}

/* Of an assignment that is not the open one no ink is read after a start: what is at hand is read to its end. */
void marking_close(Marking *marking)
{
	for (guint i = 0; i < marking->pupils->len; i++) {
		PupilWork *pupil = g_ptr_array_index(marking->pupils, i);

		pupil->is_anew = false; /* its copies are found by the open assignment */
		if (pupil->is_loaded)
			marking_read_now(marking, pupil);
	}
}

static void forget_assignment(Marking *marking)
{
	marking_close(marking);
	marking_forget_queues(marking);
	g_hash_table_remove_all(marking->teacher_pens);
	g_hash_table_remove_all(marking->marked);
	g_hash_table_remove_all(marking->parked);
	g_hash_table_remove_all(marking->loose);
	g_hash_table_remove_all(marking->pupil_by_id);
	g_ptr_array_set_size(marking->pupils, 0);
	g_clear_pointer(&marking->teacher_left, g_array_unref);
	marking->n_ready = marking->n_outdated = 0;
	marking->remark_state = REMARK_NONE;
	g_array_set_size(marking->hand_steps, 0);
	marking->sheet_before = sheet_free(marking->sheet_before);
	marking->sheet = sheet_free(marking->sheet);
}

void marking_open(Marking *marking, Sheet *take_sheet)
{
	const StoreAssignment *open = classroom_assignment(marking->options.classroom);

	forget_assignment(marking);
	marking->sheet = take_sheet;
	marking->sheet_version = 1;
	marking->custom = marking_custom_of(marking, open->subject);
	begin(marking);
}

bool marking_reopen(Marking *marking, GError **error)
{
	bool is_read;

	forget_assignment(marking);
	clear_questions(marking);
	is_read = marking_load_sheet(marking, error);
	if (is_read && marking->sheet)
		begin(marking);
	else
		classroom_set_ink_reader(marking->options.classroom, NULL);
	return is_read;
}

bool marking_take_roster(Marking *marking, GError **error)
{
	marking->grade = classroom_class(marking->options.classroom)->grade;
	return marking_reopen(marking, error);
}

Marking *marking_new(const MarkingOptions *options, GError **error)
{
	g_autoptr(Marking) marking = g_new0(Marking, 1);

	marking->options = *options;
	marking_hand_new(marking);
	marking->grade = classroom_class(options->classroom)->grade;
	marking->pupils = g_ptr_array_new_with_free_func(pupil_work_free);
	marking->pupil_by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
	marking->entry_index = g_hash_table_new(NULL, NULL);
	marking->questions = g_array_new(FALSE, FALSE, sizeof(QuestionWork));
	marking->loose = g_hash_table_new_full(
		g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	marking->parked =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, pupil_work_free);
	marking->claims = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	marking->marked =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, marked_copy_free);
	marking->teacher_pens =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, teacher_pen_free);
	if (!marking_load_sheet(marking, error))
		return NULL;
	if (marking->sheet)
		begin(marking);
	return g_steal_pointer(&marking);
}

Marking *marking_free(Marking *marking)
{
	if (!marking)
		return NULL;
	if (marking->sheet)
		classroom_set_ink_reader(marking->options.classroom, NULL);
	marking_forget_queues(marking);
	g_clear_handle_id(&marking->idle_source, g_source_remove);
	g_clear_handle_id(&marking->rest_source, g_source_remove);
	clear_questions(marking);
	marking_hand_free(marking);
	if (marking->pile_steps)
		g_array_unref(marking->pile_steps);
	marking_comments_free(marking);
	g_array_unref(marking->questions);
	g_hash_table_unref(marking->teacher_pens);
	g_hash_table_unref(marking->marked);
	g_hash_table_unref(marking->claims);
	g_hash_table_unref(marking->parked);
	g_queue_clear_full(&marking->pile_actions, g_free);
	g_hash_table_unref(marking->loose);
	g_hash_table_unref(marking->entry_index);
	g_hash_table_unref(marking->pupil_by_id);
	g_ptr_array_unref(marking->pupils);
	g_clear_pointer(&marking->teacher_left, g_array_unref);
	sheet_free(marking->sheet);
	sheet_free(marking->sheet_before);
	g_free(marking);
	return NULL;
}

void marking_set_changed(Marking *marking, void (*changed)(void *user), void *user)
{
	marking->changed = changed;
	marking->changed_user = user;
}
