/* SPDX-License-Identifier: MIT */
/*
 * What a bound of confidence costs and brings, by type of question: how many of the answers taken would be wrong, and how
 * many would be left to a person. Measured on hands the model was not taught by (`make model-table`), for the settings'
 * page to show beside the bound.
 */
#pragma once

#include "homework/sheet/question.h"

typedef struct {
	double wrong;	/* of those taken, 0 to 1 */
	double refused; /* of all */
	bool known;	/* false: nothing was measured for this type */
} ExpectedError;

/* bound: 0 to 1; between measured bounds by interpolation. */
ExpectedError expected_error(QuestionType type, double bound);
