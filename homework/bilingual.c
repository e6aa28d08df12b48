/* SPDX-License-Identifier: MIT */
/* See bilingual.h. */
#include "homework/bilingual.h"

#include <string.h>

static const char BETWEEN[] = " / ";

/* In a text the arguments may hold it too, but then as often in one half as in the other: the one in the middle. */
static const char *between_of(const char *text)
{
	guint n_before = 0;

	for (const char *at = text; (at = strstr(at, BETWEEN)); at += strlen(BETWEEN))
		n_before++;
	const char *between = strstr(text, BETWEEN);
	for (n_before /= 2; n_before > 0; n_before--)
		between = strstr(between + strlen(BETWEEN), BETWEEN);
	return between;
}

/* Formats themselves: the compiler checks what is given to both of them together. */
static const char *english(const char *format) G_GNUC_FORMAT(1);
static const char *english(const char *format)
{
	const char *between = between_of(format);

	return between ? between + strlen(BETWEEN) : format;
}

/* Into *kept, to be freed; clang wants to see where a format comes from at the very call. */
static const char *chinese(const char *format, char **kept) G_GNUC_FORMAT(1);
static const char *chinese(const char *format, char **kept)
{
	const char *between = between_of(format);

	*kept = g_strndup(format, between ? (gsize)(between - format) : strlen(format));
	return *kept;
}

Bilingual bilingual_new_va(const char *format, va_list arguments)
{
	Bilingual words = { 0 };

	if (!strstr(format, BETWEEN)) {
		g_autofree char *text = g_strdup_vprintf(format, arguments);

		words.en = g_strdup(english(text));
		chinese(text, &words.zh);
		return words;
	}
	g_autofree char *zh_format = NULL;
	va_list again;

	va_copy(again, arguments);
	words.zh = g_strdup_vprintf(chinese(format, &zh_format), arguments);
	words.en = g_strdup_vprintf(english(format), again);
	va_end(again);
	return words;
}

Bilingual bilingual_new(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	const Bilingual words = bilingual_new_va(format, arguments);
	va_end(arguments);
	return words;
}

void bilingual_clear(Bilingual *words)
{
	g_clear_pointer(&words->zh, g_free);
	g_clear_pointer(&words->en, g_free);
}
