/* SPDX-License-Identifier: MIT */
/* What signs mean is the school's affair. */
#include "tests/marking-checks.h"

static double points_of(MarkingRoom *room, guint seat)
{
	json_t *all = room_all(room);
	const json_t *pupil = json_array_get(json_object_get(all, "pupils"), seat);
	const double points =
		json_number_value(json_object_get(json_object_get(pupil, "total"), "points"));

	json_decref(all);
	return points;
}

/* The school says what signs mean, from the next start on; a subject's own word is the stronger one. */
static void test_customs(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	room_choose(room, 0, 1, 'B');
	room_choose(room, 1, 1, 'B');
	room_touch_claim(room, 1);
	room_draw(room, room->teacher_pen_id,
		(SheetPoint[]){ { 96, room_question_y(1) + 7 }, { 100, room_question_y(1) + 1 } },
		2);
	assert_verdict(room, 0, 1, "half");
	g_assert_cmpfloat(points_of(room, 0), ==, 2);
	room_close(room);
	room->customs = mark_customs_new();
	g_assert_null(mark_customs_take(room->customs, "marking 数学", "slash", "wrong"));
	g_assert_null(mark_customs_take(room->customs, "marking", "slash", "right"));
	g_assert_null(mark_customs_take(room->customs, "marking 英语", "deducting", "true"));
	g_assert_null(mark_customs_take(room->customs, "marking", "unmarked", "right"));
	room_open(room);
	assert_verdict(room, 0, 1, "wrong");
	g_assert_cmpfloat(points_of(room, 0), ==, 16);
	g_assert_cmpfloat(points_of(room, 1), ==, 0); /* nobody has marked it */
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/marking-customs/start", test_customs);
	return g_test_run();
}
