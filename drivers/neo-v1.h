/* SPDX-License-Identifier: MIT */
/*
 * The first N2 (F110), which speaks protocol 1: handshake, live strokes, stored ink. neo.c hands a pen over
 * when its first command says so. Internal to the driver.
 */
#pragma once

#include "drivers/pen.h"
#include "protocol/neo-v1-transfer.h"
#include "protocol/neo-v1.h"

typedef struct NeoV1Session NeoV1Session;

NeoV1Session *neo_v1_session_new(Pen *pen);
NeoV1Session *neo_v1_session_free(NeoV1Session *session); /* returns NULL; accepts NULL */
void neo_v1_session_start(NeoV1Session *session);
void neo_v1_session_receive(NeoV1Session *session, const guint8 *bytes, gsize n_bytes);
void neo_v1_session_timer(NeoV1Session *session);
void neo_v1_session_stored(NeoV1Session *session, guint64 token);
bool neo_v1_session_fetch_stored(NeoV1Session *session);
void neo_v1_session_stop(NeoV1Session *session);
void neo_v1_session_inherit(NeoV1Session *session, const NeoV1Session *older);

/* A file's messages to its strokes; for the session and for reading recordings. The packet that makes
 * the file whole tells them to `sink`. `page` and `force_max` are what is known so far. */
typedef struct {
	NeoV1Transfer *transfer;
	PageAddress page;
	bool page_known;
	guint8 force_max;
	bool unreadable; /* the file came whole and no stroke can be read in it */
} NeoV1Files;

bool neo_v1_files_begin(NeoV1Files *files, const NeoV1FileInfo *info);
NeoV1PacketOutcome neo_v1_files_packet(
	NeoV1Files *files, const NeoV1Message *message, const DotSink *sink);
