/* SPDX-License-Identifier: MIT */
/*
 * The school's classes, of which one is open in this room. A pen writes for its owner whichever that is: ink of a pupil of
 * another class goes to that class's open assignment, and is seen and read when the class is opened.
 */
#pragma once

#include "daemon/classroom/classroom.h"

typedef struct {
	const StoreClass *row; /* borrowed */
	guint n_pupils;
	gint64 last_ink_ms; /* live ink of its pupils, since the start; 0 none */
	const char *lesson; /* "running", "paused"; "" none is under way */
	bool is_open;
} ClassroomClass;

/* Of ClassroomClass, by grade and name. */
GArray *classroom_classes(Classroom *classroom);
/* NULL: there is no class of that name. Of more than one the open one is meant, else that which was there first. */
const StoreClass *classroom_class_named(const Classroom *classroom, const char *name);
/* The same among these, of StoreClass. */
StoreClass *classroom_class_among(
	const Classroom *classroom, const GPtrArray *classes, const char *name);
/* What that class's pupils write on; NULL: on nothing yet. */
const StoreAssignment *classroom_class_assignment(Classroom *classroom, gint64 class_id);

typedef enum {
	CLASS_OPENED, /* or it was open already */
	CLASS_NONE,
	CLASS_LESSON_RUNS, /* and nobody has said what is to become of it */
	CLASS_TOO_SOON, /* a second has not passed, the teacher's pen writes, or the disk is in trouble */
	CLASS_FAILED, /* it cannot be read: the one before stays open */
} ClassOpened;
/* What becomes of a lesson that is under way: it ends, or goes on with its class, to be ended when that is open again. */
typedef enum { LESSON_IS_ASKED, LESSON_GOES_ON, LESSON_ENDS } LessonLeft;
typedef struct {
	gint64 class_id, teacher_id, at_ms;
	LessonLeft lesson;
} ClassWish;
/* This class sits here from now on. Strokes under way end where they began. Seats are others: whoever keeps seats starts
 * over when `*changed`. */
ClassOpened classroom_open_class(Classroom *classroom, const ClassWish *wish, bool *changed);

/* Is it a copy of the open class's, or nobody's? Those of others are there for their pens, and none of its teachers' business. */
bool classroom_page_is_here(const Classroom *classroom, gint64 page_copy_id);
