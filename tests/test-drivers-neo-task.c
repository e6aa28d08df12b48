/* SPDX-License-Identifier: MIT */
/* What a person asks of a Neo pen: settings read back, passwords that go out once, honest answers where a pen
 * cannot. Conversations. */
#include "tests/neo-lines.h"

static const PenConfig PLAIN = { .password = "" };

#define BEEP_OFF SAY("05 02 00 05 00")
#define BEEP_CHANGED HEAR("85 00 02 00 05 00")
/* As SETTINGS_OPEN, but with the beep off. */
#define SETTINGS_QUIET "84 00 17 00 00 0A 00 " T0 "14 00 54 03 05 01 01 00 00 50 01 02"
#define LOCKED_NOW SETTINGS("01 0A 00", "01")
#define NEW_PASSWORD SAY("03 21 00 01" ZEROS_12 ZEROS_4 " 32 34 36 38" ZEROS_12)
#define TRY_NEW SAY("02 10 00 32 34 36 38" ZEROS_12)

static const Line SETTING_OBEYED[] = {
	{ TASK, "beep 0", false }, /* not before it is ready */
	HANDSHAKE,
	{ TASK, "beep 0", true },
	BEEP_OFF,
	{ TASK, "find", false }, /* one at a time */
	{ FETCH, "", true },	 /* waits for its turn */
	QUIET,
	BEEP_CHANGED,
	ASK_SETTINGS,
	{ PEN_SAYS, SETTINGS_QUIET },
	{ ENDED, "" },
	ASK_NOTES,
	NO_NOTES,
	{ REASON, "" },
};

static const Line SETTING_IGNORED[] = {
	HANDSHAKE,
	{ TASK, "beep 0", true },
	BEEP_OFF,
	BEEP_CHANGED,
	ASK_SETTINGS,
	{ PEN_SAYS, SETTINGS_OPEN },
	{ ENDED, "kept its old value" },
	{ STATE, "ready" },
};

static const Line SETTING_REFUSED[] = {
	HANDSHAKE,
	{ TASK, "auto-power-off-min 30", true },
	SAY("05 03 00 02 1E 00"),
	HEAR("85 00 02 00 05 00"), /* of another change */
	QUIET,
	HEAR("85 00 02 00 02 01"), /* ERR says yes, the status no */
	{ ENDED, "refused" },
	QUIET,
};

static const Line SETTING_UNANSWERED[] = {
	HANDSHAKE,
	{ TASK, "beep 0", true },
	{ WAIT, "", 6000 },
	BEEP_OFF,
	BEEP_OFF,
	BEEP_OFF,
	QUIET,
	{ ENDED, "did not answer" },
	{ STATE, "ready" },
	{ TASK, "beep 0", true },
	BEEP_OFF,
};

static const Line NOT_WHILE_FETCHING[] = {
	HANDSHAKE,
	{ FETCH, "", true },
	ASK_NOTES,
	{ TASK, "beep 0", false },
	NO_NOTES,
	{ TASK, "beep 0", true },
	BEEP_OFF,
};

static const Line LOST_UNDER_WAY[] = {
	HANDSHAKE,
	{ TASK, "beep 0", true },
	BEEP_OFF,
	{ LINK_LOST },
	{ ENDED, "link was lost" },
	{ TASK, "beep 0", false },
};

static const Line CANNOT_BE_FOUND[] = {
	HANDSHAKE,
	{ TASK, "find", true },
	{ ENDED, "neither beep" },
	QUIET,
	{ STATE, "ready" },
};

/* "NWP-F90" */
#define VERSION_F90                                                                                \
	"81 00 45 00 4E 57 50 2D 46 39 30" ZEROS_9 " 31 2E 32 30" ZEROS_12 " 32 2E 31 38" ZEROS_4  \
	" 4E 65 6F 73 6D 61 72 74 70 65 6E 5F 4D 31 2B 00 01 00 9C 7B D2 0A 0B 0C 00 01 00 02 03"

