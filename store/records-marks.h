/* SPDX-License-Identifier: MIT */
/* Rows of the record about marks and answers, as those of store/records.h. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	gint64 id, page_copy_id, question_id, supersedes_id;
	char *verdict; /* homework/marking/mark.h; "none": taken back */
	double points;
	char *text;   /* of a level; else "" */
	char *source; /* "teacher-pen", "screen", "key" */
	gint64 teacher_id, at_ms;
	double confidence;
	gint sheet_version; /* from 1 */
	char *action;	    /* the page's name for what was done at one go; NULL or "" none */
	gint64 undoes_id;   /* it restates what was in force before that mark; 0 none */
	gint64 comment_id;  /* 0 none */
	bool has_spot;
	double x, y; /* on the paper, in hundredths of a millimetre */
} StoreMark;

/* What a comment says from now on. */
typedef struct {
	gint64 id, comment_id, sheet_id, question_id;
	char *text, *verdict; /* "none": it is removed */
	double points;
	gint64 teacher_id, at_ms;
	char *action;
	gint64 undoes_id; /* it says again what it said before that row; 0 none */
} StoreComment;

/* What a question's ink was last read as, one for each page copy and question. */
typedef struct {
	gint64 page_copy_id, question_id;
	char *state; /* homework/reading/answer.h */
	char *text;
	double confidence;
	bool corrected;
	char *first_text;
	gint64 first_ms, last_ms, n_strokes, spent_ms;
	char *verdict; /* the key's proposal; "none" none */
	double points, verdict_confidence;
} StoreAnswer;

/* A page copy got a pupil, or lost one (pupil_id 0). */
typedef struct {
	gint64 id, page_copy_id, pupil_id, before_pupil_id;
	char *how; /* "address", "claim-box", "number-box", "pile", "hand", "undo"; "pile" of a teacher: moved in it */
	gint64 teacher_id, at_ms;
} StoreClaim;

/* Copies of an assignment come in the order of the class from the number `next` on (0: from the first), or no longer; that is of
 * what was written after after_ms. */
typedef struct {
	gint64 id, assignment_id;
	bool ordered;
	gint next;
	gint64 after_ms, teacher_id, at_ms;
} StorePile;

/* A teacher said what an answer says. */
typedef struct {
	gint64 id, page_copy_id, question_id;
	char *text, *read_as;
	char *kind; /* of the question: "choice", "number", … */
	char *ink;  /* trace_parse's one line: no name is in it */
	gint64 teacher_id, at_ms;
} StoreCorrection;
