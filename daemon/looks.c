/* SPDX-License-Identifier: MIT */
/* See looks.h. {"type":"looked","what":"export","data":FOLDER,"copies":[ID, …]} → {"type":"done"}. */
#define G_LOG_DOMAIN "zhibi-daemon"

#include "daemon/looks.h"

#include <jansson.h>
#include <string.h>

#define COPIES_MAX 500
#define WHAT_BYTES_MAX 32

static bool is_good(const json_t *asked, const char *data_folder)
{
	const char *what = json_string_value(json_object_get(asked, "what"));
	const json_t *copies = json_object_get(asked, "copies"), *copy;
	gsize i;

	if (!what || !*what || strlen(what) > WHAT_BYTES_MAX ||
		json_array_size(copies) > COPIES_MAX ||
		g_strcmp0(json_string_value(json_object_get(asked, "data")), data_folder) != 0)
		return false;
	json_array_foreach(copies, i, copy)
	{
		if (!json_is_integer(copy))
			return false;
	}
	return true;
}

char *looks_answer(Store *store, const char *data_folder, const char *line, gsize n_bytes)
{
	json_t *asked = json_loadb(line, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	const json_t *copies = json_object_get(asked, "copies"), *copy;
	const char *answer = NULL;
	gsize i;

	if (g_strcmp0(json_string_value(json_object_get(asked, "type")), "looked") == 0)
		answer = is_good(asked, data_folder) ? "{\"type\":\"done\"}"
						     : "{\"type\":\"error\",\"why\":\"not looks at "
						       "page copies of this data folder\"}";
	if (answer && is_good(asked, data_folder)) {
		json_array_foreach(copies, i, copy)
		{
			const StoreAccess access = { .page_copy_id = json_integer_value(copy),
				.at_ms = g_get_real_time() / 1000,
				.what = (char *)json_string_value(json_object_get(asked, "what")) };
			store_put_access(store, &access);
		}
	}
	json_decref(asked);
	return g_strdup(answer);
}
