/* SPDX-License-Identifier: MIT */
/*
 * A sheet, or homework without one, is given to the class: by `zhibi sheet assign` at the control socket and from the page
 * (docs/console-protocol.md, "assign"), by the same rules.
 */
#pragma once

#include <jansson.h>

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
	const char *backgrounds; /* the folder where printed pages are looked for */
} Assigning;

/* The answer to a line that gives a sheet, to be freed; NULL: it asks for something else. From then on it is the
 * class's open assignment, unless it waits: what is written belongs to it. */
char *assigning_answer(const Assigning *assigning, const char *line, gsize n_bytes);
/* The same of a teacher at the page; the answer always has the board. */
char *assigning_publish(const Assigning *assigning, const json_t *asked, gint64 teacher_id);
/* Another assignment of before is open in the classroom: the marking and the consoles begin with it. */
void assigning_reopened(const Assigning *assigning);
/* Of Assigned: what was given to a class in these days, what waits with it. */
GPtrArray *assigning_published(
	const Assigning *assigning, gint64 class_id, RulesDays days, GError **error);
/* The same, of a teacher who made a sheet in the page: what a line at the control socket says. */
char *assigning_give(const Assigning *assigning, const json_t *asked, gint64 teacher_id);
