/* SPDX-License-Identifier: MIT */
/* What was published to a class, as the figures of load see it, and a plan for one person. Plain values. */
#pragma once

#include "homework/load/rules.h"

typedef struct {
	gint64 id;
	char *subject, *title;	     /* never NULL, as all texts here */
	LoadPlace place;	     /* as it was published; see assigned_place */
	gint day;		     /* it was published on */
	gint64 published_ms, due_ms; /* due 0: none */
	gint minutes;		     /* expected; 0 not said */
	char layer;		     /* 'A', 'B', 'C'; 0 for everybody */
	gint n_pages;		     /* 0 not known: one */
	char *reason;		     /* why it passes the limit; "" */
	gint64 teacher_id;	     /* 0 not told */
} Assigned;

Assigned *assigned_new(void);		     /* empty texts */
Assigned *assigned_free(Assigned *assigned); /* accepts NULL, returns NULL */

/* Where it is done, whatever it is called: what need not be there before its day's school is over is done at home.
 * `rules`: of its day. */
LoadPlace assigned_place(const Assigned *assigned, const Rules *rules, gint grade);
/* Is it written homework that counts against the limit? */
bool assigned_counts(const Assigned *assigned, const Rules *rules, gint grade);

/* 一人一案: another limit, more time or fewer items for one pupil, who then is in no figure of the class. */
typedef struct {
	gint from_day;
	gint limit_minutes; /* a day; -1: it ended */
	gint time_percent, items_percent;
} LoadPlan;

/* What an assignment asks of a pupil with that plan, in minutes, rounded up. */
static inline gint assigned_minutes_planned(const Assigned *assigned, const LoadPlan *plan)
{
	const gint64 parts = (gint64)assigned->minutes * plan->time_percent * plan->items_percent;

	return (gint)((parts + 9999) / 10000);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Assigned, assigned_free)
