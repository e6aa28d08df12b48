/* SPDX-License-Identifier: MIT */
/* What only who runs the service may ask at the control socket: each line goes to the part that knows it. */
#pragma once

#include "daemon/assigning.h"
#include "daemon/load-changes.h"
#include "daemon/privacy/consents.h"
#include "daemon/roster/rosters.h"
#include "daemon/teachers.h"

typedef struct {
	Teachers teachers;
	const Assigning *assigning;
	LoadChanges changes;
	Consents consents;
	Rosters *rosters;
} Owner;

/* The answer, to be freed; NULL: it is a question that anybody let in may ask. */
char *owner_answer(const Owner *owner, const char *line, gsize n_bytes);
