/* SPDX-License-Identifier: MIT */
/* What a teacher says at the screen: marks, proposals accepted, words of a level, corrections of what was read. */
#include "tests/marking-checks.h"

static void test_screen_marks(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	room_choose(room, 0, 1, 'C');
	MarkingWish mark = wish(room, 0, 1, "points");
	mark.points = 2.5;
	g_assert_cmpint(marking_mark(room->marking, &mark, room->clock_ms), ==, MARKING_DONE);
	assert_verdict(room, 0, 1, "points");
	mark.points = 4.5;
	g_assert_cmpint(
		marking_mark(room->marking, &mark, room->clock_ms), ==, MARKING_BAD_VERDICT);
	mark = wish(room, 0, 1, "none");
	g_assert_cmpint(marking_mark(room->marking, &mark, room->clock_ms + 1), ==, MARKING_DONE);
	assert_verdict(room, 0, 1, "");
	mark = wish(room, 0, 77, "right");
	g_assert_cmpint(marking_mark(room->marking, &mark, 1), ==, MARKING_NO_SUCH_QUESTION);
	mark = wish(room, 2, 1, "right");
	g_assert_cmpint(marking_mark(room->marking, &mark, 1), ==, MARKING_NO_INK);
	mark = wish(room, 50, 1, "right");
	g_assert_cmpint(marking_mark(room->marking, &mark, 1), ==, MARKING_NO_SUCH_SEAT);
	mark = wish(room, 0, 1, "splendid");
	g_assert_cmpint(marking_mark(room->marking, &mark, 1), ==, MARKING_BAD_VERDICT);
}

static void test_proposals(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	guint n;
	for (guint pupil = 0; pupil < ROOM_PUPILS; pupil++) {
		room_choose(room, pupil, 1, pupil == 2 ? 'D' : 'B');
		room_choose(room, pupil, 2, 'C');
	}
	g_assert_cmpint(
		marking_accept(room->marking,
			&(MarkingWish){ .seat = 0, .question = 2, .teacher_id = room->teacher_id },
			room->clock_ms, &n),
		==, MARKING_DONE);
	assert_verdict(room, 0, 2, "wrong");
	g_assert_cmpint(
		marking_accept(room->marking,
			&(MarkingWish){ .seat = 0, .question = 2, .teacher_id = room->teacher_id },
			room->clock_ms, &n),
		==, MARKING_DONE);
	g_assert_cmpuint(n, ==, 0);
	marking_accept_equal(room->marking,
		&(MarkingWish){ .question = 1, .text = "B", .teacher_id = room->teacher_id },
		room->clock_ms, &n);
	g_assert_cmpuint(n, ==, 2);
	assert_verdict(room, 1, 1, "right");
	assert_verdict(room, 2, 1, "");
	/* Of all blanks and what is left: nothing is surer than sure. */
	marking_accept_above(room->marking, &(MarkingWish){ .teacher_id = room->teacher_id }, 1,
		room->clock_ms, &n);
	g_assert_cmpuint(n, ==, 0);
	marking_accept_above(room->marking, &(MarkingWish){ .teacher_id = room->teacher_id }, 0.9,
		room->clock_ms, &n);
	g_assert_cmpuint(n, ==, 3); /* D, two C; what is blank may still be written */
	assert_verdict(room, 2, 1, "wrong");
	assert_verdict(room, 1, 5, "");
	g_assert_cmpint(
		marking_accept_equal(room->marking,
			&(MarkingWish){ .question = 5, .text = "", .teacher_id = room->teacher_id },
			room->clock_ms, &n),
		==, MARKING_NO_PROPOSAL);
	marking_accept(room->marking,
		&(MarkingWish){ .seat = 1, .question = 5, .teacher_id = room->teacher_id },
		room->clock_ms, &n);
	assert_verdict(room, 1, 5, "blank");
	/* And then it is written. */
	room->clock_ms += 60000;
	room_choose(room, 1, 5, 'B');
	assert_verdict(room, 1, 5, "");
}

