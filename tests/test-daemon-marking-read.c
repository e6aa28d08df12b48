/* SPDX-License-Identifier: MIT */
/* Ink is taken at once and read later: what is seen meanwhile, what a person decides by, what a stop leaves behind. */
#include "tests/json-form.h"
#include "tests/marking-room.h"

static void assert_told(MarkingRoom *room, guint seat, guint question, const char *wanted)
{
	g_autofree char *text = marking_all(room->marking);
	json_t *all = json_loads(text, 0, NULL);
	g_assert_cmpstr(room_word(room_answer(all, seat, question), "text"), ==, wanted);
	json_decref(all);
}

/* What the teacher's pen seems to be writing: told at once, and neither counted nor kept. */
static void assert_begun(MarkingRoom *room, guint seat, guint question, const char *wanted)
{
	g_autofree char *text = marking_all(room->marking);
	json_t *all = json_loads(text, 0, NULL);
	const json_t *answer = room_answer(all, seat, question);
	const json_t *total =
		json_object_get(json_array_get(json_object_get(all, "pupils"), seat), "total");

	g_assert_cmpstr(room_word(json_object_get(answer, "begun"), "verdict"), ==, wanted);
	if (*wanted) {
		g_assert_true(json_is_null(json_object_get(answer, "mark")));
		g_assert_cmpint(
			json_integer_value(json_object_get(total, "open")), ==, ROOM_QUESTIONS);
	}
	json_decref(all);
}

/* All marks of a question on all copies, the oldest first. */
static char *marks_of(MarkingRoom *room, gint question)
{
	g_autoptr(GString) words = g_string_new(NULL);
	g_autoptr(GPtrArray) copies =
		store_reader_page_copies(room->reader, room->assignment_id, NULL);

	room_wait(room);
	for (guint i = 0; i < copies->len; i++) {
		const StorePageCopy *copy = g_ptr_array_index(copies, i);
		g_autoptr(GPtrArray) marks = store_reader_marks(room->reader, copy->id, NULL);
		for (guint k = 0; k < marks->len; k++) {
			const StoreMark *mark = g_ptr_array_index(marks, k);
			if (mark->question_id == question)
				g_string_append_printf(words, "%s ", mark->verdict);
		}
	}
	return g_string_free(g_steal_pointer(&words), FALSE);
}

static void run_for(guint ms)
{
	const gint64 end_us = g_get_monotonic_time() + ms * G_TIME_SPAN_MILLISECOND;

	while (g_get_monotonic_time() < end_us) {
		g_main_context_iteration(NULL, FALSE);
		g_usleep(2000);
	}
}

/* Nothing is read where the ink comes in; what a person asks for is. */
static void test_later(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	guint n;

	room_choose(room, 0, 1, 'B');
	room_choose(room, 1, 1, 'B');
	g_assert_false(marking_is_read(room->marking));
	assert_told(room, 0, 1, "");
	g_assert_cmpint(
		marking_accept(room->marking,
			&(MarkingWish){ .seat = 0, .question = 1, .teacher_id = room->teacher_id },
			room->clock_ms, &n),
		==, MARKING_DONE);
	assert_told(room, 0, 1, "B");
	assert_told(room, 1, 1, "");
	room_read(room);
	assert_told(room, 1, 1, "B");
}

/* Of a class: all that was written counts. */
static void test_accept_all(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	guint n;

	for (guint i = 0; i < ROOM_PUPILS; i++)
		room_choose(room, i, 1, 'B');
	marking_accept_equal(room->marking,
		&(MarkingWish){ .question = 1, .text = "B", .teacher_id = room->teacher_id },
		room->clock_ms, &n);
	g_assert_cmpuint(n, ==, ROOM_PUPILS);
	for (guint i = 0; i < ROOM_PUPILS; i++)
		room_choose(room, i, 2, 'C');
	marking_accept_above(room->marking, &(MarkingWish){ .teacher_id = room->teacher_id }, 0.9,
		room->clock_ms, &n);
	g_assert_cmpuint(n, ==, ROOM_PUPILS);
}

