/* SPDX-License-Identifier: MIT */
/* "How would it be read?": a page's sheet-try, answered when the class's ink was read with the sheet as it would be. */
#pragma once

#include "daemon/console/console-peer.h"
#include "daemon/console/console-sheet.h"

/* One trial a page: a new one ends the one before, whose question is answered so. */
void console_trial_begin(
	ConsolePeer *peer, const ConsoleMessage *message, const ConsoleSheetText *text);
