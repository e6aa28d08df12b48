/* SPDX-License-Identifier: MIT */
/* The class-day board over HTTP: what a day comes to, publishing by the rules of homework load, the notice. */
#include "daemon/board/boards.h"
#include "daemon/classroom/classroom-assignments.h"
#include "store/database.h"
#include "tests/console-desk.h"

#define DOCUMENT                                                                                    \
	"{\"format\":\"zhibi-sheet\",\"version\":1,\"title\":\"新作业\",\"subject\":\"语文\"," \
	"\"pages\":[{\"address\":{\"section\":3,\"owner\":27,\"book\":603,\"page\":10},"            \
	"\"offset_mm\":[13,12],\"size_mm\":[150,210],\"background\":\"新作业.pdf\","             \
	"\"regions\":[{\"role\":\"option\",\"question\":7,\"option\":\"A\","                        \
	"\"box_mm\":[30,35,6,6]}]}],\"questions\":[{\"number\":7,\"type\":\"choice\","              \
	"\"options\":[\"A\",\"B\"],\"key\":[\"A\"],\"expected_minutes\":8}]}"

typedef struct {
	Desk *desk;
	RulesBook *rules;
	Boards *boards;
	char *header;
	guint n_actions;
	gint today;
} Room;

static void open_boards(Room *room)
{
	MarkingRoom *of = room->desk->room;
	const Assigning assigning = { of->store, of->reader, room->rules, of->classroom,
		of->marking, NULL, "/nowhere/backgrounds" };

	room->boards = boards_new(&assigning);
	room->desk->rig.console = console_free(room->desk->rig.console);
	g_clear_pointer(&room->desk->rig.host, g_free);
	g_clear_pointer(&room->desk->rig.origin, g_free);
	rig_start_console(&room->desk->rig,
		&(ConsoleOptions){ .marking = of->marking, .boards = room->boards });
	boards_set_console(room->boards, room->desk->rig.console);
}

static Room *room_of_grade(gint grade)
{
	Room *room = g_new0(Room, 1);

	room->desk = desk_of_grade(grade);
	room->rules = rules_book_new(rules_new());
	open_boards(room);
	room->header = g_strdup_printf("Cookie: %s\r\n", room->desk->cookie);
	room->today =
		school_day_of(&rules_book_base(room->rules)->clock, g_get_real_time() / 1000).day;
	return room;
}

static void board_room_free(Room *room)
{
	room->desk->rig.console = console_free(room->desk->rig.console);
	boards_free(room->boards);
	rules_book_free(room->rules);
	desk_free(room->desk);
	g_free(room->header);
	g_free(room);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Room, board_room_free)

static json_t *answer_json(guint status, guint expected, const char *text)
{
	json_t *answer = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	g_test_message("%u %s", status, text);
	g_assert_cmpuint(status, ==, expected);
	g_assert_nonnull(answer);
	return answer;
}

static json_t *day(Room *room, const char *query)
{
	g_autofree char *path = g_strconcat("/api/board", query, NULL);
	g_autofree char *text = NULL;
	const guint status = rig_get(&room->desk->rig, path, room->header, NULL, &text);

	return answer_json(status, 200, text);
}

static json_t *post(Room *room, guint expected, const char *body)
{
	g_autofree char *text = NULL;
	const guint status =
		rig_post(&room->desk->rig, "/api/board/publish", body, room->header, NULL, &text);

	return answer_json(status, expected, text);
}

/* Each time a wish of its own. */
static json_t *publish(Room *room, guint expected, const char *rest)
{
	g_autofree char *body = g_strdup_printf("{\"action\":\"a%u\",%s}", room->n_actions++, rest);

	return post(room, expected, body);
}

static gint number(const json_t *object, const char *key)
{
	return (gint)json_integer_value(json_object_get(object, key));
}

static bool is_published(Room *room, const char *rest)
{
	json_t *answer = publish(room, 200, rest);
	const bool is_fine =
		g_str_equal(room_word(json_object_get(answer, "board"), "level"), "fine");

	json_decref(answer);
	return is_fine;
}

