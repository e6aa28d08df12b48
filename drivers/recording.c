/* SPDX-License-Identifier: MIT */
/*
 * The recording format, line by line:
 *
 *     # comment
 *     driver: neo                               header, "key: value"
 *     1204312 < C0 69 0E 00 01 00 F8 EC D8      µs since the start, < from the pen, > to it, bytes
 *
 * Strict about what it writes, patient about what it reads: people edit these files, mail programs turn
 * their line ends, and a full disk cuts them off.
 */
#include "drivers/recording.h"

#include <string.h>

/* Two digits and a space for each byte, and room for the time. */
#define MAX_LINE (3 * (gsize)RECORDING_MAX_TRANSFER + 256)
#define MAX_HEADER 4096
#define MAX_STARTED_MS G_GINT64_CONSTANT(253402300799999) /* the end of the year 9999 */
#define MAX_TIME_US G_GINT64_CONSTANT(1000000000000000)	  /* 31 years */

struct RecordingReader {
	RecordingListener listener;
	GString *line; /* the piece of a line whose end has not come */
	GByteArray *bytes;
	guint64 n_lines;
	guint64 n_transfers;
	bool skipping; /* the rest of a line that is too long */
	GError *error;
};

G_DEFINE_QUARK(zhibi - drivers - recording, recording_error)

RecordingReader *recording_reader_new(const RecordingListener *listener)
{
	RecordingReader *reader = g_new0(RecordingReader, 1);
	reader->listener = *listener;
	reader->line = g_string_new(NULL);
	reader->bytes = g_byte_array_new();
	return reader;
}

RecordingReader *recording_reader_free(RecordingReader *reader)
{
	if (!reader)
		return NULL;
	g_string_free(reader->line, TRUE);
	g_byte_array_unref(reader->bytes);
	g_clear_error(&reader->error);
	g_free(reader);
	return NULL;
}

const GError *recording_reader_error(const RecordingReader *reader)
{
	return reader->error;
}

guint64 recording_reader_n_transfers(const RecordingReader *reader)
{
	return reader->n_transfers;
}

guint64 recording_reader_n_lines(const RecordingReader *reader)
{
	return reader->n_lines;
}

static void fault(RecordingReader *reader, const char *message)
{
	if (!reader->error)
		reader->error = g_error_new(RECORDING_ERROR, RECORDING_ERROR_LINE,
			"line %" G_GUINT64_FORMAT ": %s", reader->n_lines, message);
	if (reader->listener.fault)
		reader->listener.fault(reader->listener.user, reader->n_lines, message);
}

/* ---- one line */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	const char lower = (char)(c | 0x20);
	return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Fills reader->bytes; a fault leaves what came before it. */
static const char *parse_hex(RecordingReader *reader, const char *at, const char *end)
{
	const gsize most = MIN((gsize)(end - at) / 2, (gsize)RECORDING_MAX_TRANSFER);
	g_byte_array_set_size(reader->bytes, (guint)most);
	guint8 *out = reader->bytes->data;
	gsize n_bytes = 0;
	const char *message = NULL;
	for (at = skip_blanks(at, end); at < end; at = skip_blanks(at, end)) {
		const int high = hex_value(*at);
		const int low = high >= 0 && end - at > 1 ? hex_value(at[1]) : -1;
		if (high < 0) {
			message = "not a hexadecimal digit; remove the line or mend it from the "
				  "source";
			break;
		}
		if (low < 0) {
			message = "half a byte; the line is cut or damaged, take the whole file "
				  "again";
			break;
		}
		if (n_bytes == most) {
			message = "more than 1 MiB in one transfer; cut it into several lines";
			break;
		}
		out[n_bytes++] = (guint8)(high << 4 | low);
		at += 2;
	}
	g_byte_array_set_size(reader->bytes, (guint)n_bytes);
	return message;
}

static void take_transfer(RecordingReader *reader, const char *at, const char *end)
{
	gint64 time_us = 0;
	for (; at < end && g_ascii_isdigit(*at) && time_us <= MAX_TIME_US; at++)
		time_us = time_us * 10 + (*at - '0');
	if (time_us > MAX_TIME_US) {
		fault(reader, "a time beyond any recording; mend the number before < or >");
		return;
	}
	at = skip_blanks(at, end);
	if (at == end || (*at != '<' && *at != '>')) {
		fault(reader,
			"no < or > after the time; a transfer is \"µs < bytes in hexadecimal\"");
		return;
	}
	const TransferDirection direction = *at == '<' ? FROM_PEN : TO_PEN;
	const char *message = parse_hex(reader, at + 1, end);
	if (reader->bytes->len > 0) {
		const RecordingTransfer transfer = { .time_us = time_us,
			.direction = direction,
			.bytes = reader->bytes->data,
			.n_bytes = reader->bytes->len };
		reader->n_transfers++;
		if (reader->listener.transfer)
			reader->listener.transfer(reader->listener.user, &transfer);
	}
	if (message)
		fault(reader, message);
}

