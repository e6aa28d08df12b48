/* SPDX-License-Identifier: MIT */
/*
 * Notifications are cut anywhere, also inside an escape pair: mostly full ones, sometimes at random. Only
 * where live ones may get lost or repeated are they cut between frames: half a frame lost could make,
 * with the half of another, a frame that looks whole, and no receiver could tell.
 */
#include "tests/virtual-pen/link.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FRAME_END 0xC1

static void link_lost(Link *link)
{
	link_shut(link);
	link->listener->closed(link->listener->user);
}

static gboolean link_readable(int fd, GIOCondition condition, void *user)
{
	(void)condition;
	Link *link = user;
	uint8_t bytes[8192];
	ssize_t n_bytes = recv(fd, bytes, sizeof(bytes), 0);
	if (n_bytes > 0) {
		link->listener->received(link->listener->user, bytes, (gsize)n_bytes);
		/* The pen may have shut the link in answer; then the source is gone already. */
		return link->read_source ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
	}
	if (n_bytes < 0 && (errno == EAGAIN || errno == EINTR))
		return G_SOURCE_CONTINUE;
	link->read_source = 0;
	link_lost(link);
	return G_SOURCE_REMOVE;
}

/* A stream where the host listens, packets where an air does. */
static int link_connect(Link *link)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (strlen(link->path) >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, link->path, strlen(link->path));
	for (int packets = 0; packets < 2; packets++) {
		int kind = packets ? SOCK_SEQPACKET : SOCK_STREAM;
		int fd = socket(AF_UNIX, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (fd < 0)
			return -1;
		if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0) {
			link->packets = packets;
			return fd;
		}
		bool other_kind = errno == EPROTOTYPE;
		close(fd);
		if (!other_kind)
			return -1;
	}
	return -1;
}

bool link_open(Link *link, const char *driver, const char *kind, const char *address)
{
	int fd = link_connect(link);
	if (fd < 0)
		return false;
	g_autofree char *line = g_strdup_printf("zhibi-virtual-pen 1 driver=%s link=%s%s%s\n",
		driver, kind, link->packets ? " address=" : "", link->packets ? address : "");
	if (send(fd, line, strlen(line), MSG_NOSIGNAL) != (ssize_t)strlen(line)) {
		close(fd);
		return false;
	}
	link->fd = fd;
	link->n_arrived = link->n_written;
	link->n_connects++;
	link->read_source = g_unix_fd_add(fd, G_IO_IN | G_IO_HUP | G_IO_ERR, link_readable, link);
	return true;
}

void link_shut(Link *link)
{
	g_clear_handle_id(&link->read_source, g_source_remove);
	g_clear_handle_id(&link->write_source, g_source_remove);
	g_queue_clear_full(&link->waiting, (GDestroyNotify)g_bytes_unref);
	if (link->fd >= 0)
		close(link->fd);
	link->fd = -1;
	link->n_queued = link->n_written;
}

uint64_t link_arrived(Link *link)
{
	int n_waiting = 0;
	char byte;
	if (!link->packets)
		link->n_arrived = link->n_written;
	/* TIOCOUTQ is SIOCOUTQ. In this order: the queue of an air that is gone is empty, too. */
	else if (link->fd >= 0 && ioctl(link->fd, TIOCOUTQ, &n_waiting) == 0 && n_waiting == 0 &&
		 recv(link->fd, &byte, 1, MSG_PEEK) != 0)
		link->n_arrived = link->n_written;
	return link->n_arrived;
}

/* False when it has to wait, or when the other side is gone (then reading will say so). */
static bool link_write(Link *link, const uint8_t *bytes, gsize n_bytes)
{
	ssize_t n_sent = send(link->fd, bytes, n_bytes, MSG_NOSIGNAL);
	if (n_sent <= 0)
		return false;
	link->n_written += (uint64_t)n_sent;
	if ((gsize)n_sent < n_bytes) {
		gsize n_left = n_bytes - (gsize)n_sent;
		g_queue_push_head(&link->waiting, g_bytes_new(bytes + n_sent, n_left));
		return false;
	}
	return true;
}

static gboolean link_writable(int fd, GIOCondition condition, void *user)
{
	(void)fd;
	(void)condition;
	Link *link = user;
	while (!g_queue_is_empty(&link->waiting)) {
		g_autoptr(GBytes) notification = g_queue_pop_head(&link->waiting);
		gsize n_bytes = 0;
		const uint8_t *bytes = g_bytes_get_data(notification, &n_bytes);
		uint64_t n_before = link->n_written;
		if (link_write(link, bytes, n_bytes))
			continue;
		if (link->n_written == n_before)
			g_queue_push_head(&link->waiting, g_steal_pointer(&notification));
		return G_SOURCE_CONTINUE;
	}
	link->write_source = 0;
	return G_SOURCE_REMOVE;
}

static void link_notify(Link *link, const uint8_t *bytes, gsize n_bytes)
{
	link->n_notifications++;
	link->n_queued += n_bytes;
	bool first = g_queue_is_empty(&link->waiting);
	uint64_t n_before = link->n_written;
	if (first && link_write(link, bytes, n_bytes))
		return;
	if (!first || link->n_written == n_before)
		g_queue_push_tail(&link->waiting, g_bytes_new(bytes, n_bytes));
	if (!link->write_source)
		link->write_source =
			g_unix_fd_add(link->fd, G_IO_OUT | G_IO_HUP, link_writable, link);
}

static gsize link_cut(Link *link, const uint8_t *bytes, gsize n_bytes, bool whole_frames)
{
	gsize n_cut = MIN(n_bytes, link->mtu);
	if (whole_frames) {
		while (n_cut > 0 && bytes[n_cut - 1] != FRAME_END)
			n_cut--;
		/* A frame longer than a notification goes out as one all the same. */
		const uint8_t *end = memchr(bytes, FRAME_END, n_bytes);
		return n_cut > 0 || !end ? MAX(n_cut, 1) : (gsize)(end - bytes) + 1;
	}
	if (dice_chance(&link->dice, 0.15))
		n_cut = 1 + dice_below(&link->dice, (unsigned)n_cut);
	return n_cut;
}

void link_send(Link *link, const uint8_t *bytes, gsize n_bytes, bool live)
{
	bool lossy = live && (link->lose > 0 || link->repeat > 0);
	while (n_bytes > 0 && link_is_open(link)) {
		gsize n_cut = link_cut(link, bytes, n_bytes, lossy);
		if (lossy && dice_chance(&link->dice, link->lose)) {
			link->n_lost++;
		} else {
			link_notify(link, bytes, n_cut);
			if (lossy && dice_chance(&link->dice, link->repeat)) {
				link->n_repeated++;
				link_notify(link, bytes, n_cut);
			}
		}
		bytes += n_cut;
		n_bytes -= n_cut;
	}
}
