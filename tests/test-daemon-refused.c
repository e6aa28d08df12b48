/* SPDX-License-Identifier: MIT */
/*
 * What the store refused (our own bug) is in no memory either: classroom and marking say what the record says, without a
 * start. Who says it again while the first is under way is answered by what becomes of that.
 */
#include "daemon/board/boards.h"
#include "daemon/board/withdrawing.h"
#include "daemon/classroom/classroom-assignments.h"
#include "daemon/console/console-marking.h"
#include "daemon/kept-answers.h"
#include "tests/marking-room.h"

/* One question where the room's sheet has its second, on the same paper. */
#define DOCUMENT                                                                                    \
	"{\"format\":\"zhibi-sheet\",\"version\":1,\"title\":\"新作业\",\"subject\":\"语文\"," \
	"\"pages\":[{\"address\":{\"section\":3,\"owner\":27,\"book\":603,\"page\":10},"            \
	"\"offset_mm\":[13,12],\"size_mm\":[150,210],\"regions\":["                                 \
	"{\"role\":\"option\",\"question\":7,\"option\":\"A\",\"box_mm\":[30,35,6,6]}]}],"          \
	"\"questions\":[{\"number\":7,\"type\":\"choice\",\"options\":[\"A\",\"B\"],"               \
	"\"key\":[\"A\"]}]}"
#define WISH "{\"action\":\"7f\",\"document\":" DOCUMENT ",\"place\":\"lesson\"}"

typedef struct {
	MarkingRoom *room;
	RulesBook *rules;
	Boards *boards;
	KeptAnswers kept;
	GLogLevelFlags fatal;
} Fixture;

static void on_stored(void *user)
{
	const Fixture *fixture = user;

	boards_stored(fixture->boards);
	marking_stored(fixture->room->marking);
}

static void start_boards(Fixture *fixture)
{
	MarkingRoom *room = fixture->room;
	const Assigning assigning = { room->store, room->reader, fixture->rules, room->classroom,
		room->marking, NULL, "/nowhere/backgrounds" };

	fixture->boards = boards_new(&assigning);
	room->stored_too = on_stored;
	room->stored_user = fixture;
}

static Fixture *fixture_new(void)
{
	Fixture *fixture = g_new0(Fixture, 1);

	fixture->room = room_new(4);
	fixture->rules = rules_book_new(rules_new());
	fixture->fatal = g_log_set_always_fatal(G_LOG_LEVEL_ERROR); /* a refusal is critical */
	start_boards(fixture);
	return fixture;
}

static void fixture_free(Fixture *fixture)
{
	g_log_set_always_fatal(fixture->fatal);
	kept_answers_clear(&fixture->kept);
	fixture->room->stored_too = NULL;
	boards_free(fixture->boards);
	rules_book_free(fixture->rules);
	room_free(fixture->room);
	g_free(fixture);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fixture, fixture_free)

static void start_again(Fixture *fixture)
{
	fixture->room->stored_too = NULL;
	fixture->boards = boards_free(fixture->boards);
	room_close(fixture->room);
	room_open(fixture->room);
	start_boards(fixture);
}

/* The open group is refused with it. */
static void spoil(const Fixture *fixture)
{
	static const StorePupil NOBODY = { .id = 1, .class_id = 999, .name = (char *)"" };

	store_put_pupil(fixture->room->store, &NOBODY);
}

static guint publish(Fixture *fixture)
{
	guint status;

	g_free(boards_publish(
		fixture->boards, WISH, strlen(WISH), fixture->room->teacher_id, &status));
	return status;
}

static void expect_kept(Fixture *fixture, bool is_done)
{
	g_autofree char *text = kept_answers_take(&fixture->kept, fixture->room->store);

	g_assert_nonnull(text);
	g_test_message("%s", text);
	g_assert_cmpint(strstr(text, "\"not-kept\"") == NULL, ==, is_done);
}

/* Which is open, and how many there are. */
static void expect_assignments(const Fixture *fixture, gint64 open_id, guint n)
{
	g_autoptr(GPtrArray) rows = classroom_assignments(fixture->room->classroom);
	g_autofree char *all = room_text(fixture->room);

	g_assert_cmpint(classroom_assignment(fixture->room->classroom)->id, ==, open_id);
	g_assert_cmpuint(rows->len, ==, n);
	g_assert_cmpint(strstr(all, "新作业") == NULL, ==, open_id == fixture->room->assignment_id);
}

static gint64 open_id(const Fixture *fixture)
{
	return classroom_assignment(fixture->room->classroom)->id;
}

