/* SPDX-License-Identifier: MIT */
/* The day over all of the class's assignments, by what is on the disk. */
#include "daemon/classroom/classroom-assignments.h"
#include "daemon/classroom/classroom-lesson.h"
#include "daemon/console/console-day.h"
#include "homework/sheet/sheet-json.h"
#include "tests/json-form.h"
#include "tests/marking-room.h"

#define DAY_MS G_GINT64_CONSTANT(86400000)

static const SchoolClock CLOCK = { .offset_minutes = 480, .begins_minute = 240 };

static json_t *day_of(MarkingRoom *room)
{
	const ConsoleMessage message = { .kind = CONSOLE_MESSAGE_DAY, .request = 4 };

	room_read(room);
	room_wait(room);
	g_autofree char *text = console_day_answer(room->classroom, room->reader, &CLOCK, &message);
	json_t *day = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	g_assert_cmpstr(room_word(day, "type"), ==, "day");
	return day;
}

static gint figure(const json_t *day, size_t row, const char *key)
{
	const json_t *value =
		json_object_get(json_array_get(json_object_get(day, "assignments"), row), key);

	g_assert_true(json_is_integer(value));
	return (gint)json_integer_value(value);
}

static void mark(MarkingRoom *room, guint seat, gint question, const char *verdict, gint64 at_ms)
{
	const MarkingWish wish = { .seat = seat,
		.question = question,
		.verdict = verdict,
		.text = "",
		.teacher_id = room->teacher_id };

	g_assert_cmpint(marking_mark(room->marking, &wish, at_ms), ==, MARKING_DONE);
}

static gint64 give_another(MarkingRoom *room, gint64 published_ms)
{
	g_autofree char *json = room_sheet_json();
	const StoreSheet sheet = {
		.id = store_new_id(room->store), .title = (char *)"练习二", .json = json
	};
	const StoreAssignment assignment = { .id = store_new_id(room->store),
		.class_id = room->class_id,
		.sheet_id = sheet.id,
		.subject = (char *)"数学",
		.place = (char *)"lesson",
		.published_ms = published_ms };

	store_put_sheet(room->store, &sheet);
	store_put_assignment(room->store, &assignment);
	classroom_open_assignment(room->classroom, &assignment, sheet.title);
	marking_open(room->marking, sheet_json_read(json, strlen(json), NULL));
	room_wait(room);
	return assignment.id;
}

static void test_figures(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const gint64 now_ms = room->clock_ms = g_get_real_time() / 1000;

	for (guint question = 1; question <= ROOM_QUESTIONS; question++)
		room_choose(room, 0, question, 'B');
	room_choose(room, 1, 1, 'C');
	json_t *day = day_of(room), *wanted = json_form_example("day");
	json_form_assert("day", wanted, day);
	json_decref(wanted);
	g_assert_cmpuint(json_array_size(json_object_get(day, "assignments")), ==, 1);
	g_assert_cmpint(figure(day, 0, "questions"), ==, ROOM_QUESTIONS);
	g_assert_cmpint(figure(day, 0, "begun"), ==, 2);
	g_assert_cmpint(figure(day, 0, "finished"), ==, 1);
	g_assert_cmpint(figure(day, 0, "waiting"), ==, ROOM_QUESTIONS + 1);
	g_assert_cmpint(figure(day, 0, "marked"), ==, 0);
	g_assert_cmpuint(json_array_size(json_object_get(day, "wrote")), ==, 2);
	json_decref(day);

	mark(room, 0, 1, "right", now_ms);
	mark(room, 0, 2, "wrong", now_ms);
	mark(room, 0, 2, "none", now_ms + 1); /* taken back: it waits again */
	give_another(room, now_ms);
	room_choose(room, 2, 1, 'A');
	day = day_of(room);
	g_assert_cmpuint(json_array_size(json_object_get(day, "assignments")), ==, 2);
	g_assert_cmpint(figure(day, 0, "begun"), ==, 1);
	g_assert_cmpint(figure(day, 0, "waiting"), ==, 1);
	g_assert_cmpint(figure(day, 1, "begun"), ==, 2);
	g_assert_cmpint(figure(day, 1, "waiting"), ==, ROOM_QUESTIONS);
	g_assert_cmpint(figure(day, 1, "marked"), ==, 1);
	g_assert_cmpuint(json_array_size(json_object_get(day, "wrote")), ==, 3);
	json_decref(day);
}

/* Since the end of the last lesson of an earlier day; one of today is the day itself. */
static void test_since(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const gint64 now_ms = g_get_real_time() / 1000, yesterday = now_ms - DAY_MS - 3600000;
	json_t *day = day_of(room);

	g_assert_cmpstr(room_word(day, "since"), ==, "midnight");
	const gint64 since_ms = json_integer_value(json_object_get(day, "since_ms"));
	g_assert_cmpint((since_ms + CLOCK.offset_minutes * 60000) % DAY_MS, ==, 0);
	g_assert_true(since_ms <= now_ms && since_ms > now_ms - DAY_MS - 60000);
	json_decref(day);
	g_assert_true(classroom_step_lesson(room->classroom, LESSON_BEGIN, 0, yesterday - 60000));
	g_assert_true(classroom_step_lesson(room->classroom, LESSON_END, 0, yesterday));
	g_assert_true(classroom_step_lesson(room->classroom, LESSON_BEGIN, 0, now_ms));
	g_assert_true(classroom_step_lesson(room->classroom, LESSON_END, 0, now_ms));
	room->clock_ms = yesterday - 30000;
	day = day_of(room);
	g_assert_cmpstr(room_word(day, "since"), ==, "lesson");
	g_assert_cmpint(json_integer_value(json_object_get(day, "since_ms")), ==, yesterday);
	json_decref(day);
}

/* What was given long ago and is not touched is not of the day, be it marked or not. */
static void test_of_before(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const gint64 now_ms = g_get_real_time() / 1000;

	room->clock_ms = now_ms - 40 * DAY_MS;
	room_choose(room, 0, 1, 'B'); /* of the assignment that was published in 1970 */
	give_another(room, now_ms);
	json_t *day = day_of(room);
	g_assert_cmpuint(json_array_size(json_object_get(day, "assignments")), ==, 1);
	g_assert_cmpuint(json_array_size(json_object_get(day, "wrote")), ==, 0);
	json_decref(day);
}

int main(int argc, char **argv)
{
	g_setenv("TZ", "America/St_Johns", TRUE); /* not where the school is */
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/console-day/figures", test_figures);
	g_test_add_func("/daemon/console-day/since", test_since);
	g_test_add_func("/daemon/console-day/of-before", test_of_before);
	return g_test_run();
}