static bool is_refused(Room *room, const char *rest, const char *code)
{
	json_t *answer = publish(room, 422, rest);
	const bool is_so = g_str_equal(room_word(answer, "code"), code);

	json_decref(answer);
	return is_so;
}

/* A limit of 60 on every day, whatever day this runs on. */
static void same_every_day(Room *room)
{
	const char *const RULES[][2] = { { "calendar.workdays", "2020-01-01..2099-12-31" },
		{ "calendar.no_homework", "none" } };

	for (guint i = 0; i < G_N_ELEMENTS(RULES); i++) {
		g_autofree char *wrong =
			rules_book_change(room->rules, 0, RULES[i][0], RULES[i][1]);
		g_assert_cmpstr(wrong, ==, NULL);
	}
}

static void test_day(void)
{
	g_autoptr(Room) room = room_of_grade(4);
	same_every_day(room);
	g_assert_cmpuint(rig_get(&room->desk->rig, "/api/board", "", NULL, NULL), ==, 401);
	json_t *none = day(room, "");
	g_assert_cmpint(number(none, "minutes"), ==, 0);
	g_assert_cmpint(number(none, "budget"), ==, 60);
	g_assert_cmpuint(json_array_size(json_object_get(none, "week")), ==, 7);
	g_assert_cmpuint(json_array_size(json_object_get(none, "classes")), ==, 1);
	json_decref(none);

	/* No sheet, so nobody writes on it with a pen: it is on the board, and what is open stays open. */
	g_assert_true(is_published(room, "\"title\":\"抄写生字\",\"subject\":\"语文\","
					 "\"place\":\"home\",\"minutes\":20"));
	g_assert_cmpint(classroom_assignment(room->desk->room->classroom)->id, ==,
		room->desk->room->assignment_id);
	g_assert_true(is_published(room, "\"document\":" DOCUMENT ",\"place\":\"service\""));
	const StoreAssignment *open = classroom_assignment(room->desk->room->classroom);
	g_assert_cmpint(open->minutes, ==, 8);
	g_assert_cmpint(open->teacher_id, ==, room->desk->room->teacher_id);

	json_t *now = day(room, "");
	const json_t *all = json_object_get(now, "published");
	g_assert_cmpint(number(now, "minutes"), ==, 28);
	g_assert_cmpuint(json_array_size(all), ==, 2);
	const json_t *first = json_array_get(all, 0);
	g_assert_cmpstr(room_word(first, "title"), ==, "抄写生字");
	g_assert_cmpstr(room_word(first, "teacher"), ==, "某老师");
	g_assert_true(json_is_true(json_object_get(first, "counts")));
	const json_t *subjects = json_object_get(now, "subjects");
	g_assert_cmpuint(json_array_size(subjects), ==, 1); /* both are of one subject */
	json_decref(now);
	g_autofree char *text = NULL;
	g_assert_cmpuint(
		rig_get(&room->desk->rig, "/api/board?class=77", room->header, NULL, &text), ==,
		404);
	g_assert_nonnull(strstr(text, "no-such-class"));
	g_autofree char *wrong = NULL;
	g_assert_cmpuint(
		rig_get(&room->desk->rig, "/api/board?day=tomorrow", room->header, NULL, &wrong),
		==, 422);
}

static guint n_on_disk(Room *room)
{
	const MarkingRoom *of = room->desk->room;
	g_autoptr(GPtrArray) rows = store_reader_assignments(of->reader, of->class_id, NULL);

	return rows->len;
}

/* Who is told that it is done may forget it: then it is on the disk, sheet and all. */
static void test_on_disk(void)
{
	g_autoptr(Room) room = room_of_grade(4);
	const guint n_before = n_on_disk(room);

	same_every_day(room);
	for (guint i = 1; i <= 5; i++) {
		g_assert_true(is_published(
			room, "\"title\":\"抄写生字\",\"subject\":\"语文\",\"minutes\":1"));
		g_assert_cmpuint(n_on_disk(room), ==, n_before + i);
	}
	/* What only asks puts nothing. */
	json_decref(publish(
		room, 200, "\"title\":\"口算\",\"subject\":\"数学\",\"minutes\":1,\"try\":true"));
	g_assert_cmpuint(n_on_disk(room), ==, n_before + 5);
}

