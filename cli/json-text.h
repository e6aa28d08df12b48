/* SPDX-License-Identifier: MIT */
/* Small JSON by way of jansson; json-out.h is for millions of dots. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* A string; what is not UTF-8 is made so. */
json_t *json_text_new(const char *text);
/* The value as text, for g_free; a line, or indented. */
char *json_text_dump(json_t *take_value, gboolean indented);
