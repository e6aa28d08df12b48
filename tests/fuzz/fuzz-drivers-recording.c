/* SPDX-License-Identifier: MIT */
/*
 * The recording reader on any text: in one piece and in two it tells the same, what it tells fits, and what
 * is written from it reads back as the same transfers.
 */
#include <glib.h>

#include "drivers/recording.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_data);

typedef struct {
	GString *heard; /* transfers, as our writer writes them */
	guint64 n_faults;
	guint64 last_line;
} Heard;

static void heard_header(void *user, const char *key, const char *value)
{
	(void)user;
	g_assert(key[0] != '\0' && g_utf8_validate(value, -1, NULL));
}

static void heard_transfer(void *user, const RecordingTransfer *transfer)
{
	Heard *heard = user;
	g_assert(transfer->n_bytes > 0 && transfer->n_bytes <= RECORDING_MAX_TRANSFER);
	g_assert(transfer->time_us >= 0);
	recording_write_transfer(heard->heard, transfer);
}

static void heard_fault(void *user, guint64 line, const char *message)
{
	Heard *heard = user;
	g_assert(line > heard->last_line && message[0] != '\0');
	heard->last_line = line;
	heard->n_faults++;
}

static Heard read_in_two(const char *text, size_t n_text, size_t cut)
{
	Heard heard = { .heard = g_string_new(NULL) };
	const RecordingListener listener = { &heard, heard_header, heard_transfer, heard_fault };
	g_autoptr(RecordingReader) reader = recording_reader_new(&listener);
	recording_reader_feed(reader, text, cut);
	recording_reader_feed(reader, text + cut, n_text - cut);
	recording_reader_end(reader);
	g_assert((recording_reader_error(reader) != NULL) == (heard.n_faults > 0));
	return heard;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_data)
{
	if (n_data == 0)
		return 0;
	const char *text = (const char *)data;
	Heard whole = read_in_two(text, n_data, n_data);
	Heard cut = read_in_two(text, n_data, data[0] % n_data);
	g_assert(g_string_equal(whole.heard, cut.heard));
	g_assert(whole.n_faults == cut.n_faults);
	Heard again = read_in_two(whole.heard->str, whole.heard->len, 0);
	g_assert(g_string_equal(whole.heard, again.heard) && again.n_faults == 0);
	g_string_free(whole.heard, TRUE);
	g_string_free(cut.heard, TRUE);
	g_string_free(again.heard, TRUE);
	return 0;
}
