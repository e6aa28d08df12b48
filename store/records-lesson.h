/* SPDX-License-Identifier: MIT */
/* Rows of the record about a lesson, as those of store/records.h. */
#pragma once

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

/* A pupil's raised hand was seen. */
typedef struct {
	gint64 id, assignment_id, pupil_id, teacher_id;
	gint64 ink_ms; /* of the last tick that was seen: by the pen's clock, as the tick itself */
	gint64 at_ms;
} StoreHandDown;
