/* SPDX-License-Identifier: MIT */
#include "homework/roster/roster-names.h"

#include <glib.h>

#define N_CHARACTERS_MIN 3

/* The characters that count. */
static GArray *characters_of(const char *name)
{
	g_autofree char *wide = g_utf8_normalize(name, -1, G_NORMALIZE_ALL_COMPOSE);
	g_autofree char *plain = wide ? g_utf8_casefold(wide, -1) : g_strdup("");
	GArray *characters = g_array_new(FALSE, FALSE, sizeof(gunichar));

	for (const char *at = plain; *at; at = g_utf8_next_char(at)) {
		const gunichar character = g_utf8_get_char(at);

		if (g_unichar_isalnum(character))
			g_array_append_val(characters, character);
	}
	return characters;
}

static gunichar at(const GArray *characters, guint i)
{
	return g_array_index(characters, gunichar, i);
}

static bool are_alike(const GArray *one, const GArray *other)
{
	for (guint i = 0; i < one->len; i++)
		if (at(one, i) != at(other, i))
			return false;
	return true;
}

/* Is `longer`, with one character left out, `shorter`? */
static bool one_is_added(const GArray *shorter, const GArray *longer)
{
	guint n_met = 0;

	for (guint i = 0; i < longer->len && n_met < shorter->len; i++)
		n_met += at(longer, i) == at(shorter, n_met);
	return n_met == shorter->len && longer->len >= N_CHARACTERS_MIN;
}

bool roster_names_agree(const char *one, const char *other)
{
	g_autoptr(GArray) first = characters_of(one), second = characters_of(other);

	if (first->len == 0 || second->len == 0 || at(first, 0) != at(second, 0))
		return false;
	if (first->len == second->len)
		return are_alike(first, second);
	if (first->len + 1 == second->len)
		return one_is_added(first, second);
	return second->len + 1 == first->len && one_is_added(second, first);
}
