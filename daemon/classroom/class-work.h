/* SPDX-License-Identifier: MIT */
/*
 * The school's classes as the classroom keeps them: who is in which (classroom-school.c), what each works on
 * (classroom-work.c), and the open one's room (classroom-load.c, classroom-roster.c, classroom-classes.c). Internal to it.
 */
#pragma once

#include "daemon/classroom/classroom.h"

typedef struct SeatRecord SeatRecord;

/* One class of the school and what it works on: what its pupils write belongs to its open assignment, whether the class
 * itself is open or not. */
typedef struct {
	StoreClass *class; /* owned, and the same for ever; read anew, what is in it is another */
	guint n_pupils;
	guint n_loaded; /* of so many assignments the pages were asked for; 0: nothing is loaded yet */
	GPtrArray *assignments;	 /* of StoreAssignment, newest first */
	StoreAssignment *open;	 /* or NULL */
	gint64 opened_ms;	 /* since when it is open */
	guint64 opened_sequence; /* of what was put until then; 0: it was open at the start */
	gint64 last_ink_ms;	 /* since the start, of a pupil's live ink; 0 none */
	guint64 put_sequence; /* what was put of its list came before this; 0: nothing since the start */
	bool is_doubtful; /* some of it may have been refused */
} ClassWork;

/* Anybody on a roster. */
typedef struct {
	gint64 id;
	gint number;
	char *name;
	ClassWork *work;
} SchoolPupil;

/* classroom-school.c */
/* Classes and rosters anew; what each works on is kept. */
bool classroom_read_school(Classroom *classroom, GError **error);
ClassWork *class_work_new(StoreClass *take_class);
void class_work_free(gpointer work);
void school_pupil_free(gpointer pupil);
/* What this pupil's class works on, loaded; of one on no roster: what the open class does. */
ClassWork *classroom_work_of(Classroom *classroom, gint64 pupil_id);
/* Does it sit here, or is it of nobody's class? */
bool classroom_is_of_class(const Classroom *classroom, gint64 assignment_id);

/* classroom-work.c */
/* Its list, and the pages of so many of its assignments, the open one's always. What is there is kept. */
bool classroom_load_work(Classroom *classroom, ClassWork *work, guint n_pages, GError **error);
/* Opens that which was published or opened last, as the record has it, but for `without` (or NULL); none: none. When it
 * cannot be read all stays as it is. */
bool classroom_open_last(
	Classroom *classroom, ClassWork *work, const StoreAssignment *without, GError **error);
/* Of an assignment whose pages are not here yet; else nothing is done. */
bool classroom_load_pages(Classroom *classroom, gint64 assignment_id, GError **error);
bool classroom_load_titles(Classroom *classroom, GError **error);
void classroom_retitle(Classroom *classroom); /* the open one may be another */
/* Older ones have had their lesson; their pages are found again through the store. */
#define CLASS_WORK_PAGES 20
#define CLASS_WORK_PAGES_ASLEEP 4 /* of a class that is not open */

/* classroom-load.c */
bool classroom_load(Classroom *classroom, GError **error);
/* This one, if there is one; else the first; else a room without seats. */
ClassWork *classroom_choose_class(Classroom *classroom, gint64 class_id);
/* Seats for them, in an empty room; those who sat there before are forgotten. */
void classroom_place_pupils(Classroom *classroom, GPtrArray *take_pupils);
/* Puts `desk` where it stands in the open class's room, behind all pupils. */
void classroom_place_desk(Classroom *classroom, SeatRecord *take_desk);
/* The page each pupil was last on: of the open assignment, if there is one. */
void classroom_choose_pages(Classroom *classroom);
bool classroom_read_lesson(
	Classroom *classroom, gint64 class_id, StoreLesson *lesson, GError **error);
/* The ink of each seat's page is read when the loop is free. */
void classroom_load_seats_soon(Classroom *classroom);

/* classroom-claims.c: pens of the class that see no page (pen_id 0: all of them) are on this one. */
void classroom_assume_page(
	Classroom *classroom, const ClassWork *work, gint64 pen_id, const PageAddress *address);
