/* SPDX-License-Identifier: MIT */
/* A teacher's habits as marks. Ink here is drawn by rule; ZHIBI_INK=folder adds the real gestures of that folder. */
#include "homework/reading/hanzi.h"
#include "tests/teacher-ink.h"

typedef struct {
	Recogniser *recogniser;
	Sheet *sheet;
	MarkCustom custom;
	Teacher teacher;
} Desk;

static void set_up(Desk *desk, gconstpointer subject)
{
	desk->recogniser = recogniser_new_built_in();
	desk->sheet = teacher_sheet(subject, 6);
	desk->custom = mark_custom_of(subject);
	desk->teacher = teacher_on(teacher_page(desk->sheet));
}

static void tear_down(Desk *desk, gconstpointer subject)
{
	(void)subject;
	g_ptr_array_unref(desk->teacher.strokes);
	sheet_free(desk->sheet);
	recogniser_free(desk->recogniser);
}

static GArray *read_marks(const Desk *desk)
{
	return marks_read(desk->recogniser, desk->sheet, teacher_page(desk->sheet), &desk->custom,
		desk->teacher.strokes);
}

static void draw(Desk *desk, const char *sign, gint question, double x_mm)
{
	teacher_draw(&desk->teacher, sign, x_mm, ROW_TOP(question), 1, 2000);
}

static void assert_mark(const GArray *marks, gint question, Verdict verdict, double points)
{
	const MarkStanding standing = marks_standing(marks, question);

	g_test_message("question %d", question);
	if (verdict == VERDICT_NONE) {
		g_assert_null(standing.in_force);
		return;
	}
	g_assert_nonnull(standing.in_force);
	g_assert_cmpstr(verdict_name(standing.in_force->verdict), ==, verdict_name(verdict));
	g_assert_false(standing.in_force->refused);
	g_assert_cmpfloat(standing.in_force->points, ==, points);
}

/* ---- signs, and what they mean in a subject */

static void test_signs(Desk *desk, gconstpointer subject)
{
	const bool is_sums = g_str_equal(subject, "数学");

	draw(desk, TICK, 1, 60);
	draw(desk, CROSS, 2, 60);
	draw(desk, HALF_TICK, 3, 60);
	draw(desk, CIRCLE, 4, 60);
	draw(desk, QUESTION, 5, 60);
	draw(desk, SLASH, 6, 60);
	g_autoptr(GArray) marks = read_marks(desk);
	g_assert_cmpuint(marks->len, ==, 6);
	assert_mark(marks, 1, VERDICT_RIGHT, 0);
	assert_mark(marks, 2, VERDICT_WRONG, 0);
	assert_mark(marks, 3, VERDICT_HALF, 0);
	assert_mark(marks, 4, is_sums ? VERDICT_HALF : VERDICT_WRONG, 0);
	assert_mark(marks, 5, VERDICT_WRONG, 0);
	assert_mark(marks, 6, VERDICT_HALF, 0);
}

static void test_custom(Desk *desk, gconstpointer subject)
{
	(void)subject;
	desk->custom.circle = VERDICT_NONE;
	desk->custom.slash = VERDICT_WRONG;
	desk->custom.half_tick = VERDICT_RIGHT;
	draw(desk, CIRCLE, 1, 60);
	draw(desk, SLASH, 2, 60);
	draw(desk, HALF_TICK, 3, 60);
	g_autoptr(GArray) marks = read_marks(desk);
	assert_mark(marks, 1, VERDICT_NONE, 0);
	assert_mark(marks, 2, VERDICT_WRONG, 0);
	assert_mark(marks, 3, VERDICT_RIGHT, 0);
}

static void test_missing(Desk *desk, gconstpointer subject)
{
	(void)subject;
	draw(desk, WAVE, 1, 40);
	desk->teacher.now_ms -= 1600;
	draw(desk, QUESTION, 1, 55);
	g_autoptr(GArray) marks = read_marks(desk);
	assert_mark(marks, 1, VERDICT_HALF, 0);
}

