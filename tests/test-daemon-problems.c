/* SPDX-License-Identifier: MIT */
/*
 * The log of problems: one row from begin to end, however often it is told; what flaps is gathered; a killed
 * daemon leaves nothing open; and what pens report of their own.
 */
#include "daemon/problems/problems.h"
#include "tests/neo-pen.h"

#define ADDRESS "9C:7B:D2:FF:00:01" /* of the room's pen 1 */

static const NeoPenDot DOTS[] = { { 4, 1800, 1211, 100 }, { 10, 1803, 1207, 250 } };

static gint64 now_ms(void)
{
	return g_get_real_time() / 1000;
}

static Problems *open_log(Room *room)
{
	g_autoptr(GError) error = NULL;
	Problems *problems = problems_new(room->store, room->reader, &error);

	g_assert_no_error(error);
	return problems;
}

static GPtrArray *rows_since(Room *room, gint64 since_ms)
{
	g_autoptr(GError) error = NULL;

	room_wait_stored(room);
	GPtrArray *rows = store_reader_problems(room->reader, since_ms, &error);
	g_assert_no_error(error);
	return rows;
}

static const StoreProblem *row_at(const GPtrArray *rows, guint i)
{
	g_assert_cmpuint(i, <, rows->len);
	return g_ptr_array_index(rows, i);
}

static guint n_under_way(const Problems *problems)
{
	g_autoptr(GPtrArray) rows = problems_under_way(problems);
	return rows->len;
}

static void count(void *user)
{
	(*(guint *)user)++;
}

/* Each kind has a word of its own and all four texts, in the right language. */
static void test_words(void)
{
	for (guint i = 0; i < N_PROBLEMS; i++) {
		ProblemCode code = (ProblemCode)i, found;

		g_assert_true(problem_code_by_name(problem_code_name(code), &found));
		g_assert_cmpint(found, ==, code);
		g_assert_false(g_str_is_ascii(problem_code_zh(code)));
		g_assert_false(g_str_is_ascii(problem_code_mend_zh(code)));
		g_assert_true(g_str_is_ascii(problem_code_en(code)));
		g_assert_true(g_str_is_ascii(problem_code_mend_en(code)));
		g_assert_cmpuint(strlen(problem_code_mend_en(code)), >, 20);
	}
	ProblemCode none;
	g_assert_false(problem_code_by_name("pen-eaten", &none));
}

static void test_one_row(void)
{
	g_autoptr(Room) room = room_new();
	g_autoptr(Problems) problems = open_log(room);
	const ProblemSink *sink = problems_sink(problems);
	guint n_changes = 0;
	gint64 before_ms = now_ms();

	problems_set_changed(problems, count, &n_changes);
	problem_ends(sink, PROBLEM_NO_ADAPTER, "", "never began");
	g_assert_cmpuint(n_changes, ==, 0);
	for (guint i = 0; i < 5; i++)
		problem_begins(sink, PROBLEM_USB_BUSY, "slot 7", "held by modem-manager");
	problem_begins(sink, PROBLEM_USB_BUSY, "slot 8", "");
	g_assert_cmpuint(n_changes, ==, 6);
	g_assert_cmpuint(n_under_way(problems), ==, 2);
	problem_ends(sink, PROBLEM_USB_BUSY, "slot 7", "taken out");
	g_assert_cmpuint(n_under_way(problems), ==, 1);

	g_autoptr(GPtrArray) rows = rows_since(room, before_ms);
	g_assert_cmpuint(rows->len, ==, 2);
	const StoreProblem *row = row_at(rows, 1); /* the newest comes first */
	g_assert_cmpstr(row->code, ==, "usb-busy");
	g_assert_cmpstr(row->subject, ==, "slot 7");
	g_assert_cmpstr(row->detail, ==, "held by modem-manager");
	g_assert_cmpint(row->count, ==, 5);
	g_assert_cmpint(row->begin_ms, >=, before_ms);
	g_assert_cmpint(row->end_ms, >=, row->begin_ms);
	g_assert_cmpstr(row->how, ==, "taken out");
	g_assert_cmpint(row_at(rows, 0)->end_ms, ==, 0);
	g_assert_cmpstr(row_at(rows, 0)->how, ==, "");
}

