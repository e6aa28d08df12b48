/* SPDX-License-Identifier: MIT */
/* The class gets another sheet while it sits there: what is written from then on is read against it. */
#include "daemon/board/boards.h"
#include "daemon/classroom/classroom-classes.h"
#include "daemon/roster/rosters.h"
#include "tests/console-desk.h"
#include "tests/console-view.h"

/* One question where the room's sheet has its second, on the same paper, with another key. */
#define DOCUMENT                                                                                    \
	"{\"format\":\"zhibi-sheet\",\"version\":1,\"title\":\"新作业\",\"subject\":\"语文\"," \
	"\"pages\":[{\"address\":{\"section\":3,\"owner\":27,\"book\":603,\"page\":10},"            \
	"\"offset_mm\":[13,12],\"size_mm\":[150,210],\"regions\":["                                 \
	"{\"role\":\"option\",\"question\":7,\"option\":\"A\",\"box_mm\":[30,35,6,6]},"             \
	"{\"role\":\"option\",\"question\":7,\"option\":\"B\",\"box_mm\":[42,35,6,6]}]}],"          \
	"\"questions\":[{\"number\":7,\"type\":\"choice\",\"options\":[\"A\",\"B\"],\"key\":["      \
	"\"A\"]}]}"

static char *say(Desk *desk, const char *line)
{
	g_autoptr(RulesBook) rules = rules_book_new(rules_new());
	const Assigning assigning = { desk->room->store, desk->room->reader, rules,
		desk->room->classroom, desk->room->marking, desk->rig.console,
		"/nowhere/backgrounds" };

	return assigning_answer(&assigning, line, strlen(line));
}

static void assign(Desk *desk)
{
	g_autofree char *answer = say(desk, "{\"type\":\"assign\",\"request\":3,\"class\":\"四2\","
					    "\"place\":\"home\",\"minutes\":10,"
					    "\"document\":" DOCUMENT "}");

	g_assert_cmpstr(answer, ==, "{\"type\":\"done\",\"request\":3}");
}

static const json_t *sheet_of(const json_t *snapshot)
{
	return json_object_get(json_object_get(snapshot, "results"), "sheet");
}

static void test_assign(void)
{
	g_autoptr(Desk) desk = desk_new();
	g_autoptr(WebsocketClient) client = rig_open(&desk->rig, desk->cookie);
	MarkingRoom *room = desk->room;

	json_decref(rig_receive(client, "snapshot"));
	room_choose(room, 0, 2, 'B'); /* right by the old key */
	assign(desk);
	json_t *snapshot = rig_receive(client, "snapshot");
	const json_t *open = json_object_get(snapshot, "assignment");
	g_assert_cmpstr(room_word(open, "title"), ==, "新作业");
	g_assert_cmpstr(room_word(open, "place"), ==, "home");
	g_assert_cmpstr(room_word(sheet_of(snapshot), "title"), ==, "新作业");
	json_decref(snapshot);

	json_t *all = room_all(room);
	g_assert_null(room_answer(all, 0, 7)); /* what was written before is not of it */
	json_decref(all);
	room_choose(room, 0, 2, 'B');
	room_choose(room, 1, 2, 'A');
	all = room_all(room);
	g_assert_cmpstr(room_word(room_answer(all, 0, 7), "text"), ==, "B");
	g_assert_cmpstr(room_word(json_object_get(room_answer(all, 0, 7), "proposal"), "verdict"),
		==, "wrong");
	g_assert_cmpstr(room_word(json_object_get(room_answer(all, 1, 7), "proposal"), "verdict"),
		==, "right");
	g_assert_null(room_answer(all, 0, 2));
	json_decref(all);
}

