/* SPDX-License-Identifier: MIT */
/* See outcome.h. */
#include "homework/train/outcome.h"

#include <math.h>

#define N_BANDS 10

GArray *outcomes_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(Outcome));
}

void outcomes_note(GArray *outcomes, float confidence, bool right)
{
	const Outcome outcome = { confidence, right };

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

static double fault(const GArray *outcomes, NetworkHonesty honesty)
{
	double sum = 0;

	for (guint i = 0; i < outcomes->len; i++) {
		const Outcome *outcome = &g_array_index(outcomes, Outcome, i);
		double p = (double)network_honest(outcome->confidence, honesty);

		sum += outcome->right ? (1 - p) * (1 - p) : p * p;
	}
	return sum;
}

/* A grid, ever finer around its best point. */
NetworkHonesty outcomes_fit(const GArray *outcomes)
{
	NetworkHonesty best = { 1, 0 };
	float slope_step = 0.4f, offset_step = 0.8f;

	for (guint round = 0; round < 6; round++) {
		const NetworkHonesty middle = best;
		double least = INFINITY;

		for (gint a = -3; a <= 3; a++)
			for (gint b = -3; b <= 3; b++) {
				const NetworkHonesty now = {
					MAX(middle.slope + (float)a * slope_step, 0.05f),
					middle.offset + (float)b * offset_step,
				};
				const double now_fault = fault(outcomes, now);

				if (now_fault < least) {
					least = now_fault;
					best = now;
				}
			}
		slope_step /= 2;
		offset_step /= 2;
	}
	return best;
}
