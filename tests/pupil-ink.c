/* SPDX-License-Identifier: MIT */
/* See pupil-ink.h. A file of its own: the virtual pen has words of its own for sheets and boxes. */
#include "tests/pupil-ink.h"

#include "tests/virtual-pen/handwriting.h"
#include "tests/virtual-pen/lesson-answer.h"
#include "tests/virtual-pen/script.h"

#include <string.h>

#define RATE_HZ 120

struct PupilInk {
	Hand hand;
	Handwriting writing;
	GQueue strokes;
};

PupilInk *pupil_ink_new(guint64 seed, guint32 number)
{
	PupilInk *pupil = g_new0(PupilInk, 1);

	pupil->hand = hand_pupil(seed, number, RATE_HZ);
	g_queue_init(&pupil->strokes);
	pupil->writing = (Handwriting){
		.hand = &pupil->hand,
		.dice = dice_new(seed, number, 77),
		.paper = sheet_paper(),
		.haste = 1,
		.row = -1,
		.column = -1,
		.strokes = &pupil->strokes,
	};
	return pupil;
}

PupilInk *pupil_ink_free(PupilInk *pupil)
{
	g_queue_clear_full(&pupil->strokes, (GDestroyNotify)ink_stroke_unref);
	g_free(pupil);
	return NULL;
}

double pupil_ink_height_mm(const PupilInk *pupil)
{
	return pupil->hand.height_mm;
}

double pupil_ink_write(
	PupilInk *pupil, const char *text, double x_mm, double y_mm, double height_mm)
{
	return handwriting_text(&pupil->writing, text, x_mm, y_mm, height_mm);
}

void pupil_ink_strike(
	PupilInk *pupil, PupilStrike how, double left, double top, double right, double bottom)
{
	pupil->hand.crossing = (CrossingStyle)how;
	handwriting_cross_out(&pupil->writing, (SheetBox){ left, top, right, bottom });
}

void pupil_ink_touch(PupilInk *pupil, double x_mm, double y_mm)
{
	handwriting_touch(&pupil->writing, INK_TOUCH, x_mm, y_mm);
}

void pupil_ink_wait(PupilInk *pupil, gint64 ms)
{
	pupil->writing.ink_ms += ms;
}

static Stroke *stroke_of(const InkStroke *ink)
{
	Stroke *stroke = stroke_new();
	guint32 time_ms = 0;

	stroke->page = (PageAddress){ PAGE_FAMILY_NCODE, ink->paper.section, ink->paper.owner,
		ink->paper.book, ink->paper.page };
	stroke->start_ms = 1764000000000 + ink->ink_ms;
	stroke->end_ms = stroke->start_ms + ink->duration_ms;
	for (guint i = 0; i < ink->dots->len; i++) {
		const InkDot *from = ink_stroke_dot(ink, i);
		Dot dot = { .at = { from->x, from->y }, .force = from->force };

		time_ms += from->delta_ms;
		dot.time_ms = time_ms;
		g_array_append_val(stroke->dots, dot);
	}
	return stroke;
}

GPtrArray *pupil_ink_take(PupilInk *pupil)
{
	GPtrArray *strokes = stroke_array_new();
	InkStroke *ink;

	while ((ink = g_queue_pop_head(&pupil->strokes))) {
		g_ptr_array_add(strokes, stroke_of(ink));
		ink_stroke_unref(ink);
	}
	return strokes;
}

static PupilTruth truth_of(const LessonQuestion *question, const Hand *hand)
{
	const LessonAnswer answer = lesson_answer(question, hand);
	PupilTruth truth = {
		.question = question->number, .blank = answer.blank, .corrected = answer.corrected
	};

	g_strlcpy(truth.first, answer.first, sizeof truth.first);
	g_strlcpy(truth.final, answer.final, sizeof truth.final);
	return truth;
}

PupilSheet pupil_ink_sheet(const char *path, guint64 seed, guint32 number)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Lesson) lesson = lesson_read(path, &error);

	g_assert_no_error(error);
	const ScriptOptions options = {
		.seed = seed, .number = number, .rate_hz = RATE_HZ, .pauses = 1, .lesson = lesson
	};
	const Hand hand = hand_pupil(seed, number, RATE_HZ);
	g_autoptr(Script) script = script_new_pupil(&options);
	PupilSheet sheet = { stroke_array_new(), g_array_new(FALSE, FALSE, sizeof(int)),
		g_array_new(FALSE, FALSE, sizeof(PupilTruth)) };

	for (InkStroke *ink; (ink = script_take(script)); ink_stroke_unref(ink)) {
		g_ptr_array_add(sheet.strokes, stroke_of(ink));
		g_array_append_val(sheet.questions, ink->question);
	}
	for (guint i = 0; i < lesson->questions->len; i++) {
		const PupilTruth truth = truth_of(lesson_question(lesson, i), &hand);

		g_array_append_val(sheet.truths, truth);
	}
	return sheet;
}

void pupil_ink_sheet_clear(PupilSheet *sheet)
{
	g_ptr_array_unref(sheet->strokes);
	g_array_unref(sheet->questions);
	g_array_unref(sheet->truths);
}
