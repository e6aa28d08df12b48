/* SPDX-License-Identifier: MIT */
/*
 * The Neo driver fetches a pen's stored ink: conversations. The fake host asserts in each of them that no
 * packet is acknowledged before its strokes are on disk. Long lists, progress, and what a later link inherits:
 * test-drivers-download-lists.c.
 */
#include "tests/neo-lines.h"

static const PenConfig FETCH_ONLY = { .fetch_stored = true };
static const PenConfig FETCH_AND_FREE = { .fetch_stored = true, .delete_stored = true };
static const PenConfig NOTHING = { .fetch_stored = false };

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

/* After this a pen's later ink is later ink: only when all that it lists has been told, whole. */
static void test_emptied(void)
{
	const struct {
		const Line *lines;
		gsize n_lines;
		bool emptied;
	} cases[] = {
		{ FREED, G_N_ELEMENTS(FREED), true },
		{ TOTALS_DIFFER, G_N_ELEMENTS(TOTALS_DIFFER), false },
		{ LIST_REFUSED, G_N_ELEMENTS(LIST_REFUSED), false },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		FakeHost *host = fake_host_new(
			driver_by_name("neo"), i == 0 ? &FETCH_AND_FREE : &FETCH_ONLY);
		pen_start(host->pen, host->now_ms);
		fake_run(host, cases[i].lines, cases[i].n_lines);
		const PenInfo *info = pen_info(host->pen);
		g_assert_cmpint(info->emptied_ms != 0, ==, cases[i].emptied);
		if (cases[i].emptied)
			g_assert_cmpint(info->emptied_ms, >=, info->clock_set_ms);
		fake_host_free(host);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(CONVERSATIONS); i++) {
		g_autofree char *path =
			g_strdup_printf("/drivers/download/%s", CONVERSATIONS[i].name);
		g_test_add_data_func(path, &CONVERSATIONS[i], conversation_run);
	}
	g_test_add_func("/drivers/download/emptied", test_emptied);
	return g_test_run();
}