/* The client goes, and then the console, before the disk has said anything. */
static void test_nobody_waits(void)
{
	g_autoptr(Room) room = room_of_grade(4);
	ConsoleRig *rig = &room->desk->rig;
	const char *const BODY = "{\"action\":\"b\",\"title\":\"抄写\",\"subject\":\"语文\"}";
	const guint n_before = n_on_disk(room);
	g_autofree char *request =
		g_strdup_printf("POST /api/board/publish HTTP/1.1\r\nHost: %s\r\n"
				"Content-Length: %zu\r\n%s\r\n%s",
			rig->host, strlen(BODY), room->header, BODY);
	const guint64 sequence = store_sequence(rig->store);
	WebsocketClient *client = websocket_client_new(console_port(rig->console), 0);

	room->desk->room->stored_too = NULL; /* nobody tells the console */
	g_assert_cmpint(send(client->fd, request, strlen(request), MSG_NOSIGNAL), >, 0);
	while (store_sequence(rig->store) == sequence)
		g_main_context_iteration(NULL, TRUE);
	websocket_client_free(client);
	for (guint i = 0; i < 20; i++)
		g_main_context_iteration(NULL, FALSE);
	rig->console = console_free(rig->console);
	room_wait(room->desk->room);
	g_assert_cmpuint(n_on_disk(room), ==, n_before + 1);
}

/* Warned at 80 %, a reason at 100 %, told how to shorten it and which day is better. */
static void test_limit(void)
{
	g_autoptr(Room) room = room_of_grade(4);
	same_every_day(room);
	g_assert_true(is_published(room, "\"title\":\"作文\",\"subject\":\"语文\","
					 "\"place\":\"home\",\"minutes\":30"));
	json_t *near = publish(room, 200,
		"\"title\":\"口算\",\"subject\":\"数学\",\"place\":\"home\",\"minutes\":18,"
		"\"try\":true");
	const json_t *board = json_object_get(near, "board");
	g_assert_cmpstr(room_word(board, "level"), ==, "near");
	g_assert_cmpint(number(board, "minutes"), ==, 48);
	g_assert_cmpint(number(board, "room"), ==, 30);
	json_decref(near);
	json_t *full = publish(room, 422,
		"\"title\":\"口算\",\"subject\":\"数学\",\"place\":\"home\",\"minutes\":30");
	char tomorrow[SCHOOL_DAY_BYTES];
	school_day_format(room->today + 1, tomorrow);
	board = json_object_get(full, "board");
	g_assert_cmpstr(room_word(full, "code"), ==, "needs-reason");
	g_assert_cmpstr(room_word(board, "better_day"), ==, tomorrow);
	g_assert_nonnull(strstr(room_word(full, "en"), "Shorten it to 29 minutes"));
	g_assert_null(strstr(room_word(full, "en"), "--"));
	json_decref(full);

	/* On the better day it is fine; it waits until then. */
	g_autofree char *moved = g_strdup_printf(
		"\"title\":\"口算\",\"subject\":\"数学\",\"place\":\"home\",\"minutes\":30,"
		"\"day\":\"%s\"",
		tomorrow);
	g_assert_true(is_published(room, moved));
	g_autofree char *query = g_strdup_printf("?day=%s", tomorrow);
	json_t *then = day(room, query);
	g_assert_cmpint(number(then, "minutes"), ==, 30);
	json_decref(then);
	json_t *reasoned = publish(room, 200,
		"\"title\":\"口算\",\"subject\":\"数学\",\"place\":\"home\",\"minutes\":30,"
		"\"reason\":\"考前复习\"");
	g_assert_cmpstr(room_word(json_object_get(reasoned, "board"), "level"), ==, "full");
	json_decref(reasoned);
	json_t *now = day(room, "");
	g_assert_cmpstr(room_word(json_array_get(json_object_get(now, "published"), 1), "reason"),
		==, "考前复习");
	json_decref(now);
}

