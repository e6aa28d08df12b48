/* SPDX-License-Identifier: MIT */
/*
 * Forms that hold questions and no places: their questions on plain A4 pages, in one column. Above, the pupil's number
 * box (150, 12, 40 by 10 mm) and a box for the total (100, 12); then a row of 12 mm for each question, each with
 * an answer box at the left edge (20 mm) and, 14 mm apart, a circle of 6 mm for each option.
 */
#pragma once

#include "homework/sheet/layout-report.h"

/* Adds the pages, at address 0.0.0.1 and on, and notes that they are no paper's own. */
void layout_page_all(Sheet *sheet, const LayoutReport *report);
/* "A" … of `n` options, at most 26; ends in NULL. */
char **layout_page_letters(guint n);
/* `text` in one line of at most `max` characters, without control characters: what a sheet may hold. */
char *layout_page_line(const char *text, glong max);
/* Questions with number 0 get the lowest that are free, in their order. */
void layout_page_number_all(Sheet *sheet);
