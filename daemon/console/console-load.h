/* SPDX-License-Identifier: MIT */
/* Figures of homework load at an open page (docs/console-protocol.md, "Load"); daemon/load/ counts. */
#pragma once

#include "daemon/console/console-message.h"
#include "daemon/console/console-rooms.h"

/* Answered later: `load`, `load-school` or an `error`. */
void console_load_ask(ConsolePeer *peer, const ConsoleMessage *message);

/* The weekly brief as a file: is it that path? An answer, or NULL and a job that makes it. */
bool console_load_is(const Console *console, const char *path);
ConsoleAnswer *console_load_get(
	struct lws *wsi, const Console *console, const StoreTeacher *teacher, ConsoleJob *job);
