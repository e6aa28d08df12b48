/* SPDX-License-Identifier: MIT */
/*
 * A file of its own, because any descriptor of the database closed in this process would drop SQLite's
 * locks on it. It stays when it is let go: removing it would let two processes each lock another file.
 */
#define G_LOG_DOMAIN "zhibi-store"

#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

/* The process that holds the lock wrote its number into it; 0 when it is not there. */
static int holder_of(int descriptor)
{
	char text[16] = "";
	ssize_t n_read = pread(descriptor, text, sizeof text - 1, 0);

	return n_read > 0 ? (int)strtol(text, NULL, 10) : 0;
}

static void set_open_error(const char *database_path, int reason, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(database_path);
	const char *mend = reason == ENOENT || reason == ENOTDIR
				   ? "Make the folder, or choose another."
			   : reason == ENOSPC || reason == EDQUOT
				   ? "Make room on the disk."
				   : "Give it to the user that zhibi runs as, or choose another.";
	g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN, "Cannot write in the folder %s: %s. %s",
		folder, g_strerror(reason), mend);
}

int lock_take(const char *database_path, GError **error)
{
	g_autofree char *path = g_strconcat(database_path, ".lock", NULL);
	int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (descriptor < 0) {
		set_open_error(database_path, errno, error);
		return -1;
	}
	if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
		int reason = errno, holder = holder_of(descriptor);
		close(descriptor);
		if (reason != EWOULDBLOCK)
			set_open_error(database_path, reason, error);
		else
			g_set_error(error, STORE_ERROR, STORE_ERROR_LOCKED,
				"%s is in use by another zhibi (process %d). Stop that one first, "
				"or give this one a folder of its own.",
				database_path, holder);
		return -1;
	}
	char text[16];
	int n_text = snprintf(text, sizeof text, "%d\n", (int)getpid());
	/* Only for the message above: an old number there does no harm. */
	if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, text, (gsize)n_text, 0) < 0)
		g_debug("cannot write into %s: %s", path, g_strerror(errno));
	return descriptor;
}

void lock_release(int descriptor)
{
	if (descriptor >= 0)
		close(descriptor);
}
