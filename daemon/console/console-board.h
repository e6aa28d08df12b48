/* SPDX-License-Identifier: MIT */
/* The class-day board over HTTP (docs/console-protocol.md); who asks has logged in. */
#pragma once

#include "daemon/console/console-rooms.h"

/* Is it one of our paths? */
bool console_board_is(const Console *console, const char *path);
bool console_board_changes_record(const char *path);
gsize console_board_body_max(const char *path);
/* An answer, or NULL and a job: the notice is drawn on a worker. */
ConsoleAnswer *console_board_get(
	struct lws *wsi, const Console *console, const char *path, ConsoleJob *job);
ConsoleAnswer *console_board_post(const Console *console, const ConsoleRoomsPost *post);
