/* SPDX-License-Identifier: MIT */
/* What a reading claimed and whether it was right: the stuff of figures, and of honest confidence. */
#pragma once

#include <glib.h>
#include <stdbool.h>

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
/* The slope and offset of network_honest with the least squared fault. */
void outcomes_fit(const GArray *outcomes, float *slope, float *offset);