/* Back within the minute: it never ended. Later: it is a new one. */
static void test_flapping(void)
{
	g_autoptr(Room) room = room_new();
	StoreProblem row = { .id = store_new_id(room->store),
		.code = (char *)"link-lost",
		.subject = (char *)"long ago",
		.detail = (char *)"",
		.begin_ms = now_ms() - 100000,
		.end_ms = now_ms() - PROBLEMS_AGAIN_MS - 1,
		.how = (char *)"came back",
		.count = 1 };
	store_put_problem(room->store, &row);
	row.id = store_new_id(room->store);
	row.subject = (char *)"just now";
	row.end_ms = now_ms() - PROBLEMS_AGAIN_MS / 2;
	store_put_problem(room->store, &row);
	room_wait_stored(room);

	g_autoptr(Problems) problems = open_log(room);
	const ProblemSink *sink = problems_sink(problems);
	g_assert_cmpuint(n_under_way(problems), ==, 0);
	for (guint i = 0; i < 10; i++) {
		problem_begins(sink, PROBLEM_LINK_LOST, "just now", "");
		problem_ends(sink, PROBLEM_LINK_LOST, "just now", "came back");
	}
	problem_begins(sink, PROBLEM_LINK_LOST, "long ago", "");

	g_autoptr(GPtrArray) rows = rows_since(room, 0);
	g_assert_cmpuint(rows->len, ==, 3);
	g_assert_cmpstr(row_at(rows, 0)->subject, ==, "long ago");
	g_assert_cmpint(row_at(rows, 0)->count, ==, 1);
	for (guint i = 1; i < 3; i++)
		if (g_str_equal(row_at(rows, i)->subject, "just now")) {
			g_assert_cmpint(row_at(rows, i)->count, ==, 11);
			g_assert_cmpint(row_at(rows, i)->begin_ms, ==, row.begin_ms);
		}
}

static void test_killed_and_stopped(void)
{
	g_autoptr(Room) room = room_new();
	const StoreProblem killed = { .id = store_new_id(room->store),
		.code = (char *)"from-a-newer-zhibi",
		.subject = (char *)"",
		.detail = (char *)"",
		.begin_ms = now_ms() - 5000,
		.how = (char *)"",
		.count = 1 };
	store_put_problem(room->store, &killed);
	room_wait_stored(room);
	Problems *problems = open_log(room);
	problem_begins(problems_sink(problems), PROBLEM_DISK_FULL, "", "no room");
	problems_free(problems);

	g_autoptr(GPtrArray) rows = rows_since(room, 0);
	g_assert_cmpuint(rows->len, ==, 2);
	g_assert_cmpstr(row_at(rows, 0)->how, ==, "the daemon was stopped");
	g_assert_cmpint(row_at(rows, 0)->end_ms, >, 0);
	g_assert_cmpstr(row_at(rows, 1)->how, ==, "the daemon was restarted");
	g_assert_cmpint(row_at(rows, 1)->end_ms, >=, killed.begin_ms);
}

/* Half a year, and never more than so many; a pen that changes its name for ever fills neither memory nor
 * disk, and what it says of itself is cut and made UTF-8. */
static void test_small(void)
{
	g_autoptr(Room) room = room_new();
	const gint64 day_ms = 24 * 3600 * 1000;
	const StoreProblem old = { .id = store_new_id(room->store),
		.code = (char *)"pen-low",
		.subject = (char *)"",
		.detail = (char *)"",
		.begin_ms = 1,
		.end_ms = now_ms() - (PROBLEMS_KEPT_DAYS + 1) * day_ms,
		.how = (char *)"",
		.count = 1 };
	store_put_problem(room->store, &old);
	room_wait_stored(room);
	g_autoptr(Problems) problems = open_log(room);
	g_autofree char *long_text = g_strnfill(10000, 'x');
	problem_begins(problems_sink(problems), PROBLEM_PEN_LIES, "\xff\xfe", long_text);
	g_autoptr(GPtrArray) rows = rows_since(room, 0);
	g_assert_cmpuint(rows->len, ==, 1);
	g_assert_true(g_utf8_validate(row_at(rows, 0)->subject, -1, NULL));
	g_assert_cmpuint(strlen(row_at(rows, 0)->detail), <=, 300);

	for (guint i = 0; i < 2 * PROBLEMS_N_MAX; i++) {
		g_autofree char *subject = g_strdup_printf("liar %u", i);

		problem_begins(problems_sink(problems), PROBLEM_PEN_LIES, subject, "");
		problem_ends(problems_sink(problems), PROBLEM_PEN_LIES, subject, "dropped");
	}
	g_autoptr(GPtrArray) all = rows_since(room, 0);
	g_assert_cmpuint(all->len, ==, PROBLEMS_N_MAX);

	store_forget_problems(room->store, 0, 7);
	g_autoptr(GPtrArray) kept = rows_since(room, 0);
	g_assert_cmpuint(kept->len, ==, 7);
}

/* ---- what pens report */

static Room *room_with_log(Problems **problems)
{
	Room *room = room_new();

	room->pens = pens_free(room->pens);
	*problems = open_log(room);
	const PensOptions options = { .pen = { .fetch_stored = true },
		.problems = problems_sink(*problems) };
	room->pens = pens_new(&options, room->store, room->reader, room->classroom, NULL);
	pens_stored(room->pens, room->stored);
	return room;
}

