/* SPDX-License-Identifier: MIT */
/*
 * What an open page is told and obeyed, by the rights of its account and the open class. A page that may not see the
 * children's work gets the same messages without it, so that the numbers of changes stay everybody's.
 */
#pragma once

#include "daemon/console/console-message.h"
#include "daemon/rights.h"

typedef enum {
	CONSOLE_SIGHT_NOTHING, /* of its pupils: neither names nor work */
	CONSOLE_SIGHT_NAMES,   /* who sits where with which pen */
	CONSOLE_SIGHT_WORK,    /* all */
} ConsoleSight;

ConsoleSight console_rights_sight(const Rights *rights, RightsClass class);
bool console_rights_may(const Rights *rights, RightsClass class, ConsoleMessageKind kind);
/* A snapshot or a change, as it may be seen; to be freed. */
char *console_rights_veil(const char *text, ConsoleSight sight);
