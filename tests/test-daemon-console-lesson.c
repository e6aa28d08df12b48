/* SPDX-License-Identifier: MIT */
/* Seats are moved and a lesson goes its way, for every console at once and after a new start. */
#include "daemon/classroom/classroom-lesson.h"
#include "store/reader-lesson.h"
#include "tests/console-desk.h"
#include "tests/console-view.h"

static void say(WebsocketClient *client, const char *message, const char *answer)
{
	websocket_say(client, message);
	json_decref(rig_receive(client, answer));
}

static void refuse(WebsocketClient *client, const char *message, const char *code)
{
	websocket_say(client, message);
	json_t *error = rig_receive(client, "error");

	g_assert_cmpstr(json_string_value(json_object_get(error, "code")), ==, code);
	json_decref(error);
}

/* The part of the next change that brings it; to be freed. */
static json_t *await_part(WebsocketClient *client, const char *key)
{
	for (;;) {
		json_t *change = rig_receive(client, "change");
		json_t *part = json_incref(json_object_get(change, key));

		json_decref(change);
		if (part)
			return part;
	}
}

static void expect_place(const Classroom *classroom, guint seat, gint row, gint column)
{
	g_assert_cmpint(classroom_seat(classroom, seat)->row, ==, row);
	g_assert_cmpint(classroom_seat(classroom, seat)->column, ==, column);
}

/* Three pupils in the first row, the desk behind them. Of two consoles one moves, the other sees it. */
static void test_seats(void)
{
	g_autoptr(Desk) desk = desk_new();
	MarkingRoom *room = desk->room;
	g_autoptr(WebsocketClient) one = rig_open(&desk->rig, desk->cookie);
	g_autoptr(WebsocketClient) other = rig_open(&desk->rig, desk->cookie);
	json_t *snapshot = rig_receive(other, "snapshot"), *part;

	g_assert_true(json_is_null(json_object_get(snapshot, "lesson")));
	json_decref(snapshot);
	say(one, "{\"type\":\"seat-move\",\"request\":1,\"seat\":0,\"row\":0,\"column\":2}",
		"done");
	part = await_part(other, "seats");
	g_assert_cmpuint(json_array_size(part), ==, 2);
	g_assert_cmpint(view_integer(json_array_get(part, 0), "column"), ==, 2);
	g_assert_cmpint(view_integer(json_array_get(part, 1), "column"), ==, 0);
	json_decref(part);
	expect_place(room->classroom, 2, 0, 0);
	/* To an empty place: the room grows, and a path between seats stays empty. */
	say(one, "{\"type\":\"seat-move\",\"request\":2,\"seat\":1,\"row\":3,\"column\":9}",
		"done");
	part = await_part(other, "class");
	g_assert_cmpint(view_integer(part, "rows"), ==, 4);
	g_assert_cmpint(view_integer(part, "columns"), ==, 10);
	json_decref(part);
	/* The desk to the front. */
	say(one, "{\"type\":\"seat-move\",\"request\":3,\"seat\":3,\"row\":1,\"column\":0}",
		"done");
	refuse(one, "{\"type\":\"seat-move\",\"request\":4,\"seat\":9,\"row\":0,\"column\":0}",
		"no-such-seat");
	refuse(one, "{\"type\":\"seat-move\",\"request\":5,\"seat\":0,\"row\":20,\"column\":0}",
		"bad-message");
}

static gint64 pupil_at(const Classroom *classroom, gint row, gint column)
{
	for (guint i = 0; i < classroom_n_seats(classroom); i++) {
		const Seat *seat = classroom_seat(classroom, i);

		if (seat->row == row && seat->column == column)
			return seat->pupil_id != 0 ? seat->pupil_id : -1;
	}
	return 0;
}

static void test_seats_after_start(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	g_assert_true(classroom_move_seat(room->classroom, 0, 2, 1));
	g_assert_true(classroom_move_seat(room->classroom, 3, 0, 0)); /* the desk */
	room_close(room);
	room_open(room);
	g_assert_cmpint(pupil_at(room->classroom, 2, 1), ==, room->pupil_ids[0]);
	g_assert_cmpint(pupil_at(room->classroom, 0, 1), ==, room->pupil_ids[1]);
	g_assert_cmpint(pupil_at(room->classroom, 0, 2), ==, room->pupil_ids[2]);
	g_assert_cmpint(pupil_at(room->classroom, 0, 0), ==, -1);
	g_assert_cmpint(classroom_class(room->classroom)->n_rows, ==, 3);
	g_assert_cmpint(classroom_class(room->classroom)->n_columns, ==, 3);
}

