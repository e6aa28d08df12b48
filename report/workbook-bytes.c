/* SPDX-License-Identifier: MIT */
/* See workbook-bytes.h. */
#include "report/workbook-bytes.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#define MEMORY_FOLDER "/dev/shm"
#define PATH_BYTES 40

GQuark workbook_bytes_error_quark(void)
{
	return g_quark_from_static_string("zhibi-report");
}

static GBytes *fail(const char *why, GError **error)
{
	g_set_error(error, WORKBOOK_BYTES_ERROR, WORKBOOK_BYTES_ERROR_FAILED,
		"表格做不出来（%s）：请腾出内存或临时文件夹的空间，再试一次 / the workbook cannot "
		"be "
		"made: make room in memory or in the temporary folder and try again",
		why);
	return NULL;
}

static GBytes *take_content(int fd, GError **error)
{
	const off_t n_bytes = lseek(fd, 0, SEEK_END);
	g_autofree guint8 *bytes = n_bytes > 0 ? g_malloc((gsize)n_bytes) : NULL;
	off_t n_read = 0;

	while (bytes && n_read < n_bytes) {
		const ssize_t n = pread(fd, bytes + n_read, (gsize)(n_bytes - n_read), n_read);
		if (n <= 0)
			return fail(g_strerror(n < 0 ? errno : EIO), error);
		n_read += n;
	}
	return bytes ? g_bytes_new_take(g_steal_pointer(&bytes), (gsize)n_bytes)
		     : fail(g_strerror(EIO), error);
}

static GBytes *write_into(int fd, void (*fill)(lxw_workbook *book, const void *user),
	const void *user, GError **error)
{
	char path[PATH_BYTES];
	lxw_workbook_options options = {
		.tmpdir = access(MEMORY_FOLDER, W_OK | X_OK) == 0 ? (char *)MEMORY_FOLDER : NULL,
	};

	g_snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	lxw_workbook *book = workbook_new_opt(path, &options);
	if (!book)
		return fail(g_strerror(ENOMEM), error);
	fill(book, user);
	const lxw_error code = workbook_close(book); /* frees it, whatever comes */
	return code == LXW_NO_ERROR ? take_content(fd, error) : fail(lxw_strerror(code), error);
}

GBytes *workbook_bytes(
	void (*fill)(lxw_workbook *book, const void *user), const void *user, GError **error)
{
	const int fd = memfd_create("workbook", MFD_CLOEXEC);

	if (fd < 0)
		return fail(g_strerror(errno), error);
	GBytes *bytes = write_into(fd, fill, user, error);
	close(fd);
	return bytes;
}