/* A start finds the same; the assignment before has its ink and answers still. */
static void test_after_start(void)
{
	g_autoptr(Desk) desk = desk_new();
	MarkingRoom *room = desk->room;

	room_choose(room, 0, 2, 'B');
	assign(desk);
	room_choose(room, 0, 2, 'A');
	desk->rig.console = console_free(desk->rig.console);
	room_close(room);
	room_open(room);
	json_t *all = room_all(room);
	g_assert_cmpstr(room_word(room_answer(all, 0, 7), "text"), ==, "A");
	json_decref(all);
	g_autoptr(GPtrArray) before =
		store_reader_page_copies(room->reader, room->assignment_id, NULL);
	g_assert_cmpuint(before->len, ==, 1);
	const StorePageCopy *copy = g_ptr_array_index(before, 0);
	g_autoptr(GPtrArray) answers = store_reader_answers(room->reader, copy->id, NULL);
	g_assert_cmpuint(answers->len, >, 0);
}

/* ---- a teacher at the page */

static guint post_assign(Desk *desk, const char *cookie, const char *body, char **answer)
{
	g_autofree char *more = g_strdup_printf("Cookie: %s\r\n", cookie);

	return rig_post(&desk->rig, "/api/sheet/assign", body, more, NULL, answer);
}

/* By the same words as at the control socket, with a session, and under the teacher's name. */
static void test_by_teacher(void)
{
	static const char *line = "{\"type\":\"assign\",\"request\":3,\"document\":" DOCUMENT "}";
	g_autoptr(Desk) desk = desk_new();
	g_autoptr(RulesBook) rules = rules_book_new(rules_new());
	const Assigning assigning = { desk->room->store, desk->room->reader, rules,
		desk->room->classroom, desk->room->marking, NULL, "/nowhere/backgrounds" };
	g_autoptr(Boards) boards = boards_new(&assigning);
	const ConsoleOptions options = { .marking = desk->room->marking, .boards = boards };
	g_autofree char *done = NULL;
	g_autofree char *refused = NULL;

	desk->rig.console = console_free(desk->rig.console);
	g_clear_pointer(&desk->rig.host, g_free);
	g_clear_pointer(&desk->rig.origin, g_free);
	rig_start_console(&desk->rig, &options);
	boards_set_console(boards, desk->rig.console);
	g_assert_cmpuint(post_assign(desk, "none=1", line, NULL), ==, 401);
	g_assert_cmpuint(post_assign(desk, desk->cookie, "nonsense", NULL), ==, 400);
	g_assert_cmpuint(post_assign(desk, desk->cookie,
				 "{\"type\":\"assign\",\"request\":3,\"document\":{}}", &refused),
		==, 422);
	g_assert_nonnull(strstr(refused, "作业单不对：format: 缺了，请补上"));
	g_assert_cmpuint(post_assign(desk, desk->cookie, line, &done), ==, 200);
	g_assert_cmpstr(done, ==, "{\"type\":\"done\",\"request\":3}");
	g_assert_cmpstr(classroom_assignment(desk->room->classroom)->title, ==, "新作业");
	room_wait(desk->room);
	g_autoptr(GPtrArray) sheets = store_reader_sheets(desk->room->reader, NULL);
	const StoreSheet *row = g_ptr_array_index(sheets, sheets->len - 1);
	g_assert_cmpint(row->teacher_id, ==, desk->room->teacher_id);

	/* With a name it is done once, however often it is said. */
	static const char *named = "{\"type\":\"assign\",\"request\":3,\"action\":\"7f\","
				   "\"document\":" DOCUMENT "}";
	for (guint i = 0; i < 2; i++) {
		g_autofree char *again = NULL;
		g_assert_cmpuint(post_assign(desk, desk->cookie, named, &again), ==, 200);
		g_assert_cmpstr(again, ==, "{\"type\":\"done\",\"request\":3}");
	}
	g_assert_cmpuint(post_assign(desk, desk->cookie,
				 "{\"type\":\"assign\",\"request\":3,\"action\":7}", NULL),
		==, 400);
	room_wait(desk->room);
	g_autoptr(GPtrArray) more = store_reader_sheets(desk->room->reader, NULL);
	g_assert_cmpuint(more->len, ==, sheets->len + 1);
}

