/* SPDX-License-Identifier: MIT */
/* What a teacher says at the screen: marks, proposals taken over, corrections of what was read. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/marking/marking-hand.h"

#include "daemon/classroom/classroom-veil.h"
#include "homework/reading/trace.h"

#include <math.h>
#include <string.h>

#define STAR_MAX 5

/* ---- marks at the screen */

/* Whole and half points, of grades that have any. */
static bool points_fit(const Marking *marking, const Entry *entry, double points)
{
	double most = entry->question ? entry->question->points : 0;

	for (guint i = 1; !entry->question && i < marking->questions->len; i++)
		most += g_array_index(marking->questions, QuestionWork, i).question->points;
	return marking_shows_points(marking) && points >= 0 && points <= most &&
	       points * 2 == floor(points * 2);
}

static bool verdict_fits(
	const Marking *marking, const Entry *entry, const MarkingWish *wish, Verdict verdict)
{
	switch (verdict) {
	case VERDICT_POINTS:
		return points_fit(marking, entry, wish->points);
	case VERDICT_DEDUCTION:
		return wish->points > 0 && points_fit(marking, entry, wish->points);
	case VERDICT_STAR:
		return wish->points >= 1 && wish->points <= STAR_MAX &&
		       wish->points == floor(wish->points);
	case VERDICT_LEVEL: /* of its word: wished_mark */
	case VERDICT_NONE:
		return true;
	case VERDICT_RIGHT:
	case VERDICT_WRONG:
	case VERDICT_HALF:
	case VERDICT_BLANK:
		return entry->question != NULL;
	}
	return false;
}

/* What a question of this kind can say. */
static bool text_fits(const SheetQuestion *question, const char *text)
{
	const gsize n_bytes = strlen(text);

	if (n_bytes == 0 || n_bytes >= READING_TEXT_BYTES)
		return false;
	switch (question->type) {
	case QUESTION_CHOICE:
		return g_strv_contains((const char *const *)question->options, text);
	case QUESTION_CHOICES:
		for (const char *at = text; *at; at = g_utf8_next_char(at)) {
			g_autofree char *one = g_strndup(at, (gsize)(g_utf8_next_char(at) - at));

			if (!g_strv_contains((const char *const *)question->options, one))
				return false;
		}
		return true;
	case QUESTION_TRUE_FALSE:
		return g_str_equal(text, "T") || g_str_equal(text, "F");
	case QUESTION_NUMBER:
		return strspn(text, "0123456789+-./% ") == n_bytes;
	case QUESTION_TEXT:
	case QUESTION_STEPS:
	case QUESTION_DRAWING:
		return true;
	}
	return false;
}

static bool has_number(Verdict verdict)
{
	return verdict == VERDICT_POINTS || verdict == VERDICT_DEDUCTION || verdict == VERDICT_STAR;
}

/* Where a mark of this entry is kept: by its ink, else by any page of the pupil. */
static bool find_copy(PupilWork *pupil, Entry *entry)
{
	for (guint i = 0; entry->copy_id == 0 && i < pupil->copies->len; i++) {
		const Copy *copy = g_ptr_array_index(pupil->copies, i);

		entry->copy_id = copy->own_id != 0 ? copy->own_id : copy->marked_id;
	}
	return entry->copy_id != 0;
}

static MarkingResult find_entry(
	Marking *marking, guint seat, gint question, PupilWork **pupil, Entry **entry)
{
	if (!marking->sheet)
		return MARKING_NO_SHEET;
	*pupil = marking_pupil_at(marking, seat);
	if (!*pupil)
		return MARKING_NO_SUCH_SEAT;
	*entry = marking_entry(marking, *pupil, question);
	if (!*entry)
		return MARKING_NO_SUCH_QUESTION;
	marking_read_now(marking, *pupil);
	return find_copy(*pupil, *entry) ? MARKING_DONE : MARKING_NO_INK;
}

/* By our clock, and in any case after what it supersedes: the pen's marks are by the pen's. */
static gint64 mark_time(const Entry *entry, gint64 now_ms)
{
	const gint64 pen_ms = entry->pen.id != 0 ? entry->pen.at_ms : 0;

	return MAX(MAX(now_ms, pen_ms), entry->result.answer.last_ms);
}

