/* SPDX-License-Identifier: MIT */
/* See sheet-error.h. */
#include "homework/sheet/sheet-error.h"

#include <stdbool.h>

typedef struct {
	char *place;
	Bilingual words;
} SheetErrorPrivate;

static void sheet_error_private_init(SheetErrorPrivate *private)
{
	*private = (SheetErrorPrivate){ 0 };
}

static void sheet_error_private_copy(const SheetErrorPrivate *from, SheetErrorPrivate *to)
{
	*to = (SheetErrorPrivate){ g_strdup(from->place),
		{ g_strdup(from->words.zh), g_strdup(from->words.en) } };
}

static void sheet_error_private_clear(SheetErrorPrivate *private)
{
	g_free(private->place);
	bilingual_clear(&private->words);
}

/* GLib finds what it has allocated for us by way of bytes; it aligns it itself. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-align"
G_DEFINE_EXTENDED_ERROR(SheetError, sheet_error)
#pragma GCC diagnostic pop

static char *placed(const char *place, const char *text)
{
	return g_strconcat(place, *place ? ": " : "", text, NULL);
}

/* What both languages say alike is said once. */
static char *message_of(const SheetErrorPrivate *private)
{
	const Bilingual *words = &private->words;
	const bool alike = g_str_equal(words->zh, words->en);
	g_autofree char *both =
		g_strconcat(words->zh, alike ? "" : " / ", alike ? "" : words->en, NULL);

	return placed(private->place, both);
}

/* What is quoted is cut to so many bytes: a character that this halves is told as such. */
static char *valid(char *take_text)
{
	char *text = g_utf8_make_valid(take_text, -1);

	g_free(take_text);
	return text;
}

void sheet_error_set_va(GError **error, const char *place, const char *format, va_list arguments)
{
	if (!error)
		return;
	Bilingual words = bilingual_new_va(format, arguments);
	GError *made = g_error_new_literal(SHEET_ERROR, SHEET_ERROR_BAD_FILE, "");
	SheetErrorPrivate *private = sheet_error_get_private(made);

	private->words = (Bilingual){ valid(words.zh), valid(words.en) };
	sheet_error_move(made, place);
	g_propagate_error(error, made);
}

void sheet_error_set(GError **error, const char *place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	sheet_error_set_va(error, place, format, arguments);
	va_end(arguments);
}

const char *sheet_error_place(const GError *error)
{
	return sheet_error_get_private(error)->place;
}

void sheet_error_move(GError *error, const char *place)
{
	SheetErrorPrivate *private = sheet_error_get_private(error);
	char *moved = g_utf8_make_valid(place, -1); /* `place` may be the one that is here */

	g_free(private->place);
	private->place = moved;
	g_free(error->message);
	error->message = message_of(private);
}

char *sheet_error_zh(const GError *error)
{
	const SheetErrorPrivate *private =
		error->domain == SHEET_ERROR ? sheet_error_get_private(error) : NULL;

	return private ? placed(private->place, private->words.zh) : g_strdup(error->message);
}

char *sheet_error_en(const GError *error)
{
	const SheetErrorPrivate *private =
		error->domain == SHEET_ERROR ? sheet_error_get_private(error) : NULL;

	return private ? placed(private->place, private->words.en) : g_strdup(error->message);
}