/* The same wish told twice, as after a lost line, is done once; so is a sheet of the record, given anew. */
static void test_once(void)
{
	static const char WISH[] =
		"{\"action\":\"7f\",\"document\":" DOCUMENT ",\"place\":\"lesson\"}";
	g_autoptr(Room) room = room_of_grade(4);
	same_every_day(room);
	json_t *first = post(room, 200, WISH), *again = post(room, 200, WISH);
	g_assert_true(json_equal(first, again));
	g_assert_cmpstr(room_word(first, "backgrounds"), ==, "/nowhere/backgrounds");
	json_decref(again);
	/* Who was answered by nobody asks again after a start. */
	room->desk->rig.console = console_free(room->desk->rig.console);
	boards_free(room->boards);
	open_boards(room);
	again = post(room, 200, WISH);
	g_assert_true(json_equal(first, again));
	json_decref(first);
	json_decref(again);
	const gint64 sheet = classroom_assignment(room->desk->room->classroom)->sheet_id;
	room_wait(room->desk->room);
	json_t *now = day(room, "");
	g_assert_cmpuint(json_array_size(json_object_get(now, "published")), ==, 1);
	g_assert_cmpint(
		number(json_array_get(json_object_get(now, "sheets"), 0), "sheet"), ==, sheet);
	json_decref(now);

	g_autofree char *other = g_strdup_printf(
		"\"sheet\":%" G_GINT64_FORMAT ",\"place\":\"home\",\"open\":false", sheet);
	const gint64 open_id = classroom_assignment(room->desk->room->classroom)->id;
	g_assert_true(is_published(room, other));
	g_assert_cmpint(classroom_assignment(room->desk->room->classroom)->id, ==, open_id);
	/* A start finds open what was open. */
	room->desk->rig.console = console_free(room->desk->rig.console);
	room_close(room->desk->room);
	room_open(room->desk->room);
	g_assert_cmpint(classroom_assignment(room->desk->room->classroom)->id, ==, open_id);
}

/* A group that asks for all of WISH; with a row that the store refuses, if that is wanted. */
static guint ask_in_group(Room *room, const char *wish, bool spoil)
{
	static const StorePupil NOBODY = { .id = 1, .class_id = 999, .name = (char *)"" };
	const MarkingRoom *of = room->desk->room;
	guint status;

	store_begin_group(of->store);
	g_free(boards_publish(room->boards, wish, strlen(wish), of->teacher_id, &status));
	if (spoil)
		store_put_pupil(of->store, &NOBODY);
	store_end_group(of->store);
	return status;
}

/* What the store refused was not done, whatever was answered: told again, it is done. */
static void test_refused(void)
{
	static const char WISH[] =
		"{\"action\":\"9a\",\"title\":\"抄写\",\"subject\":\"语文\",\"minutes\":1}";
	g_autoptr(Room) room = room_of_grade(4);
	MarkingRoom *of = room->desk->room;
	const guint n_before = n_on_disk(room);
	const GLogLevelFlags fatal = g_log_set_always_fatal(G_LOG_LEVEL_ERROR);

	same_every_day(room);
	g_assert_cmpuint(ask_in_group(room, WISH, true), ==, 200);
	room_wait(of);
	g_log_set_always_fatal(fatal);
	g_assert_cmpuint(n_on_disk(room), ==, n_before);
	g_assert_cmpuint(ask_in_group(room, WISH, false), ==, 200);
	room_wait(of);
	g_assert_cmpuint(n_on_disk(room), ==, n_before + 1);
	json_decref(post(room, 200, WISH));
	g_assert_cmpuint(n_on_disk(room), ==, n_before + 1);
}

/* ---- taken back */

static json_t *withdraw(Room *room, guint expected, gint64 assignment_id)
{
	g_autofree char *body = g_strdup_printf("{\"class\":\"%s\",\"assignment\":%" G_GINT64_FORMAT
						",\"reason\":\"布置错了\"}",
		classroom_class(room->desk->room->classroom)->name, assignment_id);
	g_autofree char *text = NULL;
	guint status;

	do { /* what was opened a moment ago has to rest */
		g_clear_pointer(&text, g_free);
		status = rig_post(
			&room->desk->rig, "/api/board/withdraw", body, room->header, NULL, &text);
	} while (strstr(text, "too-soon"));
	return answer_json(status, expected, text);
}

