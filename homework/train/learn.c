/* SPDX-License-Identifier: MIT */
/* See learn.h. */
#include "homework/train/learn.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "homework/reading/add-scaled.h"
#include "homework/reading/exponential.h"
#include "homework/train/distort.h"

#define N_BATCH 64
#define ADAM_MEAN 0.9f
#define ADAM_SQUARE 0.999f
#define ADAM_SMALL 1e-8f
#define DECAY 2e-4f  /* of weights */
#define SOFTEN 0.03f /* part of the target given to all classes: labels are sometimes wrong */
#define N_TEMPERATURES 50
#define DROP 0.25f /* of hidden units, each time */
/* Of who is taught by an elder (distillation): its doubts say more than a label does, and hold back as dropping does. */
#define ELDER_SHARE 0.8f
#define DROP_TAUGHT 0.15f

typedef struct {
	gsize n;
	float *value, *slope, *mean, *square;
} Weights;

typedef struct {
	Network *network;
	Weights layers[4]; /* input weights, hidden bias, output weights, output bias */
	guint64 chance;
	/* The output weights the other way round, [n_classes][n_hidden]: its rows are as long as vectors like. */
	float *by_class;
	const Network *elder;
	float drop;
	float mean_power, square_power;
	guint n_right, n_seen;
} Learning;

static void weights_init(Weights *weights, float *value, gsize n)
{
	*weights = (Weights){ n, value, g_new0(float, n), g_new0(float, n), g_new0(float, n) };
}

static void weights_clear(Weights *weights)
{
	g_free(weights->slope);
	g_free(weights->mean);
	g_free(weights->square);
}

/* Uniform in ±sqrt(6 / n_in): He's rule. */
static void scatter(Weights *weights, guint n_in, guint64 *chance)
{
	float bound = sqrtf(6 / (float)n_in);

	for (gsize i = 0; i < weights->n; i++)
		weights->value[i] = chance_between(chance, -bound, bound);
}

ADD_SCALED_WIDTHS
static void step(Weights *weights, const Learning *learning, float rate, float decay)
{
	float mean_scale = 1 / (1 - learning->mean_power);
	float square_scale = 1 / (1 - learning->square_power);
	float *restrict value = weights->value, *restrict slope = weights->slope;
	float *restrict mean = weights->mean, *restrict square = weights->square;

	for (gsize i = 0; i < weights->n; i++) {
		float g = slope[i] / N_BATCH;

		mean[i] = ADAM_MEAN * mean[i] + (1 - ADAM_MEAN) * g;
		square[i] = ADAM_SQUARE * square[i] + (1 - ADAM_SQUARE) * g * g;
		value[i] -= rate *
			    (mean[i] * mean_scale / (sqrtf(square[i] * square_scale) + ADAM_SMALL) +
				    decay * value[i]);
		slope[i] = 0;
	}
}

/* ---- one lesson: forward, and its slopes backward */

static void forward(const Learning *learning, const float *features, float *hidden, bool *dropped,
	float *probabilities, guint64 *chance)
{
	const Network *network = learning->network;
	guint n_hidden = network->n_hidden, n_classes = network->n_classes;
	const guint drop_of_256 = (guint)(learning->drop * 256);
	guint64 bits = 0;
	float most = -INFINITY, sum = 0;

	memcpy(hidden, network->hidden_bias, n_hidden * sizeof(float));
	for (guint i = 0; i < FEATURES_N; i++)
		if (features[i] != 0)
			add_scaled(hidden, network->input_weights + (gsize)i * n_hidden,
				features[i], n_hidden);
	memcpy(probabilities, network->output_bias, n_classes * sizeof(float));
	for (guint h = 0; h < n_hidden; h++) {
		if (h % 8 == 0)
			bits = chance_next(chance);
		dropped[h] = (bits & 0xff) < drop_of_256;
		bits >>= 8;
		hidden[h] = hidden[h] > 0 && !dropped[h] ? hidden[h] / (1 - learning->drop) : 0;
		if (hidden[h] > 0)
			add_scaled(probabilities, network->output_weights + (gsize)h * n_classes,
				hidden[h], n_classes);
	}
	for (guint c = 0; c < n_classes; c++)
		most = MAX(most, probabilities[c]);
	for (guint c = 0; c < n_classes; c++)
		sum += probabilities[c] = exponential(probabilities[c] - most);
	for (guint c = 0; c < n_classes; c++)
		probabilities[c] /= sum;
}

