/* SPDX-License-Identifier: MIT */
/* Labelled ink from sample files: "id<TAB>label<TAB>unit<TAB>strokes", ids as set/writer/number. Writers, not
 * samples, are dealt out: to learn from, to set confidence by, and to test on. */
#pragma once

#include "homework/reading/trace.h"

typedef enum { FOLD_LEARN, FOLD_CALIBRATE, FOLD_TEST } Fold;

typedef struct {
	char *id, *label;
	Fold fold;
	Trace *trace;
} Sample;

void sample_free(gpointer sample);
/* Ends the program with file, line and place at a line that cannot be. Leaves out samples of which only one
 * straight stroke is left. */
GPtrArray *dataset_load(const char *path);
/* A random number generator that gives the same everywhere (splitmix64). */
guint64 chance_next(guint64 *state);
float chance_unit(guint64 *state); /* 0 ≤ x < 1 */
float chance_between(guint64 *state, float low, float high);
