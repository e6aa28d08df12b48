/* SPDX-License-Identifier: MIT */
/* Labelled ink from sample files: "id<TAB>label<TAB>unit<TAB>strokes", ids as set/writer/number. Writers, not
 * samples, are dealt out: to learn from, to set confidence by, and to test on. */
#pragma once

#include <stdbool.h>

#include "homework/reading/trace.h"

typedef enum { FOLD_LEARN, FOLD_CALIBRATE, FOLD_TEST } Fold;

/* Ten ways of dealing the writers: each is tested on in one of them, and in that one only. */
#define DATASET_TURNS 10

typedef struct {
	char *id, *label;
	guint32 writer; /* a hash: spread evenly, the same everywhere */
	Fold fold;
	Trace *trace;
} Sample;

void sample_free(gpointer sample);
/* Dealt for turn 0. NULL with file, line, place and the mend at a line that cannot be. Leaves out samples of which
 * only one straight stroke is left. */
GPtrArray *dataset_load(const char *path, GError **error);
/* Eight tenths of the writers to learn from, one to set confidence by, one to test on. */
void dataset_deal(GPtrArray *samples, guint turn);
/* A random number generator that gives the same everywhere (splitmix64). */
guint64 chance_next(guint64 *state);
float chance_unit(guint64 *state); /* 0 ≤ x < 1 */
float chance_between(guint64 *state, float low, float high);

#define DATASET_ERROR (dataset_error_quark())
GQuark dataset_error_quark(void); /* "zhibi-train" */
typedef enum { DATASET_ERROR_NOT_A_SAMPLE } DatasetErrorCode;
