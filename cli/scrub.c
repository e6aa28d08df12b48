/* SPDX-License-Identifier: MIT */
/*
 * See scrub.h. Why half an address: support has to tell pens apart and to see whose make they are; who holds a
 * pen is known only in the school, and so is the other half. With it a stranger could find the child's pen on
 * the air.
 */
#include "cli/scrub.h"

#include <stdbool.h>
#include <string.h>

typedef struct {
	char *name, *replacement;
} Name;

struct Scrub {
	GPtrArray *names;     /* of Name, longest first */
	GPtrArray *addresses; /* of char *, upper case with colons */
	GRegex *address, *home;
};

static void name_free(gpointer data)
{
	Name *name = data;

	g_free(name->name);
	g_free(name->replacement);
	g_free(name);
}

Scrub *scrub_new(void)
{
	Scrub *scrub = g_new0(Scrub, 1);

	scrub->names = g_ptr_array_new_with_free_func(name_free);
	scrub->addresses = g_ptr_array_new_with_free_func(g_free);
	/* BlueZ writes dev_9C_7B_D2_0A_0B_0C. Rather too much, the middle of a fingerprint, than too little. */
	scrub->address =
		g_regex_new("(?:[0-9A-Fa-f]{2}[:_-]){5}[0-9A-Fa-f]{2}", G_REGEX_OPTIMIZE, 0, NULL);
	scrub->home = g_regex_new("/home/[^/\\s\"':]+", G_REGEX_OPTIMIZE, 0, NULL);
	g_assert(scrub->address && scrub->home);
	return scrub;
}

Scrub *scrub_free(Scrub *scrub)
{
	if (scrub) {
		g_ptr_array_unref(scrub->names);
		g_ptr_array_unref(scrub->addresses);
		g_regex_unref(scrub->address);
		g_regex_unref(scrub->home);
		g_free(scrub);
	}
	return NULL;
}

const GPtrArray *scrub_addresses(const Scrub *scrub)
{
	return scrub->addresses;
}

/* ---- names */

static gint longest_first(gconstpointer a, gconstpointer b)
{
	gsize left = strlen((*(const Name *const *)a)->name);
	gsize right = strlen((*(const Name *const *)b)->name);

	return left == right ? 0 : left > right ? -1 : 1;
}

static void add(Scrub *scrub, const char *text, const char *replacement)
{
	Name *name = g_new(Name, 1);

	*name = (Name){ g_strdup(text), g_strdup(replacement) };
	g_ptr_array_add(scrub->names, name);
}

void scrub_add_name(Scrub *scrub, const char *name, const char *replacement)
{
	g_autofree char *valid = g_utf8_make_valid(name ? name : "", -1);
	g_autofree char *quoted = NULL;

	g_strstrip(valid);
	if (!*valid)
		return;
	add(scrub, valid, replacement);
	/* As it stands inside of JSON. */
	g_auto(GStrv) parts = g_strsplit(valid, "\\", -1);
	g_autofree char *slashed = g_strjoinv("\\\\", parts);
	g_auto(GStrv) pieces = g_strsplit(slashed, "\"", -1);
	quoted = g_strjoinv("\\\"", pieces);
	if (!g_str_equal(quoted, valid))
		add(scrub, quoted, replacement);
	g_ptr_array_sort(scrub->names, longest_first);
}

static bool is_word_letter(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* "Li" is a name, but not in "Linux"; Chinese has no such bounds. */
static bool stands_alone(const char *text, const char *at, const char *name)
{
	const char *after = at + strlen(name);
	bool begins = at == text || !is_word_letter(name[0]) || !is_word_letter(at[-1]);

	return begins && (!is_word_letter(after[-1]) || !is_word_letter(*after));
}

static char *without_name(const char *text, const Name *name)
{
	GString *out = g_string_new(NULL);
	const char *rest = text;

	for (const char *at; (at = strstr(rest, name->name));) {
		bool alone = stands_alone(text, at, name->name);
		const char *next = alone ? at + strlen(name->name) : at + 1;

		g_string_append_len(out, rest, at - rest);
		if (alone)
			g_string_append(out, name->replacement);
		else
			g_string_append_len(out, at, next - at);
		rest = next;
	}
	g_string_append(out, rest);
	return g_string_free(out, FALSE);
}

/* ---- addresses */

static guint number_of(Scrub *scrub, const char *address)
{
	guint found;

	if (!g_ptr_array_find_with_equal_func(scrub->addresses, address, g_str_equal, &found)) {
		found = scrub->addresses->len;
		g_ptr_array_add(scrub->addresses, g_strdup(address));
	}
	return found + 1;
}

static gboolean on_address(const GMatchInfo *match, GString *out, gpointer user)
{
	g_autofree char *found = g_match_info_fetch(match, 0);
	g_autofree char *address = g_ascii_strup(found, -1);

	for (guint i = 2; i < 17; i += 3)
		address[i] = ':';
	g_string_append_printf(out, "%.8s%c(pen %u)", found, found[2], number_of(user, address));
	return FALSE;
}

char *scrub_text(Scrub *scrub, const char *text)
{
	char *clean = g_utf8_make_valid(text, -1);

	/* Addresses first, so that no replacement of a name makes or breaks one. */
	g_autofree char *addressed =
		g_regex_replace_eval(scrub->address, clean, -1, 0, 0, on_address, scrub, NULL);
	g_free(clean);
	clean = g_regex_replace_literal(scrub->home, addressed, -1, 0, "/home/[user]", 0, NULL);
	for (guint i = 0; i < scrub->names->len; i++) {
		char *before = clean;

		clean = without_name(before, g_ptr_array_index(scrub->names, i));
		g_free(before);
	}
	return clean;
}
