/* SPDX-License-Identifier: MIT */
/* Digits into a buffer, the buffer into a file. */
#include "cli/json-out.h"

#include <errno.h>
#include <string.h>

#define BUFFER_SIZE ((gsize)256 * 1024)
#define MAX_DIGITS 20
#define MAX_DOT (4 * (MAX_DIGITS + 2) + 2)

void json_out_init(JsonOut *out, FILE *file)
{
	*out = (JsonOut){ .file = file, .buffer = g_malloc(BUFFER_SIZE) };
}

void json_out_clear(JsonOut *out)
{
	json_out_flush(out);
	g_clear_pointer(&out->buffer, g_free);
}

void json_out_flush(JsonOut *out)
{
	if (out->n_used > 0 && out->error == 0 &&
		(fwrite(out->buffer, 1, out->n_used, out->file) != out->n_used ||
			fflush(out->file) != 0))
		out->error = errno != 0 ? errno : EIO;
	out->n_used = 0;
}

static char *room(JsonOut *out, gsize n_bytes)
{
	if (BUFFER_SIZE - out->n_used < n_bytes)
		json_out_flush(out);
	return out->buffer + out->n_used;
}

static void add(JsonOut *out, const char *text, gsize n_text)
{
	while (n_text > 0) {
		const gsize n_piece = MIN(n_text, BUFFER_SIZE);
		memcpy(room(out, n_piece), text, n_piece);
		out->n_used += n_piece;
		text += n_piece;
		n_text -= n_piece;
	}
}

void json_out_raw(JsonOut *out, const char *text)
{
	add(out, text, strlen(text));
}

void json_out_text(JsonOut *out, const char *text)
{
	add(out, "\"", 1);
	for (const char *at = text; *at; at++) {
		const guchar c = (guchar)*at;
		char escape[8];
		if (c >= 0x20 && c != 0x7F && c != '"' && c != '\\')
			add(out, at, 1);
		else
			add(out, escape, (gsize)g_snprintf(escape, sizeof escape, "\\u%04x", c));
	}
	add(out, "\"", 1);
}

/* Writes backwards from the end of a small array, then in one go to `at`. */
static char *put_unsigned(char *at, guint64 number)
{
	char digits[MAX_DIGITS];
	char *first = digits + sizeof digits;
	do {
		*--first = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	const gsize n_digits = (gsize)(digits + sizeof digits - first);
	memcpy(at, first, n_digits);
	return at + n_digits;
}

static char *put_signed(char *at, gint64 number)
{
	if (number < 0)
		*at++ = '-';
	return put_unsigned(at, number < 0 ? -(guint64)number : (guint64)number);
}

/* 2005 → 20.05, 3050 → 30.5, 2000 → 20 */
static char *put_hundredths(char *at, gint32 number)
{
	gint64 value = number;
	if (value < 0) {
		*at++ = '-';
		value = -value;
	}
	at = put_unsigned(at, (guint64)(value / 100));
	const int rest = (int)(value % 100);
	if (rest != 0) {
		*at++ = '.';
		*at++ = (char)('0' + rest / 10);
		if (rest % 10 != 0)
			*at++ = (char)('0' + rest % 10);
	}
	return at;
}

void json_out_number(JsonOut *out, gint64 number)
{
	char *at = room(out, MAX_DIGITS + 1);
	out->n_used += (gsize)(put_signed(at, number) - at);
}

void json_out_place(JsonOut *out, gint32 x, gint32 y)
{
	char *start = room(out, MAX_DOT);
	char *at = start;
	*at++ = '[';
	at = put_hundredths(at, x);
	*at++ = ',';
	at = put_hundredths(at, y);
	*at++ = ']';
	out->n_used += (gsize)(at - start);
}

void json_out_dot(JsonOut *out, guint32 time_ms, gint32 x, gint32 y, gint32 force)
{
	char *start = room(out, MAX_DOT);
	char *at = start;
	*at++ = '[';
	at = put_unsigned(at, time_ms);
	*at++ = ',';
	at = put_hundredths(at, x);
	*at++ = ',';
	at = put_hundredths(at, y);
	*at++ = ',';
	if (force < 0) {
		at = stpcpy(at, "null");
	} else {
		at = put_unsigned(at, (guint64)force);
	}
	*at++ = ']';
	out->n_used += (gsize)(at - start);
}
