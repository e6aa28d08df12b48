/* SPDX-License-Identifier: MIT */
/*
 * The table of what SQLite refused: a request that cannot go where it belongs is our own bug, and no reason
 * to lose ink that a pen is about to be told is safe. Internal to store/.
 */
#pragma once

#include "store/database.h"
#include "store/request.h"

/* In SQL, of a row: it is ink, and its bytes are no values. */
#define REFUSED_IS_INK "kind IN ('stroke', 'part of a stroke')"

/* Keeps the request whole, within the transaction under way. */
bool refused_put(Database *database, const Request *request, const char *why, GError **error);
