/* SPDX-License-Identifier: MIT */
/* What a request's headers say: where it comes from, and who asks. */
#pragma once

#include "daemon/console/console-private.h"

/* False: it is not there, or longer than `size`. */
bool console_header_copy(struct lws *wsi, enum lws_token_indexes token, char *out, gsize size);
/* Does the request come from our own page? Same host and port as it was sent to. */
bool console_header_is_ours(struct lws *wsi, bool may_be_missing);
/* Whose session it comes with; NULL: none, or it is over. Borrowed. */
const StoreTeacher *console_header_teacher(struct lws *wsi, Console *console);
