/* SPDX-License-Identifier: MIT */
/* What verdicts come to: a question's outcome, a copy's total. */
#include "tests/teacher-ink.h"

/* What points say of right and wrong, by what is left of the question's. */
static void test_outcome(void)
{
	SheetQuestion question = { .number = 1, .points = 10 };
	static const struct {
		Verdict verdict;
		double points;
		Verdict outcome;
	} ROWS[] = {
		{ VERDICT_POINTS, 10, VERDICT_RIGHT },
		{ VERDICT_POINTS, 9.5, VERDICT_HALF },
		{ VERDICT_POINTS, 0, VERDICT_WRONG },
		{ VERDICT_DEDUCTION, 0, VERDICT_RIGHT },
		{ VERDICT_DEDUCTION, 2, VERDICT_HALF },
		{ VERDICT_DEDUCTION, 10, VERDICT_WRONG },
		{ VERDICT_DEDUCTION, 12, VERDICT_WRONG },
		{ VERDICT_HALF, 0, VERDICT_HALF },
		{ VERDICT_STAR, 3, VERDICT_STAR },
		{ VERDICT_NONE, 0, VERDICT_NONE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++)
		g_assert_cmpint(mark_outcome(&question, ROWS[i].verdict, ROWS[i].points), ==,
			ROWS[i].outcome);
	g_assert_cmpint(mark_outcome(NULL, VERDICT_POINTS, 4), ==, VERDICT_POINTS);
	g_assert_cmpint(mark_outcome(NULL, VERDICT_POINTS, 0), ==, VERDICT_WRONG);
	g_assert_cmpint(mark_outcome(NULL, VERDICT_DEDUCTION, 1), ==, VERDICT_HALF);
}

static void give(GArray *verdicts, gint question, Verdict verdict, double points)
{
	const MarkVerdict given = { question, verdict, points };

	g_array_append_val(verdicts, given);
}

static void test_sum(void)
{
	g_autoptr(Sheet) sheet = teacher_sheet("数学", 6);
	MarkCustom custom = mark_custom_of("数学");
	g_autoptr(GArray) verdicts = g_array_new(FALSE, FALSE, sizeof(MarkVerdict));
	MarkTotal total;

	/* Not marked yet is not full marks. */
	custom.deducting = true;
	total = mark_total(sheet, &custom, verdicts);
	g_assert_cmpfloat(total.points, ==, 0);
	g_assert_cmpuint(total.n_open, ==, 6);
	custom.deducting = false;
	give(verdicts, 1, VERDICT_RIGHT, 0);
	give(verdicts, 2, VERDICT_HALF, 0);
	give(verdicts, 3, VERDICT_POINTS, 8);
	give(verdicts, 4, VERDICT_DEDUCTION, 3);
	give(verdicts, 5, VERDICT_BLANK, 0);
	total = mark_total(sheet, &custom, verdicts);
	g_assert_cmpfloat(total.points, ==, 10 + 5 + 8 + 7);
	g_assert_cmpfloat(total.points_max, ==, 60);
	g_assert_cmpuint(total.n_right, ==, 1);
	g_assert_cmpuint(total.n_half, ==, 3);
	g_assert_cmpuint(total.n_blank, ==, 1);
	g_assert_cmpuint(total.n_open, ==, 1);

	custom.unmarked = VERDICT_RIGHT;
	g_assert_cmpfloat(mark_total(sheet, &custom, verdicts).points, ==, 40);
	custom.unmarked = VERDICT_NONE;
	custom.deducting = true;
	give(verdicts, 0, VERDICT_DEDUCTION, 1);
	total = mark_total(sheet, &custom, verdicts);
	g_assert_cmpfloat(total.points, ==, 39);
	g_assert_cmpuint(total.n_open, ==, 0);
	give(verdicts, 0, VERDICT_LEVEL, 0);
	g_assert_cmpfloat(mark_total(sheet, &custom, verdicts).points, ==, 39);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/verdict/outcome", test_outcome);
	g_test_add_func("/verdict/sum", test_sum);
	return g_test_run();
}
