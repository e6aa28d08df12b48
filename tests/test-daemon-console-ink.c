/* SPDX-License-Identifier: MIT */
/*
 * Ink at the console: what comes out of the frames is what the pens wrote, live, as the base of a late
 * joiner and as an answer; and a line that is slow or stands still costs nobody else anything.
 */
#include "daemon/console/console-ink.h"
#include "daemon/classroom/ink-records.h"
#include "ink/units.h"
#include "tests/console-view.h"

static const ConsoleOptions plain = { 0 };

/* ---- the frames themselves */

static GByteArray *some_records(guint n_strokes, guint n_dots)
{
	GByteArray *records = g_byte_array_new();
	for (guint i = 0; i < n_strokes; i++) {
		g_autoptr(Stroke) stroke = stroke_new();
		stroke->id = 1000 + i * 100000;
		stroke->page.family = PAGE_FAMILY_NCODE;
		for (guint n = 0; n < n_dots; n++) {
			Dot dot = {
				.time_ms = n * 8, .at = { (gint32)(n * i), (gint32)n }, .force = 7
			};
			g_array_append_val(stroke->dots, dot);
		}
		ink_records_put_whole(records, stroke);
	}
	ink_records_put_drop(records, 1000);
	return records;
}

static void test_cut(void)
{
	g_autoptr(GByteArray) records = some_records(50, 40);
	InkPage *whole = ink_page_new(0);
	InkFrame all = { .records = records->data, .n_bytes = records->len };
	ink_page_read(whole, &all);
	static const gsize limits[] = { 1, 2, 10, 100, 161, 4096, 1 << 20 };
	for (guint i = 0; i < G_N_ELEMENTS(limits); i++) {
		InkPage *pieces = ink_page_new(0);
		gsize at = 0;
		while (at < records->len) {
			gsize n = console_ink_cut(records->data + at, records->len - at, limits[i]);
			g_assert_cmpuint(n, >, 0);
			InkFrame piece = { .records = records->data + at, .n_bytes = n };
			ink_page_read(pieces, &piece);
			at += n;
		}
		g_assert_cmpuint(at, ==, records->len);
		ink_page_assert_equal(whole, pieces);
		ink_page_free(pieces);
	}
	g_assert_cmpuint(ink_page_n_dots(whole), ==, 49 * 40);
	ink_page_free(whole);
}

/* Cut anywhere or damaged anywhere, the reading stays inside and stops at whole records. */
static void test_cut_damaged(void)
{
	g_autoptr(GByteArray) records = some_records(3, 20);
	for (guint n = 0; n <= records->len; n++) {
		g_autofree guint8 *exact = g_memdup2(records->data, n);
		g_assert_cmpuint(console_ink_cut(exact, n, 1 << 20), <=, n);
	}
	for (guint i = 0; i < 20000; i++) {
		g_autofree guint8 *damaged = g_memdup2(records->data, records->len);
		for (gint n = g_test_rand_int_range(1, 6); n > 0; n--)
			damaged[g_test_rand_int_range(0, (gint)records->len)] =
				(guint8)g_test_rand_int();
		g_assert_cmpuint(console_ink_cut(damaged, records->len, 500), <=, records->len);
	}
}

/* ---- pens to consoles */

static void assert_dot(const Stroke *stroke, guint n, const InkDot *dot)
{
	const Dot *wrote = stroke_dot(stroke, n);
	PaperPoint paper = units_paper_point(stroke->page.family, wrote->at);
	g_assert_cmpint(dot->time_ms, ==, wrote->time_ms);
	g_assert_cmpint(ABS(dot->x * 10 - paper.x_um), <=, 5);
	g_assert_cmpint(ABS(dot->y * 10 - paper.y_um), <=, 5);
	g_assert_cmpint(ABS((gint)dot->force * stroke->force_max - wrote->force * 255), <=,
		stroke->force_max);
}