static void assert_counted(MarkingRoom *room, guint seat, const char *verdict, double points,
	gint right, gint wrong, gint half)
{
	const char *const keys[] = { "right", "wrong", "half" };
	const gint wanted[] = { right, wrong, half };
	MarkingWish mark = wish(room, seat, 1, verdict);
	mark.points = points;
	g_assert_cmpint(marking_mark(room->marking, &mark, ++room->clock_ms), ==, MARKING_DONE);
	json_t *all = room_all(room);
	const json_t *tally = json_array_get(json_object_get(all, "questions"), 0);
	for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
		g_assert_cmpint(json_integer_value(json_object_get(tally, keys[i])), ==, wanted[i]);
	json_decref(all);
}

/* Full points are right, none are wrong, between them is half; what is taken off likewise. A star of the low grades is
 * all there is to have. */
static void test_points_are_counted(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	room_choose(room, 0, 1, 'C'); /* proposed: wrong */
	assert_counted(room, 0, "points", 4, 1, 0, 0);
	assert_counted(room, 0, "points", 0, 0, 1, 0);
	assert_counted(room, 0, "points", 2.5, 0, 0, 1);
	assert_counted(room, 0, "deduction", 1, 0, 0, 1);
	assert_counted(room, 0, "deduction", 4, 0, 1, 0);
	assert_counted(room, 0, "star", 3, 0, 0, 0);
	assert_counted(room, 0, "none", 0, 0, 1, 0);
	g_autoptr(MarkingRoom) low = room_new(2);
	room_choose(low, 0, 1, 'C');
	assert_counted(low, 0, "star", 1, 1, 0, 0);
}

/* Without a pupil's ink there is no answer, and none that is missing. */
static void test_teacher_only(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	guint n;
	room_touch_claim(room, 1);
	room_mark(room, 1, true);
	assert_verdict(room, 0, 1, "right");
	marking_accept_above(room->marking, &(MarkingWish){ .teacher_id = room->teacher_id }, 0.5,
		room->clock_ms, &n);
	g_assert_cmpuint(n, ==, 0);
	g_assert_cmpint(
		marking_accept(room->marking,
			&(MarkingWish){ .seat = 0, .question = 2, .teacher_id = room->teacher_id },
			room->clock_ms, &n),
		!=, MARKING_DONE);
}

/* Two claims and an undo at once: back to the first, whatever is on the disk yet. */
static void test_undo_at_once(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	room_touch_claim(room, 1);
	room_mark(room, 1, true);
	g_autoptr(GPtrArray) copies = classroom_page_copies(room->classroom, room->assignment_id);
	const StorePageCopy *copy = g_ptr_array_index(copies, 0);
	marking_claim(room->marking, copy->id, 2, room->teacher_id, room->clock_ms);
	assert_verdict(room, 1, 1, "right");
	g_assert_cmpint(
		marking_undo_claim(room->marking, copy->id, room->teacher_id, 1), ==, MARKING_DONE);
	assert_verdict(room, 0, 1, "right");
	assert_verdict(room, 1, 1, "");
}

/* A later word at the screen is the last one after a start, too; what cannot be is refused. */
static void test_words(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	room_choose(room, 0, 1, 'B');
	MarkingWish mark = wish(room, 0, 0, "points");
	for (guint i = 0; i < 2; i++) {
		mark.points = 10 + 5 * i;
		g_assert_cmpint(
			marking_mark(room->marking, &mark, room->clock_ms), ==, MARKING_DONE);
	}
	room_close(room);
	room_open(room);
	json_t *all = room_all(room);
	g_assert_cmpfloat(json_real_value(json_object_get(
				  json_object_get(room_answer(all, 0, 0), "mark"), "points")),
		==, 15);
	json_decref(all);
	mark.points = 10.3;
	g_assert_cmpint(marking_mark(room->marking, &mark, 1), ==, MARKING_BAD_VERDICT);
	mark.points = 1000;
	g_assert_cmpint(marking_mark(room->marking, &mark, 1), ==, MARKING_BAD_VERDICT);
	mark = wish(room, 0, 0, "right");
	g_assert_cmpint(marking_mark(room->marking, &mark, 1), ==, MARKING_BAD_VERDICT);
	mark = wish(room, 0, 0, "level");
	static const char *const WRONG[] = { "优秀优秀优秀优秀优秀优", "优秀", "", "+", "E", "95" };
	for (guint i = 0; i < G_N_ELEMENTS(WRONG); i++) {
		mark.text = WRONG[i];
		g_assert_cmpint(marking_mark(room->marking, &mark, 1), ==, MARKING_BAD_LEVEL);
	}
	mark.text = "优";
	g_assert_cmpint(marking_mark(room->marking, &mark, room->clock_ms), ==, MARKING_DONE);
	mark = wish(room, 0, 1, NULL);
	mark.text = "ZZZ";
	g_assert_cmpint(marking_correct(room->marking, &mark, 1), ==, MARKING_BAD_TEXT);
	mark.text = ""; /* nobody said anything of it */
	g_assert_cmpint(marking_correct(room->marking, &mark, 1), ==, MARKING_NOTHING_TO_UNDO);
}

