/* SPDX-License-Identifier: MIT */
/* A sheet is given to the class: `zhibi sheet assign` at the control socket, or a teacher at the page (docs/console-protocol.md, "assign"). */
#pragma once

#include "daemon/classroom/classroom.h"
#include "daemon/console/console.h"
#include "daemon/marking/marking.h"
#include "homework/load/rules.h"

typedef struct {
	Store *store;
	StoreReader *reader;
	const RulesBook *rules; /* of homework load: nothing is published against them */
	Classroom *classroom;
	Marking *marking;
	Console *console;
	gint64 teacher_id; /* who gives it; 0: the service's owner */
} Assigning;

/* The answer to a line that gives a sheet, to be freed; NULL: it asks for something else. From then on it is the
 * class's open assignment: what is written belongs to it. */
char *assigning_answer(const Assigning *assigning, const char *line, gsize n_bytes);
/* The same of a teacher at the page (ConsoleAssign). */
char *assigning_by_teacher(void *assigning, gint64 teacher_id, const char *text, gsize n_bytes);
