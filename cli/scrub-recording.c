/* SPDX-License-Identifier: MIT */
/* See scrub-recording.h. Digits are found first, so that what was cut between transfers is looked at as one. */
#include "cli/scrub-recording.h"

#include <stdbool.h>
#include <string.h>

#define N_ADDRESS 6
#define N_MAKER 3
#define ESCAPE 0x7D
#define ESCAPE_FLIP 0x20

/* All that went one way, and where each byte's two digits stand in the text. */
typedef struct {
	GByteArray *bytes;
	GArray *places; /* of gsize, two a byte */
} Stream;

static void stream_init(Stream *stream)
{
	stream->bytes = g_byte_array_new();
	stream->places = g_array_new(FALSE, FALSE, sizeof(gsize));
}

static void stream_clear(Stream *stream)
{
	g_byte_array_unref(stream->bytes);
	g_array_unref(stream->places);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Stream, stream_clear)

static void add_digits(Stream *stream, const char *text, gsize at, gsize end)
{
	gsize first = 0;
	bool has_first = false;

	for (; at < end; at++) {
		if (!g_ascii_isxdigit(text[at]))
			continue;
		if (has_first) {
			const guint8 byte = (guint8)(g_ascii_xdigit_value(text[first]) << 4 |
						     g_ascii_xdigit_value(text[at]));

			g_byte_array_append(stream->bytes, &byte, 1);
			g_array_append_val(stream->places, first);
			g_array_append_val(stream->places, at);
		} else {
			first = at;
		}
		has_first = !has_first;
	}
}

/* "160000 < C069…" */
static void add_line(Stream *streams, const char *text, gsize at, gsize end)
{
	while (at < end && (g_ascii_isdigit(text[at]) || text[at] == ' ' || text[at] == '\t'))
		at++;
	if (at < end && (text[at] == '<' || text[at] == '>'))
		add_digits(&streams[text[at] == '>'], text, at + 1, end);
}

static void set_byte(const Stream *stream, char *text, guint i, guint8 byte)
{
	static const char DIGITS[] = "0123456789ABCDEF";

	text[g_array_index(stream->places, gsize, (gsize)2 * i)] = DIGITS[byte >> 4];
	text[g_array_index(stream->places, gsize, 2 * i + 1)] = DIGITS[byte & 15];
}

/* Does the pattern begin at `at`? ends[k]: after its byte k, which may be escaped. */
static bool matches(
	const Stream *stream, guint at, const guint8 *pattern, gsize n_pattern, guint *ends)
{
	const guint8 *bytes = stream->bytes->data;

	for (gsize k = 0; k < n_pattern; k++) {
		if (at < stream->bytes->len &&
			g_ascii_toupper((gchar)bytes[at]) == g_ascii_toupper((gchar)pattern[k]))
			at++;
		else if (at + 1 < stream->bytes->len && bytes[at] == ESCAPE &&
			 (bytes[at + 1] ^ ESCAPE_FLIP) == pattern[k])
			at += 2;
		else
			return false;
		ends[k] = at;
	}
	return true;
}

/* Bytes `from` to `until` of the pattern become zeros wherever it stands. */
static void blank(const Stream *stream, char *text, const guint8 *pattern, gsize n_pattern,
	gsize from, gsize until, guint8 zero)
{
	guint ends[3 * N_ADDRESS] = { 0 };

	for (guint at = 0; at < stream->bytes->len; at++) {
		if (!matches(stream, at, pattern, n_pattern, ends))
			continue;
		for (gsize k = from; k < until; k++) {
			const guint begin = k == 0 ? at : ends[k - 1];
			const bool escaped = ends[k] - begin == 2;

			if (zero == '0' && pattern[k] == ':')
				continue;
			set_byte(stream, text, begin, escaped ? ESCAPE : zero);
			if (escaped)
				set_byte(stream, text, begin + 1, zero ^ ESCAPE_FLIP);
		}
	}
}

static void blank_address(const Stream *stream, char *text, const char *address)
{
	guint8 forward[N_ADDRESS], backward[N_ADDRESS];
	char bare[2 * N_ADDRESS + 1] = "";

	if (strlen(address) != 3 * N_ADDRESS - 1)
		return;
	for (guint i = 0; i < N_ADDRESS; i++) {
		const char *at = address + (gsize)3 * i;

		if (!g_ascii_isxdigit(at[0]) || !g_ascii_isxdigit(at[1]))
			return;
		forward[i] =
			(guint8)(g_ascii_xdigit_value(at[0]) << 4 | g_ascii_xdigit_value(at[1]));
		backward[N_ADDRESS - 1 - i] = forward[i];
		memcpy(bare + (gsize)2 * i, at, 2);
	}
	blank(stream, text, forward, N_ADDRESS, N_MAKER, N_ADDRESS, 0);
	blank(stream, text, backward, N_ADDRESS, 0, N_ADDRESS - N_MAKER, 0);
	blank(stream, text, (const guint8 *)address, strlen(address), (gsize)3 * N_MAKER,
		strlen(address), '0');
	blank(stream, text, (const guint8 *)bare, strlen(bare), (gsize)2 * N_MAKER, strlen(bare),
		'0');
}

char *scrub_recording(const char *text, const GPtrArray *addresses)
{
	char *clean = g_strdup(text);
	g_auto(Stream) from_pen, to_pen;

	stream_init(&from_pen);
	stream_init(&to_pen);
	Stream streams[] = { from_pen, to_pen };
	for (gsize at = 0; text[at];) {
		const gsize n_line = strcspn(text + at, "\n");

		add_line(streams, text, at, at + n_line);
		at += n_line + (text[at + n_line] == '\n');
	}
	for (guint i = 0; i < addresses->len; i++)
		for (guint way = 0; way < G_N_ELEMENTS(streams); way++)
			blank_address(&streams[way], clean, g_ptr_array_index(addresses, i));
	return clean;
}
