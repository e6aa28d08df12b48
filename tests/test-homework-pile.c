/* SPDX-License-Identifier: MIT */
/* Whose copy a teacher marks: each way of knowing, and what goes wrong with it. */
#include "tests/teacher-ink.h"

#include "homework/marking/page-strip.h"
#include "homework/marking/pile.h"

#define N_QUESTIONS 6

typedef struct {
	Recogniser *recogniser;
	Sheet *sheet;
	Pile *pile;
	Teacher teacher;
	guint n_given;
	PileRun last, settled; /* the last that was settled */
} Desk;

static void set_up(Desk *desk, gconstpointer unused)
{
	g_autoptr(GArray) roster = g_array_new(FALSE, FALSE, sizeof(gint));

	(void)unused;
	for (gint i = 1; i <= 58; i++)
		if (i != 33) /* moved away */
			g_array_append_val(roster, i);
	desk->recogniser = recogniser_new_built_in();
	desk->sheet = teacher_sheet("数学", N_QUESTIONS);
	SheetPage *page = g_ptr_array_index(desk->sheet->pages, 0);
	teacher_region(page, ROLE_NUMBER_BOX, 0, 0, (SheetBox){ 20, 10, 30, 14 });
	teacher_region(page, ROLE_CLAIM_BOX, 0, 7, (SheetBox){ 60, 10, 8, 8 });
	teacher_region(page, ROLE_CLAIM_BOX, 0, 8, (SheetBox){ 70, 10, 8, 8 });
	teacher_region(page, ROLE_CLAIM_BOX, 0, 99, (SheetBox){ 80, 10, 8, 8 }); /* nobody's */
	desk->pile = pile_new(desk->recogniser, desk->sheet, roster);
	desk->teacher = teacher_on(page);
}

static void tear_down(Desk *desk, gconstpointer unused)
{
	(void)unused;
	g_ptr_array_unref(desk->teacher.strokes);
	pile_free(desk->pile);
	sheet_free(desk->sheet);
	recogniser_free(desk->recogniser);
}

/* What was drawn since, to the pile. */
static PileRun give(Desk *desk)
{
	for (; desk->n_given < desk->teacher.strokes->len; desk->n_given++) {
		PileRun settled;

		desk->last = pile_add(desk->pile,
			g_ptr_array_index(desk->teacher.strokes, desk->n_given), &settled);
		if (settled.run != 0)
			desk->settled = settled;
	}
	return desk->last;
}

static PileRun mark_copy(Desk *desk)
{
	for (gint i = 1; i <= N_QUESTIONS; i++)
		teacher_draw(&desk->teacher, i % 3 ? TICK : CROSS, 60, ROW_TOP(i), 1, 400);
	desk->teacher.now_ms += 9000;
	return give(desk);
}

static void touch(Desk *desk, double x_mm)
{
	teacher_draw(&desk->teacher, "0,0 0.2,0.1", x_mm, 14, 1, 500);
}

static void number(Desk *desk, const char *digits)
{
	teacher_write(&desk->teacher, digits, 22, 13, 1);
	give(desk);
}

static void assert_run(PileRun run, guint number, gint pupil, PileHow how)
{
	g_assert_cmpuint(run.run, ==, number);
	g_assert_cmpint(run.pupil, ==, pupil);
	g_assert_cmpstr(pile_how_name(run.how), ==, pile_how_name(how));
}

static void test_claim_box(Desk *desk, gconstpointer unused)
{
	(void)unused;
	touch(desk, 63);
	assert_run(mark_copy(desk), 1, 7, PILE_CLAIM_BOX);
	touch(desk, 73);
	assert_run(mark_copy(desk), 2, 8, PILE_CLAIM_BOX);
	/* The touch forgotten: not written over the copy before. */
	assert_run(mark_copy(desk), 3, 0, PILE_UNCLAIMED);
	touch(desk, 63); /* and marked a second time: a run of its own */
	assert_run(mark_copy(desk), 4, 7, PILE_CLAIM_BOX);
	touch(desk, 83);
	assert_run(mark_copy(desk), 5, 0, PILE_UNCLAIMED);
}

static void test_number_first(Desk *desk, gconstpointer unused)
{
	(void)unused;
	number(desk, "25");
	assert_run(mark_copy(desk), 1, 25, PILE_NUMBER_BOX);
	number(desk, "8");
	assert_run(mark_copy(desk), 2, 8, PILE_NUMBER_BOX);
	assert_run(desk->settled, 2, 8, PILE_NUMBER_BOX);
	number(desk, "25");
	assert_run(mark_copy(desk), 3, 25, PILE_NUMBER_BOX);
}

static void test_number_last(Desk *desk, gconstpointer unused)
{
	PileRun settled;

	(void)unused;
	assert_run(mark_copy(desk), 1, 0, PILE_UNCLAIMED);
	number(desk, "25");
	assert_run(mark_copy(desk), 2, 0, PILE_UNCLAIMED);
	assert_run(desk->settled, 1, 25, PILE_NUMBER_BOX);
	number(desk, "3");
	g_assert_true(pile_rest(desk->pile, &settled));
	assert_run(settled, 2, 3, PILE_NUMBER_BOX);
	g_assert_false(pile_rest(desk->pile, &settled));
}

/* Numbers come first here, and one was forgotten: the next is not taken for it. */
static void test_number_forgotten(Desk *desk, gconstpointer unused)
{
	(void)unused;
	number(desk, "25");
	assert_run(mark_copy(desk), 1, 25, PILE_NUMBER_BOX);
	assert_run(mark_copy(desk), 2, 0, PILE_UNCLAIMED);
	number(desk, "8");
	assert_run(mark_copy(desk), 3, 8, PILE_NUMBER_BOX);
	assert_run(desk->settled, 3, 8, PILE_NUMBER_BOX);
}

