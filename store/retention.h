/* SPDX-License-Identifier: MIT */
/* What is forgotten with time, a slice in each request (store_forget). Internal to store/. */
#pragma once

#include "store/database.h"

/* Forgets at most a few hundred page copies of what `kind` is about, and writes down that it did. False with error. */
bool retention_forget(Database *database, StoreForget kind, gint64 run_id, gint64 before_ms,
	gint64 at_ms, GError **error);
