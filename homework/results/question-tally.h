/* SPDX-License-Identifier: MIT */
/*
 * How a class does on one question, kept as copies change: one change costs the same in a class of ten and of a
 * hundred thousand answers, but for a move of memory. What counts is the mark in force; where there is none,
 * the proposal by the key.
 */
#pragma once

#include "homework/marking/mark.h"
#include "homework/reading/answer.h"

/* Of one pupil. */
typedef struct {
	AnswerState state;
	Verdict verdict;  /* mark_outcome of what is in force, or proposed; NONE: not known */
	bool is_marked;	  /* in force, by a teacher */
	bool corrected;	  /* by the pupil before, or re-marked after */
	bool first_right; /* right, and not corrected */
	gint64 spent_ms;
	const char *text; /* of the answer; "" when it cannot be told */
} TallyEntry;

#define TALLY_WRONG_SHOWN 3
typedef struct {
	guint n_started; /* pupils with ink on the page */
	guint n_blank, n_answered, n_marked;
	guint n_right, n_wrong, n_half, n_open; /* open: answered, and nothing known */
	guint n_first_right, n_corrected;
	gint64 median_spent_ms; /* of those who answered; 0 none */
	struct {
		char text[READING_TEXT_BYTES];
		guint n;
	} wrong[TALLY_WRONG_SHOWN]; /* commonest wrong answers; n 0: none */
} Tally;

typedef struct QuestionTally QuestionTally;

QuestionTally *question_tally_new(void);
QuestionTally *question_tally_free(QuestionTally *tally); /* returns NULL */
/* `before` as it was added. */
void question_tally_add(QuestionTally *tally, const TallyEntry *entry);
void question_tally_remove(QuestionTally *tally, const TallyEntry *before);
void question_tally_read(const QuestionTally *tally, Tally *out);
