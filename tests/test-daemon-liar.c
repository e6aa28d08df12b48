/* SPDX-License-Identifier: MIT */
/*
 * Pens that lie: each is found out, logged, dropped and kept out for a while, what it wrote before is kept,
 * and the honest pen beside it loses nothing. And pens that write, however badly, never are.
 */
#include "daemon/pens/pen-memory.h"
#include "daemon/pens/quota.h"
#include "tests/neo-pen.h"

#define LIAR "9C:7B:D2:FF:00:01"   /* of the room's pen 1 */
#define HONEST "9C:7B:D2:FF:00:02" /* and 2 */

static const NeoPenDot DOTS[] = { { 4, 1800, 1211, 100 }, { 10, 1803, 1207, 250 },
	{ 11, 1820, 1231, 400 } };
#define N_DOTS G_N_ELEMENTS(DOTS)

static gint64 now_ms(void)
{
	return g_get_real_time() / 1000;
}

/* ---- quota.c by itself */

/* Forty minutes at 200 notifications a second, every one of them twice and every tenth cut. */
static void test_bad_radio(void)
{
	Quota quota = { 0 };

	for (gint64 at_ms = 0; at_ms < 40 * 60000; at_ms += 5) {
		quota_received(&quota, 20, at_ms);
		quota_live_dots(&quota, 1);
		quota_dots(&quota, 1);
		if (at_ms % 500 == 0)
			quota_live_stroke(&quota);
		quota_received(&quota, 20, at_ms);
		quota_repeated(&quota, 1);
		if (at_ms % 50 == 0)
			quota_bad(&quota);
		g_assert_cmpint(quota.verdict, ==, QUOTA_KEPT);
	}
}

/* 86,000 dots in packets of 64 KB, as fast as they go and each packet twice; then all pages of a full memory
 * asked about again, and again, and a file of 40 MB in blocks before its first dot. */
static void test_big_download(void)
{
	Quota quota = { 0 };

	for (guint n_dots = 0; n_dots < 86000; n_dots += 4000) {
		for (guint twice = 0; twice < 2; twice++) {
			for (guint n_bytes = 0; n_bytes < 64000; n_bytes += 160)
				quota_received(&quota, 160, 1);
			quota_sent(&quota);
		}
		quota_dots(&quota, 4000);
		quota_stored_dots(&quota, 4000);
		quota_repeated(&quota, 1);
	}
	for (guint again = 0; again < 20; again++) {
		for (guint page = 0; page < 64 * 512; page++) {
			quota_sent(&quota);
			quota_received(&quota, 14, 1);
		}
		quota_fetch_over(&quota);
	}
	for (guint block = 0; block < 80000; block++) {
		quota_sent(&quota);
		quota_received(&quota, 520, 1);
	}
	g_assert_cmpint(quota.verdict, ==, QUOTA_KEPT);
}

/* A lesson that waited in a stalled link comes at once. */
static void test_backlog(void)
{
	Quota quota = { 0 };

	for (guint n_dots = 0; n_dots < 300000; n_dots++) {
		quota_received(&quota, 20, 1);
		quota_live_dots(&quota, 1);
		quota_dots(&quota, 1);
	}
	g_assert_cmpint(quota.verdict, ==, QUOTA_KEPT);
}

static QuotaVerdict after(Quota quota, guint n_bytes, guint n_sent, guint n_bad, guint n_repeated)
{
	/* Ten minutes, a hundred steps a second. */
	for (gint64 at_ms = 0; at_ms < 600000 && quota.verdict == QUOTA_KEPT; at_ms += 10) {
		quota_received(&quota, n_bytes, at_ms);
		for (guint i = 0; i < n_sent; i++)
			quota_sent(&quota);
		for (guint i = 0; i < n_bad; i++)
			quota_bad(&quota);
		quota_repeated(&quota, n_repeated);
	}
	return quota.verdict;
}

