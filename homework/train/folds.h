/* SPDX-License-Identifier: MIT */
/* The figures over all writers: each is held back once, and read by networks trained without him. */
#pragma once

#include "homework/train/training.h"

/* Sets that there are writers for; marks are generated. */
#define FOLDS_SETS                                                                                 \
	(TRAINING_SET(RECOGNISER_DIGITS) | TRAINING_SET(RECOGNISER_CAPITALS) |                     \
		TRAINING_SET(RECOGNISER_SIGNS))

/* Trains these sets DATASET_TURNS times and prints a row for each figure. */
bool folds_print(School *school, guint sets, GError **error);
