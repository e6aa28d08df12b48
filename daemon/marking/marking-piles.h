/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the marking share about piles that a teacher's pen goes through: marking-file.c (which copy a stroke
 * is on), marking-pile.c (a pile told again), marking-order.c (in the order of the class, and mended).
 */
#pragma once

#include <jansson.h>

#include "daemon/marking/marking-private.h"

/* The pile that a teacher's pen goes through. */
typedef struct {
	gint64 pen_id;
	Pile *pile;
	GHashTable *copies; /* RunPage → &gint64, page copy id; owned */
	GHashTable *known;  /* &gint64, Stroke.pen_start_ms → &gint64, page copy id; owned */
	gint64 last_ms;	    /* start of the last stroke */
	bool late;	 /* ink came that was written before that: the pile is to be told again */
	GArray *runs;	 /* of PileRun, [run]: as they are known now */
	gint64 heard_us; /* when it wrote last, by our clock */
} TeacherPen;

typedef struct {
	guint run;
	gint64 page_key;
} RunPage;
guint run_page_hash(gconstpointer key);
gboolean run_page_equal(gconstpointer a, gconstpointer b);

/* marking-file.c */
void teacher_pen_free(gpointer pen);
void teacher_pen_forget(const Marking *marking, TeacherPen *pen); /* all but whose pen it is */
void teacher_pen_set_copy(TeacherPen *pen, guint run, const Stroke *stroke, gint64 copy_id);
void teacher_pen_note_run(TeacherPen *pen, const PileRun *run);
/* All pens that have written are there, with what is known of their runs. */
void marking_tell_all_piles(Marking *marking);
gint64 marking_file(
	Marking *marking, gint64 pen_id, const Stroke *stroke, bool finished, gint64 now_ms);

/* The sheet is another: piles are told again what was written. */
void marking_file_again(Marking *marking);

/* marking-order.c */
void marking_load_pile(Marking *marking); /* what was said of the open assignment's */
json_t *marking_pile_json(const Marking *marking);

/* marking-pile.c */
void teacher_pen_retell(Marking *marking, TeacherPen *pen);
