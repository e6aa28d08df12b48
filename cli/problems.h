/* SPDX-License-Identifier: MIT */
/* The log of problems as JSON, for `zhibi problems --json` and the support bundle; and where it is. */
#pragma once

#include <glib.h>

#include "store/reader.h"

/* Of StoreProblem *. For the caller to free. */
char *problems_json(const GPtrArray *rows);
/* The data folder's that is meant: the one given; the installed service's; the user's own. */
char *problems_database(const char *data);