/* To another class than the open one: that one's pupils write on it, this one's are left alone. */
static void test_other_class(void)
{
	g_autoptr(Desk) desk = desk_new();
	MarkingRoom *room = desk->room;
	const StoreClass class = { store_new_id(room->store), 0, (char *)"五1", 5, false, 1, 8 };
	const StorePupil pupil = { store_new_id(room->store), class.id, 1, (char *)"某某", 0, 0,
		NULL, 0 };

	store_put_class(room->store, &class);
	store_put_pupil(room->store, &pupil);
	room_wait(room);
	g_assert_true(classroom_take_roster(room->classroom, NULL));
	g_assert_true(marking_take_roster(room->marking, NULL));
	room_choose(room, 0, 2, 'B');
	g_autofree char *answer = say(desk, "{\"type\":\"assign\",\"request\":3,\"class\":\"五1\","
					    "\"document\":" DOCUMENT "}");
	g_assert_cmpstr(answer, ==, "{\"type\":\"done\",\"request\":3}");
	g_assert_cmpint(classroom_assignment(room->classroom)->id, ==, room->assignment_id);
	g_assert_cmpstr(classroom_class_assignment(room->classroom, class.id)->subject, ==, "语文");
	json_t *all = room_all(room);
	g_assert_cmpstr(room_word(room_answer(all, 0, 2), "text"), ==, "B");
	json_decref(all);
}

static guint n_pupils(const MarkingRoom *room, gint64 class_id)
{
	g_autoptr(GPtrArray) pupils = store_reader_pupils(room->reader, class_id, NULL);

	return pupils->len;
}

/* A list's pupils come into the class that is meant. */
static void import(MarkingRoom *room, const char *list)
{
	const RostersOptions options = { room->store, room->reader, room->classroom, NULL, NULL,
		{ 0 } };
	g_autoptr(Rosters) rosters = rosters_new(&options);
	guint status;

	g_free(rosters_preview(rosters, NULL, (const guint8 *)list, strlen(list), &status));
	g_assert_cmpuint(status, ==, 200);
	const char *const wish = "{\"preview\":1,\"move_out\":false,\"consent\":false}";
	g_free(rosters_apply(rosters, wish, strlen(wish), &status));
	g_assert_cmpuint(status, ==, 200);
	room_wait(room);
}

/* Two classes of one name: the open one is meant, or else the one that was there first; by everybody alike. */
static void test_same_name(void)
{
	g_autoptr(Desk) desk = desk_new();
	MarkingRoom *room = desk->room;
	const StoreClass *open = classroom_class(room->classroom);
	const gint64 open_id = open->id;
	const char *names[] = { open->name, "五1", "五1", "五1", open->name };
	gint64 ids[G_N_ELEMENTS(names)];

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		const StoreClass class = { ids[i] = store_new_id(room->store), 0, (char *)names[i],
			5, false, 1, 8 };
		store_put_class(room->store, &class);
	}
	room_wait(room);
	g_autofree char *name = g_strdup(open->name);
	g_assert_true(classroom_take_roster(room->classroom, NULL));
	g_assert_true(marking_take_roster(room->marking, NULL));
	g_assert_cmpint(classroom_class_named(room->classroom, name)->id, ==, open_id);
	g_assert_cmpint(classroom_class_named(room->classroom, "五1")->id, ==, ids[1]);
	g_assert_null(classroom_class_named(room->classroom, "五2"));
	const guint n_open = n_pupils(room, open_id);
	g_autofree char *list = g_strdup_printf("班级,座号,姓名\n五1,1,甲乙\n%s,90,丙丁\n", name);
	import(room, list);
	g_assert_cmpuint(n_pupils(room, ids[1]), ==, 1);
	g_assert_cmpuint(n_pupils(room, open_id), ==, n_open + 1);
}

static void test_twice(void)
{
	g_autoptr(Desk) desk = desk_new();

	assign(desk);
	room_choose(desk->room, 0, 2, 'A');
	assign(desk);
	json_t *all = room_all(desk->room);
	g_assert_null(room_answer(all, 0, 7));
	json_decref(all);
}

