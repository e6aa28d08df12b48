/* SPDX-License-Identifier: MIT */
/*
 * Erasing all that is kept of one pupil, with a proof that it is gone. Works on the file itself, while no daemon has it
 * open: what is erased is overwritten, and the file is then built anew, so that no page of it, nor its log, holds an
 * old copy. Ink that a pen wrote while it was the pupil's is the pupil's, claimed or not, and so is a teacher's ink on
 * the pupil's paper. What lies outside the database (recordings, exports, backups, paper) is the caller's.
 *
 * It has steps, in this order, and may be cut off after any: store_erase_pupil; recordings noted and removed (the caller's);
 * store_erasure_sweep; the proof written (the caller's); store_erasure_finish. Until the last it is pending, and goes on from
 * store_erasure_pending with the second step. Each step holds the file while it runs (STORE_ERROR_LOCKED: a daemon has it).
 */
#pragma once

#include "store/store.h"

typedef struct {
	char *table;
	gint64 n_rows; /* erased, or made to name nobody; of "comment.text": whose text named the pupil */
} StoreErasedTable;

/* A pen that the pupil's ink may have come by: in the pupil's hand, or a teacher's that wrote on the pupil's paper. */
typedef struct {
	char *address;
	gint64 from_ms, until_ms; /* G_MAXINT64: to the end */
} StoreErasedPen;

typedef struct {
	gint64 id, pupil_id, at_ms;
	char *reason;
	GArray *page_copies; /* of gint64, ascending */
	GPtrArray *tables;   /* of StoreErasedTable *, by name */
	GPtrArray *pens;     /* of StoreErasedPen * */
	gint64 n_recordings; /* that were there; -1: not looked yet */
	char *digest;	     /* of all but the recordings, store_erasure_digest */
} StoreErasure;

StoreErasure *store_erasure_new(void);
StoreErasure *store_erasure_free(StoreErasure *erasure); /* accepts NULL, returns NULL */

/* The rows: all of them or nothing, in one transaction. reason is not empty. Errors: STORE_ERROR_QUERY when there is no such
 * pupil; STORE_ERROR_NAMED when the reason has the pupil's name in it: nothing is done then. */
StoreErasure *store_erase_pupil(
	const char *path, gint64 pupil_id, const char *reason, gint64 at_ms, GError **error);

/* The pupil's who had this number, cut off. *pending NULL: there is none. False with error. */
bool store_erasure_pending(
	const char *path, gint64 class_id, gint number, StoreErasure **pending, GError **error);
/* How many there are, before the first is removed; what was noted once stays. */
bool store_erasure_note_recordings(
	const char *path, StoreErasure *erasure, gint64 n_recordings, GError **error);
/* Needs as much room again as the file has. */
bool store_erasure_sweep(const char *path, GError **error);
bool store_erasure_finish(const char *path, const StoreErasure *erasure, GError **error);

/* Hexadecimal, for the caller to free. */
char *store_erasure_digest(const StoreErasure *erasure);

/* Does the record know this erasure as the proof tells it, and is nothing of the pupil left? *n_left: rows that still
 * name the pupil or one of the page copies. */
typedef enum {
	STORE_PROOF_HOLDS,
	STORE_PROOF_ALTERED, /* it is not what its digest says */
	STORE_PROOF_UNKNOWN, /* of another school, or invented */
	STORE_PROOF_LEFT,    /* something is there again, or still */
	STORE_PROOF_FAILED,  /* see error */
} StoreProof;
StoreProof store_erasure_verify(
	const char *path, const StoreErasure *erasure, gint64 *n_left, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreErasure, store_erasure_free)
