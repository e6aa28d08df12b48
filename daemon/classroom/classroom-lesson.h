/* SPDX-License-Identifier: MIT */
/*
 * What a teacher arranges in the room: who sits where, and the lesson from its begin to its end. A lesson is a
 * record of its times and no more: ink is kept and shown whatever its state.
 */
#pragma once

#include "daemon/classroom/classroom.h"

#define CLASSROOM_ROWS_MAX 20
#define CLASSROOM_COLUMNS_MAX 20

typedef struct {
	gint row, column; /* to where */
	gint64 teacher_id, at_ms;
} SeatMove;
/* The seat, the desk too, goes to this place; who sat there goes to where it came from. The room is as large as its
 * seats need. False: there is no such seat, or no such place. */
bool classroom_move_seat(Classroom *classroom, guint seat, const SeatMove *move);

/* The one under way, or the last that was; NULL: there was none. */
const StoreLesson *classroom_lesson(const Classroom *classroom);
/* "running", "paused", "ended" */
const char *classroom_lesson_state(const StoreLesson *lesson);

typedef enum { LESSON_BEGIN, LESSON_PAUSE, LESSON_RESUME, LESSON_END } LessonStep;
/* What is so already stays as it is, and that is all right: two teachers may press the same. False: no lesson is under
 * way that could be paused, gone on with or ended. */
bool classroom_step_lesson(Classroom *classroom, LessonStep step, gint64 teacher_id, gint64 now_ms);
