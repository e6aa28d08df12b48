/* SPDX-License-Identifier: MIT */
/* JSON on its way out: texts that may be damaged, values as one line. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* Text from a database or a pen may be damaged; a message may not. NULL is "". */
json_t *json_text_new(const char *text);
/* Compact, on GLib's heap. */
char *json_text_dump(json_t *take_value);
