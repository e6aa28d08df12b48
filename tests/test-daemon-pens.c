/* SPDX-License-Identifier: MIT */
/*
 * Pens of Neo protocol 2 through pens.c and the classroom into SQLite and back: every dot equal; who a pen
 * is; and that nothing is acknowledged before it is on disk.
 */
#include "tests/neo-pen.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const NeoPenDot DOTS[] = { { 4, 1800, 1211, 100 }, { 10, 1803, 1207, 250 },
	{ 11, 1820, 1231, 400 }, { 9, 1851, 1277, 380 }, { 10, 1890, 1301, 90 } };
#define N_DOTS G_N_ELEMENTS(DOTS)

static gint64 now_ms(void)
{
	return g_get_real_time() / 1000;
}

static void write_stroke(NeoPen *pen, guint page, gint64 start_ms)
{
	neo_pen_down(pen, start_ms);
	neo_pen_page(pen, page);
	neo_pen_dots(pen, DOTS, N_DOTS);
	neo_pen_up(pen, start_ms + 44, N_DOTS);
}

static void check_stroke(const Stroke *stroke, gint64 start_ms, guint n_dots)
{
	guint time_ms = 0;
	g_assert_cmpint(stroke->start_ms, ==, start_ms);
	g_assert_cmpuint(stroke->dots->len, ==, n_dots);
	for (guint i = 0; i < n_dots; i++) {
		const Dot *dot = stroke_dot(stroke, i);
		time_ms += DOTS[i].delta_ms;
		g_assert_cmpuint(dot->time_ms, ==, time_ms);
		g_assert_cmpint(dot->at.x, ==, DOTS[i].x);
		g_assert_cmpint(dot->at.y, ==, DOTS[i].y);
		g_assert_cmpuint(dot->force, ==, DOTS[i].force);
	}
}

static void test_live_to_disk(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(1);
	g_autoptr(Room) room = room_new();
	const gint64 start_ms = now_ms();
	neo_pen_connect(pen, room);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->pen_state, ==, SEAT_READY);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->battery_percent, ==, 80);
	write_stroke(pen, 10, start_ms);
	write_stroke(pen, 10, start_ms + 500);

	const Seat *seat = classroom_seat(room->classroom, 0);
	g_assert_true(seat->writing);
	g_assert_cmpuint(seat->n_strokes, ==, 2);
	g_assert_cmpuint(seat->n_dots, ==, 2 * N_DOTS);
	g_assert_cmpuint(room->n_ink, >, 2); /* while it was written, not after */
	g_autoptr(GPtrArray) strokes = room_strokes(room, seat->page_copy_id);
	g_assert_cmpuint(strokes->len, ==, 2);
	check_stroke(g_ptr_array_index(strokes, 0), start_ms, N_DOTS);
	check_stroke(g_ptr_array_index(strokes, 1), start_ms + 500, N_DOTS);
	g_assert_cmpuint(((Stroke *)g_ptr_array_index(strokes, 0))->flags, ==, 0);
}

/* What the pen wrote before its page was known is not shown before, is journalled, and has the page in the
 * end. */
static void test_page_unknown_then_known(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(1);
	g_autoptr(Room) room = room_new();
	const gint64 start_ms = now_ms();
	g_autoptr(GError) error = NULL;
	neo_pen_connect(pen, room);
	neo_pen_down(pen, start_ms);
	neo_pen_dots(pen, DOTS, 3);
	g_assert_cmpuint(room->n_ink, ==, 0);
	room_run_ms(100);
	room_wait_stored(room);
	g_autoptr(GPtrArray) journal =
		store_reader_pageless_strokes(room->reader, room->pen_ids[0], &error);
	g_assert_no_error(error);
	g_assert_cmpuint(journal->len, ==, 1);
	check_stroke(g_ptr_array_index(journal, 0), start_ms, 3);

	neo_pen_page(pen, 11);
	neo_pen_dots(pen, DOTS + 3, N_DOTS - 3);
	g_assert_cmpuint(room->n_ink, >, 0);
	neo_pen_up(pen, start_ms + 44, N_DOTS);
	const Seat *seat = classroom_seat(room->classroom, 0);
	g_assert_cmpuint(seat->page.page, ==, 11);
	g_autoptr(GPtrArray) strokes = room_strokes(room, seat->page_copy_id);
	g_assert_cmpuint(strokes->len, ==, 1);
	check_stroke(g_ptr_array_index(strokes, 0), start_ms, N_DOTS);
}

