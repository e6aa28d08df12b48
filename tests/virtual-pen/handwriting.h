/* SPDX-License-Identifier: MIT */
/* A hand that writes characters and crosses them out, its time running on in milliseconds. */
#pragma once

#include "tests/virtual-pen/motion.h"
#include "tests/virtual-pen/sheet.h"

typedef struct {
	const Hand *hand;
	Dice dice;
	Paper paper;
	int64_t ink_ms;		/* now */
	double tip_x, tip_y;	/* where the pen hovers */
	double haste;		/* 1: the hand's usual speed */
	double left_mm, top_mm; /* of the sheet in the printed pattern */
	InkPurpose purpose;	/* given to the strokes, as row, column and question */
	int row, column, question;
	GQueue *strokes; /* of InkStroke, written but not yet taken; not owned */
} Handwriting;

void handwriting_pause(Handwriting *writing, double low_ms, double high_ms);
/* Each writes from x on along the line y; height is that of a digit. Returns where it ended. */
double handwriting_character(
	Handwriting *writing, gunichar character, double x_mm, double y_mm, double height_mm);
double handwriting_text(
	Handwriting *writing, const char *text, double x_mm, double y_mm, double height_mm);
double handwriting_text_width(const Handwriting *writing, const char *text, double height_mm);
void handwriting_cross_out(Handwriting *writing, SheetBox box);
void handwriting_line(Handwriting *writing, double from_x, double from_y, double to_x, double to_y);
/* To and fro over the whole box, in one stroke. */
void handwriting_scribble(Handwriting *writing, SheetBox box);
/* Touches the paper for a moment, as a child does while thinking, or a teacher to say whose copy comes. */
void handwriting_touch(Handwriting *writing, InkPurpose purpose, double x_mm, double y_mm);
