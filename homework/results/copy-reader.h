/* SPDX-License-Identifier: MIT */
/*
 * One pupil's copy of one page of a sheet as it fills: strokes in, answers, proposals and marks out, one question at
 * a time. A stroke costs the reading of the one question it belongs to, however full the page is. Ink is taken at once and
 * read piece by piece, when there is time. The same strokes give the same results in whatever order they came.
 */
#pragma once

#include "homework/marking/mark.h"
#include "homework/reading/answer.h"

typedef struct {
	gint question; /* SheetQuestion.number; 0: marks of the sheet as a whole */
	Answer answer;
	Proposal proposal;
	Mark mark;	/* by the teacher's pen, in force; verdict NONE: none */
	bool re_marked; /* wrong or half first, right now */
	gint64 spent_ms; /* on it: writing, and thinking of up to COPY_THINKING_MS before each stroke */
} CopyResult;
#define COPY_THINKING_MS 120000

typedef struct {
	const Recogniser *recogniser;
	const Sheet *sheet;
	const SheetPage *page;
	const MarkCustom *custom;
} CopyPaper;

typedef struct CopyReader CopyReader;

/* All of `paper` outlives the reader. */
CopyReader *copy_reader_new(const CopyPaper *paper);
CopyReader *copy_reader_free(CopyReader *reader); /* accepts NULL, returns NULL */

/* Takes a copy. One that is there already (same id) replaces it. */
void copy_reader_add(CopyReader *reader, const Stroke *stroke, bool by_teacher);
void copy_reader_drop(CopyReader *reader, gint64 stroke_id);
/* The question of the pupil's last stroke (ticks in the help box are no work), and its end; 0 none. */
gint copy_reader_last_question(const CopyReader *reader, gint64 *end_ms);
/* The end of the last stroke in the help box; 0 none. */
gint64 copy_reader_help_ms(const CopyReader *reader);

/* Reads one piece of the new ink, one question or one stroke of the teacher's, and tells each question (and 0, the
 * whole) whose result is another now. False: all is read. A question is read once, however much ink came. */
typedef void (*CopyChanged)(void *user, const CopyResult *result);
bool copy_reader_read(CopyReader *reader, CopyChanged changed, void *user);
/* Is all ink that says something of the question read? */
bool copy_reader_is_read(const CopyReader *reader, gint question);
/* As of when it was read last; NULL: no question with a place on this page. */
const CopyResult *copy_reader_result(const CopyReader *reader, gint question);
/* Do both say the same of the pupil's answer? */
bool copy_result_same_answer(const CopyResult *a, const CopyResult *b);
/* Of const Stroke *: all ink of the pupil, or of the teacher, in the order of writing; borrowed. */
const GPtrArray *copy_reader_strokes(const CopyReader *reader, bool by_teacher);
/* Of const Stroke *: the ink of a question, in the order of writing; borrowed, empty when none. */
const GPtrArray *copy_reader_ink(const CopyReader *reader, gint question);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(CopyReader, copy_reader_free)
