/* SPDX-License-Identifier: MIT */
/* The mistakes are those children make: one off, a ten forgotten, the point misplaced, the fraction upside down. */
#include "tests/virtual-pen/lesson-answer.h"

#include "tests/virtual-pen/dice.h"

#include <string.h>

#define THING_LESSON UINT64_C(0x6C6573736F6E)
#define SHARE_BLANK 0.025
#define SHARE_DOUBTED 0.012 /* right answers that are crossed out after all */
#define SHARE_POSTPONED 0.04

/* ---- slips */

static void slip_choice(Dice *dice, const LessonQuestion *question, const char *right, char *wrong)
{
	guint i = dice_below(dice, question->options->len);
	if (g_str_equal(g_ptr_array_index(question->options, i), right))
		i = (i + 1) % question->options->len;
	g_strlcpy(wrong, g_ptr_array_index(question->options, i), LESSON_WORD_BYTES);
}

/* One option too many or, two times in three, one forgotten. */
static void slip_choices(Dice *dice, const LessonQuestion *question, const char *right, char *wrong)
{
	guint n = question->options->len, start = dice_below(dice, n);
	bool forget = strlen(right) > 1 && (strlen(right) == n || dice_chance(dice, 0.66));
	const char *changed = NULL;
	for (guint k = 0; k < n && !changed; k++) {
		const char *option = g_ptr_array_index(question->options, (start + k) % n);
		if ((strstr(right, option) != NULL) == forget)
			changed = option;
	}
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < n; i++) {
		const char *option = g_ptr_array_index(question->options, i);
		if ((strstr(right, option) != NULL) != (option == changed))
			g_string_append(text, option);
	}
	g_strlcpy(wrong, text->str, LESSON_WORD_BYTES);
}

/* The whole number a text begins with. */
static int slip_value(const char *text)
{
	return (int)g_ascii_strtoll(text, NULL, 10);
}

static void slip_fraction(Dice *dice, const char *right, char *wrong)
{
	int below = slip_value(strchr(right, '/') + 1), above = slip_value(right);
	switch (dice_below(dice, 3)) {
	case 0:
		g_snprintf(wrong, LESSON_WORD_BYTES, "%d/%d", below, above);
		break;
	case 1:
		g_snprintf(wrong, LESSON_WORD_BYTES, "%d/%d", above, 2 * below);
		break;
	default:
		g_snprintf(wrong, LESSON_WORD_BYTES, "%d/%d", above + 1, below);
		break;
	}
}

/* The digits stay, the point moves; or the last digit is one off. */
static void slip_decimal(Dice *dice, const char *right, char *wrong)
{
	char *point, *last;
	g_strlcpy(wrong, right, LESSON_WORD_BYTES);
	point = strchr(wrong, '.');
	last = wrong + strlen(wrong) - 1;
	if (last > point + 1 && dice_chance(dice, 0.5)) {
		point[0] = point[1];
		point[1] = '.';
	} else {
		*last = *last == '9' ? '8' : (char)(*last + 1);
	}
}

static void slip_whole(Dice *dice, const char *right, char *wrong)
{
	int value = slip_value(right), other = value + 1;
	if (value < 0) {
		g_strlcpy(wrong, right + 1, LESSON_WORD_BYTES); /* the sign is forgotten */
		return;
	}
	switch (dice_below(dice, 3)) {
	case 0:
		other = value > 0 ? value - 1 : 2;
		break;
	case 1:
		other = value >= 20 ? value - 10 : value + 10;
		break;
	default:
		break;
	}
	g_snprintf(wrong, LESSON_WORD_BYTES, "%d", other);
}

/* A character for its opposite; of several, two change places. */
static void slip_text(const char *right, char *wrong)
{
	static const char *const opposites[][2] = { { "大", "小" }, { "多", "少" }, { "上", "下" },
		{ "左", "右" }, { "对", "错" } };
	g_strlcpy(wrong, "不", LESSON_WORD_BYTES);
	for (guint i = 0; i < 2 * G_N_ELEMENTS(opposites); i++)
		if (g_str_equal(right, opposites[i / 2][i % 2]))
			g_strlcpy(wrong, opposites[i / 2][1 - i % 2], LESSON_WORD_BYTES);
	if (g_utf8_strlen(right, -1) > 1) {
		const char *second = g_utf8_next_char(right);
		const char *rest = g_utf8_next_char(second);
		g_snprintf(wrong, LESSON_WORD_BYTES, "%.*s%.*s%s", (int)(rest - second), second,
			(int)(second - right), right, rest);
	}
}

static void slip(Dice *dice, const LessonQuestion *question, const char *right, char *wrong)
{
	switch (question->type) {
	case LESSON_CHOICE:
		slip_choice(dice, question, right, wrong);
		break;
	case LESSON_CHOICES:
		slip_choices(dice, question, right, wrong);
		break;
	case LESSON_TRUE_FALSE:
		g_strlcpy(wrong, g_str_equal(right, "T") ? "F" : "T", LESSON_WORD_BYTES);
		break;
	case LESSON_NUMBER:
		if (strchr(right, '/'))
			slip_fraction(dice, right, wrong);
		else if (strchr(right, '.'))
			slip_decimal(dice, right, wrong);
		else
			slip_whole(dice, right, wrong);
		break;
	case LESSON_TEXT:
		slip_text(right, wrong);
		break;
	}
}

/* ---- answers */

static bool is_within(const char *letters, const char *others)
{
	return letters[strspn(letters, others)] == '\0';
}

LessonAnswer lesson_answer(const LessonQuestion *question, const Hand *pupil)
{
	Dice dice = dice_new(pupil->seed, pupil->number, THING_LESSON + (uint64_t)question->number);
	LessonAnswer answer = { .blank = dice_chance(&dice, SHARE_BLANK),
		.postponed = dice_chance(&dice, SHARE_POSTPONED) };
	if (answer.blank)
		return answer;
	g_strlcpy(answer.first, question->key, LESSON_WORD_BYTES);
	g_strlcpy(answer.final, question->key, LESSON_WORD_BYTES);
	if (dice_chance(&dice, pupil->mistakes)) {
		slip(&dice, question, question->key, answer.first);
		g_strlcpy(answer.final, answer.first, LESSON_WORD_BYTES);
		answer.corrected = dice_chance(&dice, pupil->notices);
		if (answer.corrected && dice_chance(&dice, 0.88))
			g_strlcpy(answer.final, question->key, LESSON_WORD_BYTES);
		else if (answer.corrected)
			slip(&dice, question, answer.first, answer.final);
	} else if (dice_chance(&dice, SHARE_DOUBTED)) {
		answer.corrected = true;
		slip(&dice, question, question->key, answer.final);
	}
	/* An option added later: nothing was crossed out, nobody can tell. */
	if (question->type == LESSON_CHOICES && answer.corrected &&
		is_within(answer.first, answer.final)) {
		answer.corrected = false;
		g_strlcpy(answer.first, answer.final, LESSON_WORD_BYTES);
	}
	return answer;
}

bool lesson_is_right(const LessonQuestion *question, const LessonAnswer *answer)
{
	return !answer->blank && g_str_equal(answer->final, question->key);
}

bool lesson_is_partly_right(const LessonQuestion *question, const LessonAnswer *answer)
{
	if (question->type != LESSON_CHOICES || answer->blank || lesson_is_right(question, answer))
		return false;
	return is_within(answer->final, question->key);
}
