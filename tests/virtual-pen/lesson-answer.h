/* SPDX-License-Identifier: MIT */
/* What a pupil answers: pure functions of seed, pupil and question, so that the teacher knows what was written. */
#pragma once

#include "tests/virtual-pen/hand.h"
#include "tests/virtual-pen/lesson.h"

typedef struct {
	char first[LESSON_WORD_BYTES]; /* written first */
	char final[LESSON_WORD_BYTES]; /* what stands at the end; of a true-false "T" or "F" */
	bool blank;		       /* left out */
	bool corrected;		       /* the first answer was crossed out */
	bool postponed;		       /* done after all the others */
} LessonAnswer;

LessonAnswer lesson_answer(const LessonQuestion *question, const Hand *pupil);
bool lesson_is_right(const LessonQuestion *question, const LessonAnswer *answer);
/* Of a question of many options: some right ones and no wrong one. */
bool lesson_is_partly_right(const LessonQuestion *question, const LessonAnswer *answer);
