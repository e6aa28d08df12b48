/* SPDX-License-Identifier: MIT */
/*
 * Places that ink is read in must not share paper: it would be of neither question, or raise a hand beside. Where marks
 * are looked for (mark, total) they may: whose pen it was tells the two apart. Pure.
 */
#pragma once

#include "homework/sheet/sheet.h"

#define SHEET_OVERLAP_MM                                                                           \
	0.5 /* so far may neighbours reach into each other: what drawing by hand does */

/* Two such places on one page, not of one question, that lie over each other; indices as in the sheet. */
typedef struct {
	guint page, first, second;
} SheetOverlap;

/* The first such pair that `before` (NULL: nothing) does not have, by the ids of its regions; false: there is none. */
bool sheet_overlap_find(const Sheet *sheet, const Sheet *before, SheetOverlap *overlap);
