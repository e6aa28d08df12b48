/* SPDX-License-Identifier: MIT */
#include "homework/marking/mark-customs.h"

#include <string.h>

typedef struct {
	char *whose; /* "": all; "3", "数学", "3 数学" */
	char *key, *value;
} Line;

struct MarkCustoms {
	GPtrArray *lines; /* of Line, those that were found good */
};

static void line_free(gpointer data)
{
	Line *line = data;

	g_free(line->whose);
	g_free(line->key);
	g_free(line->value);
	g_free(line);
}

MarkCustoms *mark_customs_new(void)
{
	MarkCustoms *customs = g_new0(MarkCustoms, 1);

	customs->lines = g_ptr_array_new_with_free_func(line_free);
	return customs;
}

MarkCustoms *mark_customs_free(MarkCustoms *customs)
{
	if (customs) {
		g_ptr_array_unref(customs->lines);
		g_free(customs);
	}
	return NULL;
}

bool mark_customs_is_group(const char *group)
{
	return g_str_equal(group, CUSTOMS_GROUP) || g_str_has_prefix(group, CUSTOMS_GROUP " ");
}

const char *mark_customs_take(
	MarkCustoms *customs, const char *group, const char *key, const char *value)
{
	MarkCustom tried = mark_custom_of("");
	const char *wrong = mark_custom_set(&tried, key, value);
	Line *line;

	if (wrong)
		return wrong;
	line = g_new0(Line, 1);
	line->whose = g_strstrip(g_strdup(group + strlen(CUSTOMS_GROUP)));
	line->key = g_strdup(key);
	line->value = g_strdup(value);
	g_ptr_array_add(customs->lines, line);
	return NULL;
}

/* In grades 1 and 2 there are stars; words of a level only where the school says so of the grade itself. */
static bool is_of_stars(gint grade)
{
	return grade == 1 || grade == 2;
}

static void apply(
	const MarkCustoms *customs, const char *whose, bool is_of_grade, MarkCustom *custom)
{
	for (guint i = 0; i < customs->lines->len; i++) {
		const Line *line = g_ptr_array_index(customs->lines, i);

		if (g_str_equal(line->whose, whose) &&
			(is_of_grade || !g_str_equal(line->key, "levels")))
			mark_custom_set(custom, line->key, line->value);
	}
}

MarkCustom mark_customs_of(const MarkCustoms *customs, const char *subject, gint grade)
{
	MarkCustom custom = mark_custom_of(subject);
	g_autofree char *of_grade = g_strdup_printf("%d", grade);
	g_autofree char *of_both = g_strdup_printf("%d %s", grade, subject);

	if (is_of_stars(grade)) {
		custom.levels[0] = '\0';
		custom.has_letters = false;
	}
	if (!customs)
		return custom;
	apply(customs, "", !is_of_stars(grade), &custom);
	apply(customs, of_grade, true, &custom);
	if (*subject) {
		apply(customs, subject, !is_of_stars(grade), &custom);
		apply(customs, of_both, true, &custom);
	}
	return custom;
}

static void take_group(MarkCustoms *customs, GKeyFile *config, const char *group)
{
	g_auto(GStrv) keys = g_key_file_get_keys(config, group, NULL, NULL);

	for (guint i = 0; keys && keys[i]; i++) {
		g_autofree char *value = g_key_file_get_string(config, group, keys[i], NULL);

		if (value)
			mark_customs_take(customs, group, keys[i], g_strstrip(value));
	}
}

MarkCustoms *mark_customs_of_file(GKeyFile *config)
{
	MarkCustoms *customs = mark_customs_new();
	g_auto(GStrv) groups = g_key_file_get_groups(config, NULL);

	for (guint i = 0; groups[i]; i++)
		if (mark_customs_is_group(groups[i]))
			take_group(customs, config, groups[i]);
	return customs;
}
