/* SPDX-License-Identifier: MIT */
/* What a teacher says at the page about answers and marks, and the daemon's answer. */
#pragma once

#include "daemon/console/console-message.h"
#include "daemon/marking/marking.h"

/* JSON for the caller to free: `done`, `accepted` with a count, or an `error`. marking NULL: there is none here. */
char *console_marking_answer(Marking *marking, const ConsoleMessage *message, gint64 teacher_id);
/* The same for a line at the control socket: `remark` only. NULL: something else is asked. */
char *console_marking_owner(Marking *marking, const char *line, gsize n_bytes);