static gint64 id_of(const json_t *board, const char *key, guint i)
{
	return json_integer_value(
		json_object_get(json_array_get(json_object_get(board, key), i), "id"));
}

/* It is in no sum and no list, told twice is told once, and a start knows it; what was open before is open again. */
static void test_withdrawn(void)
{
	g_autoptr(Room) room = room_of_grade(4);
	MarkingRoom *of = room->desk->room;
	const gint64 before_id = classroom_assignment(of->classroom)->id;

	same_every_day(room);
	g_assert_true(is_published(room, "\"title\":\"抄写生字\",\"subject\":\"语文\","
					 "\"place\":\"home\",\"minutes\":20"));
	g_assert_true(is_published(room, "\"document\":" DOCUMENT ",\"place\":\"service\""));
	json_t *now = day(room, "");
	const gint64 waiting_id = id_of(now, "published", 0), open_id = id_of(now, "published", 1);
	json_decref(now);
	g_assert_cmpint(classroom_assignment(of->classroom)->id, ==, open_id);
	json_decref(withdraw(room, 200, open_id));
	g_assert_cmpint(classroom_assignment(of->classroom)->id, ==, before_id);
	json_decref(withdraw(room, 200, waiting_id));
	json_decref(withdraw(room, 200, waiting_id));
	now = day(room, "");
	g_assert_cmpint(number(now, "minutes"), ==, 0);
	g_assert_cmpuint(json_array_size(json_object_get(now, "published")), ==, 0);
	const json_t *gone = json_object_get(now, "withdrawn");
	g_assert_cmpuint(json_array_size(gone), ==, 2);
	g_assert_cmpstr(room_word(json_array_get(gone, 0), "reason"), ==, "布置错了");
	json_decref(now);

	room->desk->rig.console = console_free(room->desk->rig.console);
	room_close(of);
	room_open(of);
	g_assert_cmpint(classroom_assignment(of->classroom)->id, ==, before_id);
	g_assert_cmpuint(n_on_disk(room), ==, 1);
}

static void change_record(const MarkingRoom *of, const char *sql)
{
	g_autoptr(Database) database = database_open(of->path, DATABASE_WRITE, NULL);

	g_assert_true(database_execute(database, sql, NULL));
}

/* What was open before cannot be read: then nothing is put, and told again later it is done. */
static void test_not_withdrawn(void)
{
	g_autoptr(Room) room = room_of_grade(4);
	MarkingRoom *of = room->desk->room;
	const gint64 before_id = classroom_assignment(of->classroom)->id;

	same_every_day(room);
	g_assert_true(is_published(room, "\"document\":" DOCUMENT ",\"place\":\"service\""));
	const gint64 open_id = classroom_assignment(of->classroom)->id;
	room_wait(of);
	g_usleep(1100 * 1000); /* it has rested: the next word is not that */
	change_record(of, "ALTER TABLE assignment_opening RENAME TO hidden");
	const guint64 sequence = store_sequence(of->store);
	g_test_expect_message("zhibi-daemon", G_LOG_LEVEL_WARNING, "assignment *opening*");
	const StoreWithdrawal withdrawal = { .assignment_id = open_id,
		.teacher_id = of->teacher_id,
		.at_ms = g_get_real_time() / 1000,
		.reason = (char *)"x" };
	g_assert_cmpint(classroom_withdraw_assignment(of->classroom, of->class_id, &withdrawal), ==,
		WITHDRAW_FAILED);
	g_test_assert_expected_messages();
	g_assert_cmpuint(store_sequence(of->store), ==, sequence);
	g_assert_cmpint(classroom_assignment(of->classroom)->id, ==, open_id);
	change_record(of, "ALTER TABLE hidden RENAME TO assignment_opening");
	json_decref(withdraw(room, 200, open_id));
	g_assert_cmpint(classroom_assignment(of->classroom)->id, ==, before_id);
}