static void test_stars(Desk *desk, gconstpointer subject)
{
	(void)subject;
	for (gint i = 0; i < 3; i++)
		teacher_draw(&desk->teacher, STAR, 60 + 11 * i, ROW_TOP(2), 1, 500);
	g_autoptr(GArray) marks = read_marks(desk);
	assert_mark(marks, 2, VERDICT_STAR, 3);
}

/* ---- where a mark belongs */

static void test_long_tick(Desk *desk, gconstpointer subject)
{
	(void)subject;
	/* 22 mm high: from the second question up across the first. */
	teacher_draw(&desk->teacher, "0,14 6,22 20,0", 60, ROW_TOP(2) - 15, 1, 2000);
	g_autoptr(GArray) marks = read_marks(desk);
	assert_mark(marks, 2, VERDICT_RIGHT, 0);
	assert_mark(marks, 1, VERDICT_NONE, 0);
	g_assert_cmpuint(marks->len, ==, 1);
}

static void test_big_tick(Desk *desk, gconstpointer subject)
{
	(void)subject;
	teacher_draw(&desk->teacher, "0,30 14,52 40,0", 60, ROW_TOP(2), 1, 2000);
	g_autoptr(GArray) marks = read_marks(desk);
	assert_mark(marks, 1, VERDICT_NONE, 0);
	for (gint i = 2; i <= 5; i++)
		assert_mark(marks, i, VERDICT_RIGHT, 0);
	assert_mark(marks, 6, VERDICT_NONE, 0);
}

static void test_neighbours_at_once(Desk *desk, gconstpointer subject)
{
	(void)subject;
	for (gint i = 1; i <= 6; i++)
		teacher_draw(&desk->teacher, i == 4 ? CROSS : TICK, 110, ROW_TOP(i), 1, 150);
	g_autoptr(GArray) marks = read_marks(desk);
	for (gint i = 1; i <= 6; i++)
		assert_mark(marks, i, i == 4 ? VERDICT_WRONG : VERDICT_RIGHT, 0);
}

static void test_far_away(Desk *desk, gconstpointer subject)
{
	(void)subject;
	teacher_draw(&desk->teacher, TICK, 60, 250, 1, 0);
	g_autoptr(GArray) marks = read_marks(desk);
	g_assert_cmpuint(marks->len, ==, 0);
}

/* ---- taking back */

static void test_struck(Desk *desk, gconstpointer subject)
{
	(void)subject;
	draw(desk, CROSS, 1, 60);
	draw(desk, CROSS, 2, 60);
	teacher_draw(&desk->teacher, BARS, 58, ROW_TOP(1) + 1, 1, 300);
	teacher_draw(&desk->teacher, TICK, 72, ROW_TOP(1), 1, 2000);
	/* At once after the sign. */
	teacher_draw(&desk->teacher, TICK, 60, ROW_TOP(3), 1, 200);
	teacher_draw(&desk->teacher, BARS, 58, ROW_TOP(3) + 1, 1, 2000);
	g_autoptr(GArray) marks = read_marks(desk);
	const MarkStanding standing = marks_standing(marks, 1);
	assert_mark(marks, 1, VERDICT_RIGHT, 0);
	g_assert_false(standing.re_marked); /* the cross was a slip, not a mistake of the pupil's */
	assert_mark(marks, 2, VERDICT_WRONG, 0);
	assert_mark(marks, 3, VERDICT_NONE, 0);
	g_assert_true(g_array_index(marks, Mark, 0).struck);
}

static void test_re_marked(Desk *desk, gconstpointer subject)
{
	(void)subject;
	draw(desk, CROSS, 1, 60);
	draw(desk, TICK, 2, 60);
	desk->teacher.now_ms += 3600000;
	draw(desk, TICK, 1, 64);
	g_autoptr(GArray) marks = read_marks(desk);
	assert_mark(marks, 1, VERDICT_RIGHT, 0);
	g_assert_true(marks_standing(marks, 1).re_marked);
	g_assert_false(marks_standing(marks, 2).re_marked);
}