static void test_refused(void)
{
	static const struct {
		const char *line, *code, *word;
	} ROWS[] = {
		{ "{\"type\":\"assign\",\"request\":1,\"class\":\"五1\",\"document\":" DOCUMENT "}",
			"no-such-class", "四2" },
		{ "{\"type\":\"assign\",\"request\":1,\"document\":{}}", "bad-sheet",
			"作业单不对：format: 缺了，请补上\",\"en\":\"format: is missing; write "
			"it\"" },
		{ "{\"type\":\"assign\",\"request\":1,\"document\":{\"format\":\"zhibi-sheet\","
		  "\"version\":1}}",
			"bad-sheet",
			"pages: 一页也没有，没人能写，请加上印好的页\",\"en\":\"pages: there is "
			"none, so nobody could write on it; add the printed page\"" },
		{ "{\"type\":\"assign\",\"document\":" DOCUMENT "}", "bad-message", "request" },
		{ "{\"type\":\"assign\",\"request\":1}", "bad-message", "document" },
		{ "{\"type\":\"assign\",\"request\":1,\"place\":\"bus\",\"document\":" DOCUMENT "}",
			"bad-message", "place" },
		{ "{\"type\":\"assign\",\"request\":1,\"due\":1,\"document\":" DOCUMENT "}",
			"bad-message", "due" },
		{ "{\"type\":\"assign\",\"request\":1,\"dew\":\"\",\"document\":" DOCUMENT "}",
			"bad-message", "dew" },
		{ "{\"type\":\"assign\",\"request\":1,\"due\":\"tomorrow\",\"document\":" DOCUMENT
		  "}",
			"bad-due", "2026-09-08 08:20" },
		{ "{\"type\":\"assign\",\"request\":1,\"layer\":\"D\",\"document\":" DOCUMENT "}",
			"bad-message", "layer" },
		{ "{\"type\":\"assign\",\"request\":1,\"minutes\":-1,\"document\":" DOCUMENT "}",
			"bad-message", "minutes" },
		{ "{\"type\":\"assign\",\"request\":1,\"place\":\"home\",\"document\":" DOCUMENT
		  "}",
			"needs-minutes", "how many minutes" },
		{ "{\"type\":\"assign\",\"request\":1,\"title\":\"抄写\"}", "bad-message",
			"subject" },
		{ "{\"type\":\"assign\",\"request\":1,\"title\":\"x\",\"document\":" DOCUMENT "}",
			"bad-message", "document" },
		{ "{\"type\":\"assign\",\"request\":1,\"sheet\":99}", "bad-sheet",
			"sheet: 没有这个编号的作业单，请另选\",\"en\":\"sheet: the record has "
			"none" },
		{ "{\"type\":\"assign\",\"request\":1,\"day\":\"2019-01-01\",\"document\":" DOCUMENT
		  "}",
			"bad-day", "eight days" },
		{ "{\"type\":\"assign\",\"request\":1,\"due\":\"2019-01-01\",\"document\":" DOCUMENT
		  "}",
			"bad-due", "after it is given" },
		{ "{\"type\":\"assign\",\"request\":1,\"teacher\":\"nobody\",\"document\":" DOCUMENT
		  "}",
			"no-such-teacher", "login" },
	};
	g_autoptr(Desk) desk = desk_new();
	const gint64 assignment_id = classroom_assignment(desk->room->classroom)->id;

	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *answer = say(desk, ROWS[i].line);
		g_test_message("%s", answer);
		g_autofree char *code = g_strdup_printf("\"code\":\"%s\"", ROWS[i].code);
		g_assert_nonnull(strstr(answer, code));
		g_assert_nonnull(strstr(answer, ROWS[i].word));
	}
	g_assert_null(say(desk, "{\"type\":\"status\",\"request\":1}")); /* not for us */
	g_assert_null(say(desk, "nonsense"));
	g_assert_cmpint(classroom_assignment(desk->room->classroom)->id, ==, assignment_id);
}

