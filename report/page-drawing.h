/* SPDX-License-Identifier: MIT */
/*
 * One copy of one page as a picture of its true size: what is printed, the pupil's ink, the teacher's ink, and as signs the marks
 * that were given at the screen or accepted. And the signs alone, to be printed onto the paper itself.
 */
#pragma once

#include "report/background.h"
#include "report/school-work.h"

typedef struct {
	const WorkClass *class;
	const WorkAssignment *assignment;
	const SheetPage *page; /* NULL: blank paper, as large as the ink */
	Backgrounds *backgrounds;
	const GPtrArray *pupil_ink, *teacher_ink; /* of Stroke */
	const GPtrArray *copies;		  /* of WorkCopy: whose marks are shown */
	const char *heading;			  /* small, in the upper margin; "" none */
} PageDrawing;

GBytes *page_drawing_pdf(const PageDrawing *drawing, GError **error);
GBytes *page_drawing_svg(const PageDrawing *drawing, GError **error);
/* Of PageDrawing *: a page each, with nothing but signs and headings. Marks of the teacher's pen are on the paper already. */
GBytes *page_drawing_overlay(const GPtrArray *drawings, GError **error);
guint page_drawing_n_signs(const PageDrawing *drawing); /* that an overlay would have */
