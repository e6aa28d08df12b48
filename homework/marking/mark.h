/* SPDX-License-Identifier: MIT */
/*
 * A verdict on an answer or a whole page, and the reading of a teacher's ink into such verdicts. What a sign
 * means is the subject's custom (MarkCustom): a circle is wrong here and "look again" there.
 */
#pragma once

#include "homework/reading/recogniser.h"
#include "homework/sheet/sheet.h"

typedef enum {
	VERDICT_NONE,
	VERDICT_RIGHT,
	VERDICT_WRONG,
	VERDICT_HALF,
	VERDICT_BLANK,
	VERDICT_POINTS,	   /* given: `points` */
	VERDICT_DEDUCTION, /* taken off: `points`, above 0 */
	VERDICT_STAR,	   /* `points` is how many */
	VERDICT_LEVEL, /* `text`: a word of the school's, with + or -; `points` beside it, 0 none */
} Verdict;
#define N_VERDICTS 9

/* "none", "right", "wrong", "half", "blank", "points", "deduction", "star", "level". */
const char *verdict_name(Verdict verdict);
bool verdict_from_name(const char *name, Verdict *verdict);

#define MARK_TEXT_BYTES 24
#define MARK_LEVELS_BYTES 200
#define MARK_LEVELS_MAX 9

/* What signs mean here. VERDICT_NONE: the sign is seen and means nothing. */
typedef struct {
	Verdict circle;	       /* wrong; half in mathematics */
	Verdict question_sign; /* wrong */
	Verdict half_tick;     /* half */
	Verdict slash;	       /* half: 半对 */
	Verdict wave;	       /* half: something is missing */
	Verdict unmarked; /* of a question on a copy that has marks: none, or right (only mistakes are marked) */
	bool deducting; /* a bare number beside a question is taken off, not given */
	char levels[MARK_LEVELS_BYTES]; /* words of a level, from the best, with spaces; "" none */
	bool has_letters; /* A to D are levels, too: until the school has said which words are */
} MarkCustom;

/* The customs of a subject ("数学", "语文", "英语"); of any other those in general. */
MarkCustom mark_custom_of(const char *subject);
/* By the field's name and a word: a verdict ("none", "right", "wrong", "half"; unmarked: "none" or "right"), deducting
 * "true" or "false", levels "none" or words. NULL: done; else in what form it has to be, or that there is no such field. */
const char *mark_custom_set(MarkCustom *custom, const char *field, const char *word);
/* Is it a word of the school's, be it with + or - behind? */
bool mark_custom_has_level(const MarkCustom *custom, const char *word);

typedef struct {
	gint question; /* SheetQuestion.number; 0 the sheet as a whole */
	Verdict verdict;
	double points;
	char text[MARK_TEXT_BYTES]; /* of a level; a date "2026-11-25" beside it is left out */
	float confidence;	    /* 0 to 1 */
	bool refused;		    /* seen, not sure enough: a person decides */
	bool struck;		    /* the teacher took it back (double bar) */
	bool open; /* the beginning of a sign, perhaps: a stroke more, soon and near, may make it another */
	gint64 at_ms;	    /* end of its last stroke */
	guint first_stroke; /* the first of its strokes: index in what was read */
	guint n_strokes;
} Mark;

/*
 * Reads a teacher's ink on one pupil's copy of one page, strokes in the order of writing. Marks come in that order; of one
 * question the last that is not struck is in force, earlier ones are superseded. The same ink gives the same
 * marks, whatever else was read before. All that is given outlives the reader.
 */
typedef struct MarkReader MarkReader;
MarkReader *mark_reader_new(const Recogniser *recogniser, const Sheet *sheet, const SheetPage *page,
	const MarkCustom *custom);
MarkReader *mark_reader_free(MarkReader *reader); /* accepts NULL, returns NULL */
/* One stroke more; what it costs does not grow with what was written before. */
void mark_reader_add(MarkReader *reader, const Stroke *stroke);
/* Of all strokes given so far, as if no more came: the reader's, until the next call. */
const GArray *mark_reader_marks(MarkReader *reader);

/* The marks of all strokes at once: what a reader says that was given each. */
GArray *marks_read(const Recogniser *recogniser, const Sheet *sheet, const SheetPage *page,
	const MarkCustom *custom, const GPtrArray *strokes);

/* The marks of a question: what holds. */
typedef struct {
	const Mark *in_force; /* NULL none */
	bool re_marked;	      /* wrong or half first, right later: corrected and marked again */
} MarkStanding;
MarkStanding marks_standing(const GArray *marks, gint question);

/* What a sheet comes to, from the verdicts on its questions. */
typedef struct {
	double points, points_max;
	guint n_right, n_wrong, n_half, n_blank, n_open; /* open: no verdict yet */
} MarkTotal;
typedef struct {
	gint question; /* 0: the sheet as a whole, of which deductions come off the sum */
	Verdict verdict;
	double points;
} MarkVerdict;
/* Verdicts: of MarkVerdict, those in force. A question without one is what the custom makes of it, where there are
 * others; where points are deducted, nothing was taken off it. */
MarkTotal mark_total(const Sheet *sheet, const MarkCustom *custom, const GArray *verdicts);
/* One question's share: right gives all, half gives half, deductions come off the question's points. */
double mark_points(const SheetQuestion *question, Verdict verdict, double points);
/* What a verdict says of right and wrong: points and deductions by what they leave of the question's, the others as they
 * are. `question` NULL: what it is worth is not known, so points above 0 stay points. */
Verdict mark_outcome(const SheetQuestion *question, Verdict verdict, double points);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(MarkReader, mark_reader_free)
