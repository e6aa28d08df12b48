/* SPDX-License-Identifier: MIT */
/*
 * The Neo driver fetches a pen's stored ink: conversations. The fake host asserts in each of them that no
 * packet is acknowledged before its strokes are on disk. Longer than 600 lines because the conversations
 * are one table, and share the short forms above it.
 */
#include "tests/neo-lines.h"

static const PenConfig FETCH_ONLY = { .fetch_stored = true };
static const PenConfig FETCH_AND_FREE = { .fetch_stored = true, .delete_stored = true };
static const PenConfig NOTHING = { .fetch_stored = false };

#define UNTIL_PAGES HANDSHAKE, ASK_NOTES, ONE_NOTE, ASK_PAGES
#define AT_FETCH UNTIL_PAGES, ONE_PAGE, FETCH_PAGE("0A")

static const Line PLAIN_PAGE[] = {
	AT_FETCH,
	TWO_STROKES,
	{ CHUNK, "plain", 0, 2, 10, 2 },
	QUIET,
	{ STROKES, "", 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	QUIET,
	{ STATE, "ready" },
	{ REASON, "" },
};

static const Line TWO_PAGES_ZIPPED[] = {
	UNTIL_PAGES,
	TWO_PAGES,
	FETCH_PAGE("0A"),
	FOUR_STROKES,
	{ CHUNK, "zip", 0, 0, 10, 2 },
	QUIET,
	{ WAIT, "", 60000 }, /* the disk may take its time, the pen is not late meanwhile */
	QUIET,
	ON_DISK,
	ACKNOWLEDGE("00 00"),
	{ CHUNK, "zip", 1, 2, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("01 00"),
	FETCH_PAGE("0B"),
	TWO_STROKES,
	{ CHUNK, "zip", 0, 2, 11, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	{ STROKES, "", 6 },
	{ REASON, "" },
};

static const Line NOTHING_STORED[] = {
	UNTIL_PAGES,
	ONE_PAGE,
	FETCH_PAGE("0A"),
	{ PEN_SAYS, "A3 00 09 00 00 00 00 00 00 00 00 00 01" },
	QUIET,
	{ STATE, "ready" },
	{ REASON, "" },
	{ FETCH, "", true },
	ASK_NOTES,
	ONE_NOTE,
	ASK_PAGES,
	NO_PAGES,
	QUIET,
};

static const Line DAMAGED_ONCE[] = {
	AT_FETCH,
	TWO_STROKES,
	{ CHUNK, "damaged", 0, 2, 10, 2 },
	REFUSE("00 00"),
	{ STROKES, "", 0 },
	{ CHUNK, "plain", 0, 2, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	{ STROKES, "", 2 },
	{ REASON, "" },
};

/* The best copy is kept, and such a page is never freed. */
static const Line DAMAGED_FOUR_TIMES[] = {
	AT_FETCH,
	TWO_STROKES,
	{ CHUNK, "damaged", 0, 2, 10, 2 },
	REFUSE("00 00"),
	{ CHUNK, "damaged", 0, 2, 10, 2 },
	REFUSE("00 00"),
	{ CHUNK, "damaged", 0, 2, 10, 2 },
	REFUSE("00 00"),
	{ CHUNK, "damaged", 0, 2, 10, 2 },
	QUIET,
	{ STROKES, "", 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	QUIET,
	{ REASON, "3/27/603/10: a part came damaged four times" },
};

/* The pen did not wait, or the acknowledgement was lost: once on disk, answered each time. */
static const Line REPEATED[] = {
	AT_FETCH,
	FOUR_STROKES,
	{ CHUNK, "plain", 0, 0, 10, 2 },
	{ CHUNK, "plain", 0, 0, 10, 2 },
	QUIET,
	ON_DISK,
	ACKNOWLEDGE("00 00"),
	QUIET,
	{ CHUNK, "plain", 0, 0, 10, 2 },
	QUIET,
	ON_DISK,
	ACKNOWLEDGE("00 00"),
	{ CHUNK, "plain", 1, 2, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("01 00"),
	{ CHUNK, "plain", 1, 2, 10, 2 },
	ACKNOWLEDGE_LAST("01 00"), /* after the end: it is on disk */
	QUIET,
	{ STROKES, "", 4 },
	{ REASON, "" },
};

static const Line PEN_STALLS[] = {
	AT_FETCH,
	FOUR_STROKES,
	{ CHUNK, "plain", 0, 0, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE("00 00"),
	{ WAIT, "", 19999 },
	QUIET,
	{ WAIT, "", 1 },
	FETCH_PAGE("0A"),
	FOUR_STROKES,
	{ CHUNK, "plain", 0, 0, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE("00 00"),
	{ CHUNK, "plain", 1, 2, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("01 00"),
	{ STROKES, "", 4 },
	{ REASON, "" },
};

static const Line PEN_STALLS_FOR_GOOD[] = {
	UNTIL_PAGES,
	TWO_PAGES,
	FETCH_PAGE("0A"),
	FOUR_STROKES,
	{ WAIT, "", 60000 },
	FETCH_PAGE("0A"),
	FETCH_PAGE("0A"),
	FETCH_PAGE("0A"),
	QUIET,
	{ WAIT, "", 20000 },
	FETCH_PAGE("0B"), /* one page may be beyond reading; the next is tried */
	{ WAIT, "", 80000 },
	FETCH_PAGE("0B"),
	FETCH_PAGE("0B"),
	FETCH_PAGE("0B"),
	QUIET,
	{ STATE, "ready" },
	{ REASON, "several pages in a row failed" },
};

static const Line LISTS_UNANSWERED[] = {
	HANDSHAKE,
	ASK_NOTES,
	{ WAIT, "", 5000 },
	ASK_NOTES,
	ONE_NOTE,
	ASK_PAGES,
	{ WAIT, "", 15000 },
	ASK_PAGES,
	ASK_PAGES,
	{ STATE, "ready" },
	{ REASON, "stopped answering" },
};

static const Line LIST_REFUSED[] = {
	HANDSHAKE,
	ASK_NOTES,
	{ PEN_SAYS, "A1 02" },
	QUIET,
	{ REASON, "refuses to list it (error 2)" },
};

/* Asked again once, then all that came is kept and staff is told. */
static const Line TOTALS_DIFFER[] = {
	AT_FETCH,
	FOUR_STROKES,
	{ CHUNK, "plain", 0, 2, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	FETCH_PAGE("0A"),
	FOUR_STROKES,
	{ CHUNK, "plain", 0, 2, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	QUIET,
	{ STROKES, "", 2 },
	{ REASON, "not as many as the pen said" },
};

static const Line TORN[] = {
	UNTIL_PAGES,
	TWO_PAGES,
	FETCH_PAGE("0A"),
	TWO_STROKES,
	{ CHUNK, "plain", 0, 2, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	FETCH_PAGE("0B"),
	FOUR_STROKES,
	{ CHUNK, "plain", 0, 0, 11, 2 },
	{ LINK_LOST, "" },
	ON_DISK, /* too late: nobody is there to be told */
	QUIET,
	{ LINK_UP, "" },
	HANDSHAKE,
	ASK_NOTES,
	ONE_NOTE,
	ASK_PAGES,
	TWO_PAGES,
	ASK_SIZE("0A"), /* this one is on disk, unless it grew */
	TWO_STROKES,
	FETCH_PAGE("0B"), /* this one from its start */
	FOUR_STROKES,
	{ CHUNK, "plain", 0, 0, 11, 2 },
	ON_DISK,
	ACKNOWLEDGE("00 00"),
	{ CHUNK, "plain", 1, 2, 11, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("01 00"),
	{ STROKES, "", 6 },
	{ REASON, "" },
};

static const Line GREW_MEANWHILE[] = {
	AT_FETCH,
	TWO_STROKES,
	{ CHUNK, "plain", 0, 2, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	{ LINK_LOST, "" },
	{ LINK_UP, "" },
	UNTIL_PAGES,
	ONE_PAGE,
	ASK_SIZE("0A"),
	FOUR_STROKES,
	FETCH_PAGE("0A"),
	FOUR_STROKES,
	{ CHUNK, "plain", 0, 2, 10, 4 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	{ STROKES, "", 4 },
};

static const Line FREED[] = {
	UNTIL_PAGES,
	TWO_PAGES,
	FETCH_PAGE("0A"),
	TWO_STROKES,
	{ CHUNK, "plain", 0, 2, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	FETCH_PAGE("0B"),
	TWO_STROKES,
	{ CHUNK, "plain", 0, 2, 11, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	ASK_PAGES,
	TWO_PAGES,
	ASK_SIZE("0B"),
	TWO_STROKES,
	ASK_SIZE("0A"),
	FOUR_STROKES, /* was written on since it was fetched: stays */
	{ WE_SAY, "27 0D 00 " NOTE "01 0B 00 00 00" },
	{ PEN_SAYS, "A7 00 05 00 01 0B 00 00 00" },
	QUIET,
	{ STATE, "ready" },
	{ REASON, "" },
};

static const Line DAMAGED_IS_NOT_FREED[] = {
	AT_FETCH,
	TWO_STROKES,
	{ CHUNK, "damaged", 0, 2, 10, 2 },
	REFUSE("00 00"),
	{ CHUNK, "damaged", 0, 2, 10, 2 },
	REFUSE("00 00"),
	{ CHUNK, "damaged", 0, 2, 10, 2 },
	REFUSE("00 00"),
	{ CHUNK, "damaged", 0, 2, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	QUIET,
	{ REASON, "damaged" },
};

/* The strokes are of page 11, asked was 10: the pen answered something else. */
static const Line ANOTHER_PAGE_IS_NOT_FREED[] = {
	AT_FETCH,
	TWO_STROKES,
	{ CHUNK, "plain", 0, 2, 11, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	FETCH_PAGE("0A"),
	TWO_STROKES,
	{ CHUNK, "plain", 0, 2, 11, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	QUIET,
	{ STROKES, "", 2 },
	{ REASON, "kept" },
};

static const Line FREE_REFUSED[] = {
	AT_FETCH,
	TWO_STROKES,
	{ CHUNK, "plain", 0, 2, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	ASK_PAGES,
	ONE_PAGE,
	ASK_SIZE("0A"),
	TWO_STROKES,
	{ WE_SAY, "27 0D 00 " NOTE "01 0A 00 00 00" },
	{ PEN_SAYS, "A7 05" },
	QUIET,
	{ REASON, "refused to free" },
};

/* Before 2.16 only whole notes can be deleted, with what was written since: never done. */
static const Line OLD_PEN_KEEPS[] = {
	{ WAIT, "", 500 },
	ASK_VERSION,
	{ PEN_SAYS, VERSION_215 },
	ASK_SETTINGS,
	{ PEN_SAYS, SETTINGS_OPEN },
	FROM_CLOCK,
	ASK_NOTES,
	ONE_NOTE,
	ASK_PAGES,
	ONE_PAGE,
	FETCH_PAGE("0A"),
	TWO_STROKES,
	{ CHUNK, "plain", 0, 2, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	QUIET,
	{ REASON, "cannot free single pages" },
};

#define DOWN_1 "69 0E 00 01 " T0 "00 00 00 00 FF"
#define PAPER_2 "6B 0D 00 02 " NOTE "0C 00 00 00"
#define DOT_3 "6C 0E 00 03 0A 2C 01 14 00 1E 00 05 32 58 5C 2D 00"
#define UP_4 "6A 13 00 04 0A F8 EC D8 9A 01 00 00 01 00 01 00 01 00 01 00 01 00"

/* A chunk comes while the pen writes: its strokes wait for the live one, and so does the answer. */
static const Line WRITING_MEANWHILE[] = {
	AT_FETCH,
	TWO_STROKES,
	{ PEN_SAYS, DOWN_1 },
	{ PEN_SAYS, PAPER_2 },
	{ PEN_SAYS, DOT_3 },
	{ CHUNK, "plain", 0, 2, 10, 2 },
	ON_DISK,
	QUIET,
	{ STROKES, "", 0 },
	{ PEN_SAYS, UP_4 },
	{ STROKES, "", 3 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	{ STATE, "ready" },
};

static const Line POWER_OFF_MEANWHILE[] = {
	AT_FETCH,
	FOUR_STROKES,
	{ CHUNK, "plain", 0, 0, 10, 2 },
	{ PEN_SAYS, "62 01 00 01" },
	ON_DISK,
	QUIET,
	{ WAIT, "", 600000 },
	QUIET,
	{ STATE, "off" },
	{ STROKES, "", 2 },
	{ LINK_LOST, "" },
};

static const Line ON_REQUEST[] = {
	HANDSHAKE,
	QUIET,
	{ FETCH, "", true },
	ASK_NOTES,
	{ FETCH, "", true }, /* is under way */
	QUIET,
	NO_NOTES,
	{ WAIT, "", 300000 },
	ASK_SETTINGS,
	{ FETCH, "", true }, /* when the settings have come: one request at a time */
	QUIET,
	{ PEN_SAYS, SETTINGS_OPEN },
	ASK_NOTES,
	NO_NOTES,
	QUIET,
};

/* A packet of the next page before its reply has the id of the last one, and is not on disk. */
static const Line SAME_ID_ANOTHER_PAGE[] = {
	UNTIL_PAGES,
	TWO_PAGES,
	FETCH_PAGE("0A"),
	TWO_STROKES,
	{ CHUNK, "plain", 0, 2, 10, 2 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	FETCH_PAGE("0B"),
	{ CHUNK, "plain", 0, 2, 11, 2 },
	QUIET,
	{ CHUNK, "plain", 0, 2, 10, 2 },
	ACKNOWLEDGE_LAST("00 00"),
	{ STROKES, "", 2 },
};

/* Strokes of a transfer nobody asked for on this link are not answered. */
static const Line STRAY_PACKET[] = {
	HANDSHAKE,
	{ CHUNK, "plain", 7, 1, 10, 2 },
	QUIET,
	{ STROKES, "", 0 },
};

/* A stroke under way when live ink was switched on is in the memory only after the first look. */
static const Line LOOKS_AGAIN[] = {
	HANDSHAKE,
	ASK_NOTES,
	NO_NOTES,
	{ WAIT, "", 9000 },
	QUIET,
	{ WAIT, "", 1000 },
	ASK_SETTINGS,
	{ PEN_SAYS, SETTINGS_OPEN },
	ASK_NOTES,
	NO_NOTES,
	{ WAIT, "", 299000 },
	QUIET,
	{ WAIT, "", 1000 },
	ASK_SETTINGS,
	{ PEN_SAYS, SETTINGS_OPEN },
	ASK_NOTES,
	NO_NOTES,
	QUIET,
};

static const Conversation CONVERSATIONS[] = {
	CONVERSATION(PLAIN_PAGE, FETCH_ONLY),
	CONVERSATION(TWO_PAGES_ZIPPED, FETCH_ONLY),
	CONVERSATION(NOTHING_STORED, FETCH_ONLY),
	CONVERSATION(DAMAGED_ONCE, FETCH_ONLY),
	CONVERSATION(DAMAGED_FOUR_TIMES, FETCH_ONLY),
	CONVERSATION(REPEATED, FETCH_ONLY),
	CONVERSATION(PEN_STALLS, FETCH_ONLY),
	CONVERSATION(PEN_STALLS_FOR_GOOD, FETCH_ONLY),
	CONVERSATION(LISTS_UNANSWERED, FETCH_ONLY),
	CONVERSATION(LIST_REFUSED, FETCH_ONLY),
	CONVERSATION(TOTALS_DIFFER, FETCH_AND_FREE),
	CONVERSATION(TORN, FETCH_ONLY),
	CONVERSATION(GREW_MEANWHILE, FETCH_ONLY),
	CONVERSATION(FREED, FETCH_AND_FREE),
	CONVERSATION(DAMAGED_IS_NOT_FREED, FETCH_AND_FREE),
	CONVERSATION(ANOTHER_PAGE_IS_NOT_FREED, FETCH_AND_FREE),
	CONVERSATION(FREE_REFUSED, FETCH_AND_FREE),
	CONVERSATION(OLD_PEN_KEEPS, FETCH_AND_FREE),
	CONVERSATION(WRITING_MEANWHILE, FETCH_ONLY),
	CONVERSATION(POWER_OFF_MEANWHILE, FETCH_ONLY),
	CONVERSATION(ON_REQUEST, NOTHING),
	CONVERSATION(LOOKS_AGAIN, FETCH_ONLY),
	CONVERSATION(SAME_ID_ANOTHER_PAGE, FETCH_ONLY),
	CONVERSATION(STRAY_PACKET, NOTHING),
};

/* ---- lists at their limits */

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
	for (gsize i = 0; i < G_N_ELEMENTS(CONVERSATIONS); i++) {
		g_autofree char *path =
			g_strdup_printf("/drivers/download/%s", CONVERSATIONS[i].name);
		g_test_add_data_func(path, &CONVERSATIONS[i], conversation_run);
	}
	g_test_add_func("/drivers/download/note-limit", test_note_limit);
	g_test_add_func("/drivers/download/page-limit", test_page_limit);
	g_test_add_func("/drivers/download/progress", test_progress);
	g_test_add_func("/drivers/download/inherit", test_inherit);
	g_test_add_func("/drivers/download/configured-late", test_configured_late);
	return g_test_run();
}
