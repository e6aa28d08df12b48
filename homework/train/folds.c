/* SPDX-License-Identifier: MIT */
/* See folds.h. Turn 0 is the dealing that model.bin is made with. */
#include "homework/train/folds.h"

#include <stdio.h>

#include "homework/train/examine.h"

#define SURE_SIGNS 0.95
#define SURE_STRINGS 0.8

typedef enum {
	ROW_A_D,
	ROW_T_F,
	ROW_A_Z,
	ROW_PENDIGITS,
	ROW_UNIPEN,
	ROW_STRINGS,
} Row;
#define N_ROWS 6

typedef struct {
	const char *name;
	RecogniserSet set;
	const char *collection;
	const char *labels[5]; /* the answers allowed, none: all */
	double sure;
	bool has_bounds; /* a type of question */
} RowPlan;

static const RowPlan PLANS[N_ROWS] = {
	[ROW_A_D] = { "A-D", RECOGNISER_CAPITALS, "", { "A", "B", "C", "D" }, SURE_SIGNS, true },
	[ROW_T_F] = { "T/F", RECOGNISER_CAPITALS, "", { "T", "F" }, SURE_SIGNS, true },
	[ROW_A_Z] = { "A-Z", RECOGNISER_CAPITALS, "", { NULL }, SURE_SIGNS, false },
	[ROW_PENDIGITS] = { "digits, pendigits", RECOGNISER_DIGITS, "pendigits", { NULL },
		SURE_SIGNS, false },
	[ROW_UNIPEN] = { "digits, UNIPEN", RECOGNISER_DIGITS, "unipen", { NULL }, SURE_SIGNS,
		false },
	[ROW_STRINGS] = { "2-3 digit strings", RECOGNISER_SIGNS, "", { NULL }, SURE_STRINGS, true },
};

static void examine(const Recogniser *recogniser, const School *school, Row row, GArray *outcomes)
{
	const RowPlan *plan = &PLANS[row];
	const GPtrArray *samples =
		plan->set == RECOGNISER_CAPITALS ? school->capitals : school->digits;

	if (row == ROW_STRINGS)
		examine_strings(recogniser, school->numbers, false, outcomes);
	else
		examine_signs(recogniser, plan->set, samples, plan->collection,
			plan->labels[0] ? plan->labels : NULL, outcomes);
}

/* One dealing of the writers: taught anew, confidence set, read. */
static bool run_turn(School *school, guint turn, guint sets, GArray *const *rows, GError **error)
{
	fprintf(stderr, "fold %u of %d\n", turn + 1, DATASET_TURNS);
	school_deal(school, turn);
	g_autoptr(GPtrArray) networks = training_networks(school, sets, 0);

	if (!training_confidence(networks, school, sets, error))
		return false;
	g_autoptr(GByteArray) bytes = network_write_all(networks);
	g_autoptr(Recogniser) recogniser = recogniser_new(bytes->data, bytes->len, error);

	if (!recogniser)
		return false;
	for (Row row = 0; row < N_ROWS; row++)
		if (sets & TRAINING_SET(PLANS[row].set))
			examine(recogniser, school, row, rows[row]);
	return true;
}

/* ---- the table */

static double right_percent(GArray *outcomes, double coverage)
{
	return outcomes_right_percent(outcomes, coverage, NULL);
}

static double calibration(GArray *outcomes, double coverage)
{
	(void)coverage;
	return outcomes_calibration_error(outcomes);
}

static void print_row(const RowPlan *plan, GArray *outcomes)
{
	const double error = outcomes_calibration_error(outcomes);
	const double right = right_percent(outcomes, 1), sure = right_percent(outcomes, plan->sure);
	const OutcomesInterval rights = outcomes_interval(outcomes, right_percent, 1);
	const OutcomesInterval sures = outcomes_interval(outcomes, right_percent, plan->sure);
	const OutcomesInterval errors = outcomes_interval(outcomes, calibration, 1);

	printf("%-18s %6u %4u  %6.2f %% (%6.2f to %6.2f)  %2.0f: %5.2f %% (%5.2f to %5.2f)  "
	       "%.3f (%.3f to %.3f; %.3f)\n",
		plan->name, outcomes->len, outcomes_n_writers(outcomes), right, rights.low,
		rights.high, 100 * plan->sure, 100 - sure, 100 - sures.high, 100 - sures.low, error,
		/* Chance only ever adds to it, in a draw once more: drawn back by as much. */
		MAX(2 * error - errors.high, 0), MAX(2 * error - errors.low, 0),
		outcomes_calibration_by_chance(outcomes));
}

/* ---- what a bound of confidence costs: the rows of homework/reading/expected-error.c */

static void print_bounds(const char *what, const GArray *outcomes)
{
	static const float BOUNDS[] = { 0, 0.3f, 0.5f, 0.7f, 0.8f, 0.9f, 0.95f, 0.99f };

	printf("bounds of confidence, %s: wrong of those taken, refused:", what);
	for (guint b = 0; b < G_N_ELEMENTS(BOUNDS); b++) {
		guint n_taken = 0, n_wrong = 0;

		for (guint i = 0; i < outcomes->len; i++) {
			const Outcome *outcome = &g_array_index(outcomes, Outcome, i);

			n_taken += outcome->confidence >= BOUNDS[b];
			n_wrong += outcome->confidence >= BOUNDS[b] && !outcome->right;
		}
		printf(" { %.2f, %.4f, %.4f },", (double)BOUNDS[b],
			n_taken > 0 ? (double)n_wrong / n_taken : 0,
			1 - (double)n_taken / MAX(outcomes->len, 1));
	}
	putchar('\n');
}

static void free_outcomes(gpointer outcomes)
{
	g_array_unref(outcomes);
}

bool folds_print(School *school, guint sets, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_outcomes);

	for (Row row = 0; row < N_ROWS; row++)
		g_ptr_array_add(rows, outcomes_new());
	for (guint turn = 0; turn < DATASET_TURNS; turn++)
		if (!run_turn(school, turn, sets, (GArray *const *)rows->pdata, error))
			return false;
	printf("every writer held back once, %d folds; 95 of 100 draws of the writers in brackets\n"
	       "%-18s %6s %4s  %-28s  %-27s  %s\n",
		DATASET_TURNS, "", "n", "by", "right", "wrong among the surest",
		"calibration (; by chance alone)");
	for (Row row = 0; row < N_ROWS; row++)
		if (sets & TRAINING_SET(PLANS[row].set))
			print_row(&PLANS[row], g_ptr_array_index(rows, row));
	for (Row row = 0; row < N_ROWS; row++)
		if (sets & TRAINING_SET(PLANS[row].set) && PLANS[row].has_bounds)
			print_bounds(PLANS[row].name, g_ptr_array_index(rows, row));
	return true;
}
