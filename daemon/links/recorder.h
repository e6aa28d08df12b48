/* SPDX-License-Identifier: MIT */
/*
 * Writes what goes over links into recordings (*.rec, docs/recording.md), which replay.c can play again,
 * and into the store, from where a page can be decoded anew. Both are forgotten after the configured
 * days. Files are written by a worker, so a slow disk does not hold up a pen.
 */
#pragma once

#include "daemon/links/link.h"
#include "drivers/driver.h"
#include "store/store.h"

typedef struct {
	const char *folder;  /* of the *.rec files; made when the first is */
	const char *pattern; /* which links, by name ("socket:*"); NULL: all; "": none */
	guint keep_days;
} RecordingsOptions;

/* The folder of recordings. */
typedef struct Recordings Recordings;

/* Forgets what is too old, now and daily. */
Recordings *recordings_new(const RecordingsOptions *options, Store *store);
/* Its recorders must be freed; waits until all is written. Accepts NULL, returns NULL. */
Recordings *recordings_free(Recordings *recordings);
/* Also called by itself, daily. */
void recordings_forget(Recordings *recordings, gint64 now_ms);

/* The recording of one link. */
typedef struct Recorder Recorder;

/* NULL when this link is not to be recorded; every call below accepts that. */
Recorder *recorder_new(Recordings *recordings, const Link *link, gint64 now_us);
Recorder *recorder_free(Recorder *recorder); /* ends the file; returns NULL */
/* Times are µs since 1970. */
void recorder_transfer(Recorder *recorder, TransferDirection direction, const guint8 *bytes,
	gsize n_bytes, gint64 now_us);
/* Whose bytes they are, once that is known. */
void recorder_identify(Recorder *recorder, const char *address, gint64 pen_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Recordings, recordings_free)
