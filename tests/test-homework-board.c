/* SPDX-License-Identifier: MIT */
/* The class-day board: sums over subjects, warnings before a limit, refusals, and what it advises. */
#include "homework/load/board.h"
#include "tests/load-fixture.h"

#define MONDAY "2026-09-07"
#define TUESDAY "2026-09-08"
#define WEDNESDAY "2026-09-09"
#define FRIDAY "2026-09-11"

typedef struct {
	RulesBook *book;
	GPtrArray *assigned;
	gint64 next_id;
} Room;

static void set_up(Room *room, gconstpointer unused)
{
	(void)unused;
	room->book = rules_book_new(rules_new());
	room->assigned = g_ptr_array_new_with_free_func(fixture_free_assigned);
	room->next_id = 1;
}

static void tear_down(Room *room, gconstpointer unused)
{
	(void)unused;
	g_ptr_array_unref(room->assigned);
	rules_book_free(room->book);
}

static Assigned *put(
	Room *room, const char *subject, LoadPlace place, const char *day, gint minutes)
{
	Assigned *one = fixture_assigned(room->next_id++, subject, place, day, minutes);

	g_ptr_array_add(room->assigned, one);
	return one;
}

static BoardAdvice *advise(Room *room, gint grade, LoadPlace place, const char *day, gint minutes)
{
	g_autoptr(Assigned) wanted = fixture_assigned(99, "英语", place, day, minutes);
	BoardAdvice *advice = board_advise(room->book, grade, room->assigned, wanted);

	g_test_message("%s %s%s", board_level_name(advice->level), advice->zh, advice->en);
	g_assert_cmpint(advice->level == BOARD_FINE, ==, advice->zh[0] == '\0');
	g_assert_cmpint(advice->zh[0] == '\0', ==, advice->en[0] == '\0');
	return advice;
}

/* The first breach of June 2021: each subject keeps to its limit, and the sum passes it. */
static void test_sum_passes(Room *room, gconstpointer unused)
{
	(void)unused;
	put(room, "语文", LOAD_HOME, MONDAY, 20);
	put(room, "数学", LOAD_SERVICE, MONDAY, 20);
	g_autoptr(BoardAdvice) near = advise(room, 4, LOAD_HOME, MONDAY, 8);
	g_assert_cmpint(near->level, ==, BOARD_NEAR); /* 48 of 60 */
	g_autoptr(BoardAdvice) fine = advise(room, 4, LOAD_HOME, MONDAY, 7);
	g_assert_cmpint(fine->level, ==, BOARD_FINE);
	g_autoptr(BoardAdvice) full = advise(room, 4, LOAD_HOME, MONDAY, 20);
	g_assert_cmpint(full->level, ==, BOARD_FULL);
	g_assert_cmpint(full->board->minutes, ==, 60);
	g_assert_cmpint(full->room_minutes, ==, 20);
	g_assert_cmpint(full->better_day, ==, fixture_day(TUESDAY));
	g_assert_nonnull(strstr(full->en, "60 minutes of 60 (数学 20, 英语 20, 语文 20)"));
	g_assert_nonnull(strstr(full->en, "Shorten it to 19 minutes"));
	g_assert_nonnull(strstr(full->en, "moved to 2026-09-08"));
	g_assert_nonnull(strstr(full->zh, "理由"));
	g_autoptr(BoardAdvice) lesson = advise(room, 4, LOAD_LESSON, MONDAY, 40);
	g_assert_cmpint(lesson->level, ==, BOARD_FINE); /* work in the lesson is no homework */
	g_autoptr(BoardAdvice) junior = advise(room, 8, LOAD_HOME, MONDAY, 20);
	g_assert_cmpint(junior->level, ==, BOARD_FINE); /* 60 of 90 */
}

