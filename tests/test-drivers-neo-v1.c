/* SPDX-License-Identifier: MIT */
/* A pen of protocol 1 behind the Neo driver: conversations. Its packets, too, are answered from the disk. */
#include "tests/neo-v1-frames.h"

static const PenConfig PLAIN = { .password = "" };
static const PenConfig WITH_PASSWORD = { .password = "2468" };
static const PenConfig FETCH_ONLY = { .fetch_stored = true };
static const PenConfig FETCH_AND_FREE = { .fetch_stored = true, .delete_stored = true };

#define POWER_ON HEAR(V1_POWER_ON)
#define STATE_TAKEN SAY("02 09 00 " T0 "00")
#define TIME_TOLD SAY("03 0C 00 " T0 "00 00 00 00")
#define WANTS_PASSWORD HEAR("0D 02 00 00 0A")
#define ASK_ALL SAY("0B 2A 00 03 *")
#define ALL_TOLD HEAR("0C 01 00 01")
#define HELLO POWER_ON, STATE_TAKEN, TIME_TOLD
#define USABLE HELLO, HEAR(STATUS), ASK_ALL, ALL_TOLD
#define ASK_LIST SAY("45 01 00 00")
#define FETCH_LISTED SAY("47 2D 00 1B 00 00 03 02 5B 02 00 00 5C 02 00 00 *")
#define FILE_TAKEN SAY("42 02 00 01 00")
#define TAKEN(index) SAY("44 02 00 " index " 00")

static const Line NO_PASSWORD[] = {
	USABLE,
	{ STATE, "ready" },
	{ REASON, "" },
	{ WAIT, "", 300000 },
	SAY("21 00 00"),
	HEAR(STATUS),
	QUIET,
};

/* The link was up for long: a pen that says nothing is asked in protocol 2. */
static const Line SPEAKS_LATE[] = {
	{ WAIT, "", 500 },
	ASK_VERSION,
	{ WAIT, "", 100 },
	POWER_ON,
	SAY("02 *"),
	SAY("03 *"),
	HEAR(STATUS),
	ASK_ALL,
	ALL_TOLD,
	{ STATE, "ready" },
};

static const Line FACTORY_PASSWORD[] = {
	HELLO,
	WANTS_PASSWORD,
	SAY("0E 10 00 30 30 30 30" ZEROS_12),
	HEAR(STATUS),
	ASK_ALL,
	ALL_TOLD,
	{ STATE, "ready" },
};

static const Line FACTORY_PASSWORD_WRONG[] = {
	HELLO,
	WANTS_PASSWORD,
	SAY("0E 10 00 30 30 30 30" ZEROS_12),
	HEAR("0D 02 00 01 0A"),
	QUIET,
	{ STATE, "locked" },
	{ LINK_LOST, "" },
	{ LINK_UP, "" },
	HELLO,
	HEAR("0D 02 00 01 0A"),
	QUIET,
	{ STATE, "locked" },
};

/* Somebody tried before: "0000" is not risked. */
static const Line FACTORY_PASSWORD_NOT_RISKED[] = {
	HELLO,
	HEAR("0D 02 00 01 0A"),
	QUIET,
	{ STATE, "locked" },
	{ REASON, "1 of 10 tries" },
};

static const Line OWN_PASSWORD[] = {
	HELLO,
	HEAR("0D 02 00 01 0A"),
	SAY("0E 10 00 32 34 36 38" ZEROS_12),
	HEAR("0D 02 00 02 0A"),
	QUIET,
	{ STATE, "locked" },
};

static const Line LIMIT_NEAR[] = {
	HELLO,
	HEAR("0D 02 00 08 0A"),
	QUIET,
	{ STATE, "locked" },
};

static const Line NO_STATUS[] = {
	HELLO,
	{ WAIT, "", 7999 },
	{ STATE, "connecting" },
	{ WAIT, "", 1 },
	{ STATE, "failed" },
	{ FAILED, "does not tell its status" },
};

static const Line NOTES_UNANSWERED[] = {
	HELLO,
	HEAR(STATUS),
	{ WAIT, "", 6000 + 59000 },
	ASK_ALL,
	ASK_ALL,
	ASK_ALL,
	{ STATE, "connecting" },
	{ WAIT, "", 1500 },
	{ STATE, "failed" },
	{ FAILED, "live strokes, asked 3 times" },
};

/* It would free by itself what it sends: not without leave. */
static const Line NOT_WITHOUT_LEAVE[] = {
	USABLE,
	QUIET,
	{ STATE, "ready" },
	{ REASON, "allow freeing" },
	{ FETCH, "", false },
	QUIET,
};