static void take_header(RecordingReader *reader, const char *at, const char *end)
{
	const char *key = at;
	while (at < end && (g_ascii_isalnum(*at) || *at == '-' || *at == '_'))
		at++;
	const char *key_end = at;
	at = skip_blanks(at, end);
	if (key_end == key || at == end || *at != ':' || end - key > MAX_HEADER) {
		fault(reader, "neither a header nor a transfer; is this file a recording (*.rec)?");
		return;
	}
	at = skip_blanks(at + 1, end);
	g_autofree char *name = g_ascii_strdown(key, key_end - key);
	g_autofree char *text = g_strndup(at, (gsize)(end - at));
	g_autofree char *value = g_utf8_make_valid(text, -1);
	if (reader->listener.header)
		reader->listener.header(reader->listener.user, name, value);
}

static void take_line(RecordingReader *reader, const char *at, const char *end)
{
	static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF";
	reader->n_lines++;
	if (reader->skipping) {
		reader->skipping = false;
		fault(reader, "the line is too long; cut the transfer into several lines");
		return;
	}
	if (reader->n_lines == 1 && end - at >= 3 && memcmp(at, BYTE_ORDER_MARK, 3) == 0)
		at += 3;
	while (end > at && (end[-1] == '\r' || is_blank(end[-1])))
		end--;
	at = skip_blanks(at, end);
	if (at == end || *at == '#')
		return;
	if (g_ascii_isdigit(*at))
		take_transfer(reader, at, end);
	else
		take_header(reader, at, end);
}

/* ---- text in pieces */

static void keep_piece(RecordingReader *reader, const char *text, gsize n_text)
{
	if (reader->skipping)
		return;
	if (reader->line->len + n_text > MAX_LINE) {
		reader->skipping = true;
		g_string_truncate(reader->line, 0);
		return;
	}
	g_string_append_len(reader->line, text, (gssize)n_text);
}

void recording_reader_feed(RecordingReader *reader, const char *text, gsize n_text)
{
	const char *at = text;
	const char *end = text + n_text;
	while (at < end) {
		const char *newline = memchr(at, '\n', (gsize)(end - at));
		if (!newline) {
			keep_piece(reader, at, (gsize)(end - at));
			return;
		}
		if (reader->line->len == 0 && !reader->skipping &&
			(gsize)(newline - at) <= MAX_LINE) {
			take_line(reader, at, newline);
		} else {
			keep_piece(reader, at, (gsize)(newline - at));
			take_line(reader, reader->line->str, reader->line->str + reader->line->len);
			g_string_truncate(reader->line, 0);
		}
		at = newline + 1;
	}
}

void recording_reader_end(RecordingReader *reader)
{
	if (reader->line->len > 0 || reader->skipping)
		take_line(reader, reader->line->str, reader->line->str + reader->line->len);
	g_string_truncate(reader->line, 0);
}

/* ---- writing */

bool recording_read_started(const char *value, gint64 *started_ms)
{
	if (g_ascii_string_to_signed(value, 10, 0, MAX_STARTED_MS, started_ms, NULL))
		return true;
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(value, utc);
	if (time)
		*started_ms =
			g_date_time_to_unix(time) * 1000 + g_date_time_get_microsecond(time) / 1000;
	return time != NULL;
}

void recording_write_header(GString *out, const char *key, const char *value)
{
	g_string_append(out, key);
	g_string_append(out, ": ");
	/* A line end inside a value would begin a line of its own. */
	for (const char *at = value; *at; at++)
		g_string_append_c(out, *at == '\n' || *at == '\r' ? ' ' : *at);
	g_string_append_c(out, '\n');
}

void recording_write_started(GString *out, gint64 started_ms)
{
	g_string_append_printf(out, "started: %" G_GINT64_FORMAT "\n", started_ms);
}

void recording_write_transfer(GString *out, const RecordingTransfer *transfer)
{
	static const char DIGITS[] = "0123456789ABCDEF";
	for (gsize first = 0; first < transfer->n_bytes; first += RECORDING_MAX_TRANSFER) {
		const gsize n_bytes = MIN(transfer->n_bytes - first, (gsize)RECORDING_MAX_TRANSFER);
		g_string_append_printf(out, "%" G_GINT64_FORMAT " %c ", transfer->time_us,
			transfer->direction == FROM_PEN ? '<' : '>');
		const gsize before = out->len;
		g_string_set_size(out, before + 2 * n_bytes + 1);
		char *at = out->str + before;
		for (gsize i = 0; i < n_bytes; i++) {
			*at++ = DIGITS[transfer->bytes[first + i] >> 4];
			*at++ = DIGITS[transfer->bytes[first + i] & 15];
		}
		*at = '\n';
	}
}
