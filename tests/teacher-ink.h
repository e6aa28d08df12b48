/* SPDX-License-Identifier: MIT */
/* A teacher's pen on a synthetic sheet, for tests: signs drawn in millimetres, a sheet of rows of questions. */
#pragma once

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "homework/marking/mark.h"

#define STEP_MM (56.0 / 600.0 * 25.4 / 100)

#define TICK "0,5 2,9 8,0"
#define HALF_TICK "0,5 2,9 8,0;4,2 7,6"
#define CROSS "0,0 7,7;7,0 0,7"
#define CIRCLE "4,0 1.2,1.2 0,4 1.2,6.8 4,8 6.8,6.8 8,4 6.8,1.2 4,0"
#define STAR "1.5,8 4,0 6.5,8 0,3 8,3 1.5,8"
#define QUESTION "0,2 1,0.4 2.5,0 4,1 4.2,2.4 3,4 2.2,5 2.2,6.5;2.2,8.3 2.4,8.5"
#define WAVE                                                                                       \
	"0,1.2 0.7,0.2 1.4,0.2 2,1.2 2.7,2.2 3.4,2.2 4,1.2 4.7,0.2 5.4,0.2 6,1.2 6.7,2.2 7.4,2.2 " \
	"8,1.2 8.7,0.2 9.4,0.2 10,1.2"
#define SLASH "6,0 0,7"
#define BARS "0,2 10,1.5;0,4 10,3.5"

typedef struct {
	GPtrArray *strokes;
	PageAddress page;
	gint64 now_ms;
} Teacher;

static inline void teacher_touch_down(Teacher *teacher, GArray *points)
{
	Stroke *stroke = stroke_new();

	stroke->page = teacher->page;
	stroke->id = (gint64)teacher->strokes->len + 1;
	stroke->start_ms = teacher->now_ms;
	for (guint i = 0; i < points->len; i++) {
		const SheetPoint at = g_array_index(points, SheetPoint, i);
		const Dot dot = { .at = { (gint32)lround(at.x_mm / STEP_MM),
					  (gint32)lround(at.y_mm / STEP_MM) },
			.force = 400,
			.time_ms = 8 * i };

		g_array_append_val(stroke->dots, dot);
	}
	stroke->end_ms = teacher->now_ms += 8 * (gint64)points->len;
	teacher->now_ms += 120;
	g_ptr_array_add(teacher->strokes, stroke);
	g_array_set_size(points, 0);
}

static inline void line_to(GArray *points, SheetPoint to)
{
	if (points->len > 0) {
		const SheetPoint from = g_array_index(points, SheetPoint, points->len - 1);
		const double way = hypot(to.x_mm - from.x_mm, to.y_mm - from.y_mm);

		for (double at = 0.3; at < way; at += 0.3) {
			const SheetPoint point = { from.x_mm + (to.x_mm - from.x_mm) * at / way,
				from.y_mm + (to.y_mm - from.y_mm) * at / way };
			g_array_append_val(points, point);
		}
	}
	g_array_append_val(points, to);
}

/* "x,y x,y;x,y …", times `scale`, its origin at the place; after it the pen rests for `rest_ms`. */
static inline void teacher_draw(
	Teacher *teacher, const char *sign, double x_mm, double y_mm, double scale, gint64 rest_ms)
{
	g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(SheetPoint));

	for (const char *at = sign; *at;) {
		char *end;
		const double x = g_ascii_strtod(at, &end), y = g_ascii_strtod(end + 1, &end);

		line_to(points, (SheetPoint){ x_mm + x * scale, y_mm + y * scale });
		if (*end != ' ')
			teacher_touch_down(teacher, points);
		at = *end ? end + 1 : end;
	}
	teacher->now_ms += rest_ms;
}

/* Digits as drawn in a box of 4 by 6. */
static inline const char *teacher_digit(char digit)
{
	switch (digit) {
	case '0':
		return "2.2,0 0.8,0.8 0.2,3 0.8,5.2 2,6 3.4,5.2 3.9,3 3.4,0.8 2.2,0";
	case '2':
		return "0.3,1.2 1,0.2 2.4,0 3.6,0.9 3.5,2.2 2,4 0.2,5.9 4,5.8";
	case '3':
		return "0.3,0.8 1.4,0 3,0.2 3.5,1.4 2.8,2.5 1.5,2.8 3,3.1 3.8,4.4 3,5.7 1.4,6 "
		       "0.1,5.2";
	case '5':
		return "0.8,0.2 0.5,2.6 2,2.2 3.5,3 3.8,4.3 3,5.7 1.5,6 0.1,5.3;0.8,0.2 3.8,0";
	case '8':
		return "3.4,0.8 2,0 0.7,0.8 0.9,2 2.2,3 3.6,4.2 3.4,5.5 2,6 0.5,5.4 0.5,4.2 1.9,3 "
		       "3.2,1.9 3.4,0.8";
	case '9':
		return "3.5,1.2 2.4,0.1 1,0.4 0.4,1.7 1,2.8 2.4,2.8 3.5,1.5 3.5,1.2 3.4,3.5 3,6";
	case '-':
		return "0,3 3,3";
	case '+':
		return "0,3 3.4,3;1.7,1.3 1.7,4.7";
	default:
		return "2,0 2,6"; /* 1 */
	}
}

static inline void teacher_write(
	Teacher *teacher, const char *digits, double x_mm, double y_mm, double scale)
{
	for (; *digits; digits++, x_mm += 5 * scale)
		teacher_draw(teacher, teacher_digit(*digits), x_mm, y_mm, scale, 60);
	teacher->now_ms += 3000;
}

static inline SheetRegion *teacher_region(
	SheetPage *page, RegionRole role, gint question, gint number, SheetBox box)
{
	SheetRegion *region = sheet_region_new();

	region->role = role;
	region->question = question;
	region->number = number;
	region->box = box;
	g_ptr_array_add(page->regions, region);
	return region;
}

/* Questions of 10 points in rows of 14 mm from y = 40 on, x 20 to 120; a total at the top right. */
#define ROW_TOP(question) (40.0 + 14.0 * ((question)-1))
static inline Sheet *teacher_sheet(const char *subject, gint n_questions)
{
	Sheet *sheet = sheet_new();
	const PageAddress address = {
		.family = PAGE_FAMILY_NCODE, .section = 3, .owner = 27, .book = 603, .page = 10
	};
	SheetPage *page = sheet_add_page(sheet, address);

	g_free(sheet->subject);
	sheet->subject = g_strdup(subject);
	page->trim = (SheetBox){ 0, 0, 210, 297 };
	for (gint i = 1; i <= n_questions; i++) {
		SheetQuestion *question = sheet_question_new(i);

		question->type = QUESTION_NUMBER;
		question->points = 10;
		g_ptr_array_add(sheet->questions, question);
		teacher_region(page, ROLE_ANSWER, i, 0, (SheetBox){ 20, ROW_TOP(i), 100, 10 });
	}
	teacher_region(page, ROLE_TOTAL, 0, 0, (SheetBox){ 140, 10, 50, 25 });
	return sheet;
}

static inline const SheetPage *teacher_page(const Sheet *sheet)
{
	return g_ptr_array_index(sheet->pages, 0);
}

static inline Teacher teacher_on(const SheetPage *page)
{
	return (Teacher){ stroke_array_new(), page->address, G_GINT64_CONSTANT(1764000000000) };
}
