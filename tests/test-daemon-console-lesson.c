/* SPDX-License-Identifier: MIT */
/* Seats are moved and a lesson goes its way, for every console at once and after a new start. */
#include "daemon/classroom/classroom-assignments.h"
#include "daemon/classroom/classroom-lesson.h"
#include "homework/sheet/sheet-json.h"
#include "store/reader-lesson.h"
#include "tests/console-desk.h"
#include "tests/console-view.h"
#include "tests/json-form.h"

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
	room_wait(room);
	g_autoptr(GPtrArray) moves = store_reader_seat_moves(room->reader, room->class_id, NULL);
	g_assert_cmpuint(moves->len, ==, 4); /* the first had somebody to change places with */
	const StoreSeatMove *first = g_ptr_array_index(moves, 0);
	g_assert_cmpint(first->pupil_id, ==, room->pupil_ids[0]);
	g_assert_cmpint(first->seat_column, ==, 2);
	g_assert_cmpint(first->teacher_id, ==, room->teacher_id);
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

	g_assert_true(classroom_move_seat(room->classroom, 0, &(SeatMove){ 2, 1, 0, 1 }));
	g_assert_true(
		classroom_move_seat(room->classroom, 3, &(SeatMove){ 0, 0, 0, 1 })); /* the desk */
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

static const json_t *pupil_of(const json_t *results, guint seat)
{
	size_t i;
	json_t *pupil;

	json_array_foreach(json_object_get(results, "pupils"), i, pupil)
	{
		if (view_integer(pupil, "seat") == seat)
			return pupil;
	}
	return NULL;
}

/* By what a console would be told of all. */
static void expect_hand(MarkingRoom *room, guint seat, bool up)
{
	json_t *all = room_all(room);

	g_assert_true(json_is_boolean(json_object_get(pupil_of(all, seat), "hand")));
	g_assert_cmpint(json_is_true(json_object_get(pupil_of(all, seat), "hand")), ==, up);
	json_decref(all);
}

/* A tick in the help box is a raised hand and no answer; the next tick raises it again. */
static void test_hand(void)
{
	g_autoptr(Desk) desk = desk_new();
	MarkingRoom *room = desk->room;
	g_autoptr(WebsocketClient) one = rig_open(&desk->rig, desk->cookie);

	json_decref(rig_receive(one, "snapshot"));
	room_choose(room, 0, 2, 'B');
	expect_hand(room, 0, false);
	room_ask_help(room, 0);
	expect_hand(room, 0, true);
	json_t *all = room_all(room);
	g_assert_cmpint(view_integer(pupil_of(all, 0), "at"), ==, 2);
	json_decref(all);
	refuse(one, "{\"type\":\"hand-down\",\"request\":1,\"seat\":44}", "no-such-seat");
	say(one, "{\"type\":\"hand-down\",\"request\":2,\"seat\":1}", "done"); /* none is up */
	expect_hand(room, 0, true);
	say(one, "{\"type\":\"hand-down\",\"request\":3,\"seat\":0}", "done");
	expect_hand(room, 0, false);
	room_ask_help(room, 0);
	expect_hand(room, 0, true);
	say(one, "{\"type\":\"hand-down\",\"request\":4,\"seat\":0}", "done");
	desk->rig.console = console_free(desk->rig.console);
	room_close(room);
	room_open(room); /* what was seen stays seen */
	expect_hand(room, 0, false);
}

/* Another assignment of the same sheet's form; to be open from now on. */
static gint64 assign_another(MarkingRoom *room)
{
	g_autofree char *json = room_sheet_json();
	const StoreSheet sheet = {
		.id = store_new_id(room->store), .title = (char *)"练习二", .json = json
	};
	const StoreAssignment assignment = { .id = store_new_id(room->store),
		.class_id = room->class_id,
		.sheet_id = sheet.id,
		.subject = (char *)"数学",
		.place = (char *)"home",
		.published_ms = 1000 };

	store_put_sheet(room->store, &sheet);
	store_put_assignment(room->store, &assignment);
	classroom_open_assignment(room->classroom, &assignment, sheet.title);
	marking_open(room->marking, sheet_json_read(json, strlen(json), NULL));
	room_wait(room);
	return assignment.id;
}

static char *open_message(gint64 assignment)
{
	return g_strdup_printf(
		"{\"type\":\"assignment-open\",\"request\":5,\"assignment\":%" G_GINT64_FORMAT "}",
		assignment);
}

static void expect_answer(MarkingRoom *room, guint question, const char *text)
{
	while (!marking_is_ready(room->marking))
		g_main_context_iteration(NULL, TRUE);
	json_t *all = room_all(room);

	g_assert_cmpstr(room_word(room_answer(all, 0, question), "text"), ==, text);
	json_decref(all);
}

