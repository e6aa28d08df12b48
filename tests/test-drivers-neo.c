/* SPDX-License-Identifier: MIT */
/* The Neo driver brings a pen from an open link to live strokes, or says why not: conversations. */
#include "tests/neo-lines.h"

static const PenConfig PLAIN = { .password = "" };
static const PenConfig WITH_PASSWORD = { .password = "2468" };

#define LOCKED_FRESH SETTINGS("01 0A 00", "01")
#define LOCKED_NEAR_LIMIT SETTINGS("01 0A 08", "01")
#define LOCKED_ONE_LEFT_TO_USE SETTINGS("01 0A 07", "01")
#define PASSWORD                                                                                   \
	{                                                                                          \
		WE_SAY, "02 10 00 32 34 36 38" ZEROS_12                                            \
	}

static const Line NORMAL[] = {
	{ STATE, "connecting" },
	{ WAIT, "", 499 },
	QUIET,
	{ WAIT, "", 1 },
	ASK_VERSION,
	QUIET,
	{ PEN_SAYS, VERSION },
	ASK_SETTINGS,
	QUIET,
	{ PEN_SAYS, SETTINGS_OPEN },
	{ WE_SAY, "05 09 00 01 F4 F9 EC D8 9A 01 00 00" }, /* T0 + 500 ms */
	QUIET,
	CLOCK_SET,
	ASK_LIVE,
	{ STATE, "connecting" },
	LIVE_ON,
	{ STATE, "ready" },
	{ REASON, "" },
	{ WAIT, "", 299999 },
	QUIET,
	{ WAIT, "", 1 },
	ASK_SETTINGS, /* the battery, every five minutes */
	{ PEN_SAYS, SETTINGS_OPEN },
	QUIET,
	{ STATE, "ready" },
	{ FETCH, "", true },
	ASK_NOTES,
	NO_NOTES,
	{ REASON, "" },
};

/* Old firmware: 64 bytes of version, 23 of settings; replies come twice or unasked. */
static const Line OLD_PEN[] = {
	{ PEN_SAYS, "61 01 00 0F" },
	{ WAIT, "", 500 },
	ASK_VERSION,
	{ PEN_SAYS, VERSION_SHORT },
	ASK_SETTINGS,
	{ PEN_SAYS, VERSION_SHORT },
	QUIET,
	{ PEN_SAYS, SETTINGS_SHORT },
	SET_CLOCK,
	{ PEN_SAYS, SETTINGS_SHORT },
	{ PEN_SAYS, "91 00 00 00" },
	QUIET,
	CLOCK_SET,
	ASK_LIVE,
	CLOCK_SET,
	QUIET,
	LIVE_ON,
	{ STATE, "ready" },
	LIVE_ON,
	QUIET,
};

static const Line SLOW_PEN[] = {
	{ WAIT, "", 2500 },
	ASK_VERSION,
	ASK_VERSION,
	QUIET,
	{ PEN_SAYS, VERSION },
	ASK_SETTINGS,
	{ WAIT, "", 4000 },
	ASK_SETTINGS,
	ASK_SETTINGS,
	{ PEN_SAYS, SETTINGS_OPEN },
	SET_CLOCK,
	CLOCK_SET,
	ASK_LIVE,
	{ WAIT, "", 2000 },
	ASK_LIVE,
	LIVE_ON,
	{ STATE, "ready" },
};

static const Line SILENT_PEN[] = {
	{ WAIT, "", 6499 },
	ASK_VERSION,
	ASK_VERSION,
	ASK_VERSION,
	QUIET,
	{ STATE, "connecting" },
	{ WAIT, "", 1 },
	QUIET,
	{ STATE, "failed" },
	{ FAILED, "does not answer the version request, asked 3 times" },
	{ WAIT, "", 600000 },
	QUIET,
};

