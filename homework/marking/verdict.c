/* SPDX-License-Identifier: MIT */
/* The words of mark.h: verdicts by name, what they are worth, what signs mean in a subject, which mark holds. */
#include "homework/marking/mark.h"

#include "homework/marking/mark-level.h"

static const char *const VERDICT_NAMES[N_VERDICTS] = { "none", "right", "wrong", "half", "blank",
	"points", "deduction", "star", "level" };

const char *verdict_name(Verdict verdict)
{
	g_return_val_if_fail(verdict < N_VERDICTS, "none");
	return VERDICT_NAMES[verdict];
}

bool verdict_from_name(const char *name, Verdict *verdict)
{
	for (guint i = 0; i < N_VERDICTS; i++) {
		if (g_str_equal(VERDICT_NAMES[i], name)) {
			*verdict = (Verdict)i;
			return true;
		}
	}
	return false;
}

MarkCustom mark_custom_of(const char *subject)
{
	MarkCustom custom = {
		.circle = VERDICT_WRONG,
		.question_sign = VERDICT_WRONG,
		.half_tick = VERDICT_HALF,
		.slash = VERDICT_HALF,
		.wave = VERDICT_HALF,
		.unmarked = VERDICT_NONE,
		.levels = "优 良 中 差",
		.has_letters = true,
	};

	/* A circle in a sum shows the place that is wrong; the rest of it is right. */
	if (g_str_equal(subject, "数学"))
		custom.circle = VERDICT_HALF;
	return custom;
}

static const char *set_flag(bool *flag, const char *word)
{
	if (!g_str_equal(word, "true") && !g_str_equal(word, "false"))
		return "请写 true 或 false / write true or false";
	*flag = g_str_equal(word, "true");
	return NULL;
}

const char *mark_custom_set(MarkCustom *custom, const char *field, const char *word)
{
	const struct {
		const char *field;
		Verdict *verdict;
	} fields[] = {
		{ "circle", &custom->circle },
		{ "question_sign", &custom->question_sign },
		{ "half_tick", &custom->half_tick },
		{ "slash", &custom->slash },
		{ "wave", &custom->wave },
		{ "unmarked", &custom->unmarked },
	};
	Verdict verdict;

	if (g_str_equal(field, "deducting"))
		return set_flag(&custom->deducting, word);
	if (g_str_equal(field, "levels"))
		return mark_level_set(custom, word);
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		const bool is_unmarked = fields[i].verdict == &custom->unmarked;

		if (!g_str_equal(field, fields[i].field))
			continue;
		if (!verdict_from_name(word, &verdict) || verdict > VERDICT_HALF ||
			(is_unmarked && verdict > VERDICT_RIGHT))
			return is_unmarked ? "请写 none 或 right / write none or right"
					   : "请写 none、right、wrong 或 half / write none, right, "
					     "wrong or half";
		*fields[i].verdict = verdict;
		return NULL;
	}
	return "没有这一项 / there is no such custom";
}

double mark_points(const SheetQuestion *question, Verdict verdict, double points)
{
	switch (verdict) {
	case VERDICT_RIGHT:
		return question->points;
	case VERDICT_HALF:
		return question->points / 2;
	case VERDICT_POINTS:
		return CLAMP(points, 0, question->points);
	case VERDICT_DEDUCTION:
		return MAX(question->points - points, 0);
	case VERDICT_NONE:
	case VERDICT_WRONG:
	case VERDICT_BLANK:
	case VERDICT_STAR:
	case VERDICT_LEVEL:
		return 0;
	}
	return 0;
}

Verdict mark_outcome(const SheetQuestion *question, Verdict verdict, double points)
{
	if (verdict != VERDICT_POINTS && verdict != VERDICT_DEDUCTION)
		return verdict;
	if (verdict == VERDICT_DEDUCTION && points <= 0)
		return VERDICT_RIGHT;
	if (!question && (verdict == VERDICT_DEDUCTION || points > 0))
		return verdict == VERDICT_DEDUCTION ? VERDICT_HALF : verdict;
	const double left = question ? mark_points(question, verdict, points) : 0;
	if (question && left >= question->points)
		return VERDICT_RIGHT;
	return left <= 0 ? VERDICT_WRONG : VERDICT_HALF;
}

/* ---- a sheet's total */

static const MarkVerdict *verdict_on(const GArray *verdicts, gint question)
{
	for (guint i = verdicts->len; i-- > 0;) {
		const MarkVerdict *verdict = &g_array_index(verdicts, MarkVerdict, i);

		/* A word of a level beside a total takes nothing of it away. */
		if (verdict->question == question && verdict->verdict != VERDICT_NONE &&
			(question != 0 || verdict->verdict != VERDICT_LEVEL))
			return verdict;
	}
	return NULL;
}

static void count(MarkTotal *total, Verdict outcome)
{
	total->n_blank += outcome == VERDICT_BLANK;
	total->n_right += outcome == VERDICT_RIGHT;
	total->n_wrong += outcome == VERDICT_WRONG;
	total->n_half += outcome == VERDICT_HALF;
	/* A star or a level says nothing of right and wrong. */
	total->n_open +=
		outcome == VERDICT_NONE || outcome == VERDICT_STAR || outcome == VERDICT_LEVEL;
}

/* A copy without any mark was not marked yet: nothing follows from what is missing there. */
static Verdict verdict_of_unmarked(const MarkCustom *custom, const GArray *verdicts)
{
	for (guint i = 0; i < verdicts->len; i++)
		if (g_array_index(verdicts, MarkVerdict, i).verdict != VERDICT_NONE)
			return custom->deducting ? VERDICT_RIGHT : custom->unmarked;
	return VERDICT_NONE;
}

MarkTotal mark_total(const Sheet *sheet, const MarkCustom *custom, const GArray *verdicts)
{
	const MarkVerdict *whole = verdict_on(verdicts, 0);
	const Verdict unmarked = verdict_of_unmarked(custom, verdicts);
	MarkTotal total = { 0 };

	for (guint i = 0; i < sheet->questions->len; i++) {
		const SheetQuestion *question = g_ptr_array_index(sheet->questions, i);
		const MarkVerdict *on = verdict_on(verdicts, question->number);
		const Verdict verdict = on ? on->verdict : unmarked;
		const double points = mark_points(question, verdict, on ? on->points : 0);

		total.points_max += question->points;
		total.points += points;
		count(&total, mark_outcome(question, verdict, on ? on->points : 0));
	}
	if (whole && whole->verdict == VERDICT_DEDUCTION)
		total.points = MAX(total.points - whole->points, 0);
	return total;
}

MarkStanding marks_standing(const GArray *marks, gint question)
{
	MarkStanding standing = { 0 };
	bool was_wrong = false;

	for (guint i = 0; i < marks->len; i++) {
		const Mark *mark = &g_array_index(marks, Mark, i);

		if (mark->question != question || mark->struck)
			continue;
		if (!mark->refused)
			was_wrong |= standing.in_force &&
				     (standing.in_force->verdict == VERDICT_WRONG ||
					     standing.in_force->verdict == VERDICT_HALF);
		standing.in_force = mark;
	}
	standing.re_marked =
		was_wrong && standing.in_force && standing.in_force->verdict == VERDICT_RIGHT;
	return standing;
}