/* ---- points */

static void test_points(Desk *desk, gconstpointer subject)
{
	(void)subject;
	teacher_write(&desk->teacher, "8", 110, ROW_TOP(1) + 1, 1);
	teacher_write(&desk->teacher, "-2", 108, ROW_TOP(2) + 1, 1);
	teacher_write(&desk->teacher, "+3", 108, ROW_TOP(3) + 1, 1);
	teacher_write(&desk->teacher, "25", 108, ROW_TOP(4) + 1, 1); /* of 10: misread */
	g_autoptr(GArray) marks = read_marks(desk);
	assert_mark(marks, 1, VERDICT_POINTS, 8);
	assert_mark(marks, 2, VERDICT_DEDUCTION, 2);
	assert_mark(marks, 3, VERDICT_POINTS, 3);
	g_assert_nonnull(marks_standing(marks, 4).in_force);
	g_assert_true(marks_standing(marks, 4).in_force->refused);
	desk->custom.deducting = true;
	g_autoptr(GArray) taken = read_marks(desk);
	assert_mark(taken, 1, VERDICT_DEDUCTION, 8);
	assert_mark(taken, 3, VERDICT_POINTS, 3);
}

static void test_total(Desk *desk, gconstpointer subject)
{
	(void)subject;
	/* Large, over two lines, underlined twice; small behind it the date. */
	teacher_write(&desk->teacher, "95", 142, 8, 3);
	desk->teacher.now_ms -= 2500;
	teacher_draw(&desk->teacher, "0,0 30,0;1,3 31,3", 141, 29, 1, 3000);
	teacher_write(&desk->teacher, "25", 175, 33, 0.6);
	g_autoptr(GArray) marks = read_marks(desk);
	assert_mark(marks, 0, VERDICT_POINTS, 95);
	g_assert_cmpuint(marks->len, ==, 1);
}

static const char WORD_ZHONG[] =
	"0.5,2.8 1,4.6 1.4,6.4;0.8,2.8 8.8,2.6 8.2,5.8;1.6,5.8 8.4,5.4;4.8,0 4.8,10";
static const char WORD_YOU[] = "3.2,0.3 2,2.8 0.3,5.2;2,3.5 2,10;3.8,3.4 9.5,3;6,0.4 5.4,5.2 "
			       "3.3,9.7;6.6,4.2 6.7,9.4 9.8,7.6;7.8,0.8 8.8,2";

static void test_level(Desk *desk, gconstpointer subject)
{
	(void)subject;
	teacher_draw(&desk->teacher, WORD_YOU, 150, 15, 1.2, 3000);
	g_autoptr(GArray) marks = read_marks(desk);
	assert_mark(marks, 0, VERDICT_LEVEL, 0);
	g_assert_cmpstr(marks_standing(marks, 0).in_force->text, ==, "优");

	teacher_draw(&desk->teacher, WORD_ZHONG, 150, 15, 1.2, 100);
	teacher_draw(&desk->teacher, "0,0 4,0.1", 164, 20, 1, 3000);
	g_autoptr(GArray) again = read_marks(desk);
	assert_mark(again, 0, VERDICT_LEVEL, 0);
	g_assert_cmpstr(marks_standing(again, 0).in_force->text, ==, "中-");
}

/* A running hand, a scribble: nobody guesses. */
static void test_level_refused(Desk *desk, gconstpointer subject)
{
	(void)subject;
	teacher_draw(&desk->teacher, "0,0 8,1 1,6 9,8 3,3 7,9;5,0 4,9 9,4", 150, 15, 1, 3000);
	g_autoptr(GArray) marks = read_marks(desk);
	for (guint i = 0; i < marks->len; i++)
		g_assert_true(g_array_index(marks, Mark, i).refused);
}

