/* SPDX-License-Identifier: MIT */
/* Looking a database over, read-only, while a daemon runs or not: for `zhibi doctor`. */
#pragma once

#include "store/store.h"

#include <stdbool.h>

typedef struct {
	gint version;	    /* of its schema */
	gint version_known; /* the newest that this program knows */
	gint64 n_bytes, n_wal_bytes;
} StoreCheck;

/* Is it ours, of a version that we know, and whole? What is damaged is STORE_ERROR_FORMAT. The numbers are
 * filled in as far as they can be had. Reads the whole file: about a second for each 500 MB. */
bool store_check(const char *path, StoreCheck *check, GError **error);
