/* SPDX-License-Identifier: MIT */
#include "homework/sheet/roster-sheet.h"

#include <math.h>

#define COLUMNS 5
#define ROWS 14
#define SIDE_MM 15.0
#define TOP_MM 42.0 /* below the title */
#define BOTTOM_MM 15.0
/* What goes astray between two boxes is in neither. */
#define GAP_MM 3.0
#define INSIDE_TENTHS 6

static const double BOX_WIDTH_MM =
	(ROSTER_SHEET_WIDTH_MM - 2 * SIDE_MM - (COLUMNS - 1) * GAP_MM) / COLUMNS;
static const double BOX_HEIGHT_MM =
	(ROSTER_SHEET_HEIGHT_MM - TOP_MM - BOTTOM_MM - (ROWS - 1) * GAP_MM) / ROWS;

G_STATIC_ASSERT(ROWS *COLUMNS == ROSTER_SHEET_N_BOXES);

/* Along the rows, as a teacher reads a roster. */
SheetBox roster_sheet_box(gint number)
{
	g_assert(number >= 1 && number <= ROSTER_SHEET_N_BOXES);
	const gint row = (number - 1) / COLUMNS, column = (number - 1) % COLUMNS;
	return (SheetBox){
		.x_mm = SIDE_MM + column * (BOX_WIDTH_MM + GAP_MM),
		.y_mm = TOP_MM + row * (BOX_HEIGHT_MM + GAP_MM),
		.width_mm = BOX_WIDTH_MM,
		.height_mm = BOX_HEIGHT_MM,
	};
}

static bool is_inside(const SheetBox *box, double x_mm, double y_mm)
{
	return x_mm >= box->x_mm && x_mm <= box->x_mm + box->width_mm && y_mm >= box->y_mm &&
	       y_mm <= box->y_mm + box->height_mm;
}

/* 0: between boxes or beside them. */
static gint box_at(double x_mm, double y_mm)
{
	for (gint number = 1; number <= ROSTER_SHEET_N_BOXES; number++) {
		const SheetBox box = roster_sheet_box(number);
		if (is_inside(&box, x_mm, y_mm))
			return number;
	}
	return 0;
}

static void place_of(const Stroke *stroke, guint i, double *x_mm, double *y_mm)
{
	const PaperPoint at = units_paper_point(stroke->page.family, stroke_dot(stroke, i)->at);
	*x_mm = at.x_um / 1000.0;
	*y_mm = at.y_um / 1000.0;
}

gint roster_sheet_read(const Stroke *stroke, double *ink_mm)
{
	const guint n_dots = stroke->dots->len;
	double sum_x = 0, sum_y = 0, x_mm, y_mm, before_x = 0, before_y = 0;
	guint n_inside = 0;

	*ink_mm = 0;
	for (guint i = 0; i < n_dots; i++) {
		place_of(stroke, i, &x_mm, &y_mm);
		if (i > 0)
			*ink_mm += hypot(x_mm - before_x, y_mm - before_y);
		sum_x += before_x = x_mm;
		sum_y += before_y = y_mm;
	}
	const gint number = n_dots > 0 ? box_at(sum_x / n_dots, sum_y / n_dots) : 0;
	if (number == 0)
		return 0;
	const SheetBox box = roster_sheet_box(number);
	for (guint i = 0; i < n_dots; i++) {
		place_of(stroke, i, &x_mm, &y_mm);
		n_inside += is_inside(&box, x_mm, y_mm);
	}
	return (guint64)n_inside * 10 >= (guint64)n_dots * INSIDE_TENTHS ? number : 0;
}
