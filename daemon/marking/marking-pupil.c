/* SPDX-License-Identifier: MIT */
/*
 * One pupil's results: read from the ink, kept in the store where they differ from what is there. Marks of the pen are
 * found again from the ink at any time; a row is only added when what the ink says is not what was said before.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/marking/marking-private.h"

#include "daemon/classroom/classroom-pens.h"

#include <string.h>

#define IDLE_MS 30000

static void copy_free(gpointer data)
{
	Copy *copy = data;

	copy_reader_free(copy->reader);
	g_free(copy);
}

GPtrArray *pupil_work_copies_new(void)
{
	return g_ptr_array_new_with_free_func(copy_free);
}

Entry *pupil_work_entries_new(const Marking *marking)
{
	const guint n_entries = marking->questions->len;
	Entry *entries = g_new0(Entry, n_entries);

	for (guint i = 0; i < n_entries; i++)
		entries[i].question = g_array_index(marking->questions, QuestionWork, i).question;
	return entries;
}

PupilWork *pupil_work_new(const Marking *marking, const Seat *seat)
{
	PupilWork *pupil = g_new0(PupilWork, 1);

	pupil->id = seat->pupil_id;
	pupil->seat = seat->seat;
	pupil->number = seat->pupil_number;
	pupil->copies = pupil_work_copies_new();
	pupil->entries = pupil_work_entries_new(marking);
	pupil->changed = g_hash_table_new(NULL, NULL);
	return pupil;
}

void pupil_work_free(gpointer data)
{
	PupilWork *pupil = data;

	g_ptr_array_unref(pupil->copies);
	g_free(pupil->entries);
	g_hash_table_unref(pupil->changed);
	g_clear_pointer(&pupil->known, g_ptr_array_unref);
	g_free(pupil);
}

static Copy *add_copy(const Marking *marking, PupilWork *pupil, const SheetPage *page)
{
	const CopyPaper paper = {
		.recogniser = marking->options.recogniser,
		.sheet = marking->sheet,
		.page = page,
		.custom = &marking->custom,
	};
	Copy *copy = g_new0(Copy, 1);

	copy->page = page;
	copy->reader = copy_reader_new(&paper);
	g_ptr_array_add(pupil->copies, copy);
	return copy;
}

Copy *pupil_work_copy(Marking *marking, PupilWork *pupil, const SheetPage *page)
{
	for (guint i = 0; i < pupil->copies->len; i++) {
		Copy *copy = g_ptr_array_index(pupil->copies, i);

		if (copy->page == page)
			return copy;
	}
	return add_copy(marking, pupil, page);
}

Copy *pupil_work_own_copy(
	Marking *marking, PupilWork *pupil, const SheetPage *page, gint64 page_copy_id)
{
	Copy *copy = NULL;

	for (guint i = 0; i < pupil->copies->len; i++) {
		Copy *one = g_ptr_array_index(pupil->copies, i);

		if (one->page != page)
			continue;
		if (one->own_id == page_copy_id)
			return one;
		if (!copy && one->own_id == 0)
			copy = one;
	}
	copy = copy ? copy : add_copy(marking, pupil, page);
	copy->own_id = page_copy_id;
	return copy;
}

/* ---- marks */

const HeldMark *entry_in_force(const Entry *entry)
{
	const HeldMark *pen = &entry->pen, *hand = &entry->hand;
	const bool has_pen = pen->id != 0 && pen->verdict != VERDICT_NONE;

	/* A proposal was accepted for what stood there then. */
	const bool is_stale = hand->source && g_str_equal(hand->source, "key") &&
			      entry->result.answer.last_ms > hand->at_ms;

	if (hand->id != 0 && !is_stale && (!has_pen || hand->at_ms >= pen->at_ms))
		return hand->verdict != VERDICT_NONE ? hand : NULL;
	return has_pen ? pen : NULL;
}

static Verdict outcome(const Entry *entry, const HeldMark *mark)
{
	return mark_outcome(entry->question, mark->verdict, mark->points);
}

bool entry_is_re_marked(const Entry *entry)
{
	const HeldMark *mark = entry_in_force(entry);

	if (!mark || outcome(entry, mark) != VERDICT_RIGHT)
		return false;
	return mark == &entry->pen
		       ? entry->result.re_marked
		       : entry->wrong_ms != 0 && entry->result.answer.last_ms > entry->wrong_ms;
}

void entry_note_wrong(Entry *entry, const HeldMark *mark)
{
	const Verdict said = mark ? outcome(entry, mark) : VERDICT_NONE;

	if (said == VERDICT_WRONG || said == VERDICT_HALF)
		entry->wrong_ms = mark->at_ms;
}

