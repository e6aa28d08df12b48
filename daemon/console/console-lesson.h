/* SPDX-License-Identifier: MIT */
/* What a teacher arranges from the page: seats, the lesson, and which assignment is open. */
#pragma once

#include "daemon/classroom/classroom.h"
#include "daemon/console/console-json.h"
#include "daemon/console/console-message.h"
#include "daemon/marking/marking.h"

extern const ConsoleTrouble console_lesson_no_assignment, console_lesson_too_soon;

/* JSON for the caller to free: `done`, `assignments` or an `error`. What changed is told to every console. */
char *console_lesson_answer(Classroom *classroom, const ConsoleMessage *message, gint64 teacher_id);

typedef struct {
	Classroom *classroom;
	Marking *marking; /* or NULL */
} ConsoleRoom;

/* The same of `assignment-open`. *changed: results are others than those told, of every console. */
char *console_lesson_open_answer(
	const ConsoleRoom *room, const ConsoleMessage *message, gint64 teacher_id, bool *changed);

/* NULL: the message means the open class, or does not say. Seats and numbers are of other pupils in another one. */
const ConsoleTrouble *console_lesson_other_class(
	const Classroom *classroom, const ConsoleMessage *message);
