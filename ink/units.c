/* SPDX-License-Identifier: MIT */
/*
 * See units.h. A step is 56/600 inch / 100 = 56 * 25400 / 60000 um = 1778/75 um exactly, so everything
 * here is a whole-number fraction: no rounding but the last.
 */
#include "ink/units.h"

typedef struct {
	int64_t numerator; /* of micrometres in a step */
	int64_t denominator;
} StepSize;

static const StepSize NCODE_STEP = { 1778, 75 };

static StepSize step_size(PageFamily family)
{
	switch (family) {
	case PAGE_FAMILY_NONE: /* the page is still to come, and only Ncode has pages that come late */
	case PAGE_FAMILY_NCODE:
		return NCODE_STEP;
	}
	return NCODE_STEP; /* a number from a newer zhibi's database: draw it, at a likely size */
}

/* To the nearest, halves away from zero, so that a mirrored page stays mirrored. */
static int32_t scale(int32_t value, int64_t numerator, int64_t denominator)
{
	int64_t product = value * numerator;
	int64_t half = product < 0 ? -(denominator / 2) : denominator / 2;
	int64_t scaled = (product + half) / denominator;

	if (scaled > INT32_MAX)
		return INT32_MAX;
	if (scaled < INT32_MIN)
		return INT32_MIN;
	return (int32_t)scaled;
}

PaperPoint units_paper_point(PageFamily family, RawPoint raw)
{
	StepSize step = step_size(family);

	return (PaperPoint){
		.x_um = scale(raw.x, step.numerator, step.denominator),
		.y_um = scale(raw.y, step.numerator, step.denominator),
	};
}

int32_t units_steps(PageFamily family, int32_t length_um)
{
	StepSize step = step_size(family);

	return scale(length_um, step.denominator, step.numerator);
}
