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

static char *chinese(const char *format) G_GNUC_FORMAT(1);
static char *chinese(const char *format)
{
	const char *between = between_of(format);

	return g_strndup(format, between ? (gsize)(between - format) : strlen(format));
}

Bilingual bilingual_new_va(const char *format, va_list arguments)
{
	if (!strstr(format, BETWEEN)) {
		g_autofree char *text = g_strdup_vprintf(format, arguments);

		return (Bilingual){ chinese(text), g_strdup(english(text)) };
	}
	g_autofree char *zh_format = chinese(format);
	va_list again;

	va_copy(again, arguments);
	const Bilingual words = { g_strdup_vprintf(zh_format, arguments),
		g_strdup_vprintf(english(format), again) };
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