static void test_misread(Desk *desk, gconstpointer unused)
{
	(void)unused;
	number(desk, "33"); /* not of the class */
	assert_run(mark_copy(desk), 1, 0, PILE_UNCLAIMED);
	number(desk, "25");
	assert_run(mark_copy(desk), 2, 25, PILE_NUMBER_BOX);
	number(desk, "25"); /* laid away a moment ago */
	assert_run(mark_copy(desk), 3, 0, PILE_UNCLAIMED);
	teacher_draw(&desk->teacher, "0,0 6,5 1,6 7,0 3,7", 24, 12, 1, 500);
	assert_run(mark_copy(desk), 4, 0, PILE_UNCLAIMED);
}

static void test_claim_before_number(Desk *desk, gconstpointer unused)
{
	(void)unused;
	touch(desk, 63);
	number(desk, "25");
	assert_run(mark_copy(desk), 1, 7, PILE_CLAIM_BOX);
}

static void test_order(Desk *desk, gconstpointer unused)
{
	(void)unused;
	pile_set_ordered(desk->pile, true, 0);
	assert_run(mark_copy(desk), 1, 1, PILE_ORDER);
	assert_run(mark_copy(desk), 2, 2, PILE_ORDER);
	pile_set_ordered(desk->pile, false, 0);
	assert_run(mark_copy(desk), 3, 0, PILE_UNCLAIMED);
	g_assert_cmpint(pile_next(desk->pile), ==, 0);
}

/* A number that has left the roster since: the one behind it is next; behind all, nobody is. */
static void test_order_from(Desk *desk, gconstpointer unused)
{
	const gint gone = 3;
	g_autoptr(GArray) roster = g_array_new(FALSE, FALSE, sizeof(gint));

	(void)unused;
	for (gint i = 1; i <= 5; i++)
		if (i != gone)
			g_array_append_val(roster, i);
	g_autoptr(Pile) pile = pile_new(NULL, desk->sheet, roster);

	pile_set_ordered(pile, true, 2);
	g_assert_cmpint(pile_next(pile), ==, 2);
	pile_set_ordered(pile, true, gone);
	g_assert_cmpint(pile_next(pile), ==, 4);
	pile_set_ordered(pile, true, 6);
	g_assert_cmpint(pile_next(pile), ==, 0);
}

static void test_page_strip(Desk *desk, gconstpointer unused)
{
	SheetPage *page = g_ptr_array_index(desk->sheet->pages, 0);
	PageAddress next = page->address;

	(void)unused;
	next.page++;
	teacher_region(page, ROLE_PAGE_STRIP, 0, 1, (SheetBox){ 150, 270, 10, 10 });
	teacher_region(page, ROLE_PAGE_STRIP, 0, 2, (SheetBox){ 162, 270, 10, 10 });
	sheet_add_page(desk->sheet, next);
	teacher_draw(&desk->teacher, TICK, 150, 270, 1, 400);
	teacher_draw(&desk->teacher, TICK, 163, 270, 0.8, 400);
	teacher_draw(&desk->teacher, TICK, 60, 60, 1, 400);
	const SheetPage *first =
		page_strip_page(desk->sheet, g_ptr_array_index(desk->teacher.strokes, 0));
	const SheetPage *second =
		page_strip_page(desk->sheet, g_ptr_array_index(desk->teacher.strokes, 1));
	g_assert_true(first == page);
	g_assert_true(second == g_ptr_array_index(desk->sheet->pages, 1));
	g_assert_null(page_strip_page(desk->sheet, g_ptr_array_index(desk->teacher.strokes, 2)));
}

static void test_address(Desk *desk, gconstpointer unused)
{
	SheetPage *page = g_ptr_array_index(desk->sheet->pages, 0);

	(void)unused;
	page->n_copies = 48;
	page->copy_step = 1;
	desk->teacher.page.page += 16;
	assert_run(mark_copy(desk), 1, 17, PILE_ADDRESS);
	desk->teacher.page.page++;
	assert_run(mark_copy(desk), 2, 18, PILE_ADDRESS);
	assert_run(pile_now(desk->pile, &desk->teacher.page), 2, 18, PILE_ADDRESS);
	desk->teacher.page.page--;
	g_assert_cmpuint(pile_now(desk->pile, &desk->teacher.page).run, ==, 0);
}

/* A correction on the copy in hand is no new copy. */
static void test_goes_back(Desk *desk, gconstpointer unused)
{
	(void)unused;
	touch(desk, 63);
	mark_copy(desk);
	teacher_draw(&desk->teacher, TICK, 70, ROW_TOP(5), 1, 400);
	assert_run(give(desk), 1, 7, PILE_CLAIM_BOX);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(Desk *, gconstpointer);
	} TESTS[] = {
		{ "/pile/claim-box", test_claim_box },
		{ "/pile/number-first", test_number_first },
		{ "/pile/number-last", test_number_last },
		{ "/pile/number-forgotten", test_number_forgotten },
		{ "/pile/misread", test_misread },
		{ "/pile/claim-before-number", test_claim_before_number },
		{ "/pile/order", test_order },
		{ "/pile/order-from", test_order_from },
		{ "/pile/page-strip", test_page_strip },
		{ "/pile/address", test_address },
		{ "/pile/goes-back", test_goes_back },
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(TESTS); i++)
		g_test_add(TESTS[i].path, Desk, NULL, set_up, TESTS[i].test, tear_down);
	return g_test_run();
}
