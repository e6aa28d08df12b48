/* SPDX-License-Identifier: MIT */
/* Pages that a command of this machine takes out of the record while we hold it: into the access log. */
#pragma once

#include "store/store.h"

/* The answer to a line that tells such looks, to be freed; NULL: it asks for something else. */
char *looks_answer(Store *store, const char *data_folder, const char *line, gsize n_bytes);
