/* SPDX-License-Identifier: MIT */
/* Rows of the record about a lesson, as those of store/records.h. */
#pragma once

#include "protocol/dot.h"

#include <glib.h>

/* A lesson from its begin to its end. Elapsed: up to `end_ms`, `pause_ms` or now, less `paused_ms`. */
typedef struct {
	gint64 id, class_id;
	gint64 assignment_id; /* open when it began; 0 none */
	gint64 teacher_id;    /* who began it; 0 not told */
	gint64 begin_ms;
	gint64 paused_ms; /* all pauses that are over */
	gint64 pause_ms;  /* when this pause began; 0 none */
	gint64 end_ms;	  /* 0: under way */
} StoreLesson;

/* Where the teacher's desk stands, from 0. */
typedef struct {
	gint64 class_id;
	gint seat_row, seat_column;
} StoreDesk;

/* An assignment of before was opened again. */
typedef struct {
	gint64 id, assignment_id, teacher_id, at_ms;
} StoreOpening;

/* An assignment was taken back before anybody wrote on it. */
typedef struct {
	gint64 assignment_id, teacher_id; /* 0 not told */
	char *reason;
	gint64 at_ms;
} StoreWithdrawal;
void store_withdrawal_free(gpointer row);

/* A pupil's raised hand was seen. */
typedef struct {
	gint64 id, assignment_id, pupil_id, teacher_id;
	gint64 ink_ms; /* of the last tick that was seen: by the pen's clock, as the tick itself */
	gint64 at_ms;
} StoreHandDown;

/* A class was opened in this room. */
typedef struct {
	gint64 id, class_id, teacher_id, at_ms;
} StoreClassOpening;

/* Pens that see no page write on this one from now on; family NONE: it is not known. */
typedef struct {
	gint64 id, assignment_id;
	gint64 pen_id; /* 0: all of the class */
	PageAddress page;
	gint64 teacher_id; /* 0: a tick told it */
	gint64 at_ms;
} StorePageTurn;

/* A run of ink got its page; family NONE: on none again. */
typedef struct {
	gint64 id, page_copy_id;
	PageAddress page;
	gint64 teacher_id; /* 0: a tick told it */
	gint64 at_ms;
} StorePagePlacing;

/* A seat was put there, from 0. */
typedef struct {
	gint64 id, class_id;
	gint64 pupil_id; /* 0: the desk */
	gint seat_row, seat_column;
	gint64 teacher_id, at_ms;
} StoreSeatMove;

/* Who is logged in. */
typedef struct {
	char *token_hash; /* hexadecimal */
	gint64 teacher_id;
	char *password_tag; /* another one: the password was changed, and this is over */
	gint64 begun_ms;
	gint64 used_ms; /* 0: it is over, and forgotten */
} StoreSession;
