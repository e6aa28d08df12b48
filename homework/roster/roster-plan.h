/* SPDX-License-Identifier: MIT */
/*
 * What a list would change of the pupils that are known. A row is a pupil whom we know by the school number; else by
 * the name, where it is the only one of its class on both sides; else by the number in the class, if the name is plainly a
 * correction (roster-names.h). Any other row is another child, who has no consent yet. Who is in a class of the list but
 * not in the list is LEFT: such a pupil is moved out of the class if the teacher says so, or if another has the number
 * now, for two cannot have one; and never deleted, for there is ink. Pure.
 */
#pragma once

#include "homework/roster/roster.h"

typedef struct {
	gint64 id;
	const char *class_name; /* borrowed, as the others */
	gint number;
	const char *name;
	const char *school_number;
	gint seat_row, seat_column;
	bool has_left; /* may come back */
} RosterKnown;

typedef enum {
	ROSTER_SAME,
	ROSTER_ADDED,
	ROSTER_CHANGED,
	ROSTER_MOVED, /* from another class, or back into one */
	ROSTER_LEFT,
} RosterChangeKind;

typedef struct {
	RosterChangeKind kind;
	const RosterRow *row;	  /* NULL: LEFT */
	const RosterKnown *known; /* NULL: ADDED */
	bool number_taken; /* LEFT: by a row; leaves whatever the teacher says of those who are not in the list */
} RosterChange;

/* Of RosterChange, in the order of the rows without a problem, those that are LEFT last. `known`: of RosterKnown. */
GArray *roster_plan(const Roster *roster, const GArray *known);
const char *roster_change_name(RosterChangeKind kind); /* "same", "added", … */