/* A character by its centre lines, 10 mm high, as a neat hand writes it. */
static void write_character(Desk *desk, const char *character, double x_mm)
{
	g_autoptr(Trace) lines = hanzi_template(recogniser_hanzi(desk->recogniser), character);
	g_autoptr(GString) drawn = g_string_new(NULL);

	g_assert_nonnull(lines);
	for (guint s = 0; s < trace_n_strokes(lines); s++) {
		for (guint i = trace_stroke_start(lines, s); i < trace_stroke_end(lines, s); i++) {
			const TracePoint at = trace_point(lines, i);

			g_string_append_printf(drawn, "%s%.2f,%.2f",
				i > trace_stroke_start(lines, s) ? " "
				: s > 0				 ? ";"
								 : "",
				(double)at.x * 10 / 255, (double)at.y * 10 / 255);
		}
	}
	teacher_draw(&desk->teacher, drawn->str, x_mm, 15, 1, 400);
}

static void assert_level(Desk *desk, const char *levels, const char *written, const char *read)
{
	g_assert_null(mark_custom_set(&desk->custom, "levels", levels));
	double x_mm = 145;

	for (const char *at = written; *at; at = g_utf8_next_char(at), x_mm += 11) {
		g_autofree char *one = g_strndup(at, (gsize)(g_utf8_next_char(at) - at));

		write_character(desk, one, x_mm);
	}
	g_autoptr(GArray) marks = read_marks(desk);
	const Mark *mark = marks_standing(marks, 0).in_force;

	g_test_message("%s of %s", written, levels);
	if (*read) {
		assert_mark(marks, 0, VERDICT_LEVEL, 0);
		g_assert_cmpstr(mark->text, ==, read);
	} else if (mark) {
		g_assert_true(mark->refused);
	}
	g_ptr_array_set_size(desk->teacher.strokes, 0);
	desk->teacher.now_ms += 60000;
}

/* A school has words of its own: those are read, and no others. */
static void test_level_of_school(Desk *desk, gconstpointer subject)
{
	(void)subject;
	assert_level(desk, "甲 丙 上", "甲", "甲");
	assert_level(desk, "甲 丙 上", "丙", "丙");
	assert_level(desk, "甲 丙 上", "上", "上");
	assert_level(desk, "甲 丙 上", "优", "");
	assert_level(desk, "优秀 良好 合格 待合格", "优秀", "优秀");
	assert_level(desk, "优秀 良好 合格 待合格", "良好", "良好");
	assert_level(desk, "优秀 良好 合格 待合格", "合格", "合格");
	assert_level(desk, "优秀 良好 合格 待合格", "待合格", "待合格");
	assert_level(desk, "及格 不及格", "及格", "及格");
	assert_level(desk, "及格 不及格", "不及格", "不及格");
	assert_level(desk, "优秀 优良", "优秀", "");
	assert_level(desk, "none", "优", "");
	g_assert_true(mark_custom_has_level(&(MarkCustom){ .levels = "优+ 良" }, "优-"));
	g_assert_false(mark_custom_has_level(&(MarkCustom){ .levels = "优秀 良" }, "优"));
	g_assert_false(mark_custom_has_level(&(MarkCustom){ .levels = "" }, ""));
}

/* ---- one by one is as all at once */

static void scrawl(Desk *desk, GRand *chance)
{
	static const char *const SIGNS[] = { TICK, HALF_TICK, CROSS, CIRCLE, STAR, QUESTION, WAVE,
		SLASH, BARS };

	for (guint i = 0; i < 60; i++)
		teacher_draw(&desk->teacher,
			SIGNS[g_rand_int_range(chance, 0, G_N_ELEMENTS(SIGNS))],
			g_rand_double_range(chance, 10, 130), g_rand_double_range(chance, 30, 120),
			g_rand_double_range(chance, 0.3, 2), g_rand_int_range(chance, 0, 3000));
}

