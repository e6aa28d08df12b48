/* SPDX-License-Identifier: MIT */
/*
 * The one place where a pen's steps become places on paper, and the only one that knows their size.
 * An Ncode unit is 56 dots at 600 dpi = 56/600 inch = 2.370667 mm; a step is a hundredth of it.
 * Origin: top left of the printed pattern, x right, y down (neo.md 15.1).
 */
#pragma once

#include "protocol/dot.h"

/* Micrometres. */
typedef struct {
	int32_t x_um;
	int32_t y_um;
} PaperPoint;

/* Rounded to the nearest micrometre; saturates rather than overflows. */
PaperPoint units_paper_point(PageFamily family, RawPoint raw);
/* A length in steps of the family's pens, for thresholds given in micrometres. */
int32_t units_steps(PageFamily family, int32_t length_um);
