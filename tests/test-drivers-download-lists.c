/* SPDX-License-Identifier: MIT */
/* The Neo driver fetches stored ink: lists that are full, how far it is, what the next link of a pen inherits. */
#include "tests/neo-lines.h"

static const PenConfig FETCH_ONLY = { .fetch_stored = true };
static const PenConfig NOTHING = { .fetch_stored = false };

static void say(FakeHost *host, GByteArray *body)
{
	const guint n_payload = body->len - 4;
	body->data[2] = (guint8)n_payload;
	body->data[3] = (guint8)(n_payload >> 8);
	fake_receive(host, body);
	g_byte_array_unref(body);
}

static void say_notes(FakeHost *host, guint first_book, guint n_notes)
{
	GByteArray *body = helpers_hex("A1 00 00 00");
	fake_put(body, n_notes, 2);
	for (guint i = 0; i < n_notes; i++) {
		fake_put(body, 0x0300001B, 4);
		fake_put(body, first_book + i, 4);
	}
	say(host, body);
}

/* For each note: no pages. */
static void refuse_pages(FakeHost *host, guint first_book, guint n_notes)
{
	for (guint i = 0; i < n_notes; i++) {
		g_autofree char *asked = g_strdup_printf("22 08 00 1B 00 00 03 %02X %02X 00 00",
			(first_book + i) & 255, (first_book + i) >> 8);
		fake_expect(host, asked, i);
		GByteArray *body = helpers_hex("A2 00 00 00 1B 00 00 03");
		fake_put(body, first_book + i, 4);
		fake_put(body, 0, 2);
		say(host, body);
	}
}

/* A full list is asked for again until it has nothing new. */
static void test_note_limit(void)
{
	static const Line BEGIN[] = { HANDSHAKE, ASK_NOTES };
	static const Line AGAIN[] = { ASK_NOTES };
	static const Line END[] = { QUIET, { REASON, "lists only 64 notes" } };
	FakeHost *host = fake_host_new(driver_by_name("neo"), &FETCH_ONLY);
	pen_start(host->pen, host->now_ms);
	fake_run(host, BEGIN, G_N_ELEMENTS(BEGIN));
	say_notes(host, 600, 64);
	g_assert_cmpuint(pen_download(host->pen)->n_notes_left, ==, 64);
	refuse_pages(host, 600, 64);
	fake_run(host, AGAIN, G_N_ELEMENTS(AGAIN));
	say_notes(host, 610, 64); /* ten new ones behind those already done */
	refuse_pages(host, 664, 10);
	fake_run(host, AGAIN, G_N_ELEMENTS(AGAIN));
	say_notes(host, 610, 64);
	fake_run(host, END, G_N_ELEMENTS(END));
	g_assert_cmpuint(pen_download(host->pen)->n_notes_left, ==, 0);
	fake_host_free(host);
}

/* 128 pages listed may be more: the note's bitmap says which. */
static void test_page_limit(void)
{
	static const Line BEGIN[] = { UNTIL_PAGES };
	static const Line LONG[] = { { WE_SAY, "26 08 00 " NOTE } };
	static const Line END[] = { FETCH_PAGE("01"),
		{ PEN_SAYS, "A3 00 09 00 00 00 00 00 00 00 00 00 00" }, FETCH_PAGE("1F") };
	FakeHost *host = fake_host_new(driver_by_name("neo"), &FETCH_ONLY);
	pen_start(host->pen, host->now_ms);
	fake_run(host, BEGIN, G_N_ELEMENTS(BEGIN));
	GByteArray *pages = helpers_hex("A2 00 00 00 " NOTE "80 00");
	for (guint page = 0; page < 128; page++)
		fake_put(pages, page, 4);
	say(host, pages);
	fake_run(host, LONG, G_N_ELEMENTS(LONG));
	GByteArray *info = helpers_hex("A6 00 00 00 00 " NOTE);
	for (guint i = 0; i < 35; i++)
		fake_put(info, 0, 1);
	fake_put(info, 2, 2);
	fake_put(info, 4, 2);
	fake_put(info, 0x80000002, 4);
	say(host, info);
	fake_run(host, END, G_N_ELEMENTS(END));
	fake_host_free(host);
}

static void test_progress(void)
{
	static const Line BEGIN[] = { AT_FETCH, FOUR_STROKES };
	static const Line MIDDLE[] = { { CHUNK, "plain", 0, 0, 10, 2 } };
	static const Line END[] = { ON_DISK, ACKNOWLEDGE("00 00"), { CHUNK, "plain", 1, 2, 10, 2 },
		ON_DISK, ACKNOWLEDGE_LAST("01 00") };
	FakeHost *host = fake_host_new(driver_by_name("neo"), &FETCH_ONLY);
	const PenDownload *progress = pen_download(host->pen);
	pen_start(host->pen, host->now_ms);
	fake_run(host, BEGIN, G_N_ELEMENTS(BEGIN));
	g_assert_cmpuint(progress->n_strokes_all, ==, 4);
	g_assert_cmpuint(progress->n_strokes_done, ==, 0);
	g_assert_cmpuint(progress->n_notes_left, ==, 1);
	fake_run(host, MIDDLE, G_N_ELEMENTS(MIDDLE));
	g_assert_cmpuint(progress->n_strokes_done, ==, 2);
	fake_run(host, END, G_N_ELEMENTS(END));
	g_assert_cmpuint(progress->n_strokes_all, ==, 0);
	fake_host_free(host);
}

/* The daemon makes a Pen for every link: what is on disk is not fetched again by the next one. */
static void test_inherit(void)
{
	static const Line FIRST[] = { AT_FETCH, TWO_STROKES, { CHUNK, "plain", 0, 2, 10, 2 },
		ON_DISK, ACKNOWLEDGE_LAST("00 00"), { LINK_LOST, "" } };
	static const Line SECOND[] = { UNTIL_PAGES, ONE_PAGE, ASK_SIZE("0A"), TWO_STROKES, QUIET,
		{ REASON, "" } };
	FakeHost *older = fake_host_new(driver_by_name("neo"), &FETCH_ONLY);
	FakeHost *host = fake_host_new(driver_by_name("neo"), &FETCH_ONLY);
	pen_start(older->pen, older->now_ms);
	fake_run(older, FIRST, G_N_ELEMENTS(FIRST));
	pen_start(host->pen, host->now_ms);
	pen_inherit(host->pen, older->pen);
	fake_host_free(older);
	fake_run(host, SECOND, G_N_ELEMENTS(SECOND));
	fake_host_free(host);
}

/* A pen may be configured when it has said who it is. */
static void test_configured_late(void)
{
	static const Line BEGIN[] = { UNTIL_SETTINGS };
	static const Line END[] = { { PEN_SAYS, SETTINGS_OPEN }, FROM_CLOCK, ASK_NOTES };
	FakeHost *host = fake_host_new(driver_by_name("neo"), &NOTHING);
	pen_start(host->pen, host->now_ms);
	fake_run(host, BEGIN, G_N_ELEMENTS(BEGIN));
	pen_set_config(host->pen, &FETCH_ONLY);
	fake_run(host, END, G_N_ELEMENTS(END));
	fake_host_free(host);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/drivers/download-lists/note-limit", test_note_limit);
	g_test_add_func("/drivers/download-lists/page-limit", test_page_limit);
	g_test_add_func("/drivers/download-lists/progress", test_progress);
	g_test_add_func("/drivers/download-lists/inherit", test_inherit);
	g_test_add_func("/drivers/download-lists/configured-late", test_configured_late);
	return g_test_run();
}