/* Which of the two was written last nobody knows: that is for a person to say, never accepted among others. */
static void test_unsure_order(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	guint n;

	for (guint i = 0; i < ROOM_PUPILS; i++) {
		room->stroke_flags = i == 0 ? STROKE_CLOCK_UNSURE : 0;
		room_cross_at(room, room->pen_ids[i], room_option_x('B') + 2.5,
			room_question_y(1) + 2.5, 4);
	}
	marking_accept_above(room->marking, &(MarkingWish){ .teacher_id = room->teacher_id }, 0.7,
		room->clock_ms, &n);
	g_assert_cmpuint(n, ==, ROOM_PUPILS - 1);
	assert_told(room, 0, 1, "B");
}

/* A change of mind before anybody looked is read once: B was never an answer, neither told nor kept. */
static void test_once(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	room_choose(room, 0, 1, 'B');
	room_read(room);
	room_wait(room);
	g_free(marking_take_changes(room->marking));
	const guint64 before = store_sequence(room->store);
	room_choose(room, 0, 2, 'B');
	room_choose(room, 0, 2, 'C');
	const guint64 with_ink = store_sequence(room->store);
	room_read(room);
	g_assert_cmpuint(with_ink - before, ==, 2);
	g_assert_cmpuint(store_sequence(room->store) - with_ink, ==, 1);
}

/* A loop that never rests: results come all the same. */
static gboolean on_busy(gpointer n)
{
	++*(guint *)n;
	return G_SOURCE_CONTINUE;
}

static void test_never_idle(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	guint n = 0;
	const guint busy = g_idle_add_full(G_PRIORITY_DEFAULT, on_busy, &n, NULL);

	room_choose(room, 0, 1, 'B');
	room_read(room);
	assert_told(room, 0, 1, "B");
	g_assert_cmpuint(n, >, 100); /* others had their turns meanwhile */
	g_source_remove(busy);
}

/* Ink of a pupil whose copy is still to be read from the record. */
static void test_at_the_start(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	room_choose(room, 0, 1, 'B');
	room_touch_claim(room, 1);
	room_mark(room, 1, true);
	room_read(room);
	room_close(room);
	room_open_unread(room);
	g_assert_false(marking_is_ready(room->marking));
	room_choose(room, 0, 2, 'C');
	room_mark(room, 3, true); /* the pen goes on with the copy */
	room_choose(room, 2, 1, 'D');
	room_read(room);
	g_assert_true(marking_is_ready(room->marking));
	assert_told(room, 0, 1, "B");
	assert_told(room, 0, 2, "C");
	assert_told(room, 2, 1, "D");
	g_autofree char *old = room_verdict(room, 0, 1), *new = room_verdict(room, 0, 3);
	g_assert_cmpstr(old, ==, "right");
	g_assert_cmpstr(new, ==, "right");
	g_autofree char *marks = marks_of(room, 1);
	g_assert_cmpstr(marks, ==, "right ");
}

/* Stopped with ink that was never read: a start reads it. */
static void test_stopped(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	room_choose(room, 0, 1, 'B');
	room_touch_claim(room, 1);
	room_mark(room, 1, false);
	g_assert_false(marking_is_read(room->marking));
	room_close(room);
	room_open(room);
	assert_told(room, 0, 1, "B");
	g_autofree char *marks = marks_of(room, 1);
	g_assert_cmpstr(marks, ==, "wrong ");
}

/* The first line of a cross looks like 半对: it is no mark before the pen has rested, and none at all when the second
 * comes. */