MarkingResult marking_check_verdict(
	const Marking *marking, const MarkingWish *wish, Verdict *verdict)
{
	const Entry entry = { .question = wish->question != 0 ? sheet_find_question(marking->sheet,
									wish->question)
							      : NULL };

	if (wish->question != 0 && !entry.question)
		return MARKING_NO_SUCH_QUESTION;
	return verdict_from_name(wish->verdict, verdict) &&
			       verdict_fits(marking, &entry, wish, *verdict)
		       ? MARKING_DONE
		       : MARKING_BAD_VERDICT;
}

static HeldMark held_mark(const MarkingWish *wish, const char *source)
{
	HeldMark mark = {
		.source = source,
		.confidence = 1,
		.teacher_id = wish->teacher_id,
		.comment_id = wish->comment_id,
		.has_spot = wish->has_spot,
		.x = wish->x,
		.y = wish->y,
	};

	if (wish->action)
		g_strlcpy(mark.action, wish->action, sizeof mark.action);
	return mark;
}

/* The mark that is wished for, by its comment where it has one. */
static MarkingResult wished_mark(const Marking *marking, const MarkingWish *wish, HeldMark *mark)
{
	*mark = held_mark(wish, "screen");
	if (wish->comment_id != 0)
		return marking_comment_verdict(marking, wish->comment_id, wish->question,
			       &mark->verdict, &mark->points)
			       ? MARKING_DONE
			       : MARKING_NO_SUCH_COMMENT;
	const MarkingResult fits = marking_check_verdict(marking, wish, &mark->verdict);

	if (fits == MARKING_DONE && has_number(mark->verdict))
		mark->points = wish->points;
	if (fits != MARKING_DONE || mark->verdict != VERDICT_LEVEL)
		return fits;
	if (!mark_custom_has_level(&marking->custom, wish->text))
		return MARKING_BAD_LEVEL;
	g_strlcpy(mark->text, wish->text, sizeof mark->text);
	return MARKING_DONE;
}

MarkingResult marking_mark(Marking *marking, const MarkingWish *wish, gint64 now_ms)
{
	PupilWork *pupil;
	Entry *entry;
	HeldMark mark;
	const MarkingResult found = find_entry(marking, wish->seat, wish->question, &pupil, &entry);

	if (found != MARKING_DONE)
		return found;
	const MarkingResult fits = wished_mark(marking, wish, &mark);

	if (fits != MARKING_DONE)
		return fits;
	mark.at_ms = mark_time(entry, now_ms);
	marking_hand_put(marking, pupil, entry, &mark);
	return MARKING_DONE;
}

/* What is being read since the start is not waited for: `ready` says so. */
static void read_what_came(Marking *marking, PupilWork *pupil)
{
	if (pupil->is_ready)
		marking_read_now(marking, pupil);
}

/* To a page that is told no names it says what the page was told. */
static bool says(const Marking *marking, const Entry *entry, const char *text)
{
	const Answer *answer = &entry->result.answer;

	if (*text == '\0')
		return answer->state == ANSWER_BLANK;
	if (answer->state != ANSWER_READ || g_str_equal(answer->text, text))
		return answer->state == ANSWER_READ;
	g_autofree char *told = classroom_veil(marking->options.classroom, answer->text);

	return g_str_equal(told, text);
}

MarkingResult marking_mark_equal(
	Marking *marking, const MarkingWish *wish, gint64 now_ms, guint *n_marked)
{
	HeldMark mark;
	bool is_said = false;

	*n_marked = 0;
	if (!marking->sheet)
		return MARKING_NO_SHEET;
	if (wish->question == 0)
		return MARKING_NO_SUCH_QUESTION;
	const MarkingResult fits = wished_mark(marking, wish, &mark);

	if (fits != MARKING_DONE)
		return fits;
	if (mark.verdict == VERDICT_LEVEL) /* `text` is the answers' */
		return MARKING_BAD_VERDICT;
	for (guint i = 0; i < marking->pupils->len; i++) {
		PupilWork *pupil = g_ptr_array_index(marking->pupils, i);
		Entry *entry = marking_entry(marking, pupil, wish->question);

		read_what_came(marking, pupil);
		if (entry->copy_id == 0 || !says(marking, entry, wish->text))
			continue;
		is_said = true;
		if (entry_in_force(entry))
			continue;
		HeldMark one = mark;

		one.at_ms = mark_time(entry, now_ms);
		marking_hand_put(marking, pupil, entry, &one);
		++*n_marked;
	}
	return is_said ? MARKING_DONE : MARKING_NO_PROPOSAL;
}