/* Back to the one before: its ink, its answers, its marks; what is written belongs to it; a start finds it open. */
static void test_assignments(void)
{
	g_autoptr(Desk) desk = desk_new();
	MarkingRoom *room = desk->room;
	g_autoptr(WebsocketClient) one = rig_open(&desk->rig, desk->cookie);
	g_autoptr(WebsocketClient) other = rig_open(&desk->rig, desk->cookie);
	g_autofree char *back = open_message(room->assignment_id);
	g_autofree char *nothing = open_message(room->assignment_id + 1000);

	json_decref(rig_receive(other, "snapshot"));
	room_choose(room, 0, 1, 'B');
	expect_answer(room, 1, "B");
	assign_another(room);
	room_choose(room, 0, 1, 'C');
	expect_answer(room, 1, "C");
	room_wait(room);
	websocket_say(one, "{\"type\":\"assignments\",\"request\":4}");
	json_t *list = rig_receive(one, "assignments"), *wanted = json_form_example("assignments");
	const json_t *rows = json_object_get(list, "assignments");
	g_assert_cmpuint(json_array_size(rows), ==, 2);
	g_assert_cmpstr(room_word(json_array_get(rows, 0), "title"), ==, "练习二");
	g_assert_cmpstr(room_word(json_array_get(rows, 1), "title"), ==, "练习");
	g_assert_cmpuint(json_object_size(json_array_get(rows, 0)), ==,
		json_object_size(json_array_get(json_object_get(wanted, "assignments"), 0)));
	json_decref(wanted);
	json_decref(list);
	refuse(one, nothing, "no-such-assignment");
	say(one, back, "done");
	json_t *snapshot = rig_receive(other, "snapshot");
	g_assert_cmpint(view_integer(json_object_get(snapshot, "assignment"), "id"), ==,
		room->assignment_id);
	json_decref(snapshot);
	expect_answer(room, 1, "B");
	room_choose(room, 0, 2, 'D');
	expect_answer(room, 2, "D");
	desk->rig.console = console_free(desk->rig.console);
	room_close(room);
	room_open(room);
	g_assert_cmpint(classroom_assignment(room->classroom)->id, ==, room->assignment_id);
	expect_answer(room, 1, "B");
	expect_answer(room, 2, "D");
}

/* A card is of what is worked on: never of the page of another assignment, whether it was given or opened, and after a
 * start. */
static void test_pages_of_open(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const gint64 first = room->assignment_id;
	gint64 copy, second;

	room_choose(room, 0, 1, 'B');
	room_wait(room);
	copy = classroom_seat(room->classroom, 0)->page_copy_id;
	g_assert_cmpint(copy, !=, 0);
	second = assign_another(room);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->page_copy_id, ==, 0);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->n_strokes, ==, 0);
	g_assert_null(classroom_seat_ink(room->classroom, 0));
	room_close(room);
	room_open(room);
	g_assert_cmpint(classroom_assignment(room->classroom)->id, ==, second);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->page_copy_id, ==, 0);
	g_assert_cmpint(
		classroom_reopen_assignment(room->classroom, first, 0, 1000000), ==, REOPEN_DONE);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->page_copy_id, ==, copy);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->n_strokes, >, 0);
	room_wait(room);
	g_assert_cmpint(
		classroom_reopen_assignment(room->classroom, second, 0, 1009000), ==, REOPEN_DONE);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->page_copy_id, ==, 0);
}

/* Its last ink may be on its way to the disk still. */
static void test_too_soon(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const gint64 first = room->assignment_id, now_ms = 1000000;
	const gint64 second = assign_another(room);

	g_assert_cmpint(
		classroom_reopen_assignment(room->classroom, first, 0, 1500), ==, REOPEN_TOO_SOON);
	g_assert_cmpint(classroom_reopen_assignment(room->classroom, second, 0, now_ms), ==,
		REOPEN_DONE); /* it is so already */
	g_assert_cmpint(
		classroom_reopen_assignment(room->classroom, first, 0, now_ms), ==, REOPEN_DONE);
	g_assert_cmpint(classroom_reopen_assignment(room->classroom, second, 0, now_ms + 999), ==,
		REOPEN_TOO_SOON);
	room_wait(room);
	g_assert_cmpint(classroom_reopen_assignment(room->classroom, second, 0, now_ms + 1000), ==,
		REOPEN_DONE);
}

/* The disk takes nothing for longer than that. */
static void test_slow_disk(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const gint64 first = room->assignment_id, now_ms = 1000000;
	const gint64 second = assign_another(room);

	store_begin_group(room->store);
	g_assert_cmpint(
		classroom_reopen_assignment(room->classroom, first, 0, now_ms), ==, REOPEN_DONE);
	g_assert_cmpint(classroom_reopen_assignment(room->classroom, second, 0, now_ms + 9000), ==,
		REOPEN_TOO_SOON);
	store_end_group(room->store);
	room_wait(room);
	g_assert_cmpint(classroom_reopen_assignment(room->classroom, second, 0, now_ms + 9000), ==,
		REOPEN_DONE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/console-lesson/seats", test_seats);
	g_test_add_func("/daemon/console-lesson/seats-after-start", test_seats_after_start);
	g_test_add_func("/daemon/console-lesson/lesson", test_lesson);
	g_test_add_func("/daemon/console-lesson/lesson-times", test_lesson_times);
	g_test_add_func("/daemon/console-lesson/hand", test_hand);
	g_test_add_func("/daemon/console-lesson/assignments", test_assignments);
	g_test_add_func("/daemon/console-lesson/pages-of-open", test_pages_of_open);
	g_test_add_func("/daemon/console-lesson/too-soon", test_too_soon);
	g_test_add_func("/daemon/console-lesson/slow-disk", test_slow_disk);
	return g_test_run();
}
