/* SPDX-License-Identifier: MIT */
/* See json-text.h. */
#include "cli/json-text.h"

#include <stdlib.h>

json_t *json_text_new(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);

	return json_string(valid);
}

char *json_text_dump(json_t *take_value, gboolean indented)
{
	char *made = json_dumps(take_value, indented ? JSON_INDENT(1) : JSON_COMPACT);
	char *text = g_strdup(made);

	g_assert(made);
	free(made); /* malloc's, where ours are GLib's */
	json_decref(take_value);
	return text;
}
