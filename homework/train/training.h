/* SPDX-License-Identifier: MIT */
/* A school's networks, taught, and their confidence set on writers that they were not taught by. */
#pragma once

#include "homework/train/lessons.h"

/* Sets of signs as bits. */
#define TRAINING_SET(set) (1u << (set))
#define TRAINING_ALL_SETS (TRAINING_SET(RECOGNISER_N_SETS) - 1)

/* One network for each set, in their order; those that are not among `sets` know nothing. `n_rounds`: how often each
 * sample is seen; 0: as often as the model needs. */
GPtrArray *training_networks(School *school, guint sets, guint n_rounds);
/* The networks are asked as they will be asked: from their file, weights rounded. */
bool training_confidence(const GPtrArray *networks, School *school, guint sets, GError **error);
