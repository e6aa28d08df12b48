/* SPDX-License-Identifier: MIT */
/* A pupil does a sheet: ticks, fills or rings options, writes letters, signs, numbers and words. */
#pragma once

#include "tests/virtual-pen/handwriting.h"
#include "tests/virtual-pen/lesson-answer.h"

/* Item by item (the name, each question, those postponed); false: there is no such item. */
bool lesson_pupil_write(
	const Lesson *lesson, Handwriting *writing, const char *name, uint32_t item);
/* Puts the hand on the page that the place is on, of that pupil's copy. */
void lesson_turn_to(
	const Lesson *lesson, Handwriting *writing, const LessonPlace *place, uint32_t pupil);
