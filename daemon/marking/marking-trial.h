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

/* rows: of MarkingTrialRow, lent for the call. The trial is over, and freed by its owner. */
typedef void (*MarkingTrialDone)(void *user, const GArray *rows, guint n_pupils);

/* The marking has a sheet, and outlives the trial. */
MarkingTrial *marking_trial_new(
	Marking *marking, Sheet *take_sheet, MarkingTrialDone done, void *user);
MarkingTrial *marking_trial_free(MarkingTrial *trial); /* ends it; accepts NULL, returns NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(MarkingTrial, marking_trial_free)
