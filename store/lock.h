/* SPDX-License-Identifier: MIT */
/* One writer for a database: a locked file beside it, let go by the kernel however the process ends. */
#pragma once

#include "store/store.h"

/* Returns the file's descriptor, or -1 with error. */
int lock_take(const char *database_path, GError **error);
void lock_release(int descriptor);
