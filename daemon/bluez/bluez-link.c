/* SPDX-License-Identifier: MIT */
/*
 * A link over what bluetoothd gave: a file of notifications (each read is one), a file to write, a serial port's
 * socket, or signals and calls where there are no files.
 *
 * bluetoothd throws away what its client does not read in time, after about 280 notifications, and says so only in
 * its own log. So a link reads at once and always: while its owner wants it to pause, into memory of its own.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/bluez/bluez-link.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#define READ_BYTES 65536
#define N_READS_A_TURN 64 /* so that one pen starves no other */
#define PAUSED_BYTES_MAX (4u << 20)
#define QUEUE_BYTES_MAX (256u << 10)
#define WRITE_TRIES 3
#define WRITE_RETRY_MS 500
#define WRITE_TIMEOUT_MS 10000

struct BluezLink {
	Link link;
	Device *device; /* NULL: gone before its link */
	Bluez *bluez;
	int notify_fd, write_fd;
	char *notify_path, *write_path;
	guint write_bytes;
	bool with_response;
	guint read_source, write_source, retry_source, resume_source, lost_source;
	GCancellable *cancellable;
	GByteArray *queue; /* to the pen */
	GArray *frames;	   /* of guint: lengths in the queue; a write never spans two sends */
	bool writing;	   /* a WriteValue is under way, of the queue's first bytes */
	guint n_tries;
	GByteArray *waiting; /* from the pen, while paused */
	bool handed_over, paused, closed, in_call, freed;
	char *why_lost;
};

static void end_later(BluezLink *link, const char *why);
static void write_on(BluezLink *link);

/* ---- from the pen */

static void free_memory(BluezLink *link)
{
	g_byte_array_unref(link->queue);
	g_byte_array_unref(link->waiting);
	g_object_unref(link->cancellable);
	g_free(link->notify_path);
	g_free(link->write_path);
	g_free(link->why_lost);
	link_clear(&link->link);
	g_free(link);
}

/* False: the link was freed meanwhile. */
static bool deliver(BluezLink *link, const guint8 *bytes, gsize n_bytes)
{
	link->in_call = true;
	link->link.listener.received(link->link.listener.user, bytes, n_bytes);
	link->in_call = false;
	if (!link->freed)
		return true;
	free_memory(link);
	return false;
}

static bool take_bytes(BluezLink *link, const guint8 *bytes, gsize n_bytes)
{
	if (link->handed_over && !link->paused && link->waiting->len == 0)
		return deliver(link, bytes, n_bytes);
	if (link->waiting->len + n_bytes > PAUSED_BYTES_MAX) {
		end_later(link, "it sent more than can wait while the disk is busy");
		return true;
	}
	g_byte_array_append(link->waiting, bytes, (guint)n_bytes);
	return true;
}

static gboolean on_resume(gpointer user)
{
	BluezLink *link = user;
	g_autoptr(GByteArray) bytes = NULL;

	link->resume_source = 0;
	if (link->paused || link->waiting->len == 0)
		return G_SOURCE_REMOVE;
	bytes = g_steal_pointer(&link->waiting);
	link->waiting = g_byte_array_new();
	deliver(link, bytes->data, bytes->len);
	return G_SOURCE_REMOVE;
}

