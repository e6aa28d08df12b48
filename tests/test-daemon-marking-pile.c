/* SPDX-License-Identifier: MIT */
/* Copies marked in the order of the class, over a start; one of them was out of order, and is mended with those behind it. */
#include "tests/marking-checks.h"

static void test_ordered(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	room_mark(room, 1, true);
	assert_verdict(room, 0, 1, "");
	for (guint q = 2; q <= ROOM_QUESTIONS; q++)
		room_mark(room, q, true);
	marking_set_ordered(room->marking, true, 0, room->teacher_id, room->clock_ms);
	for (guint i = 0; i < ROOM_PUPILS; i++) {
		if (i == 1) { /* a start in the middle of the pile */
			room_close(room);
			room_open(room);
		}
		for (guint q = 1; q <= ROOM_QUESTIONS; q++)
			room_mark(room, q, q != i + 1);
	}
	for (guint i = 0; i < ROOM_PUPILS; i++)
		assert_verdict(room, i, i + 1, "wrong");
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 1);
}

static void mark_copy(MarkingRoom *room, guint wrong)
{
	for (guint q = 1; q <= ROOM_QUESTIONS; q++)
		room_mark(room, q, q != wrong);
}

static gint64 pile_copy(MarkingRoom *room, guint place, gint *pupil, const char **how)
{
	static char word[16];
	g_autofree char *text = marking_pile(room->marking);
	json_t *pile = json_loads(text, 0, NULL);
	const json_t *copy = json_array_get(json_object_get(pile, "copies"), place);
	const gint64 id = json_integer_value(json_object_get(copy, "copy"));

	*pupil = (gint)json_integer_value(json_object_get(copy, "pupil"));
	g_strlcpy(word, json_string_value(json_object_get(copy, "how")), sizeof word);
	*how = word;
	json_decref(pile);
	return id;
}

static gint pile_next_of(MarkingRoom *room)
{
	json_t *all = room_all(room);
	const json_t *pile = json_object_get(all, "pile");
	const gint next = json_is_true(json_object_get(pile, "ordered"))
				  ? (gint)json_integer_value(json_object_get(pile, "next"))
				  : -1;

	json_decref(all);
	return next;
}

/* Number 1 was away: the first copy is number 2's, and so on. Moved, and over a start and the end of the pile. */
static void test_ordered_mended(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const char *how;
	gint pupil;

	g_assert_cmpint(pile_next_of(room), ==, -1);
	marking_set_ordered(room->marking, true, 0, room->teacher_id, room->clock_ms);
	g_assert_cmpint(pile_next_of(room), ==, 1);
	mark_copy(room, 1);
	mark_copy(room, 2);
	assert_verdict(room, 0, 1, "wrong");
	assert_verdict(room, 1, 2, "wrong");
	const gint64 first = pile_copy(room, 0, &pupil, &how);
	g_assert_cmpint(pupil, ==, 1);
	g_assert_cmpstr(how, ==, "pile");
	g_assert_cmpint(pile_next_of(room), ==, 3);
	g_assert_cmpint(marking_move_in_pile(room->marking, 12345, 2, room->teacher_id, 1), ==,
		MARKING_NO_SUCH_COPY);
	g_assert_cmpint(marking_move_in_pile(room->marking, first, 9, room->teacher_id, 1), ==,
		MARKING_NO_SUCH_SEAT);
	for (guint i = 0; i < 2; i++) {
		g_assert_cmpint(marking_move_in_pile(room->marking, first, 2, room->teacher_id,
					++room->clock_ms),
			==, MARKING_DONE);
		assert_verdict(room, 0, 1, "");
		assert_verdict(room, 1, 1, "wrong");
		assert_verdict(room, 2, 2, "wrong");
		pile_copy(room, 1, &pupil, &how);
		g_assert_cmpint(pupil, ==, 3);
		g_assert_cmpstr(how, ==, "hand");
		g_assert_cmpint(pile_next_of(room), ==, 0); /* that was the last of the class */
		if (i == 1)
			break;
		/* Back again, and once more over a start. */
		marking_move_in_pile(room->marking, first, 1, room->teacher_id, ++room->clock_ms);
		assert_verdict(room, 0, 1, "wrong");
		assert_verdict(room, 1, 2, "wrong");
		g_assert_cmpint(pile_next_of(room), ==, 3);
		room_close(room);
		room_open(room);
		g_assert_cmpint(pile_next_of(room), ==, 3);
	}
}

