/* SPDX-License-Identifier: MIT */
/*
 * Results as text (docs/console-protocol.md, "Results"). Of grades 1 and 2 no points leave the daemon: what a sheet comes
 * to is told in stars.
 */
#include "daemon/classroom/classroom-veil.h"
#include "daemon/json-text.h"
#include "daemon/marking/marking-hand.h"
#include "daemon/marking/marking-piles.h"

#include <math.h>

#include "homework/reading/expected-error.h"

#define FIRST_GRADE_WITH_POINTS 3
#define STARS 3

bool marking_shows_points(const Marking *marking)
{
	return marking->grade >= FIRST_GRADE_WITH_POINTS || marking->grade == 0;
}

/* What a machine is sure of to four digits is more than it knows. */
static json_t *real(double value)
{
	return json_real(round(value * 1000) / 1000);
}

static json_t *strings(char *const *texts)
{
	json_t *array = json_array();

	for (; *texts; texts++)
		json_array_append_new(array, json_text_new(*texts));
	return array;
}

/* ---- the sheet */

/* What accepting all proposals above a bound may cost, for the page to say beside it. */
static json_t *expected_json(QuestionType type)
{
	static const double BOUNDS[] = { 0.7, 0.8, 0.9, 0.95, 0.98, 0.99 };
	json_t *array = json_array();

	for (guint i = 0; i < G_N_ELEMENTS(BOUNDS); i++) {
		const ExpectedError expected = expected_error(type, BOUNDS[i]);

		if (expected.known)
			json_array_append_new(array, json_pack("{s:f,s:f}", "bound", BOUNDS[i],
							     "wrong", expected.wrong));
	}
	return array;
}

static json_t *question_json(const Marking *marking, const SheetQuestion *question)
{
	json_t *object = json_object();

	json_object_set_new(object, "question", json_integer(question->number));
	json_object_set_new(object, "name", json_text_new(question->name));
	json_object_set_new(object, "type", json_string(question_type_name(question->type)));
	json_object_set_new(object, "options", strings(question->options));
	json_object_set_new(object, "key", strings(question->key));
	if (marking_shows_points(marking))
		json_object_set_new(object, "points", real(question->points));
	json_object_set_new(object, "knowledge", json_text_new(question->knowledge));
	json_object_set_new(object, "expected", expected_json(question->type));
	return object;
}

/* What a teacher can give at one touch. */
static json_t *levels_json(const Marking *marking)
{
	g_auto(GStrv) levels = g_strsplit(marking->custom.levels, " ", -1);

	return strings(levels);
}

static json_t *sheet_json(const Marking *marking)
{
	json_t *object = json_object();
	json_t *questions = json_array();

	json_object_set_new(object, "title", json_text_new(marking->sheet->title));
	json_object_set_new(object, "version", json_integer(marking->sheet_version));
	for (guint i = 1; i < marking->questions->len; i++)
		json_array_append_new(questions,
			question_json(marking,
				g_array_index(marking->questions, QuestionWork, i).question));
	json_object_set_new(object, "questions", questions);
	json_object_set_new(object, "levels", levels_json(marking));
	return object;
}

/* ---- one question of the class */

/* What a person may have typed: names are in it, at times. */
static json_t *words(const Marking *marking, const char *text)
{
	g_autofree char *veiled = classroom_veil(marking->options.classroom, text);

	return json_text_new(veiled);
}

static json_t *tally_json(const Marking *marking, const QuestionWork *work)
{
	json_t *object = json_object();
	json_t *wrong = json_array();
	Tally tally;

	question_tally_read(work->tally, &tally);
	json_object_set_new(object, "question", json_integer(work->question->number));
	json_object_set_new(object, "started", json_integer(tally.n_started));
	json_object_set_new(object, "blank", json_integer(tally.n_blank));
	json_object_set_new(object, "answered", json_integer(tally.n_answered));
	json_object_set_new(object, "marked", json_integer(tally.n_marked));
	json_object_set_new(object, "right", json_integer(tally.n_right));
	json_object_set_new(object, "wrong", json_integer(tally.n_wrong));
	json_object_set_new(object, "half", json_integer(tally.n_half));
	json_object_set_new(object, "open", json_integer(tally.n_open));
	json_object_set_new(object, "first_right", json_integer(tally.n_first_right));
	json_object_set_new(object, "corrected", json_integer(tally.n_corrected));
	json_object_set_new(object, "median_ms", json_integer(tally.median_spent_ms));
	for (guint i = 0; i < TALLY_WRONG_SHOWN && tally.wrong[i].n > 0; i++)
		json_array_append_new(
			wrong, json_pack("{s:o,s:i}", "text", words(marking, tally.wrong[i].text),
				       "count", (int)tally.wrong[i].n));
	json_object_set_new(object, "commonest_wrong", wrong);
	return object;
}

