/* SPDX-License-Identifier: MIT */
/*
 * A sheet that the class works on, read from its file (docs/sheet-format.md) by a reader of the pen's own, so that a
 * mistake in the daemon's is not made here too. Only what a hand needs: where things are, and what is right.
 */
#pragma once

#include "tests/virtual-pen/sheet.h"

typedef enum {
	LESSON_OTHER,
	LESSON_NAME, /* another region, with the id "name" */
	LESSON_ANSWER,
	LESSON_OPTION,
	LESSON_MARK,
	LESSON_TOTAL,
	LESSON_NUMBER_BOX,
	LESSON_CLAIM_BOX,
	LESSON_HELP,
} LessonRole;

#define LESSON_WORD_BYTES 32

/* A region. */
typedef struct {
	LessonRole role;
	int question;	 /* 0 none */
	uint32_t number; /* of the pupil whose box it is */
	char option[8];
	guint page; /* index */
	SheetBox box;
} LessonPlace;

typedef enum {
	LESSON_CHOICE,
	LESSON_CHOICES,
	LESSON_TRUE_FALSE,
	LESSON_NUMBER,
	LESSON_TEXT,
} LessonType;

typedef struct {
	int number;
	LessonType type;
	GPtrArray *options; /* of char * */
	char key[LESSON_WORD_BYTES];
	double points;
} LessonQuestion;

typedef struct {
	Paper paper;
	uint32_t n_copies, step; /* 0: one address for the whole class */
	double left_mm, top_mm;	 /* of the sheet in the printed pattern */
} LessonPage;

typedef struct {
	char *subject;
	GArray *pages;	   /* of LessonPage */
	GArray *places;	   /* of LessonPlace */
	GArray *questions; /* of LessonQuestion */
	uint32_t
		n_hands; /* pupils up to this number tick the help box after their second question */
} Lesson;

Lesson *lesson_read(const char *path, GError **error);
Lesson *lesson_free(Lesson *lesson); /* accepts NULL, returns NULL */
const LessonQuestion *lesson_question(const Lesson *lesson, guint index);
/* The first place of that role, question, number and option (0 and NULL: any); NULL: none. */
const LessonPlace *lesson_place(
	const Lesson *lesson, LessonRole role, int question, uint32_t number, const char *option);
/* Where a question is answered: its box, else its first option; never NULL. */
const LessonPlace *lesson_place_of(const Lesson *lesson, int question);
/* The page a place is on, of a pupil's copy. */
Paper lesson_paper(const Lesson *lesson, const LessonPlace *place, uint32_t pupil);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lesson, lesson_free)
