/* SPDX-License-Identifier: MIT */
/* What a teacher arranges from the page: seats, and the lesson. */
#pragma once

#include "daemon/classroom/classroom.h"
#include "daemon/console/console-message.h"

/* JSON for the caller to free: `done` or an `error`. What changed is told to every console. */
char *console_lesson_answer(Classroom *classroom, const ConsoleMessage *message, gint64 teacher_id);
