/* SPDX-License-Identifier: MIT */
/* A class's figures where the label of an assignment and what pupils did with it part. */
#include "homework/load/class-load.h"
#include "tests/load-fixture.h"

#define MONDAY "2026-09-07"
#define N_PUPILS 12
#define MINUTE_MS G_GINT64_CONSTANT(60000)
#define GAP_S 50 /* between the short strokes of someone who writes on and on */

typedef struct {
	RulesBook *book;
	ClassLoad *load;
} Room;

static void open_grade(Room *room, gint grade)
{
	room->book = rules_book_new(rules_new());
	room->load = class_load_new(room->book, grade);
	for (gint64 pupil = 1; pupil <= N_PUPILS; pupil++)
		class_load_add_pupil(room->load, pupil, NULL);
}

static void set_up(Room *room, gconstpointer unused)
{
	(void)unused;
	open_grade(room, 4);
}

static void tear_down(Room *room, gconstpointer unused)
{
	(void)unused;
	class_load_free(room->load);
	rules_book_free(room->book);
}

static Assigned *give(Room *room, gint64 id, const char *subject, LoadPlace place, gint minutes)
{
	Assigned *one = fixture_assigned(id, subject, place, MONDAY, minutes);

	class_load_take_assigned(room->load, one);
	return one;
}

/* Whole minutes without a stop, from a time on. */
static void write_on(
	Room *room, gint64 assignment, gint64 pupil, gint64 page, const char *at, gint minutes)
{
	g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(StrokeTime));

	for (gint64 second = 0; second <= minutes * (gint64)60; second += GAP_S) {
		const StrokeTime time = fixture_time(at, second, 0);
		g_array_append_val(times, time);
	}
	class_load_add_work(room->load, assignment, pupil, page,
		&g_array_index(times, StrokeTime, 0), times->len);
}

static RulesDays days(const char *first, const char *last)
{
	return (RulesDays){ fixture_day(first), fixture_day(last) };
}

static GArray *day_of(Room *room, const char *day)
{
	return class_load_days(room->load, days(day, day));
}

static GArray *on_day(Room *room, const char *day, DayLoad *row)
{
	GArray *rows = day_of(room, day);

	*row = g_array_index(rows, DayLoad, 0);
	return rows;
}

/* Called a lesson's, due in the morning, written by all for two hours in the evening: that is homework. */
static void test_lesson_at_home(Room *room, gconstpointer unused)
{
	Assigned *one = give(room, 1, "数学", LOAD_LESSON, 90);
	DayLoad row;

	(void)unused;
	one->due_ms = fixture_at("2026-09-08 08:20", 0);
	for (gint64 pupil = 1; pupil <= N_PUPILS; pupil++)
		write_on(room, 1, pupil, 1, MONDAY " 19:00", 120);
	g_autoptr(GArray) rows = on_day(room, MONDAY, &row);
	g_assert_nonnull(rows);
	g_assert_cmpint(row.sum.place_ms[LOAD_HOME], ==, N_PUPILS * 120 * MINUTE_MS);
	g_assert_cmpint(row.n_wrote, ==, N_PUPILS);
	g_assert_cmpint(row.n_over, ==, N_PUPILS);
	g_assert_cmpint(row.board->minutes, ==, 90);
	g_assert_cmpint(row.board->level, ==, BOARD_FULL);
}

/* Without a due it is on no board; what was written in the lesson is the lesson's, and at home it is homework. */
static void test_parts(Room *room, gconstpointer unused)
{
	DayLoad row;

	(void)unused;
	give(room, 1, "数学", LOAD_LESSON, 40);
	give(room, 2, "语文", LOAD_LESSON, 40);
	for (gint64 pupil = 1; pupil <= N_PUPILS; pupil++) {
		write_on(room, 1, pupil, 1, MONDAY " 10:00", 30);
		write_on(room, 1, pupil, 1, MONDAY " 19:00", 20);
		write_on(room, 2, pupil, 1, MONDAY " 11:00", 30);
	}
	g_autoptr(GArray) rows = on_day(room, MONDAY, &row);
	g_assert_nonnull(rows);
	g_assert_cmpint(row.board->minutes, ==, 0);
	g_assert_cmpint(row.sum.place_ms[LOAD_LESSON], ==, 0);
	g_assert_cmpint(row.sum.place_ms[LOAD_HOME], ==, N_PUPILS * 20 * MINUTE_MS);
	g_assert_cmpint(row.n_over, ==, 0);
	g_autoptr(GArray) subjects = class_load_subjects(room->load, days(MONDAY, MONDAY));
	g_assert_cmpuint(subjects->len, ==, 1);
	const SubjectLoad *subject = &g_array_index(subjects, SubjectLoad, 0);
	g_assert_cmpstr(subject->subject, ==, "数学");
	g_assert_cmpint(subject->n_pupils, ==, N_PUPILS);
	g_assert_cmpint(subject->sum.place_ms[LOAD_HOME], ==, N_PUPILS * 20 * MINUTE_MS);
}

