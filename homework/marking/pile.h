/* SPDX-License-Identifier: MIT */
/*
 * A teacher marks one copy after the other with one pen: which strokes are on one copy (a run), and whose it is. By, in
 * this order: a page address printed for one pupil; a claim box touched before the copy; the pupil's number written in
 * the number box, before or after the marks, if it is on the roster; the order of the pile, when it is told. The same
 * strokes give the same runs. A copy that nobody is known for stays unclaimed: a person decides.
 */
#pragma once

#include "homework/reading/recogniser.h"
#include "homework/sheet/sheet.h"
#include "ink/stroke.h"

typedef enum { PILE_UNCLAIMED, PILE_ADDRESS, PILE_CLAIM_BOX, PILE_NUMBER_BOX, PILE_ORDER } PileHow;

/* "" for unclaimed, else "address", "claim-box", "number-box", "pile". */
const char *pile_how_name(PileHow how);

typedef struct {
	guint run;  /* from 1, in order */
	gint pupil; /* number in the class; 0 not known (yet) */
	PileHow how;
} PileRun;

typedef struct Pile Pile;

/* roster: of gint, the numbers of the class, rising, which is the order of its pile; copied. The sheet outlives the pile. */
Pile *pile_new(const Recogniser *recogniser, const Sheet *sheet, const GArray *roster);
Pile *pile_free(Pile *pile); /* accepts NULL, returns NULL */
/* From now on copies of nobody else are those of the roster, one after the other, from the number `next` on (0: the
 * first), or from the one behind it; above all of them: the pile is at its end. */
void pile_set_ordered(Pile *pile, bool ordered, gint next);
/* Whose the next copy is by that order; 0: nobody's. */
gint pile_next(const Pile *pile);

/* The run of a stroke on a page of the sheet, finished, in the order of writing. *settled: a run before it whose pupil
 * became known only now; run 0: none. */
PileRun pile_add(Pile *pile, const Stroke *stroke, PileRun *settled);
#define PILE_REST_MS 8000 /* a digit so long after the last is of another number */
/* Nothing was written for PILE_REST_MS: a number begun is a number written. False: nothing new is known. */
bool pile_rest(Pile *pile, PileRun *settled);
/* Which run a stroke that begins now is on, as far as that is known; run 0: a new one. */
PileRun pile_now(const Pile *pile, const PageAddress *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pile, pile_free)
