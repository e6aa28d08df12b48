/* SPDX-License-Identifier: MIT */
/*
 * Whether a sheet can be worked with: whatever made it (its own file, an importer, an edit), the same rules hold for
 * all that is read from it later. Pure.
 */
#pragma once

#include "homework/sheet/sheet.h"

#define SHEET_PAGES_MAX 2000
#define SHEET_REGIONS_MAX 20000 /* of all pages */
#define SHEET_CORNERS_MAX 2048	/* of a region */
#define SHEET_QUESTIONS_MAX 1000
#define SHEET_OPTIONS_MAX 26	   /* of a question */
#define SHEET_KEYS_MAX 64	   /* equivalents of a question's key */
#define SHEET_ADDRESSES_MAX 200000 /* pages times their copies */
#define SHEET_COPIES_MAX 1000
#define SHEET_SIDE_MM_MAX 36000.0 /* of a page, and how far it lies from the pattern's origin */
#define SHEET_GRADE_MAX 9
#define SHEET_NUMBER_MAX 9999 /* of questions, pupils, page strips */

/* Texts, in characters. */
#define SHEET_TITLE_MAX 200
#define SHEET_TEXT_MAX 400
#define SHEET_ID_MAX 100
#define SHEET_OPTION_MAX 8
#define SHEET_LINK_MAX 2000

/* How far a region may lie outside the paper and count as inside: what rounding does. */
#define SHEET_SLACK_MM 0.01

/*
 * False with an error that names the first fault as its place in the sheet's own file and says what would mend it:
 * "pages[0].regions[3].box_mm: …". Indices are those of the arrays.
 */
bool sheet_check(const Sheet *sheet, GError **error);

/* Whether it can be the key of a number: "12", "-12.5", "3/4", "1 3/4", "50%". */
bool sheet_check_is_number(const char *text);
