/* SPDX-License-Identifier: MIT */
/*
 * Figures of homework load for open pages: a class's, the school's, the weekly brief as a file. Each question is counted on
 * a worker with a reader of its own (store/load-source.h): pens and pages never wait for it. What an account may see is
 * decided here, from the rights that it had when it asked.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "daemon/rights.h"

typedef struct Loads Loads;

typedef struct {
	const char *database;
	const char *rules_file; /* NULL: the defaults */
} LoadsOptions;

typedef enum {
	LOADS_CLASS,
	LOADS_SCHOOL,
	LOADS_PDF, /* the brief of the school, or of the grade that is headed */
	LOADS_XLSX,
	LOADS_JSON,
} LoadsKind;

typedef struct {
	LoadsKind kind;
	gint64 class_id; /* of CLASS */
	bool is_month;	 /* of CLASS: calendar months, else weeks from Monday */
	bool has_pupils; /* of CLASS: each pupil, too */
	guint back;	 /* so many weeks or months ago; 0 now */
	guint32 request; /* the asker's own */
	Rights rights;
} LoadsQuestion;
#define LOADS_BACK_MAX 520

/* Of an answer that is none. */
typedef enum {
	LOADS_DONE,
	LOADS_NO_RIGHT,
	LOADS_NO_CLASS,
	LOADS_UNREADABLE, /* the record or the rules; told in the log */
} LoadsOutcome;

typedef struct {
	LoadsOutcome outcome;
	json_t *value; /* of CLASS and SCHOOL: the members of the message (docs/console-protocol.md, "Load") */
	GBytes *file;	/* of the others */
	bool has_names; /* pupils are in it */
} LoadsAnswer;

/* Later, on the main context; the answer is lent. */
typedef void (*LoadsAnswered)(void *user, const LoadsQuestion *question, const LoadsAnswer *answer);

Loads *loads_new(const LoadsOptions *options);
/* Waits for the question under way; nobody is answered any more. Returns NULL; accepts NULL. */
Loads *loads_free(Loads *loads);
/* False: too many wait already. */
bool loads_ask(Loads *loads, const LoadsQuestion *question, LoadsAnswered answered, void *user);
/* The same on any thread, at once; what it has is the caller's to free. */
void loads_count(const Loads *loads, const LoadsQuestion *question, LoadsAnswer *answer);
/* `user` is gone: it is not answered. */
void loads_forget(Loads *loads, const void *user);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Loads, loads_free)