/* What is written is kept: then it stays. */
static void test_written_on(void)
{
	g_autoptr(Room) room = room_of_grade(4);
	MarkingRoom *of = room->desk->room;

	room_choose(of, 1, 1, 'A');
	json_t *answer = withdraw(room, 422, of->assignment_id);
	g_assert_cmpstr(room_word(answer, "code"), ==, "written-on");
	json_decref(answer);
	answer = withdraw(room, 422, 77);
	g_assert_cmpstr(room_word(answer, "code"), ==, "no-such-assignment");
	json_decref(answer);
	g_assert_cmpuint(rig_post(&room->desk->rig, "/api/board/withdraw",
				 "{\"class\":\"x\",\"assignment\":1}", room->header, NULL, NULL),
		==, 400);
}

static void test_grades(void)
{
	g_autoptr(Room) room = room_of_grade(2);
	same_every_day(room);
	json_t *now = day(room, "");
	g_assert_true(json_is_false(json_object_get(now, "home")));
	json_decref(now);
	g_assert_true(is_refused(room,
		"\"title\":\"抄写\",\"subject\":\"语文\",\"place\":\"home\",\"minutes\":5,"
		"\"reason\":\"x\"",
		"no-home-task"));
	g_assert_true(is_published(room, "\"title\":\"抄写\",\"subject\":\"语文\","
					 "\"place\":\"service\",\"minutes\":15"));
}

/* No homework on this weekday: the budget is 0, so anything needs a reason. */
static void test_no_homework(void)
{
	static const char *const DAYS[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	g_autoptr(Room) room = room_of_grade(4);
	same_every_day(room);
	g_autofree char *wrong = rules_book_change(
		room->rules, 0, "calendar.no_homework", DAYS[school_day_weekday(room->today) - 1]);
	g_assert_cmpstr(wrong, ==, NULL);
	json_t *now = day(room, "");
	g_assert_true(json_is_true(json_object_get(now, "no_homework")));
	g_assert_cmpint(number(now, "budget"), ==, 0);
	json_decref(now);
	g_assert_true(is_refused(room,
		"\"title\":\"口算\",\"subject\":\"数学\",\"place\":\"home\",\"minutes\":5",
		"needs-reason"));
}

static void test_notice(void)
{
	g_autoptr(Room) room = room_of_grade(4);
	g_autofree char *head = NULL;
	g_autofree char *pdf = NULL;

	g_assert_cmpuint(
		rig_get(&room->desk->rig, "/api/board/notice.pdf", "", NULL, NULL), ==, 401);
	g_assert_cmpuint(
		rig_get(&room->desk->rig, "/api/board/notice.pdf", room->header, &head, &pdf), ==,
		200);
	g_autofree char *type = websocket_header(head, "content-type");
	g_assert_cmpstr(type, ==, "application/pdf");
	g_assert_true(g_str_has_prefix(pdf, "%PDF-"));
}

static void test_bad(void)
{
	g_autoptr(Room) room = room_of_grade(4);
	json_decref(post(room, 400, "{\"title\":\"x\"}")); /* without an action */
	json_decref(post(room, 400, "nonsense"));
	g_assert_true(is_refused(
		room, "\"title\":\"x\",\"subject\":\"语文\",\"palce\":1", "bad-message"));
	g_assert_cmpuint(
		rig_get(&room->desk->rig, "/api/board/publish", room->header, NULL, NULL), ==, 404);
	g_assert_cmpuint(
		rig_post(&room->desk->rig, "/api/board", "{}", room->header, NULL, NULL), ==, 404);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/board/day", test_day);
	g_test_add_func("/daemon/board/limit", test_limit);
	g_test_add_func("/daemon/board/on-disk", test_on_disk);
	g_test_add_func("/daemon/board/nobody-waits", test_nobody_waits);
	g_test_add_func("/daemon/board/once", test_once);
	g_test_add_func("/daemon/board/refused", test_refused);
	g_test_add_func("/daemon/board/withdrawn", test_withdrawn);
	g_test_add_func("/daemon/board/not-withdrawn", test_not_withdrawn);
	g_test_add_func("/daemon/board/written-on", test_written_on);
	g_test_add_func("/daemon/board/grades", test_grades);
	g_test_add_func("/daemon/board/no-homework", test_no_homework);
	g_test_add_func("/daemon/board/notice", test_notice);
	g_test_add_func("/daemon/board/bad", test_bad);
	return g_test_run();
}
