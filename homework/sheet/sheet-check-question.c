/* SPDX-License-Identifier: MIT */
/* See sheet-check.h: what a question must be, its key and its options. */
#include "homework/sheet/sheet-check-parts.h"

#include <string.h>

#define POINTS_MAX 1000.0
#define TOLERANCE_MAX 1000000.0
#define MINUTES_MAX 600.0

bool sheet_check_is_option(const SheetQuestion *question, const char *text)
{
	return g_strv_contains((const char *const *)question->options, text);
}

/* "ACD" of "A", "B", "C", "D": options in their order, none twice. */
static bool is_options_in_order(char *const *options, const char *text)
{
	for (; *options; options++)
		if (g_str_has_prefix(text, *options))
			text += strlen(*options);
	return *text == '\0';
}

static const char *skip_digits(const char *at)
{
	while (g_ascii_isdigit(*at))
		at++;
	return at;
}

/* "/4", not of 0; NULL: none. */
static const char *skip_denominator(const char *at)
{
	if (*at != '/')
		return NULL;
	const char *end = skip_digits(at + 1);
	return strspn(at + 1, "0") < (gsize)(end - at - 1) ? end : NULL;
}

/* "12", "-12.5", "3/4", "1 3/4", "50%": as number_read writes what it reads. */
bool sheet_check_is_number(const char *text)
{
	const char *start = text + (*text == '-');
	const char *at = skip_digits(start);

	if (at == start)
		return false;
	if (*at == '/') {
		at = skip_denominator(at);
	} else if (*at == ' ') {
		const char *above = at + 1;
		at = skip_digits(above);
		at = at > above ? skip_denominator(at) : NULL;
	} else if (*at == '.') {
		const char *behind = at + 1;
		at = skip_digits(behind);
		if (at == behind)
			return false;
	}
	return at && (*at == '\0' || g_str_equal(at, "%"));
}

static bool check_one_key(
	SheetCheck *check, const char *member, const SheetQuestion *question, const char *key)
{
	if (*key == '\0')
		return sheet_check_refuse(check, member,
			"是空的，没有答案就不要写 key / is empty; leave the key out where there is "
			"none");
	switch (question->type) {
	case QUESTION_CHOICE:
		return sheet_check_is_option(question, key) ||
		       sheet_check_refuse(check, member,
			       "“%1$s”不是印着的选项，请写其中一个 / \"%1$s\" is not one of the "
			       "options; name one of them",
			       key);
	case QUESTION_CHOICES:
		return is_options_in_order(question->options, key) ||
		       sheet_check_refuse(check, member,
			       "“%1$s”不是由选项组成的，请按顺序写出所有正确的，如 \"ACD\" / "
			       "\"%1$s\" is not made of the options; write all right ones in their "
			       "order, like \"ACD\"",
			       key);
	case QUESTION_TRUE_FALSE:
		return g_str_equal(key, "T") || g_str_equal(key, "F") ||
		       sheet_check_refuse(check, member,
			       "“%1$s”不是对或错，请写 \"T\" 或 \"F\" / \"%1$s\" is neither true "
			       "nor false; write \"T\" or \"F\"",
			       key);
	case QUESTION_NUMBER:
		return sheet_check_is_number(key) ||
		       sheet_check_refuse(check, member,
			       "“%1$s”不是数，请写成 12、-12.5、3/4、1 3/4 或 50%%，或把题型写成 "
			       "\"text\" / \"%1$s\" is no number; write it like 12, -12.5, 3/4, 1 "
			       "3/4 or 50%%, or make the question's type \"text\"",
			       key);
	case QUESTION_TEXT:
	case QUESTION_STEPS:
	case QUESTION_DRAWING:
		return true;
	}
	return true;
}

static bool check_key(SheetCheck *check, const SheetQuestion *question)
{
	const guint n_keys = g_strv_length(question->key);

	if (n_keys > SHEET_KEYS_MAX)
		return sheet_check_refuse(check, "key",
			"有 %1$u 个等价答案，最多 %2$d 个，请减少 / has %1$u equivalents; %2$d are "
			"the most",
			n_keys, SHEET_KEYS_MAX);
	for (guint i = 0; i < n_keys; i++) {
		char member[16];
		g_snprintf(member, sizeof member, "key[%u]", i);
		if (!sheet_check_text(check, member, question->key[i], SHEET_TEXT_MAX) ||
			!check_one_key(check, member, question, question->key[i]))
			return false;
	}
	return true;
}