static const Line FETCHED[] = {
	USABLE,
	ASK_LIST,
	HEAR(LIST),
	FETCH_LISTED,
	HEAR("49 08 00 01 00 00 00 7C 00 00 00"),
	HEAR(FILE_INFO),
	FILE_TAKEN,
	HEAR(PACKET_0),
	QUIET,
	{ WAIT, "", 60000 },
	HEAR(PACKET_0),
	QUIET,
	ON_DISK,
	TAKEN("00"),
	HEAR(PACKET_0), /* its answer was lost */
	QUIET,
	ON_DISK,
	TAKEN("00"),
	HEAR(PACKET_1_DAMAGED),
	QUIET,
	{ STROKES, "", 0 },
	HEAR(PACKET_1),
	{ STROKES, "", 1 },
	HEAR("48 01 00 01"),
	QUIET,
	ON_DISK,
	TAKEN("01"),
	{ STATE, "ready" },
	{ REASON, "" },
};

/* An answer to its last packet would free it. */
static const Line FILE_BROKEN[] = {
	USABLE,
	ASK_LIST,
	HEAR(LIST),
	FETCH_LISTED,
	HEAR(FILE_INFO),
	FILE_TAKEN,
	HEAR(PACKET_0_BROKEN),
	ON_DISK,
	TAKEN("00"),
	HEAR(PACKET_1_BROKEN),
	QUIET,
	ON_DISK,
	QUIET,
	{ STATE, "ready" },
	{ REASON, "stays on the pen" },
	HEAR(PACKET_1_BROKEN),
	QUIET,
	{ FETCH, "", true },
	ASK_LIST,
};

static const Line STOPS_SENDING[] = {
	USABLE,
	ASK_LIST,
	HEAR(LIST),
	FETCH_LISTED,
	HEAR(FILE_INFO),
	FILE_TAKEN,
	{ WAIT, "", 20000 },
	{ STATE, "ready" },
	{ REASON, "stopped sending" },
	{ FETCH, "", true },
	ASK_LIST,
};

static const Line TORN[] = {
	USABLE,
	ASK_LIST,
	HEAR(LIST),
	FETCH_LISTED,
	HEAR(FILE_INFO),
	FILE_TAKEN,
	HEAR(PACKET_0),
	{ LINK_LOST, "" },
	ON_DISK,
	QUIET,
	{ LINK_UP, "" },
	HELLO,
	HEAR(STATUS),
	ASK_ALL,
	ALL_TOLD,
	ASK_LIST,
};

static const Line POWER_OFF[] = {
	USABLE,
	HEAR("01 0F 00 " T0 "00 FF 31 2E 32 33 00"),
	QUIET,
	{ STATE, "off" },
	{ LINK_LOST, "" },
	{ LINK_UP, "" },
	/* The same driver, now with a pen of protocol 2. */
	HANDSHAKE,
	{ STATE, "ready" },
};

static const Conversation CONVERSATIONS[] = {
	CONVERSATION(NO_PASSWORD, PLAIN),
	CONVERSATION(SPEAKS_LATE, PLAIN),
	CONVERSATION(FACTORY_PASSWORD, PLAIN),
	CONVERSATION(FACTORY_PASSWORD_WRONG, PLAIN),
	CONVERSATION(FACTORY_PASSWORD_NOT_RISKED, PLAIN),
	CONVERSATION(OWN_PASSWORD, WITH_PASSWORD),
	CONVERSATION(LIMIT_NEAR, WITH_PASSWORD),
	CONVERSATION(NO_STATUS, PLAIN),
	CONVERSATION(NOTES_UNANSWERED, PLAIN),
	CONVERSATION(NOT_WITHOUT_LEAVE, FETCH_ONLY),
	CONVERSATION(FETCHED, FETCH_AND_FREE),
	CONVERSATION(FILE_BROKEN, FETCH_AND_FREE),
	CONVERSATION(STOPS_SENDING, FETCH_AND_FREE),
	CONVERSATION(TORN, FETCH_AND_FREE),
	CONVERSATION(POWER_OFF, PLAIN),
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(CONVERSATIONS); i++) {
		g_autofree char *path =
			g_strdup_printf("/drivers/neo-v1/%s", CONVERSATIONS[i].name);
		g_test_add_data_func(path, &CONVERSATIONS[i], conversation_run);
	}
	return g_test_run();
}
