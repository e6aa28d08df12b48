/* SPDX-License-Identifier: MIT */
/*
 * What is had over HTTP beside the page's own files, with a session: class lists, the class-day board, files of sheets
 * (docs/console-protocol.md). A path is a row of a table; what takes its time is a job for a worker, for pens do not wait.
 */
#pragma once

#include "daemon/console/console-answer.h"

/* On a worker; it knows nothing of the console. */
typedef struct {
	ConsoleAnswer *(*run)(gpointer data); /* NULL: there is no job */
	gpointer data;
	GDestroyNotify free;
} ConsoleJob;

/* A POST: what of its head is needed when its body is there. */
typedef struct {
	const char *path;
	const char *class_name; /* of the address; NULL none */
	const GString *body;	/* outlives the job */
	gint64 teacher_id;
} ConsoleRoomsPost;

/* Is it one of our paths? */
bool console_rooms_is(const Console *console, const char *path);
/* How long a body may be that is sent there; 0: nothing is sent there. */
gsize console_rooms_body_max(const char *path);
/* Then it is answered when all of it is on the disk, and there is no job. */
bool console_rooms_changes_record(const char *path);
/* What is longer. */
const ConsoleTrouble *console_rooms_too_large(const char *path);
/* An answer, or NULL and a job that makes it. */
ConsoleAnswer *console_rooms_get(struct lws *wsi, const Console *console,
	const StoreTeacher *teacher, const char *path, ConsoleJob *job);
ConsoleAnswer *console_rooms_post(
	const Console *console, const ConsoleRoomsPost *post, ConsoleJob *job);
