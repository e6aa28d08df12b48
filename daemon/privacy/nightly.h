/* SPDX-License-Identifier: MIT */
/*
 * What is forgotten with time ([retention] of the configuration): looked for an hour after the start and then every night at three,
 * a slice of a few hundred pages at a time, so that ink that comes meanwhile never waits. A clock that jumped is not
 * believed (clock-trust.h): nothing is forgotten, and the log says why.
 */
#pragma once

#include "homework/load/school-day.h"
#include "store/reader.h"

/* Days that each kind is kept; 0: for ever. */
typedef struct {
	guint days[STORE_N_FORGETS];
	SchoolClock clock; /* of the school, whose night it is; zero: UTC */
} NightlyOptions;

typedef struct Nightly Nightly;

/* store and reader outlive it. */
Nightly *nightly_new(const NightlyOptions *options, Store *store, StoreReader *reader);
Nightly *nightly_free(Nightly *nightly); /* accepts NULL, returns NULL */
/* The daemon looks on this day. */
void nightly_note(Nightly *nightly, gint64 now_ms);
/* One slice of what is due by this time. False: nothing is. */
bool nightly_forget_slice(Nightly *nightly, gint64 now_ms);