/* A stroke that is open when the link ends is finished, flagged, kept. */
static void test_link_lost(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(2);
	g_autoptr(Room) room = room_new();
	const gint64 start_ms = now_ms();
	neo_pen_connect(pen, room);
	neo_pen_down(pen, start_ms);
	neo_pen_page(pen, 10);
	neo_pen_dots(pen, DOTS, 4);
	pen->link.listener.closed(pen->link.listener.user, NULL);
	g_assert_true(pen->freed);
	g_assert_cmpuint(pens_n_links(room->pens), ==, 0);
	const Seat *seat = classroom_seat(room->classroom, 1);
	g_assert_cmpint(seat->pen_state, ==, SEAT_AWAY);
	g_autoptr(GPtrArray) strokes = room_strokes(room, seat->page_copy_id);
	g_assert_cmpuint(strokes->len, ==, 1);
	check_stroke(g_ptr_array_index(strokes, 0), start_ms, 4);
	g_assert_cmpuint(((Stroke *)g_ptr_array_index(strokes, 0))->flags, ==, STROKE_LINK_LOST);
}

static void test_same_pen_twice(void)
{
	g_autoptr(NeoPen) older = neo_pen_new(1);
	g_autoptr(NeoPen) newer = neo_pen_new(1);
	g_autoptr(Room) room = room_new();
	const gint64 start_ms = now_ms();
	neo_pen_connect(older, room);
	neo_pen_down(older, start_ms);
	neo_pen_page(older, 10);
	neo_pen_dots(older, DOTS, 2);
	neo_pen_connect(newer, room);
	g_assert_true(older->freed);
	g_assert_false(newer->freed);
	g_assert_cmpuint(pens_n_links(room->pens), ==, 1);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->pen_state, ==, SEAT_READY);
	write_stroke(newer, 10, start_ms + 1000);
	g_autoptr(GPtrArray) strokes =
		room_strokes(room, classroom_seat(room->classroom, 0)->page_copy_id);
	g_assert_cmpuint(strokes->len, ==, 2);
	check_stroke(g_ptr_array_index(strokes, 0), start_ms, 2);
	check_stroke(g_ptr_array_index(strokes, 1), start_ms + 1000, N_DOTS);
}

static bool has_pen(Room *room, const char *address)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) pens = store_reader_pens(room->reader, &error);
	g_assert_no_error(error);
	for (guint i = 0; i < pens->len; i++)
		if (g_str_equal(((StorePen *)g_ptr_array_index(pens, i))->address, address))
			return true;
	return false;
}

