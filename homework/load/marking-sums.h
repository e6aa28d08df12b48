/* SPDX-License-Identifier: MIT */
/* How assignments were marked (全批全改), summed by the teacher who gave them. */
#pragma once

#include <jansson.h>

#include "homework/load/class-load.h"

typedef struct {
	gint64 teacher_id; /* 0: not told */
	gint n_assignments, n_never_marked, n_handed_in, n_marked, n_wrong, n_re_marked;
	gint64 wait_sum_ms;
} MarkingSum;

GArray *marking_sums_new(void); /* of MarkingSum, as they come */
void marking_sums_add(GArray *sums, const AssignmentLoad *row);
/* Without the teacher; the caller's. */
json_t *marking_sum_json(const MarkingSum *sum);
