/* SPDX-License-Identifier: MIT */
/* Which classes there are, and another one is opened. */
#pragma once

#include "daemon/console/console-message.h"
#include "daemon/console/console-private.h"

/* JSON for the caller to free: `classes`, `done` or an `error`. When another class is open now, every console gets a
 * snapshot. */
char *console_classes_answer(Console *console, const ConsoleMessage *message, const Rights *rights);
/* Pens (fleet_answer) as the account may see them: of pupils of another class, names only where it may see those. */
char *console_classes_veil_pens(const Classroom *classroom, const Rights *rights, char *take_text);
