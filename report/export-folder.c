/* SPDX-License-Identifier: MIT */
/*
 * See export-folder.h. The note of what is done (NOTE) is only added to, a line a file, after the file is on the
 * disk under its name: cut off in between, the file is written once more. The lock is the note's own.
 */
#include "report/export-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOTE ".zhibi-export"
#define HALF ".zhibi-half" /* suffix of a file being written; one at a time */
#define NOTE_BYTES_MAX (64u << 20)

struct ExportFolder {
	char *path;
	char *half;	  /* of the file under way */
	int note;	  /* descriptor, locked */
	GHashTable *done; /* names */
};

GQuark export_folder_error_quark(void)
{
	return g_quark_from_static_string("zhibi-report-folder");
}

static bool set_error(const char *path, const char *what, int reason, GError **error)
{
	const char *mend = reason == ENOSPC || reason == EDQUOT ? "Make room on the disk."
			   : reason == EACCES || reason == EROFS
				   ? "Give it to yourself, or choose another folder."
				   : "Choose another folder.";

	g_set_error(error, EXPORT_FOLDER_ERROR, EXPORT_FOLDER_ERROR_FAILED, "%s: %s: %s. %s", path,
		what, g_strerror(reason), mend);
	return false;
}

/* ---- the disk */

static bool sync_path(const char *path, int flags, GError **error)
{
	const int descriptor = open(path, flags | O_CLOEXEC);

	if (descriptor < 0)
		return set_error(path, "cannot be opened", errno, error);
	const bool good = fsync(descriptor) == 0;
	const int reason = errno;
	close(descriptor);
	return good || set_error(path, "cannot be brought to the disk", reason, error);
}

static bool make_parent(const char *path, GError **error)
{
	g_autofree char *parent = g_path_get_dirname(path);

	return g_mkdir_with_parents(parent, 0700) == 0 ||
	       set_error(parent, "cannot be made", errno, error);
}

/* ---- the note */

static bool add_note(ExportFolder *folder, const char *line, GError **error)
{
	g_autofree char *text = g_strconcat(line, "\n", NULL);
	const gsize n_text = strlen(text);
	const ssize_t n_written = write(folder->note, text, n_text);

	if (n_written == (ssize_t)n_text && fdatasync(folder->note) == 0)
		return true;
	return set_error(folder->path, "its note " NOTE " cannot be written",
		n_written >= 0 && n_written < (ssize_t)n_text ? ENOSPC : errno, error);
}

/* What the note says is done, when it is of this job. A last line without its end was cut off. */
static bool take_note(ExportFolder *folder, const char *job, const char *path, GError **error)
{
	g_autofree char *text = NULL;
	struct stat status;

	if (fstat(folder->note, &status) == 0 && status.st_size < NOTE_BYTES_MAX &&
		g_file_get_contents(path, &text, NULL, NULL)) {
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
		if (g_strcmp0(lines[0], job) == 0 && lines[1]) {
			for (char **line = lines + 1; line[0] && line[1]; line++)
				g_hash_table_add(folder->done, g_strdup(*line));
			/* Nothing may be glued to a line that was cut off. */
			const gsize whole = (gsize)(strrchr(text, '\n') - text) + 1;
			return ftruncate(folder->note, (off_t)whole) == 0 ||
			       set_error(path, "cannot be written", errno, error);
		}
	}
	if (ftruncate(folder->note, 0) != 0)
		return set_error(path, "cannot be written", errno, error);
	return add_note(folder, job, error);
}

/* The half file of a run that was cut off lies wherever that run was: the note names it first. */
static void remove_halves(const char *path, guint depth)
{
	g_autoptr(GDir) list = g_dir_open(path, 0, NULL);
	const char *name;

	while (list && (name = g_dir_read_name(list)) != NULL) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		if (g_str_has_suffix(name, HALF))
			g_unlink(inner);
		else if (depth > 0 && g_file_test(inner, G_FILE_TEST_IS_DIR) &&
			 !g_file_test(inner, G_FILE_TEST_IS_SYMLINK))
			remove_halves(inner, depth - 1);
	}
}

