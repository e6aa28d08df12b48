/* SPDX-License-Identifier: MIT */
/* A virtual pupil's handwriting as the strokes a page is kept in: any text at any place, crossed out, touched. Places in
 * millimetres on the pattern, as in homework/sheet/sheet.h. */
#pragma once

#include "ink/stroke.h"

#include <stdbool.h>

typedef struct PupilInk PupilInk;
typedef enum { STRIKE_LINE, STRIKE_TWO_LINES, STRIKE_SCRIBBLE, STRIKE_CROSS } PupilStrike;
#define PUPIL_N_STRIKES 4

/* Another number, another hand; the same seed and number write the same. */
PupilInk *pupil_ink_new(guint64 seed, guint32 number);
PupilInk *pupil_ink_free(PupilInk *pupil); /* returns NULL */
double pupil_ink_height_mm(const PupilInk *pupil);
/* From x on along the line y. Returns the right edge. Characters of tests/virtual-pen/alphabet.h. */
double pupil_ink_write(
	PupilInk *pupil, const char *text, double x_mm, double y_mm, double height_mm);
void pupil_ink_strike(
	PupilInk *pupil, PupilStrike how, double left, double top, double right, double bottom);
void pupil_ink_touch(PupilInk *pupil, double x_mm, double y_mm);
void pupil_ink_wait(PupilInk *pupil, gint64 ms);
/* What was written since the last time: of Stroke, owned by the caller. */
GPtrArray *pupil_ink_take(PupilInk *pupil);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PupilInk, pupil_ink_free)

/* A whole sheet, as pen `number` does it: its answers, whose truth is known. */
#define PUPIL_WORD_BYTES 32
typedef struct {
	int question;
	char first[PUPIL_WORD_BYTES], final[PUPIL_WORD_BYTES];
	bool blank, corrected;
} PupilTruth;

typedef struct {
	GPtrArray *strokes; /* of Stroke */
	GArray *questions;  /* of int: of each stroke; 0 none */
	GArray *truths;	    /* of PupilTruth */
} PupilSheet;

/* path: a sheet's own file. Aborts when it cannot be read. */
PupilSheet pupil_ink_sheet(const char *path, guint64 seed, guint32 number);
void pupil_ink_sheet_clear(PupilSheet *sheet);