static const Line NO_LIVE_STROKES[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, SETTINGS_OPEN },
	SET_CLOCK,
	CLOCK_SET,
	ASK_LIVE,
	{ PEN_SAYS, "91 01" }, /* the short form of an error */
	{ STATE, "connecting" },
	{ WAIT, "", 2000 },
	ASK_LIVE,
	{ PEN_SAYS, "91 01 00 00" },
	{ WAIT, "", 2000 },
	ASK_LIVE,
	{ PEN_SAYS, "91 01 00 00" },
	{ WAIT, "", 2000 },
	{ STATE, "failed" },
	{ FAILED, "refuses the request for live strokes (error 1)" },
};

static const Line LIVE_AT_SECOND[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, SETTINGS_OPEN },
	SET_CLOCK,
	CLOCK_SET,
	ASK_LIVE,
	{ PEN_SAYS, "91 01" },
	{ WAIT, "", 2000 },
	ASK_LIVE,
	{ PEN_SAYS, "91 00" },
	{ STATE, "ready" },
};

static const Line NO_PASSWORD_KNOWN[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, LOCKED_FRESH },
	QUIET,
	{ STATE, "locked" },
	{ REASON, "write it into the configuration" },
	{ WAIT, "", 600000 },
	QUIET,
	{ FETCH, "", false },
};

static const Line PASSWORD_TAKEN[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, LOCKED_FRESH },
	PASSWORD,
	{ PEN_SAYS, "82 00 03 00 01 00 0A" },
	FROM_CLOCK,
	{ STATE, "ready" },
	/* A new link wants it again. */
	{ LINK_LOST, "" },
	{ LINK_UP, "" },
	UNTIL_SETTINGS,
	{ PEN_SAYS, LOCKED_FRESH },
	PASSWORD,
	{ PEN_SAYS, "82 00 03 00 01 00 0A" },
	FROM_CLOCK,
	{ STATE, "ready" },
};

/* Sent once, on the next link not at all: the pen erases itself at its limit. */
static const Line PASSWORD_WRONG[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, LOCKED_FRESH },
	PASSWORD,
	{ PEN_SAYS, "82 00 03 00 00 01 0A" },
	QUIET,
	{ STATE, "locked" },
	{ REASON, "refused the password" },
	{ PEN_SAYS, LOCKED_FRESH },
	{ WAIT, "", 600000 },
	QUIET,
	{ LINK_LOST, "" },
	{ LINK_UP, "" },
	UNTIL_SETTINGS,
	{ PEN_SAYS, SETTINGS("01 0A 01", "01") },
	QUIET,
	{ STATE, "locked" },
};

static const Line PASSWORD_LIMIT_NEAR[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, LOCKED_NEAR_LIMIT },
	QUIET,
	{ STATE, "locked" },
	{ REASON, "8 of 10 tries" },
};

static const Line PASSWORD_LAST_ALLOWED[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, LOCKED_ONE_LEFT_TO_USE },
	PASSWORD,
	{ PEN_SAYS, "82 00 03 00 00 08 0A" },
	QUIET,
	{ STATE, "locked" },
};

static const Line PASSWORD_ERASED[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, LOCKED_FRESH },
	PASSWORD,
	{ PEN_SAYS, "82 00 03 00 02 0A 0A" },
	QUIET,
	{ STATE, "locked" },
	{ REASON, "has erased itself" },
};

/* No word on the password: it is not sent again, the next replies tell. */
static const Line PASSWORD_UNANSWERED[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, LOCKED_FRESH },
	PASSWORD,
	{ WAIT, "", 2000 },
	SET_CLOCK,
	{ PEN_SAYS, "85 02" },
	QUIET,
	{ STATE, "locked" },
};

static const Line CLOCK_REFUSED[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, SETTINGS_OPEN },
	SET_CLOCK,
	{ PEN_SAYS, "85 00 02 00 01 01" }, /* ERR fine, status not */
	ASK_LIVE,
	LIVE_ON,
	{ STATE, "ready" },
	{ REASON, "refused to have its clock set" },
};

static const Line CLOCK_ERROR[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, SETTINGS_OPEN },
	SET_CLOCK,
	{ PEN_SAYS, "85 01 02 00 01 00" }, /* the other way */
	ASK_LIVE,
	LIVE_ON,
	{ REASON, "refused to have its clock set" },
};

