/* SPDX-License-Identifier: MIT */
/*
 * Text: "# comment"; "key: value" lines; then "<µs> < HEX" pen to host, "<µs> > HEX" host to pen. Only the
 * pen's transfers are played, each as the notification it was.
 */
#include "tests/virtual-pen/recording.h"

#include <string.h>

#define RETRY_US 200000

typedef struct {
	int64_t at_us;
	GBytes *bytes;
} Transferred;

struct Recording {
	const Options *options;
	char address[18]; /* told to an air */
	char *driver;
	char *kind;
	GArray *transfers; /* of Transferred */
	guint n_played;
	int64_t started_us; /* 0: not connected yet */
	bool gone;	    /* the host hung up */
	Link link;
	LinkListener listener;
};

static void recording_ignore(void *user, const uint8_t *bytes, gsize n_bytes)
{
	(void)user;
	(void)bytes;
	(void)n_bytes;
}

static void recording_closed(void *user)
{
	Recording *recording = user;
	recording->gone = true;
}

static GBytes *recording_hex(const char *text)
{
	gsize n_digits = strlen(text);
	if (n_digits == 0 || n_digits % 2 != 0)
		return NULL;
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	for (gsize i = 0; i < n_digits; i += 2) {
		int high = g_ascii_xdigit_value(text[i]), low = g_ascii_xdigit_value(text[i + 1]);
		if (high < 0 || low < 0)
			return NULL;
		uint8_t byte = (uint8_t)(high << 4 | low);
		g_byte_array_append(bytes, &byte, 1);
	}
	return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

static bool recording_read_transfer(Recording *recording, const char *line)
{
	char *end = NULL;
	gint64 at_us = g_ascii_strtoll(line, &end, 10);
	while (*end == ' ')
		end++;
	if (end == line || (*end != '<' && *end != '>'))
		return false;
	if (*end == '>')
		return true;
	g_autofree char *hex = g_strdup(end + 1);
	Transferred transfer = { .at_us = at_us, .bytes = recording_hex(g_strstrip(hex)) };
	if (transfer.bytes)
		g_array_append_val(recording->transfers, transfer);
	return transfer.bytes != NULL;
}

static bool recording_read_line(Recording *recording, const char *line)
{
	if (*line == '\0' || *line == '#')
		return true;
	if (g_ascii_isdigit(*line))
		return recording_read_transfer(recording, line);
	const char *colon = strchr(line, ':');
	if (!colon)
		return false;
	g_autofree char *value = g_strdup(colon + 1);
	g_strstrip(value);
	if (g_str_has_prefix(line, "driver:")) {
		g_free(recording->driver);
		recording->driver = g_steal_pointer(&value);
	} else if (g_str_has_prefix(line, "link:")) {
		g_free(recording->kind);
		recording->kind = g_steal_pointer(&value);
	}
	return true;
}

static void recording_clear_transfer(void *data)
{
	Transferred *transfer = data;
	g_bytes_unref(transfer->bytes);
}

Recording *recording_new(const Options *options, guint index, GError **error)
{
	g_autofree char *text = NULL;
	if (!g_file_get_contents(options->play_path, &text, NULL, error))
		return NULL;
	Recording *recording = g_new0(Recording, 1);
	recording->options = options;
	recording->driver = g_strdup("neo");
	recording->kind = g_strdup("ble");
	recording->transfers = g_array_new(FALSE, FALSE, sizeof(Transferred));
	g_array_set_clear_func(recording->transfers, recording_clear_transfer);
	recording->listener = (LinkListener){ recording, recording_ignore, recording_closed };
	recording->link = (Link){ .listener = &recording->listener,
		.path = options->socket_path,
		.mtu = G_MAXSIZE,
		.lose = options->lose,
		.repeat = options->repeat,
		.dice = dice_new(options->seed, index, 0),
		.fd = -1 };
	g_queue_init(&recording->link.waiting);
	guint number = (guint)options->first_number + index;
	g_snprintf(recording->address, sizeof(recording->address), "9C:7B:D2:FF:%02X:%02X",
		number >> 8 & 0xFF, number & 0xFF);

	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		if (recording_read_line(recording, g_strchomp(lines[i])))
			continue;
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
			"%s:%u: not a line of a recording", options->play_path, i + 1);
		return recording_free(recording);
	}
	return recording;
}

Recording *recording_free(Recording *recording)
{
	if (!recording)
		return NULL;
	link_shut(&recording->link);
	g_array_unref(recording->transfers);
	g_free(recording->driver);
	g_free(recording->kind);
	g_free(recording);
	return NULL;
}

bool recording_is_done(const Recording *recording)
{
	return recording->gone || (recording->n_played == recording->transfers->len &&
					  recording->link.n_written == recording->link.n_queued);
}

int64_t recording_advance(Recording *recording, int64_t now_us)
{
	if (recording_is_done(recording))
		return G_MAXINT64;
	if (!link_is_open(&recording->link)) {
		if (!link_open(&recording->link, recording->driver, recording->kind,
			    recording->address))
			return now_us + RETRY_US;
		recording->started_us = now_us;
	}
	while (recording->n_played < recording->transfers->len) {
		const Transferred *next =
			&g_array_index(recording->transfers, Transferred, recording->n_played);
		int64_t due_us = recording->started_us +
				 (int64_t)((double)next->at_us / recording->options->speed);
		if (due_us > now_us)
			return due_us;
		gsize n_bytes = 0;
		const uint8_t *bytes = g_bytes_get_data(next->bytes, &n_bytes);
		link_send(&recording->link, bytes, n_bytes, false);
		recording->n_played++;
	}
	return now_us + RETRY_US;
}