static void count(Learning *learning, const float *probabilities, guint class)
{
	guint best = 0;

	for (guint c = 1; c < learning->network->n_classes; c++)
		if (probabilities[c] > probabilities[best])
			best = c;
	learning->n_right += best == class;
	learning->n_seen++;
}

/* What is to be answered: the label, softened, and what the elder says. */
static void aim(const Learning *learning, const float *features, guint class, float *target)
{
	const guint n_classes = learning->network->n_classes;
	const float elder_share = learning->elder ? ELDER_SHARE : 0;

	if (learning->elder)
		network_ask(learning->elder, features, target);
	else
		memset(target, 0, n_classes * sizeof(float));
	for (guint c = 0; c < n_classes; c++)
		target[c] = elder_share * target[c] +
			    (1 - elder_share) *
				    (SOFTEN / (float)n_classes + (c == class ? 1 - SOFTEN : 0));
}

static void study(Learning *learning, const float *features, guint class)
{
	const Network *network = learning->network;
	guint n_hidden = network->n_hidden, n_classes = network->n_classes;
	float hidden[NETWORK_HIDDEN_MAX], back[NETWORK_HIDDEN_MAX];
	bool dropped[NETWORK_HIDDEN_MAX];
	float slope[NETWORK_CLASSES_MAX], target[NETWORK_CLASSES_MAX];

	forward(learning, features, hidden, dropped, slope, &learning->chance);
	count(learning, slope, class);
	aim(learning, features, class, target);
	add_scaled(slope, target, -1, n_classes);
	add_scaled(learning->layers[3].slope, slope, 1, n_classes);
	memset(back, 0, n_hidden * sizeof(float));
	for (guint c = 0; c < n_classes; c++)
		add_scaled(back, learning->by_class + (gsize)c * n_hidden,
			slope[c] / (1 - learning->drop), n_hidden);
	for (guint h = 0; h < n_hidden; h++)
		if (hidden[h] > 0)
			add_scaled(learning->layers[2].slope + (gsize)h * n_classes, slope,
				hidden[h], n_classes);
		else
			back[h] = 0;
	add_scaled(learning->layers[1].slope, back, 1, n_hidden);
	for (guint i = 0; i < FEATURES_N; i++)
		if (features[i] != 0)
			add_scaled(learning->layers[0].slope + (gsize)i * n_hidden, back,
				features[i], n_hidden);
}

/* ---- epochs */

static void turn_round(Learning *learning)
{
	const Network *network = learning->network;

	for (guint h = 0; h < network->n_hidden; h++)
		for (guint c = 0; c < network->n_classes; c++)
			learning->by_class[c * network->n_hidden + h] =
				network->output_weights[h * network->n_classes + c];
}

static FeaturesWarp bend(guint64 *chance, float by)
{
	float slant = chance_between(chance, -1.3f * by, 1.3f * by);
	float turn = chance_between(chance, -by, by);
	float wide = 1 + chance_between(chance, -by, by);

	return (FeaturesWarp){ wide, slant - turn, turn, 1 };
}

static void run_epoch(Learning *learning, const GArray *lessons, guint32 *order,
	const LearnOptions *options, guint epoch)
{
	guint n = options->n_per_epoch ? MIN(options->n_per_epoch, lessons->len) : lessons->len;
	float features[FEATURES_N];

	for (guint i = 0; i < lessons->len; i++) {
		guint other = i + (guint)(chance_next(&learning->chance) % (lessons->len - i));
		guint32 at = order[i];

		order[i] = order[other];
		order[other] = at;
	}
	for (guint i = 0; i + N_BATCH <= n; i += N_BATCH) {
		float done = ((float)epoch + (float)i / (float)n) / (float)options->n_epochs;
		float rate = options->rate * (1 - done) * MIN(1, 20 * done + 0.05f);

		turn_round(learning);
		for (guint b = 0; b < N_BATCH; b++) {
			const Lesson *lesson = &g_array_index(lessons, Lesson, order[i + b]);
			FeaturesWarp warp = bend(&learning->chance, options->warp);
			g_autoptr(Trace) other =
				distort(lesson->trace, options->distort, &learning->chance);

			features_of(other, 0, trace_n_strokes(other), &warp, features);
			study(learning, features, lesson->class);
		}
		learning->mean_power *= ADAM_MEAN;
		learning->square_power *= ADAM_SQUARE;
		for (guint l = 0; l < 4; l++)
			step(&learning->layers[l], learning, rate,
				l % 2 == 0 ? DECAY / options->rate * 0.1f : 0);
	}
}

