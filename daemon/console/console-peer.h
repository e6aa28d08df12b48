/* SPDX-License-Identifier: MIT */
/* One open console: console-socket.c has its queue and its line, console-request.c what its page says. */
#pragma once

#include "daemon/console/console-private.h"
#include "daemon/console/console-rights.h"
#include "daemon/kept-answers.h"
#include "daemon/marking/marking-trial.h"

struct ConsolePeer {
	Console *console;
	struct lws *wsi;
	char token[LOGIN_TOKEN_LENGTH + 1];
	gint64 teacher_id;
	ConsoleSight sight; /* of the snapshot that was told last */

	bool snapshot_due;
	bool resynchronised; /* the snapshot due follows a thrown away queue */
	GQueue queue;	     /* ConsoleFrame *: changes and live ink */
	gsize queue_bytes;   /* with the held ones */
	GQueue answers;	     /* ConsoleFrame *: short answers; outlive a resynchronisation */
	KeptAnswers kept;    /* those that wait for the disk */
	bool is_keeping;     /* what is being obeyed changes the record */
	GQueue requests;     /* ConsoleMessage *: pages to open, one after the other */
	ConsoleInkStream page;
	ConsoleInkStream base;
	GQueue held;	      /* ConsoleFrame *: live ink of the seat whose base is on its way */
	GByteArray *base_due; /* by seat: 1 = its base ink was not begun */

	MarkingTrial *trial;   /* NULL: none was asked for */
	guint32 trial_request; /* 0: it is answered */

	GByteArray *incoming;
	gsize incoming_bytes; /* of this message, kept or not */
	bool incoming_bad;    /* not kept: too long or binary */
	guint n_bad;
	guint n_messages;
	gint64 window_us; /* n_messages counts from here */

	gint64 waiting_us; /* asked to write since; 0: not asked */
	int close_status;  /* 0: stays open */
	const char *close_reason;
	bool counted; /* among console->peers */
};

/* ---- console-socket.c */

/* Of the page's account as it is now, and of the open class. */
Rights console_peer_rights(const ConsolePeer *peer);

void console_peer_ask_to_write(ConsolePeer *peer);
/* Throws away what waits; the state is told from new, the base ink of every seat after it. */
void console_peer_start_over(ConsolePeer *peer, bool resynchronised);
/* At once; what changed the record only when the record has it on the disk. */
void console_peer_answer(ConsolePeer *peer, char *take_text);
/* At once: nothing was done. */
void console_peer_refuse(ConsolePeer *peer, guint32 request, const ConsoleTrouble *trouble);
/* When the answers are out; nothing else is sent any more. */
void console_peer_close(ConsolePeer *peer, int status, const char *reason);

/* ---- console-request.c */

/* A piece of a message came. */
void console_peer_receive(ConsolePeer *peer, const void *bytes, gsize n_bytes);
/* Begins the next page asked for; its ink is of this moment, and nothing older waits in the queue.
 * NULL: none is asked for. */
ConsoleFrame *console_peer_open_page(ConsolePeer *peer);