void entry_put_mark(
	Marking *marking, Entry *entry, HeldMark *place, const HeldMark *mark, gint64 teacher_id)
{
	const HeldMark *before = entry_in_force(entry);
	const gint question = entry->question ? entry->question->number : 0;

	/* What is taken back was never so. */
	if (mark->verdict == VERDICT_NONE)
		entry->wrong_ms = 0;
	else
		entry_note_wrong(entry, before);
	/* One that is older than what is in force comes into no force, and supersedes but its own kind. */
	const HeldMark *superseded = before && mark->at_ms >= before->at_ms ? before : place;
	const StoreMark row = {
		.id = mark->id != 0 ? mark->id : store_new_id(marking->options.store),
		.page_copy_id = entry->copy_id,
		.question_id = question,
		.supersedes_id = superseded->id,
		.verdict = (char *)verdict_name(mark->verdict),
		.points = mark->points,
		.text = (char *)mark->text,
		.source = (char *)mark->source,
		.teacher_id = teacher_id,
		.at_ms = mark->at_ms,
		.confidence = mark->confidence,
		.sheet_version = marking->sheet_version,
		.action = (char *)mark->action,
		.comment_id = mark->comment_id,
		.has_spot = mark->has_spot,
		.x = mark->x,
		.y = mark->y,
	};

	store_put_mark(marking->options.store, &row);
	*place = *mark;
	place->id = row.id;
	place->copy_id = row.page_copy_id;
}

/* A number beside an answer, where there are no points, is a person's to look at. */
static bool is_forbidden(const Marking *marking, const Mark *mark)
{
	return !marking_shows_points(marking) &&
	       (mark->verdict == VERDICT_POINTS || mark->verdict == VERDICT_DEDUCTION);
}

bool entry_is_begun(const Marking *marking, const Entry *entry)
{
	const Mark *mark = &entry->result.mark;

	return entry->mark_waits && mark->verdict != VERDICT_NONE && !mark->refused &&
	       !is_forbidden(marking, mark);
}

static HeldMark pen_mark(const Marking *marking, const CopyResult *result)
{
	const bool refused = result->mark.refused || is_forbidden(marking, &result->mark);
	HeldMark mark = {
		.verdict = refused ? VERDICT_NONE : result->mark.verdict,
		.points = result->mark.points,
		.source = "teacher-pen",
		.at_ms = result->mark.at_ms,
		.confidence = (double)result->mark.confidence,
		.doubtful = refused,
	};

	g_strlcpy(mark.text, result->mark.text, sizeof mark.text);
	return mark;
}

static bool says_the_same(const HeldMark *held, const HeldMark *mark)
{
	if (mark->verdict == VERDICT_NONE)
		return held->id == 0 || held->verdict == VERDICT_NONE;
	return held->id != 0 && held->verdict == mark->verdict && held->points == mark->points &&
	       held->at_ms == mark->at_ms && g_str_equal(held->text, mark->text);
}

static void keep_pen_mark(Marking *marking, const PupilWork *pupil, Entry *entry)
{
	HeldMark mark = pen_mark(marking, &entry->result);

	entry->mark_waits = false;
	/* It may have been withdrawn since the copy was claimed. */
	if (!classroom_keeps_ink_of(marking->options.classroom, pupil->id))
		return;
	if (says_the_same(&entry->pen, &mark)) {
		entry->pen.doubtful = mark.doubtful;
		return;
	}
	/* Taken back: the time of what is taken back, since ink that is not there has none. */
	if (mark.verdict == VERDICT_NONE)
		mark.at_ms = entry->pen.at_ms;
	entry_put_mark(marking, entry, &entry->pen, &mark, 0);
	if (pupil->remarking)
		marking->remark.n_marks++;
}

/* The first line of a cross is no 半对: what may be half a sign waits for the rest of it, or for the pen to rest. */
static void take_pen_mark(Marking *marking, PupilWork *pupil, Entry *entry)
{
	const gint64 since_us = g_get_monotonic_time() - pupil->marked_us;

	if (!entry->result.mark.open || pupil->marked_us == 0 || since_us >= MARK_REST_US) {
		keep_pen_mark(marking, pupil, entry);
		return;
	}
	entry->mark_waits = pupil->marks_wait = true;
	marking_wait_for_marks(marking);
}

void pupil_work_settle_marks(Marking *marking, PupilWork *pupil)
{
	for (guint i = 0; pupil->marks_wait && i < marking->questions->len; i++) {
		Entry *entry = &pupil->entries[i];

		if (!entry->mark_waits)
			continue;
		keep_pen_mark(marking, pupil, entry);
		entry_changed(marking, pupil, entry);
	}
	pupil->marks_wait = false;
}

/* ---- answers */

