/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the Neo driver share: one session is one link to one pen. neo.c owns it and hands out
 * what comes in; neo-handshake.c brings the pen to work and keeps it there; neo-download.c fetches its
 * stored ink. Internal to the driver.
 *
 * One request is on its way at a time (neo.md 3.2): the session's step says which, the pen's one timer
 * watches over it.
 */
#pragma once

#include "drivers/pen.h"
#include "drivers/stroke-queue.h"
#include "protocol/neo.h"
#include "protocol/neo-encode.h"

typedef enum {
	NEO_STEP_SETTLE = 0,	/* the pen needs a moment after the link is up */
	NEO_STEP_VERSION,	/* 0x01 asked */
	NEO_STEP_SETTINGS,	/* 0x04 asked */
	NEO_STEP_PASSWORD,	/* 0x02 sent, once */
	NEO_STEP_CLOCK,		/* 0x05 clock sent */
	NEO_STEP_STORING,	/* 0x05 store offline sent */
	NEO_STEP_STORING_CHECK, /* 0x04 asked, to read it back */
	NEO_STEP_LIVE,		/* 0x11 asked: without it no strokes come */
	NEO_STEP_READY,		/* nothing asked */
	NEO_STEP_REFRESH,	/* 0x04 asked, for the battery */
	NEO_STEP_DOWNLOAD,	/* neo-download.c has the word */
	NEO_STEP_TASK,		/* 0x05 or 0x03 sent, at a person's wish (neo-task.c) */
	NEO_STEP_TASK_CHECK,	/* 0x04 or 0x02 sent, to see whether it was obeyed */
	NEO_STEP_ENDED,		/* locked, failed or off: nothing is asked any more */
} NeoStep;

typedef struct NeoDownload NeoDownload;

typedef struct {
	Pen *pen;
	NeoDecoder *decoder;
	StrokeQueue *queue;
	NeoDownload *download;
	NeoStep step;
	guint n_asked; /* how often this step's request was sent */
	NeoVersion version;
	NeoSettings settings;
	bool settings_known;
	bool password_sent;    /* on this link */
	bool password_refused; /* kept over links: never a second time */
	char refused_password[17];
	bool fetch_wanted;
	bool was_ready;	     /* on this link */
	bool looked_again;   /* for stored ink, some time after the first download */
	NeoError last_error; /* of the last reply to this step */
	PenTask task;	     /* while the step is one of the two */
	/* What is not well although ink flows, for staff: of this link, of its last download. */
	GString *caveats;
	GString *download_caveats;
} NeoSession;

/* neo-handshake.c */
void neo_handshake_start(NeoSession *session);
void neo_handshake_reply(NeoSession *session, const NeoReply *reply);
void neo_handshake_timer(NeoSession *session);
/* Back to rest: live strokes are on and nothing is asked. */
void neo_handshake_rest(NeoSession *session);
/* Sends the step's request; again, when it is the same step. */
void neo_handshake_ask(NeoSession *session, NeoStep step);

/* neo-task.c */
bool neo_task_begin(NeoSession *session, const PenTask *task);
gsize neo_task_encode(const NeoSession *session, NeoStep step, guint8 *out, gsize n_out);
bool neo_task_answers(const NeoSession *session, NeoCommand command);
void neo_task_reply(NeoSession *session, const NeoReply *reply);
void neo_task_timer(NeoSession *session);

/* neo-download.c. What was fetched is remembered over links, so that a pen that comes back is not asked
 * for the same pages again. */
NeoDownload *neo_download_new(NeoSession *session);
NeoDownload *neo_download_free(NeoDownload *download); /* returns NULL; accepts NULL */
void neo_download_start(NeoDownload *download);
void neo_download_reply(NeoDownload *download, const NeoReply *reply);
void neo_download_chunk(NeoDownload *download, const NeoChunk *chunk);
/* After every feed: strokes that were held may have been told. */
void neo_download_settle(NeoDownload *download);
void neo_download_stored(NeoDownload *download, guint64 token);
void neo_download_timer(NeoDownload *download);
void neo_download_stop(NeoDownload *download);
/* Takes over what an earlier link to the same pen has fetched. */
void neo_download_inherit(NeoDownload *download, NeoDownload *older);