static void test_first_grades(Room *room, gconstpointer unused)
{
	(void)unused;
	g_autoptr(BoardAdvice) home = advise(room, 1, LOAD_HOME, MONDAY, 5);
	g_assert_cmpint(home->level, ==, BOARD_REFUSED);
	g_autoptr(BoardAdvice) unsaid = advise(room, 2, LOAD_HOME, FRIDAY, 0);
	g_assert_cmpint(unsaid->level, ==, BOARD_REFUSED);
	g_autoptr(BoardAdvice) service = advise(room, 2, LOAD_SERVICE, MONDAY, 15);
	g_assert_cmpint(service->level, ==, BOARD_FINE);
	g_autoptr(BoardAdvice) third = advise(room, 3, LOAD_HOME, MONDAY, 5);
	g_assert_cmpint(third->level, ==, BOARD_FINE);
}

/* It is called a lesson's or the service's, and need not be there before school is over: it is done at home. */
static void test_due_after_school(Room *room, gconstpointer unused)
{
	static const struct {
		gint grade;
		LoadPlace place;
		const char *due;
		BoardLevel level;
	} ROWS[] = {
		{ 4, LOAD_LESSON, MONDAY " 15:00", BOARD_FINE },
		{ 4, LOAD_LESSON, MONDAY " 18:00", BOARD_FINE }, /* the service's end */
		{ 4, LOAD_LESSON, MONDAY " 18:01", BOARD_FULL },
		{ 4, LOAD_LESSON, TUESDAY " 08:20", BOARD_FULL },
		{ 4, LOAD_SERVICE, TUESDAY " 08:20", BOARD_FULL },
		{ 1, LOAD_SERVICE, MONDAY " 18:00", BOARD_FINE },
		{ 1, LOAD_SERVICE, TUESDAY " 08:20", BOARD_REFUSED },
		{ 2, LOAD_LESSON, TUESDAY " 08:20", BOARD_REFUSED },
	};

	(void)unused;
	for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Assigned) wanted =
			fixture_assigned(99, "英语", ROWS[i].place, MONDAY, 90);
		wanted->due_ms = fixture_at(ROWS[i].due, 0);
		g_autoptr(BoardAdvice) advice =
			board_advise(room->book, ROWS[i].grade, room->assigned, wanted);
		g_test_message("%s %s%s", ROWS[i].due, advice->zh, advice->en);
		g_assert_cmpint(advice->level, ==, ROWS[i].level);
		if (advice->level == BOARD_FINE)
			continue;
		g_assert_nonnull(strstr(advice->zh, ROWS[i].due));
		g_assert_nonnull(strstr(advice->zh, "放学以后，算家庭作业"));
		g_assert_nonnull(strstr(advice->en, "due after school of its day"));
	}
}

/* No limit is known for it, so nothing is given for home until its grade is told; seniors have none to keep. */
static void test_no_grade(Room *room, gconstpointer unused)
{
	(void)unused;
	g_autoptr(BoardAdvice) home = advise(room, 0, LOAD_HOME, MONDAY, 5);
	g_assert_cmpint(home->level, ==, BOARD_REFUSED);
	g_assert_nonnull(strstr(home->zh, "加一列“年级”"));
	g_autoptr(BoardAdvice) lesson = advise(room, 0, LOAD_LESSON, MONDAY, 40);
	g_assert_cmpint(lesson->level, ==, BOARD_FINE);
	g_autoptr(BoardAdvice) senior = advise(room, 10, LOAD_HOME, MONDAY, 200);
	g_assert_cmpint(senior->level, ==, BOARD_FINE);
}

static void test_layers(Room *room, gconstpointer unused)
{
	(void)unused;
	put(room, "数学", LOAD_HOME, MONDAY, 10);
	put(room, "数学", LOAD_HOME, MONDAY, 10)->layer = 'A';
	put(room, "数学", LOAD_HOME, MONDAY, 25)->layer = 'B';
	put(room, "数学", LOAD_HOME, MONDAY, 15)->layer = 'C';
	put(room, "数学", LOAD_HOME, TUESDAY, 50);
	const Rules *rules = rules_book_base(room->book);
	g_autoptr(BoardDay) board = board_day(rules, 4, fixture_day(MONDAY), room->assigned);
	g_assert_cmpint(board->minutes, ==, 35);
	g_assert_cmpuint(board->subjects->len, ==, 1);
	g_assert_cmpint(board->level, ==, BOARD_FINE);
}

