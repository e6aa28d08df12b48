/* SPDX-License-Identifier: MIT */
/* A sign and a number are two readings of the same ink. The signs' network takes digits for nothing, but for rings and
 * slashes; the numbers' takes some signs for digits. So a sure sign is one; where 1 and / are about as sure, the mark
 * is refused. */
#include "homework/marking/mark-meaning.h"

#include <math.h>
#include <string.h>

#define SURE 0.5f
#define SURE_OF_SHEET 0.6f /* what a whole sheet comes to is not to be guessed */
#define RIVAL 0.75f	   /* of the surer reading: as sure as that is no decision */
#define HARDLY_A_SEVEN 0.03f
#define HARDLY_A_DIGIT 0.1f /* four digits in a thousand look as much like a sign */
#define TOTAL_MAX 150.0

static float sureness(const Reading *reading)
{
	return reading->refused ? 0 : reading->confidence;
}

static Verdict verdict_of_sign(const MarkMeaning *meaning, const char *sign)
{
	const struct {
		const char *sign;
		Verdict verdict;
	} meanings[] = {
		{ "tick", VERDICT_RIGHT },
		{ "half-tick", meaning->custom.half_tick },
		{ "cross", VERDICT_WRONG },
		{ "circle", meaning->custom.circle },
		{ "star", VERDICT_STAR },
		{ "question", meaning->custom.question_sign },
		{ "wave", meaning->custom.wave },
		{ "slash", meaning->custom.slash },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(meanings); i++)
		if (g_str_equal(sign, meanings[i].sign))
			return meanings[i].verdict;
	return VERDICT_NONE;
}

/* Points beyond what the question, or the sheet, is worth were misread; so were other parts than halves: those are
 * dates. */
static bool fits(const MarkMeaning *meaning, const Mark *mark)
{
	const SheetQuestion *question = sheet_find_question(meaning->sheet, mark->question);
	double most = 0;

	for (guint i = 0; i < meaning->sheet->questions->len; i++) {
		const SheetQuestion *one = g_ptr_array_index(meaning->sheet->questions, i);
		most += one->points;
	}
	most = question ? question->points : CLAMP(most, 100, TOTAL_MAX);
	return mark->points <= most && mark->points * 2 == floor(mark->points * 2);
}

/* "8", "-2", "+3", "7.5"; false: no points. */
static bool take_points(const MarkMeaning *meaning, const Reading *number, Mark *mark)
{
	char *end;
	const char *text = number->text;
	const double value = g_ascii_strtod(text, &end);

	if (end == text || *end != '\0' || !isfinite(value))
		return false;
	mark->points = fabs(value);
	mark->confidence = number->confidence;
	mark->verdict =
		*text == '-' || (meaning->custom.deducting && *text != '+' && mark->question != 0)
			? VERDICT_DEDUCTION
			: VERDICT_POINTS;
	mark->refused = sureness(number) < SURE;
	return fits(meaning, mark);
}

static void take_sign(const MarkMeaning *meaning, const Reading *sign, Mark *mark)
{
	mark->verdict = verdict_of_sign(meaning, sign->text);
	mark->confidence = sign->confidence;
	mark->refused = sureness(sign) < SURE;
	mark->points = mark->verdict == VERDICT_STAR ? 1 : 0;
}

/* ○ and 0 are one shape: no point either way, unless a circle is half here and the place is for points. */
static bool is_ring(const MarkMeaning *meaning, const SignGroup *sign, RegionRole role)
{
	return g_str_equal(sign->reading.text, "circle") && g_str_equal(sign->number.text, "0") &&
	       (role != ROLE_MARK || meaning->custom.circle == VERDICT_WRONG);
}

static bool is_ring_or_slash(const Reading *sign)
{
	return g_str_equal(sign->text, "circle") || g_str_equal(sign->text, "slash");
}

/* A question mark without its point, or a 7. */
static bool is_hook(const SignGroup *sign)
{
	return g_str_equal(sign->reading.text, "question") && g_str_equal(sign->number.text, "7");
}

static bool is_like_digit(const Reading *sign)
{
	return sign->confidence < SURE || is_ring_or_slash(sign);
}

static void take_of_question(
	const MarkMeaning *meaning, const SignGroup *sign, RegionRole role, Mark *mark)
{
	Mark points = *mark;
	const bool has_points = take_points(meaning, &sign->number, &points);
	const float as_points = has_points ? sureness(&sign->number) : 0;
	const float as_sign = sureness(&sign->reading);

	if (as_sign > 0 && (!is_like_digit(&sign->reading) || is_ring(meaning, sign, role))) {
		take_sign(meaning, &sign->reading, mark);
		return;
	}
	if (as_sign >= as_points)
		take_sign(meaning, &sign->reading, mark);
	else
		*mark = points;
	mark->refused |= MIN(as_sign, as_points) > RIVAL * MAX(as_sign, as_points) ||
			 (mark->verdict != VERDICT_NONE && as_points > as_sign &&
				 as_sign > (is_hook(sign) ? HARDLY_A_SEVEN : HARDLY_A_DIGIT) &&
				 !is_ring_or_slash(&sign->reading));
}

static void take_level(const Reading *level, Mark *mark)
{
	mark->verdict = VERDICT_LEVEL;
	mark->points = 0;
	mark->confidence = level->confidence;
	mark->refused = sureness(level) < SURE;
	g_strlcpy(mark->text, level->text, sizeof mark->text);
}

/* Of the whole sheet: points, a level, stars; never right or wrong. */
static void take_of_sheet(const MarkMeaning *meaning, const SignGroup *sign, Mark *mark)
{
	const bool is_letter = mark_custom_has_level(&meaning->custom, sign->letter.text) &&
			       sureness(&sign->letter) > sureness(&sign->word);
	const Reading *level = is_letter ? &sign->letter : &sign->word;
	Mark points = *mark;
	const bool has_points = take_points(meaning, &sign->number, &points);
	const float as_points = has_points ? sureness(&sign->number) : 0;
	const float as_level = sureness(level);
	const float as_star =
		g_str_equal(sign->reading.text, "star") ? sureness(&sign->reading) : 0;
	const float best = MAX(MAX(as_points, as_level), as_star);

	if (best > 0 && best == as_star) {
		take_sign(meaning, &sign->reading, mark);
	} else if (best > 0 && best == as_points) {
		*mark = points;
	} else {
		take_level(level, mark);
	}
	mark->refused |=
		best < SURE_OF_SHEET || (as_points > RIVAL * best && as_level > RIVAL * best);
}

void mark_meaning_of(const MarkMeaning *meaning, const SignGroup *sign, RegionRole role, Mark *mark)
{
	if (role == ROLE_TOTAL)
		take_of_sheet(meaning, sign, mark);
	else
		take_of_question(meaning, sign, role, mark);
}
