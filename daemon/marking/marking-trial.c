/* SPDX-License-Identifier: MIT */
/* One pupil after the other; the ink of one is copied at once, so that it may go on growing meanwhile. */
#include "daemon/marking/marking-trial.h"

#include <string.h>

#include "daemon/marking/marking-private.h"

#define SLICE_US 2000
#define FLOOR_MS 50
#define PATIENCE_MS 5000
#define PROGRESS_US 200000

struct MarkingTrial {
	Marking *marking;
	Sheet *sheet;
	MarkingTrialListener listener;
	guint idle, floor; /* when the loop rests; and in one that never does */
	gint64 begin_us, told_us;
	guint at;	    /* pupil */
	GPtrArray *readers; /* of CopyReader: of the pupil under way; NULL none */
	GArray *rows;	    /* of MarkingTrialRow, as the sheet's questions */
	guint n_pupils;	    /* with ink */
	guint n_off_sheet;
};

static void reader_free(gpointer reader)
{
	copy_reader_free(reader);
}

static void add_copy(MarkingTrial *trial, const Copy *copy)
{
	const GPtrArray *strokes = copy_reader_strokes(copy->reader, false);
	const CopyPaper paper = {
		.recogniser = trial->marking->options.recogniser,
		.sheet = trial->sheet,
		.page = sheet_find_page(trial->sheet, &copy->page->address),
		.custom = &trial->marking->custom,
	};

	if (strokes->len == 0)
		return;
	if (!paper.page) {
		trial->n_off_sheet++;
		return;
	}
	CopyReader *reader = copy_reader_new(&paper);
	for (guint i = 0; i < strokes->len; i++)
		copy_reader_add(reader, g_ptr_array_index(strokes, i), false);
	g_ptr_array_add(trial->readers, reader);
}

static const CopyResult *result_of(const MarkingTrial *trial, gint question)
{
	for (guint i = 0; i < trial->readers->len; i++) {
		const CopyResult *result =
			copy_reader_result(g_ptr_array_index(trial->readers, i), question);

		if (result)
			return result;
	}
	return NULL;
}

static void count_state(MarkingTrialRow *row, AnswerState state)
{
	switch (state) {
	case ANSWER_BLANK:
		row->n_blank++;
		return;
	case ANSWER_READ:
		row->n_read++;
		return;
	case ANSWER_REFUSED:
		row->n_refused++;
		return;
	case ANSWER_INK:
		row->n_ink++;
		return;
	}
	g_assert_not_reached();
}

/* What is read, not how sure it is or what the key says of it. */
static bool says_the_same(const Answer *a, const Answer *b)
{
	return a->state == b->state && (a->state != ANSWER_READ || strcmp(a->text, b->text) == 0);
}

/* A question that is new, or has no place on this pupil's pages, says nothing. */
static void count_answer(MarkingTrial *trial, MarkingTrialRow *row, PupilWork *pupil)
{
	const CopyResult *then = result_of(trial, row->question);
	const Entry *entry = marking_entry(trial->marking, pupil, row->question);
	const CopyResult nothing = { .question = row->question };
	const CopyResult *now = entry ? &entry->result : &nothing;

	then = then ? then : &nothing;
	count_state(row, then->answer.state);
	row->n_changed += !says_the_same(&then->answer, &now->answer);
	row->n_right += then->proposal.verdict == VERDICT_RIGHT;
	row->n_right_now += now->proposal.verdict == VERDICT_RIGHT;
}

static void begin_pupil(MarkingTrial *trial, const PupilWork *pupil)
{
	trial->readers = g_ptr_array_new_with_free_func(reader_free);
	for (guint i = 0; i < pupil->copies->len; i++)
		add_copy(trial, g_ptr_array_index(pupil->copies, i));
}

/* Counted when all of the pupil's ink is read. */
static void on_changed(G_GNUC_UNUSED void *user, G_GNUC_UNUSED const CopyResult *result)
{
}

static bool read_piece(const MarkingTrial *trial)
{
	for (guint i = 0; i < trial->readers->len; i++)
		if (copy_reader_read(g_ptr_array_index(trial->readers, i), on_changed, NULL))
			return true;
	return false;
}

