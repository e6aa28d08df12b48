/* SPDX-License-Identifier: MIT */
/* Which classes there are, and another one is opened. */
#pragma once

#include "daemon/console/console-message.h"
#include "daemon/console/console-private.h"

/* JSON for the caller to free: `classes`, `done` or an `error`. When another class is open now, every console gets a
 * snapshot. */
char *console_classes_answer(Console *console, const ConsoleMessage *message, const Rights *rights);
