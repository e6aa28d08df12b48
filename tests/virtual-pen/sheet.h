/* SPDX-License-Identifier: MIT */
/*
 * The page of arithmetic that the class writes on: where its sums are and what they are. All of it is
 * fixed, so that whoever shows the page can print the sums behind the ink (README.md has the table).
 * Millimetres from the top left of the trimmed sheet, 150 by 210.
 */
#pragma once

#include "tests/virtual-pen/ink.h"

#define SHEET_LEFT_UNITS 5.52 /* the sheet in the printed pattern, Ncode units */
#define SHEET_TOP_UNITS 5.41
#define SHEET_WIDTH_MM 150.0
#define SHEET_HEIGHT_MM 210.0
#define SHEET_N_ROWS 10
#define SHEET_N_COLUMNS 4
#define SHEET_N_SUMS (SHEET_N_ROWS * SHEET_N_COLUMNS)

typedef struct {
	double left, top, right, bottom;
} SheetBox;

/* Section 3, owner 27, book 603, page 10. */
Paper sheet_paper(void);
/* The sum "a operator b = result"; operator is '+', U+2212, U+00D7 or U+00F7. Returns the result. */
int sheet_sum(int row, int column, int *a, gunichar *operator, int * b);
SheetBox sheet_answer_box(int row, int column); /* where its answer is written */
SheetBox sheet_name_box(void);
SheetBox sheet_number_box(void);
SheetBox sheet_score_box(void); /* the teacher's */