static const Line STORING_SWITCHED_ON[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, SETTINGS("00 0A 00", "00") },
	SET_CLOCK,
	CLOCK_SET,
	{ WE_SAY, "05 02 00 07 01" },
	{ PEN_SAYS, "85 00 02 00 07 00" },
	ASK_SETTINGS,
	{ PEN_SAYS, SETTINGS_OPEN },
	ASK_LIVE,
	LIVE_ON,
	{ STATE, "ready" },
	{ REASON, "" },
};

static const Line STORING_IGNORED[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, SETTINGS("00 0A 00", "00") },
	SET_CLOCK,
	CLOCK_SET,
	{ WE_SAY, "05 02 00 07 01" },
	{ PEN_SAYS, "85 00 02 00 07 00" },
	ASK_SETTINGS,
	{ PEN_SAYS, SETTINGS("00 0A 00", "00") },
	ASK_LIVE,
	LIVE_ON,
	{ STATE, "ready" },
	{ REASON, "does not store ink while away" },
};

/* It restarted on the same link: no answer at rest, so the live request is verified anew. */
static const Line SILENT_AT_REST[] = {
	HANDSHAKE,
	{ WAIT, "", 300000 + 3 * 2000 },
	ASK_SETTINGS,
	ASK_SETTINGS,
	ASK_SETTINGS,
	ASK_LIVE,
	LIVE_ON,
	{ STATE, "ready" },
	{ WAIT, "", 300000 + 6 * 2000 },
	ASK_SETTINGS,
	ASK_SETTINGS,
	ASK_SETTINGS,
	ASK_LIVE,
	ASK_LIVE,
	ASK_LIVE,
	{ WAIT, "", 59999 },
	{ STATE, "ready" },
	{ WAIT, "", 1 },
	{ STATE, "failed" },
	{ FAILED, "does not answer" },
};

/* What it wrote meanwhile is behind the answer, wherever that is held up. */
static const Line LIVE_ANSWERED_LATE[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, SETTINGS_OPEN },
	SET_CLOCK,
	CLOCK_SET,
	{ WAIT, "", 6000 + 50000 },
	ASK_LIVE,
	ASK_LIVE,
	ASK_LIVE,
	QUIET,
	{ STATE, "connecting" },
	LIVE_ON,
	{ STATE, "ready" },
};

static const Line POWER_OFF[] = {
	HANDSHAKE,
	{ PEN_SAYS, "62 01 00 04" },
	{ STATE, "off" },
	{ REASON, "(cap)" },
	{ WAIT, "", 600000 },
	QUIET,
	{ LINK_LOST, "" },
	{ STATE, "off" },
	{ LINK_UP, "" },
	HANDSHAKE,
	{ STATE, "ready" },
};

#define DOWN_1 "69 0E 00 01 " T0 "00 00 00 00 FF"
#define PAPER_2 "6B 0D 00 02 " NOTE "0A 00 00 00"
#define DOT_3 "6C 0E 00 03 0A 2C 01 14 00 1E 00 05 32 58 5C 2D 00"

static const Line LINK_LOST_WHILE_DOWN[] = {
	HANDSHAKE,
	{ PEN_SAYS, DOWN_1 },
	{ PEN_SAYS, PAPER_2 },
	{ PEN_SAYS, DOT_3 },
	{ STROKES, "", 0 },
	{ LINK_LOST, "" },
	{ STROKES, "", 1 },
	{ STATE, "connecting" },
	{ REASON, "link was lost" },
	{ LINK_UP, "" },
	HANDSHAKE,
	{ STATE, "ready" },
	{ REASON, "" },
};