/* A recording that begins in mid-stream, of a pen that never says who it is. */
static void test_unknown_pen(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(9);
	g_autoptr(NeoPen) other = neo_pen_new(9);
	g_autoptr(Room) room = room_new();
	g_autoptr(GError) error = NULL;
	pen->link.passive = other->link.passive = true;
	pens_take_link(room->pens, &pen->link);
	pens_take_link(room->pens, &other->link);
	neo_pen_down(pen, now_ms());
	neo_pen_down(other, now_ms());
	neo_pen_page(pen, 10);
	neo_pen_page(other, 11);
	neo_pen_dots(pen, DOTS, N_DOTS);
	neo_pen_dots(other, DOTS, N_DOTS);
	neo_pen_up(pen, now_ms(), N_DOTS);
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 2);
	g_assert_cmpuint(room->n_ink, ==, 0);
	room_wait_stored(room);
	g_autoptr(GPtrArray) copies = store_reader_page_copies(room->reader, 0, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(copies->len, ==, 2);
	const StorePageCopy *copy = g_ptr_array_index(copies, 0);
	if (copy->page.page != 10)
		copy = g_ptr_array_index(copies, 1);
	g_assert_cmpint(copy->pupil_id, ==, 0);
	g_autoptr(GPtrArray) strokes = room_strokes(room, copy->id);
	g_assert_cmpuint(strokes->len, ==, 1);
	g_assert_true(has_pen(room, "unknown:test:9"));
	g_assert_true(has_pen(room, "unknown:test:9#2"));
}

/* ---- stored ink and the store's word */

static bool is_served(void *user)
{
	NeoPen *pen = user;
	neo_pen_speak(pen);
	return pen->n_served > 0 && pen->outbox->len == 0;
}

static bool is_acknowledged(void *user)
{
	NeoPen *pen = user;
	neo_pen_speak(pen);
	return pen->n_acknowledged > 0;
}

static void test_acknowledged_when_stored(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(1);
	g_autoptr(Room) room = room_new();
	pen->n_stored = 40;
	pen->stored_from_ms = now_ms() - 60000;
	pens_take_link(room->pens, &pen->link);
	room_run_until(is_acknowledged, pen);
	const Seat *seat = classroom_seat(room->classroom, 0);
	g_autoptr(GError) error = NULL;
	/* No waiting here: acknowledged means on disk. */
	g_autoptr(GPtrArray) strokes =
		store_reader_strokes(room->reader, seat->page_copy_id, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(strokes->len, ==, 40);
	g_assert_cmpuint(seat->n_strokes, ==, 40);
	g_assert_false(seat->writing);
}

static void set_file_limit(rlim_t n_bytes)
{
	struct rlimit limit;
	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	limit.rlim_cur = MIN(n_bytes, limit.rlim_max);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
}

/* A limit on the size of files stands in for a full disk. */
static void test_silent_while_the_store_refuses(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(1);
	g_autoptr(Room) room = room_new();
	g_autofree char *log = g_strconcat(room->path, "-wal", NULL);
	struct stat status;
	const char *message;
	pen->n_stored = 1000;
	pen->stored_from_ms = now_ms() - 600000;
	g_assert_cmpint(stat(log, &status), ==, 0);
	set_file_limit((rlim_t)status.st_size + 4096);
	pens_take_link(room->pens, &pen->link);
	room_run_until(is_served, pen);
	room_run_ms(1500);
	neo_pen_speak(pen);
	g_assert_cmpuint(pen->n_acknowledged, ==, 0);
	g_assert_cmpint(classroom_store_state(room->classroom, &message), !=, STORE_OK);
	g_assert_cmpuint(strlen(message), >, 10);
	set_file_limit(RLIM_INFINITY);
	room_run_until(is_acknowledged, pen);
	g_assert_cmpint(classroom_store_state(room->classroom, &message), ==, STORE_OK);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->n_strokes, ==, 1000);
}

static bool is_resumed(void *user)
{
	return !((const NeoPen *)user)->paused;
}

/* Pens that nobody reads for a while say nothing, and are not blamed for that: one that is at work and one
 * that waits for an answer to its first request. */
