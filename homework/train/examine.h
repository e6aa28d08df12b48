/* SPDX-License-Identifier: MIT */
/* Held-back samples are read; what was claimed and whether it was right is noted. */
#pragma once

#include "homework/reading/recogniser.h"
#include "homework/train/dataset.h"
#include "homework/train/outcome.h"

/* Whole samples as one sign each, of writers tested on, whose id begins with `collection`; `labels` (may be NULL): these
 * only, and no other answer is allowed. */
void examine_signs(const Recogniser *recogniser, RecogniserSet set, const GPtrArray *samples,
	const char *collection, const char *const *labels, GArray *outcomes);
/* Numbers of two or three digits; of all writers or of those tested on. */
void examine_strings(
	const Recogniser *recogniser, const GPtrArray *numbers, bool all_writers, GArray *outcomes);
bool examine_is_short_number(const char *label);
