/* SPDX-License-Identifier: MIT */
/* What marks in force come to: a pupil's total, and the counts of each question over the class. */
#include "daemon/marking/marking-private.h"

static MarkVerdict verdict_in_force(const Marking *marking, const Entry *entry)
{
	const HeldMark *mark = entry_in_force(entry);
	MarkVerdict verdict = { .question = entry->question ? entry->question->number : 0 };

	if (!mark)
		return verdict;
	verdict.verdict = mark->verdict;
	verdict.points = mark->points;
	/* Where stars stand for points, one is all there is to have. */
	if (mark->verdict == VERDICT_STAR && !marking_shows_points(marking))
		verdict.verdict = VERDICT_RIGHT;
	return verdict;
}

MarkTotal pupil_work_total(const Marking *marking, const PupilWork *pupil)
{
	g_autoptr(GArray) verdicts = g_array_new(FALSE, FALSE, sizeof(MarkVerdict));

	for (guint i = 0; i < marking->questions->len; i++) {
		const Entry *entry = &pupil->entries[i];
		const MarkVerdict verdict = verdict_in_force(marking, entry);
		const MarkVerdict under = { 0, entry->pen.verdict, entry->pen.points };

		/* A level that was given at the screen leaves the pen's deduction what it is. */
		if (!entry->question && entry->pen.id != 0 && verdict.verdict == VERDICT_LEVEL)
			g_array_append_val(verdicts, under);
		g_array_append_val(verdicts, verdict);
	}
	return mark_total(marking->sheet, &marking->custom, verdicts);
}

/* As mark_total counts: points and deductions by what they leave. */
static Verdict counted_verdict(const Marking *marking, const Entry *entry)
{
	const MarkVerdict in_force = verdict_in_force(marking, entry);

	if (entry->question && in_force.verdict == VERDICT_NONE)
		return entry->result.proposal.verdict;
	return mark_outcome(entry->question, in_force.verdict, in_force.points);
}

static TallyEntry tally_of(const Marking *marking, const Entry *entry)
{
	const HeldMark *mark = entry_in_force(entry);
	const Answer *answer = &entry->result.answer;
	const Verdict verdict = counted_verdict(marking, entry);
	const bool corrected = answer->corrected || entry_is_re_marked(entry);

	return (TallyEntry){
		.state = answer->state,
		.verdict = verdict == VERDICT_BLANK ? VERDICT_NONE : verdict,
		.is_marked = mark != NULL,
		.corrected = corrected,
		.first_right = verdict == VERDICT_RIGHT && !corrected,
		.spent_ms = entry->result.spent_ms,
		.text = answer->state == ANSWER_READ ? answer->text : "",
	};
}

/* Who has not begun is not in the question's counts. */
static bool is_counted(const PupilWork *pupil, const Entry *entry)
{
	return entry->question && (pupil->last_ink_ms != 0 || entry_in_force(entry));
}

void entry_changed(Marking *marking, PupilWork *pupil, Entry *entry)
{
	const guint index = (guint)(entry - pupil->entries);
	QuestionWork *work = &g_array_index(marking->questions, QuestionWork, index);

	if (entry->counted)
		question_tally_remove(work->tally, &entry->tally);
	entry->counted = is_counted(pupil, entry);
	if (entry->counted) {
		entry->tally = tally_of(marking, entry);
		g_strlcpy(entry->tally_text, entry->tally.text, sizeof entry->tally_text);
		entry->tally.text = entry->tally_text;
		question_tally_add(work->tally, &entry->tally);
	}
	work->touched = entry->question != NULL;
	marking_touch(marking, pupil, entry);
}