static void test_each_quota(void)
{
	Quota quota = { 0 };

	g_assert_cmpint(after(quota, 20, 0, 0, 0), ==, QUOTA_KEPT); /* it hovers */
	g_assert_cmpint(after(quota, 200, 0, 0, 0), ==, QUOTA_FLOOD);
	g_assert_cmpint(after(quota, 20, 0, 1, 0), ==, QUOTA_GARBAGE);
	g_assert_cmpint(after(quota, 20, 0, 0, 3), ==, QUOTA_REPEATS);
	g_assert_cmpint(after(quota, 20, 1, 0, 0), ==, QUOTA_LISTS);
	for (gint64 at_ms = 0; at_ms < 600000 && quota.verdict == QUOTA_KEPT; at_ms += 10) {
		quota_received(&quota, 800, at_ms);
		quota_live_dots(&quota, 40);
		quota_dots(&quota, 40);
	}
	g_assert_cmpint(quota.verdict, ==, QUOTA_INK);
	Quota stores = { 0 };
	for (guint n_pages = 0; n_pages < 50000 && stores.verdict == QUOTA_KEPT; n_pages++) {
		quota_dots(&stores, 1000);
		quota_stored_stroke(&stores);
		quota_stored_dots(&stores, 1000);
		g_assert_true(n_pages > 30000 || stores.verdict == QUOTA_KEPT);
	}
	g_assert_cmpint(stores.verdict, ==, QUOTA_MEMORY);
	/* It stays, whatever comes. */
	quota_received(&quota, 1, G_MAXINT64 / 2);
	g_assert_cmpint(quota.verdict, ==, QUOTA_INK);
	for (guint i = QUOTA_KEPT + 1; i < N_QUOTAS; i++)
		g_assert_cmpuint(strlen(quota_words((QuotaVerdict)i)), >, 10);
}

static void test_back_off(void)
{
	g_assert_cmpint(quota_back_off_ms(1), ==, 60000);
	g_assert_cmpint(quota_back_off_ms(2), ==, 120000);
	g_assert_cmpint(quota_back_off_ms(7), ==, 3600000);
	g_assert_cmpint(quota_back_off_ms(G_MAXUINT), ==, 3600000);
}

/* ---- a liar beside an honest pen */

typedef struct {
	Room *room;
	Problems *problems;
	NeoPen *liar, *honest;
	gint64 start_ms;
	guint n_written;	 /* strokes of the honest one */
	SeatPenState seat_state; /* of the liar's seat in the end */
} Scene;

static void begin(Scene *scene)
{
	scene->room = room_new();
	scene->room->pens = pens_free(scene->room->pens);
	g_autoptr(GError) error = NULL;
	scene->problems = problems_new(scene->room->store, scene->room->reader, &error);
	g_assert_no_error(error);
	const PensOptions options = { .pen = { .fetch_stored = true },
		.problems = problems_sink(scene->problems) };
	scene->room->pens = pens_new(
		&options, scene->room->store, scene->room->reader, scene->room->classroom, NULL);
	pens_stored(scene->room->pens, scene->room->stored);
	scene->liar = neo_pen_new(1);
	scene->honest = neo_pen_new(2);
	scene->start_ms = now_ms();
	scene->seat_state = SEAT_FAILED;
	neo_pen_connect(scene->honest, scene->room);
}

static void write_stroke(NeoPen *pen, gint64 start_ms)
{
	neo_pen_down(pen, start_ms);
	neo_pen_page(pen, 10);
	neo_pen_dots(pen, DOTS, N_DOTS);
	neo_pen_up(pen, start_ms + 25, N_DOTS);
}

static void write_honestly(Scene *scene)
{
	write_stroke(scene->honest, scene->start_ms + 50 * scene->n_written++);
}

static guint n_strokes(Scene *scene, guint seat, guint *n_dots)
{
	g_autoptr(GPtrArray) strokes = room_strokes(
		scene->room, classroom_seat(scene->room->classroom, seat)->page_copy_id);

	*n_dots = 0;
	for (guint i = 0; i < strokes->len; i++)
		*n_dots += ((const Stroke *)g_ptr_array_index(strokes, i))->dots->len;
	return strokes->len;
}

