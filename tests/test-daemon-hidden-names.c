/* SPDX-License-Identifier: MIT */
/* While a class hides its names no frame and no answer of the daemon has one, whoever typed it where: whole names, given names,
 * and given names that are one letter. */
#include "daemon/board/boards.h"
#include "daemon/classroom/classroom-assignments.h"
#include "daemon/classroom/classroom-veil.h"
#include "tests/console-desk.h"

#define QUESTION 7
#define DOCUMENT                                                                                   \
	"{\"format\":\"zhibi-sheet\",\"version\":1,\"title\":\"短文\",\"subject\":\"语文\","   \
	"\"pages\":[{\"address\":{\"section\":3,\"owner\":27,\"book\":603,\"page\":10},"           \
	"\"offset_mm\":[13,12],\"size_mm\":[150,210],\"regions\":[{\"role\":\"answer\","           \
	"\"question\":7,\"box_mm\":[30,35,60,12]}]}],\"questions\":[{\"number\":7,"                \
	"\"type\":\"text\",\"key\":[\"春天\"]}]}"

static const char *const NAMES[ROOM_PUPILS] = { "王芳", "李小明", "欧阳雪" };
static const char *const NEEDLES[] = { "王芳", "芳", "李小明", "小明", "欧阳雪", "雪" };

static void put_named(const MarkingRoom *room, guint i, const char *name, gint64 left_ms)
{
	const StorePupil pupil = { room->pupil_ids[i], room->class_id, (gint)i + 1, (char *)name, 0,
		(gint)i, NULL, left_ms };

	store_put_pupil(room->store, &pupil);
}

static void name_pupils(MarkingRoom *room)
{
	for (guint i = 0; i < ROOM_PUPILS; i++)
		put_named(room, i, NAMES[i], 0);
	room_wait(room);
	g_assert_true(classroom_take_roster(room->classroom, NULL));
	g_assert_true(marking_take_roster(room->marking, NULL));
}

static void expect_nameless(const char *text)
{
	for (guint i = 0; i < G_N_ELEMENTS(NEEDLES); i++)
		if (strstr(text, NEEDLES[i]))
			g_error("%s crossed the wire: %s", NEEDLES[i], text);
}

static void expect_veiled(MarkingRoom *room, const char *text, const char *expected)
{
	g_autofree char *veiled = classroom_veil(room->classroom, text);

	g_assert_cmpstr(veiled, ==, expected);
}

static void test_words(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	name_pupils(room);
	expect_veiled(room, "请芳来讲", "请芳来讲"); /* nothing is hidden */
	classroom_set_hide_names(room->classroom, true);
	expect_veiled(room, "王芳再算一遍", "1 号再算一遍");
	expect_veiled(room, "芳，写得好", "1 号，写得好");
	expect_veiled(room, "请芳来讲", "请○来讲");
	expect_veiled(room, "芬芳", "芬○"); /* as it might be hers */
	expect_veiled(room, "小明和小芳", "2 号和小○");
	expect_veiled(room, "李小明教欧阳雪", "2 号教3 号");
	expect_veiled(room, "Li 雪!", "Li 3 号!");
	expect_veiled(room, "说明", "说明"); /* of a longer given name no letter alone */
	expect_veiled(room, "", "");
	/* Another roster, and one who left: what was typed then stands there still. */
	put_named(room, 1, "阿依古丽·买买提", 0);
	put_named(room, 2, "欧阳雪", 1000);
	room_wait(room);
	g_assert_true(classroom_take_roster(room->classroom, NULL));
	g_assert_cmpuint(classroom_n_seats(room->classroom), ==, ROOM_PUPILS); /* with the desk */
	expect_veiled(room, "阿依古丽教雪", "2 号教○");
	expect_veiled(room, "李小明", "李小明");
}

/* ---- on the wire */

static char *rest_of(WebsocketClient *client)
{
	GString *frames = g_string_new(NULL);
	WebsocketMessage *message;

	while ((message = websocket_receive_for(client, 300000))) {
		g_string_append_len(frames, (const char *)message->payload->data,
			(gssize)message->payload->len);
		websocket_message_free(message);
	}
	return g_string_free(frames, FALSE);
}

/* All that there is to be told, and all that is told after it. */
static char *listen_anew(Desk *desk)
{
	g_autoptr(WebsocketClient) client = rig_open(&desk->rig, desk->cookie);

	return rest_of(client);
}

