/* SPDX-License-Identifier: MIT */
/* The recording format: what is read of good and of bad lines, in any pieces, and written again. */
#include <glib.h>
#include <string.h>

#include "drivers/recording.h"

/* What a reader told, as text. */
static void heard_header(void *user, const char *key, const char *value)
{
	g_string_append_printf(user, "%s=%s\n", key, value);
}

static void heard_transfer(void *user, const RecordingTransfer *transfer)
{
	GString *out = user;
	g_string_append_printf(out, "%" G_GINT64_FORMAT "%c", transfer->time_us,
		transfer->direction == FROM_PEN ? '<' : '>');
	for (gsize i = 0; i < transfer->n_bytes; i++)
		g_string_append_printf(out, "%02x", transfer->bytes[i]);
	g_string_append_c(out, '\n');
}

static void heard_fault(void *user, guint64 line, const char *message)
{
	GString *out = user;
	g_string_append_printf(
		out, "!%" G_GUINT64_FORMAT " %.*s\n", line, (int)(strcspn(message, ";")), message);
}

static RecordingReader *reader_on(GString *out)
{
	const RecordingListener listener = { out, heard_header, heard_transfer, heard_fault };
	return recording_reader_new(&listener);
}

typedef struct {
	const char *text;
	const char *heard;
} Case;

static const Case CASES[] = {
	{ "", "" },
	{ "# only a comment\n\n   \n", "" },
	{ "driver: neo\nlink: ble\n0 < C061\n12 > 04\n", "driver=neo\nlink=ble\n0<c061\n12>04\n" },
	{ "driver: neo\r\n5 < c0 61\t01\r\n", "driver=neo\n5<c06101\n" },
	{ "\xEF\xBB\xBF"
	  "Driver:neo\n7<C0\n",
		"driver=neo\n7<c0\n" },
	{ "note: a b: c \nmood : fine\n1 < 00", "note=a b: c\nmood=fine\n1<00\n" },
	{ "pen:\n", "pen=\n" },
	{ "1 < C\n2 < 01\n", "!1 half a byte\n2<01\n" },
	{ "1 < C06\n2 < 01\n", "1<c0\n!1 half a byte\n2<01\n" },
	{ "1 < C0 61 0", "1<c061\n!1 half a byte\n" },
	{ "1 < C0 xx 61\n2 < 01\n", "1<c0\n!1 not a hexadecimal digit\n2<01\n" },
	{ "1 < C0 6 1\n", "1<c0\n!1 half a byte\n" },
	{ "1 = C0\n2 < 01\n", "!1 no < or > after the time\n2<01\n" },
	{ "1\n", "!1 no < or > after the time\n" },
	{ "3 <\n4 < \n", "" },
	{ "99999999999999999999 < C0\n", "!1 a time beyond any recording\n" },
	{ "-5 < C0\n", "!1 neither a header nor a transfer\n" },
	{ "hello\n<html>\n", "!1 neither a header nor a transfer\n"
			     "!2 neither a header nor a transfer\n" },
	{ "\x01\x02: x\n", "!1 neither a header nor a transfer\n" },
	{ "note: \xFF\n", "note=\xEF\xBF\xBD\n" },
};

static void test_cases(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const gsize n_text = strlen(CASES[i].text);
		/* Whole, then in pieces of every size: the same is heard. */
		for (gsize piece = 1; piece <= n_text + 1; piece++) {
			g_autoptr(GString) out = g_string_new(NULL);
			g_autoptr(RecordingReader) reader = reader_on(out);
			for (gsize at = 0; at < n_text; at += piece)
				recording_reader_feed(
					reader, CASES[i].text + at, MIN(piece, n_text - at));
			recording_reader_end(reader);
			g_assert_cmpstr(out->str, ==, CASES[i].heard);
			g_assert_cmpint(recording_reader_error(reader) != NULL, ==,
				strchr(CASES[i].heard, '!') != NULL);
		}
	}
}

/* The first fault stays, with the line and the mend. */
static void test_sticky(void)
{
	const RecordingListener deaf = { 0 };
	g_autoptr(RecordingReader) reader = recording_reader_new(&deaf);
	const char *text = "driver: neo\n0 < C0\n1 < 0\nrubbish\n";
	recording_reader_feed(reader, text, strlen(text));
	g_assert_error(recording_reader_error(reader), RECORDING_ERROR, RECORDING_ERROR_LINE);
	g_assert_true(
		g_str_has_prefix(recording_reader_error(reader)->message, "line 3: half a byte; "));
	g_assert_cmpuint(recording_reader_n_transfers(reader), ==, 1);
}

static void count_bytes(void *user, const RecordingTransfer *transfer)
{
	*(gsize *)user += transfer->n_bytes;
}

static void feed_hex(RecordingReader *reader, gsize n_bytes)
{
	g_autofree char *digits = g_malloc(2 * n_bytes);
	memset(digits, 'A', 2 * n_bytes);
	recording_reader_feed(reader, "5 < ", 4);
	recording_reader_feed(reader, digits, 2 * n_bytes);
	recording_reader_feed(reader, "\n", 1);
}