/* ---- one answer of a pupil */

static void put_points(json_t *object, const Marking *marking, const char *key, double points)
{
	if (marking_shows_points(marking))
		json_object_set_new(object, key, real(points));
}

static json_t *mark_json(const Marking *marking, const Entry *entry)
{
	const HeldMark *mark = entry_in_force(entry);
	json_t *object;

	if (!mark)
		return json_null();
	object = json_object();
	json_object_set_new(object, "verdict", json_string(verdict_name(mark->verdict)));
	if (mark->verdict == VERDICT_STAR)
		json_object_set_new(object, "stars", json_integer((json_int_t)mark->points));
	else
		put_points(object, marking, "points",
			entry->question ? mark_points(entry->question, mark->verdict, mark->points)
					: mark->points);
	json_object_set_new(object, "text", words(marking, mark->text));
	json_object_set_new(object, "source", json_string(mark->source));
	json_object_set_new(object, "at_ms", json_integer(mark->at_ms));
	json_object_set_new(object, "confidence", real(mark->confidence));
	json_object_set_new(
		object, "teacher", json_text_new(marking_teacher_name(marking, mark->teacher_id)));
	if (mark->comment_id != 0)
		json_object_set_new(object, "comment", json_integer(mark->comment_id));
	if (mark->has_spot) {
		json_object_set_new(object, "x", real(mark->x));
		json_object_set_new(object, "y", real(mark->y));
	}
	return object;
}

/* What the pen seems to say while it may still be at it. In no total and no row: the next stroke may change it. */
static json_t *begun_json(const Marking *marking, const Entry *entry)
{
	const Mark *mark = &entry->result.mark;
	json_t *object = json_object();

	json_object_set_new(object, "verdict", json_string(verdict_name(mark->verdict)));
	if (mark->verdict == VERDICT_STAR)
		json_object_set_new(object, "stars", json_integer((json_int_t)mark->points));
	else
		put_points(object, marking, "points",
			entry->question ? mark_points(entry->question, mark->verdict, mark->points)
					: mark->points);
	json_object_set_new(object, "text", words(marking, mark->text));
	return object;
}

static json_t *proposal_json(const Marking *marking, const Proposal *proposal)
{
	json_t *object;

	if (proposal->verdict == VERDICT_NONE)
		return json_null();
	object = json_object();
	json_object_set_new(object, "verdict", json_string(verdict_name(proposal->verdict)));
	put_points(object, marking, "points", proposal->points);
	/* Never rounded up: what the page counts above a bound is what the bound takes. */
	json_object_set_new(
		object, "confidence", json_real(floor((double)proposal->confidence * 1000) / 1000));
	return object;
}

static json_t *entry_json(const Marking *marking, const Entry *entry)
{
	const Answer *answer = &entry->result.answer;
	json_t *object = json_object();

	json_object_set_new(
		object, "question", json_integer(entry->question ? entry->question->number : 0));
	json_object_set_new(object, "copy", json_integer(entry->copy_id));
	if (entry->question) {
		json_object_set_new(object, "state", json_string(answer_state_name(answer->state)));
		json_object_set_new(object, "text", words(marking, answer->text));
		json_object_set_new(object, "confidence", real((double)answer->confidence));
		json_object_set_new(object, "corrected", json_boolean(answer->corrected));
		json_object_set_new(object, "first", words(marking, answer->first_text));
		json_object_set_new(object, "by_teacher",
			json_boolean(entry->corrected_text[0] != '\0' &&
				     answer->last_ms <= entry->corrected_ms));
		json_object_set_new(object, "spent_ms", json_integer(entry->result.spent_ms));
		json_object_set_new(
			object, "proposal", proposal_json(marking, &entry->result.proposal));
		json_object_set_new(object, "re_marked", json_boolean(entry_is_re_marked(entry)));
	}
	json_object_set_new(object, "mark", mark_json(marking, entry));
	if (entry_is_begun(marking, entry))
		json_object_set_new(object, "begun", begun_json(marking, entry));
	json_object_set_new(object, "mark_doubtful", json_boolean(entry->pen.doubtful));
	return object;
}

/* ---- one pupil */

static const char *state_word(WorkState state)
{
	switch (state) {
	case WORK_NOT_STARTED:
		return "not-started";
	case WORK_WRITING:
		return "writing";
	case WORK_IDLE:
		return "idle";
	case WORK_FINISHED:
		return "finished";
	}
	g_assert_not_reached();
}

