/* SPDX-License-Identifier: MIT */
/*
 * See recorder.h. Text is gathered for up to a second and handed to one worker thread, which opens, writes
 * and closes the files in the order it was asked. What waits for a disk that stalls is bounded; beyond
 * that a comment in the file says how much is missing.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/links/recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "drivers/recording.h"

#define GATHER_BYTES (64u << 10)
#define WAITING_LIMIT_BYTES (16u << 20)
#define HELD_LIMIT_BYTES (64u << 10)
#define DAY_SECONDS (24 * 60 * 60)
#define DAY_MS ((gint64)DAY_SECONDS * 1000)
#define SUFFIX ".rec"

struct Recordings {
	char *folder;
	GPatternSpec *pattern; /* NULL: all */
	bool none;
	guint keep_days;
	Store *store;
	GThreadPool *worker;  /* of Job, one thread */
	gint n_waiting_bytes; /* atomic: handed to the worker, not written */
	GPtrArray *recorders;
	guint gather_source, daily_source;
};

/* The worker's own, from the recorder's first job to its last. */
typedef struct {
	char *path;
	int fd;
	bool failed;
} File;

typedef struct {
	File *file;
	GString *text;	 /* NULL: none */
	bool last;	 /* close and forget the file */
	gint64 before_s; /* with no file: remove recordings not written since then */
} Job;

struct Recorder {
	Recordings *recordings;
	File *file;
	GString *text;
	gint64 began_us, last_us;
	gsize n_missing_bytes; /* of text that the disk was too slow for */
	gint64 pen_id;	       /* 0 not known */
	GArray *held;	       /* of Held: transfers whose pen is not known yet */
	GByteArray *held_bytes;
};

typedef struct {
	gint64 host_ms;
	guint n_bytes;
	bool to_pen;
} Held;

/* ---- the worker */

static void open_file(File *file, const char *folder)
{
	if (g_mkdir_with_parents(folder, 0700) == 0)
		file->fd = open(
			file->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file->fd < 0) {
		g_warning("%s: cannot record: %s", file->path, g_strerror(errno));
		file->failed = true;
	}
}

static void write_text(File *file, const GString *text)
{
	for (gsize n_written = 0; n_written < text->len && !file->failed;) {
		gssize n = write(file->fd, text->str + n_written, text->len - n_written);

		if (n > 0) {
			n_written += (gsize)n;
		} else if (n < 0 && errno != EINTR) {
			g_warning("%s: the recording ends here: %s", file->path, g_strerror(errno));
			file->failed = true;
		}
	}
}

static void remove_old_files(const char *folder, gint64 before_s)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

	for (const char *name; dir && (name = g_dir_read_name(dir));) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		GStatBuf status;

		if (g_str_has_suffix(name, SUFFIX) && g_lstat(path, &status) == 0 &&
			S_ISREG(status.st_mode) && status.st_mtime < before_s)
			g_unlink(path);
	}
}

static void run_job(gpointer data, gpointer user)
{
	Job *job = data;
	Recordings *recordings = user;
	File *file = job->file;

	if (!file)
		remove_old_files(recordings->folder, job->before_s);
	if (file && job->text) {
		if (file->fd < 0 && !file->failed)
			open_file(file, recordings->folder);
		write_text(file, job->text);
		g_atomic_int_add(&recordings->n_waiting_bytes, -(gint)job->text->len);
		g_string_free(job->text, TRUE);
	}
	if (file && job->last) {
		if (file->fd >= 0)
			close(file->fd);
		g_free(file->path);
		g_free(file);
	}
	g_free(job);
}

/* ---- the folder */

static void hand_over(Recorder *recorder, bool last)
{
	Recordings *recordings = recorder->recordings;
	gint n_waiting = g_atomic_int_get(&recordings->n_waiting_bytes);
	Job *job = g_new0(Job, 1);

	if (recorder->text->len > 0 && n_waiting > (gint)WAITING_LIMIT_BYTES) {
		recorder->n_missing_bytes += recorder->text->len;
		g_string_truncate(recorder->text, 0);
	} else if (recorder->n_missing_bytes > 0) {
		g_autofree char *note = g_strdup_printf("# the disk was too slow: %" G_GSIZE_FORMAT
							" characters are missing\n",
			recorder->n_missing_bytes);
		g_string_prepend(recorder->text, note);
		recorder->n_missing_bytes = 0;
	}
	job->file = recorder->file;
	job->last = last;
	if (recorder->text->len > 0) {
		g_atomic_int_add(&recordings->n_waiting_bytes, (gint)recorder->text->len);
		job->text = recorder->text;
		recorder->text = g_string_new(NULL);
	}
	g_thread_pool_push(recordings->worker, job, NULL);
}

static gboolean on_gather(gpointer user)
{
	Recordings *recordings = user;

	for (guint i = 0; i < recordings->recorders->len; i++) {
		Recorder *recorder = g_ptr_array_index(recordings->recorders, i);

		if (recorder->text->len > 0)
			hand_over(recorder, false);
	}
	if (recordings->recorders->len > 0)
		return G_SOURCE_CONTINUE;
	recordings->gather_source = 0;
	return G_SOURCE_REMOVE;
}

void recordings_forget(Recordings *recordings, gint64 now_ms)
{
	gint64 before_ms = now_ms - (gint64)recordings->keep_days * DAY_MS;
	Job *job = g_new0(Job, 1);

	store_forget_raw(recordings->store, before_ms);
	job->before_s = before_ms / 1000;
	g_thread_pool_push(recordings->worker, job, NULL);
}

static gboolean on_daily(gpointer user)
{
	recordings_forget(user, g_get_real_time() / 1000);
	return G_SOURCE_CONTINUE;
}

