/* SPDX-License-Identifier: MIT */
/*
 * Marks made at the screen, and taken back: what a teacher did at one go has a name, and undoing it puts what was in
 * force before in force again. Nothing is deleted: the record gets a row that restates it. A wish that comes twice, from
 * a page whose line broke, is known by its name and done once.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/marking/marking-hand.h"

#include <string.h>

/* What `put_id` came over. */
typedef struct {
	char action[MARKING_ACTION_BYTES];
	gint64 pupil_id, put_id;
	gint question;
	HeldMark before;
	gint64 wrong_ms_before;
	guint64 sequence; /* of the store, of its row; 0: the row was there */
} HandStep;

#define UNDOING (-1)	  /* as a put_id: no mark, and cannot be undone itself */
#define N_STEPS_MAX 20000 /* the oldest are past undoing then */

void marking_hand_new(Marking *marking)
{
	marking->hand_steps = g_array_new(FALSE, FALSE, sizeof(HandStep));
	marking->n_refused = store_n_refused(marking->options.store);
	marking->teacher_names = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
}

void marking_hand_free(Marking *marking)
{
	g_array_unref(marking->hand_steps);
	g_hash_table_unref(marking->teacher_names);
}

static gint question_of(const Entry *entry)
{
	return entry->question ? entry->question->number : 0;
}

void marking_hand_note(Marking *marking, const PupilWork *pupil, const Entry *entry,
	const char *action, gint64 put_id)
{
	HandStep step = {
		.pupil_id = pupil->id,
		.put_id = put_id,
		.question = question_of(entry),
		.before = entry->hand,
		.wrong_ms_before = entry->wrong_ms,
	};

	if (!action || *action == '\0')
		return;
	g_strlcpy(step.action, action, sizeof step.action);
	if (marking->hand_steps->len >= N_STEPS_MAX)
		g_array_remove_range(marking->hand_steps, 0, N_STEPS_MAX / 2);
	g_array_append_val(marking->hand_steps, step);
}

/* The row of the last step has just been put. */
static void note_put(Marking *marking, const char *action)
{
	GArray *steps = marking->hand_steps;

	if (action && *action)
		g_array_index(steps, HandStep, steps->len - 1).sequence =
			store_sequence(marking->options.store);
}

void marking_hand_put(Marking *marking, PupilWork *pupil, Entry *entry, HeldMark *mark)
{
	mark->id = store_new_id(marking->options.store);
	marking_hand_note(marking, pupil, entry, mark->action, mark->id);
	entry_put_mark(marking, entry, &entry->hand, mark, mark->teacher_id);
	note_put(marking, mark->action);
	entry_changed(marking, pupil, entry);
}

guint marking_hand_count(Marking *marking, const char *action)
{
	guint n = 0;

	if (*action && marking->sheet)
		marking_load_all(marking); /* it may have been done before the start */
	marking_stored(marking);
	for (guint i = 0; *action && i < marking->hand_steps->len; i++) {
		const HandStep *step = &g_array_index(marking->hand_steps, HandStep, i);

		if (!g_str_equal(step->action, action))
			continue;
		if (step->sequence != 0)
			store_rely(marking->options.store, step->sequence);
		n++;
	}
	return n + marking_comment_count(marking, action);
}

/* Steps that came before go on from the row that restates. */
static void rename_step(Marking *marking, gint64 from_id, gint64 to_id)
{
	for (guint i = 0; i < marking->hand_steps->len; i++) {
		HandStep *step = &g_array_index(marking->hand_steps, HandStep, i);

		if (step->put_id == from_id)
			step->put_id = to_id;
		if (step->before.id == from_id)
			step->before.id = to_id;
	}
}

/* So that an undoing that is said again is known as well. */
static void note_undoing(
	Marking *marking, const PupilWork *pupil, const Entry *entry, const char *action)
{
	marking_hand_note(marking, pupil, entry, action, UNDOING);
}

/* The step's mark holds no more; `row_id` restates what does. */
static void step_back(Marking *marking, Entry *entry, guint index, gint64 row_id)
{
	const HandStep step = g_array_index(marking->hand_steps, HandStep, index);

	g_array_remove_index(marking->hand_steps, index);
	entry->hand = step.before;
	entry->wrong_ms = step.wrong_ms_before;
	if (step.before.id != 0)
		rename_step(marking, step.before.id, row_id);
	if (step.before.id != 0)
		entry->hand.id = row_id;
}

void marking_hand_load_undo(
	Marking *marking, const PupilWork *pupil, Entry *entry, const StoreMark *row)
{
	for (guint i = 0; i < marking->hand_steps->len; i++)
		if (g_array_index(marking->hand_steps, HandStep, i).put_id == row->undoes_id) {
			step_back(marking, entry, i, row->id);
			break;
		}
	note_undoing(marking, pupil, entry, row->action);
}

