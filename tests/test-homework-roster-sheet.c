/* SPDX-License-Identifier: MIT */
/* The roster sheet: boxes that do not move and do not meet, and what counts as written in one. */
#include "homework/sheet/roster-sheet.h"

#include <math.h>

/* A line of so many millimetres from x, y to the right, a dot each half millimetre. */
static Stroke *line(double x_mm, double y_mm, double length_mm)
{
	Stroke *stroke = stroke_new();

	stroke->page = (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 1 };
	for (double at = 0; at <= length_mm; at += 0.5) {
		const Dot dot = { .at = {
					  (gint32)lround((x_mm + at) * 1000 * 600 / 56 / 25.4 / 10),
					  (gint32)lround(y_mm * 1000 * 600 / 56 / 25.4 / 10),
				  } };
		g_array_append_val(stroke->dots, dot);
	}
	return stroke;
}

static void test_boxes(void)
{
	for (gint one = 1; one <= ROSTER_SHEET_N_BOXES; one++) {
		const SheetBox a = roster_sheet_box(one);

		g_assert_cmpfloat(a.x_mm, >=, 10);
		g_assert_cmpfloat(a.y_mm, >=, 40);
		g_assert_cmpfloat(a.x_mm + a.width_mm, <=, ROSTER_SHEET_WIDTH_MM - 10);
		g_assert_cmpfloat(a.y_mm + a.height_mm, <=, ROSTER_SHEET_HEIGHT_MM - 10);
		g_assert_cmpfloat(a.width_mm, >=, 30); /* room for a name of three characters */
		g_assert_cmpfloat(a.height_mm, >=, 12);
		for (gint other = one + 1; other <= ROSTER_SHEET_N_BOXES; other++) {
			const SheetBox b = roster_sheet_box(other);

			g_assert_true(b.x_mm > a.x_mm + a.width_mm + 2.9 ||
				      a.x_mm > b.x_mm + b.width_mm + 2.9 ||
				      b.y_mm > a.y_mm + a.height_mm + 2.9);
		}
	}
	/* Printed sheets stay good: these places never change. */
	const SheetBox first = roster_sheet_box(1), last = roster_sheet_box(70);
	g_assert_cmpfloat_with_epsilon(first.x_mm, 15, 1e-9);
	g_assert_cmpfloat_with_epsilon(first.y_mm, 42, 1e-9);
	g_assert_cmpfloat_with_epsilon(first.width_mm, 33.6, 1e-9);
	g_assert_cmpfloat_with_epsilon(first.height_mm, 201.0 / 14, 1e-9);
	g_assert_cmpfloat_with_epsilon(last.x_mm + last.width_mm, 195, 1e-9);
	g_assert_cmpfloat_with_epsilon(last.y_mm + last.height_mm, 282, 1e-9);
}

static void assert_read(double x_mm, double y_mm, double length_mm, gint number)
{
	g_autoptr(Stroke) stroke = line(x_mm, y_mm, length_mm);
	double ink_mm;

	g_test_message("%g, %g, %g", x_mm, y_mm, length_mm);
	g_assert_cmpint(roster_sheet_read(stroke, &ink_mm), ==, number);
	g_assert_cmpfloat_with_epsilon(ink_mm, length_mm, 0.2);
}

static void test_read(void)
{
	for (gint number = 1; number <= ROSTER_SHEET_N_BOXES; number++) {
		const SheetBox box = roster_sheet_box(number);

		assert_read(box.x_mm + 1, box.y_mm + box.height_mm / 2, 20, number);
	}
	const SheetBox box = roster_sheet_box(8); /* the third of the second row */
	double y_mm = box.y_mm + 5;
	assert_read(box.x_mm - 5, y_mm, 20, 8);	      /* 15 of 20 inside */
	assert_read(box.x_mm + 24, y_mm, 18, 0);      /* 9.6 of 18: the centre is in, too few are */
	assert_read(box.x_mm + 30, y_mm, 10, 0);      /* the centre is in the gap */
	assert_read(box.x_mm - 2.5, y_mm, 2, 0);      /* in the gap */
	assert_read(box.x_mm, 20, 20, 0);	      /* the title */
	assert_read(205, y_mm, 4, 0);		      /* the margin */
	assert_read(box.x_mm, box.y_mm - 1.5, 20, 0); /* between the rows */
	g_autoptr(Stroke) none = stroke_new();
	double ink_mm;
	g_assert_cmpint(roster_sheet_read(none, &ink_mm), ==, 0);
	/* Places from the ends of the numbers do no harm. */
	g_autoptr(Stroke) wild = stroke_new();
	wild->page.family = PAGE_FAMILY_NCODE;
	const Dot dots[] = { { .at = { G_MAXINT32, G_MININT32 } },
		{ .at = { G_MININT32, G_MAXINT32 } } };
	g_array_append_vals(wild->dots, dots, 2);
	g_assert_cmpint(roster_sheet_read(wild, &ink_mm), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/homework/roster-sheet/boxes", test_boxes);
	g_test_add_func("/homework/roster-sheet/read", test_read);
	return g_test_run();
}