/* ---- proposals */

static bool is_open_proposal(const Entry *entry)
{
	return entry->question && entry->copy_id != 0 && !entry_in_force(entry) &&
	       entry->result.proposal.verdict != VERDICT_NONE;
}

static void accept_one(
	Marking *marking, PupilWork *pupil, Entry *entry, const MarkingWish *wish, gint64 now_ms)
{
	const Proposal *proposal = &entry->result.proposal;
	HeldMark mark = held_mark(wish, "key");

	mark.verdict = proposal->verdict;
	mark.points = proposal->points;
	mark.at_ms = mark_time(entry, now_ms);
	mark.confidence = (double)proposal->confidence;
	marking_hand_put(marking, pupil, entry, &mark);
}

MarkingResult marking_accept(
	Marking *marking, const MarkingWish *wish, gint64 now_ms, guint *n_accepted)
{
	PupilWork *pupil;
	Entry *entry;
	const MarkingResult found = find_entry(marking, wish->seat, wish->question, &pupil, &entry);

	*n_accepted = 0;
	if (found != MARKING_DONE)
		return found;
	/* Accepted already: it is as they want it. */
	const HeldMark *mark = entry_in_force(entry);

	if (mark && g_strcmp0(mark->source, "key") == 0)
		return MARKING_DONE;
	if (!is_open_proposal(entry))
		return MARKING_NO_PROPOSAL;
	accept_one(marking, pupil, entry, wish, now_ms);
	*n_accepted = 1;
	return MARKING_DONE;
}

MarkingResult marking_accept_equal(
	Marking *marking, const MarkingWish *wish, gint64 now_ms, guint *n_accepted)
{
	bool is_said = false;

	*n_accepted = 0;
	if (!marking->sheet)
		return MARKING_NO_SHEET;
	if (wish->question == 0 || !sheet_find_question(marking->sheet, wish->question))
		return MARKING_NO_SUCH_QUESTION;
	for (guint i = 0; i < marking->pupils->len; i++) {
		PupilWork *pupil = g_ptr_array_index(marking->pupils, i);
		Entry *entry = marking_entry(marking, pupil, wish->question);

		read_what_came(marking, pupil);
		if (*wish->text == '\0' || entry->copy_id == 0 || !says(marking, entry, wish->text))
			continue;
		/* Two teachers, or one quick hand, say it twice: what is marked already is as they want it. */
		is_said = true;
		if (!is_open_proposal(entry))
			continue;
		accept_one(marking, pupil, entry, wish, now_ms);
		++*n_accepted;
	}
	return is_said ? MARKING_DONE : MARKING_NO_PROPOSAL;
}

/* What is blank may still be written: one by one only. */
static bool is_above(const Entry *entry, double confidence)
{
	return is_open_proposal(entry) && entry->result.proposal.verdict != VERDICT_BLANK &&
	       (double)entry->result.proposal.confidence >= confidence;
}

MarkingResult marking_accept_above(Marking *marking, const MarkingWish *wish, double confidence,
	gint64 now_ms, guint *n_accepted)
{
	*n_accepted = 0;
	if (!marking->sheet)
		return MARKING_NO_SHEET;
	for (guint i = 0; i < marking->pupils->len; i++) {
		PupilWork *pupil = g_ptr_array_index(marking->pupils, i);

		read_what_came(marking, pupil);
		for (guint k = 1; k < marking->questions->len; k++) {
			Entry *entry = &pupil->entries[k];

			if ((wish->question != 0 && entry->question->number != wish->question) ||
				!is_above(entry, confidence))
				continue;
			accept_one(marking, pupil, entry, wish, now_ms);
			++*n_accepted;
		}
	}
	return *n_accepted > 0 ? MARKING_DONE : MARKING_NO_PROPOSAL;
}

/* ---- corrections of what was read */

static const Copy *copy_with_ink(const PupilWork *pupil, gint64 page_copy_id)
{
	for (guint i = 0; i < pupil->copies->len; i++) {
		const Copy *copy = g_ptr_array_index(pupil->copies, i);

		if (copy->own_id == page_copy_id)
			return copy;
	}
	return NULL;
}

