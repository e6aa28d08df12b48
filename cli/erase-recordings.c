/* SPDX-License-Identifier: MIT */
/* See erase-recordings.h. */
#include "cli/erase-recordings.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "drivers/recording.h"

typedef struct {
	char *pen; /* NULL: it never said */
	gint64 started_ms;
} RecordingHead;

static void on_header(void *user, const char *key, const char *value)
{
	RecordingHead *head = user;

	if (strcmp(key, "pen") == 0 && !head->pen)
		head->pen = g_strdup(value);
	if (strcmp(key, "started") == 0 && !recording_read_started(value, &head->started_ms))
		head->started_ms = 0;
}

/* False: it cannot be read to its end. */
static bool read_head(const char *path, RecordingHead *head)
{
	const RecordingListener listener = { .user = head, .header = on_header };
	g_autoptr(RecordingReader) reader = recording_reader_new(&listener);
	FILE *file = fopen(path, "re");
	char text[65536];
	size_t n_text;
	bool is_whole;

	if (!file)
		return false;
	while ((n_text = fread(text, 1, sizeof text, file)) > 0)
		recording_reader_feed(reader, text, n_text);
	recording_reader_end(reader);
	is_whole = !ferror(file);
	fclose(file);
	return is_whole;
}

/* Of one of the pens, begun before the erasure, written since the pen could have the pupil's ink: what it kept in its own
 * memory it may have told much later. Where a recording does not say whose it is: written since the first such time. */
static bool may_hold_ink(const StoreErasure *erasure, const char *path, gint64 written_ms)
{
	RecordingHead head = { 0 };
	const bool is_known = read_head(path, &head) && head.pen;
	const gint64 began_ms = head.started_ms > 0 ? head.started_ms : written_ms;
	bool may = false;

	for (guint i = 0; i < erasure->pens->len && !may; i++) {
		const StoreErasedPen *pen = g_ptr_array_index(erasure->pens, i);

		/* The file's time may be told in whole seconds. */
		may = written_ms + 999 >= pen->from_ms && began_ms <= erasure->at_ms &&
		      (!is_known || g_ascii_strcasecmp(pen->address, head.pen) == 0);
	}
	g_free(head.pen);
	return may;
}

GPtrArray *erase_recordings(const char *database, const StoreErasure *erasure, GError **error)
{
	g_autofree char *data = g_path_get_dirname(database);
	g_autofree char *folder = g_build_filename(data, "recordings", NULL);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) fault = NULL;
	g_autoptr(GDir) dir = g_dir_open(folder, 0, &fault);

	if (fault && !g_error_matches(fault, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return NULL;
	}
	for (const char *name; dir && (name = g_dir_read_name(dir));) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		GStatBuf status;

		if (g_str_has_suffix(name, ".rec") && g_lstat(path, &status) == 0 &&
			S_ISREG(status.st_mode) &&
			may_hold_ink(erasure, path, (gint64)status.st_mtime * 1000))
			g_ptr_array_add(paths, g_steal_pointer(&path));
	}
	return g_steal_pointer(&paths);
}

bool erase_recordings_remove(const GPtrArray *paths, GError **error)
{
	for (guint i = 0; i < paths->len; i++) {
		const char *path = g_ptr_array_index(paths, i);

		if (g_unlink(path) == 0 || errno == ENOENT)
			continue;
		const int fault = errno;

		g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(fault), "%s: %s",
			path, g_strerror(fault));
		return false;
	}
	return true;
}
