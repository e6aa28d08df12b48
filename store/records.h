/* SPDX-License-Identifier: MIT */
/*
 * The rows of the record that people know by name: schools, classes, pupils, teachers, pens, sheets, pages,
 * marks, consents. Plain values; texts are UTF-8, ids are store_new_id's, 0 and NULL mean none. Written
 * by store/store.h, read by store/reader.h.
 */
#pragma once

#include "protocol/dot.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	gint64 id;
	char *name;
} StoreSchool;

typedef struct {
	gint64 id, school_id;
	char *name;
	gint grade; /* 1 to 9 */
	bool hide_names;
	gint n_rows, n_columns; /* of seats */
} StoreClass;

typedef struct {
	gint64 id, class_id;
	gint number; /* in the class, 1… */
	char *name;
	gint seat_row, seat_column; /* from 0; -1 none */
	char *school_number;	    /* "" not told; NULL when put: as it was */
	gint64 left_ms;		    /* not in the class any more, since; 0: is */
} StorePupil;

typedef struct {
	gint64 id;
	char *login;
	char *name;
	char *password_hash; /* argon2id, made by libsodium */
	char *roles;	     /* daemon/rights.h; NULL when put: these three as they were */
	gint grade;	     /* of a head of grade; 0 none */
	char *teaches; /* a line a class: its id, a space, the subject; NULL and "": every class */
} StoreTeacher;

typedef struct {
	gint64 id;
	char *address; /* unique; the pen's own, or "unknown:<link>" */
	char *driver;
	char *model;
	char *firmware;
	gint battery_percent; /* -1 not known */
	gint64 last_seen_ms;
	gint64 retired_ms; /* out of use since; 0: in use */
} StorePen;

/* Who holds a pen from `from_ms` on; ends the pen's earlier binding. Exactly one of pupil and teacher, or
 * neither to end it. */
typedef struct {
	gint64 id, pen_id, pupil_id, teacher_id;
	gint64 from_ms;
	char *how; /* "hand", "roster-sheet", "swap", "retired"; NULL and "": not told */
} StoreBinding;

/* The password of a pen, sealed with this school's key (daemon/fleet/seal.h): the store cannot read it. */
typedef struct {
	gint64 pen_id;
	GBytes *sealed; /* empty: none */
} StorePenPassword;

/* What a pen said of its battery. */
typedef struct {
	gint64 pen_id, at_ms;
	gint percent;
	bool charging;
	bool came; /* the first word since it was away */
} StorePenBattery;

/* One version of a sheet; a version that is there is never changed. */
typedef struct {
	gint64 id;
	char *title;
	char *json;		  /* the sheet as its file says it; "" for a blank page */
	gint version;		  /* from 1; put as 0: 1 */
	gint64 teacher_id, at_ms; /* who made this version and when; 0 it came as a file */
} StoreSheet;

typedef struct {
	gint64 id, class_id, sheet_id;
	char *subject;
	char *place; /* "lesson", "service" or "home" */
	gint64 published_ms, due_ms;
	char *title;
	gint minutes;	   /* expected of a pupil; 0 not said */
	char *layer;	   /* "A", "B", "C"; "" for everybody */
	gint n_pages;	   /* of the sheet as published; 0 not known */
	char *reason;	   /* why it passes the day's limit; "" */
	gint64 teacher_id; /* who published it; 0 not told */
	bool waits;	   /* not open until a teacher opens it */
} StoreAssignment;	   /* its texts may be NULL when it is put */

/* One pupil's copy of one page. pupil_id 0: unclaimed; then pen_id says whose pen it was. */
typedef struct {
	gint64 id, assignment_id, pupil_id, pen_id;
	PageAddress page;
	gint64 created_ms;
	bool by_teacher; /* a teacher's ink on that pupil's paper */
} StorePageCopy;

/* A problem met in use, from its begin to its end. */
typedef struct {
	gint64 id;
	char *code; /* problem_code_name; a newer zhibi may have written one that we do not know */
	char *subject; /* which one of many: a pen's address, "hci0", "slot 7"; "" the whole */
	char *detail;  /* plain English, one line, or "" */
	gint64 begin_ms, end_ms; /* end 0: under way */
	char *how;		 /* it ended; "" while it is under way */
	gint64 count;		 /* how often it was told */
} StoreProblem;