static json_t *total_json(const Marking *marking, const PupilWork *pupil)
{
	const MarkTotal total = pupil_work_total(marking, pupil);
	json_t *object = json_object();

	json_object_set_new(object, "right", json_integer(total.n_right));
	json_object_set_new(object, "wrong", json_integer(total.n_wrong));
	json_object_set_new(object, "half", json_integer(total.n_half));
	json_object_set_new(object, "blank", json_integer(total.n_blank));
	json_object_set_new(object, "open", json_integer(total.n_open));
	if (marking_shows_points(marking)) {
		json_object_set_new(object, "points", real(total.points));
		json_object_set_new(object, "points_max", real(total.points_max));
	} else if (total.n_open == 0 && total.points_max > 0) {
		json_object_set_new(object, "stars",
			json_integer((json_int_t)MIN(
				ceil(STARS * total.points / total.points_max), STARS)));
	}
	return object;
}

/* Of the sheet as a whole there are marks only. */
static bool is_there(const Entry *entry)
{
	if (entry->question)
		return entry->copy_id != 0;
	return entry->pen.id != 0 || entry->hand.id != 0 || entry->pen.doubtful ||
	       entry->mark_waits;
}

/* As a change also, once, that it is gone. */
static bool is_told(const Entry *entry, bool whole)
{
	const bool is_taken_back = !entry->question && entry->copy_id != 0;

	return whole ? is_there(entry)
		     : entry->touched && (is_there(entry) || entry->is_gone || is_taken_back);
}

static json_t *pupil_json(const Marking *marking, PupilWork *pupil, bool whole)
{
	json_t *object = json_object();
	json_t *answers = json_array();

	for (guint i = 0; i < marking->questions->len; i++) {
		const Entry *entry = &pupil->entries[i];

		if (is_told(entry, whole))
			json_array_append_new(answers, entry_json(marking, entry));
	}
	json_object_set_new(object, "seat", json_integer(pupil->seat));
	json_object_set_new(object, "state", json_string(state_word(pupil->state)));
	json_object_set_new(object, "since_ms", json_integer(pupil->since_ms));
	json_object_set_new(object, "at", json_integer(pupil->last_question));
	json_object_set_new(object, "hand", json_boolean(pupil->hand));
	json_object_set_new(object, "total", total_json(marking, pupil));
	json_object_set_new(object, "answers", answers);
	return object;
}

/* ---- all, and what changed */

char *marking_all(const Marking *marking)
{
	json_t *object, *pupils, *questions;

	if (!marking->sheet)
		return g_strdup("null");
	object = json_object();
	pupils = json_array();
	questions = json_array();
	for (guint i = 0; i < marking->pupils->len; i++) {
		PupilWork *pupil = g_ptr_array_index(marking->pupils, i);

		if (pupil->is_loaded &&
			(pupil->copies->len > 0 || pupil->state != WORK_NOT_STARTED))
			json_array_append_new(pupils, pupil_json(marking, pupil, true));
	}
	for (guint i = 1; i < marking->questions->len; i++)
		json_array_append_new(questions,
			tally_json(marking, &g_array_index(marking->questions, QuestionWork, i)));
	json_object_set_new(object, "sheet", sheet_json(marking));
	json_object_set_new(object, "ready", json_boolean(marking_is_ready(marking)));
	json_object_set_new(object, "pupils", pupils);
	json_object_set_new(object, "questions", questions);
	json_object_set_new(object, "pile", marking_pile_json(marking));
	json_object_set_new(object, "comments", marking_comments_json(marking));
	return json_text_dump(object);
}

static void forget_touches(Marking *marking, PupilWork *pupil)
{
	pupil->touched = false;
	for (guint i = 0; i < marking->questions->len; i++)
		pupil->entries[i].touched = pupil->entries[i].is_gone = false;
}

char *marking_take_changes(Marking *marking)
{
	json_t *object, *pupils, *questions;

	if (!marking->pending)
		return NULL;
	marking->pending = false;
	object = json_object();
	pupils = json_array();
	questions = json_array();
	for (guint i = 0; i < marking->pupils->len; i++) {
		PupilWork *pupil = g_ptr_array_index(marking->pupils, i);

		if (!pupil->touched)
			continue;
		json_array_append_new(pupils, pupil_json(marking, pupil, false));
		forget_touches(marking, pupil);
	}
	for (guint i = 1; i < marking->questions->len; i++) {
		QuestionWork *work = &g_array_index(marking->questions, QuestionWork, i);

		if (!work->touched)
			continue;
		work->touched = false;
		json_array_append_new(questions, tally_json(marking, work));
	}
	json_object_set_new(object, "ready", json_boolean(marking_is_ready(marking)));
	json_object_set_new(object, "pupils", pupils);
	json_object_set_new(object, "questions", questions);
	json_object_set_new(object, "pile", marking_pile_json(marking));
	if (marking->comments_touched)
		json_object_set_new(object, "comments", marking_comments_json(marking));
	marking->comments_touched = false;
	return json_text_dump(object);
}