static void resume_soon(BluezLink *link)
{
	if (link->resume_source == 0 && link->waiting->len > 0)
		link->resume_source = g_idle_add_full(G_PRIORITY_DEFAULT, on_resume, link, NULL);
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer user)
{
	BluezLink *link = user;
	guint8 bytes[READ_BYTES];

	(void)condition;
	for (guint i = 0; i < N_READS_A_TURN; i++) {
		gssize n = read(fd, bytes, sizeof(bytes));

		if (n > 0) {
			if (!take_bytes(link, bytes, (gsize)n))
				return G_SOURCE_REMOVE;
			if (link->closed)
				break;
			continue;
		}
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return G_SOURCE_CONTINUE;
		/* End of file: a lost GATT link; ETIMEDOUT: a lost serial port. */
		link->read_source = 0;
		end_later(link,
			n == 0 || errno == ETIMEDOUT ? "the link was lost" : g_strerror(errno));
		return G_SOURCE_REMOVE;
	}
	return link->closed ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

void bluez_link_notified(BluezLink *link, const char *path, GVariant *value)
{
	gsize n_bytes;
	const guint8 *bytes = g_variant_get_fixed_array(value, &n_bytes, 1);

	if (link->notify_fd < 0 && g_strcmp0(link->notify_path, path) == 0 && n_bytes > 0 &&
		!link->closed)
		take_bytes(link, bytes, n_bytes);
}

/* ---- to the pen */

static gboolean on_retry_write(gpointer user)
{
	BluezLink *link = user;

	link->retry_source = 0;
	write_on(link);
	return G_SOURCE_REMOVE;
}

/* The first piece of the queue: of one send, at most what the link takes at once. */
static guint next_piece(const BluezLink *link)
{
	return MIN(g_array_index(link->frames, guint, 0), link->write_bytes);
}

static void drop_piece(BluezLink *link, guint n_bytes)
{
	guint *first = &g_array_index(link->frames, guint, 0);

	g_byte_array_remove_range(link->queue, 0, n_bytes);
	*first -= n_bytes;
	if (*first == 0)
		g_array_remove_index(link->frames, 0);
	link->n_tries = 0;
}

static void on_written(gpointer user, GVariant *result, GUnixFDList *fds, const GError *error)
{
	BluezLink *link = user;

	(void)result;
	(void)fds;
	link->writing = false;
	if (!error) {
		drop_piece(link, next_piece(link));
		write_on(link);
	} else if (++link->n_tries < WRITE_TRIES) {
		link->retry_source = g_timeout_add(WRITE_RETRY_MS, on_retry_write, link);
	} else {
		g_autofree char *text = bluez_error_text(error);

		end_later(link, text);
	}
}

static void write_by_bus(BluezLink *link)
{
	guint n_bytes = next_piece(link);
	GVariantBuilder options;

	g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
	g_variant_builder_add(&options, "{sv}", "type",
		g_variant_new_string(link->with_response ? "request" : "command"));
	link->writing = true;
	bluez_call(link->bluez, link->cancellable, link->write_path, BLUEZ_CHARACTERISTIC,
		"WriteValue",
		g_variant_new("(@aya{sv})",
			g_variant_new_fixed_array(
				G_VARIANT_TYPE_BYTE, link->queue->data, n_bytes, 1),
			&options),
		WRITE_TIMEOUT_MS, on_written, link);
}

static gboolean on_writable(gint fd, GIOCondition condition, gpointer user)
{
	BluezLink *link = user;

	(void)fd;
	(void)condition;
	link->write_source = 0;
	write_on(link);
	return G_SOURCE_REMOVE;
}

static void write_to_file(BluezLink *link)
{
	while (link->queue->len > 0) {
		gssize n = write(link->write_fd, link->queue->data, next_piece(link));

		if (n > 0) {
			drop_piece(link, (guint)n);
		} else if (errno == EAGAIN) {
			link->write_source =
				g_unix_fd_add(link->write_fd, G_IO_OUT, on_writable, link);
			return;
		} else if (errno != EINTR) {
			end_later(link, g_strerror(errno));
			return;
		}
	}
}

static void write_on(BluezLink *link)
{
	if (link->closed || link->queue->len == 0 || link->writing || link->write_source != 0 ||
		link->retry_source != 0)
		return;
	if (link->write_fd >= 0)
		write_to_file(link);
	else if (link->write_path)
		write_by_bus(link);
}

static void on_send(Link *base, const guint8 *bytes, gsize n_bytes)
{
	BluezLink *link = (BluezLink *)base;
	guint n = (guint)n_bytes;

	if (link->closed || n_bytes == 0)
		return;
	if (link->queue->len + n_bytes > QUEUE_BYTES_MAX) {
		end_later(link, "it takes nothing that is sent to it");
		return;
	}
	g_byte_array_append(link->queue, bytes, n);
	g_array_append_val(link->frames, n);
	write_on(link);
}

/* ---- its end */

/* Files first of all, whatever comes after: bluetoothd 5.66 dies of a client that leaves the bus with one open. */
static void close_files(BluezLink *link)
{
	g_clear_handle_id(&link->read_source, g_source_remove);
	g_clear_handle_id(&link->write_source, g_source_remove);
	g_clear_handle_id(&link->retry_source, g_source_remove);
	g_clear_handle_id(&link->resume_source, g_source_remove);
	if (link->write_fd >= 0 && link->write_fd != link->notify_fd)
		close(link->write_fd);
	if (link->notify_fd >= 0)
		close(link->notify_fd);
	link->notify_fd = link->write_fd = -1;
	link->closed = true;
}

/* What waits is told first: the last dots before a link was lost are ink as well. */
static gboolean on_lost(gpointer user)
{
	BluezLink *link = user;
	g_autofree char *why = g_steal_pointer(&link->why_lost);

	link->lost_source = 0;
	bluez_link_lost(link, why);
	return G_SOURCE_REMOVE;
}

static void end_later(BluezLink *link, const char *why)
{
	if (link->lost_source != 0)
		return;
	link->why_lost = g_strdup(why);
	close_files(link);
	link->lost_source = g_idle_add_full(G_PRIORITY_DEFAULT, on_lost, link, NULL);
}

void bluez_link_lost(BluezLink *link, const char *why)
{
	g_autoptr(GByteArray) waiting = g_steal_pointer(&link->waiting);
	g_autoptr(GError) error = g_error_new_literal(G_IO_ERROR, G_IO_ERROR_CLOSED, why);

	link->waiting = g_byte_array_new();
	close_files(link);
	g_clear_handle_id(&link->lost_source, g_source_remove);
	if (!link->handed_over) {
		link->link.operations->free(&link->link);
		return;
	}
	if (waiting->len > 0 && !deliver(link, waiting->data, waiting->len))
		return;
	/* The owner frees it. */
	link->link.listener.closed(link->link.listener.user, error);
}

void bluez_link_orphan(BluezLink *link)
{
	link->device = NULL;
}

static void on_pause(Link *base, bool paused)
{
	BluezLink *link = (BluezLink *)base;

	link->paused = paused;
	if (!paused)
		resume_soon(link);
}

static void on_activity(Link *base, LinkActivity activity)
{
	BluezLink *link = (BluezLink *)base;

	if (!link->device)
		return;
	link->device->activity = activity;
	link->device->since_ms = bluez_now_ms();
	if (activity == LINK_RESTING)
		link->device->served_ms = bluez_now_ms();
	bluez_rota_soon(link->bluez);
}

static void on_free(Link *base)
{
	BluezLink *link = (BluezLink *)base;
	Device *device = g_steal_pointer(&link->device);

	close_files(link);
	g_cancellable_cancel(link->cancellable);
	g_clear_handle_id(&link->lost_source, g_source_remove);
	g_clear_pointer(&link->frames, g_array_unref);
	if (device)
		device_link_over(device, link->why_lost ? link->why_lost : "the link was lost");
	link->freed = true;
	if (!link->in_call)
		free_memory(link);
}

/* ---- its beginning */

static const LinkOperations OPERATIONS = {
	.send = on_send,
	.pause = on_pause,
	.activity = on_activity,
	.free = on_free,
};

BluezLink *bluez_link_new(Device *device, const BluezChannel *channel, const char *kind)
{
	BluezLink *link = g_new0(BluezLink, 1);
	const char *address = device->address;

	link->link.operations = &OPERATIONS;
	link->link.name = g_strdup_printf("%s:%s", kind, address);
	link->link.kind = g_strdup(kind);
	link->link.driver = g_strdup(device->model->driver);
	link->link.address = *device->identity ? g_strdup(device->identity) : NULL;
	link->link.place = device->adapter ? g_strdup(device->adapter->name) : NULL;
	link->link.quirks = device->model->quirks;
	link->device = device;
	link->bluez = device->bluez;
	link->notify_fd = channel->notify_fd;
	link->write_fd = channel->write_fd;
	link->notify_path = g_strdup(channel->notify_path);
	link->write_path = g_strdup(channel->write_path);
	link->write_bytes = MAX(channel->write_bytes, 20);
	link->with_response = channel->with_response;
	link->queue = g_byte_array_new();
	link->frames = g_array_new(FALSE, FALSE, sizeof(guint));
	link->waiting = g_byte_array_new();
	link->cancellable = g_cancellable_new();
	if (link->notify_fd >= 0) {
		GSource *source =
			g_unix_fd_source_new(link->notify_fd, G_IO_IN | G_IO_HUP | G_IO_ERR);

		/* Before all else in the loop. */
		g_source_set_priority(source, G_PRIORITY_HIGH);
		g_source_set_callback(source, G_SOURCE_FUNC(on_readable), link, NULL);
		link->read_source = g_source_attach(source, NULL);
		g_source_unref(source);
	}
	return link;
}

void bluez_link_hand_over(BluezLink *link)
{
	link->handed_over = true;
	link->bluez->owner.opened(link->bluez->owner.user, &link->link);
	/* The owner may have freed it on the spot; then nothing of it is touched here. */
}