static const Conversation CONVERSATIONS[] = {
	CONVERSATION(NORMAL, PLAIN),
	CONVERSATION(OLD_PEN, PLAIN),
	CONVERSATION(SLOW_PEN, PLAIN),
	CONVERSATION(SILENT_PEN, PLAIN),
	CONVERSATION(NO_LIVE_STROKES, PLAIN),
	CONVERSATION(LIVE_AT_SECOND, PLAIN),
	CONVERSATION(LIVE_ANSWERED_LATE, PLAIN),
	CONVERSATION(NO_PASSWORD_KNOWN, PLAIN),
	CONVERSATION(PASSWORD_TAKEN, WITH_PASSWORD),
	CONVERSATION(PASSWORD_WRONG, WITH_PASSWORD),
	CONVERSATION(PASSWORD_LIMIT_NEAR, WITH_PASSWORD),
	CONVERSATION(PASSWORD_LAST_ALLOWED, WITH_PASSWORD),
	CONVERSATION(PASSWORD_ERASED, WITH_PASSWORD),
	CONVERSATION(PASSWORD_UNANSWERED, WITH_PASSWORD),
	CONVERSATION(CLOCK_REFUSED, PLAIN),
	CONVERSATION(CLOCK_ERROR, PLAIN),
	CONVERSATION(STORING_SWITCHED_ON, PLAIN),
	CONVERSATION(STORING_IGNORED, PLAIN),
	CONVERSATION(SILENT_AT_REST, PLAIN),
	CONVERSATION(POWER_OFF, PLAIN),
	CONVERSATION(LINK_LOST_WHILE_DOWN, PLAIN),
};

/* The pen's clock is an hour late: both times are kept, from before it was set, and stay. */
static void test_clock_reading(void)
{
	static const Line LATE[] = {
		UNTIL_SETTINGS,
		{ PEN_SAYS,
			SETTINGS_AT("00 0A 00", "80 09 B6 D8 9A 01 00 00 ", "01") }, /* T0 - 1 h */
		FROM_CLOCK,
		{ WAIT, "", 300000 },
		ASK_SETTINGS,
		{ PEN_SAYS, SETTINGS_OPEN },
	};
	FakeHost *host = fake_host_new(driver_by_name("neo"), &PLAIN);
	pen_start(host->pen, host->now_ms);
	fake_run(host, LATE, G_N_ELEMENTS(LATE));
	const PenInfo *info = pen_info(host->pen);
	g_assert_cmpint(info->clock_read_pen_ms, ==, FAKE_NOW_MS - 3600000);
	g_assert_cmpint(info->clock_read_host_ms, ==, FAKE_NOW_MS + 500);
	g_assert_cmpint(info->clock_offset_ms, ==, 3600500);
	g_assert_cmpint(info->clock_set_ms, >=, info->clock_read_host_ms);
	g_assert_cmpint(info->clock_set_ms, <=, FAKE_NOW_MS + 1000);
	g_assert_cmpint(info->emptied_ms, ==, 0); /* nothing was fetched */
	fake_host_free(host);
}

static void test_info(void)
{
	static const Line LINES[] = { HANDSHAKE, { PEN_SAYS, "61 01 00 0F" } };
	FakeHost *host = fake_host_new(driver_by_name("neo"), &PLAIN);
	const PenInfo *info = pen_info(host->pen);
	g_assert_cmpint(info->battery_percent, ==, 255);
	pen_start(host->pen, host->now_ms);
	fake_run(host, LINES, G_N_ELEMENTS(LINES) - 1);
	g_assert_cmpstr(info->address, ==, "9C:7B:D2:0A:0B:0C");
	g_assert_cmpstr(info->model, ==, "NWP-F51");
	g_assert_cmpstr(info->firmware, ==, "1.20");
	g_assert_cmpstr(info->protocol, ==, "2.18");
	g_assert_cmpint(info->force_max, ==, 852);
	g_assert_cmpint(info->battery_percent, ==, 80);
	g_assert_cmpint(info->memory_used_percent, ==, 5);
	g_assert_true(info->stores_offline);
	fake_run(host, &LINES[G_N_ELEMENTS(LINES) - 1], 1);
	g_assert_cmpint(info->battery_percent, ==, 15);
	fake_host_free(host);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(CONVERSATIONS); i++) {
		g_autofree char *path = g_strdup_printf("/drivers/neo/%s", CONVERSATIONS[i].name);
		g_test_add_data_func(path, &CONVERSATIONS[i], conversation_run);
	}
	g_test_add_func("/drivers/neo/clock-reading", test_clock_reading);
	g_test_add_func("/drivers/neo/info", test_info);
	return g_test_run();
}