void learn(Network *network, const GArray *lessons, const LearnOptions *options)
{
	Learning learning = {
		.network = network,
		.chance = options->seed,
		.elder = options->elder,
		.drop = options->elder ? DROP_TAUGHT : DROP,
		.mean_power = 1,
		.square_power = 1,
	};
	gsize n_hidden = network->n_hidden, n_classes = network->n_classes;
	g_autofree float *by_class = g_new(float, n_hidden *n_classes);
	g_autofree guint32 *order = g_new(guint32, lessons->len);

	for (guint i = 0; i < lessons->len; i++)
		order[i] = i;
	learning.by_class = by_class;
	weights_init(&learning.layers[0], network->input_weights, FEATURES_N * n_hidden);
	weights_init(&learning.layers[1], network->hidden_bias, n_hidden);
	weights_init(&learning.layers[2], network->output_weights, n_hidden * n_classes);
	weights_init(&learning.layers[3], network->output_bias, n_classes);
	scatter(&learning.layers[0], 200, &learning.chance); /* of which so many are not 0 */
	scatter(&learning.layers[2], network->n_hidden, &learning.chance);
	for (guint epoch = 0; epoch < options->n_epochs; epoch++) {
		learning.n_right = learning.n_seen = 0;
		run_epoch(&learning, lessons, order, options, epoch);
		if (options->verbose)
			fprintf(stderr, "\r  %s: %u/%u, %.2f %% right while learning ",
				network->name, epoch + 1, options->n_epochs,
				100.0 * learning.n_right / MAX(1, learning.n_seen));
	}
	if (options->verbose)
		fputc('\n', stderr);
	for (guint l = 0; l < 4; l++)
		weights_clear(&learning.layers[l]);
}

/* The mean of networks' outputs before the softmax is one network with all their hidden units. */
static void join(Network *network, const Network *part, guint from, float share)
{
	const guint n_classes = network->n_classes;

	for (gsize i = 0; i < FEATURES_N; i++)
		memcpy(network->input_weights + i * network->n_hidden + from,
			part->input_weights + i * part->n_hidden, part->n_hidden * sizeof(float));
	memcpy(network->hidden_bias + from, part->hidden_bias, part->n_hidden * sizeof(float));
	add_scaled(network->output_weights + (gsize)from * n_classes, part->output_weights, share,
		part->n_hidden * n_classes);
	add_scaled(network->output_bias, part->output_bias, share, n_classes);
}

void learn_averaged(
	Network *network, const GArray *lessons, const LearnOptions *options, guint n_parts)
{
	const guint n_hidden = network->n_hidden / n_parts;

	g_assert(n_hidden * n_parts == network->n_hidden);
	for (guint k = 0; k < n_parts; k++) {
		g_autoptr(Network) part = network_new(network->name, n_hidden, network->n_classes);
		LearnOptions own = *options;

		own.seed += 1000 * (guint64)k;
		learn(part, lessons, &own);
		join(network, part, k * n_hidden, 1 / (float)n_parts);
	}
}

static float temperature_of(guint step_of)
{
	return 0.5f + 0.05f * (float)step_of;
}

void learn_temperature(Network *network, const GArray *lessons)
{
	float features[FEATURES_N], probabilities[NETWORK_CLASSES_MAX];
	double losses[N_TEMPERATURES] = { 0 };
	guint best = 0;

	for (guint i = 0; i < lessons->len; i++) {
		const Lesson *lesson = &g_array_index(lessons, Lesson, i);

		features_of(lesson->trace, 0, trace_n_strokes(lesson->trace), NULL, features);
		for (guint t = 0; t < N_TEMPERATURES; t++) {
			network->temperature = temperature_of(t);
			network_ask(network, features, probabilities);
			/* Least squared fault (Brier): no logarithm, the same on every machine. */
			for (guint c = 0; c < network->n_classes; c++) {
				const float off = c == lesson->class ? 1 - probabilities[c]
								     : probabilities[c];

				losses[t] += (double)(off * off);
			}
		}
	}
	for (guint t = 1; t < N_TEMPERATURES; t++)
		if (losses[t] < losses[best])
			best = t;
	network->temperature = temperature_of(best);
}
