/* SPDX-License-Identifier: MIT */
/* What signs mean is the school's affair. */
#include "daemon/console/console-marking.h"
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

static const char *level_of(json_t *all, guint seat)
{
	const json_t *answer = room_answer(all, seat, 0);

	return answer ? room_word(json_object_get(answer, "mark"), "text") : NULL;
}

static MarkingResult give_level(MarkingRoom *room, const char *text, const char *action)
{
	MarkingWish level = wish(room, 0, 0, "level");

	level.text = text;
	level.action = action;
	return marking_mark(room->marking, &level, ++room->clock_ms);
}

/* Words of a level are the school's of the grade: told to the page, given, taken back, and no others. */
static void test_levels(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	MarkingWish back = wish(room, 0, 0, "");
	guint n;

	room_choose(room, 0, 1, 'B');
	g_assert_cmpint(give_level(room, "优", "first"), ==, MARKING_DONE);
	room_close(room);
	room->customs = mark_customs_new();
	g_assert_null(mark_customs_take(room->customs, "marking", "levels", "甲 乙"));
	g_assert_null(mark_customs_take(room->customs, "marking 4", "levels", "合格  待合格"));
	room_open(room);
	json_t *all = room_all(room);
	const json_t *levels = json_object_get(json_object_get(all, "sheet"), "levels");
	g_assert_cmpuint(json_array_size(levels), ==, 2);
	g_assert_cmpstr(json_string_value(json_array_get(levels, 1)), ==, "待合格");
	g_assert_cmpstr(level_of(all, 0), ==, "优"); /* what was given stays */
	json_decref(all);
	g_assert_cmpint(give_level(room, "甲", "second"), ==, MARKING_BAD_LEVEL);
	g_assert_cmpint(give_level(room, "合格", "third"), ==, MARKING_DONE);
	all = room_all(room);
	g_assert_cmpstr(level_of(all, 0), ==, "合格");
	json_decref(all);
	back.action = "back";
	g_free(marking_take_changes(room->marking));
	g_assert_cmpint(marking_undo(room->marking, &back, "third", ++room->clock_ms, &n), ==,
		MARKING_DONE);
	all = room_all(room);
	g_assert_cmpstr(level_of(all, 0), ==, "优");
	json_decref(all);
	/* The first too: then there is none, and a page that was told of it is told so. */
	back.action = "back too";
	g_free(marking_take_changes(room->marking));
	g_assert_cmpint(marking_undo(room->marking, &back, "first", ++room->clock_ms, &n), ==,
		MARKING_DONE);
	g_autofree char *change = marking_take_changes(room->marking);
	g_assert_nonnull(strstr(change, "\"question\":0"));
	all = room_all(room);
	g_assert_null(room_answer(all, 0, 0));
	json_decref(all);
}

/* A page whose line broke says it again: the order that was ended since stays so. */
static void test_said_again(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	ConsoleMessage message = { .kind = CONSOLE_MESSAGE_PILE, .request = 7 };

	for (guint i = 0; i < 3; i++) {
		message.ordered = i != 1;
		g_strlcpy(message.action, i == 1 ? "off" : "on", sizeof message.action);
		g_autofree char *answer =
			console_marking_answer(room->marking, &message, room->teacher_id);
		json_t *all = room_all(room);

		g_assert_cmpstr(answer, ==, "{\"type\":\"done\",\"request\":7}");
		g_assert_cmpint(
			json_is_true(json_object_get(json_object_get(all, "pile"), "ordered")), ==,
			i == 0);
		json_decref(all);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/marking-customs/start", test_customs);
	g_test_add_func("/daemon/marking-customs/levels", test_levels);
	g_test_add_func("/daemon/marking-customs/said-again", test_said_again);
	return g_test_run();
}