static bool open_note(ExportFolder *folder, const char *job, GError **error)
{
	g_autofree char *path = g_build_filename(folder->path, NOTE, NULL);

	if (g_mkdir_with_parents(folder->path, 0700) != 0)
		return set_error(folder->path, "cannot be made", errno, error);
	folder->note = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (folder->note < 0)
		return set_error(path, "cannot be written", errno, error);
	if (flock(folder->note, LOCK_EX | LOCK_NB) != 0) {
		g_set_error(error, EXPORT_FOLDER_ERROR, EXPORT_FOLDER_ERROR_BUSY,
			"%s: another export is writing there. Wait for it, or choose another "
			"folder.",
			folder->path);
		return false;
	}
	remove_halves(folder->path, 3);
	return take_note(folder, job, path, error);
}

ExportFolder *export_folder_open(const char *path, const char *job, GError **error)
{
	ExportFolder *folder = g_new0(ExportFolder, 1);

	folder->path = g_strdup(path);
	folder->note = -1;
	folder->done = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return open_note(folder, job, error) ? folder : export_folder_close(folder);
}

ExportFolder *export_folder_close(ExportFolder *folder)
{
	if (folder) {
		if (folder->half)
			g_unlink(folder->half);
		if (folder->note >= 0)
			close(folder->note);
		g_hash_table_unref(folder->done);
		g_free(folder->half);
		g_free(folder->path);
		g_free(folder);
	}
	return NULL;
}

/* ---- files */

bool export_folder_has(const ExportFolder *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder->path, name, NULL);

	return g_hash_table_contains(folder->done, name) && g_file_test(path, G_FILE_TEST_EXISTS);
}

char *export_folder_begin(ExportFolder *folder, const char *name, GError **error)
{
	g_assert(!folder->half);
	g_autofree char *whole = g_strconcat(name, HALF, NULL);
	g_autofree char *path = g_build_filename(folder->path, whole, NULL);

	if (!make_parent(path, error))
		return NULL;
	folder->half = g_strdup(path);
	return g_steal_pointer(&path);
}

bool export_folder_end(ExportFolder *folder, const char *name, GError **error)
{
	g_autofree char *half = g_steal_pointer(&folder->half);
	g_autofree char *path = g_build_filename(folder->path, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	g_assert(half);
	if (!sync_path(half, O_RDONLY, error) ||
		(rename(half, path) != 0 && !set_error(path, "cannot be written", errno, error)) ||
		!sync_path(parent, O_RDONLY | O_DIRECTORY, error)) {
		g_unlink(half);
		return false;
	}
	g_hash_table_add(folder->done, g_strdup(name));
	return add_note(folder, name, error);
}

static bool write_all(int descriptor, const char *bytes, gsize n_bytes)
{
	while (n_bytes > 0) {
		const ssize_t n_written = write(descriptor, bytes, n_bytes);
		if (n_written < 0 && errno == EINTR)
			continue;
		if (n_written < 0)
			return false;
		bytes += n_written;
		n_bytes -= (gsize)n_written;
	}
	return true;
}

bool export_folder_put(
	ExportFolder *folder, const char *name, const char *bytes, gsize n_bytes, GError **error)
{
	g_autofree char *path = export_folder_begin(folder, name, error);

	if (!path)
		return false;
	const int descriptor =
		open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool good = descriptor >= 0 && write_all(descriptor, bytes, n_bytes);
	const int reason = errno;
	if (descriptor >= 0)
		good = close(descriptor) == 0 && good;
	if (good)
		return export_folder_end(folder, name, error);
	g_unlink(path);
	g_clear_pointer(&folder->half, g_free);
	return set_error(path, "cannot be written", reason, error);
}

bool export_folder_finish(ExportFolder *folder, GError **error)
{
	g_autofree char *path = g_build_filename(folder->path, NOTE, NULL);

	return g_unlink(path) == 0 || set_error(path, "cannot be removed", errno, error);
}
