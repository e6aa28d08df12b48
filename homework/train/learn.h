/* SPDX-License-Identifier: MIT */
/* Learning the weights of a network from traces: Adam on mini-batches, each trace warped anew every time it is
 * seen. Single-threaded, plain arithmetic, own chance: the same weights on every machine. */
#pragma once

#include "homework/reading/network.h"
#include "homework/train/dataset.h"

typedef struct {
	const Trace *trace; /* borrowed */
	guint class;
} Lesson;

typedef struct {
	guint n_epochs;
	guint n_per_epoch;    /* lessons looked at, drawn at random when there are more; 0 all */
	float rate;	      /* of learning, at first; falls to nothing by the end */
	float warp;	      /* how far shapes are slanted, turned and widened: 0.15 */
	float distort;	      /* and bent, distort.h: 1 */
	const Network *elder; /* whose answer counts beside each lesson's label; NULL: nobody's */
	guint64 seed;
	bool verbose;
} LearnOptions;

void learn(Network *network, const GArray *lessons, const LearnOptions *options);
/* As many networks, each from a chance of its own, in one: two that err differently err less together. */
void learn_averaged(
	Network *network, const GArray *lessons, const LearnOptions *options, guint n_parts);
/* Sets the temperature at which confidence is most honest on these lessons (least loss). */
void learn_temperature(Network *network, const GArray *lessons);
