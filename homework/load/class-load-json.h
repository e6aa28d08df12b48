/* SPDX-License-Identifier: MIT */
/*
 * A class's figures as JSON (docs/load.md), the same for the command and for the page: every shown number with the sums it
 * was rounded from; null where there is nothing to divide by.
 */
#pragma once

#include <jansson.h>

#include "homework/load/class-load.h"

typedef struct {
	const char *name;
	gint grade;
} ClassLoadTitle;

/* Days, assignments, subjects, how pupils spread; no pupil. The caller's, as those below. */
json_t *class_load_json(const ClassLoad *load, RulesDays span, const ClassLoadTitle *title);

/* One of the load's pupils, in its order. */
typedef struct {
	gint number;
	const char *name; /* NULL: it is not told */
} ClassLoadPupil;
/* By number, as they come: nobody is above another. */
json_t *class_load_json_pupils(
	const ClassLoad *load, RulesDays span, const ClassLoadPupil *pupils, guint n_pupils);

/* How an assignment was marked (全批全改), without who marked it. */
json_t *class_load_json_marking(const AssignmentLoad *row);
/* How the minutes were counted. */
json_t *class_load_json_method(const RulesBook *book);

/* ---- what the brief's JSON shares with it */

json_t *class_load_json_tenths(gint64 tenths); /* null below 0 */
json_t *class_load_json_percent(gint64 part, gint64 whole);
json_t *class_load_json_day(gint day);
void class_load_json_put_sum(json_t *object, const LoadSum *sum, gint n);
