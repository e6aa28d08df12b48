/* SPDX-License-Identifier: MIT */
/* See expected-error.h. The rows are what `make model-table` prints of the model beside them: 443 letters A to D, 218
 * letters T and F, 425 numbers of two and three digits. */
#include "homework/reading/expected-error.h"

typedef struct {
	double bound, wrong, refused;
} Row;
#define N_ROWS 8

static const Row CHOICES[N_ROWS] = { { 0.00, 0.0158, 0.0000 }, { 0.30, 0.0114, 0.0135 },
	{ 0.50, 0.0115, 0.0181 }, { 0.70, 0.0093, 0.0293 }, { 0.80, 0.0070, 0.0361 },
	{ 0.90, 0.0047, 0.0474 }, { 0.95, 0.0048, 0.0564 }, { 0.99, 0.0000, 0.1264 } };
static const Row TRUTHS[N_ROWS] = { { 0.00, 0.0092, 0.0000 }, { 0.30, 0.0092, 0.0000 },
	{ 0.50, 0.0093, 0.0092 }, { 0.70, 0.0094, 0.0229 }, { 0.80, 0.0047, 0.0321 },
	{ 0.90, 0.0049, 0.0550 }, { 0.95, 0.0051, 0.0963 }, { 0.99, 0.0000, 0.1468 } };
static const Row NUMBERS[N_ROWS] = { { 0.00, 0.0729, 0.0000 }, { 0.30, 0.0438, 0.0329 },
	{ 0.50, 0.0322, 0.0494 }, { 0.70, 0.0177, 0.0682 }, { 0.80, 0.0179, 0.0776 },
	{ 0.90, 0.0155, 0.0894 }, { 0.95, 0.0107, 0.1176 }, { 0.99, 0.0064, 0.2682 } };

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
