/* SPDX-License-Identifier: MIT */
/*
 * A pupil keeps to one way of choosing options, given by the hand. What is changed one's mind about is crossed out
 * as that hand crosses out, and the next attempt stands to the right of it.
 */
#include "tests/virtual-pen/lesson-pupil.h"

#include "tests/virtual-pen/alphabet.h"

#include <math.h>
#include <string.h>

#define LINE_ABOVE_MM 2.2 /* of the box's lower edge */

void lesson_turn_to(
	const Lesson *lesson, Handwriting *writing, const LessonPlace *place, uint32_t pupil)
{
	const LessonPage *page = &g_array_index(lesson->pages, LessonPage, place->page);
	writing->paper = lesson_paper(lesson, place, pupil);
	writing->left_mm = page->left_mm;
	writing->top_mm = page->top_mm;
}

/* ---- options */

typedef enum { CHOOSE_BY_TICK, CHOOSE_BY_FILLING, CHOOSE_BY_RING } ChoosingWay;
#define N_CHOOSING_WAYS 3

static void pupil_choose(Handwriting *writing, const SheetBox *box)
{
	Dice *dice = &writing->dice;
	double height = box->bottom - box->top, width = box->right - box->left;
	switch ((ChoosingWay)(writing->hand->variants >> 4) % N_CHOOSING_WAYS) {
	case CHOOSE_BY_TICK:
		handwriting_character(writing, ALPHABET_TICK,
			box->left + 0.1 * width + 0.3 * dice_bell(dice),
			box->bottom - 0.4 + 0.3 * dice_bell(dice),
			height * dice_between(dice, 0.85, 1.1));
		break;
	case CHOOSE_BY_FILLING:
		for (int times = 0; times < 2; times++)
			handwriting_scribble(
				writing, (SheetBox){ box->left + 0.8, box->top + 0.8,
						 box->right - 0.8, box->bottom - 0.8 });
		break;
	case CHOOSE_BY_RING:
		handwriting_character(writing, ALPHABET_CIRCLE,
			box->left - 1.2 + 0.3 * dice_bell(dice),
			box->bottom + 1 + 0.3 * dice_bell(dice), height + 2);
		break;
	}
}

/* Two diagonals, wider than what they cross: a mark of choice must not look like another one. */
static void pupil_cross_widely(Handwriting *writing, const SheetBox *box)
{
	InkPurpose purpose = writing->purpose;
	writing->purpose = INK_CROSSING;
	handwriting_line(writing, box->left - 1.2, box->top - 1, box->right + 1.2, box->bottom + 1);
	handwriting_line(writing, box->right + 1.2, box->top - 1, box->left - 1.2, box->bottom + 1);
	writing->purpose = purpose;
}

/* One after the other from the left, as they stand in the text. Those in `but` are there already. */
static void pupil_choose_all(const Lesson *lesson, Handwriting *writing,
	const LessonQuestion *question, const char *text, const char *but)
{
	for (guint i = 0; i < question->options->len; i++) {
		const char *option = g_ptr_array_index(question->options, i);
		const LessonPlace *place =
			lesson_place(lesson, LESSON_OPTION, question->number, 0, option);
		if (!place || !strstr(text, option) || strstr(but, option))
			continue;
		handwriting_pause(writing, 200, 700);
		pupil_choose(writing, &place->box);
	}
}

static void pupil_cross_choices(const Lesson *lesson, Handwriting *writing,
	const LessonQuestion *question, const char *text, const char *but)
{
	for (guint i = 0; i < question->options->len; i++) {
		const char *option = g_ptr_array_index(question->options, i);
		const LessonPlace *place =
			lesson_place(lesson, LESSON_OPTION, question->number, 0, option);
		if (place && strstr(text, option) && !strstr(but, option))
			pupil_cross_widely(writing, &place->box);
	}
}

static void pupil_answer_options(const Lesson *lesson, Handwriting *writing,
	const LessonQuestion *question, const LessonAnswer *answer)
{
	writing->purpose = answer->corrected ? INK_WRONG : INK_ANSWER;
	pupil_choose_all(lesson, writing, question, answer->first, "");
	if (!answer->corrected)
		return;
	handwriting_pause(writing, 500, 4000);
	pupil_cross_choices(lesson, writing, question, answer->first, answer->final);
	handwriting_pause(writing, 400, 2500);
	writing->purpose = INK_ANSWER;
	pupil_choose_all(lesson, writing, question, answer->final, answer->first);
}

/* ---- written answers */

/* The bar, what is below it, what is above: so it is taught. */
static SheetBox pupil_write_fraction(
	Handwriting *writing, const char *text, double left, const SheetBox *box)
{
	double middle = (box->top + box->bottom) / 2;
	double height = fmin(writing->hand->height_mm, (box->bottom - box->top) / 2 - 1.6);
	g_auto(GStrv) parts = g_strsplit(text, "/", 2);
	double above = handwriting_text_width(writing, parts[0], height);
	double below = handwriting_text_width(writing, parts[1], height);
	double width = fmax(above, below) + 1.5;
	handwriting_line(writing, left, middle, left + width, middle - 0.2);
	handwriting_text(
		writing, parts[1], left + (width - below) / 2 + 0.5, middle + height + 1.3, height);
	handwriting_text(writing, parts[0], left + (width - above) / 2 + 0.5, middle - 1.4, height);
	return (SheetBox){ left, middle - height - 1.4, left + width, middle + height + 1.3 };
}

