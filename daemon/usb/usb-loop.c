/* SPDX-License-Identifier: MIT */
/* See usb-loop.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/usb/usb-loop.h"

#include <glib-unix.h>
#include <poll.h>

struct UsbLoop {
	libusb_context *context;
	GHashTable *sources; /* fd + 1 → source id */
};

static gboolean on_ready(int fd, GIOCondition condition, gpointer user)
{
	const UsbLoop *loop = user;
	struct timeval at_once = { 0, 0 };

	(void)fd;
	(void)condition;
	libusb_handle_events_timeout_completed(loop->context, &at_once, NULL);
	return G_SOURCE_CONTINUE;
}

static void on_added(int fd, short events, void *user)
{
	UsbLoop *loop = user;
	guint condition = (events & POLLIN ? G_IO_IN : 0) | (events & POLLOUT ? G_IO_OUT : 0) |
			  G_IO_ERR | G_IO_HUP;

	g_hash_table_insert(loop->sources, GINT_TO_POINTER(fd + 1),
		GUINT_TO_POINTER(g_unix_fd_add(fd, (GIOCondition)condition, on_ready, loop)));
}

static void on_removed(int fd, void *user)
{
	UsbLoop *loop = user;
	guint source =
		GPOINTER_TO_UINT(g_hash_table_lookup(loop->sources, GINT_TO_POINTER(fd + 1)));

	if (source == 0)
		return;
	g_hash_table_remove(loop->sources, GINT_TO_POINTER(fd + 1));
	g_source_remove(source);
}

UsbLoop *usb_loop_new(libusb_context *context)
{
	UsbLoop *loop = g_new0(UsbLoop, 1);
	const struct libusb_pollfd **fds = libusb_get_pollfds(context);

	/* Linux has timerfd: the loop needs no timer for libusb. */
	g_assert(fds && libusb_pollfds_handle_timeouts(context));
	loop->context = context;
	loop->sources = g_hash_table_new(NULL, NULL);
	for (const struct libusb_pollfd **at = fds; *at; at++)
		on_added((*at)->fd, (*at)->events, loop);
	libusb_free_pollfds(fds);
	libusb_set_pollfd_notifiers(context, on_added, on_removed, loop);
	return loop;
}

UsbLoop *usb_loop_free(UsbLoop *loop)
{
	GHashTableIter at;
	gpointer source;

	if (!loop)
		return NULL;
	libusb_set_pollfd_notifiers(loop->context, NULL, NULL, NULL);
	g_hash_table_iter_init(&at, loop->sources);
	while (g_hash_table_iter_next(&at, NULL, &source))
		g_source_remove(GPOINTER_TO_UINT(source));
	g_hash_table_unref(loop->sources);
	g_free(loop);
	return NULL;
}
