/* SPDX-License-Identifier: MIT */
#include "daemon/json-text.h"

#include <stdlib.h>

json_t *json_text_new(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	return json_string(valid);
}

char *json_text_dump(json_t *take_value)
{
	char *made = json_dumps(take_value, JSON_COMPACT | JSON_ENCODE_ANY);
	json_decref(take_value);
	g_assert(made);
	char *copy = g_strdup(made);
	free(made); /* malloc's, where ours are GLib's: callers free all alike */
	return copy;
}
