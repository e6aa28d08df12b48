/* SPDX-License-Identifier: MIT */
/* Pages of nobody's, for a console to show and give to somebody (`claim`). */
#pragma once

#include "daemon/classroom/classroom.h"
#include "daemon/console/console-message.h"

/* The answer to CONSOLE_MESSAGE_UNCLAIMED, for the caller to free. No name is in it. */
char *console_unclaimed_answer(Classroom *classroom, const ConsoleMessage *message);