static void test_paused_while_the_store_is_congested(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(1);
	g_autoptr(NeoPen) new_pen = neo_pen_new(2);
	g_autoptr(Room) room = room_new();
	g_autofree char *log = g_strconcat(room->path, "-wal", NULL);
	const gsize n_bytes = 65 << 20;
	g_autofree guint8 *bytes = g_malloc0(n_bytes);
	const gint64 start_ms = now_ms();
	struct stat status;
	neo_pen_connect(pen, room);
	room_wait_stored(room);
	g_assert_cmpint(stat(log, &status), ==, 0);
	set_file_limit((rlim_t)status.st_size + 4096);
	store_put_raw(room->store, room->pen_ids[0], start_ms, false, bytes, n_bytes);
	write_stroke(pen, 10, start_ms);
	g_assert_true(pen->paused);
	pens_take_link(room->pens, &new_pen->link);
	g_assert_true(new_pen->paused);
	room_run_ms(7500); /* past the last time that a request is sent again */
	g_assert_false(new_pen->freed);
	set_file_limit(RLIM_INFINITY);
	room_run_until(is_resumed, pen);
	g_assert_false(new_pen->paused);
	neo_pen_speak(pen);
	write_stroke(pen, 10, start_ms + 500);
	const Seat *seat = classroom_seat(room->classroom, 0);
	g_autoptr(GPtrArray) strokes = room_strokes(room, seat->page_copy_id);
	g_assert_cmpuint(strokes->len, ==, 2);
}

static void connect_and_fetch(Room *room, NeoPen *pen, gint64 stored_from_ms)
{
	pen->n_stored = 10;
	pen->stored_from_ms = stored_from_ms;
	pens_take_link(room->pens, &pen->link);
	room_run_until(is_acknowledged, pen);
}

/* A daemon that knows nothing of the pen is offered all again: kept once, and nothing of it goes to the
 * consoles. */
static void test_offered_again(void)
{
	g_autoptr(NeoPen) first = neo_pen_new(1);
	g_autoptr(NeoPen) again = neo_pen_new(1);
	g_autoptr(Room) room = room_new();
	const gint64 stored_from_ms = now_ms() - 60000;
	connect_and_fetch(room, first, stored_from_ms);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->n_strokes, ==, 10);
	room_restart(room);
	room->n_ink = 0;
	connect_and_fetch(room, again, stored_from_ms);
	g_assert_cmpuint(room->n_ink, ==, 0);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->n_strokes, ==, 10);
}

/* Its next link begins with what was learnt of it: what is on disk is not fetched again. */
static void test_not_fetched_twice(void)
{
	g_autoptr(NeoPen) first = neo_pen_new(1);
	g_autoptr(NeoPen) again = neo_pen_new(1);
	g_autoptr(Room) room = room_new();
	const gint64 stored_from_ms = now_ms() - 60000;
	connect_and_fetch(room, first, stored_from_ms);
	first->link.listener.closed(first->link.listener.user, NULL);
	again->n_stored = 10;
	again->stored_from_ms = stored_from_ms;
	neo_pen_connect(again, room);
	for (guint i = 0; i < 300; i++) {
		neo_pen_speak(again);
		room_run_ms(1);
	}
	g_assert_cmpuint(again->n_acknowledged, ==, 0);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->n_strokes, ==, 10);
}

/* A pen whose clock is an hour slow: stored ink gets its true time, both are kept. */
static void test_wrong_clock(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(1);
	g_autoptr(Room) room = room_new();
	const gint64 written_ms = now_ms() - 60000;
	pen->clock_behind_ms = 3600000;
	pen->n_stored = 1;
	pen->stored_from_ms = written_ms - 3600000;
	pens_take_link(room->pens, &pen->link);
	room_run_until(is_acknowledged, pen);
	g_autoptr(GPtrArray) strokes =
		room_strokes(room, classroom_seat(room->classroom, 0)->page_copy_id);
	const Stroke *stroke = g_ptr_array_index(strokes, 0);
	g_assert_cmpint(ABS(stroke->start_ms - written_ms), <, 1500);
	g_assert_cmpint(stroke->pen_start_ms, ==, pen->stored_from_ms);
	g_assert_true(stroke->flags & STROKE_CLOCK_REPAIRED);
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) readings =
		store_reader_clock_readings(room->reader, room->pen_ids[0], &error);
	g_assert_cmpuint(readings->len, ==, 1);
}