static void test_half_of_a_cross(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const double x = 98, y = room_question_y(1) + 4;
	const SheetPoint first[] = { { x - 3, y - 3 }, { x + 3, y + 3 } };
	const SheetPoint second[] = { { x + 3, y - 3 }, { x - 3, y + 3 } };

	room_choose(room, 0, 1, 'B');
	room_touch_claim(room, 1);
	room_draw(room, room->teacher_pen_id, first, 2);
	run_for(150);
	assert_told(room, 0, 1, "B");
	assert_begun(room, 0, 1, "half");
	json_t *example = json_form_example("begun");
	g_autofree char *change = marking_take_changes(room->marking);
	json_t *told = json_loads(change, 0, NULL);
	json_form_assert("begun", (json_t *)room_answer(json_object_get(example, "results"), 0, 1),
		(json_t *)room_answer(told, 0, 1));
	json_decref(told);
	json_decref(example);
	g_autofree char *none = marks_of(room, 1);
	g_assert_cmpstr(none, ==, "");
	room_draw(room, room->teacher_pen_id, second, 2);
	run_for(150);
	g_autofree char *wrong = marks_of(room, 1);
	g_assert_cmpstr(wrong, ==, "wrong ");
	assert_begun(room, 0, 1, "");

	/* And a lone one is what it says, once the pen rests. */
	room->clock_ms += 5000;
	const double y2 = room_question_y(2) + 4;
	room_draw(room, room->teacher_pen_id,
		(SheetPoint[]){ { x - 2, y2 + 3 }, { x + 2, y2 - 3 } }, 2);
	g_autofree char *half = room_verdict(room, 0, 2);
	g_assert_cmpstr(half, ==, "half");
	assert_begun(room, 0, 2, "");
	g_autofree char *rows = marks_of(room, 2);
	g_assert_cmpstr(rows, ==, "half ");
}

/* A person's word comes after the mark that was still waiting. */
static void test_word_after_half(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const double x = 98, y = room_question_y(1) + 4;
	const MarkingWish wish = { .seat = 0,
		.question = 1,
		.verdict = "right",
		.text = "",
		.teacher_id = room->teacher_id };

	room_choose(room, 0, 1, 'B');
	room_touch_claim(room, 1);
	room_draw(room, room->teacher_pen_id, (SheetPoint[]){ { x - 2, y + 3 }, { x + 2, y - 3 } },
		2);
	g_assert_cmpint(marking_mark(room->marking, &wish, room->clock_ms), ==, MARKING_DONE);
	g_autofree char *verdict = room_verdict(room, 0, 1);
	g_assert_cmpstr(verdict, ==, "right");
	g_autofree char *rows = marks_of(room, 1);
	g_assert_cmpstr(rows, ==, "half right ");
}

/* All is read anew while the class writes on: nothing is lost, nothing disappears meanwhile. */
static void test_remark_under_way(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	MarkingRemark told;

	for (guint q = 1; q <= ROOM_QUESTIONS; q++)
		room_choose(room, 0, q, 'B');
	room_read(room);
	room_wait(room);
	told = marking_remark(room->marking);
	g_assert_cmpuint(told.n_left, ==, ROOM_PUPILS);
	room_choose(room, 1, 1, 'D');
	for (guint n_turns = 0; told.n_left > 0; n_turns++) {
		assert_told(room, 0, 3, "B");
		g_main_context_iteration(NULL, TRUE);
		told = marking_remark(room->marking);
		g_assert_cmpuint(n_turns, <, 10000);
	}
	g_assert_cmpuint(
		told.n_answers, ==, 5); /* the second pupil's page, which was not there before */
	room_read(room);
	assert_told(room, 1, 1, "D");
	assert_told(room, 0, 3, "B");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/marking-read/later", test_later);
	g_test_add_func("/daemon/marking-read/accept-all", test_accept_all);
	g_test_add_func("/daemon/marking-read/unsure-order", test_unsure_order);
	g_test_add_func("/daemon/marking-read/once", test_once);
	g_test_add_func("/daemon/marking-read/never-idle", test_never_idle);
	g_test_add_func("/daemon/marking-read/at-the-start", test_at_the_start);
	g_test_add_func("/daemon/marking-read/stopped", test_stopped);
	g_test_add_func("/daemon/marking-read/half-of-a-cross", test_half_of_a_cross);
	g_test_add_func("/daemon/marking-read/word-after-half", test_word_after_half);
	g_test_add_func("/daemon/marking-read/remark-under-way", test_remark_under_way);
	return g_test_run();
}
