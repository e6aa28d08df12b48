/* SPDX-License-Identifier: MIT */
/*
 * Stored ink that came while the pen wrote waits for the live stroke to end. When its pen-up is lost nothing more
 * would come of it: after a while of silence it is ended, flagged, and what waited is told and answered. A
 * stroke that still grows is waited for.
 */
#include "tests/neo-v1-frames.h"

static const PenConfig FETCH_ONLY = { .fetch_stored = true };
static const PenConfig FETCH_AND_FREE = { .fetch_stored = true, .delete_stored = true };

#define DOWN_1 "69 0E 00 01 " T0 "00 00 00 00 FF"
#define PAPER_2 "6B 0D 00 02 " NOTE "0C 00 00 00"
#define DOT(counter) "6C 0E 00 " counter " 0A 2C 01 14 00 1E 00 05 32 58 5C 2D 00"
#define UP(counter) "6A 13 00 " counter " 0A F8 EC D8 9A 01 00 00 01 00 01 00 01 00 01 00 01 00"
#define WAITING                                                                                    \
	HANDSHAKE, ASK_NOTES, ONE_NOTE, ASK_PAGES, ONE_PAGE, FETCH_PAGE("0A"), TWO_STROKES,        \
		HEAR(DOWN_1), HEAR(PAPER_2), HEAR(DOT("03")), { CHUNK, "plain", 0, 2, 10, 2 },     \
		ON_DISK, QUIET

static const Line UP_LOST[] = {
	WAITING,
	{ WAIT, "", 2999 },
	{ STROKES, "", 0 },
	{ WAIT, "", 1 },
	{ STROKES, "", 3 },
	{ WAIT, "", 600000 }, /* the disk has its time */
	QUIET,
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	{ STATE, "ready" },
};

/* Slowly, but it writes. */
static const Line STILL_WRITING[] = {
	WAITING,
	{ WAIT, "", 2000 },
	HEAR(DOT("04")),
	{ WAIT, "", 3999 },
	{ STROKES, "", 0 },
	HEAR(UP("05")),
	{ STROKES, "", 3 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	{ STATE, "ready" },
};

/* It was down all the same: what it goes on to write is another stroke, of the same contact. */
static const Line DOWN_ALL_THE_SAME[] = {
	WAITING,
	{ WAIT, "", 3000 },
	{ STROKES, "", 3 },
	HEAR(DOT("04")),
	HEAR(UP("05")),
	{ STROKES, "", 4 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
	{ STATE, "ready" },
};

/* The pen sends its packet again and again meanwhile. */
static const Line SENT_AGAIN[] = {
	WAITING,
	{ WAIT, "", 2000 },
	{ CHUNK, "plain", 0, 2, 10, 2 },
	{ WAIT, "", 1000 },
	{ STROKES, "", 3 },
	ON_DISK,
	ACKNOWLEDGE_LAST("00 00"),
};

#define V1_DOWN "16 0D 00 10 1F ED D8 9A 01 00 00 00 00 00 FF 01"
#define V1_PAPER "15 0C 00 1B 00 00 03 5B 02 00 00 0C 00 00 00"
#define V1_DOT "11 08 00 05 14 00 1E 00 05 32 64"

static const Line V1_UP_LOST[] = {
	HEAR(V1_POWER_ON),
	SAY("02 *"),
	SAY("03 *"),
	HEAR(STATUS),
	SAY("0B *"),
	HEAR(V1_ALL_TOLD),
	SAY("45 *"),
	HEAR(LIST),
	SAY("47 *"),
	HEAR(FILE_INFO),
	SAY("42 *"),
	HEAR(PACKET_0),
	ON_DISK,
	SAY("44 02 00 00 00"),
	HEAR(V1_DOWN),
	HEAR(V1_PAPER),
	HEAR(V1_DOT),
	HEAR(PACKET_1),
	ON_DISK,
	QUIET,
	{ WAIT, "", 2999 },
	{ STROKES, "", 0 },
	{ WAIT, "", 1 },
	{ STROKES, "", 2 },
	ON_DISK,
	SAY("44 02 00 01 00"),
};

static const Conversation CONVERSATIONS[] = {
	CONVERSATION(UP_LOST, FETCH_ONLY),
	CONVERSATION(STILL_WRITING, FETCH_ONLY),
	CONVERSATION(DOWN_ALL_THE_SAME, FETCH_ONLY),
	CONVERSATION(SENT_AGAIN, FETCH_ONLY),
	CONVERSATION(V1_UP_LOST, FETCH_AND_FREE),
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(CONVERSATIONS); i++) {
		g_autofree char *path = g_strdup_printf("/drivers/held/%s", CONVERSATIONS[i].name);
		g_test_add_data_func(path, &CONVERSATIONS[i], conversation_run);
	}
	return g_test_run();
}