static void test_limits(void)
{
	gsize n_bytes = 0;
	const RecordingListener listener = { .user = &n_bytes, .transfer = count_bytes };
	g_autoptr(RecordingReader) reader = recording_reader_new(&listener);
	feed_hex(reader, RECORDING_MAX_TRANSFER);
	g_assert_no_error(recording_reader_error(reader));
	g_assert_cmpuint(n_bytes, ==, RECORDING_MAX_TRANSFER);
	feed_hex(reader, RECORDING_MAX_TRANSFER + 1); /* all that fits is kept */
	g_assert_nonnull(
		strstr(recording_reader_error(reader)->message, "line 2: more than 1 MiB"));
	g_assert_cmpuint(n_bytes, ==, 2 * (gsize)RECORDING_MAX_TRANSFER);

	/* A line without end is not held for ever, and the next one is read. */
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(RecordingReader) patient = reader_on(out);
	g_autofree char *blanks = g_malloc(1 << 20);
	memset(blanks, ' ', 1 << 20);
	recording_reader_feed(patient, "1 < ", 4);
	for (int i = 0; i < 8; i++)
		recording_reader_feed(patient, blanks, 1 << 20);
	recording_reader_feed(patient, "C0\n2 < C1\n", 10);
	g_assert_cmpstr(out->str, ==, "!1 the line is too long\n2<c1\n");
}

static void test_round_trip(void)
{
	g_autoptr(GRand) chance = g_rand_new_with_seed(9);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) wanted = g_string_new(NULL);
	recording_write_header(text, "driver", "neo");
	recording_write_header(text, "note", "two\nlines");
	g_string_append(wanted, "driver=neo\nnote=two lines\n");
	for (int i = 0; i < 200; i++) {
		guint8 bytes[64];
		const gsize n_bytes = (gsize)g_rand_int_range(chance, 1, 65);
		for (gsize k = 0; k < n_bytes; k++)
			bytes[k] = (guint8)g_rand_int(chance);
		const RecordingTransfer transfer = { i * G_GINT64_CONSTANT(1000003),
			i % 3 == 0 ? TO_PEN : FROM_PEN, bytes, n_bytes };
		recording_write_transfer(text, &transfer);
		heard_transfer(wanted, &transfer);
	}
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(RecordingReader) reader = reader_on(out);
	recording_reader_feed(reader, text->str, text->len);
	recording_reader_end(reader);
	g_assert_cmpstr(out->str, ==, wanted->str);
	g_assert_cmpuint(recording_reader_n_transfers(reader), ==, 200);
}

/* More than a line may hold is written as several. */
static void test_big_transfer(void)
{
	const gsize n_bytes = RECORDING_MAX_TRANSFER + 7;
	g_autofree guint8 *bytes = g_malloc0(n_bytes);
	const RecordingTransfer transfer = { 3, TO_PEN, bytes, n_bytes };
	g_autoptr(GString) text = g_string_new(NULL);
	recording_write_transfer(text, &transfer);
	gsize n_heard = 0;
	const RecordingListener listener = { .user = &n_heard, .transfer = count_bytes };
	g_autoptr(RecordingReader) reader = recording_reader_new(&listener);
	recording_reader_feed(reader, text->str, text->len);
	g_assert_no_error(recording_reader_error(reader));
	g_assert_cmpuint(n_heard, ==, n_bytes);
	g_assert_cmpuint(recording_reader_n_transfers(reader), ==, 2);
}

/* In milliseconds as it is written, or as people write a time. */
static void test_started(void)
{
	static const struct {
		const char *value;
		gint64 started_ms; /* -1: neither */
	} STARTED[] = { { "1764576000250", 1764576000250 }, { "0", 0 },
		{ "2025-12-01T08:00:00.250Z", 1764576000250 },
		{ "2025-12-01T16:00:00+08:00", 1764576000000 },
		{ "2025-12-01T08:00:00", 1764576000000 }, { "", -1 }, { "yesterday", -1 },
		{ "-1", -1 }, { "1764576000250 ms", -1 } };
	for (guint i = 0; i < G_N_ELEMENTS(STARTED); i++) {
		gint64 started_ms = -1;
		g_assert_cmpint(recording_read_started(STARTED[i].value, &started_ms), ==,
			STARTED[i].started_ms != -1);
		g_assert_cmpint(started_ms, ==, STARTED[i].started_ms);
	}
	g_autoptr(GString) out = g_string_new(NULL);
	recording_write_started(out, 1764576000250);
	g_assert_cmpstr(out->str, ==, "started: 1764576000250\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/drivers/recording/cases", test_cases);
	g_test_add_func("/drivers/recording/started", test_started);
	g_test_add_func("/drivers/recording/sticky", test_sticky);
	g_test_add_func("/drivers/recording/limits", test_limits);
	g_test_add_func("/drivers/recording/round-trip", test_round_trip);
	g_test_add_func("/drivers/recording/big-transfer", test_big_transfer);
	return g_test_run();
}
