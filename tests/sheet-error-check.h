/* SPDX-License-Identifier: MIT */
/* A refusal as it must be: the same place for both languages, Chinese first, and English word for word as expected. */
#pragma once

#include <string.h>

#include "homework/sheet/sheet-error.h"

static inline bool sheet_error_check_has_hanzi(const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		if (g_unichar_get_script(g_utf8_get_char(text)) == G_UNICODE_SCRIPT_HAN)
			return true;
	return false;
}

/* A text "中文 / English"; NULL: any English. */
static inline void sheet_error_check_words(const char *text, const char *en)
{
	g_auto(Bilingual) words = bilingual_new("%s", text);

	g_assert_true(sheet_error_check_has_hanzi(words.zh));
	g_assert_false(sheet_error_check_has_hanzi(words.en));
	if (en)
		g_assert_cmpstr(words.en, ==, en);
}

/* `expected`: "PLACE: English". */
static inline void sheet_error_check(const GError *error, const char *expected)
{
	g_assert_error(error, SHEET_ERROR, SHEET_ERROR_BAD_FILE);
	const char *place = sheet_error_place(error);
	g_autofree char *zh = sheet_error_zh(error), *en = sheet_error_en(error);

	g_assert_cmpstr(en, ==, expected);
	g_assert_true(g_str_has_prefix(zh, place));
	g_assert_true(g_str_has_prefix(en, place));
	const gsize n_place = *place ? strlen(place) + strlen(": ") : 0;
	g_assert_true(sheet_error_check_has_hanzi(zh + n_place));
	g_autofree char *both = g_strdup_printf("%s / %s", zh, en + n_place);
	g_assert_cmpstr(error->message, ==, both);
}

/* A line of what was left out, likewise: "PLACE: 中文 / English" where "PLACE: English" is expected. */
static inline void sheet_error_check_note(const char *note, const char *expected)
{
	g_auto(Bilingual) words = bilingual_new("%s", note);

	g_assert_true(g_str_has_suffix(expected, words.en));
	g_autofree char *place = g_strndup(expected, strlen(expected) - strlen(words.en));
	g_assert_true(g_str_has_prefix(words.zh, place));
	g_assert_true(sheet_error_check_has_hanzi(words.zh + strlen(place)));
}
