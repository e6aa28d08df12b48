/* SPDX-License-Identifier: MIT */
/* What class-load.c (what came in) and class-load-figures.c (what comes of it) share. */
#pragma once

#include "homework/load/class-load.h"

typedef struct {
	gint64 id;
	bool has_plan;
	bool is_silent; /* writes with an ordinary pen, by the family's wish */
	LoadPlan plan;
	Minutes *minutes;
	GArray *cells;	   /* of them, when they are asked for; NULL */
	GHashTable *pages; /* PageKey: pages with ink */
	GHashTable *inked; /* &assignment -> number of its pages with ink */
} Pupil;

/* Of a pupil and an assignment. */
typedef struct {
	gint64 assignment, pupil;
	gint64 first_mark_ms; /* 0 none */
	GArray *questions;    /* of Asked */
} Marked;

typedef struct {
	gint64 question;
	Verdict first, last;
} Asked;

struct ClassLoad {
	const RulesBook *book;
	gint grade;
	GPtrArray *assigned; /* of Assigned, as published */
	GHashTable *by_id;   /* &Assigned.id -> Assigned */
	GPtrArray *pupils;   /* of Pupil */
	GHashTable *pupil_by_id;
	GHashTable *marked; /* Marked, itself its key */
};

static inline gint class_load_inked(const Pupil *pupil, gint64 assignment)
{
	return GPOINTER_TO_INT(g_hash_table_lookup(pupil->inked, &assignment));
}

static inline const GArray *class_load_cells(Pupil *pupil)
{
	if (!pupil->cells)
		pupil->cells = minutes_cells(pupil->minutes);
	return pupil->cells;
}

static inline gint class_load_n_pages(const Assigned *assigned)
{
	return MAX(assigned->n_pages, 1);
}

/* Of parallel layers a pupil is asked for the one they do. */
static inline bool class_load_asks(const Assigned *assigned, const Pupil *pupil)
{
	return assigned->layer == '\0' || class_load_inked(pupil, assigned->id) > 0;
}
