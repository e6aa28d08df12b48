/* SPDX-License-Identifier: MIT */
/*
 * The class-day board: what all subjects together ask of a class for one day, before it is too much. Only what
 * counts as written homework is added (assigned_counts). Of parallel layers a pupil does one, so the heaviest counts.
 */
#pragma once

#include "homework/load/assigned.h"

typedef enum {
	BOARD_FINE,
	BOARD_NEAR, /* from limits.warn_percent of the budget on */
	BOARD_FULL, /* the budget is used up, or passed: only with a reason */
	BOARD_REFUSED, /* no written task for home, whatever the reason: grades 1 and 2, or the grade is not known */
} BoardLevel;

typedef struct {
	char *subject;
	gint minutes;
} BoardSubject;

typedef struct {
	gint day;
	gint budget_minutes; /* rules_budget without what other days of the row have; -1: no limit */
	gint minutes;
	GArray *subjects; /* of BoardSubject, those with most first */
	BoardLevel level;
} BoardDay;

/* `assigned`: of Assigned; of other days those that share a budget with it are asked for (board_span). */
BoardDay *board_day(const Rules *rules, gint grade, gint day, const GPtrArray *assigned);
/* The days whose assignments a day's board depends on: its own, its free days in a row and the school day before them. */
RulesDays board_span(const Rules *rules, gint day);
BoardDay *board_day_free(BoardDay *board); /* accepts NULL, returns NULL */
/* "fine", "near", "full", "refused" */
const char *board_level_name(BoardLevel level);

/* What becomes of the board if `wanted` is published too; a better way where there is one. */
typedef struct {
	BoardLevel level;
	bool counts;	   /* it is written homework */
	BoardDay *board;   /* with it */
	gint room_minutes; /* left without it, below the full budget; -1: no limit */
	gint better_day;   /* the next school day on which it is fine, within a week; -1 none */
	char *zh, *en;	   /* for the teacher; "" where it is fine */
} BoardAdvice;

BoardAdvice *board_advise(
	const RulesBook *book, gint grade, const GPtrArray *assigned, const Assigned *wanted);
BoardAdvice *board_advice_free(BoardAdvice *advice); /* accepts NULL, returns NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BoardDay, board_day_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BoardAdvice, board_advice_free)
