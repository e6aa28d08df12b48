/* SPDX-License-Identifier: MIT */
/*
 * What a pen is used for: a pupil doing the page of arithmetic or a sheet, or the teacher marking the class's
 * copies of it. A script is written as it is taken, stroke after stroke in time; the same seed and pen give the
 * same script whatever else happens.
 */
#pragma once

#include "tests/virtual-pen/hand.h"
#include "tests/virtual-pen/ink.h"
#include "tests/virtual-pen/lesson-teacher.h"
#include "tests/virtual-pen/truth.h"

typedef struct {
	uint64_t seed;
	uint32_t number; /* of the pen */
	double rate_hz;
	double pauses;		 /* 1: a child's; 0: it writes without thinking */
	Paper paper;		 /* of the first page; the next pages follow it */
	uint32_t n_pages;	 /* 0: no end */
	const Lesson *lesson;	 /* instead of the page of arithmetic; NULL none */
	const MarkingPlan *plan; /* the teacher's, with a lesson */
} ScriptOptions;

typedef struct {
	int first;	/* written first */
	int final;	/* what stands at the end */
	bool blank;	/* the sum was left out */
	bool crossed;	/* the first answer was crossed out */
	bool postponed; /* done after all the others */
} PupilAnswer;

typedef struct Script Script;

Script *script_new_pupil(const ScriptOptions *options);
/* Marks the copies of n_pupils pens, numbered from first_pupil on. */
Script *script_new_teacher(const ScriptOptions *options, uint32_t first_pupil, uint32_t n_pupils);
Script *script_free(Script *script); /* returns NULL */
/* The next stroke, still the script's; NULL at the end. */
const InkStroke *script_peek(Script *script);
InkStroke *script_take(Script *script);

/* What is answered or marked in the end, question by question, of a lesson. */
void script_tell(const Script *script, Truth *truth, const char *pen);

/* Pure functions of seed, number and place, so that the teacher knows what the pupil wrote. */
PupilAnswer script_answer(const Hand *pupil, uint32_t page, int row, int column);
/* A name of two or three characters, UTF-8. */
char *script_name(uint32_t number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Script, script_free)
