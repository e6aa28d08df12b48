/* SPDX-License-Identifier: MIT */
/* See outcome.h. */
#include "homework/train/outcome.h"

#include <math.h>
#include <stdlib.h>

#include "homework/reading/exponential.h"
#include "homework/train/dataset.h"

#define N_BANDS 10
#define N_DRAWS 1000
#define SEED 20251201u

GArray *outcomes_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(Outcome));
}

static GArray *copied(const GArray *outcomes)
{
	GArray *copy = outcomes_new();

	return g_array_append_vals(copy, outcomes->data, outcomes->len);
}

void outcomes_note(GArray *outcomes, Outcome outcome)
{

	g_array_append_val(outcomes, outcome);
}

static gint by_confidence(gconstpointer a, gconstpointer b)
{
	float left = ((const Outcome *)a)->confidence, right = ((const Outcome *)b)->confidence;

	return left > right ? -1 : left < right;
}

double outcomes_right_percent(GArray *outcomes, double coverage, float *bound)
{
	guint n = (guint)((double)outcomes->len * coverage), n_right = 0;

	g_array_sort(outcomes, by_confidence);
	for (guint i = 0; i < n; i++)
		n_right += g_array_index(outcomes, Outcome, i).right;
	if (bound)
		*bound = n > 0 ? g_array_index(outcomes, Outcome, n - 1).confidence : 1;
	return n > 0 ? 100.0 * n_right / n : 0;
}

double outcomes_calibration_error(const GArray *outcomes)
{
	double sum[N_BANDS] = { 0 }, right[N_BANDS] = { 0 }, error = 0;

	for (guint i = 0; i < outcomes->len; i++) {
		const Outcome *outcome = &g_array_index(outcomes, Outcome, i);
		guint band = MIN((guint)(outcome->confidence * N_BANDS), N_BANDS - 1);

		sum[band] += (double)outcome->confidence;
		right[band] += outcome->right;
	}
	for (guint b = 0; b < N_BANDS; b++)
		error += fabs(sum[b] - right[b]);
	return outcomes->len > 0 ? error / outcomes->len : 0;
}

double outcomes_calibration_by_chance(const GArray *outcomes)
{
	g_autoptr(GArray) drawn = copied(outcomes);
	guint64 chance = SEED;
	double sum = 0;

	for (guint draw = 0; draw < N_DRAWS; draw++) {
		for (guint i = 0; i < drawn->len; i++) {
			Outcome *outcome = &g_array_index(drawn, Outcome, i);

			outcome->right = chance_unit(&chance) < outcome->confidence;
		}
		sum += outcomes_calibration_error(drawn);
	}
	return sum / N_DRAWS;
}

/* ---- intervals: writers are drawn, with all their samples */

static gint by_writer(gconstpointer a, gconstpointer b)
{
	const guint32 left = ((const Outcome *)a)->writer, right = ((const Outcome *)b)->writer;

	return left < right ? -1 : left > right;
}

/* Sorts, and returns where each writer's outcomes begin, and the end of all. */
static GArray *group_by_writer(GArray *outcomes)
{
	GArray *starts = g_array_new(FALSE, FALSE, sizeof(guint));

	g_array_sort(outcomes, by_writer);
	for (guint i = 0; i <= outcomes->len; i++)
		if (i == 0 || i == outcomes->len ||
			by_writer(&g_array_index(outcomes, Outcome, i - 1),
				&g_array_index(outcomes, Outcome, i)) != 0)
			g_array_append_val(starts, i);
	return starts;
}

guint outcomes_n_writers(const GArray *outcomes)
{
	g_autoptr(GArray) sorted = copied(outcomes);
	g_autoptr(GArray) starts = group_by_writer(sorted);

	return starts->len - 1;
}

static int compare_doubles(const void *a, const void *b)
{
	const double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

OutcomesInterval outcomes_interval(const GArray *outcomes, OutcomesFigure figure, double coverage)
{
	g_autoptr(GArray) sorted = copied(outcomes);
	g_autoptr(GArray) starts = group_by_writer(sorted);
	g_autoptr(GArray) drawn = outcomes_new();
	const guint n_writers = starts->len - 1;
	double figures[N_DRAWS];
	guint64 chance = SEED;

	for (guint draw = 0; draw < N_DRAWS; draw++) {
		g_array_set_size(drawn, 0);
		for (guint w = 0; w < n_writers; w++) {
			const guint writer = (guint)(chance_next(&chance) % n_writers);
			const guint start = g_array_index(starts, guint, writer);
			const guint end = g_array_index(starts, guint, writer + 1);

			g_array_append_vals(
				drawn, &g_array_index(sorted, Outcome, start), end - start);
		}
		figures[draw] = figure(drawn, coverage);
	}
	qsort(figures, N_DRAWS, sizeof(double), compare_doubles);
	return (OutcomesInterval){ figures[N_DRAWS * 25 / 1000], figures[N_DRAWS * 975 / 1000] };
}

/* ---- honest confidence */

static bool is_of_strings(const GArray *outcomes)
{
	for (guint i = 0; i < outcomes->len; i++)
		if (g_array_index(outcomes, Outcome, i).n_signs > 1)
			return true;
	return false;
}

/* Squares, and for strings, of which there are few, the logarithm: it makes more of a sure fault, and of few samples the
 * better fit. */
static double fault(const GArray *outcomes, NetworkHonesty honesty, bool strings)
{
	double sum = 0;

	for (guint i = 0; i < outcomes->len; i++) {
		const Outcome *outcome = &g_array_index(outcomes, Outcome, i);
		const float p = network_honest(outcome->confidence, honesty, outcome->n_signs);
		const float came = outcome->right ? p : 1 - p; /* how much was expected of it */

		sum += strings ? -(double)logarithm(MAX(came, 1e-6f))
			       : (double)((1 - came) * (1 - came));
	}
	return sum;
}

/* The best of a grid around `middle`: seven values each way, `step` apart. */
static NetworkHonesty best_around(
	const GArray *outcomes, NetworkHonesty middle, NetworkHonesty step)
{
	const gint n_lengths = step.length > 0 ? 3 : 0;
	NetworkHonesty best = middle;
	double least = INFINITY;

	for (gint a = -3; a <= 3; a++)
		for (gint b = -3; b <= 3; b++)
			for (gint c = -n_lengths; c <= n_lengths; c++) {
				const NetworkHonesty now = {
					MAX(middle.slope + (float)a * step.slope, 0.05f),
					middle.offset + (float)b * step.offset,
					middle.length + (float)c * step.length,
				};
				const double now_fault = fault(outcomes, now, step.length > 0);

				if (now_fault < least) {
					least = now_fault;
					best = now;
				}
			}
	return best;
}

NetworkHonesty outcomes_fit(const GArray *outcomes)
{
	NetworkHonesty best = { 1, 0, 0 };
	NetworkHonesty step = { 0.4f, 0.8f, is_of_strings(outcomes) ? 0.4f : 0 };

	for (guint round = 0; round < 6; round++) {
		best = best_around(outcomes, best, step);
		step.slope /= 2;
		step.offset /= 2;
		step.length /= 2;
	}
	return best;
}
