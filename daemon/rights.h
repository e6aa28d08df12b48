/* SPDX-License-Identifier: MIT */
/*
 * What an account may see and do (docs/privacy.md, "Who sees what"): its roles, the classes and subjects it teaches, the
 * grade it heads. Every question is answered from here, and a role that is not named is not there. Pure.
 */
#pragma once

#include "store/records.h"

typedef enum {
	RIGHTS_TEACHER = 1 << 0,       /* the classes that are taught */
	RIGHTS_GRADE_HEAD = 1 << 1,    /* looks at a grade */
	RIGHTS_HEAD = 1 << 2,	       /* looks at the school */
	RIGHTS_ADMINISTRATOR = 1 << 3, /* pens, class lists, accounts; no child's work */
} RightsRole;

/* "teacher administrator": words of teacher, grade-head, head, administrator, by spaces or commas. False: another word, or
 * none. */
bool rights_parse(const char *text, guint *roles);
char *rights_text(guint roles); /* to be freed */

/* Of an account; lent by it. */
typedef struct {
	gint64 teacher_id;
	guint roles;
	gint grade;
	const char *teaches; /* StoreTeacher.teaches */
} Rights;
Rights rights_of(const StoreTeacher *teacher);

typedef struct {
	gint64 id;
	gint grade;
} RightsClass;

/* Teaches it: marks, leads the lesson, shows the wall, changes the sheet. */
bool rights_teach(const Rights *rights, RightsClass class);
/* Sees the work of its pupils: ink, answers, marks, minutes, each by name unless names are hidden. */
bool rights_see_work(const Rights *rights, RightsClass class);
/* Sees who is in it, and which pen is whose. */
bool rights_see_names(const Rights *rights, RightsClass class);
/* Sees the assignments of a subject in it; the sum of all subjects goes with the work. */
bool rights_see_subject(const Rights *rights, RightsClass class, const char *subject);
/* Changes pens while it is open. */
bool rights_change_pens(const Rights *rights, RightsClass class);
/* Takes class lists in. */
bool rights_change_rosters(const Rights *rights);
/* Sees the school's figures of groups; *grade: of this grade alone, 0 all. */
bool rights_see_school(const Rights *rights, gint *grade);
/* Sees how this teacher's assignments (0: nobody is named) were marked. */
bool rights_see_marking_of(const Rights *rights, gint64 teacher_id);
