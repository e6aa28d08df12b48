/* SPDX-License-Identifier: MIT */
/* What the school changes in homework load: a rule from a day on, a plan for one person. At the control socket
 * (docs/console-protocol.md, "rule" and "plan"). */
#pragma once

#include "homework/load/rules.h"
#include "store/reader.h"

typedef struct {
	Store *store;
	StoreReader *reader;
	RulesBook *rules; /* gets the change at once, the disk with the next commit */
} LoadChanges;

/* The answer to a line that asks for such a change, to be freed; NULL: it asks for something else. */
char *load_changes_answer(const LoadChanges *changes, const char *line, gsize n_bytes);
