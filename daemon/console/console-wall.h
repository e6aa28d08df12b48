/* SPDX-License-Identifier: MIT */
/* What a teacher says at the page about the show wall. */
#pragma once

#include "daemon/console/console-message.h"
#include "daemon/wall/wall.h"

/* JSON for the caller to free: `done`, `wall-link` or an `error`. What changed is told to everybody. */
char *console_wall_answer(Wall *wall, const ConsoleMessage *message, gint64 teacher_id);