static void test_live_is_what_was_written(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(3, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_auto(ConsoleView) view = { 0 };
	view_settle(&view, client, 100);
	Stroke *stroke = rig_pen_down(rig, 1, 10);
	guint n_late = 0;
	for (guint i = 0; i < 25; i++) {
		gint64 begin_us = g_get_monotonic_time();
		guint n_before = view.n_ink;
		rig_pen_move(rig, 1, stroke, 4);
		while (view.n_ink == n_before)
			g_assert_true(view_take(&view, client, 5000));
		n_late += view.latest_us - begin_us > 20000;
	}
	/* At once, not at the beat of the changes; now and then a crowded machine has its own beat. */
	g_assert_cmpuint(n_late, <, 12);
	const InkStroke *seen = g_ptr_array_index(view.pages[1]->strokes, 0);
	g_assert_cmpint(seen->start_ms, ==, stroke->start_ms);
	g_assert_cmpuint(seen->id, ==, (guint64)stroke->id);
	g_assert_cmpuint(seen->dots->len, ==, 100);
	for (guint n = 0; n < 100; n++)
		assert_dot(stroke, n, &g_array_index(seen->dots, InkDot, n));
	g_assert_false(seen->is_up);
	gint64 start_ms = stroke->start_ms;
	rig_pen_up(rig, 1, stroke);
	view_settle(&view, client, 200);
	g_assert_true(seen->is_up);
	g_assert_cmpint(seen->duration_ms, ==, 100 * 8);
	g_assert_cmpint(start_ms, ==, seen->start_ms);
}

/* A console that joins in the middle of a stroke goes on where its base ends. */
static void test_base_then_live(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(2, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) early = rig_open(rig, cookie);
	g_auto(ConsoleView) early_view = { 0 };
	view_settle(&early_view, early, 100);
	for (guint i = 0; i < 30; i++)
		rig_write(rig, 0, 10, 37);
	Stroke *stroke = rig_pen_down(rig, 0, 10);
	rig_pen_move(rig, 0, stroke, 21);
	g_autoptr(WebsocketClient) late = rig_open(rig, cookie);
	g_auto(ConsoleView) late_view = { 0 };
	while (!late_view.base_done[0]) {
		rig_pen_move(rig, 0, stroke, 3);
		view_take(&late_view, late, 20);
	}
	rig_pen_move(rig, 0, stroke, 11);
	rig_pen_up(rig, 0, stroke);
	rig_write(rig, 0, 10, 12);
	view_settle(&early_view, early, 200);
	view_settle(&late_view, late, 200);
	g_assert_cmpuint(late_view.pages[0]->strokes->len, ==, 32);
	ink_page_assert_equal(early_view.pages[0], late_view.pages[0]);
}

/* The same on a line so slow that the pupil writes while the base is on its way: what is written waits for
 * the base to be complete. */
static void test_long_base_then_live(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(2, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	for (guint i = 0; i < 2500; i++)
		rig_write(rig, 0, 10, 40);
	Stroke *stroke = rig_pen_down(rig, 0, 10);
	rig_pen_move(rig, 0, stroke, 21);
	g_autoptr(WebsocketClient) slow = rig_open_slow(rig, cookie, 4096);
	g_auto(ConsoleView) view = { 0 };
	guint n_while_base = 0;
	while (!view.base_done[0]) {
		rig_pen_move(rig, 0, stroke, 3);
		g_assert_true(view_take(&view, slow, 5000));
		n_while_base += view.bases[0] != NULL;
	}
	g_assert_cmpuint(n_while_base, >, 2);
	rig_pen_up(rig, 0, stroke);
	view_settle(&view, slow, 300);
	g_autoptr(WebsocketClient) late = rig_open(rig, cookie);
	g_auto(ConsoleView) late_view = { 0 };
	view_settle(&late_view, late, 300);
	g_assert_cmpuint(late_view.pages[0]->strokes->len, ==, 2501);
	ink_page_assert_equal(view.pages[0], late_view.pages[0]);
}

/* To another page and back: each time the whole page is there. */
static void test_page_turned(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(2, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_auto(ConsoleView) view = { 0 };
	view_settle(&view, client, 100);
	guint n_dots[2] = { 0, 0 };
	for (guint i = 0; i < 6; i++) {
		rig_write(rig, 0, 10 + i % 2, 20 + i);
		n_dots[i % 2] += 20 + i;
		view_settle(&view, client, 200);
		g_assert_cmpint(
			view.pages[0]->copy, ==, classroom_seat(rig->classroom, 0)->page_copy_id);
		g_assert_cmpuint(ink_page_n_dots(view.pages[0]), ==, n_dots[i % 2]);
	}
}

/* ---- opening a page */

static const json_t *open_copy(
	ConsoleView *view, WebsocketClient *client, gint64 copy, guint request)
{
	g_autofree char *text = g_strdup_printf(
		"{\"type\":\"open-page\",\"request\":%u,\"copy\":%" G_GINT64_FORMAT "}", request,
		copy);
	return view_ask(view, client, text);
}

static void test_open_long_page(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(2, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	for (guint i = 0; i < 500; i++)
		rig_write(rig, 0, 10, 40);
	rig_write(rig, 0, 11, 15);
	rig_wait_stored(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_auto(ConsoleView) view = { 0 };
	view_settle(&view, client, 100);
	const json_t *pages =
		view_ask(&view, client, "{\"type\":\"list-pages\",\"request\":1,\"seat\":0}");
	const json_t *copies = json_object_get(pages, "copies");
	g_assert_cmpuint(json_array_size(copies), ==, 2);
	g_assert_cmpuint(json_array_size(json_object_get(pages, "begun_ms")), ==, 2);
	const json_t *numbers = json_object_get(pages, "pages");
	g_assert_cmpint(json_integer_value(json_array_get(numbers, 0)), !=,
		json_integer_value(json_array_get(numbers, 1)));
	gint64 newest = json_integer_value(json_array_get(copies, 0));
	gint64 older = json_integer_value(json_array_get(copies, 1));
	g_assert_cmpint(newest, ==, classroom_seat(rig->classroom, 0)->page_copy_id);

	guint n_ink = view.n_ink;
	const json_t *page = open_copy(&view, client, older, 77);
	g_assert_cmpint(view_integer(page, "page"), ==, 10);
	g_assert_cmpint(view_integer(page, "book"), ==, RIG_BOOK);
	g_assert_cmpint(view_integer(page, "seat"), ==, 0);
	g_assert_cmpint(view_integer(page, "strokes"), ==, 500);
	g_assert_cmpint(view_integer(page, "dots"), ==, 20000);
	while (!view.answer->ended)
		g_assert_true(view_take(&view, client, 5000));
	g_assert_cmpuint(view.answer->strokes->len, ==, 500);
	g_assert_cmpuint(ink_page_n_dots(view.answer), ==, 20000);
	g_assert_cmpuint(view.n_ink - n_ink, >=, 2);
}

static void test_open_several(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(6, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	for (guint i = 0; i < 6; i++)
		rig_write(rig, i, 10, 30 + i);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_auto(ConsoleView) view = { 0 };
	view_settle(&view, client, 100);
	/* Asked all at once, answered one after the other in that order. */
	for (guint i = 0; i < 6; i++) {
		g_autofree char *text = g_strdup_printf(
			"{\"type\":\"open-page\",\"request\":%u,\"copy\":%" G_GINT64_FORMAT "}",
			10 + i, classroom_seat(rig->classroom, i)->page_copy_id);
		websocket_say(client, text);
	}
	for (guint i = 0; i < 6; i++) {
		while (!view.reply || view_integer(view.reply, "request") != 10 + i)
			g_assert_true(view_take(&view, client, 5000));
		while (!view.answer->ended)
			g_assert_true(view_take(&view, client, 5000));
		g_assert_cmpuint(ink_page_n_dots(view.answer), ==, 30 + i);
	}
}

/* ---- lines that fail */

/* So much that it does not all find room in the kernel's buffers between the two ends. */
static void write_much(ConsoleRig *rig, guint round)
{
	for (guint pupil = 0; pupil < rig->n_pupils; pupil++)
		rig_write(rig, pupil, 10 + round / 40, 500);
}

static void test_slow_reader_is_cut(void)
{
	const ConsoleOptions options = { .queue_limit_bytes = 100000 };
	g_autoptr(ConsoleRig) rig = rig_new(6, &options);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) fast = rig_open(rig, cookie);
	g_autoptr(WebsocketClient) slow = rig_open_slow(rig, cookie, 4096);
	g_auto(ConsoleView) fast_view = { 0 };
	g_auto(ConsoleView) slow_view = { 0 };
	view_settle(&fast_view, fast, 200);
	view_settle(&slow_view, slow, 200);
	guint n_late = 0;
	for (guint round = 0; round < 120; round++) {
		gint64 begin_us = g_get_monotonic_time();
		write_much(rig, round);
		guint n_ink = fast_view.n_ink;
		while (fast_view.n_ink == n_ink)
			g_assert_true(view_take(&fast_view, fast, 5000));
		n_late += fast_view.latest_us - begin_us > 50000;
		view_settle(&fast_view, fast, 5);
	}
	view_settle(&fast_view, fast, 300);
	g_assert_cmpuint(n_late, <, 60);
	g_assert_cmpuint(fast_view.n_resynchronised, ==, 0);

	/* Now the slow one reads on: what was on the line, then the state again. */
	while (slow_view.n_resynchronised == 0)
		g_assert_true(view_take(&slow_view, slow, 5000));
	view_settle(&slow_view, slow, 4000);
	view_settle(&fast_view, fast, 300);
	g_assert_cmpint(slow_view.number, ==, fast_view.number);
	g_assert_true(json_equal(json_object_get(slow_view.state, "seats"),
		json_object_get(fast_view.state, "seats")));
	for (guint seat = 0; seat < 6; seat++)
		ink_page_assert_equal(slow_view.pages[seat], fast_view.pages[seat]);
	g_assert_cmpuint(slow->seen->len, <, fast->seen->len);
}

/* Names that wait for a slow line when they are hidden are not sent any more. */
static void test_slow_reader_and_hidden_names(void)
{
	const ConsoleOptions options = { .queue_limit_bytes = 8 << 20 };
	g_autoptr(ConsoleRig) rig = rig_new(6, &options);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) slow = rig_open_slow(rig, cookie, 4096);
	g_auto(ConsoleView) view = { 0 };
	view_settle(&view, slow, 200);
	/* Ink until the line is full, then changes, which have names. */
	for (guint round = 0; round < 200; round++)
		write_much(rig, round);
	websocket_let_run(200);
	PenDownload none = { 0 };
	for (guint i = 0; i < 8; i++) {
		PenInfo info = { .battery_percent = (guint8)(10 + i) };
		classroom_pen_changed(rig->classroom, rig->pen_ids[0], PEN_READY, &info, &none, "");
		websocket_let_run(110);
	}
	g_byte_array_set_size(slow->seen, 0);
	g_autoptr(WebsocketClient) other = rig_open(rig, cookie);
	json_decref(rig_receive(other, "snapshot"));
	websocket_say(other, "{\"type\":\"hide-names\",\"request\":6,\"hide\":true}");
	json_decref(rig_receive(other, "change"));
	while (view.n_snapshots < 2)
		g_assert_true(view_take(&view, slow, 5000));
	view_settle(&view, slow, 300);
	g_assert_true(
		json_is_true(json_object_get(json_object_get(view.state, "class"), "hide_names")));
	g_assert_null(memmem(
		slow->seen->data, slow->seen->len, "\"battery\":14", strlen("\"battery\":14")));
	g_assert_null(memmem(slow->seen->data, slow->seen->len, "学生", strlen("学生")));
}

static void test_standing_still_is_hung_up_on(void)
{
	const ConsoleOptions options = {
		.queue_limit_bytes = 100000, .stall_ms = 1500, .ping_s = 60, .hangup_s = 120
	};
	g_autoptr(ConsoleRig) rig = rig_new(4, &options);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) still = rig_open_slow(rig, cookie, 4096);
	json_decref(rig_receive(still, "snapshot"));
	g_autoptr(WebsocketClient) good = rig_open(rig, cookie);
	g_auto(ConsoleView) view = { 0 };
	gint64 begin_us = g_get_monotonic_time();
	guint round = 0;
	while (console_n_consoles(rig->console) == 2) {
		write_much(rig, round++);
		view_settle(&view, good, 20);
		g_assert_cmpint(g_get_monotonic_time() - begin_us, <, 15 * G_USEC_PER_SEC);
	}
	g_assert_cmpint(g_get_monotonic_time() - begin_us, >, 1500000);
	g_assert_true(view_take(&view, good, 0) || !good->ended);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/frames/cut", test_cut);
	g_test_add_func("/frames/cut-damaged", test_cut_damaged);
	g_test_add_func("/ink/live-is-what-was-written", test_live_is_what_was_written);
	g_test_add_func("/ink/base-then-live", test_base_then_live);
	g_test_add_func("/ink/long-base-then-live", test_long_base_then_live);
	g_test_add_func("/ink/page-turned", test_page_turned);
	g_test_add_func("/ink/open-long-page", test_open_long_page);
	g_test_add_func("/ink/open-several", test_open_several);
	g_test_add_func("/lines/slow-reader-is-cut", test_slow_reader_is_cut);
	g_test_add_func("/lines/slow-reader-and-hidden-names", test_slow_reader_and_hidden_names);
	g_test_add_func("/lines/standing-still-is-hung-up-on", test_standing_still_is_hung_up_on);
	return g_test_run();
}
