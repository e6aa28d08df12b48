/* SPDX-License-Identifier: MIT */
/*
 * The roster sheet: one printed A4 page with a box for each number of a class, where the pen that writes its name
 * belongs to that number from then on. The box of a number is always at the same place, whoever comes to the
 * class or leaves it: a sheet printed in September is good in June. Millimetres as in homework/sheet/sheet.h.
 */
#pragma once

#include "homework/sheet/sheet.h"
#include "ink/stroke.h"

#define ROSTER_SHEET_WIDTH_MM 210.0
#define ROSTER_SHEET_HEIGHT_MM 297.0
#define ROSTER_SHEET_N_BOXES 70 /* numbers from 1 on; a class has 55 at most, or should */
/* A name is several times that; a stray tick is not. */
#define ROSTER_SHEET_NAME_MM 15.0

/* Of a number within 1 to ROSTER_SHEET_N_BOXES. */
SheetBox roster_sheet_box(gint number);

/* In which box a stroke is: its centre and six of ten dots at least are inside. 0: in none. *ink_mm is how much
 * ink it is. */
gint roster_sheet_read(const Stroke *stroke, double *ink_mm);
