/* SPDX-License-Identifier: MIT */
/* The words of mark.h: verdicts by name, what they are worth, what signs mean in a subject, which mark holds. */
#include "homework/marking/mark.h"

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
	};

	/* A circle in a sum shows the place that is wrong; the rest of it is right. */
	if (g_str_equal(subject, "数学"))
		custom.circle = VERDICT_HALF;
	return custom;
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
