/* SPDX-License-Identifier: MIT */
#include "daemon/config-customs.h"

#include <string.h>

typedef struct {
	char *subject; /* "": all */
	char *key, *value;
} Line;

struct ConfigCustoms {
	GPtrArray *lines; /* of Line, those that were found good */
};

static void line_free(gpointer data)
{
	Line *line = data;

	g_free(line->subject);
	g_free(line->key);
	g_free(line->value);
	g_free(line);
}

ConfigCustoms *config_customs_new(void)
{
	ConfigCustoms *customs = g_new0(ConfigCustoms, 1);

	customs->lines = g_ptr_array_new_with_free_func(line_free);
	return customs;
}

ConfigCustoms *config_customs_free(ConfigCustoms *customs)
{
	if (customs) {
		g_ptr_array_unref(customs->lines);
		g_free(customs);
	}
	return NULL;
}

bool config_customs_is_group(const char *group)
{
	return g_str_equal(group, CUSTOMS_GROUP) || g_str_has_prefix(group, CUSTOMS_GROUP " ");
}

const char *config_customs_take(
	ConfigCustoms *customs, const char *group, const char *key, const char *value)
{
	MarkCustom tried = mark_custom_of("");
	const char *wrong = mark_custom_set(&tried, key, value);
	Line *line;

	if (wrong)
		return wrong;
	line = g_new0(Line, 1);
	line->subject = g_strstrip(g_strdup(group + strlen(CUSTOMS_GROUP)));
	line->key = g_strdup(key);
	line->value = g_strdup(value);
	g_ptr_array_add(customs->lines, line);
	return NULL;
}

static void apply(const ConfigCustoms *customs, const char *subject, MarkCustom *custom)
{
	for (guint i = 0; i < customs->lines->len; i++) {
		const Line *line = g_ptr_array_index(customs->lines, i);

		if (g_str_equal(line->subject, subject))
			mark_custom_set(custom, line->key, line->value);
	}
}

MarkCustom config_customs_of(const ConfigCustoms *customs, const char *subject)
{
	MarkCustom custom = mark_custom_of(subject);

	apply(customs, "", &custom);
	if (*subject)
		apply(customs, subject, &custom);
	return custom;
}