static void undo_one(Marking *marking, PupilWork *pupil, Entry *entry, guint index,
	const MarkingWish *wish, gint64 now_ms)
{
	const HeldMark undone = entry->hand;
	const gint64 row_id = store_new_id(marking->options.store);

	step_back(marking, entry, index, row_id);
	const HeldMark *now = entry_in_force(entry);
	const HeldMark nothing = { .verdict = VERDICT_NONE };

	if (!now)
		now = &nothing;
	store_put_mark(
		marking->options.store, &(StoreMark){ .id = row_id,
						.page_copy_id = undone.copy_id,
						.question_id = question_of(entry),
						.supersedes_id = undone.id,
						.verdict = (char *)verdict_name(now->verdict),
						.points = now->points,
						.text = (char *)now->text,
						.source = (char *)"screen",
						.teacher_id = wish->teacher_id,
						.at_ms = MAX(now_ms, undone.at_ms),
						.confidence = 1,
						.sheet_version = marking->sheet_version,
						.action = (char *)wish->action,
						.undoes_id = undone.id,
						.comment_id = now->comment_id,
						.has_spot = now->has_spot,
						.x = now->x,
						.y = now->y });
	note_undoing(marking, pupil, entry, wish->action);
	note_put(marking, wish->action);
	entry_changed(marking, pupil, entry);
}

/* ---- what the store refused */

/* A later mark came over one that never was: it came over what was before that. */
static void skip_step(Marking *marking, const HandStep *never)
{
	for (guint i = 0; i < marking->hand_steps->len; i++) {
		HandStep *step = &g_array_index(marking->hand_steps, HandStep, i);

		if (step->before.id == never->put_id) {
			step->before = never->before;
			step->wrong_ms_before = never->wrong_ms_before;
		}
	}
}

static void take_refused_back(Marking *marking, const HandStep *never)
{
	PupilWork *pupil = marking_pupil(marking, never->pupil_id);
	Entry *entry = pupil ? marking_entry(marking, pupil, never->question) : NULL;

	if (never->put_id == UNDOING)
		return;
	skip_step(marking, never);
	if (!entry || entry->hand.id != never->put_id)
		return;
	entry->hand = never->before;
	entry->wrong_ms = never->wrong_ms_before;
	entry_changed(marking, pupil, entry);
}

void marking_stored(Marking *marking)
{
	Store *store = marking->options.store;

	if (store_n_refused(store) == marking->n_refused)
		return;
	marking->n_refused = store_n_refused(store);
	for (guint i = marking->hand_steps->len; i-- > 0;) {
		const HandStep step = g_array_index(marking->hand_steps, HandStep, i);

		if (step.sequence == 0 || !store_refused(store, step.sequence))
			continue;
		g_array_remove_index(marking->hand_steps, i);
		take_refused_back(marking, &step);
	}
	marking_comments_stored(marking);
}

MarkingResult marking_undo(
	Marking *marking, const MarkingWish *wish, const char *of, gint64 now_ms, guint *n_undone)
{
	*n_undone = 0;
	if (!marking->sheet)
		return MARKING_NO_SHEET;
	for (guint i = marking->hand_steps->len; i-- > 0;) {
		const HandStep *step = &g_array_index(marking->hand_steps, HandStep, i);

		if (!g_str_equal(step->action, of))
			continue;
		PupilWork *pupil = marking_pupil(marking, step->pupil_id);
		Entry *entry = pupil ? marking_entry(marking, pupil, step->question) : NULL;

		/* Another teacher has marked it since: that holds. */
		if (!entry || entry->hand.id != step->put_id)
			continue;
		undo_one(marking, pupil, entry, i, wish, now_ms);
		++*n_undone;
	}
	/* After the marks, which say by then what the comment says again. */
	*n_undone += marking_comment_undo(marking, wish, of, now_ms);
	return *n_undone > 0 ? MARKING_DONE : MARKING_NOTHING_TO_UNDO;
}

const char *marking_teacher_name(const Marking *marking, gint64 teacher_id)
{
	if (teacher_id == 0)
		return "";
	if (!g_hash_table_contains(marking->teacher_names, &teacher_id)) {
		g_autoptr(GPtrArray) rows = store_reader_teachers(marking->options.reader, NULL);

		g_hash_table_insert(marking->teacher_names,
			g_memdup2(&teacher_id, sizeof teacher_id), g_strdup(""));
		for (guint i = 0; rows && i < rows->len; i++) {
			const StoreTeacher *row = g_ptr_array_index(rows, i);

			g_hash_table_insert(marking->teacher_names,
				g_memdup2(&row->id, sizeof row->id), g_strdup(row->name));
		}
	}
	return g_hash_table_lookup(marking->teacher_names, &teacher_id);
}
