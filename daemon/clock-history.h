/* SPDX-License-Identifier: MIT */
/*
 * What each pen's clock said when it connected, for repairing the times of stored ink (ink/assembler.h).
 * Right readings are kept as well: they say that ink from after them was written by a right clock.
 */
#pragma once

#include "store/reader.h"

typedef struct ClockHistory ClockHistory;

ClockHistory *clock_history_new(Store *store, StoreReader *reader);
ClockHistory *clock_history_free(ClockHistory *history); /* returns NULL */
/* Of ClockReading, oldest first; read from the store the first time. Borrowed. */
GArray *clock_history_of(ClockHistory *history, const char *address, gint64 pen_id);
/* Into the store as well. */
void clock_history_add(
	ClockHistory *history, const char *address, gint64 pen_id, const ClockReading *reading);
