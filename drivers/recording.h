/* SPDX-License-Identifier: MIT */
/*
 * Recordings (*.rec, docs/recording.md): what went over a pen's link, as text. Pure: text in, headers and
 * transfers out, or the other way. A line that cannot be read is told with its number and what to do, what
 * can be read of it is kept, and reading goes on with the next line.
 */
#pragma once

#include "drivers/driver.h"

#include <glib.h>

#define RECORDING_MAX_TRANSFER (1u << 20) /* bytes in one transfer */

typedef struct {
	gint64 time_us; /* since the start of the recording */
	TransferDirection direction;
	const guint8 *bytes; /* valid during the call only */
	gsize n_bytes;
} RecordingTransfer;

/* Headers known to zhibi are driver, link, pen, model, page, started and note; any key is told.
 * `fault`: a line that is not as it should be; the message names what to do. Any may be NULL. */
typedef struct {
	void *user;
	void (*header)(void *user, const char *key, const char *value);
	void (*transfer)(void *user, const RecordingTransfer *transfer);
	void (*fault)(void *user, guint64 line, const char *message);
} RecordingListener;

typedef struct RecordingReader RecordingReader;

RecordingReader *recording_reader_new(const RecordingListener *listener);
RecordingReader *recording_reader_free(RecordingReader *reader); /* returns NULL; accepts NULL */
/* Text in pieces, cut anywhere; `end` takes a last line that has no newline. */
void recording_reader_feed(RecordingReader *reader, const char *text, gsize n_text);
void recording_reader_end(RecordingReader *reader);
/* The first fault ("line 12: …; …"), which stays, or NULL; in domain RECORDING_ERROR. */
const GError *recording_reader_error(const RecordingReader *reader);
guint64 recording_reader_n_transfers(const RecordingReader *reader);
guint64 recording_reader_n_lines(const RecordingReader *reader);

/* The value of the header "started": milliseconds since 1970, or a time of ISO 8601 (UTC where it names no
 * zone). False when it is neither. */
bool recording_read_started(const char *value, gint64 *started_ms);
void recording_write_started(GString *out, gint64 started_ms);

/* Appends a line (or more, for a transfer over the limit) with its newline. */
void recording_write_header(GString *out, const char *key, const char *value);
void recording_write_transfer(GString *out, const RecordingTransfer *transfer);

#define RECORDING_ERROR (recording_error_quark())
GQuark recording_error_quark(void); /* "zhibi-drivers-recording" */
typedef enum { RECORDING_ERROR_LINE } RecordingErrorCode;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordingReader, recording_reader_free)