static SheetBox pupil_write_text(
	Handwriting *writing, const char *text, double left, const SheetBox *box)
{
	bool wide = g_utf8_get_char(text) >= 0x4E00;
	double line = box->bottom - LINE_ABOVE_MM;
	double height = writing->hand->height_mm * (wide ? 1.3 : 1);
	double width = handwriting_text_width(writing, text, height);
	height *= CLAMP((box->right - left) / width, 0.55, 1);
	double end = handwriting_text(writing, text, left, line, height);
	return (SheetBox){ left, line - height, end - writing->hand->spacing * height / 12, line };
}

static SheetBox pupil_write(Handwriting *writing, const LessonQuestion *question, const char *text,
	double left, const SheetBox *box)
{
	if (question->type == LESSON_TRUE_FALSE) {
		gunichar sign = *text == 'T' ? ALPHABET_TICK : 0x00D7;
		double line = box->bottom - LINE_ABOVE_MM, height = writing->hand->height_mm;
		double end = handwriting_character(writing, sign, left, line, height);
		return (SheetBox){ left, line - height, end, line };
	}
	if (strchr(text, '/') &&
		writing->hand->variants >> 7 & 3) /* the others write 3/4 on one line */
		return pupil_write_fraction(writing, text, left, box);
	return pupil_write_text(writing, text, left, box);
}

static void pupil_answer_written(Handwriting *writing, const LessonQuestion *question,
	const LessonAnswer *answer, const SheetBox *box)
{
	double left = box->left + 1.5 + 0.5 * fabs(dice_bell(&writing->dice));
	bool signs = question->type == LESSON_CHOICE || question->type == LESSON_NUMBER;
	writing->purpose = answer->corrected ? INK_WRONG : INK_ANSWER;
	SheetBox written = pupil_write(writing, question, answer->first, left, box);
	if (answer->corrected) {
		handwriting_pause(writing, 500, 4000);
		if (strchr(answer->first, '/')) /* a line would be another bar */
			pupil_cross_widely(writing, &written);
		else
			handwriting_cross_out(writing, written);
		handwriting_pause(writing, 400, 2500);
		writing->purpose = INK_ANSWER;
		pupil_write(writing, question, answer->final, written.right + 2, box);
	} else if (signs && !strpbrk(answer->first, "/-") && dice_chance(&writing->dice, 0.02)) {
		/* Goes over the first sign again: it did not look right. */
		handwriting_pause(writing, 300, 900);
		writing->purpose = INK_RETOUCH;
		handwriting_character(writing, g_utf8_get_char(answer->first), left + 0.2,
			written.bottom, written.bottom - written.top);
	}
}

/* ---- one item */

static void pupil_do_question(
	const Lesson *lesson, Handwriting *writing, const LessonQuestion *question)
{
	LessonAnswer answer = lesson_answer(question, writing->hand);
	const LessonPlace *place = lesson_place_of(lesson, question->number);
	bool written = place->role == LESSON_ANSWER;
	if (answer.blank)
		return;
	lesson_turn_to(lesson, writing, place, writing->hand->number);
	writing->question = question->number;
	handwriting_pause(writing, 1500, 6000);
	if (dice_chance(&writing->dice, 0.03))
		handwriting_pause(writing, 6000, 16000);
	if (written && dice_chance(&writing->dice, 0.03))
		handwriting_touch(writing, INK_TOUCH, place->box.left + 1, place->box.bottom - 5);
	if (written)
		pupil_answer_written(writing, question, &answer, &place->box);
	else
		pupil_answer_options(lesson, writing, question, &answer);
	writing->question = 0;
}

static void pupil_write_head(const Lesson *lesson, Handwriting *writing, LessonRole role,
	const char *text, double height)
{
	const LessonPlace *place = lesson_place(lesson, role, 0, 0, NULL);
	if (!place)
		return;
	lesson_turn_to(lesson, writing, place, writing->hand->number);
	handwriting_pause(writing, 400, 2000);
	writing->purpose = role == LESSON_NAME ? INK_NAME : INK_NUMBER;
	handwriting_text(writing, text, place->box.left + 2, place->box.bottom - 2.2, height);
}

static void pupil_write_name(const Lesson *lesson, Handwriting *writing, const char *name)
{
	double height = writing->hand->height_mm;
	g_autofree char *number = g_strdup_printf("%u", writing->hand->number);
	pupil_write_head(lesson, writing, LESSON_NAME, name, MIN(height * 1.35, 8.2));
	pupil_write_head(lesson, writing, LESSON_NUMBER_BOX, number, height);
}

static void pupil_ask_help(const Lesson *lesson, Handwriting *writing)
{
	const LessonPlace *place = lesson_place(lesson, LESSON_HELP, 0, 0, NULL);
	if (!place)
		return;
	const SheetBox *box = &place->box;
	const double foot = box->left + (box->right - box->left) * 0.4;
	lesson_turn_to(lesson, writing, place, writing->hand->number);
	writing->purpose = INK_HELP;
	handwriting_line(
		writing, box->left + 3, (box->top + box->bottom) / 2, foot, box->bottom - 2);
	handwriting_line(writing, foot, box->bottom - 2, box->right - 3, box->top + 2);
}

bool lesson_pupil_write(const Lesson *lesson, Handwriting *writing, const char *name, uint32_t item)
{
	guint n = lesson->questions->len;
	if (item > 2 * n)
		return false;
	if (item == 0) {
		pupil_write_name(lesson, writing, name);
		return true;
	}
	const LessonQuestion *question = lesson_question(lesson, (item - 1) % n);
	if (lesson_answer(question, writing->hand).postponed == (item > n))
		pupil_do_question(lesson, writing, question);
	if (item == 2 && writing->hand->number <= lesson->n_hands)
		pupil_ask_help(lesson, writing);
	return true;
}
