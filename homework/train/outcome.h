/* SPDX-License-Identifier: MIT */
/* What a reading claimed and whether it was right: the stuff of figures, and of honest confidence. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "homework/reading/network.h"

typedef struct {
	float confidence;
	bool right;
} Outcome;

GArray *outcomes_new(void);
void outcomes_note(GArray *outcomes, float confidence, bool right);
/* Percent right of the surest `coverage` of all; `bound` (may be NULL): the confidence of the last of them. */
double outcomes_right_percent(GArray *outcomes, double coverage, float *bound);
/* Expected calibration error over ten equal bands of confidence. */
double outcomes_calibration_error(const GArray *outcomes);
/* What makes network_honest's squared fault the least. */
NetworkHonesty outcomes_fit(const GArray *outcomes);
