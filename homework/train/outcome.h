/* SPDX-License-Identifier: MIT */
/* What a reading claimed and whether it was right: the stuff of figures, and of honest confidence. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "homework/reading/network.h"

typedef struct {
	guint32 writer;
	guint n_signs;
	float confidence;
	bool right;
} Outcome;

GArray *outcomes_new(void);
void outcomes_note(GArray *outcomes, Outcome outcome);
/* Percent right of the surest `coverage` of all; `bound` (may be NULL): the confidence of the last of them. */
double outcomes_right_percent(GArray *outcomes, double coverage, float *bound);
/* Expected calibration error over ten equal bands of confidence. */
double outcomes_calibration_error(const GArray *outcomes);
/* What it would be by chance alone if every confidence were true. */
double outcomes_calibration_by_chance(const GArray *outcomes);
guint outcomes_n_writers(const GArray *outcomes);

/* Where 95 of 100 draws of as many writers, with replacement, lie: a writer's samples are no witnesses apart. `figure`
 * is reckoned on outcomes in any order. */
typedef double (*OutcomesFigure)(GArray *outcomes, double coverage);
typedef struct {
	double low, high;
} OutcomesInterval;
OutcomesInterval outcomes_interval(const GArray *outcomes, OutcomesFigure figure, double coverage);
/* With which network_honest is least at fault; its length stays 0 where all are of one sign. */
NetworkHonesty outcomes_fit(const GArray *outcomes);
