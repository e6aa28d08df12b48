/* SPDX-License-Identifier: MIT */
/* What a Neo pen and we say, as bodies of frames (tests/fake-host.h). */
#pragma once

#include "tests/fake-host.h"

#define ZEROS_4 " 00 00 00 00"
#define ZEROS_9 ZEROS_4 ZEROS_4 " 00"
#define ZEROS_12 ZEROS_4 ZEROS_4 ZEROS_4
#define T0 "00 F8 EC D8 9A 01 00 00 " /* FAKE_NOW_MS */

/* NWP-F51, firmware 1.20, pen, 9C:7B:D2:0A:0B:0C; protocol as given ("2.18": 32 2E 31 38). */
#define VERSION_START(protocol)                                                                    \
	"4E 57 50 2D 46 35 31" ZEROS_9 " 31 2E 32 30" ZEROS_12 " " protocol ZEROS_4                \
	" 4E 65 6F 73 6D 61 72 74 70 65 6E 5F 4D 31 2B 00 01 00 9C 7B D2 0A 0B 0C "
#define VERSION "81 00 45 00 " VERSION_START("32 2E 31 38") "00 01 00 02 03"
#define VERSION_215 "81 00 45 00 " VERSION_START("32 2E 31 35") "00 01 00 02 03"
#define VERSION_SHORT "81 00 40 00 " VERSION_START("32 2E 30 32")

/* lock: locked, limit, tries; the clock; store: offline saving. */
#define SETTINGS_START(lock, clock, store)                                                         \
	lock " " clock "14 00 54 03 05 01 01 01 00 50 " store " 02"
#define SETTINGS_AT(lock, clock, store)                                                            \
	"84 00 40 00 " SETTINGS_START(lock, clock, store) " 00 00" ZEROS_12 ZEROS_12 ZEROS_12      \
							  " 00 00 00"
#define SETTINGS(lock, store) SETTINGS_AT(lock, T0, store)
#define SETTINGS_OPEN SETTINGS("00 0A 00", "01")
#define SETTINGS_SHORT "84 00 17 00 " SETTINGS_START("00 0A 00", T0, "01")

/* clang-format off */
#define LINE(kind, text) { kind, text }
/* clang-format on */
#define SAY(text) LINE(WE_SAY, text)
#define HEAR(text) LINE(PEN_SAYS, text)

#define ASK_VERSION SAY("01 2A 00" ZEROS_12 ZEROS_4 " F0 01 *")
#define ASK_SETTINGS SAY("04 00 00")
#define SET_CLOCK SAY("05 09 00 01 *")
#define CLOCK_SET HEAR("85 00 02 00 01 00")
#define ASK_LIVE SAY("11 02 00 FF FF")
#define LIVE_ON HEAR("91 00 00 00")

#define UNTIL_SETTINGS { WAIT, "", 500 }, ASK_VERSION, { PEN_SAYS, VERSION }, ASK_SETTINGS
#define FROM_CLOCK SET_CLOCK, CLOCK_SET, ASK_LIVE, LIVE_ON
#define HANDSHAKE UNTIL_SETTINGS, { PEN_SAYS, SETTINGS_OPEN }, FROM_CLOCK

/* Note 3/27/603. */
#define NOTE "1B 00 00 03 5B 02 00 00 "
#define ASK_NOTES SAY("21 04 00 FF FF FF FF")
#define ONE_NOTE HEAR("A1 00 0A 00 01 00 " NOTE)
#define NO_NOTES HEAR("A1 00 02 00 00 00")
#define ASK_PAGES SAY("22 08 00 " NOTE)
#define ONE_PAGE HEAR("A2 00 0E 00 " NOTE "01 00 0A 00 00 00")
#define TWO_PAGES HEAR("A2 00 12 00 " NOTE "02 00 0A 00 00 00 0B 00 00 00")
#define NO_PAGES HEAR("A2 00 0A 00 " NOTE "00 00")
#define FETCH_PAGE(page) SAY("23 12 00 02 01 " NOTE "01 00 00 00 " page " 00 00 00")
#define ASK_SIZE(page) SAY("23 12 00 00 01 " NOTE "01 00 00 00 " page " 00 00 00")
#define TWO_STROKES HEAR("A3 00 09 00 02 00 00 00 76 00 00 00 01")
#define FOUR_STROKES HEAR("A3 00 09 00 04 00 00 00 EC 00 00 00 01")
#define ACKNOWLEDGE(id) SAY("A4 00 03 00 " id " 01")
#define ACKNOWLEDGE_LAST(id) SAY("A4 00 03 00 " id " 00")
#define REFUSE(id) SAY("A4 01 03 00 " id " 01")
#define QUIET LINE(SILENCE, "")
#define ON_DISK LINE(STORED, "")

/* Runs a conversation with the pen's bytes whole, byte by byte cut, and cut in other ways. */
typedef struct {
	const char *name;
	const PenConfig *config;
	const Line *lines;
	gsize n_lines;
} Conversation;

/* clang-format off */
#define CONVERSATION(lines, config) { #lines, &config, lines, G_N_ELEMENTS(lines) }
/* clang-format on */

static inline void conversation_run(gconstpointer data)
{
	const Conversation *conversation = data;
	for (guint32 seed = 0; seed < 20; seed++) {
		FakeHost *host = fake_host_new(driver_by_name("neo"), conversation->config);
		host->cuts = seed == 0 ? NULL : g_rand_new_with_seed(seed);
		pen_start(host->pen, host->now_ms);
		fake_run(host, conversation->lines, conversation->n_lines);
		fake_host_free(host);
	}
}

/* To where a note's pages are asked for; and to where its only page is. */
#define UNTIL_PAGES HANDSHAKE, ASK_NOTES, ONE_NOTE, ASK_PAGES
#define AT_FETCH UNTIL_PAGES, ONE_PAGE, FETCH_PAGE("0A")
