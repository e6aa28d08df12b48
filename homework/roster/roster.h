/* SPDX-License-Identifier: MIT */
/*
 * A class list as schools have it: columns in any order, found by their names; several classes in one file; or
 * OneRoster 1.1's CSV in its archive. Each row is taken or has a problem of its own in words, and the file can be had
 * back with those words as a column. Numbers of identity cards are children's sensitive data that nothing here needs: a
 * file with one is refused whole. Columns that mean nothing here (sex, parents, telephones) are not looked at. Pure.
 */
#pragma once

#include "homework/roster/roster-table.h"

#define ROSTER_NUMBER_MAX 200
#define ROSTER_NAME_CHARACTERS_MAX 40

typedef enum { ROSTER_CONSENT_UNSAID, ROSTER_CONSENT_GIVEN, ROSTER_CONSENT_REFUSED } RosterConsent;

typedef struct {
	const RosterLine *line; /* borrowed */
	char *class_name;
	gint grade;  /* 1 to 12; 0 not told */
	gint number; /* in the class, from 1 */
	char *name;
	char *school_number;	    /* 学号; "" none */
	gint seat_row, seat_column; /* from 0; -1 none */
	RosterConsent consent;
	char *problem_zh, *problem_en; /* NULL: it can be taken */
} RosterRow;

typedef struct {
	RosterTable *table;
	const RosterLine *header; /* the line with the columns' names; borrowed */
	GPtrArray *rows;	  /* of RosterRow */
	GPtrArray *ignored;	  /* of char *: columns that mean nothing here */
	gint school_year;	  /* in which it began */
	guint n_problems;
} Roster;

/* `class_name`: of rows that name none; NULL: they must. `school_year`: the one in which it began, for classes named by the
 * year they entered in. NULL with the fault. */
Roster *roster_read(const guint8 *bytes, gsize n_bytes, const char *class_name, gint school_year,
	RosterFault *fault);
Roster *roster_free(Roster *roster); /* accepts NULL, returns NULL */
/* The lines with problems under their header, what is wrong in a last column 问题; in the encoding of the file. */
GBytes *roster_problems_file(const Roster *roster);
/* Grade of a class by its name, as 四年级2班, 初二(3)班, 高一1班, 4.2, 小学2024级1班; 0: not told, as in 向日葵班 and 3班. */
gint roster_grade_of(const char *class_name, gint school_year);
/* Does a text hold a citizen's number of 18 places? */
bool roster_has_citizen_number(const char *text);

/* For the parts. */
Roster *roster_new(RosterTable *take_table, gint school_year);
RosterRow *roster_add_row(Roster *roster, const RosterLine *line);
/* The first problem of a row stays. */
void roster_row_problem(RosterRow *row, char *take_zh, char *take_en);
/* Numbers for rows without one, and what only all rows together tell: twins of a number. */
void roster_finish(Roster *roster);

/* roster-oneroster.c: is it one, by its members? NULL with the fault, whose code is NULL when it is none. */
Roster *roster_oneroster_read(
	const guint8 *bytes, gsize n_bytes, gint school_year, RosterFault *fault);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Roster, roster_free)
