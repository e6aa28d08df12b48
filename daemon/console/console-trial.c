/* SPDX-License-Identifier: MIT */
#include "daemon/console/console-trial.h"

static const ConsoleTrouble replaced = { "trial-replaced", "又试读了新的改动，这一次不再继续。",
	"Another trial was begun; this one was given up." };

static void append_row(GString *text, const MarkingTrialRow *row)
{
	g_string_append_printf(text,
		"%s{\"question\":%d,\"blank\":%u,\"read\":%u,\"refused\":%u,\"ink\":%u,"
		"\"changed\":%u,\"right\":%u,\"right_now\":%u}",
		text->str[text->len - 1] == '[' ? "" : ",", row->question, row->n_blank,
		row->n_read, row->n_refused, row->n_ink, row->n_changed, row->n_right,
		row->n_right_now);
}

static void progress(void *user, guint n_done, guint n_class)
{
	ConsolePeer *peer = user;

	console_peer_answer(peer,
		g_strdup_printf("{\"type\":\"sheet-trying\",\"request\":%u,\"done\":%u,\"of\":%u}",
			peer->trial_request, n_done, n_class));
}

static void done(void *user, const MarkingTrialResult *result)
{
	ConsolePeer *peer = user;
	GString *text = g_string_new(NULL);

	g_string_append_printf(text,
		"{\"type\":\"sheet-tried\",\"request\":%u,\"pupils\":%u,\"of\":%u,"
		"\"off_sheet\":%u,\"no_page\":%u,\"unclaimed\":%u,\"questions\":[",
		peer->trial_request, result->n_pupils, result->n_class, result->n_off_sheet,
		result->n_no_page, result->n_unclaimed);
	for (guint i = 0; i < result->rows->len; i++)
		append_row(text, &g_array_index(result->rows, MarkingTrialRow, i));
	g_string_append(text, "]}");
	console_peer_answer(peer, g_string_free(text, FALSE));
	peer->trial_request = 0; /* the trial itself goes with the next one, or with the page */
}

void console_trial_begin(
	ConsolePeer *peer, const ConsoleMessage *message, const ConsoleSheetText *text)
{
	Marking *marking = peer->console->options.marking;
	char *refusal = NULL;
	Sheet *sheet = console_sheet_edited(marking, message, text, &refusal);

	if (!sheet) {
		console_peer_answer(peer, refusal);
		return;
	}
	if (peer->trial && peer->trial_request != 0)
		console_peer_refuse(peer, peer->trial_request, &replaced);
	marking_trial_free(peer->trial);
	peer->trial =
		marking_trial_new(marking, sheet, &(MarkingTrialListener){ progress, done, peer });
	peer->trial_request = message->request;
}
