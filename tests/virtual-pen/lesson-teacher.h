/* SPDX-License-Identifier: MIT */
/*
 * A teacher marks the copies of a sheet on paper, with a pen that knows nothing of whose paper it is on. In what way
 * that is said, and what goes wrong while it is, can be chosen; the plan is fixed by the seed.
 */
#pragma once

#include "tests/virtual-pen/handwriting.h"
#include "tests/virtual-pen/lesson-answer.h"

typedef enum {
	MARKING_BY_ADDRESS, /* each copy has a page address of its own */
	MARKING_BY_CLAIM,   /* the pupil's claim box is touched first */
	MARKING_BY_NUMBER,  /* the pupil's number is written into the number box */
	MARKING_BY_PILE,    /* the copies lie in the order of the seats */
} MarkingWay;
#define N_MARKING_WAYS 4
/* "address", "claim", "number", "pile". */
bool marking_way_by_name(const char *name, MarkingWay *way);

typedef enum {
	MISHAP_FORGET,	 /* the claim box is not touched before this copy */
	MISHAP_STRANGER, /* the number in its box is nobody's */
	MISHAP_AGAIN,	 /* the copy comes again, mended: what was wrong is ticked now */
	MISHAP_STRIKE,	 /* its first mark is a mistake, struck out with a double bar */
} MishapKind;
typedef struct {
	MishapKind kind;
	uint32_t pupil;
} Mishap;
/* "forget:7"; false: not a mishap. */
bool mishap_by_name(const char *text, Mishap *mishap);

typedef struct {
	MarkingWay way;
	uint32_t n_copies;     /* at most */
	bool alone;	       /* the pupils' pens are ordinary ones: nobody is waited for */
	const GArray *mishaps; /* of Mishap */
} MarkingPlan;

/* One copy in the teacher's hands. */
typedef struct {
	Hand pupil;
	bool forgotten, stranger, again, strikes;
	int64_t earliest_ms; /* when the pupil is done with it */
} Visit;

/* One mark. */
typedef struct {
	const char *verdict; /* "right", "wrong", "half", "points"; NULL: nothing is written */
	const char *struck;  /* the verdict first written there, struck out; NULL none */
	gunichar sign;	     /* of the verdict, 0: points */
	double points;
} LessonMark;

typedef struct LessonTeacher LessonTeacher;

/* pupils: of Visit, with pupil and earliest_ms only, by number. Lesson and plan outlive it. */
LessonTeacher *lesson_teacher_new(
	const Lesson *lesson, const MarkingPlan *plan, uint64_t seed, const GArray *pupils);
LessonTeacher *lesson_teacher_free(LessonTeacher *teacher); /* accepts NULL, returns NULL */
/* Item by item; false: there is no such item. */
bool lesson_teacher_write(const LessonTeacher *teacher, Handwriting *writing, uint32_t item);
/* For the truth. In the order of marking. */
guint lesson_teacher_n_visits(const LessonTeacher *teacher);
const Visit *lesson_teacher_visit(const LessonTeacher *teacher, guint index);
LessonMark lesson_teacher_mark(
	const LessonTeacher *teacher, const Visit *visit, const LessonQuestion *question);
double lesson_teacher_total(const LessonTeacher *teacher, const Visit *visit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LessonTeacher, lesson_teacher_free)