static void test_days(Room *room, gconstpointer unused)
{
	(void)unused;
	g_autofree char *wrong = rules_book_change(
		room->book, fixture_day(WEDNESDAY), "calendar.no_homework", "wed");
	g_assert_null(wrong);
	put(room, "数学", LOAD_HOME, MONDAY, 50);
	put(room, "数学", LOAD_HOME, TUESDAY, 50);
	put(room, "数学", LOAD_HOME, "2026-09-10", 50);
	/* Tuesday and Thursday have enough, Wednesday has none at all, Friday has the weekend's too. */
	g_autoptr(BoardAdvice) monday = advise(room, 4, LOAD_HOME, MONDAY, 15);
	g_assert_cmpint(monday->level, ==, BOARD_FULL);
	g_assert_cmpint(monday->better_day, ==, fixture_day(FRIDAY));
	g_autoptr(BoardAdvice) wednesday = advise(room, 4, LOAD_HOME, WEDNESDAY, 5);
	g_assert_cmpint(wednesday->level, ==, BOARD_FULL);
	g_assert_null(strstr(wednesday->en, "Shorten"));
	g_autoptr(BoardAdvice) friday = advise(room, 4, LOAD_HOME, FRIDAY, 95);
	g_assert_cmpint(friday->level, ==, BOARD_FINE); /* of 60 + 60 */
	g_autoptr(BoardAdvice) senior = advise(room, 11, LOAD_HOME, MONDAY, 300);
	g_assert_cmpint(senior->level, ==, BOARD_FINE); /* no limit is set */
}

/* Friday's homework for the weekend and what is given on Saturday and Sunday have one budget together. */
static void test_weekend_shared(Room *room, gconstpointer unused)
{
	const char *const SATURDAY = "2026-09-12", *const SUNDAY = "2026-09-13";

	(void)unused;
	put(room, "数学", LOAD_HOME, FRIDAY, 90); /* 60 of its own, 30 of the weekend's 60 */
	g_autoptr(BoardAdvice) little = advise(room, 4, LOAD_HOME, SATURDAY, 20);
	g_assert_cmpint(little->board->budget_minutes, ==, 30);
	g_assert_cmpint(little->level, ==, BOARD_FINE);
	g_autoptr(BoardAdvice) much = advise(room, 4, LOAD_HOME, SUNDAY, 30);
	g_assert_cmpint(much->level, ==, BOARD_FULL);
	put(room, "语文", LOAD_HOME, SATURDAY, 20);
	g_autoptr(BoardAdvice) sunday = advise(room, 4, LOAD_HOME, SUNDAY, 5);
	g_assert_cmpint(sunday->board->budget_minutes, ==, 10);
	g_autoptr(BoardAdvice) friday = advise(room, 4, LOAD_HOME, FRIDAY, 10);
	g_assert_cmpint(friday->board->budget_minutes, ==, 100);
	g_assert_cmpint(friday->level, ==, BOARD_FULL);
	/* A day with room of its own leaves the weekend what it is, and no more. */
	g_autoptr(BoardAdvice) next = advise(room, 4, LOAD_HOME, "2026-09-19", 5);
	g_assert_cmpint(next->board->budget_minutes, ==, 60);
}

static void test_plan(void)
{
	const Assigned assigned = { .minutes = 20 };
	const LoadPlan plan = { .time_percent = 150, .items_percent = 60 };
	const LoadPlan longer = { .time_percent = 133, .items_percent = 100 };

	g_assert_cmpint(assigned_minutes_planned(&assigned, &plan), ==, 18);
	g_assert_cmpint(assigned_minutes_planned(&assigned, &longer), ==, 27);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, run) g_test_add("/homework/board/" name, Room, NULL, set_up, run, tear_down)
	ADD("sum-passes", test_sum_passes);
	ADD("first-grades", test_first_grades);
	ADD("due-after-school", test_due_after_school);
	ADD("no-grade", test_no_grade);
	ADD("layers", test_layers);
	ADD("days", test_days);
	ADD("weekend-shared", test_weekend_shared);
	g_test_add_func("/homework/board/plan", test_plan);
	return g_test_run();
}
