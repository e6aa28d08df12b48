/* SPDX-License-Identifier: MIT */
/* See json-members.h. */
#include "homework/sheet/json-members.h"

#include <math.h>
#include <string.h>

#include "homework/sheet/sheet-error.h"

#define TEXTS_MAX 100
#define STEPS_PER_MM 10000.0
#define PATH_BYTES_MAX 300 /* of a member's name we were not asked for */

bool json_members_refuse(JsonPlace *place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	sheet_error_set_va(place->error, place->path->str, format, arguments);
	va_end(arguments);
	return false;
}

void json_members_enter(JsonPlace *place, const char *member)
{
	g_autofree char *cut =
		g_utf8_make_valid(member, (gssize)MIN(strlen(member), PATH_BYTES_MAX));

	g_string_append_printf(place->path, "%s%s", place->path->len > 0 ? "." : "", cut);
}

void json_members_enter_at(JsonPlace *place, gsize index)
{
	g_string_append_printf(place->path, "[%" G_GSIZE_FORMAT "]", index);
}

void json_members_leave(JsonPlace *place, gsize path_length)
{
	g_string_truncate(place->path, path_length);
}

static bool is_known(const char *name, const JsonMember *members, gsize n_members)
{
	for (gsize i = 0; i < n_members; i++)
		if (g_str_equal(members[i].name, name))
			return true;
	return false;
}

static bool refuse_unknown(
	JsonPlace *place, const json_t *value, const JsonMember *members, gsize n_members)
{
	const char *name;
	json_t *inner;

	json_object_foreach((json_t *)value, name, inner)
	{
		if (is_known(name, members, n_members))
			continue;
		g_autoptr(GString) names = g_string_new("");
		for (gsize i = 0; i < n_members; i++)
			g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", members[i].name);
		json_members_enter(place, name);
		return json_members_refuse(place,
			"这里不认识这一项，请删去，或改对名字：%1$s / is not known here; take it "
			"away, or mend its name: %1$s",
			names->str);
	}
	return true;
}

bool json_members_take(JsonPlace *place, const json_t *value, const JsonMember *members,
	gsize n_members, void *object)
{
	const gsize length = place->path->len;

	if (!json_is_object(value))
		return json_members_refuse(
			place, "不是对象，请写 { … } / is no object; write { … }");
	for (gsize i = 0; i < n_members; i++) {
		const json_t *inner = json_object_get(value, members[i].name);
		if (!inner && !members[i].required)
			continue;
		json_members_enter(place, members[i].name);
		if (!inner)
			return json_members_refuse(place, "缺了，请补上 / is missing; write it");
		if (!members[i].take(place, inner, (char *)object + members[i].offset))
			return false;
		json_members_leave(place, length);
	}
	return refuse_unknown(place, value, members, n_members);
}

bool json_members_each(
	JsonPlace *place, const json_t *value, gsize max, JsonTakeElement take, void *user)
{
	const gsize length = place->path->len;

	if (!json_is_array(value))
		return json_members_refuse(place, "不是列表，请写 [ … ] / is no list; write [ … ]");
	if (json_array_size(value) > max)
		return json_members_refuse(place,
			"有 %1$" G_GSIZE_FORMAT " 项，最多 %2$" G_GSIZE_FORMAT
			" 项，请减少 / has %1$" G_GSIZE_FORMAT " elements; %2$" G_GSIZE_FORMAT
			" are the most",
			json_array_size(value), max);
	for (gsize i = 0; i < json_array_size(value); i++) {
		json_members_enter_at(place, i);
		if (!take(place, json_array_get(value, i), user))
			return false;
		json_members_leave(place, length);
	}
	return true;
}

bool json_take_text(JsonPlace *place, const json_t *value, void *field)
{
	char **text = field;

	if (!json_is_string(value))
		return json_members_refuse(
			place, "不是文字，请写在引号里 / is no text; write it between quotes");
	g_free(*text);
	*text = g_strdup(json_string_value(value));
	return true;
}

static bool take_element(JsonPlace *place, const json_t *value, void *user)
{
	char *text = NULL;

	if (!json_take_text(place, value, &text))
		return false;
	g_ptr_array_add(user, text);
	return true;
}

bool json_take_texts(JsonPlace *place, const json_t *value, void *field)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	char ***array = field;

	if (!json_members_each(place, value, TEXTS_MAX, take_element, texts))
		return false;
	g_ptr_array_add(texts, NULL);
	g_strfreev(*array);
	*array = (char **)g_ptr_array_steal(texts, NULL);
	return true;
}

bool json_take_whole(JsonPlace *place, const json_t *value, void *field)
{
	gint *number = field;

	if (!json_is_integer(value) || json_integer_value(value) < 0 ||
		json_integer_value(value) > G_MAXINT)
		return json_members_refuse(place,
			"不是整数，请写 0 到 %1$d / is no whole number; write one from 0 to %1$d",
			G_MAXINT);
	*number = (gint)json_integer_value(value);
	return true;
}

bool json_take_number(JsonPlace *place, const json_t *value, void *field)
{
	double *number = field;

	if (!json_is_number(value))
		return json_members_refuse(
			place, "不是数，请不加引号写 / is no number; write it without quotes");
	*number = json_number_value(value);
	return true;
}

double json_rounded_mm(double mm)
{
	return round(mm * STEPS_PER_MM) / STEPS_PER_MM + 0.0; /* no -0 */
}

bool json_take_mm(
	JsonPlace *place, const json_t *value, double *numbers, gsize n_numbers, const char *what)
{
	bool good = json_array_size(value) == n_numbers;

	for (gsize i = 0; good && i < n_numbers; i++) {
		const json_t *number = json_array_get(value, i);
		numbers[i] = json_rounded_mm(json_number_value(number));
		good = json_is_number(number) && isfinite(numbers[i]);
	}
	return good || json_members_refuse(place,
			       "不是 %1$s，请写这 %2$" G_GSIZE_FORMAT
			       " 个数，单位毫米 / is not %1$s; write these %2$" G_GSIZE_FORMAT
			       " numbers, in millimetres",
			       what, n_numbers);
}
