/* SPDX-License-Identifier: MIT */
/* See expected-error.h. The rows are what `make model-folds` prints, each writer held back once: 3,141 letters A to D, 1,485
 * letters T and F, 425 numbers of two and three digits. */
#include "homework/reading/expected-error.h"

typedef struct {
	double bound, wrong, refused;
} Row;
#define N_ROWS 8

static const Row CHOICES[N_ROWS] = { { 0.00, 0.0067, 0.0000 }, { 0.30, 0.0048, 0.0051 },
	{ 0.50, 0.0048, 0.0086 }, { 0.70, 0.0048, 0.0134 }, { 0.80, 0.0049, 0.0166 },
	{ 0.90, 0.0042, 0.0261 }, { 0.95, 0.0036, 0.0382 }, { 0.99, 0.0033, 0.1242 } };
static const Row TRUTHS[N_ROWS] = { { 0.00, 0.0155, 0.0000 }, { 0.30, 0.0136, 0.0074 },
	{ 0.50, 0.0123, 0.0128 }, { 0.70, 0.0096, 0.0189 }, { 0.80, 0.0090, 0.0256 },
	{ 0.90, 0.0056, 0.0451 }, { 0.95, 0.0051, 0.0761 }, { 0.99, 0.0025, 0.1960 } };
static const Row NUMBERS[N_ROWS] = { { 0.00, 0.0729, 0.0000 }, { 0.30, 0.0369, 0.0447 },
	{ 0.50, 0.0299, 0.0541 }, { 0.70, 0.0228, 0.0706 }, { 0.80, 0.0156, 0.0941 },
	{ 0.90, 0.0108, 0.1294 }, { 0.95, 0.0056, 0.1624 }, { 0.99, 0.0036, 0.3459 } };

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