static bool check_options(SheetCheck *check, const SheetQuestion *question)
{
	const bool wanted = question->type == QUESTION_CHOICE || question->type == QUESTION_CHOICES;
	const guint n_options = g_strv_length(question->options);

	if (!wanted && n_options > 0)
		return sheet_check_refuse(check, "options",
			"选择题才有选项，题型却是“%1$s”，请删去，或把题型写成 \"choice\" / belong "
			"to a choice, and the type is \"%1$s\"; take them away or write \"choice\"",
			question_type_name(question->type));
	if (wanted && (n_options < 2 || n_options > SHEET_OPTIONS_MAX))
		return sheet_check_refuse(check, "options",
			"有 %1$u 个，请列出印着的选项，如 [\"A\", \"B\", \"C\", \"D\"]，2 到 %2$d "
			"个 / are %1$u; list those printed, like [\"A\", \"B\", \"C\", \"D\"], "
			"from 2 to %2$d",
			n_options, SHEET_OPTIONS_MAX);
	for (guint i = 0; i < n_options; i++) {
		char member[16];
		g_snprintf(member, sizeof member, "options[%u]", i);
		if (!sheet_check_text(check, member, question->options[i], SHEET_OPTION_MAX))
			return false;
		if (question->options[i][0] == '\0')
			return sheet_check_refuse(check, member,
				"是空的，请写印着的字母 / is empty; write the letter printed");
		for (guint k = 0; k < i; k++)
			if (g_str_equal(question->options[k], question->options[i]))
				return sheet_check_refuse(check, member,
					"“%1$s”出现两次，请每个选项各用一个字母 / \"%1$s\" comes "
					"twice; give each option its own letter",
					question->options[i]);
	}
	return true;
}

static bool check_value(SheetCheck *check, const SheetQuestion *question)
{
	if (!sheet_check_range(check, "points", question->points, 0, POINTS_MAX) ||
		!sheet_check_range(check, "tolerance", question->tolerance, 0, TOLERANCE_MAX) ||
		!sheet_check_range(
			check, "expected_minutes", question->expected_minutes, 0, MINUTES_MAX))
		return false;
	if (question->points <= 0)
		return sheet_check_refuse(check, "points",
			"是 0，请写这题值几分 / are 0; write what the question is worth");
	if (question->tolerance > 0 && question->type != QUESTION_NUMBER)
		return sheet_check_refuse(check, "tolerance",
			"数值题才有，题型却是“%1$s”，请删去 / belongs to a number, and the type is "
			"\"%1$s\"; take it away",
			question_type_name(question->type));
	if (question->layer != 0 && !strchr("ABC", question->layer))
		return sheet_check_refuse(check, "layer",
			"写的是“%1$c”，请写 \"A\"、\"B\" 或 \"C\" / is \"%1$c\"; write \"A\", "
			"\"B\" or \"C\"",
			question->layer);
	if (question->lesson[0] && !g_str_has_prefix(question->lesson, "https://") &&
		!g_str_has_prefix(question->lesson, "http://"))
		return sheet_check_refuse(check, "lesson",
			"不是网址，请写以 https:// 或 http:// 开头的网址 / is no link; write one "
			"that begins with https:// or http://");
	return true;
}

bool sheet_check_question(SheetCheck *check, guint index)
{
	const SheetQuestion *question = g_ptr_array_index(check->sheet->questions, index);

	g_snprintf(check->place, sizeof check->place, "questions[%u]", index);
	if (question->number < 1 || question->number > SHEET_NUMBER_MAX)
		return sheet_check_refuse(check, "number",
			"写的是 %1$d，题号请用 1 到 %2$d / is %1$d; number questions from 1 to "
			"%2$d",
			question->number, SHEET_NUMBER_MAX);
	if (sheet_find_question(check->sheet, question->number) != question)
		return sheet_check_refuse(check, "number",
			"%1$d 出现两次；批改按题号存，请每题各用一个 / %1$d comes twice; marks are "
			"kept under it, so give each question its own",
			question->number);
	return sheet_check_text(check, "name", question->name, SHEET_TEXT_MAX) &&
	       sheet_check_text(check, "knowledge", question->knowledge, SHEET_TEXT_MAX) &&
	       sheet_check_text(check, "lesson", question->lesson, SHEET_LINK_MAX) &&
	       check_options(check, question) && check_key(check, question) &&
	       check_value(check, question);
}
