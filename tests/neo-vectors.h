/* SPDX-License-Identifier: MIT */
/* The worked examples of tests/fixtures/neo/vectors.json, and the few steps to read what they expect. */
#pragma once

#include "tests/helpers.h"

#include <jansson.h>

static inline json_t *neo_vectors_load(void)
{
	g_autofree char *path = helpers_fixture_path("neo/vectors.json");
	json_error_t error;
	json_t *root = json_load_file(path, 0, &error);
	if (!root)
		g_error("%s:%d: %s", path, error.line, error.text);
	return root;
}

static inline const char *neo_vector_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	if (!text)
		g_error("no text \"%s\" in the example", key);
	return text;
}

/* A number, or a text such as "0xFF000000" or "0xFFFFFFFF = all". */
static inline gint64 neo_vector_number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	if (json_is_integer(value))
		return json_integer_value(value);
	if (json_is_boolean(value))
		return json_is_true(value);
	const char *text = neo_vector_text(object, key);
	g_assert_true(g_str_has_prefix(text, "0x"));
	return g_ascii_strtoll(text, NULL, 16);
}

/* Bytes as the examples write them. */
static inline char *neo_hex(const guint8 *bytes, gsize n_bytes)
{
	GString *hex = g_string_sized_new(2 * n_bytes);
	for (gsize i = 0; i < n_bytes; i++)
		g_string_append_printf(hex, "%02x", bytes[i]);
	return g_string_free(hex, FALSE);
}

static inline bool neo_vector_is(const json_t *vector, const char *protocol, const char *direction)
{
	return g_str_equal(neo_vector_text(vector, "protocol"), protocol) &&
	       g_str_equal(neo_vector_text(vector, "direction"), direction);
}

/* Calls `check` with every example of a kind; there must be n of them, so none is passed over. */
static inline void neo_vectors_each(
	const char *protocol, const char *direction, guint n, void (*check)(const json_t *vector))
{
	json_t *root = neo_vectors_load();
	guint n_checked = 0;
	size_t i;
	json_t *vector;
	json_array_foreach(json_object_get(root, "vectors"), i, vector)
	{
		if (!neo_vector_is(vector, protocol, direction))
			continue;
		g_test_message("%s", neo_vector_text(vector, "name"));
		check(vector);
		n_checked++;
	}
	g_assert_cmpuint(n_checked, ==, n);
	json_decref(root);
}

static inline json_t *neo_vector_named(json_t *root, const char *name)
{
	size_t i;
	json_t *vector;
	json_array_foreach(json_object_get(root, "vectors"), i, vector)
	{
		if (g_str_equal(neo_vector_text(vector, "name"), name))
			return vector;
	}
	g_error("no example \"%s\"", name);
}
