/* SPDX-License-Identifier: MIT */
/*
 * An answer against its key. Numbers are compared by value when both are whole or decimal (3.0 is 3); a fraction is
 * compared as it is written, and one of the same value in other words (2/4 for 1/2) is left to a person, since whether
 * it had to be reduced is not in the sheet.
 */
#include "homework/reading/answer.h"

#include <math.h>
#include <string.h>

#define SURE_OF_BLANK 0.99f

/* "-12.5" → the number; false: not whole or decimal. */
static bool plain_number(const char *text, double *value)
{
	char *end;

	*value = g_ascii_strtod(text, &end);
	return end != text && *end == '\0';
}

/* "3/4", "1 3/4", "50%" as well. */
static bool any_number(const char *text, double *value)
{
	double whole = 0, over, under;
	char *end;

	if (plain_number(text, value))
		return true;
	over = g_ascii_strtod(text, &end);
	if (end == text)
		return false;
	if (*end == '%' && end[1] == '\0') {
		*value = over / 100;
		return true;
	}
	if (*end == ' ') {
		whole = over;
		const char *rest = end + 1;
		over = g_ascii_strtod(rest, &end);
		if (end == rest)
			return false;
	}
	if (*end != '/')
		return false;
	const char *rest = end + 1;
	under = g_ascii_strtod(rest, &end);
	if (end == rest || *end != '\0' || under == 0)
		return false;
	*value = (whole < 0 || text[0] == '-') ? whole - over / under : whole + over / under;
	return true;
}

typedef enum { MATCH_NO, MATCH_DOUBTFUL, MATCH_YES } Match;

static Match match_number(const SheetQuestion *question, const char *text, const char *key)
{
	double value, right;

	if (plain_number(text, &value) && plain_number(key, &right))
		return fabs(value - right) <= question->tolerance + 1e-9 * fabs(right) ? MATCH_YES
										       : MATCH_NO;
	if (any_number(text, &value) && any_number(key, &right) && fabs(value - right) < 1e-9)
		return MATCH_DOUBTFUL;
	return MATCH_NO;
}

static Match match(const SheetQuestion *question, const char *text)
{
	Match best = MATCH_NO;

	for (char **key = question->key; *key; key++) {
		if (g_str_equal(text, *key))
			return MATCH_YES;
		if (question->type == QUESTION_NUMBER)
			best = MAX(best, match_number(question, text, *key));
	}
	return best;
}

/* Some of the right ones and no wrong one. */
static bool is_part(const char *text, const char *key)
{
	for (const char *at = text; *at; at = g_utf8_next_char(at))
		if (!g_utf8_strchr(key, -1, g_utf8_get_char(at)))
			return false;
	return *text != '\0' && strlen(text) < strlen(key);
}

static Proposal propose(const SheetQuestion *question, Verdict verdict, float confidence)
{
	return (Proposal){
		.verdict = verdict,
		.points = mark_points(question, verdict, 0),
		.confidence = confidence,
	};
}

Proposal answer_judge(const SheetQuestion *question, const Answer *answer)
{
	if (answer->state == ANSWER_BLANK)
		return propose(question, VERDICT_BLANK, SURE_OF_BLANK);
	if (answer->state != ANSWER_READ || !question->key[0])
		return (Proposal){ .verdict = VERDICT_NONE };
	switch (match(question, answer->text)) {
	case MATCH_YES:
		return propose(question, VERDICT_RIGHT, answer->confidence);
	case MATCH_DOUBTFUL:
		return (Proposal){ .verdict = VERDICT_NONE };
	case MATCH_NO:
		break;
	}
	if (question->type == QUESTION_CHOICES && is_part(answer->text, question->key[0]))
		return propose(question, VERDICT_HALF, answer->confidence);
	return propose(question, VERDICT_WRONG, answer->confidence);
}
