/* SPDX-License-Identifier: MIT */
/*
 * See looks.h. {"type":"looked","what":"export","who":"root","data":FOLDER,"class":ID,"copies":[ID, …]} → {"type":"done"}.
 * Without copies it is a look at the class alone.
 */
#define G_LOG_DOMAIN "zhibi-daemon"

#include "daemon/looks.h"

#include <jansson.h>
#include <string.h>

#define COPIES_MAX 500
#define WHAT_BYTES_MAX 32
#define WHO_BYTES_MAX 64

static bool is_good(const json_t *asked, const char *data_folder)
{
	const char *what = json_string_value(json_object_get(asked, "what"));
	const char *who = json_string_value(json_object_get(asked, "who"));
	const json_t *class = json_object_get(asked, "class");
	const json_t *copies = json_object_get(asked, "copies"), *copy;
	gsize i;

	if (!what || !*what || strlen(what) > WHAT_BYTES_MAX ||
		(who && strlen(who) > WHO_BYTES_MAX) || (class && !json_is_integer(class)) ||
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
	StoreAccess access = { .at_ms = g_get_real_time() / 1000,
		.what = (char *)json_string_value(json_object_get(asked, "what")),
		.class_id = json_integer_value(json_object_get(asked, "class")),
		.who = (char *)json_string_value(json_object_get(asked, "who")) };

	if (g_strcmp0(json_string_value(json_object_get(asked, "type")), "looked") == 0)
		answer = is_good(asked, data_folder) ? "{\"type\":\"done\"}"
						     : "{\"type\":\"error\",\"why\":\"not looks at "
						       "page copies of this data folder\"}";
	if (answer && is_good(asked, data_folder)) {
		json_array_foreach(copies, i, copy)
		{
			access.page_copy_id = json_integer_value(copy);
			store_put_access(store, &access);
		}
		if (json_array_size(copies) == 0)
			store_put_access(store, &access);
	}
	json_decref(asked);
	return g_strdup(answer);
}