/* A teacher's word holds until there is later ink. */
static void obey_correction(Entry *entry)
{
	Answer *answer = &entry->result.answer;

	if (entry->corrected_text[0] == '\0' || answer->last_ms > entry->corrected_ms)
		return;
	answer->state = ANSWER_READ;
	answer->confidence = 1;
	g_strlcpy(answer->text, entry->corrected_text, sizeof answer->text);
	entry->result.proposal = answer_judge(entry->question, answer);
}

/* Is it what the store has? Known at the start only: then most of it is. */
static bool is_known(const GPtrArray *known, const StoreAnswer *row)
{
	for (guint i = 0; known && i < known->len; i++) {
		const StoreAnswer *other = g_ptr_array_index(known, i);

		if (other->page_copy_id == row->page_copy_id &&
			other->question_id == row->question_id)
			return g_str_equal(other->state, row->state) &&
			       g_str_equal(other->text, row->text) &&
			       g_str_equal(other->first_text, row->first_text) &&
			       g_str_equal(other->verdict, row->verdict) &&
			       other->confidence == row->confidence &&
			       other->corrected == row->corrected &&
			       other->last_ms == row->last_ms && other->first_ms == row->first_ms &&
			       other->n_strokes == row->n_strokes &&
			       other->spent_ms == row->spent_ms && other->points == row->points &&
			       other->verdict_confidence == row->verdict_confidence;
	}
	return false;
}

/* The school's own bound, above the recogniser's. */
static void apply_bound(const Marking *marking, Entry *entry)
{
	Answer *answer = &entry->result.answer;
	const double *bounds = marking->options.bounds;

	if (!bounds || answer->state != ANSWER_READ ||
		(double)answer->confidence >= bounds[entry->question->type])
		return;
	answer->state = ANSWER_REFUSED;
	entry->result.proposal = answer_judge(entry->question, answer);
}

static void keep_answer(Marking *marking, const PupilWork *pupil, Entry *entry)
{
	const Answer *answer = &entry->result.answer;
	const Proposal *proposal = &entry->result.proposal;
	const StoreAnswer row = {
		.page_copy_id = entry->copy_id,
		.question_id = entry->question->number,
		.state = (char *)answer_state_name(answer->state),
		.text = (char *)answer->text,
		.confidence = (double)answer->confidence,
		.corrected = answer->corrected,
		.first_text = (char *)answer->first_text,
		.first_ms = answer->first_ms,
		.last_ms = answer->last_ms,
		.n_strokes = answer->n_strokes,
		.spent_ms = entry->result.spent_ms,
		.verdict = (char *)verdict_name(proposal->verdict),
		.points = proposal->points,
		.verdict_confidence = (double)proposal->confidence,
	};

	entry->kept_id = entry->copy_id;
	if (is_known(pupil->known, &row))
		return;
	store_put_answer(marking->options.store, &row);
	if (pupil->remarking)
		marking->remark.n_answers++;
}

void entry_apply_correction(Marking *marking, PupilWork *pupil, Entry *entry)
{
	obey_correction(entry);
	keep_answer(marking, pupil, entry);
	entry_changed(marking, pupil, entry);
}

/* ---- reading */

static bool is_later_mark(const Mark *mark, const Mark *than)
{
	const bool is_there = mark->verdict != VERDICT_NONE || mark->refused;

	return is_there &&
	       ((than->verdict == VERDICT_NONE && !than->refused) || mark->at_ms > than->at_ms);
}

/* A question, and the sheet as a whole, may have places on several pages: the answer is where its last ink is, the mark
 * the last one made. */
static void merge(const PupilWork *pupil, Entry *entry, gint question)
{
	const Copy *answer_copy = NULL, *mark_copy = NULL;
	CopyResult merged = { .question = question };

	for (guint i = 0; i < pupil->copies->len; i++) {
		const Copy *copy = g_ptr_array_index(pupil->copies, i);
		const CopyResult *one = copy_reader_result(copy->reader, question);

		if (!one)
			continue;
		merged.spent_ms += one->spent_ms;
		/* A page that went away leaves nothing, not even a blank. */
		if (!answer_copy || one->answer.last_ms > merged.answer.last_ms ||
			(answer_copy->own_id == 0 && copy->own_id != 0)) {
			merged.answer = one->answer;
			merged.proposal = one->proposal;
			answer_copy = copy;
		}
		if (is_later_mark(&one->mark, &merged.mark)) {
			merged.mark = one->mark;
			merged.re_marked = one->re_marked;
			mark_copy = copy;
		}
	}
	/* Nobody's answer is no answer that is missing. */
	if (!answer_copy || answer_copy->own_id == 0)
		merged.proposal = (Proposal){ .verdict = VERDICT_NONE };
	entry->result = merged;
	const Copy *copy =
		mark_copy && (!answer_copy || answer_copy->own_id == 0) ? mark_copy : answer_copy;

	entry->has_own_ink = answer_copy && answer_copy->own_id != 0;
	entry->copy_id = !copy ? 0 : copy->own_id != 0 ? copy->own_id : copy->marked_id;
}