static void expect_lesson(WebsocketClient *client, const char *state)
{
	json_t *lesson = await_part(client, "lesson");

	g_assert_cmpstr(json_string_value(json_object_get(lesson, "state")), ==, state);
	json_decref(lesson);
}

static void test_lesson(void)
{
	g_autoptr(Desk) desk = desk_new();
	MarkingRoom *room = desk->room;
	g_autoptr(WebsocketClient) one = rig_open(&desk->rig, desk->cookie);
	g_autoptr(WebsocketClient) other = rig_open(&desk->rig, desk->cookie);

	json_decref(rig_receive(other, "snapshot"));
	refuse(one, "{\"type\":\"lesson-pause\",\"request\":1}", "no-lesson");
	refuse(one, "{\"type\":\"lesson-end\",\"request\":2}", "no-lesson");
	say(one, "{\"type\":\"lesson-begin\",\"request\":3}", "done");
	expect_lesson(other, "running");
	const gint64 id = classroom_lesson(room->classroom)->id;
	say(other, "{\"type\":\"lesson-begin\",\"request\":3}", "done"); /* both pressed it */
	g_assert_cmpint(classroom_lesson(room->classroom)->id, ==, id);
	say(one, "{\"type\":\"lesson-pause\",\"request\":4}", "done");
	expect_lesson(other, "paused");
	room_choose(room, 0, 1, 'B'); /* ink is kept all the same */
	say(one, "{\"type\":\"lesson-resume\",\"request\":5}", "done");
	expect_lesson(other, "running");
	say(one, "{\"type\":\"lesson-end\",\"request\":6}", "done");
	expect_lesson(other, "ended");
	say(one, "{\"type\":\"lesson-end\",\"request\":7}", "done");
	refuse(one, "{\"type\":\"lesson-resume\",\"request\":8}", "no-lesson");
	json_t *all = room_all(room);
	g_assert_cmpstr(room_word(room_answer(all, 0, 1), "text"), ==, "B");
	json_decref(all);
	room_wait(room);
	g_autoptr(GPtrArray) lessons = store_reader_lessons(room->reader, room->class_id, NULL);
	g_assert_cmpuint(lessons->len, ==, 1);
	const StoreLesson *row = g_ptr_array_index(lessons, 0);
	g_assert_cmpint(row->teacher_id, ==, room->teacher_id);
	g_assert_cmpint(row->assignment_id, ==, room->assignment_id);
	g_assert_cmpint(row->end_ms, >=, row->begin_ms);
}

static void test_lesson_times(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	Classroom *classroom = room->classroom;

	g_assert_true(classroom_step_lesson(classroom, LESSON_BEGIN, 0, 1000));
	g_assert_true(classroom_step_lesson(classroom, LESSON_PAUSE, 0, 5000));
	g_assert_true(classroom_step_lesson(classroom, LESSON_PAUSE, 0, 6000));
	room_close(room); /* the daemon starts anew in the pause */
	room_open(room);
	classroom = room->classroom;
	g_assert_cmpstr(classroom_lesson_state(classroom_lesson(classroom)), ==, "paused");
	g_assert_true(classroom_step_lesson(classroom, LESSON_RESUME, 0, 8000));
	g_assert_cmpint(classroom_lesson(classroom)->paused_ms, ==, 3000);
	g_assert_true(classroom_step_lesson(classroom, LESSON_PAUSE, 0, 9000));
	g_assert_true(classroom_step_lesson(classroom, LESSON_END, 0, 9500));
	g_assert_cmpint(classroom_lesson(classroom)->paused_ms, ==, 3500);
	g_assert_cmpint(classroom_lesson(classroom)->end_ms, ==, 9500);
	/* The next one is another. */
	const gint64 id = classroom_lesson(classroom)->id;
	g_assert_true(classroom_step_lesson(classroom, LESSON_BEGIN, 0, 20000));
	g_assert_cmpint(classroom_lesson(classroom)->id, !=, id);
	g_assert_cmpint(classroom_lesson(classroom)->begin_ms, ==, 20000);
	g_assert_cmpint(classroom_lesson(classroom)->paused_ms, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/console-lesson/seats", test_seats);
	g_test_add_func("/daemon/console-lesson/seats-after-start", test_seats_after_start);
	g_test_add_func("/daemon/console-lesson/lesson", test_lesson);
	g_test_add_func("/daemon/console-lesson/lesson-times", test_lesson_times);
	return g_test_run();
}
