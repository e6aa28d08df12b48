/* SPDX-License-Identifier: MIT */
#include "homework/marking/mark-level.h"

#include <string.h>

#define WORD_MAX 6 /* characters; with + or - behind they are in MARK_TEXT_BYTES */

G_STATIC_ASSERT(WORD_MAX * 3 + 1 < MARK_TEXT_BYTES);
G_STATIC_ASSERT(MARK_LEVELS_MAX *(WORD_MAX * 3 + 2) < MARK_LEVELS_BYTES);

gsize mark_level_stem(const char *word)
{
	const gsize n = strlen(word);

	return n > 0 && (word[n - 1] == '+' || word[n - 1] == '-') ? n - 1 : n;
}

/* Letters of any script, which nobody takes for points; + or - behind. */
static bool is_word(const char *word)
{
	const gsize stem = mark_level_stem(word);

	if (stem == 0 || g_utf8_strlen(word, (gssize)stem) > WORD_MAX)
		return false;
	for (const char *at = word; at < word + stem; at = g_utf8_next_char(at))
		if (!g_unichar_isalpha(g_utf8_get_char(at)) || g_utf8_get_char(at) > 0xffff)
			return false;
	return true;
}

const char *mark_level_set(MarkCustom *custom, const char *words)
{
	static const char FORM[] =
		"请从最好的起写最多 9 个不同的词，中间空格，每个最多 6 个字，后面可带 + 或 -，如 "
		"优 良 中 差；或写 none / "
		"write up to 9 different words with spaces between them, from the best on, each of "
		"at most 6 letters and + or - behind, as 优 良 中 差; or none";
	g_auto(GStrv) all = g_strsplit_set(words, " \t", -1);
	g_autoptr(GPtrArray) kept = g_ptr_array_new();

	if (!g_utf8_validate(words, -1, NULL))
		return FORM;
	for (guint i = 0; all[i]; i++) {
		if (*all[i] == '\0')
			continue;
		if (!is_word(all[i]) || kept->len == MARK_LEVELS_MAX ||
			g_ptr_array_find_with_equal_func(kept, all[i], g_str_equal, NULL))
			return FORM;
		g_ptr_array_add(kept, all[i]);
	}
	if (kept->len == 0)
		return FORM;
	g_ptr_array_add(kept, NULL);
	g_autofree char *line = g_strjoinv(" ", (char **)kept->pdata);

	custom->has_letters = false;
	g_strlcpy(custom->levels, g_str_equal(line, "none") ? "" : line, sizeof custom->levels);
	return NULL;
}

bool mark_custom_has_level(const MarkCustom *custom, const char *word)
{
	const gsize stem = mark_level_stem(word);
	g_auto(GStrv) levels = g_strsplit(custom->levels, " ", -1);

	if (custom->has_letters && stem == 1 && *word >= 'A' && *word <= 'D')
		return true;
	for (guint i = 0; levels[i]; i++)
		if (stem > 0 && mark_level_stem(levels[i]) == stem &&
			strncmp(levels[i], word, stem) == 0)
			return true;
	return false;
}
