/* SPDX-License-Identifier: MIT */
/* Millimetres of the sheet; a line between two dots is as thick as the force at its end makes it. */
#include "tests/virtual-pen/svg.h"

#include "tests/virtual-pen/script.h"
#include "tests/virtual-pen/sheet.h"

#include <math.h>

static void svg_sums(GString *svg)
{
	for (int row = 0; row < SHEET_N_ROWS; row++) {
		for (int column = 0; column < SHEET_N_COLUMNS; column++) {
			int a, b;
			gunichar operator;
			sheet_sum(row, column, &a, &operator, & b);
			SheetBox box = sheet_answer_box(row, column);
			g_string_append_printf(svg,
				"<text x=\"%.2f\" y=\"%.2f\" text-anchor=\"end\">%d ",
				box.left - 0.5, box.bottom - 2.5, a);
			g_string_append_unichar(svg, operator);
			g_string_append_printf(svg, " %d =</text>\n", b);
		}
	}
	SheetBox name = sheet_name_box(), number = sheet_number_box();
	g_string_append_printf(svg,
		"<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">姓名</text>"
		"<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">学号</text>\n"
		"<path d=\"M%.1f %.1fH%.1fM%.1f %.1fH%.1f\" stroke=\"#9ab\" "
		"stroke-width=\".2\"/>\n",
		name.left - 1, name.bottom - 1, number.left - 1, number.bottom - 1, name.left,
		name.bottom, name.right, number.left, number.bottom, number.right);
}

static void svg_regions(GString *svg, const Lesson *lesson, guint page)
{
	for (guint i = 0; i < lesson->places->len; i++) {
		const LessonPlace *place = &g_array_index(lesson->places, LessonPlace, i);
		const SheetBox *box = &place->box;
		if (place->page == page)
			g_string_append_printf(svg,
				"<path d=\"M%.2f %.2fH%.2fV%.2fH%.2fZ\" fill=\"none\" "
				"stroke=\"#9ab\" "
				"stroke-width=\".2\"/>\n",
				box->left, box->top, box->right, box->bottom, box->left);
	}
}

static double svg_mm(unsigned hundredths, double offset_units)
{
	return (hundredths / 100.0 - offset_units) * NCODE_UNIT_MM;
}

static void svg_stroke(GString *svg, const InkStroke *stroke)
{
	double x = 0, y = 0;
	g_string_append(svg, "<g>");
	for (guint i = 0; i < stroke->dots->len; i++) {
		const InkDot *dot = ink_stroke_dot(stroke, i);
		double next_x = svg_mm(dot->x, SHEET_LEFT_UNITS);
		double next_y = svg_mm(dot->y, SHEET_TOP_UNITS);
		double thick = 0.16 + 0.4 * sqrt(dot->force / (double)HAND_FORCE_MAX);
		g_string_append_printf(svg,
			"<path d=\"M%.3f %.3fL%.3f %.3f\" stroke-width=\"%.2f\"/>", i ? x : next_x,
			i ? y : next_y, next_x, next_y, thick);
		x = next_x;
		y = next_y;
	}
	g_string_append(svg, "</g>\n");
}

/* What is written on that page. */
static void svg_script(GString *svg, Script *script, const char *color, const Paper *paper)
{
	InkStroke *taken;
	g_string_append_printf(
		svg, "<g stroke=\"%s\" stroke-linecap=\"round\" fill=\"none\">\n", color);
	while ((taken = script_take(script))) {
		g_autoptr(InkStroke) stroke = taken;
		if (stroke->paper.page == paper->page)
			svg_stroke(svg, stroke);
	}
	g_string_append(svg, "</g>\n");
}

bool svg_write(const Options *options, GError **error)
{
	g_autoptr(GString) svg = g_string_new(NULL);
	const LessonPlace *place = options->lesson
					   ? lesson_place_of(options->lesson,
						     lesson_question(options->lesson, 0)->number)
					   : NULL;
	Paper paper = place ? lesson_paper(options->lesson, place, (uint32_t)options->first_number)
			    : sheet_paper();
	g_string_append_printf(svg,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0fmm\" height=\"%.0fmm\" "
		"viewBox=\"0 0 %.0f %.0f\">\n<rect width=\"100%%\" height=\"100%%\" "
		"fill=\"#fff\"/>\n"
		"<g font-family=\"sans-serif\" font-size=\"4.2\" fill=\"#556\">\n",
		SHEET_WIDTH_MM, SHEET_HEIGHT_MM, SHEET_WIDTH_MM, SHEET_HEIGHT_MM);
	if (place)
		svg_regions(svg, options->lesson, place->page);
	else
		svg_sums(svg);
	g_string_append(svg, "</g>\n");

	ScriptOptions page = { .seed = options->seed,
		.number = (uint32_t)options->first_number,
		.rate_hz = options->rate_hz,
		.pauses = options->pauses,
		.paper = sheet_paper(),
		.n_pages = 1,
		.lesson = options->lesson,
		.plan = &options->plan };
	g_autoptr(Script) pupil = script_new_pupil(&page);
	svg_script(svg, pupil, "#1a2a6c", &paper);
	if (options->teacher) {
		page.number = (uint32_t)(options->first_number + options->n_pens - 1);
		g_autoptr(Script) teacher =
			script_new_teacher(&page, (uint32_t)options->first_number, 1);
		svg_script(svg, teacher, "#c02020", &paper);
	}
	g_string_append(svg, "</svg>\n");
	return g_file_set_contents(options->svg_path, svg->str, (gssize)svg->len, error);
}
