/* SPDX-License-Identifier: MIT */
/* What each network is taught: which samples stand for which of its classes, and which for junk. */
#pragma once

#include "homework/reading/recogniser.h"
#include "homework/train/learn.h"

/* The sample files, loaded once; traces in lessons are theirs or the school's own. */
typedef struct {
	GPtrArray *digits, *capitals, *small, *symbols, *foreign; /* of Sample */
	GPtrArray *numbers, *gestures;				  /* never learnt from */
	GPtrArray *extra; /* corrections of teachers, or empty: all are learnt from */
	GPtrArray *made;  /* of Trace: generated */
} School;

/* `extra_path` may be NULL. */
School *school_open(const char *folder, const char *extra_path, GError **error);
School *school_close(School *school); /* accepts NULL, returns NULL */
/* Deals the writers anew (dataset.h); but for those of corrections. */
void school_deal(School *school, guint turn);

/* Corrections that are one sign of some network: the others cannot be learnt from. */
guint school_n_corrections(const School *school);

/* An empty network with its labels. */
Network *lessons_network(RecogniserSet set);
/* Of Lesson, from the writers of this fold. */
GArray *lessons_of(School *school, const Network *network, RecogniserSet set, Fold fold);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(School, school_close)
