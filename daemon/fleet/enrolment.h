/* SPDX-License-Identifier: MIT */
/*
 * Enrolment by writing: while a teacher has it on, the pen that writes in the box of number 17 of the roster sheet
 * belongs to number 17. Outside of it ink on that page is ink, so that a child that scribbles on the sheet later
 * binds nothing; so is ink that a pen stored before it began.
 *
 * Within one enrolment the first pen of a box keeps it: another that writes there too is a conflict, which a person
 * decides. A pen that writes in a second box, after the wrong one, moves there.
 */
#pragma once

#include "daemon/classroom/classroom.h"

typedef struct Enrolment Enrolment;

typedef struct {
	gint number;
	char *pen;   /* has the box */
	char *other; /* wrote there too */
} EnrolmentConflict;

Enrolment *enrolment_new(Classroom *classroom, const PageAddress *page);
Enrolment *enrolment_free(Enrolment *enrolment); /* accepts NULL, returns NULL */

/* From its begin all is forgotten of an earlier one. False: no page is configured. */
bool enrolment_start(Enrolment *enrolment, guint seconds, gint64 now_ms);
void enrolment_stop(Enrolment *enrolment);
guint enrolment_seconds_left(const Enrolment *enrolment, gint64 now_ms);
guint enrolment_n_bound(const Enrolment *enrolment);
/* Of gint: the numbers in whose boxes a pen wrote since its begin. */
GArray *enrolment_numbers(const Enrolment *enrolment);
/* Is there a page for it? */
bool enrolment_is_possible(const Enrolment *enrolment);
const GPtrArray *enrolment_conflicts(const Enrolment *enrolment); /* of EnrolmentConflict */

/* A finished stroke of any pen, when the classroom has it. */
void enrolment_stroke(
	Enrolment *enrolment, const char *address, const Stroke *stroke, gint64 now_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Enrolment, enrolment_free)
