/* SPDX-License-Identifier: MIT */
/* Answers of different questions must not share paper: ink there would be of neither. Pure. */
#pragma once

#include "homework/sheet/sheet.h"

#define SHEET_OVERLAP_MM                                                                           \
	0.5 /* so far may neighbours reach into each other: what drawing by hand does */

/* Two places of different questions on one page that lie over each other; indices as in the sheet. */
typedef struct {
	guint page, first, second;
} SheetOverlap;

/* The first such pair that `before` (NULL: nothing) does not have, by the ids of its regions; false: there is none. */
bool sheet_overlap_find(const Sheet *sheet, const Sheet *before, SheetOverlap *overlap);