/* The one problem that was ever begun. */
static void check_problem(Scene *scene, const char *code, const char *subject, const char *detail)
{
	g_autoptr(GError) error = NULL;

	room_wait_stored(scene->room);
	g_autoptr(GPtrArray) rows = store_reader_problems(scene->room->reader, 0, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(rows->len, ==, 1);
	const StoreProblem *row = g_ptr_array_index(rows, 0);
	g_assert_cmpstr(row->code, ==, code);
	g_assert_cmpstr(row->subject, ==, subject);
	g_assert_nonnull(strstr(row->detail, detail));
}

/* All of the honest pen's dots are on disk, and it is still here. */
static void end(Scene *scene)
{
	guint n_dots;

	g_assert_true(scene->liar->freed);
	g_assert_cmpint(
		classroom_seat(scene->room->classroom, 0)->pen_state, ==, scene->seat_state);
	write_honestly(scene);
	g_assert_false(scene->honest->freed);
	g_assert_cmpuint(pens_n_links(scene->room->pens), ==, 1);
	g_assert_cmpuint(n_strokes(scene, 1, &n_dots), ==, scene->n_written);
	g_assert_cmpuint(n_dots, ==, scene->n_written * N_DOTS);
	scene->room->pens = pens_free(scene->room->pens);
	neo_pen_free(scene->liar);
	neo_pen_free(scene->honest);
	problems_free(scene->problems);
	room_free(scene->room);
}

/* It writes a stroke, then does nothing but lie, while the honest one writes. */
static void lie_until_dropped(Scene *scene, void (*lie)(NeoPen *pen))
{
	guint n_dots;

	neo_pen_connect(scene->liar, scene->room);
	write_stroke(scene->liar, scene->start_ms);
	for (guint i = 0; i < 200000 && !scene->liar->freed; i++) {
		lie(scene->liar);
		neo_pen_speak(scene->liar);
		if (i % 1000 == 0)
			write_honestly(scene);
	}
	g_assert_true(scene->liar->freed);
	g_assert_cmpuint(n_strokes(scene, 0, &n_dots), ==, 1);
	g_assert_cmpuint(n_dots, ==, N_DOTS);
}

static void tell_garbage(NeoPen *pen)
{
	neo_pen_put(pen->outbox, 0xC0, 1);
	neo_pen_put(pen->outbox, g_random_int() & 0x3F3F3F3F, 4);
	neo_pen_put(pen->outbox, 0xC1, 1);
}

static void test_garbage(void)
{
	Scene scene = { 0 };

	begin(&scene);
	lie_until_dropped(&scene, tell_garbage);
	check_problem(&scene, "pen-lies", LIAR, "mean nothing");
	end(&scene);
}

static void tell_battery(NeoPen *pen)
{
	g_autoptr(GByteArray) payload = g_byte_array_new();

	neo_pen_put(payload, 80, 1);
	neo_pen_frame(pen->outbox, 0x61, -1, payload);
}

static void test_flood(void)
{
	Scene scene = { 0 };

	begin(&scene);
	lie_until_dropped(&scene, tell_battery);
	check_problem(&scene, "pen-lies", LIAR, "without end");
	end(&scene);
}

/* The same frame with the same number: the pen says itself that it is no new one. */
static void tell_again(NeoPen *pen)
{
	g_autoptr(GByteArray) fields = g_byte_array_new();

	if (pen->n_lies++ > 0)
		pen->counter--;
	neo_pen_put(fields, (guint64)0, 8);
	for (guint i = 0; i < 5; i++)
		neo_pen_put(fields, 0, 2);
	neo_pen_event(pen, 0x6A, fields);
}

static void test_repeats(void)
{
	Scene scene = { 0 };

	begin(&scene);
	lie_until_dropped(&scene, tell_again);
	check_problem(&scene, "pen-lies", LIAR, "again and again");
	end(&scene);
}

static void tell_ink(NeoPen *pen, gint64 start_ms)
{
	neo_pen_down(pen, start_ms);
	neo_pen_page(pen, 10);
	for (guint i = 0; i < 100 && !pen->freed; i++)
		neo_pen_dots(pen, DOTS, N_DOTS);
	neo_pen_up(pen, start_ms + 2500, 100 * N_DOTS);
}

/* Ink without end; all of what came before the drop is kept. */
static void test_ink_without_end(void)
{
	Scene scene = { 0 };
	guint n_dots, n_told = 0;

	begin(&scene);
	neo_pen_connect(scene.liar, scene.room);
	for (; !scene.liar->freed && n_told < 5000; n_told++) {
		tell_ink(scene.liar, scene.start_ms - 6000000 + n_told * 2600);
		room_run_ms(0);
		if (n_told % 200 == 0)
			write_honestly(&scene);
	}
	check_problem(&scene, "pen-lies", LIAR, "more ink than a hand");
	/* The last stroke was cut by the drop. */
	g_assert_cmpuint(n_strokes(&scene, 0, &n_dots), >=, n_told - 1);
	g_assert_cmpuint(n_dots, >=, (n_told - 1) * 100 * N_DOTS);
	g_assert_cmpuint(n_dots, >, 400000);
	end(&scene);
}

/* Notes without end, full of pages that are empty. */
static bool list_without_end(NeoPen *pen, const GByteArray *request)
{
	g_autoptr(GByteArray) payload = g_byte_array_new();

	switch (request->data[0]) {
	case 0x21:
		neo_pen_put(payload, 64, 2);
		for (guint i = 0; i < 64; i++) {
			neo_pen_put(payload, 0x0300001B, 4);
			neo_pen_put(payload, pen->n_lies++, 4);
		}
		neo_pen_frame(pen->outbox, 0xA1, 0, payload);
		return true;
	case 0x22:
		g_byte_array_append(payload, request->data + 3, 8);
		neo_pen_put(payload, 127, 2);
		for (guint i = 0; i < 127; i++)
			neo_pen_put(payload, i, 4);
		neo_pen_frame(pen->outbox, 0xA2, 0, payload);
		return true;
	case 0x23:
		neo_pen_put(payload, 0, 9);
		neo_pen_frame(pen->outbox, 0xA3, 0, payload);
		return true;
	}
	return false;
}

static bool is_freed(void *user)
{
	NeoPen *pen = user;

	neo_pen_speak(pen);
	return pen->freed;
}

static void test_lists(void)
{
	Scene scene = { 0 };

	begin(&scene);
	scene.liar->lie = list_without_end;
	pens_take_link(scene.room->pens, &scene.liar->link);
	write_honestly(&scene);
	room_run_until(is_freed, scene.liar);
	check_problem(&scene, "pen-lies", LIAR, "without ink");
	end(&scene);
}

static void tell_another_address(NeoPen *pen)
{
	g_autoptr(GByteArray) payload = g_byte_array_new();

	pen->number = 77;
	neo_pen_text(payload, "NWP-F51", 16);
	neo_pen_text(payload, "1.20", 16);
	neo_pen_text(payload, "2.18", 8);
	neo_pen_text(payload, "Neosmartpen_M1+", 16);
	neo_pen_put(payload, 1, 2);
	neo_pen_put(payload, 0xFFD27B9C, 4);
	neo_pen_put(payload, pen->number << 8, 2);
	neo_pen_frame(pen->outbox, 0x81, 0, payload);
}

static void test_changes_address(void)
{
	Scene scene = { 0 };

	begin(&scene);
	lie_until_dropped(&scene, tell_another_address);
	check_problem(&scene, "pen-lies", LIAR, "another pen");
	end(&scene);
}

static bool say_nothing(NeoPen *pen, const GByteArray *request)
{
	(void)request;
	pen->n_lies++;
	return true;
}

/* Always the answer to what was not asked. */
static bool answer_out_of_order(NeoPen *pen, const GByteArray *request)
{
	g_autoptr(GByteArray) payload = g_byte_array_new();

	if (request->data[0] == 0x11)
		neo_pen_answer_settings(pen, payload);
	else
		neo_pen_frame(pen->outbox, 0x91, 0, payload);
	pen->n_lies++;
	return true;
}

/* Asked a few times, then given up; a pen that has not said who it is has its link's name in the log, and the
 * problem is over with the link. */
static void test_no_good_answer(void)
{
	Scene scene = { 0 };
	g_autoptr(NeoPen) other = neo_pen_new(3);
	g_autoptr(GError) error = NULL;

	begin(&scene);
	scene.seat_state = SEAT_NO_PEN; /* nobody knows that it is this pen */
	scene.liar->lie = say_nothing;
	other->lie = answer_out_of_order;
	pens_take_link(scene.room->pens, &scene.liar->link);
	pens_take_link(scene.room->pens, &other->link);
	for (NeoPen *const *liar = (NeoPen *[]){ other, scene.liar, NULL }; *liar; liar++) {
		room_run_until(is_freed, *liar);
		neo_pen_speak(scene.liar);
		g_assert_cmpuint((*liar)->n_lies, >=, 2);
	}
	room_wait_stored(scene.room);
	g_autoptr(GPtrArray) rows = store_reader_problems(scene.room->reader, 0, &error);
	g_assert_cmpuint(rows->len, ==, 2);
	for (guint i = 0; i < 2; i++) {
		const StoreProblem *row = g_ptr_array_index(rows, i);

		g_assert_cmpstr(row->code, ==, "pen-failed");
		g_assert_true(g_str_has_prefix(row->subject, "test:"));
		g_assert_cmpint(row->end_ms, !=, 0);
	}
	end(&scene);
}

/* ---- and afterwards */

/* Not before its time, by its own address or by the device's; a pen that is here meanwhile under that address
 * is not pushed out. */
static void test_kept_out(void)
{
	Scene scene = { 0 };
	g_autoptr(NeoPen) again = neo_pen_new(1);
	g_autoptr(NeoPen) by_device = neo_pen_new(1);

	begin(&scene);
	lie_until_dropped(&scene, tell_another_address);
	pens_take_link(scene.room->pens, &again->link);
	room_run_until(is_freed, again);
	g_assert_false(again->live);
	by_device->link.address = g_strdup(LIAR);
	pens_take_link(scene.room->pens, &by_device->link);
	g_assert_true(by_device->freed);
	check_problem(&scene, "pen-lies", LIAR, "another pen");
	end(&scene);
}

static void test_memory(void)
{
	g_autoptr(Room) room = room_new();
	PenMemory *memory = pen_memory_new(room->store, room->reader);

	g_assert_false(pen_memory_kept_out(memory, LIAR, 0));
	pen_memory_lied(memory, LIAR, 1000);
	g_assert_true(pen_memory_kept_out(memory, LIAR, 60999));
	g_assert_false(pen_memory_kept_out(memory, LIAR, 61000));
	g_assert_false(pen_memory_kept_out(memory, HONEST, 1000));
	pen_memory_lied(memory, LIAR, 70000);
	g_assert_true(pen_memory_kept_out(memory, LIAR, 189999));
	/* Six quiet hours, and it begins anew. */
	pen_memory_lied(memory, LIAR, 70000 + 6 * 3600000);
	g_assert_false(pen_memory_kept_out(memory, LIAR, 130000 + 6 * 3600000));
	pen_memory_free(memory);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/liar/bad-radio", test_bad_radio);
	g_test_add_func("/daemon/liar/big-download", test_big_download);
	g_test_add_func("/daemon/liar/backlog", test_backlog);
	g_test_add_func("/daemon/liar/each-quota", test_each_quota);
	g_test_add_func("/daemon/liar/back-off", test_back_off);
	g_test_add_func("/daemon/liar/garbage", test_garbage);
	g_test_add_func("/daemon/liar/flood", test_flood);
	g_test_add_func("/daemon/liar/repeats", test_repeats);
	g_test_add_func("/daemon/liar/ink-without-end", test_ink_without_end);
	g_test_add_func("/daemon/liar/lists", test_lists);
	g_test_add_func("/daemon/liar/changes-address", test_changes_address);
	g_test_add_func("/daemon/liar/no-good-answer", test_no_good_answer);
	g_test_add_func("/daemon/liar/kept-out", test_kept_out);
	g_test_add_func("/daemon/liar/memory", test_memory);
	return g_test_run();
}
