/* SPDX-License-Identifier: MIT */
/*
 * The one thread that writes. It gathers what is put into batches, commits each as a group, and keeps a
 * batch that the disk refuses until the disk takes it. Internal to store/.
 */
#pragma once

#include "store/database.h"
#include "store/news.h"
#include "store/request.h"

typedef struct {
	const char *path; /* for messages, and to look for room */
	guint commit_ms;
	gsize queue_limit_bytes;
} WriterOptions;

typedef struct Writer Writer;

/* Takes the database, and finishes what a crash left in it first. NULL with error. */
Writer *writer_new(Database *take_database, const WriterOptions *options,
	const StoreListener *listener, GError **error);
/* Writes what waits; gives up after five seconds of refusals. Returns NULL; accepts NULL. */
Writer *writer_free(Writer *writer);

guint64 writer_put(Writer *writer, Request *take_request);
/* What is put in between is one transaction's. */
void writer_begin_group(Writer *writer);
void writer_end_group(Writer *writer);
void writer_rely(Writer *writer, guint64 sequence);    /* of the open group */
guint64 writer_group_sequence(Writer *writer);	       /* store_group_sequence */
guint64 writer_sequence(Writer *writer);	       /* of the last put */
guint64 writer_stored(Writer *writer);		       /* of the last put that is on disk */
bool writer_refused(Writer *writer, guint64 sequence); /* of something stored */
guint64 writer_n_refused(Writer *writer);
gint64 writer_new_id(Writer *writer);
bool writer_congested(Writer *writer);
StoreState writer_state(Writer *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Writer, writer_free)
