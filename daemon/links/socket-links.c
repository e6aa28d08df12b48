/* SPDX-License-Identifier: MIT */
/*
 * See socket-links.h. All sockets hang on one epoll descriptor, which is one source of GLib's loop: its
 * poll stays as cheap with a thousand pens as with one. Bytes are read at once into memory that waits
 * for them, a bounded piece from each socket a turn, so that no pen starves another; first from all that have some,
 * then all of them are told: reading and decoding each stay in the processor's caches.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/links/socket-links.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/error.h"

#define GREETING "zhibi-virtual-pen 1 "
#define GREETING_MAX_BYTES 128
#define GREETING_SECONDS 5
#define READ_BYTES (64u << 10) /* at most, at once from one socket */
#define WAITING_BYTES ((gsize)4 * READ_BYTES)
#define QUEUE_LIMIT_BYTES (256u << 10)
#define N_LINKS_MAX 4096
#define N_EVENTS 128
#define N_ACCEPTS_A_TURN 64
/* Between two looks at busy sockets. Sixty pens that write wake the loop 7,000 times a second otherwise; a
 * socket keeps its bytes meanwhile. The first bytes after a quiet moment do not wait, the others half of it in the
 * middle: of the two milliseconds that ink may take to a browser. */
#define REST_US 2000

typedef struct {
	Link link;
	SocketLinks *owner;
	int fd;
	bool is_link; /* the greeting came, the owner has it */
	bool paused;
	bool unwatched; /* hung up while paused: epoll would tell it for ever */
	bool in_call;	/* a listener runs: memory is freed when it returns */
	bool dead;
	bool deaf;	   /* its queue overflowed: it gets no more */
	GByteArray *queue; /* bytes the socket did not take yet */
	char greeting[GREETING_MAX_BYTES];
	gsize n_greeting;
	gint64 greeting_due_us;
} SocketLink;

struct SocketLinks {
	char *path;
	LinkOwner owner;
	int listener_fd, epoll_fd;
	int rest_fd;	 /* a timerfd: GLib's timers know milliseconds only */
	GSource *source; /* a ReadySource */
	GSourceFuncs functions;
	guint greeting_source;
	guint64 n_opened, n_killed;
	guint n_heard; /* of the ready ones in the kernel's order, when there was no room for the others; else 0 */
	GPtrArray *sockets; /* of SocketLink, all that are alive */
	guint8 waiting[WAITING_BYTES];
};

/* What one socket had to say. */
typedef struct {
	SocketLink *socket;
	const guint8 *bytes;
	gssize n_bytes; /* 0: its end; less: `code` */
	int code;
} Piece;

static void watch(SocketLink *socket, int operation)
{
	struct epoll_event event = {
		.events = (socket->paused ? 0 : EPOLLIN) | (socket->queue->len ? EPOLLOUT : 0),
		.data.ptr = socket,
	};

	if (socket->unwatched && operation == EPOLL_CTL_MOD)
		return;
	if (epoll_ctl(socket->owner->epoll_fd, operation, socket->fd, &event) != 0)
		g_critical("%s: epoll: %s", socket->link.name ? socket->link.name : "greeting",
			g_strerror(errno));
}

static void free_memory(SocketLink *socket)
{
	g_byte_array_unref(socket->queue);
	link_clear(&socket->link);
	g_free(socket);
}

/* Closes at once; the memory waits while a listener's call is under way. */
static void kill_socket(SocketLink *socket)
{
	if (socket->dead)
		return;
	socket->dead = true;
	socket->owner->n_killed++;
	close(socket->fd); /* epoll forgets it by itself */
	g_ptr_array_remove_fast(socket->owner->sockets, socket);
	if (!socket->in_call)
		free_memory(socket);
}

static void tell_closed(SocketLink *socket, const GError *error)
{
	if (!socket->is_link) {
		kill_socket(socket);
		return;
	}
	if (socket->link.listener.closed)
		socket->link.listener.closed(socket->link.listener.user, error);
}

static void tell_broken(SocketLink *socket, const char *what, int code)
{
	g_autoptr(GError) error = g_error_new(DAEMON_ERROR, DAEMON_ERROR_FAILED, "%s: %s: %s",
		socket->link.name ? socket->link.name : "greeting", what, g_strerror(code));

	tell_closed(socket, error);
}

/* ---- what the owner may ask */

