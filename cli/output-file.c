/* SPDX-License-Identifier: MIT */
/* See output-file.h. */
#include "cli/output-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define N_LINKS_MAX 40 /* as the kernel has it */

static const struct {
	gint code; /* of GFileError; the last stands for all others */
	const char *zh, *en;
} MENDS[] = {
	{ G_FILE_ERROR_NOENT, "没有这个文件夹，请先建好，或换一个地方",
		"the folder is not there: make it, or choose another" },
	{ G_FILE_ERROR_NOTDIR, "没有这个文件夹，请先建好，或换一个地方",
		"the folder is not there: make it, or choose another" },
	{ G_FILE_ERROR_ACCES, "没有权限写在这里，请换一个文件夹，或用 sudo",
		"you may not write there: choose another folder, or use sudo" },
	{ G_FILE_ERROR_PERM, "没有权限写在这里，请换一个文件夹，或用 sudo",
		"you may not write there: choose another folder, or use sudo" },
	{ G_FILE_ERROR_ROFS, "这个磁盘只能读，请换一个地方",
		"this disk can only be read: choose another place" },
	{ G_FILE_ERROR_NOSPC, "磁盘满了，请腾出空间，或换一个地方",
		"the disk is full: make room, or choose another place" },
	{ G_FILE_ERROR_ISDIR, "这是一个文件夹，请写上文件名",
		"it is a folder: add the name of a file" },
	{ -1, "请换一个地方", "choose another place" }, /* and the system's word for it */
};

static bool fail(const char *path, GFileError code, const char *why, GError **error)
{
	gsize i = 0;

	while (i < G_N_ELEMENTS(MENDS) - 1 && MENDS[i].code != (gint)code)
		i++;
	const bool is_known = MENDS[i].code >= 0;
	g_set_error(error, G_FILE_ERROR, (gint)code, "%s 写不了：%s / cannot be written: %s%s%s",
		path, MENDS[i].zh, MENDS[i].en, is_known ? "" : ": ", is_known ? "" : why);
	return false;
}

static bool fail_errno(const char *path, int code, GError **error)
{
	return fail(path, g_file_error_from_errno(code), g_strerror(code), error);
}

/* The path that the last link names, whether something is there or not. NULL: they go in a circle. */
static char *follow(const char *path)
{
	g_autofree char *at = g_strdup(path);

	for (guint i = 0; i < N_LINKS_MAX; i++) {
		g_autofree char *named = g_file_read_link(at, NULL);

		if (!named)
			return g_steal_pointer(&at);
		g_autofree char *folder = g_path_get_dirname(at);
		g_free(at);
		at = g_path_is_absolute(named) ? g_steal_pointer(&named)
					       : g_build_filename(folder, named, NULL);
	}
	return NULL;
}

/* There is no half of a device, and no other to put in its place. 0, or what went wrong. */
static int pour(const char *path, const char *bytes, gsize n_bytes)
{
	const int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	int code = fd < 0 ? errno : 0;

	while (code == 0 && n_bytes > 0) {
		const ssize_t n = write(fd, bytes, n_bytes);

		if (n >= 0) {
			bytes += n;
			n_bytes -= (gsize)n;
		} else if (errno != EINTR) {
			code = errno;
		}
	}
	if (fd >= 0 && close(fd) != 0 && code == 0)
		code = errno;
	return code;
}

static bool replace(const char *path, const char *bytes, gsize n_bytes, int mode, GError **error)
{
	g_autofree char *target = follow(path);
	g_autoptr(GError) fault = NULL;

	if (!target)
		return fail_errno(path, ELOOP, error);
	return g_file_set_contents_full(target, bytes, (gssize)n_bytes,
		       G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode,
		       &fault) ||
	       fail(path, (GFileError)fault->code, fault->message, error);
}

bool output_file_write(
	const char *path, const char *bytes, gsize n_bytes, OutputFileMode mode, GError **error)
{
	struct stat about;

	if (!path || g_str_equal(path, "-")) {
		const bool is_out =
			fwrite(bytes, 1, n_bytes, stdout) == n_bytes && fflush(stdout) == 0;

		return is_out || fail_errno("标准输出 (stdout)", errno, error);
	}
	const bool is_there = stat(path, &about) == 0;

	if (is_there && S_ISDIR(about.st_mode))
		return fail_errno(path, EISDIR, error);
	if (is_there && !S_ISREG(about.st_mode)) {
		const int code = pour(path, bytes, n_bytes);

		return code == 0 || fail_errno(path, code, error);
	}
	return replace(path, bytes, n_bytes,
		is_there ? (int)(about.st_mode & (mode_t)mode) : (int)mode, error);
}

bool output_file_put(const char *path, GBytes *take_bytes, GError **error)
{
	g_autoptr(GBytes) bytes = take_bytes;
	gsize n_bytes = 0;
	const char *data = bytes ? g_bytes_get_data(bytes, &n_bytes) : NULL;

	return bytes && output_file_write(path, data, n_bytes, OUTPUT_FILE_PLAIN, error);
}
