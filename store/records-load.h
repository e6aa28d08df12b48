/* SPDX-License-Identifier: MIT */
/* Rows of the record about homework load, as those of store/records.h. */
#pragma once

#include <glib.h>

/* What the school changed in the rules of homework load (homework/load/rules.h), from a day on. */
typedef struct {
	gint64 id;
	char *rule;    /* "limits.grades_3_6" */
	char *value;   /* as in the file */
	gint from_day; /* days since 1970-01-01 in the school's own time */
	char *reason;  /* never empty */
	gint64 teacher_id, at_ms;
} StoreRuleChange;

/* Training that was held. */
typedef struct {
	gint64 id;
	gint day; /* as from_day */
	char *kind;
	gint n_people; /* 0: it is taken back */
	gint minutes;
	gint64 at_ms;
} StoreTraining;

/* One plan for one person. */
typedef struct {
	gint64 id, pupil_id;
	gint from_day;
	gint limit_minutes;		  /* a day; -1: the plan ends */
	gint time_percent, items_percent; /* 100: as everybody */
	gint64 teacher_id, at_ms;
} StorePlan;
