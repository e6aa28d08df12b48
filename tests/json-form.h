/* SPDX-License-Identifier: MIT */
/* The examples of docs/console-protocol.md, and whether what the daemon says has their form: the same keys, values
 * of the same types. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

static inline json_t *json_form_example(const char *name)
{
	g_autofree char *text = NULL;
	g_assert_true(g_file_get_contents("docs/console-protocol.md", &text, NULL, NULL));
	g_autofree char *fence = g_strdup_printf("\n```json %s\n", name);
	char *begin = strstr(text, fence);
	g_assert_nonnull(begin);
	begin += strlen(fence);
	char *end = strstr(begin, "\n```");
	g_assert_nonnull(end);
	json_t *object = json_loadb(begin, (gsize)(end - begin), JSON_REJECT_DUPLICATES, NULL);
	g_assert_nonnull(object);
	return object;
}

static inline const char *json_form_word(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return "object";
	case JSON_ARRAY:
		return "array";
	case JSON_STRING:
		return "string";
	case JSON_INTEGER:
		return "integer";
	case JSON_REAL:
		return "real";
	case JSON_TRUE:
	case JSON_FALSE:
		return "boolean";
	case JSON_NULL:
		return "null";
	}
	g_assert_not_reached();
}

/* Where the document allows null. */
static inline bool json_form_may_be_null(const char *key)
{
	static const char *const keys[] = { "pupil", "page", "assignment", "teacher_pen", "lesson",
		"pen", "battery", "download", "seat", "strength", "memory", "task", "forecast" };
	for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
		if (g_str_equal(key, keys[i]))
			return true;
	return false;
}

static inline void json_form_assert(const char *key, const json_t *wanted, const json_t *got)
{
	const char *inner;
	json_t *value;
	gsize i;
	if (json_form_may_be_null(key) && (json_is_null(wanted) || json_is_null(got)))
		return;
	g_test_message("%s: %s, %s", key, json_form_word(wanted), json_form_word(got));
	g_assert_cmpstr(json_form_word(wanted), ==, json_form_word(got));
	json_object_foreach((json_t *)wanted, inner, value)
	{
		/* Of its settings a pen tells what it has. */
		if (g_str_equal(key, "settings") && !json_object_get(got, inner))
			continue;
		g_assert_nonnull(json_object_get(got, inner));
		json_form_assert(inner, value, json_object_get(got, inner));
	}
	json_object_foreach((json_t *)got, inner, value)
		g_assert_nonnull(json_object_get(wanted, inner));
	json_array_foreach((json_t *)got, i, value)
		json_form_assert(key, json_array_get(wanted, 0), value);
}
