/* SPDX-License-Identifier: MIT */
/*
 * Brings a database to the version of this program, one numbered migration after another, each in a
 * transaction of its own. What is newer, or not ours, is refused and left as it is.
 */
#pragma once

#include "store/database.h"

int migrate_version(void); /* that this program knows */
/* Looks at the file without writing to it. A missing or empty one is fine: version 0. */
bool migrate_check(const char *path, int *version, GError **error);
bool migrate_run(Database *database, GError **error);