static void test_low_and_full(void)
{
	g_autoptr(NeoPen) weak = neo_pen_new(1);
	g_autoptr(NeoPen) charged = neo_pen_new(1);
	Problems *problems;
	Room *room = room_with_log(&problems);

	weak->battery_percent = 15;
	weak->memory_percent = 90;
	neo_pen_connect(weak, room);
	g_autoptr(GPtrArray) found = problems_under_way(problems);
	g_assert_cmpuint(found->len, ==, 2);
	for (guint i = 0; i < 2; i++) {
		const StoreProblem *row = row_at(found, i);

		g_assert_cmpstr(row->subject, ==, ADDRESS);
		g_assert_cmpint(row->count, ==, 1);
		g_assert_cmpstr(
			row->detail, ==, g_str_equal(row->code, "pen-low") ? "15 %" : "90 %");
	}
	/* It goes away, and is still low; then it comes back charged and read out. */
	weak->link.listener.closed(weak->link.listener.user, NULL);
	g_assert_cmpuint(n_under_way(problems), ==, 2);
	neo_pen_connect(charged, room);
	g_assert_cmpuint(n_under_way(problems), ==, 0);
	room->pens = pens_free(room->pens);
	problems_free(problems);
	room_free(room);
}

static void test_link_lost(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(1);
	g_autoptr(NeoPen) back = neo_pen_new(1);
	Problems *problems;
	Room *room = room_with_log(&problems);

	/* Between two strokes it is nothing to speak of. */
	neo_pen_connect(pen, room);
	pen->link.listener.closed(pen->link.listener.user, NULL);
	g_assert_cmpuint(n_under_way(problems), ==, 0);

	neo_pen_connect(back, room);
	neo_pen_down(back, now_ms());
	neo_pen_page(back, 10);
	neo_pen_dots(back, DOTS, 2);
	g_autoptr(GError) error =
		g_error_new_literal(G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "no answer");
	back->link.listener.closed(back->link.listener.user, error);
	g_autoptr(GPtrArray) found = problems_under_way(problems);
	g_assert_cmpuint(found->len, ==, 1);
	g_assert_cmpstr(row_at(found, 0)->code, ==, "link-lost");
	g_assert_cmpstr(row_at(found, 0)->detail, ==, "no answer");
	g_autoptr(NeoPen) again = neo_pen_new(1);
	neo_pen_connect(again, room);
	g_assert_cmpuint(n_under_way(problems), ==, 0);
	room->pens = pens_free(room->pens);
	problems_free(problems);
	room_free(room);
}

/* Locked: until a pen of this address is ready. Counters that jump: ink was lost. */
static void test_locked_and_lost(void)
{
	g_autoptr(NeoPen) locked = neo_pen_new(1);
	g_autoptr(NeoPen) open = neo_pen_new(1);
	Problems *problems;
	Room *room = room_with_log(&problems);

	locked->password = "1234";
	pens_take_link(room->pens, &locked->link);
	for (guint i = 0; i < 5000 && n_under_way(problems) == 0; i++) {
		neo_pen_speak(locked);
		room_run_ms(1);
	}
	g_autoptr(GPtrArray) found = problems_under_way(problems);
	g_assert_cmpuint(found->len, ==, 1);
	g_assert_cmpstr(row_at(found, 0)->code, ==, "pen-locked");
	neo_pen_connect(open, room);
	g_assert_cmpuint(n_under_way(problems), ==, 0);

	neo_pen_down(open, now_ms());
	neo_pen_page(open, 10);
	open->counter = (guint8)(open->counter + 3);
	neo_pen_dots(open, DOTS, 2);
	g_autoptr(GPtrArray) lost = problems_under_way(problems);
	g_assert_cmpuint(lost->len, ==, 1);
	g_assert_cmpstr(row_at(lost, 0)->code, ==, "ink-lost");
	g_assert_cmpstr(row_at(lost, 0)->detail, ==, "3 events since the pen came");
	room->pens = pens_free(room->pens);
	problems_free(problems);
	room_free(room);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/problems/words", test_words);
	g_test_add_func("/daemon/problems/one-row", test_one_row);
	g_test_add_func("/daemon/problems/flapping", test_flapping);
	g_test_add_func("/daemon/problems/killed-and-stopped", test_killed_and_stopped);
	g_test_add_func("/daemon/problems/small", test_small);
	g_test_add_func("/daemon/problems/low-and-full", test_low_and_full);
	g_test_add_func("/daemon/problems/link-lost", test_link_lost);
	g_test_add_func("/daemon/problems/locked-and-lost", test_locked_and_lost);
	return g_test_run();
}
