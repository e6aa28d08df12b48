/* SPDX-License-Identifier: MIT */
/*
 * The classroom's pens, bound or not, and who holds which: what the fleet (daemon/fleet) shows and changes.
 * A pupil holds one pen at a time: a new one ends the binding of the one before, whose later ink is unclaimed.
 * Ink stays where it was written: a binding says whose the ink is from now on.
 */
#pragma once

#include "daemon/classroom/classroom.h"

/* Texts are borrowed until the next turn of the loop. */
typedef struct {
	const StorePen *row;
	gint64 pupil_id, teacher_id; /* 0 none */
	gint pupil_number;
	const char *pupil_name;	 /* NULL: on no roster */
	const StoreClass *class; /* the pupil's; NULL: of none. The open one, or another */
	bool is_writing;	 /* a stroke is open */
} ClassroomPenView;

/* Of ClassroomPenView, by address. */
GArray *classroom_pens(const Classroom *classroom);
bool classroom_pen_by_address(
	const Classroom *classroom, const char *address, ClassroomPenView *view);
/* Consent to keep ink is a record: a pupil without one, or whose last says no, has an ordinary pen, nothing of which
 * is kept or shown; what such a pen stored stays on it, not fetched and never freed, until there is consent. A
 * pen that is nobody's, or the teacher's, needs none. */
bool classroom_keeps_ink(Classroom *classroom, gint64 pen_id);
bool classroom_keeps_ink_of(Classroom *classroom, gint64 pupil_id);
/* A record was put. A stroke that was begun under the one before still ends under it. */
void classroom_consent_changed(Classroom *classroom, gint64 pupil_id, bool given);
/* By number in the class; 0: there is none. */
gint64 classroom_pupil_by_number(const Classroom *classroom, gint number);
/* The pen that the pupil holds now; 0: none. */
gint64 classroom_pen_of_pupil(const Classroom *classroom, gint64 pupil_id);

/* &gint64, the pen → GUINT_TO_POINTER: how many page copies with its ink are nobody's. Free it. */
GHashTable *classroom_unclaimed_by_pen(const Classroom *classroom);

/* From now on the pen is this pupil's; 0: nobody's. `how` goes into the record: "hand", "roster-sheet",
 * "swap", "retired". False: it is so already. */
bool classroom_bind_pen(
	Classroom *classroom, gint64 pen_id, gint64 pupil_id, const char *how, gint64 now_ms);
/* A pen out of use: nobody's, and it says so. False takes it back into use. */
void classroom_retire_pen(Classroom *classroom, gint64 pen_id, bool retired, gint64 now_ms);