/* The store refused it with all its group: what was open before is open, and what was written meanwhile is of none. */
static void test_published(void)
{
	g_autoptr(Fixture) fixture = fixture_new();
	MarkingRoom *room = fixture->room;
	const gint64 before_id = open_id(fixture);

	store_begin_group(room->store);
	g_assert_cmpuint(publish(fixture), ==, 200);
	spoil(fixture);
	store_end_group(room->store);
	g_assert_cmpint(open_id(fixture), !=, before_id);
	room_choose(room, 0, 2, 'A');
	room_wait(room);
	expect_assignments(fixture, before_id, 1);
	room_wait(room);
	for (guint i = 0; i < 2; i++) {
		g_autoptr(GPtrArray) copies = classroom_page_copies(room->classroom, 0);
		g_assert_cmpuint(copies->len, ==, 1);
		const StorePageCopy *copy = g_ptr_array_index(copies, 0);
		g_autoptr(GPtrArray) strokes = store_reader_strokes(room->reader, copy->id, NULL);
		g_assert_cmpint(copy->pupil_id, ==, room->pupil_ids[0]);
		g_assert_cmpuint(strokes->len, ==, 1);
		start_again(fixture);
		expect_assignments(fixture, before_id, 1);
	}
	/* Told again it is done. */
	g_assert_cmpuint(publish(fixture), ==, 200);
	room_choose(room, 0, 2, 'A');
	room_wait(room);
	expect_assignments(fixture, open_id(fixture), 2);
	g_assert_cmpint(open_id(fixture), !=, before_id);
}

static WithdrawResult withdraw(Fixture *fixture, gint64 assignment_id)
{
	const MarkingRoom *room = fixture->room;
	/* What was opened a moment ago has rested by then. */
	const StoreWithdrawal withdrawal = { .assignment_id = assignment_id,
		.teacher_id = room->teacher_id,
		.reason = (char *)"布置错了",
		.at_ms = g_get_real_time() / 1000 + 2000 };

	return classroom_withdraw_assignment(room->classroom, room->class_id, &withdrawal);
}

static void keep_answer(Fixture *fixture)
{
	kept_answers_put(&fixture->kept, fixture->room->store,
		g_strdup("{\"type\":\"done\",\"request\":7}"));
}

/* Said twice before the disk has the first: both are told the same, and it is there again as it was. */
static void test_withdrawn(void)
{
	g_autoptr(Fixture) fixture = fixture_new();
	MarkingRoom *room = fixture->room;
	const gint64 before_id = open_id(fixture);

	g_assert_cmpuint(publish(fixture), ==, 200);
	room_wait(room);
	const gint64 id = open_id(fixture);
	for (guint round = 0; round < 2; round++) {
		const bool is_done = round == 1;

		store_begin_group(room->store);
		g_assert_cmpint(withdraw(fixture, id), ==, WITHDRAW_OPEN);
		if (!is_done)
			spoil(fixture);
		keep_answer(fixture);
		store_end_group(room->store);
		store_begin_group(room->store);
		g_assert_cmpint(withdraw(fixture, id), ==, WITHDRAW_DONE);
		keep_answer(fixture);
		store_end_group(room->store);
		g_assert_cmpint(open_id(fixture), ==, before_id);
		room_wait(room);
		expect_kept(fixture, is_done);
		expect_kept(fixture, is_done);
		g_assert_cmpint(
			classroom_assignment(room->classroom)->id, ==, is_done ? before_id : id);
		if (!is_done)
			expect_assignments(fixture, id, 2);
	}
	g_assert_cmpint(withdraw(fixture, id), ==, WITHDRAW_NONE); /* the record knows */
	start_again(fixture);
	g_assert_cmpint(open_id(fixture), ==, before_id);
}

static void say_mark(Fixture *fixture, const char *verdict, const char *action)
{
	const MarkingRoom *room = fixture->room;
	ConsoleMessage message = { .kind = CONSOLE_MESSAGE_MARK, .request = 7, .question = 1 };

	g_strlcpy(message.verdict, verdict, sizeof message.verdict);
	g_strlcpy(message.action, action, sizeof message.action);
	kept_answers_put(&fixture->kept, room->store,
		console_marking_answer(room->marking, &message, room->teacher_id));
}

static void mark_in_group(Fixture *fixture, const char *verdict, const char *action, bool spoiled)
{
	store_begin_group(fixture->room->store);
	say_mark(fixture, verdict, action);
	if (spoiled)
		spoil(fixture);
	store_end_group(fixture->room->store);
}

static void expect_verdict(Fixture *fixture, const char *expected)
{
	g_autofree char *verdict = room_verdict(fixture->room, 0, 1);

	g_assert_cmpstr(verdict, ==, expected);
}

/* A mark said twice while the first is under way; one that came over it counts from what was before. */
static void test_marked(void)
{
	g_autoptr(Fixture) fixture = fixture_new();
	MarkingRoom *room = fixture->room;

	room_choose(room, 0, 1, 'C');
	expect_verdict(fixture, "");
	mark_in_group(fixture, "half", "a0", false);
	mark_in_group(fixture, "wrong", "a1", true);
	expect_verdict(fixture, "wrong");
	mark_in_group(fixture, "wrong", "a1", false);
	room_wait(room);
	expect_kept(fixture, true);
	expect_kept(fixture, false);
	expect_kept(fixture, false);
	expect_verdict(fixture, "half");
	mark_in_group(fixture, "wrong", "a1", false);
	mark_in_group(fixture, "wrong", "a1", false);
	room_wait(room);
	expect_kept(fixture, true);
	expect_kept(fixture, true);
	expect_verdict(fixture, "wrong");
	start_again(fixture);
	expect_verdict(fixture, "wrong");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/refused/published", test_published);
	g_test_add_func("/daemon/refused/withdrawn", test_withdrawn);
	g_test_add_func("/daemon/refused/marked", test_marked);
	return g_test_run();
}
