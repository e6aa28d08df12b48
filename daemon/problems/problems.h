/* SPDX-License-Identifier: MIT */
/*
 * The log of problems met in use (及时解决使用中的问题): what went wrong, with which pen, when it began, how it
 * ended. A problem is a state, not an event: told again while it lasts it is the same one, with a count;
 * one that comes again within a minute of its end never ended. Kept in the store; the console,
 * `zhibi problems` and the weekly brief read it. No pupil's name in it.
 */
#pragma once

#include "store/problem-code.h"
#include "store/reader.h"
#include "store/store.h"

/* Whoever meets problems is given one of these. `subject` says which one of many: a pen's address, "hci0",
 * "slot 7", "" for the whole. `detail` is plain English, one line, or "". */
typedef struct {
	void *user;
	void (*begins)(void *user, ProblemCode code, const char *subject, const char *detail);
	/* No word when none was under way. `how`: "came back", "taken out of use", … */
	void (*ends)(void *user, ProblemCode code, const char *subject, const char *how);
} ProblemSink;

static inline void problem_begins(
	const ProblemSink *sink, ProblemCode code, const char *subject, const char *detail)
{
	if (sink && sink->begins)
		sink->begins(sink->user, code, subject, detail);
}

static inline void problem_ends(
	const ProblemSink *sink, ProblemCode code, const char *subject, const char *how)
{
	if (sink && sink->ends)
		sink->ends(sink->user, code, subject, how);
}

/* ---- the log itself */

#define PROBLEMS_AGAIN_MS 60000 /* ended no longer ago: the same one goes on */
#define PROBLEMS_KEPT_DAYS 183	/* half a year: what the brief of a term looks back on */
#define PROBLEMS_N_KEPT 20000	/* rows, about 3 MB */
#define PROBLEMS_N_MAX                                                                             \
	1000 /* within a minute; more are not taken: a pen may change its name for ever */

typedef struct Problems Problems;

/* What a killed daemon left open ends here: "the daemon was restarted". `reader` may be an older look at the
 * database; the store is written to while the object lives. */
Problems *problems_new(Store *store, StoreReader *reader, GError **error);
/* What is under way ends: "the daemon was stopped". Accepts NULL, returns NULL. */
Problems *problems_free(Problems *problems);
const ProblemSink *problems_sink(Problems *problems); /* good as long as the log lives */
/* The store is in this state now: full and failed are problems, anything else ends them. */
void problems_store_changed(Problems *problems, StoreState state, const char *message);
/* After each change of what is under way; from inside the sink's calls. One listener. */
void problems_set_changed(Problems *problems, void (*changed)(void *user), void *user);
/* Of const StoreProblem *, those that began first first; borrowed rows, the array is the caller's. */
GPtrArray *problems_under_way(const Problems *problems);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Problems, problems_free)
