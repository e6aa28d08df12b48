/* SPDX-License-Identifier: MIT */
/*
 * The weeks before the demonstration: homework of three subjects, when pupils wrote it, and whether it was marked. Made up
 * from a seed; what was written is two dots a stroke, for only when it was written is to be seen.
 */
#pragma once

#include "store/store.h"

#define DEMONSTRATION_WEEKS_MAX 8

typedef struct {
	gint64 class_id, teacher_id;
	const gint64 *pupils, *pens; /* by number, from 1 on */
	guint n_pupils;
	guint n_weeks; /* the last ends yesterday */
	gint64 now_ms;
} DemonstrationHistory;

void demonstration_history(Store *store, const DemonstrationHistory *history);
