/* SPDX-License-Identifier: MIT */
/*
 * A teacher's strokes put together to signs: what is one tick, one cross, one number. Strokes near in time and place are
 * a cluster; of all ways to cut it into signs the one is taken that makes the surest reading. A stroke costs the
 * reading of the last few with it, however much was written before.
 */
#pragma once

#include "homework/reading/recogniser.h"
#include "homework/reading/trace.h"
#include "ink/stroke.h"

typedef enum {
	SIGN_MARK, /* a sign, or a number: whichever `reading` and `number` make surer, by its place */
	SIGN_BAR,	/* two bars, or a scribble, through what was written before */
	SIGN_UNDERLINE, /* lines under a number: they say nothing more */
} SignKind;

typedef struct {
	SignKind kind;
	guint first, n; /* strokes, as given */
	Trace *trace;	/* of them, micrometres */
	TraceBox box;
	TracePoint
		anchor; /* where it points: a tick's vertex, a cross's crossing, else the middle */
	gint64 start_ms, end_ms;
	Reading reading; /* as a mark: "tick", "cross", … */
	Reading number;	 /* as points: "8", "-2", "+3" */
	Reading word;	 /* as a level: "优", "良-" */
	Reading letter;	 /* as a level: "A" to "D" */
	bool follows;	 /* close behind the sign before, in time and place */
} SignGroup;

typedef struct SignGroups SignGroups;

/* The recogniser outlives it. */
SignGroups *sign_groups_new(const Recogniser *recogniser);
/* Levels (as in MarkCustom.levels) are written there, micrometres: words elsewhere are not looked for. */
void sign_groups_expect_levels(SignGroups *groups, const char *levels, const TraceBox *place);
SignGroups *sign_groups_free(SignGroups *groups); /* accepts NULL, returns NULL */
/* The next stroke in the order of writing. */
void sign_groups_add(SignGroups *groups, const Stroke *stroke);
/* Of SignGroup *, in the order of writing: what stays as it is whatever comes. Touches are in none. */
const GPtrArray *sign_groups_closed(const SignGroups *groups);
/* The same of the strokes after those, if nothing more comes. The caller's. */
GPtrArray *sign_groups_open(const SignGroups *groups);

/* Does the bar go through the sign? */
bool sign_group_is_over(const SignGroup *bar, const SignGroup *sign);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SignGroups, sign_groups_free)
