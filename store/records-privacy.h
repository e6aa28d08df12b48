/* SPDX-License-Identifier: MIT */
/* Rows of the record about privacy, as those of store/records.h. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Consent that a pupil's ink is kept, given or withdrawn; the last counts. */
typedef struct {
	gint64 id, pupil_id;
	bool given;
	char *kind; /* "ink" */
	gint64 at_ms;
	char *note; /* where the paper is; no name. NULL and "": nothing */
} StoreConsent;

/* A look at a named page, or at the class. */
typedef struct {
	gint64 teacher_id, page_copy_id, at_ms;
	char *what;	 /* "open-page", … */
	gint64 class_id; /* of a look at a class; 0: none */
	char *who; /* who ran a command of this machine: the user's name there. NULL and "": nobody did */
} StoreAccess;

/* What is forgotten with time, each after a number of days of its own. */
typedef enum {
	STORE_FORGET_INK,	/* strokes; answers and marks stay */
	STORE_FORGET_RESULTS,	/* whole page copies with all that is known of them */
	STORE_FORGET_UNCLAIMED, /* whole page copies that are nobody's */
	STORE_FORGET_ACCESS,	/* who looked at what */
} StoreForget;
#define STORE_N_FORGETS (STORE_FORGET_ACCESS + 1)

/* The numbers of a time: who looked how often, what was consented to, erased, forgotten. */
typedef struct {
	gint64 teacher_id; /* 0: the daemon itself, or a command of the machine */
	char *who;	   /* who ran it */
	char *what;
	gint64 n_looks, n_pages; /* n_pages: different ones */
} StoreAccessCount;

typedef struct {
	gint64 id, erased_pupil, n_rows, at_ms;
	char *reason, *digest;
} StoreErasureRow;

/* Begun and cut off: its rows are gone, something of what comes after them is not done (store/erasure.h). */
typedef struct {
	gint64 id, at_ms;
	char *class_name;
	gint number; /* by which the pupil was asked for */
} StorePendingErasure;

typedef struct {
	char *kind; /* "ink", "results", "unclaimed", "access" */
	gint64 n_runs, n_rows, last_ms;
} StoreRetentionCount;