static void type_names(Desk *desk)
{
	MarkingRoom *room = desk->room;
	const MarkingWish comment = { .question = QUESTION,
		.verdict = "half",
		.text = "小芳再读一遍；李小明读得好",
		.teacher_id = room->teacher_id,
		.action = "c1" };
	const MarkingWish correction = { .question = QUESTION,
		.text = "芳，小明，雪",
		.verdict = "",
		.teacher_id = room->teacher_id,
		.action = "c2" };

	room_tick_at(room, room->pen_ids[0], 40, 42, 5);
	room_read(room);
	g_assert_cmpint(
		marking_put_comment(room->marking, &comment, room->clock_ms), ==, MARKING_DONE);
	g_assert_cmpint(marking_correct(room->marking, &correction, room->clock_ms + 1000), ==,
		MARKING_DONE);
}

static Boards *start_boards(Desk *desk, RulesBook *rules)
{
	MarkingRoom *room = desk->room;
	const Assigning assigning = { room->store, room->reader, rules, room->classroom,
		room->marking, desk->rig.console, "/nowhere/backgrounds" };
	Boards *boards = boards_new(&assigning);
	static const char WISH[] = "{\"action\":\"7f\",\"place\":\"lesson\",\"minutes\":5,"
				   "\"reason\":\"雪生病了，王芳也是\",\"document\":" DOCUMENT "}";
	guint status;
	g_autofree char *answer =
		boards_publish(boards, WISH, strlen(WISH), room->teacher_id, &status);

	g_test_message("%s", answer);
	g_assert_cmpuint(status, ==, 200);
	return boards;
}

/* `rest`, of the question and the assignment that is meant. */
static char *say(const Desk *desk, WebsocketClient *client, const char *rest)
{
	const gint64 id = classroom_assignment(desk->room->classroom)->id;
	g_autofree char *line = g_strdup_printf(
		"{%s,\"question\":7,\"assignment\":%" G_GINT64_FORMAT "}", rest, id);

	websocket_say(client, line);
	return rest_of(client);
}

static char *corrected_text(const MarkingRoom *room)
{
	g_autoptr(GPtrArray) copies =
		classroom_page_copies(room->classroom, classroom_assignment(room->classroom)->id);
	const StorePageCopy *copy = g_ptr_array_index(copies, 0);
	g_autoptr(GPtrArray) rows = store_reader_corrections(room->reader, copy->id, NULL);

	return g_strdup(((const StoreCorrection *)g_ptr_array_index(rows, rows->len - 1))->text);
}

static void test_wire(void)
{
	g_autoptr(Desk) desk = desk_new();
	g_autoptr(RulesBook) rules = rules_book_new(rules_new());
	MarkingRoom *room = desk->room;

	name_pupils(room);
	g_autoptr(Boards) boards = start_boards(desk, rules);
	type_names(desk);
	g_autoptr(WebsocketClient) client = rig_open(&desk->rig, desk->cookie);
	g_autofree char *shown = rest_of(client);
	for (guint i = 0; i < G_N_ELEMENTS(NEEDLES); i++)
		g_assert_nonnull(strstr(shown, NEEDLES[i])); /* the test sees what is told */
	websocket_say(client, "{\"type\":\"hide-names\",\"request\":1,\"hide\":true}");
	g_autofree char *changes = rest_of(client);
	g_assert_nonnull(strstr(changes, "1 号")); /* what stood there is told anew */
	expect_nameless(changes);
	g_autofree char *anew = listen_anew(desk);
	g_assert_nonnull(strstr(anew, "1 号，2 号，3 号"));
	expect_nameless(anew);
	guint status;
	g_autofree char *day = boards_day(boards, &(BoardsWanted){ 0, NULL }, &status);
	g_assert_nonnull(strstr(day, "○生病了，1 号也是"));
	expect_nameless(day);
	/* A page gives back what it was told: what was typed stays. */
	g_autofree char *done = say(desk, client,
		"\"type\":\"correct\",\"request\":2,\"seat\":0,\"action\":\"c3\","
		"\"text\":\"1 号，2 号，3 号\"");
	g_assert_nonnull(strstr(done, "\"done\""));
	expect_nameless(done);
	g_autofree char *kept = corrected_text(room);
	g_assert_cmpstr(kept, ==, "芳，小明，雪");
	/* Those that say the same are found by what the page was told. */
	g_autofree char *marked = say(desk, client,
		"\"type\":\"mark-equal\",\"request\":3,\"verdict\":\"right\",\"points\":0,"
		"\"action\":\"c4\","
		"\"text\":\"1 号，2 号，3 号\"");
	g_assert_nonnull(strstr(marked, "\"count\":1"));
	expect_nameless(marked);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/hidden-names/words", test_words);
	g_test_add_func("/daemon/hidden-names/wire", test_wire);
	return g_test_run();
}