Recordings *recordings_new(const RecordingsOptions *options, Store *store)
{
	Recordings *recordings = g_new0(Recordings, 1);

	recordings->folder = g_strdup(options->folder);
	recordings->none = options->pattern && !*options->pattern;
	if (options->pattern && *options->pattern)
		recordings->pattern = g_pattern_spec_new(options->pattern);
	recordings->keep_days = options->keep_days;
	recordings->store = store;
	recordings->recorders = g_ptr_array_new();
	recordings->worker = g_thread_pool_new(run_job, recordings, 1, FALSE, NULL);
	recordings->daily_source = g_timeout_add_seconds(DAY_SECONDS, on_daily, recordings);
	recordings_forget(recordings, g_get_real_time() / 1000);
	return recordings;
}

Recordings *recordings_free(Recordings *recordings)
{
	if (!recordings)
		return NULL;
	g_assert(recordings->recorders->len == 0);
	g_source_remove(recordings->daily_source);
	g_clear_handle_id(&recordings->gather_source, g_source_remove);
	g_thread_pool_free(recordings->worker, FALSE, TRUE);
	g_ptr_array_unref(recordings->recorders);
	if (recordings->pattern)
		g_pattern_spec_free(recordings->pattern);
	g_free(recordings->folder);
	g_free(recordings);
	return NULL;
}

/* ---- one link */

static char *choose_path(const Recordings *recordings, const Link *link, gint64 now_us)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now_us / G_USEC_PER_SEC);
	g_autofree char *time = g_date_time_format(utc, "%Y%m%dT%H%M%S");
	g_autofree char *word = g_strdup(link->name);
	g_autofree char *name = NULL;

	g_strcanon(word, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-.", '-');
	name = g_strdup_printf("%s.%03d-%s" SUFFIX, time, (int)(now_us / 1000 % 1000), word);
	return g_build_filename(recordings->folder, name, NULL);
}

Recorder *recorder_new(Recordings *recordings, const Link *link, gint64 now_us)
{
	if (!recordings || recordings->none || link->passive ||
		(recordings->pattern &&
			!g_pattern_spec_match_string(recordings->pattern, link->name)))
		return NULL;

	Recorder *recorder = g_new0(Recorder, 1);
	recorder->recordings = recordings;
	recorder->text = g_string_new(NULL);
	recorder->held = g_array_new(FALSE, FALSE, sizeof(Held));
	recorder->held_bytes = g_byte_array_new();
	recorder->began_us = now_us;
	recorder->file = g_new0(File, 1);
	recorder->file->fd = -1;
	recorder->file->path = choose_path(recordings, link, now_us);
	recording_write_header(recorder->text, "driver", link->driver);
	recording_write_header(recorder->text, "link", link->kind);
	recording_write_started(recorder->text, now_us / 1000);
	g_ptr_array_add(recordings->recorders, recorder);
	if (recordings->gather_source == 0)
		recordings->gather_source = g_timeout_add_seconds(1, on_gather, recordings);
	return recorder;
}

Recorder *recorder_free(Recorder *recorder)
{
	if (!recorder)
		return NULL;
	hand_over(recorder, true);
	g_ptr_array_remove_fast(recorder->recordings->recorders, recorder);
	g_string_free(recorder->text, TRUE);
	g_array_unref(recorder->held);
	g_byte_array_unref(recorder->held_bytes);
	g_free(recorder);
	return NULL;
}

/* A pen says who it is with its first bytes; what never says so is in the file only. */
static void store_transfer(
	Recorder *recorder, bool to_pen, const guint8 *bytes, gsize n_bytes, gint64 host_ms)
{
	if (recorder->pen_id != 0) {
		store_put_raw(recorder->recordings->store, recorder->pen_id, host_ms, to_pen, bytes,
			n_bytes);
	} else if (recorder->held_bytes->len + n_bytes <= HELD_LIMIT_BYTES) {
		const Held held = {
			.host_ms = host_ms, .n_bytes = (guint)n_bytes, .to_pen = to_pen
		};

		g_array_append_val(recorder->held, held);
		g_byte_array_append(recorder->held_bytes, bytes, (guint)n_bytes);
	}
}

void recorder_transfer(Recorder *recorder, TransferDirection direction, const guint8 *bytes,
	gsize n_bytes, gint64 now_us)
{
	if (!recorder || n_bytes == 0)
		return;
	/* The host's clock may be set back; a recording's never runs back. */
	recorder->last_us = MAX(recorder->last_us, now_us - recorder->began_us);

	const RecordingTransfer transfer = {
		.time_us = recorder->last_us,
		.direction = direction,
		.bytes = bytes,
		.n_bytes = n_bytes,
	};
	recording_write_transfer(recorder->text, &transfer);
	if (recorder->text->len > GATHER_BYTES)
		hand_over(recorder, false);
	store_transfer(recorder, direction == TO_PEN, bytes, n_bytes, now_us / 1000);
}

void recorder_identify(Recorder *recorder, const char *address, gint64 pen_id)
{
	const guint8 *bytes;

	if (!recorder || recorder->pen_id != 0)
		return;
	recorder->pen_id = pen_id;
	recording_write_header(recorder->text, "pen", address);
	bytes = recorder->held_bytes->data;
	for (guint i = 0; i < recorder->held->len; i++) {
		const Held *held = &g_array_index(recorder->held, Held, i);

		store_transfer(recorder, held->to_pen, bytes, held->n_bytes, held->host_ms);
		bytes += held->n_bytes;
	}
	g_array_set_size(recorder->held, 0);
	g_byte_array_set_size(recorder->held_bytes, 0);
}
