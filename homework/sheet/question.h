/* SPDX-License-Identifier: MIT */
/*
 * A question of a sheet: what kind of answer it wants, what is right, what it is worth. Plain values. Its regions
 * on the pages are the sheet's (homework/sheet/sheet.h) and point here by `number`.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
	QUESTION_CHOICE,  /* one of its options: ticked, filled or circled, or its letter written */
	QUESTION_CHOICES, /* any of its options */
	QUESTION_TRUE_FALSE, /* "√" or "×", "T" or "F", 对 or 错 */
	QUESTION_NUMBER,     /* whole, decimal, fraction, mixed, percent */
	QUESTION_TEXT,	     /* short; a key of one character is verified, else it is kept as ink */
	QUESTION_STEPS,	     /* several lines of working: kept as ink */
	QUESTION_DRAWING,    /* kept as ink */
} QuestionType;
#define QUESTION_N_TYPES 7

/* "choice", "choices", "true-false", "number", "text", "steps", "drawing". */
const char *question_type_name(QuestionType type);
bool question_type_from_name(const char *name, QuestionType *type);

typedef struct {
	gint number; /* from 1, unique in the sheet: what marks and answers are kept under */
	char *name;  /* as printed: "一、3"; never NULL, as all texts here */
	QuestionType type;
	char **options; /* of choices: "A" … as printed; empty for the others */
	char **key; /* what is right: equivalents, the first is shown; empty: no key. Of QUESTION_CHOICES
			   * each holds all right options: "ACD". Of QUESTION_TRUE_FALSE "T" or "F". */
	double tolerance;	 /* of a number: right within key +- tolerance */
	double points;		 /* above 0 */
	char *knowledge;	 /* the knowledge point: "两位数乘法"; "" none */
	char layer;		 /* 'A', 'B', 'C'; 0 none */
	double expected_minutes; /* 0 not known */
	char *lesson;		 /* link to a micro-lesson; "" none */
} SheetQuestion;

SheetQuestion *sheet_question_new(gint number); /* a choice of 1 point; empty texts and arrays */
SheetQuestion *sheet_question_free(SheetQuestion *question); /* returns NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SheetQuestion, sheet_question_free)