static void test_correction(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	room_choose(room, 0, 1, 'C');
	MarkingWish says = wish(room, 0, 1, NULL);
	says.text = "B";
	g_assert_cmpint(marking_correct(room->marking, &says, room->clock_ms), ==, MARKING_DONE);
	json_t *all = room_all(room);
	const json_t *answer = room_answer(all, 0, 1);
	g_assert_cmpstr(room_word(answer, "text"), ==, "B");
	g_assert_true(json_is_true(json_object_get(answer, "by_teacher")));
	g_assert_cmpstr(room_word(json_object_get(answer, "proposal"), "verdict"), ==, "right");
	json_decref(all);
	room_close(room);
	room_open(room);
	all = room_all(room);
	g_assert_cmpstr(room_word(room_answer(all, 0, 1), "text"), ==, "B");
	json_decref(all);
	g_autoptr(GPtrArray) corrections = store_reader_corrections_allowed(room->reader, NULL);
	const StoreCorrection *kept = g_ptr_array_index(corrections, 0);
	g_assert_cmpstr(kept->read_as, ==, "C");
	g_autoptr(Trace) ink = trace_new();
	gsize fault;
	g_assert_true(trace_parse(ink, kept->ink, &fault));
	g_assert_cmpuint(trace_n_strokes(ink), ==, 1);
}

static void assert_answer(MarkingRoom *room, const char *text, bool by_teacher)
{
	json_t *all = room_all(room);
	const json_t *answer = room_answer(all, 0, 1);

	g_assert_cmpstr(room_word(answer, "text"), ==, text);
	g_assert_true(json_is_true(json_object_get(answer, "by_teacher")) == by_teacher);
	json_decref(all);
}

/* Said by mistake: the answer says what it was read as, over a start, and nothing wrong is learnt. */
static void test_correction_back(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	MarkingWish says = wish(room, 0, 1, NULL);
	static const struct {
		const char *text, *told;
		guint n_learnt;
	} STEPS[] = { { "B", "B", 1 }, { "D", "D", 1 }, { "", "C", 0 }, { "A", "A", 1 } };

	room_choose(room, 0, 1, 'C');
	for (gsize i = 0; i < G_N_ELEMENTS(STEPS); i++) {
		says.text = STEPS[i].text;
		g_assert_cmpint(
			marking_correct(room->marking, &says, ++room->clock_ms), ==, MARKING_DONE);
		assert_answer(room, STEPS[i].told, *STEPS[i].text != '\0');
		room_close(room);
		room_open(room);
		assert_answer(room, STEPS[i].told, *STEPS[i].text != '\0');
		g_autoptr(GPtrArray) learnt = store_reader_corrections_allowed(room->reader, NULL);
		g_assert_cmpuint(learnt->len, ==, STEPS[i].n_learnt);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/marking-screen/screen-marks", test_screen_marks);
	g_test_add_func("/daemon/marking-screen/proposals", test_proposals);
	g_test_add_func("/daemon/marking-screen/points-are-counted", test_points_are_counted);
	g_test_add_func("/daemon/marking-screen/teacher-only", test_teacher_only);
	g_test_add_func("/daemon/marking-screen/undo-at-once", test_undo_at_once);
	g_test_add_func("/daemon/marking-screen/words", test_words);
	g_test_add_func("/daemon/marking-screen/correction", test_correction);
	g_test_add_func("/daemon/marking-screen/correction-back", test_correction_back);
	return g_test_run();
}