static const Line FOUND[] = {
	{ WAIT, "", 500 },
	ASK_VERSION,
	{ PEN_SAYS, VERSION_F90 },
	ASK_SETTINGS,
	{ PEN_SAYS, SETTINGS_OPEN },
	FROM_CLOCK,
	{ TASK, "find", true },
	SAY("05 02 00 10 00"),
	HEAR("85 00 02 00 10 00"),
	{ ENDED, "" },
};

static const Line PASSWORD_SET[] = {
	HANDSHAKE,
	{ TASK, "password - 2468", true },
	NEW_PASSWORD,
	HEAR("83 00 03 00 00 0A 00"),
	TRY_NEW,
	HEAR("82 00 03 00 01 00 0A"),
	{ ENDED, "" },
};

static const Line PASSWORD_NOT_TAKEN[] = {
	HANDSHAKE,
	{ TASK, "password - 2468", true },
	NEW_PASSWORD,
	HEAR("83 00 03 00 00 0A 00"),
	TRY_NEW,
	HEAR("82 00 03 00 00 01 0A"),
	{ ENDED, "does not open" },
};

static const Line PASSWORD_OLD_WRONG[] = {
	HANDSHAKE,
	{ TASK, "password - 2468", true },
	NEW_PASSWORD,
	HEAR("83 00 03 00 01 0A 01"),
	{ ENDED, "old password" },
	QUIET,
};

/* Never a second time: each wrong one counts. */
static const Line PASSWORD_SILENCE[] = {
	HANDSHAKE,
	{ TASK, "password - 2468", true },
	NEW_PASSWORD,
	{ WAIT, "", 10000 },
	QUIET,
	{ ENDED, "not known whether" },
};

static const Line PASSWORD_CLEARED[] = {
	HANDSHAKE,
	{ TASK, "password 2468 -", true },
	SAY("03 21 00 00 32 34 36 38" ZEROS_12 ZEROS_12 ZEROS_4),
	HEAR("83 00 03 00 00 0A 00"),
	ASK_SETTINGS,
	{ PEN_SAYS, SETTINGS_OPEN },
	{ ENDED, "" },
	{ TASK, "password 2468 -", true },
	SAY("03 21 00 00 *"),
	HEAR("83 00 03 00 00 0A 00"),
	ASK_SETTINGS,
	{ PEN_SAYS, LOCKED_NOW },
	{ ENDED, "still locked" },
};

static const Line PASSWORD_NEAR_LIMIT[] = {
	UNTIL_SETTINGS,
	{ PEN_SAYS, SETTINGS("00 0A 08", "01") },
	FROM_CLOCK,
	{ TASK, "password - 2468", true },
	{ ENDED, "erases itself" },
	{ TASK, "password - 0000", true },
	{ ENDED, "0000" },
	QUIET,
};

static const Conversation CONVERSATIONS[] = {
	CONVERSATION(SETTING_OBEYED, PLAIN),
	CONVERSATION(SETTING_IGNORED, PLAIN),
	CONVERSATION(SETTING_REFUSED, PLAIN),
	CONVERSATION(SETTING_UNANSWERED, PLAIN),
	CONVERSATION(NOT_WHILE_FETCHING, PLAIN),
	CONVERSATION(LOST_UNDER_WAY, PLAIN),
	CONVERSATION(CANNOT_BE_FOUND, PLAIN),
	CONVERSATION(FOUND, PLAIN),
	CONVERSATION(PASSWORD_SET, PLAIN),
	CONVERSATION(PASSWORD_NOT_TAKEN, PLAIN),
	CONVERSATION(PASSWORD_OLD_WRONG, PLAIN),
	CONVERSATION(PASSWORD_SILENCE, PLAIN),
	CONVERSATION(PASSWORD_CLEARED, PLAIN),
	CONVERSATION(PASSWORD_NEAR_LIMIT, PLAIN),
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(CONVERSATIONS); i++) {
		g_autofree char *path =
			g_strdup_printf("/drivers/neo-task/%s", CONVERSATIONS[i].name);
		g_test_add_data_func(path, &CONVERSATIONS[i], conversation_run);
	}
	return g_test_run();
}