/* Whose family did not agree writes with an ordinary pen: no page is missing by pen, in no sum. */
static void test_silent(Room *room, gconstpointer unused)
{
	(void)unused;
	give(room, 1, "数学", LOAD_HOME, 40);
	for (gint64 pupil = 2; pupil <= N_PUPILS; pupil++)
		write_on(room, 1, pupil, 1, MONDAY " 19:00", 20);
	g_autoptr(GArray) missing = class_load_pupils(room->load, days(MONDAY, MONDAY));
	g_assert_cmpint(g_array_index(missing, PupilLoad, 0).n_pages, ==, 1);
	class_load_set_silent(room->load, 1);
	g_autoptr(GArray) pupils = class_load_pupils(room->load, days(MONDAY, MONDAY));
	const PupilLoad *silent = &g_array_index(pupils, PupilLoad, 0);
	g_assert_cmpint(silent->n_pages, ==, 0);
	g_assert_false(silent->is_counted);
	g_assert_cmpint(silent->n_expected_minutes, ==, 40);
	g_assert_cmpint(g_array_index(pupils, PupilLoad, 1).n_pages, ==, 1);
	g_autoptr(GArray) assignments = class_load_assignments(room->load, days(MONDAY, MONDAY));
	const AssignmentLoad *row = &g_array_index(assignments, AssignmentLoad, 0);
	g_assert_cmpint(row->n_pages, ==, N_PUPILS - 1);
	g_assert_cmpint(row->n_pages_inked, ==, N_PUPILS - 1);
}

/* In grade 1 practice at school is no homework, and the same written at home is too much. */
static void test_first_grade(void)
{
	Room room;
	DayLoad row;

	open_grade(&room, 1);
	give(&room, 1, "语文", LOAD_SERVICE, 10);
	for (gint64 pupil = 1; pupil <= N_PUPILS; pupil++)
		write_on(&room, 1, pupil, 1, pupil <= 3 ? MONDAY " 19:00" : MONDAY " 16:30", 10);
	g_autoptr(GArray) rows = on_day(&room, MONDAY, &row);
	g_assert_nonnull(rows);
	g_assert_cmpint(row.n_wrote, ==, 3);
	g_assert_cmpint(row.n_over, ==, 3);
	g_assert_cmpint(row.board->minutes, ==, 0);
	tear_down(&room, NULL);
}

/* The weekend's homework of two pages, stopped on Saturday for bed: it is closed on the day it was written. */
static void test_closed_later(Room *room, gconstpointer unused)
{
	const char *const FRIDAY = "2026-09-11";
	Assigned *one = fixture_assigned(1, "语文", LOAD_HOME, FRIDAY, 40);

	(void)unused;
	one->n_pages = 2;
	class_load_take_assigned(room->load, one);
	class_load_take_assigned(room->load, fixture_assigned(2, "数学", LOAD_LESSON, FRIDAY, 40));
	for (gint64 pupil = 1; pupil <= N_PUPILS; pupil++) {
		write_on(room, 2, pupil, 1, "2026-09-11 10:00", 20);
		write_on(room, 1, pupil, 1, "2026-09-12 20:50", 25);
		if (pupil > 4) /* the others finish it in the morning */
			write_on(room, 1, pupil, 2, "2026-09-13 10:00", 20);
	}
	g_autoptr(GArray) rows = class_load_days(room->load, days(FRIDAY, "2026-09-13"));
	const DayLoad *friday = &g_array_index(rows, DayLoad, 0);
	g_assert_cmpint(friday[0].n_closed, ==, 0);
	g_assert_cmpint(friday[1].n_wrote, ==, N_PUPILS);
	g_assert_cmpint(friday[1].n_closed, ==, 4);
	g_assert_cmpint(friday[2].n_closed, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, run) g_test_add("/homework/class-load/" name, Room, NULL, set_up, run, tear_down)
	ADD("silent", test_silent);
	ADD("lesson-at-home", test_lesson_at_home);
	ADD("parts", test_parts);
	ADD("closed-later", test_closed_later);
	g_test_add_func("/homework/class-load/first-grade", test_first_grade);
	return g_test_run();
}
