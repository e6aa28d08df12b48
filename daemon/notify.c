/* SPDX-License-Identifier: MIT */
/* See notify.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/notify.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct Notify {
	int socket; /* -1: there is nobody to tell */
	guint watch;
};

/* A path, or a name that begins with @ in the kernel's own space. */
static int connect_to(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	gsize n_name = strlen(name);

	if ((name[0] != '/' && name[0] != '@') || n_name >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, name, n_name);
	if (name[0] == '@')
		address.sun_path[0] = '\0';

	int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t n_address = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n_name);

	if (descriptor >= 0 &&
		connect(descriptor, (const struct sockaddr *)&address, n_address) != 0) {
		close(descriptor);
		descriptor = -1;
	}
	return descriptor;
}

static void tell(const Notify *notify, const char *words, int flags)
{
	if (notify->socket >= 0 &&
		send(notify->socket, words, strlen(words), flags | MSG_NOSIGNAL) < 0)
		g_debug("the service manager does not listen: %s", g_strerror(errno));
}

static gboolean on_watch(gpointer user)
{
	const Notify *notify = user;

	/* Never waited for: a sign of life that does not fit is followed by the next one. */
	tell(notify, "WATCHDOG=1", MSG_DONTWAIT);
	return G_SOURCE_CONTINUE;
}

/* Milliseconds between two signs of life; 0: nobody waits for them. */
static guint watch_interval(void)
{
	const char *span = g_getenv("WATCHDOG_USEC");
	const char *process = g_getenv("WATCHDOG_PID");
	guint64 span_us, id;

	if (!span ||
		!g_ascii_string_to_unsigned(span, 10, 1, G_MAXUINT32 * 1000ull, &span_us, NULL))
		return 0;
	if (process && (!g_ascii_string_to_unsigned(process, 10, 1, G_MAXINT32, &id, NULL) ||
			       id != (guint64)getpid()))
		return 0;
	return (guint)MAX(span_us / 2000, 1);
}

Notify *notify_new(void)
{
	Notify *notify = g_new0(Notify, 1);
	const char *name = g_getenv("NOTIFY_SOCKET");
	guint interval_ms = watch_interval();

	notify->socket = name ? connect_to(name) : -1;
	if (notify->socket >= 0 && interval_ms > 0)
		notify->watch = g_timeout_add(interval_ms, on_watch, notify);
	return notify;
}

Notify *notify_free(Notify *notify)
{
	if (!notify)
		return NULL;
	g_clear_handle_id(&notify->watch, g_source_remove);
	if (notify->socket >= 0)
		close(notify->socket);
	g_free(notify);
	return NULL;
}

void notify_ready(Notify *notify, const char *status)
{
	g_autofree char *words = g_strdup_printf("READY=1\nSTATUS=%s", status);

	tell(notify, words, 0);
}

void notify_stopping(Notify *notify)
{
	tell(notify, "STOPPING=1", 0);
}