/* ---- the class-day board */

static char *give(Desk *desk, const char *subject, const char *rest)
{
	g_autofree char *line = g_strdup_printf(
		"{\"type\":\"assign\",\"request\":1,\"subject\":\"%s\",%s,\"document\":" DOCUMENT
		"}",
		subject, rest);
	char *answer = say(desk, line);

	g_test_message("%s", answer);
	return answer;
}

static bool has(char *take_answer, const char *words)
{
	g_autofree char *answer = take_answer;

	return strstr(answer, words) != NULL;
}

static const StoreAssignment *open_one(const Desk *desk)
{
	return classroom_assignment(desk->room->classroom);
}

/* Each subject keeps to the limit, all together pass it: told before, and only with a reason. */
static void test_over_limit(void)
{
	g_autoptr(Desk) desk = desk_new();

	/* A weekend's or a holiday's budget is larger; the desk's class is of grade 4. */
	g_assert_false(has(give(desk, "语文", "\"place\":\"home\",\"minutes\":20"), "board"));
	g_assert_cmpstr(open_one(desk)->subject, ==, "语文");
	g_assert_cmpint(open_one(desk)->minutes, ==, 20);
	const gint64 first = open_one(desk)->id;
	g_assert_true(
		has(give(desk, "数学", "\"place\":\"home\",\"minutes\":580"), "needs-reason"));
	g_assert_true(has(give(desk, "数学", "\"place\":\"home\",\"minutes\":580"), "语文 20"));
	g_assert_cmpint(open_one(desk)->id, ==, first);
	/* Asked only: nothing is published, with or without a reason. */
	g_assert_true(has(give(desk, "数学", "\"place\":\"home\",\"minutes\":580,\"try\":true"),
		"\"level\":\"full\""));
	g_assert_cmpint(open_one(desk)->id, ==, first);
	g_assert_true(has(give(desk, "数学",
				  "\"place\":\"home\",\"minutes\":580,\"reason\":\"考前复习\","
				  "\"layer\":\"B\",\"due\":\"2030-09-10 08:00\""),
		"\"type\":\"done\""));
	g_assert_cmpint(open_one(desk)->id, !=, first);
	g_assert_cmpstr(open_one(desk)->reason, ==, "考前复习");
	g_assert_cmpstr(open_one(desk)->layer, ==, "B");
	g_assert_cmpstr(open_one(desk)->title, ==, "新作业");
	g_assert_cmpint(open_one(desk)->n_pages, ==, 1);
	g_assert_cmpint(open_one(desk)->teacher_id, ==, desk->room->teacher_id); /* the only one */
	g_assert_cmpint(open_one(desk)->due_ms, ==, G_GINT64_CONSTANT(1915228800000));
}

/* No written task for home in grades 1 and 2; practice at school is fine. */
static void test_first_grade(void)
{
	g_autoptr(Desk) desk = desk_of_grade(1);

	g_assert_true(has(give(desk, "语文", "\"place\":\"home\",\"minutes\":5,\"reason\":\"x\""),
		"no-home-task"));
	g_assert_true(has(give(desk, "语文", "\"place\":\"service\",\"minutes\":15"), "\"done\""));
	g_assert_cmpstr(open_one(desk)->place, ==, "service");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/assigning/assign", test_assign);
	g_test_add_func("/daemon/assigning/after-start", test_after_start);
	g_test_add_func("/daemon/assigning/by-teacher", test_by_teacher);
	g_test_add_func("/daemon/assigning/same-name", test_same_name);
	g_test_add_func("/daemon/assigning/twice", test_twice);
	g_test_add_func("/daemon/assigning/other-class", test_other_class);
	g_test_add_func("/daemon/assigning/refused", test_refused);
	g_test_add_func("/daemon/assigning/over-limit", test_over_limit);
	g_test_add_func("/daemon/assigning/first-grade", test_first_grade);
	return g_test_run();
}