static void assert_same(const GArray *a, const GArray *b)
{
	g_assert_cmpuint(a->len, ==, b->len);
	g_assert_true(a->len == 0 || memcmp(a->data, b->data, a->len * sizeof(Mark)) == 0);
}

static void test_incremental(Desk *desk, gconstpointer subject)
{
	g_autoptr(GRand) chance = g_rand_new_with_seed(11);
	g_autoptr(GPtrArray) so_far = g_ptr_array_new();

	(void)subject;
	scrawl(desk, chance);
	g_autoptr(MarkReader) asked = mark_reader_new(
		desk->recogniser, desk->sheet, teacher_page(desk->sheet), &desk->custom);
	for (guint i = 0; i < desk->teacher.strokes->len; i++) {
		Stroke *stroke = g_ptr_array_index(desk->teacher.strokes, i);

		g_ptr_array_add(so_far, stroke);
		mark_reader_add(asked, stroke);
		if (g_rand_int_range(chance, 0, 3) == 0)
			continue;
		g_autoptr(GArray) all = marks_read(desk->recogniser, desk->sheet,
			teacher_page(desk->sheet), &desk->custom, so_far);
		assert_same(mark_reader_marks(asked), all);
	}
}

/* ---- real gestures */

static const struct {
	const char *label, *sign;
	Verdict verdict;
} GESTURES[] = { { "check", "tick", VERDICT_RIGHT }, { "x", "cross", VERDICT_WRONG },
	{ "X", "cross", VERDICT_WRONG }, { "circle", "circle", VERDICT_WRONG },
	{ "star", "star", VERDICT_STAR }, { "five_point_star", "star", VERDICT_STAR },
	{ "question_mark", "question", VERDICT_WRONG } };

/* Its box 9 mm high. */
static void draw_real(Teacher *teacher, const Trace *trace, double x_mm, double y_mm)
{
	const TraceBox box = trace_box(trace, 0, trace_n_strokes(trace));
	const double high = (double)MAX(box.bottom - box.top, box.right - box.left);
	g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(SheetPoint));

	for (guint i = 0; i < trace_n_strokes(trace); i++) {
		for (guint k = trace_stroke_start(trace, i); k < trace_stroke_end(trace, i); k++) {
			const TracePoint at = trace_point(trace, k);

			line_to(points, (SheetPoint){ x_mm + (double)at.x * 9 / high,
						y_mm + (double)at.y * 9 / high });
		}
		teacher_touch_down(teacher, points);
	}
}

typedef struct {
	guint n, n_wrong, n_refused, n_missed;
} Count;

static void try_sign(
	const Desk *desk, const Trace *trace, Verdict verdict, double points, Count *count)
{
	Teacher teacher = teacher_on(teacher_page(desk->sheet));
	g_autoptr(GPtrArray) strokes = teacher.strokes;

	draw_real(&teacher, trace, 60, ROW_TOP(3) + 0.5);
	g_autoptr(GArray) marks = marks_read(
		desk->recogniser, desk->sheet, teacher_page(desk->sheet), &desk->custom, strokes);
	const Mark *mark = marks_standing(marks, 3).in_force;

	count->n++;
	if (!mark)
		count->n_missed++;
	else if (mark->refused)
		count->n_refused++;
	else if (mark->verdict != verdict || (verdict == VERDICT_POINTS && mark->points != points))
		count->n_wrong++;
}

static void print_count(const char *label, const Count *count)
{
	g_print("# %s: %u, wrong %u, refused %u, missed %u\n", label, count->n, count->n_wrong,
		count->n_refused, count->n_missed);
}