/* ---- passwords */

static void on_configure(void *user, const char *address, PenConfig *config)
{
	(void)user;
	if (g_str_equal(address, "9C:7B:D2:FF:00:02"))
		g_strlcpy(config->password, "2222", sizeof(config->password));
}

static bool is_locked(void *user)
{
	Room *room = user;
	return classroom_seat(room->classroom, 0)->pen_state == SEAT_LOCKED;
}

static void spin_until_locked(Room *room, NeoPen *pen)
{
	for (guint i = 0; i < 4000 && !is_locked(room); i++) {
		neo_pen_speak(pen);
		room_run_ms(2);
	}
	g_assert_true(is_locked(room));
}

/* Each pen gets its own password; a refused one is not tried at the next connect either. */
static void test_passwords(void)
{
	const PensOptions options = { .pen = { .password = "1111" }, .configure = on_configure };
	g_autoptr(NeoPen) refusing = neo_pen_new(1);
	g_autoptr(NeoPen) opening = neo_pen_new(2);
	g_autoptr(NeoPen) again = neo_pen_new(1);
	g_autoptr(Room) room = room_new_with(&options);
	refusing->password = again->password = "9999";
	opening->password = "2222";
	neo_pen_connect(opening, room);
	g_assert_cmpstr(opening->tried, ==, "2222");
	pens_take_link(room->pens, &refusing->link);
	spin_until_locked(room, refusing);
	g_assert_cmpstr(refusing->tried, ==, "1111");
	refusing->link.listener.closed(refusing->link.listener.user, NULL);
	pens_take_link(room->pens, &again->link);
	for (guint i = 0; i < 1500; i++) {
		neo_pen_speak(again);
		room_run_ms(1);
	}
	g_assert_cmpint(classroom_seat(room->classroom, 0)->pen_state, ==, SEAT_LOCKED);
	g_assert_cmpstr(again->tried, ==, "");
}

static void test_unknown_driver(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(1);
	g_autoptr(Room) room = room_new();
	g_free(pen->link.driver);
	pen->link.driver = g_strdup("nopen");
	g_test_expect_message("zhibi-daemon", G_LOG_LEVEL_MESSAGE, "*no driver \"nopen\"*");
	pens_take_link(room->pens, &pen->link);
	g_test_assert_expected_messages();
	g_assert_true(pen->freed);
	g_assert_cmpuint(pens_n_links(room->pens), ==, 0);
}

int main(int argc, char **argv)
{
	signal(SIGXFSZ, SIG_IGN);
	g_test_init(&argc, &argv, NULL);
	g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
	g_test_add_func("/daemon/pens/live-to-disk", test_live_to_disk);
	g_test_add_func("/daemon/pens/page-unknown-then-known", test_page_unknown_then_known);
	g_test_add_func("/daemon/pens/link-lost", test_link_lost);
	g_test_add_func("/daemon/pens/same-pen-twice", test_same_pen_twice);
	g_test_add_func("/daemon/pens/unknown-pen", test_unknown_pen);
	g_test_add_func("/daemon/pens/acknowledged-when-stored", test_acknowledged_when_stored);
	g_test_add_func(
		"/daemon/pens/silent-while-the-store-refuses", test_silent_while_the_store_refuses);
	g_test_add_func("/daemon/pens/paused-while-the-store-is-congested",
		test_paused_while_the_store_is_congested);
	g_test_add_func("/daemon/pens/offered-again", test_offered_again);
	g_test_add_func("/daemon/pens/not-fetched-twice", test_not_fetched_twice);
	g_test_add_func("/daemon/pens/wrong-clock", test_wrong_clock);
	g_test_add_func("/daemon/pens/passwords", test_passwords);
	g_test_add_func("/daemon/pens/unknown-driver", test_unknown_driver);
	return g_test_run();
}