static void take_answer(
	Marking *marking, const PupilWork *pupil, Entry *entry, const CopyResult *before)
{
	apply_bound(marking, entry);
	obey_correction(entry);
	if (entry->has_own_ink && (entry->kept_id != entry->copy_id ||
					  !copy_result_same_answer(before, &entry->result)))
		keep_answer(marking, pupil, entry);
}

void pupil_work_take(Marking *marking, PupilWork *pupil, gint question)
{
	Entry *entry = marking_entry(marking, pupil, question);

	if (!entry)
		return;
	const CopyResult before = entry->result;
	const bool was_there = entry->copy_id != 0;

	merge(pupil, entry, question);
	entry->is_gone = entry->copy_id == 0 && (was_there || entry->is_gone);
	if (entry->copy_id == 0 && !was_there)
		return;
	if (entry->copy_id != 0)
		take_pen_mark(marking, pupil, entry);
	if (entry->question)
		take_answer(marking, pupil, entry, &before);
	entry_changed(marking, pupil, entry);
}

void pupil_work_take_all(Marking *marking, PupilWork *pupil)
{
	for (guint i = 0; i < marking->questions->len; i++) {
		const SheetQuestion *question = pupil->entries[i].question;

		pupil_work_take(marking, pupil, question ? question->number : 0);
		entry_changed(marking, pupil, &pupil->entries[i]);
	}
}

/* A question may have places on several pages. */
static bool is_read(const PupilWork *pupil, gint question)
{
	for (guint i = 0; i < pupil->copies->len; i++) {
		const Copy *copy = g_ptr_array_index(pupil->copies, i);

		if (!copy_reader_is_read(copy->reader, question))
			return false;
	}
	return true;
}

static void take_results(Marking *marking, PupilWork *pupil)
{
	GHashTableIter iter;
	gpointer question;

	g_hash_table_iter_init(&iter, pupil->changed);
	while (g_hash_table_iter_next(&iter, &question, NULL)) {
		if (!is_read(pupil, GPOINTER_TO_INT(question)))
			continue;
		pupil_work_take(marking, pupil, GPOINTER_TO_INT(question));
		g_hash_table_iter_remove(&iter);
	}
}

static void on_changed(void *user, const CopyResult *result)
{
	g_hash_table_add(user, GINT_TO_POINTER(result->question));
}

bool pupil_work_read(Marking *marking, PupilWork *pupil)
{
	for (guint i = 0; i < pupil->copies->len; i++) {
		const Copy *copy = g_ptr_array_index(pupil->copies, i);

		if (!copy_reader_read(copy->reader, on_changed, pupil->changed))
			continue;
		take_results(marking, pupil);
		return true;
	}
	return false;
}

/* ---- state */

gint64 pupil_work_help_ms(const PupilWork *pupil)
{
	gint64 latest_ms = 0;

	for (guint i = 0; i < pupil->copies->len; i++) {
		const Copy *copy = g_ptr_array_index(pupil->copies, i);

		latest_ms = MAX(latest_ms, copy_reader_help_ms(copy->reader));
	}
	return latest_ms;
}

gint pupil_work_last_question(const PupilWork *pupil)
{
	gint64 latest_ms = 0;
	gint question = 0;

	for (guint i = 0; i < pupil->copies->len; i++) {
		const Copy *copy = g_ptr_array_index(pupil->copies, i);
		gint64 end_ms;
		const gint last = copy_reader_last_question(copy->reader, &end_ms);

		if (end_ms >= latest_ms && end_ms != 0) {
			latest_ms = end_ms;
			question = last;
		}
	}
	return question;
}

static bool is_finished(const PupilWork *pupil, const Marking *marking)
{
	for (guint i = 1; i < marking->questions->len; i++)
		if (pupil->entries[i].result.answer.state == ANSWER_BLANK)
			return false;
	return marking->questions->len > 1;
}

WorkState pupil_work_state(const PupilWork *pupil, const Marking *marking, gint64 now_ms)
{
	if (pupil->last_ink_ms == 0)
		return WORK_NOT_STARTED;
	/* A clock set back is no pause. */
	if (now_ms - pupil->last_ink_ms < IDLE_MS && pupil->last_ink_ms <= now_ms)
		return is_finished(pupil, marking) ? WORK_FINISHED : WORK_WRITING;
	return is_finished(pupil, marking) ? WORK_FINISHED : WORK_IDLE;
}
