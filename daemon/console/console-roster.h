/* SPDX-License-Identifier: MIT */
/* Class lists over HTTP (docs/console-protocol.md, "Rosters"); who asks has logged in. */
#pragma once

#include "daemon/console/console-answer.h"

/* Is it one of our paths? */
bool console_roster_is(const Console *console, const char *path);
/* How long a body may be that is sent there. */
bool console_roster_changes_record(const char *path);
gsize console_roster_body_max(const char *path);
ConsoleAnswer *console_roster_get(
	struct lws *wsi, const Console *console, const StoreTeacher *teacher, const char *path);
/* `class_name`: as the address says it; "" none. */
ConsoleAnswer *console_roster_post(
	const Console *console, const char *path, const char *class_name, const GString *body);
