/* SPDX-License-Identifier: MIT */
/* Recordings that may hold ink of a pupil who is erased. One is of one link, and says its pen when the pen has said so. */
#pragma once

#include "store/erasure.h"

/* Paths, of char *; NULL where the folder cannot be read. `database`: beside which they are. */
GPtrArray *erase_recordings(const char *database, const StoreErasure *erasure, GError **error);
/* What is gone already is no fault. */
bool erase_recordings_remove(const GPtrArray *paths, GError **error);