/* The ink of an answer as one line of a sample file, from its own corner: it says nothing of who wrote it. */
static char *anonymous_ink(const Copy *copy, gint question)
{
	const GPtrArray *strokes = copy_reader_ink(copy->reader, question);
	g_autoptr(Trace) trace = trace_new();

	for (guint i = 0; i < strokes->len; i++)
		trace_add_stroke(trace, g_ptr_array_index(strokes, i));
	return trace_print(trace);
}

MarkingResult marking_correct(Marking *marking, const MarkingWish *wish, gint64 now_ms)
{
	PupilWork *pupil;
	Entry *entry;
	const MarkingResult found = find_entry(marking, wish->seat, wish->question, &pupil, &entry);

	if (found != MARKING_DONE)
		return found;
	const Copy *copy = copy_with_ink(pupil, entry->copy_id);

	if (!entry->question)
		return MARKING_NO_SUCH_QUESTION;
	const bool is_back = *wish->text == '\0';
	if (is_back && entry->corrected_text[0] == '\0')
		return MARKING_NOTHING_TO_UNDO;
	if (!is_back && !text_fits(entry->question, wish->text))
		return MARKING_BAD_TEXT;
	if (!copy || entry->result.answer.n_strokes == 0)
		return MARKING_NO_INK;
	/* A page that was told no names gives back what it was told: that is what stands there. */
	const char *text = !is_back && says(marking, entry, wish->text) ? entry->result.answer.text
									: wish->text;
	g_autofree char *ink = anonymous_ink(copy, wish->question);
	const gint64 at_ms = MAX(now_ms, entry->result.answer.last_ms);
	const StoreCorrection row = {
		.id = store_new_id(marking->options.store),
		.page_copy_id = entry->copy_id,
		.question_id = wish->question,
		.text = (char *)text,
		.read_as = entry->result.answer.state == ANSWER_READ ? entry->result.answer.text
								     : (char *)"",
		.kind = (char *)question_type_name(entry->question->type),
		.ink = ink,
		.teacher_id = wish->teacher_id,
		.at_ms = at_ms,
	};

	store_put_correction(marking->options.store, &row);
	g_strlcpy(entry->corrected_text, text, sizeof entry->corrected_text);
	entry->corrected_ms = at_ms;
	if (is_back)
		pupil_work_take(marking, pupil, wish->question);
	else
		entry_apply_correction(marking, pupil, entry);
	return MARKING_DONE;
}

bool marking_has_question(const Marking *marking, gint question)
{
	return marking->sheet && question != 0 && sheet_find_question(marking->sheet, question);
}

void marking_each_ink(Marking *marking, gint question, MarkingInkSeen seen, void *user)
{
	for (guint i = 0; i < marking->pupils->len; i++) {
		const PupilWork *pupil = g_ptr_array_index(marking->pupils, i);

		for (guint k = 0; k < pupil->copies->len; k++) {
			const Copy *copy = g_ptr_array_index(pupil->copies, k);
			const GPtrArray *ink =
				copy->own_id != 0 ? copy_reader_ink(copy->reader, question) : NULL;

			if (ink && ink->len > 0)
				seen(user, pupil->seat, copy->own_id, ink);
		}
	}
}

/* ---- hands */

MarkingResult marking_hand_down(Marking *marking, guint seat, gint64 teacher_id, gint64 now_ms)
{
	PupilWork *pupil = marking->sheet ? marking_pupil_at(marking, seat) : NULL;

	if (!marking->sheet)
		return MARKING_NO_SHEET;
	if (!pupil)
		return MARKING_NO_SUCH_SEAT;
	if (!pupil->hand)
		return MARKING_DONE;
	const StoreHandDown row = {
		.id = store_new_id(marking->options.store),
		.assignment_id = classroom_assignment(marking->options.classroom)->id,
		.pupil_id = pupil->id,
		.teacher_id = teacher_id,
		.ink_ms = pupil_work_help_ms(pupil),
		.at_ms = now_ms,
	};

	store_put_hand_down(marking->options.store, &row);
	pupil->hand_seen_ms = row.ink_ms;
	pupil->hand = false;
	marking_touch(marking, pupil, NULL);
	return MARKING_DONE;
}