static void end_pupil(MarkingTrial *trial, PupilWork *pupil)
{
	const bool has_ink = trial->readers->len > 0;

	trial->n_pupils += has_ink;
	for (guint i = 0; has_ink && i < trial->rows->len; i++)
		count_answer(trial, &g_array_index(trial->rows, MarkingTrialRow, i), pupil);
	g_clear_pointer(&trial->readers, g_ptr_array_unref);
	trial->at++;
}

/* False: all is counted. */
static bool step(MarkingTrial *trial)
{
	GPtrArray *pupils = trial->marking->pupils;

	if (trial->at >= pupils->len)
		return false;
	PupilWork *pupil = g_ptr_array_index(pupils, trial->at);

	if (!trial->readers)
		begin_pupil(trial, pupil);
	else if (!read_piece(trial))
		end_pupil(trial, pupil);
	return true;
}

/* False: it is over. */
static bool slice(MarkingTrial *trial)
{
	const gint64 end_us = g_get_monotonic_time() + SLICE_US;

	while (step(trial))
		if (g_get_monotonic_time() >= end_us)
			return true;
	return false;
}

static void tell_progress(MarkingTrial *trial)
{
	const gint64 now_us = g_get_monotonic_time();

	if (now_us - trial->told_us < PROGRESS_US)
		return;
	trial->told_us = now_us;
	trial->listener.progress(trial->listener.user, trial->at, trial->marking->pupils->len);
}

static void tell_result(const MarkingTrial *trial)
{
	const Marking *marking = trial->marking;
	const MarkingTrialResult result = {
		.rows = trial->rows,
		.n_pupils = trial->n_pupils,
		.n_class = marking->pupils->len,
		.n_off_sheet = trial->n_off_sheet,
		.n_no_page = g_hash_table_size(marking->loose),
		.n_unclaimed = classroom_n_unclaimed(marking->options.classroom),
	};

	trial->listener.done(trial->listener.user, &result);
}

static gboolean on_turn(gpointer user)
{
	MarkingTrial *trial = user;
	const gint64 waited_ms = (g_get_monotonic_time() - trial->begin_us) / 1000;

	/* What is to be compared with is still being read; that goes first, for a while: a class that writes is never
	 * read to its end. */
	if (!marking_is_ready(trial->marking) && waited_ms < PATIENCE_MS)
		return G_SOURCE_CONTINUE;
	if (slice(trial)) {
		tell_progress(trial);
		return G_SOURCE_CONTINUE;
	}
	g_clear_handle_id(&trial->idle, g_source_remove);
	g_clear_handle_id(&trial->floor, g_source_remove);
	tell_result(trial);
	return G_SOURCE_REMOVE;
}

MarkingTrial *marking_trial_new(
	Marking *marking, Sheet *take_sheet, const MarkingTrialListener *listener)
{
	MarkingTrial *trial = g_new0(MarkingTrial, 1);

	trial->marking = marking;
	trial->sheet = take_sheet;
	trial->listener = *listener;
	trial->rows = g_array_new(FALSE, TRUE, sizeof(MarkingTrialRow));
	for (guint i = 0; i < take_sheet->questions->len; i++) {
		const SheetQuestion *question = g_ptr_array_index(take_sheet->questions, i);
		const MarkingTrialRow row = { .question = question->number };

		g_array_append_val(trial->rows, row);
	}
	trial->begin_us = trial->told_us = g_get_monotonic_time();
	trial->idle = g_idle_add_full(G_PRIORITY_LOW, on_turn, trial, NULL);
	trial->floor = g_timeout_add(FLOOR_MS, on_turn, trial);
	return trial;
}

MarkingTrial *marking_trial_free(MarkingTrial *trial)
{
	if (!trial)
		return NULL;
	g_clear_handle_id(&trial->idle, g_source_remove);
	g_clear_handle_id(&trial->floor, g_source_remove);
	g_clear_pointer(&trial->readers, g_ptr_array_unref);
	sheet_free(trial->sheet);
	g_array_unref(trial->rows);
	g_free(trial);
	return NULL;
}
