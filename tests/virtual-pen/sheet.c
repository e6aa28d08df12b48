/* SPDX-License-Identifier: MIT */
/* Column 1 adds, column 2 subtracts, column 3 multiplies, column 4 divides without remainder. */
#include "tests/virtual-pen/sheet.h"

#define GRID_LEFT_MM 8.0
#define GRID_TOP_MM 33.0
#define COLUMN_MM 34.5
#define ROW_MM 17.0
#define PRINTED_MM 17.0 /* taken by the printed sum, before its answer */

Paper sheet_paper(void)
{
	return (Paper){ .section = 3, .owner = 27, .book = 603, .page = 10 };
}

int sheet_sum(int row, int column, int *a, gunichar *operator, int * b)
{
	g_assert(row >= 0 && row < SHEET_N_ROWS && column >= 0 && column < SHEET_N_COLUMNS);
	switch (column) {
	case 0:
		*a = 17 + (row * 29) % 41;
		*b = 14 + (row * 17) % 37;
		*operator= '+';
		return *a + *b;
	case 1:
		*a = 52 + (row * 31) % 47;
		*b = 8 + (row * 23) % 43;
		*operator= 0x2212;
		return *a - *b;
	case 2:
		*a = 3 + (row * 5) % 7;
		*b = 2 + (row * 3) % 8;
		*operator= 0x00D7;
		return *a * *b;
	default:
		*b = 2 + (row * 5) % 8;
		*a = *b * (3 + (row * 4) % 7);
		*operator= 0x00F7;
		return *a / *b;
	}
}

SheetBox sheet_answer_box(int row, int column)
{
	double left = GRID_LEFT_MM + column * COLUMN_MM + PRINTED_MM;
	double top = GRID_TOP_MM + row * ROW_MM;
	return (SheetBox){ left, top + 3, left + COLUMN_MM - PRINTED_MM, top + ROW_MM - 3 };
}

SheetBox sheet_name_box(void)
{
	return (SheetBox){ 24, 12, 74, 24 };
}

SheetBox sheet_number_box(void)
{
	return (SheetBox){ 96, 12, 118, 24 };
}

SheetBox sheet_score_box(void)
{
	return (SheetBox){ 124, 8, 146, 26 };
}