static void on_send(Link *link, const guint8 *bytes, gsize n_bytes)
{
	SocketLink *socket = (SocketLink *)link;
	gssize n_sent = 0;

	if (socket->dead || socket->deaf)
		return;
	if (socket->queue->len == 0) {
		n_sent = send(socket->fd, bytes, n_bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
		n_sent = MAX(n_sent, 0); /* an error shows when the socket is read */
	}
	if ((gsize)n_sent == n_bytes)
		return;
	if (socket->queue->len + n_bytes > QUEUE_LIMIT_BYTES) {
		/* Half a frame would be worse than none: the hang-up is read as the end of the link. */
		g_message("%s: the pen takes no bytes; closing", link->name);
		socket->deaf = true;
		shutdown(socket->fd, SHUT_RDWR);
		return;
	}
	g_byte_array_append(socket->queue, bytes + n_sent, (guint)(n_bytes - (gsize)n_sent));
	watch(socket, EPOLL_CTL_MOD);
}

static void on_pause(Link *link, bool paused)
{
	SocketLink *socket = (SocketLink *)link;

	if (socket->dead || socket->paused == paused)
		return;
	socket->paused = paused;
	if (!paused && socket->unwatched) {
		socket->unwatched = false;
		watch(socket, EPOLL_CTL_ADD);
		return;
	}
	watch(socket, EPOLL_CTL_MOD);
}

static void on_free(Link *link)
{
	kill_socket((SocketLink *)link);
}

static const LinkOperations OPERATIONS = { .send = on_send, .pause = on_pause, .free = on_free };

/* ---- the greeting */

static bool is_word(const char *text)
{
	gsize n = strlen(text);

	return n > 0 && n <= 32 && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

/* NULL or what is wrong with the line. */
static const char *take_greeting(SocketLink *socket, const char *line)
{
	if (!g_str_has_prefix(line, GREETING))
		return "it does not begin with \"" GREETING "\"";

	g_auto(GStrv) words = g_strsplit(line + strlen(GREETING), " ", -1);
	for (char **word = words; *word; word++) {
		if (g_str_has_prefix(*word, "driver=") && !socket->link.driver)
			socket->link.driver = g_strdup(*word + strlen("driver="));
		else if (g_str_has_prefix(*word, "link=") && !socket->link.kind)
			socket->link.kind = g_strdup(*word + strlen("link="));
		else
			return "it has other words than driver= and link=";
	}
	if (!socket->link.driver || !is_word(socket->link.driver))
		return "driver= is missing or no name";
	if (!socket->link.kind || !is_word(socket->link.kind))
		return "link= is missing or no name";
	return NULL;
}

/* The bytes behind the greeting's newline are the pen's. Returns how many were taken. */
static gsize read_greeting(SocketLink *socket, const guint8 *bytes, gsize n_bytes)
{
	const guint8 *newline = memchr(bytes, '\n', n_bytes);
	gsize n_line = newline ? (gsize)(newline - bytes) : n_bytes;
	const char *wrong = "it is too long";

	if (socket->n_greeting + n_line < GREETING_MAX_BYTES) {
		memcpy(socket->greeting + socket->n_greeting, bytes, n_line);
		socket->n_greeting += n_line;
		if (!newline)
			return n_bytes;
		socket->greeting[socket->n_greeting] = 0;
		wrong = take_greeting(socket, socket->greeting);
	}
	if (wrong) {
		g_message("refused a client of the pens' socket: its first line is not a greeting, "
			  "%s",
			wrong);
		kill_socket(socket);
		return n_bytes;
	}
	socket->is_link = true;
	socket->link.operations = &OPERATIONS;
	socket->link.name = g_strdup_printf("socket:%" G_GUINT64_FORMAT, ++socket->owner->n_opened);
	socket->owner->owner.opened(socket->owner->owner.user, &socket->link);
	return n_line + 1;
}

/* ---- reading and writing */

static void take_bytes(SocketLink *socket, const guint8 *bytes, gsize n_bytes)
{
	if (!socket->is_link) {
		gsize n_taken = read_greeting(socket, bytes, n_bytes);

		bytes += n_taken;
		n_bytes -= n_taken;
	}
	if (n_bytes > 0 && !socket->dead && socket->link.listener.received)
		socket->link.listener.received(socket->link.listener.user, bytes, n_bytes);
}

/* Was already read when its owner paused it in this very turn: then it is told all the same. */
static void tell_piece(const Piece *piece)
{
	SocketLink *socket = piece->socket;

	socket->in_call = true;
	if (piece->n_bytes > 0)
		take_bytes(socket, piece->bytes, (gsize)piece->n_bytes);
	else if (piece->n_bytes == 0)
		tell_closed(socket, NULL);
	else
		tell_broken(socket, "reading", piece->code);
	socket->in_call = false;
	if (socket->dead)
		free_memory(socket);
}

static void write_ready(SocketLink *socket)
{
	gssize n_sent = send(
		socket->fd, socket->queue->data, socket->queue->len, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n_sent > 0)
		g_byte_array_remove_range(socket->queue, 0, (guint)n_sent);
	else if (n_sent < 0 && errno != EAGAIN && errno != EINTR)
		g_byte_array_set_size(socket->queue, 0); /* reading tells why */
	watch(socket, EPOLL_CTL_MOD);
}

/* Nobody else is called from here. False: it has nothing to tell. */
static bool read_ready(SocketLink *socket, guint32 events, guint8 *room, Piece *piece)
{
	if (events & EPOLLOUT)
		write_ready(socket);
	if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
		return false;
	if (socket->paused) {
		socket->unwatched = true;
		epoll_ctl(socket->owner->epoll_fd, EPOLL_CTL_DEL, socket->fd, NULL);
		return false;
	}
	const gssize n_read = recv(socket->fd, room, READ_BYTES, MSG_DONTWAIT);

	*piece = (Piece){ socket, room, n_read, errno };
	return n_read >= 0 || (errno != EAGAIN && errno != EINTR);
}

/* ---- new clients */

static gboolean on_greetings_due(gpointer user)
{
	SocketLinks *links = user;
	gint64 now_us = g_get_monotonic_time();
	guint n_waiting = 0;

	for (guint i = links->sockets->len; i-- > 0;) {
		SocketLink *socket = g_ptr_array_index(links->sockets, i);

		if (socket->is_link)
			continue;
		if (socket->greeting_due_us <= now_us)
			kill_socket(socket);
		else
			n_waiting++;
	}
	if (n_waiting > 0)
		return G_SOURCE_CONTINUE;
	links->greeting_source = 0;
	return G_SOURCE_REMOVE;
}

static void take_client(SocketLinks *links, int fd)
{
	if (links->sockets->len >= N_LINKS_MAX) {
		g_message("refused a client of the pens' socket: %u are enough", N_LINKS_MAX);
		close(fd);
		return;
	}

	SocketLink *socket = g_new0(SocketLink, 1);
	socket->owner = links;
	socket->fd = fd;
	socket->queue = g_byte_array_new();
	socket->greeting_due_us =
		g_get_monotonic_time() + (gint64)GREETING_SECONDS * G_USEC_PER_SEC;
	g_ptr_array_add(links->sockets, socket);
	watch(socket, EPOLL_CTL_ADD);
	if (links->greeting_source == 0)
		links->greeting_source = g_timeout_add_seconds(1, on_greetings_due, links);
}

static void accept_ready(SocketLinks *links)
{
	for (guint i = 0; i < N_ACCEPTS_A_TURN; i++) {
		int fd = accept4(links->listener_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0)
			return;
		take_client(links, fd);
	}
}

/* A listener may free any link of the turn: once one is gone, the others are looked up, not believed. */
static void tell_pieces(SocketLinks *links, const Piece *pieces, guint n_pieces)
{
	const guint64 n_killed = links->n_killed;

	for (guint i = 0; i < n_pieces; i++)
		if (links->n_killed == n_killed ||
			g_ptr_array_find(links->sockets, pieces[i].socket, NULL))
			tell_piece(&pieces[i]);
}

/* Sockets for which there is no room this time come first the next: the kernel gives those that stay ready in the same order
 * again, so that it is begun behind the last that was heard. New ones are taken last: none has the address of one that went
 * in this turn. */
static int serve(SocketLinks *links)
{
	struct epoll_event events[N_EVENTS];
	Piece pieces[N_EVENTS];
	const int n_events = epoll_wait(links->epoll_fd, events, N_EVENTS, 0);
	const guint n = (guint)MAX(n_events, 0), first = links->n_heard;
	guint n_pieces = 0, n_looked_at = 0;
	gsize n_read = 0;
	bool has_new = false;

	for (guint i = 0; i < n; i++)
		has_new |= !events[i].data.ptr;
	for (; n_looked_at < n && n_read + READ_BYTES <= WAITING_BYTES; n_looked_at++) {
		const struct epoll_event *event = &events[(first + n_looked_at) % n];
		SocketLink *socket = event->data.ptr;
		Piece *piece = &pieces[n_pieces];

		if (!socket || !read_ready(socket, event->events, links->waiting + n_read, piece))
			continue;
		n_read += (gsize)MAX(piece->n_bytes, 0);
		n_pieces++;
	}
	links->n_heard = n_looked_at < n ? (first + n_looked_at) % n : 0;
	tell_pieces(links, pieces, n_pieces);
	if (has_new)
		accept_ready(links);
	return n_events;
}

typedef struct {
	GSource source;
	SocketLinks *links;
	gpointer tag; /* of the epoll descriptor in it */
	bool resting;
} ReadySource;

/* Woken by bytes, or by the end of a rest: then, with nothing to do, bytes may wake it again. */
static gboolean on_ready(GSource *source, GSourceFunc unused, gpointer user)
{
	ReadySource *ready = (ReadySource *)source;
	const bool busy = serve(ready->links) > 0;
	const struct itimerspec rest = { .it_value.tv_nsec = busy ? REST_US * 1000 : 0 };

	(void)unused;
	(void)user;
	/* Also takes back that the last rest is over. */
	if (busy || ready->resting)
		timerfd_settime(ready->links->rest_fd, 0, &rest, NULL);
	if (busy != ready->resting)
		g_source_modify_unix_fd(source, ready->tag, busy ? 0 : G_IO_IN);
	ready->resting = busy;
	return G_SOURCE_CONTINUE;
}

static void watch_all(SocketLinks *links)
{
	/* GLib wants them writable, and to outlive the source. */
	links->functions.dispatch = on_ready;
	links->source = g_source_new(&links->functions, sizeof(ReadySource));

	ReadySource *ready = (ReadySource *)links->source;
	ready->links = links;
	ready->tag = g_source_add_unix_fd(links->source, links->epoll_fd, G_IO_IN);
	g_source_add_unix_fd(links->source, links->rest_fd, G_IO_IN);
	/* Else GLib takes its descriptors out and in again around each call, and wakes itself up for each of them. */
	g_source_set_can_recurse(links->source, TRUE);
	g_source_attach(links->source, NULL);
}

/* ---- listening */

static bool fail(GError **error, const char *path, const char *what, int code)
{
	g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
		"%s: %s: %s; choose another place with --pens-socket", path, what,
		g_strerror(code));
	return false;
}

/* True when the path is free; a socket that nobody listens on any more is removed. */
static bool make_room(const char *path, const struct sockaddr_un *address, GError **error)
{
	struct stat status;

	if (lstat(path, &status) != 0)
		return errno == ENOENT ? true : fail(error, path, "cannot look there", errno);
	if (!S_ISSOCK(status.st_mode))
		return fail(error, path, "something else is there", EEXIST);

	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool answered =
		fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;
	close(fd);
	if (answered)
		return fail(error, path, "another zhibid takes pens here", EADDRINUSE);
	if (unlink(path) != 0)
		return fail(error, path, "cannot remove the old socket", errno);
	return true;
}

static bool start_listening(SocketLinks *links, GError **error)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (g_strlcpy(address.sun_path, links->path, sizeof(address.sun_path)) >=
		sizeof(address.sun_path))
		return fail(error, links->path, "the path is too long", ENAMETOOLONG);
	if (!make_room(links->path, &address, error))
		return false;
	links->listener_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	links->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	links->rest_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	/* The mode of the descriptor before bind becomes the mode of the file: never open to others. */
	if (links->listener_fd < 0 || links->epoll_fd < 0 || links->rest_fd < 0 ||
		fchmod(links->listener_fd, 0600) != 0 ||
		bind(links->listener_fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
		listen(links->listener_fd, SOMAXCONN) != 0)
		return fail(error, links->path, "cannot listen for pens", errno);

	struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };
	if (epoll_ctl(links->epoll_fd, EPOLL_CTL_ADD, links->listener_fd, &event) != 0)
		return fail(error, links->path, "cannot wait for pens", errno);
	watch_all(links);
	return true;
}

SocketLinks *socket_links_new(const char *path, const LinkOwner *owner, GError **error)
{
	g_autoptr(SocketLinks) links = g_new0(SocketLinks, 1);

	links->path = g_strdup(path);
	links->owner = *owner;
	links->listener_fd = links->epoll_fd = links->rest_fd = -1;
	links->sockets = g_ptr_array_new();
	return start_listening(links, error) ? g_steal_pointer(&links) : NULL;
}

SocketLinks *socket_links_free(SocketLinks *links)
{
	if (!links)
		return NULL;
	if (links->source) {
		unlink(links->path);
		g_source_destroy(links->source);
		g_source_unref(links->source);
	}
	g_clear_handle_id(&links->greeting_source, g_source_remove);
	while (links->sockets->len > 0) {
		SocketLink *socket = g_ptr_array_index(links->sockets, 0);

		g_assert(!socket->is_link);
		kill_socket(socket);
	}
	g_ptr_array_unref(links->sockets);
	if (links->listener_fd >= 0)
		close(links->listener_fd);
	if (links->epoll_fd >= 0)
		close(links->epoll_fd);
	if (links->rest_fd >= 0)
		close(links->rest_fd);
	g_free(links->path);
	g_free(links);
	return NULL;
}
