/* SPDX-License-Identifier: MIT */
/*
 * What a pupil's ink in the regions of one question says, and what the key makes of it. Crossed-out ink is not
 * the answer: the last that is not crossed out is, and what was crossed out before is kept as the first answer.
 * A verdict by the key is a proposal, never a teacher's mark.
 */
#pragma once

#include "homework/marking/mark.h"
#include "homework/reading/recogniser.h"
#include "homework/sheet/sheet.h"

typedef enum {
	ANSWER_BLANK,	/* no ink, or all of it crossed out */
	ANSWER_READ,	/* text is taken to be what it says */
	ANSWER_REFUSED, /* ink which is not taken for anything; text is the nearest guess, "" none */
	ANSWER_INK,	/* of a kind which is not read: steps, drawings, longer text */
} AnswerState;

/* "blank", "read", "refused", "ink". */
const char *answer_state_name(AnswerState state);

typedef struct {
	AnswerState state;
	char text
		[READING_TEXT_BYTES]; /* choices: the letters in order, "ACD"; true/false: "T", "F"; a number as
					* number_read writes it */
	float confidence;	      /* that text is what is written, 0 to 1 */
	bool corrected;		      /* something was crossed out or written over before */
	char first_text[READING_TEXT_BYTES]; /* what; "" unless corrected and readable */
	gint64 first_ms, last_ms;	     /* of its ink, ms since 1970; 0 without ink */
	guint n_strokes;
} Answer;

/* Regions of a question on one page, with the ink of a pupil that belongs to it, in the order of writing. */
typedef struct {
	const SheetPage *page;
	const SheetQuestion *question;
	const GPtrArray *strokes; /* of const Stroke * */
} AnswerInk;

/*
 * Which question a pupil's stroke belongs to: where most of its points lie, with ROLE_ANSWER and ROLE_OPTION
 * regions grown by up to 3 mm where nothing else is; 0 none. Of a long strike-out or a big circle the centre decides.
 */
gint answer_question_of(const SheetPage *page, const Stroke *stroke);
Answer answer_read(const Recogniser *recogniser, const AnswerInk *ink);

/* By the key: right, wrong, half (some of QUESTION_CHOICES and no wrong one), blank; VERDICT_NONE without key or
 * where the answer is refused or ink. */
typedef struct {
	Verdict verdict;
	double points;
	float confidence; /* that the verdict holds */
} Proposal;
Proposal answer_judge(const SheetQuestion *question, const Answer *answer);
