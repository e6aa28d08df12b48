/* SPDX-License-Identifier: MIT */
/* What each network is taught: which samples stand for which of its classes, and which for junk. */
#pragma once

#include "homework/reading/recogniser.h"
#include "homework/train/learn.h"

/* The sample files, loaded once; traces in lessons are theirs or the school's own. */
typedef struct {
	GPtrArray *digits, *capitals, *small, *symbols, *foreign; /* of Sample */
	GPtrArray *extra; /* corrections of teachers, or empty */
	GPtrArray *made;  /* of Trace: generated */
} School;

School *school_open(const char *folder, const char *extra_path);
School *school_close(School *school);

/* An empty network with its labels. */
Network *lessons_network(RecogniserSet set);
/* Of Lesson, from the writers of this fold. */
GArray *lessons_of(School *school, const Network *network, RecogniserSet set, Fold fold);