/* The pile is over: what was named by its order stays so, when the pen writes on after a start too; another begins in the middle. */
static void test_ordered_ended(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	marking_set_ordered(room->marking, true, 0, room->teacher_id, room->clock_ms);
	mark_copy(room, 1);
	marking_set_ordered(room->marking, false, 0, room->teacher_id, ++room->clock_ms);
	room_close(room);
	room_open(room);
	mark_copy(room, 2);
	assert_verdict(room, 0, 1, "wrong");
	assert_verdict(room, 1, 2, "");
	g_assert_cmpint(marking_set_ordered(room->marking, true, 9, room->teacher_id, 1), ==,
		MARKING_NO_SUCH_SEAT);
	marking_set_ordered(room->marking, true, 3, room->teacher_id, ++room->clock_ms);
	mark_copy(room, 3);
	room_close(room);
	room_open(room);
	mark_copy(room, 4);
	assert_verdict(room, 0, 1, "wrong");
	assert_verdict(room, 2, 3, "wrong");
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 2);
}

static void assert_moved(MarkingRoom *room, gint64 copy, gint pupil)
{
	g_assert_cmpint(marking_move_in_pile(
				room->marking, copy, pupil, room->teacher_id, ++room->clock_ms),
		==, MARKING_DONE);
}

/* A copy that is mended switches no order on, and moves no copies of a pile that came after its own. */
static void test_moved_without_order(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const char *how;
	gint pupil;

	room_touch_claim(room, 1);
	mark_copy(room, 1);
	const gint64 first = pile_copy(room, 0, &pupil, &how);
	assert_moved(room, first, 2);
	assert_verdict(room, 0, 1, "");
	assert_verdict(room, 1, 1, "wrong");
	g_assert_cmpint(pile_next_of(room), ==, -1);
	marking_set_ordered(room->marking, true, 3, room->teacher_id, ++room->clock_ms);
	mark_copy(room, 3);
	assert_verdict(room, 2, 3, "wrong");
	assert_moved(room, first, 1);
	assert_verdict(room, 0, 1, "wrong");
	assert_verdict(room, 2, 3, "wrong");
	g_assert_cmpint(pile_next_of(room), ==, 0); /* that was the last of the class */
}

static void test_moved_after_end(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const char *how;
	gint pupil;

	marking_set_ordered(room->marking, true, 0, room->teacher_id, room->clock_ms);
	mark_copy(room, 1);
	mark_copy(room, 2);
	marking_set_ordered(room->marking, false, 0, room->teacher_id, ++room->clock_ms);
	const gint64 first = pile_copy(room, 0, &pupil, &how);
	assert_moved(room, first, 2);
	assert_verdict(room, 1, 1, "wrong");
	assert_verdict(room, 2, 2, "wrong");
	g_assert_cmpint(pile_next_of(room), ==, -1);
	mark_copy(room, 3);
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 1);
}

/* What was said of one copy holds, over a start too; those behind it go on by their own places. */
static void test_moved_around_hand(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const char *how;
	gint pupil;

	marking_set_ordered(room->marking, true, 0, room->teacher_id, room->clock_ms);
	mark_copy(room, 1);
	mark_copy(room, 2);
	const gint64 first = pile_copy(room, 0, &pupil, &how);
	const gint64 second = pile_copy(room, 1, &pupil, &how);
	g_assert_cmpint(marking_claim(room->marking, second, 3, room->teacher_id, ++room->clock_ms),
		==, MARKING_DONE);
	room_wait(room);
	room_close(room);
	room_open(room);
	for (guint i = 0; i < 3; i++) {
		assert_moved(room, first, i == 1 ? 1 : 2);
		assert_verdict(room, i == 1 ? 0 : 1, 1, "wrong");
		assert_verdict(room, 2, 2, "wrong");
	}
	g_assert_cmpint(pile_next_of(room), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/marking-pile/ordered", test_ordered);
	g_test_add_func("/daemon/marking-pile/ordered-mended", test_ordered_mended);
	g_test_add_func("/daemon/marking-pile/ordered-ended", test_ordered_ended);
	g_test_add_func("/daemon/marking-pile/moved-without-order", test_moved_without_order);
	g_test_add_func("/daemon/marking-pile/moved-after-end", test_moved_after_end);
	g_test_add_func("/daemon/marking-pile/moved-around-hand", test_moved_around_hand);
	return g_test_run();
}
