/* SPDX-License-Identifier: MIT */
/*
 * How the class's ink would be read with another sheet: the open assignment's copies, read a piece at a time when the loop
 * has nothing better to do. Nothing of it is kept; answers and marks stay as they are.
 */
#pragma once

#include "daemon/marking/marking.h"

typedef struct MarkingTrial MarkingTrial;

/* Of a question of the sheet that is tried: how many pupils' answers would be so. */
typedef struct {
	gint question;
	guint n_blank, n_read, n_refused, n_ink;
	guint n_changed; /* another than now */
	guint n_right;	 /* by the key, as it would be */
	guint n_right_now;
} MarkingTrialRow;

typedef struct {
	const GArray *rows; /* of MarkingTrialRow */
	guint n_pupils;	    /* who were read, of all: */
	guint n_class;
	/* What is in no row: page copies on pages that the sheet would not have, and on none yet; pages of nobody's. */
	guint n_off_sheet, n_no_page, n_unclaimed;
} MarkingTrialResult;

typedef struct {
	void (*progress)(void *user, guint n_done, guint n_class); /* now and then */
	/* Lent for the call. The trial is over, and freed by its owner. */
	void (*done)(void *user, const MarkingTrialResult *result);
	void *user;
} MarkingTrialListener;

/* The marking has a sheet, and outlives the trial. */
MarkingTrial *marking_trial_new(
	Marking *marking, Sheet *take_sheet, const MarkingTrialListener *listener);
MarkingTrial *marking_trial_free(MarkingTrial *trial); /* ends it; accepts NULL, returns NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(MarkingTrial, marking_trial_free)