/* Calls `see` with each sample of a file; false, and skipped: there is none. */
static bool each_sample(const char *name,
	void (*see)(const Desk *, const char *, const Trace *, Count *), const Desk *desk,
	Count *counts)
{
	const char *folder = g_getenv("ZHIBI_INK");
	g_autofree char *path =
		g_build_filename(folder ? folder : "../shared/data/ink", name, NULL);
	g_autofree char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL)) {
		g_test_skip("no samples; ZHIBI_INK=folder names the folder of them");
		return false;
	}
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		g_auto(GStrv) fields = g_strsplit(*line, "\t", 0);
		g_autoptr(Trace) trace = trace_new();
		gsize fault;

		if (g_strv_length(fields) >= 4 && trace_parse(trace, fields[3], &fault))
			see(desk, fields[1], trace, counts);
	}
	return true;
}

static void see_gesture(const Desk *desk, const char *label, const Trace *trace, Count *counts)
{
	for (gsize i = 0; i < G_N_ELEMENTS(GESTURES); i++)
		if (g_str_equal(label, GESTURES[i].label))
			try_sign(desk, trace, GESTURES[i].verdict, 0, &counts[i]);
}

static void test_real(Desk *desk, gconstpointer subject)
{
	Count counts[G_N_ELEMENTS(GESTURES)] = { 0 };

	(void)subject;
	if (!each_sample("gestures.tsv", see_gesture, desk, counts))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(GESTURES); i++)
		print_count(GESTURES[i].label, &counts[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(GESTURES); i++) {
		const Count *count = &counts[i];

		g_assert_cmpuint(count->n, >, 0);
		g_assert_cmpfloat(count->n_wrong, <=, 0.01 * count->n);
		g_assert_cmpfloat(count->n_refused + count->n_missed, <=, 0.05 * count->n);
	}
}

/* One digit in ten; a 0 alone is a ring. */
static void see_digit(const Desk *desk, const char *label, const Trace *trace, Count *count)
{
	const double points = g_ascii_strtod(label, NULL);

	if (points > 0 && count[1].n++ % 10 == 0)
		try_sign(desk, trace, VERDICT_POINTS, points, &count[0]);
}

/* Digits are points and no signs: no 7 is a question mark, no 1 a slash. */
static void test_real_points(Desk *desk, gconstpointer subject)
{
	Count counts[2] = { 0 }; /* the second counts what is looked through */

	(void)subject;
	if (!each_sample("digits.tsv", see_digit, desk, counts))
		return;
	print_count("digits", &counts[0]);
	g_assert_cmpuint(counts[0].n, >, 0);
	g_assert_cmpfloat(counts[0].n_wrong, <=, 0.015 * counts[0].n);
	g_assert_cmpfloat(counts[0].n_refused + counts[0].n_missed, <=, 0.015 * counts[0].n);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *path, *subject;
		void (*test)(Desk *, gconstpointer);
	} TESTS[] = {
		{ "signs/mathematics", "数学", test_signs },
		{ "signs/chinese", "语文", test_signs },
		{ "signs/english", "英语", test_signs },
		{ "signs/custom", "", test_custom },
		{ "signs/missing", "语文", test_missing },
		{ "signs/stars", "", test_stars },
		{ "place/long-tick", "数学", test_long_tick },
		{ "place/big-tick", "数学", test_big_tick },
		{ "place/neighbours", "数学", test_neighbours_at_once },
		{ "place/far", "数学", test_far_away },
		{ "back/struck", "数学", test_struck },
		{ "back/re-marked", "数学", test_re_marked },
		{ "points/questions", "数学", test_points },
		{ "points/total", "数学", test_total },
		{ "level/words", "语文", test_level },
		{ "level/refused", "语文", test_level_refused },
		{ "level/school", "语文", test_level_of_school },
		{ "incremental", "数学", test_incremental },
		{ "real", "语文", test_real },
		{ "real-points", "数学", test_real_points },
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(TESTS); i++) {
		g_autofree char *path = g_strconcat("/mark/", TESTS[i].path, NULL);
		g_test_add(path, Desk, TESTS[i].subject, set_up, TESTS[i].test, tear_down);
	}
	return g_test_run();
}
