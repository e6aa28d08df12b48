/* SPDX-License-Identifier: MIT */
/*
 * Class lists on their way into the record: a file is looked at, what it would change is shown, and a teacher has it
 * done. Answers are JSON as docs/console-protocol.md has it ("Rosters"), for the caller to free, with a status of HTTP.
 * Nobody is deleted: who is not in the list any more is moved out of the class if the teacher says so.
 */
#pragma once

#include "daemon/classroom/classroom.h"
#include "homework/load/school-day.h"

typedef struct {
	Store *store;
	StoreReader *reader;
	Classroom *classroom;
	void (*changed)(void *user); /* the class has been read anew */
	void *user;
	SchoolClock clock; /* of the school; zero: UTC */
} RostersOptions;

typedef struct Rosters Rosters;

Rosters *rosters_new(const RostersOptions *options);
Rosters *rosters_free(Rosters *rosters); /* accepts NULL, returns NULL */

/* All classes and who is in them. */
char *rosters_list(const Rosters *rosters, guint *status);
/* `class_name`: of rows that name no class; NULL or "": they must. */
char *rosters_preview(Rosters *rosters, const char *class_name, const guint8 *bytes, gsize n_bytes,
	guint *status);
/* {"preview":1,"move_out":true,"consent":true} */
char *rosters_apply(Rosters *rosters, const char *text, gsize n_bytes, guint *status);
/* The rows with problems of a preview that is still kept; NULL: there is none. */
GBytes *rosters_problems(const Rosters *rosters, gint64 preview);
/* At the control socket: {"type":"roster-import",…}; NULL: the line is none. */
char *rosters_owner(Rosters *rosters, const char *line, gsize n_bytes);
/* From the store's listener: what was put is to be had from the reader now. */
void rosters_stored(Rosters *rosters, guint64 sequence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rosters, rosters_free)
