/* SPDX-License-Identifier: MIT */
/* See expected-error.h. The rows are what `make model-table` prints of the model beside them: 443 letters A to D, 218
 * letters T and F, 425 numbers of two and three digits. */
#include "homework/reading/expected-error.h"

typedef struct {
	double bound, wrong, refused;
} Row;
#define N_ROWS 8

static const Row CHOICES[N_ROWS] = { { 0.00, 0.0181, 0.0000 }, { 0.30, 0.0115, 0.0226 },
	{ 0.50, 0.0117, 0.0316 }, { 0.70, 0.0071, 0.0429 }, { 0.80, 0.0048, 0.0497 },
	{ 0.90, 0.0049, 0.0858 }, { 0.95, 0.0000, 0.1693 }, { 0.99, 0.0000, 0.3770 } };
static const Row TRUTHS[N_ROWS] = { { 0.00, 0.0138, 0.0000 }, { 0.30, 0.0138, 0.0000 },
	{ 0.50, 0.0094, 0.0275 }, { 0.70, 0.0049, 0.0550 }, { 0.80, 0.0050, 0.0734 },
	{ 0.90, 0.0000, 0.1284 }, { 0.95, 0.0000, 0.1606 }, { 0.99, 0.0000, 0.4083 } };
static const Row NUMBERS[N_ROWS] = { { 0.00, 0.0706, 0.0000 }, { 0.30, 0.0393, 0.0424 },
	{ 0.50, 0.0277, 0.0659 }, { 0.70, 0.0184, 0.1035 }, { 0.80, 0.0082, 0.1412 },
	{ 0.90, 0.0031, 0.2447 }, { 0.95, 0.0000, 0.3929 }, { 0.99, 0.0000, 1.0000 } };

static const Row *rows_of(QuestionType type)
{
	switch (type) {
	case QUESTION_CHOICE:
	case QUESTION_CHOICES:
		return CHOICES;
	case QUESTION_TRUE_FALSE:
		return TRUTHS;
	case QUESTION_NUMBER:
		return NUMBERS;
	case QUESTION_TEXT:
	case QUESTION_STEPS:
	case QUESTION_DRAWING:
		break;
	}
	return NULL;
}

ExpectedError expected_error(QuestionType type, double bound)
{
	const Row *rows = rows_of(type);
	guint next = 1;

	if (!rows)
		return (ExpectedError){ .known = false };
	bound = CLAMP(bound, rows[0].bound, rows[N_ROWS - 1].bound);
	while (bound > rows[next].bound)
		next++;
	const Row *a = &rows[next - 1], *b = &rows[next];
	const double part = (bound - a->bound) / (b->bound - a->bound);

	return (ExpectedError){ a->wrong + part * (b->wrong - a->wrong),
		a->refused + part * (b->refused - a->refused), true };
}
