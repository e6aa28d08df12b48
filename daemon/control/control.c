/* SPDX-License-Identifier: MIT */
/* See control.h. A peer that does not read its answers is not read either: what waits for it is bounded. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/control/control.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/console/console-json.h"
#include "daemon/error.h"
#include "daemon/kept-answers.h"

#define N_PEERS_MAX 16
#define READ_BYTES 4096
#define QUEUE_LIMIT_BYTES (4u << 20) /* two answers of two thousand pens */
#define OWNER_BYTES_MAX (4u << 20)   /* a sheet, a school's list: longer than any question */
#define N_BAD_MAX 10
#define FIRST_PERSON 1000 /* users from here on are people, whose first group may be everybody's */

typedef struct {
	Control *control;
	int fd;
	guint in_source, out_source;
	GByteArray *in, *out;
	KeptAnswers kept; /* what waits for the disk, and all that was answered after it */
	guint n_bad;
	bool is_owner; /* root or the service's own user */
	bool ending;   /* when the answers are out */
	bool is_gone;  /* nobody reads them */
} Peer;

struct Control {
	Fleet *fleet;
	Store *store;
	char *(*owner_asked)(void *user, const char *line, gsize n_bytes);
	void *owner_user;
	char *path;
	int fd;
	guint source;
	GPtrArray *peers; /* of Peer */
};

static void free_peer(gpointer data)
{
	Peer *peer = data;

	g_clear_handle_id(&peer->in_source, g_source_remove);
	g_clear_handle_id(&peer->out_source, g_source_remove);
	close(peer->fd);
	if (peer->in->len > 0)
		explicit_bzero(peer->in->data, peer->in->len);
	kept_answers_clear(&peer->kept);
	g_byte_array_unref(peer->in);
	g_byte_array_unref(peer->out);
	g_free(peer);
}

/* ---- answers */

static gboolean on_writable(gint fd, GIOCondition condition, gpointer user);
static gboolean on_readable(gint fd, GIOCondition condition, gpointer user);

/* Reads when there is room for an answer, writes when there is one. False: the peer is gone. */
static bool watch(Peer *peer)
{
	bool reads = !peer->ending && peer->out->len + peer->kept.n_bytes < QUEUE_LIMIT_BYTES;

	if (peer->ending && peer->out->len == 0 &&
		(peer->is_gone || kept_answers_count(&peer->kept) == 0)) {
		g_ptr_array_remove_fast(peer->control->peers, peer);
		return false;
	}
	if (reads && peer->in_source == 0)
		peer->in_source = g_unix_fd_add(peer->fd, G_IO_IN | G_IO_HUP, on_readable, peer);
	else if (!reads)
		g_clear_handle_id(&peer->in_source, g_source_remove);
	if (peer->out->len > 0 && peer->out_source == 0)
		peer->out_source = g_unix_fd_add(peer->fd, G_IO_OUT, on_writable, peer);
	else if (peer->out->len == 0)
		g_clear_handle_id(&peer->out_source, g_source_remove);
	return true;
}

static void write_line(Peer *peer, char *take_text)
{
	g_byte_array_append(peer->out, (const guint8 *)take_text, (guint)strlen(take_text));
	g_byte_array_append(peer->out, (const guint8 *)"\n", 1);
	g_free(take_text);
}

static void let_go(Peer *peer)
{
	char *text;

	while ((text = kept_answers_take(&peer->kept, peer->control->store)))
		write_line(peer, text);
}

/* In order: what asks only is answered after what it was asked after. */
static void answer(Peer *peer, char *take_text, bool promises)
{
	if (!promises && kept_answers_count(&peer->kept) == 0) {
		write_line(peer, take_text);
		return;
	}
	kept_answers_put(&peer->kept, peer->control->store, take_text);
	let_go(peer);
}

static gboolean on_writable(gint fd, GIOCondition condition, gpointer user)
{
	Peer *peer = user;
	gssize n_sent = send(fd, peer->out->data, peer->out->len, MSG_NOSIGNAL | MSG_DONTWAIT);

	(void)condition;
	if (n_sent < 0 && errno != EAGAIN && errno != EINTR) {
		g_byte_array_set_size(peer->out, 0);
		peer->ending = peer->is_gone = true;
	} else if (n_sent > 0) {
		g_byte_array_remove_range(peer->out, 0, (guint)n_sent);
	}
	guint source = peer->out_source;
	return watch(peer) && peer->out_source == source ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* ---- what peers say */

static bool is_asking_as_owner(const Peer *peer)
{
	return peer->is_owner && peer->control->owner_asked;
}

static bool obey_owner(Peer *peer, const char *line, gsize n_bytes)
{
	const Control *control = peer->control;
	char *text = is_asking_as_owner(peer)
			     ? control->owner_asked(control->owner_user, line, n_bytes)
			     : NULL;

	if (text)
		answer(peer, text, !console_json_is_error(text));
	return text != NULL;
}

static void obey(Peer *peer, const char *line, gsize n_bytes)
{
	if (obey_owner(peer, line, n_bytes))
		return;

	ConsoleMessage message;
	ConsoleMessageField field;
	g_autofree char *zh = NULL;
	g_autofree char *en = NULL;
	ConsoleMessageResult result = console_message_parse(line, n_bytes, &message, &field);

	if (result == CONSOLE_MESSAGE_OK) {
		answer(peer, fleet_answer(peer->control->fleet, &message, 0),
			console_message_changes_record(message.kind));
	} else {
		console_message_fault(result, &field, &zh, &en);
		answer(peer,
			console_json_error(
				message.request, &(ConsoleTrouble){ "bad-message", zh, en }),
			false);
		peer->ending |= ++peer->n_bad >= N_BAD_MAX;
	}
	explicit_bzero(&message, sizeof message); /* it may hold a pen's password */
}

static gsize line_bytes_max(const Peer *peer)
{
	return is_asking_as_owner(peer) ? OWNER_BYTES_MAX : CONSOLE_MESSAGE_BYTES_MAX;
}

/* All of what it asks for comes to the disk, or nothing. */
static void obey_at_once(Peer *peer, const char *line, gsize n_bytes)
{
	store_begin_group(peer->control->store);
	obey(peer, line, n_bytes);
	store_end_group(peer->control->store);
}

static void refuse_length(Peer *peer)
{
	const ConsoleTrouble too_large = { "too-large", "这条消息超过 4 MiB，请用小一些的文件。",
		"This message is larger than 4 MiB; use a smaller file." };

	if (is_asking_as_owner(peer))
		answer(peer, console_json_error(0, &too_large), false);
	else
		obey_at_once(peer, (const char *)peer->in->data, peer->in->len);
	peer->ending = true;
}

/* Whole lines; the rest waits for its end, within a message's bound. */
static void obey_lines(Peer *peer)
{
	GByteArray *in = peer->in;
	guint8 *end;

	while (!peer->ending && in->len > 0 && (end = memchr(in->data, '\n', in->len))) {
		gsize n_bytes = (gsize)(end - in->data);

		obey_at_once(peer, (const char *)in->data, n_bytes);
		explicit_bzero(in->data, n_bytes);
		g_byte_array_remove_range(in, 0, (guint)n_bytes + 1);
	}
	if (!peer->ending && in->len > line_bytes_max(peer))
		refuse_length(peer);
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer user)
{
	Peer *peer = user;
	guint8 bytes[READ_BYTES];
	gssize n_read = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);

	(void)condition;
	if (n_read < 0 && (errno == EAGAIN || errno == EINTR))
		return G_SOURCE_CONTINUE;
	if (n_read <= 0) {
		peer->ending = true;
	} else {
		g_byte_array_append(peer->in, bytes, (guint)n_read);
		obey_lines(peer);
	}
	explicit_bzero(bytes, sizeof bytes);
	guint source = peer->in_source;
	return watch(peer) && peer->in_source == source ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* ---- who may come in */

static bool is_in_our_group(int fd, gid_t first)
{
	gid_t groups[256];
	socklen_t n_bytes = sizeof groups;

	if (geteuid() >= FIRST_PERSON)
		return false;
	if (first == getegid())
		return true;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &n_bytes) != 0)
		return false;
	for (gsize i = 0; i < n_bytes / sizeof groups[0]; i++)
		if (groups[i] == getegid())
			return true;
	return false;
}

static bool may_come_in(int fd, bool *is_owner)
{
	struct ucred peer;
	socklen_t n_bytes = sizeof peer;

	*is_owner = false;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n_bytes) != 0)
		return false;
	*is_owner = peer.uid == 0 || peer.uid == geteuid();
	return *is_owner || is_in_our_group(fd, peer.gid);
}

static gboolean on_coming(gint fd, GIOCondition condition, gpointer user)
{
	Control *control = user;
	int peer_fd = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	bool is_owner;

	(void)condition;
	if (peer_fd < 0)
		return G_SOURCE_CONTINUE;
	if (control->peers->len >= N_PEERS_MAX || !may_come_in(peer_fd, &is_owner)) {
		g_message("the control socket refused somebody: %s",
			control->peers->len >= N_PEERS_MAX ? "too many are there"
							   : "not of the service's group");
		close(peer_fd);
		return G_SOURCE_CONTINUE;
	}
	Peer *peer = g_new0(Peer, 1);
	peer->control = control;
	peer->fd = peer_fd;
	peer->is_owner = is_owner;
	peer->in = g_byte_array_new();
	peer->out = g_byte_array_new();
	g_ptr_array_add(control->peers, peer);
	watch(peer);
	return G_SOURCE_CONTINUE;
}

/* ---- life */

static bool address_of(const char *path, struct sockaddr_un *address, GError **error)
{
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (g_strlcpy(address->sun_path, path, sizeof address->sun_path) < sizeof address->sun_path)
		return true;
	g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
		"%s: this path is too long for a socket; choose a shorter data folder", path);
	return false;
}

static bool listen_at(Control *control, const char *path, GError **error)
{
	struct sockaddr_un address;

	if (!address_of(path, &address, error))
		return false;
	/* The database's lock has said already that no other zhibid is at work in this folder. */
	unlink(path);
	control->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (control->fd < 0 || fchmod(control->fd, 0660) != 0 ||
		bind(control->fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
		chmod(path, 0660) != 0 || listen(control->fd, N_PEERS_MAX) != 0) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
			"%s: cannot listen here for zhibi's commands: %s; choose another data "
			"folder with --data",
			path, g_strerror(errno));
		return false;
	}
	control->path = g_strdup(path);
	return true;
}

Control *control_new(const char *path, Fleet *fleet, Store *store, GError **error)
{
	g_autoptr(Control) control = g_new0(Control, 1);

	control->fd = -1;
	control->fleet = fleet;
	control->store = store;
	control->peers = g_ptr_array_new_with_free_func(free_peer);
	if (!listen_at(control, path, error))
		return NULL;
	control->source = g_unix_fd_add(control->fd, G_IO_IN, on_coming, control);
	return g_steal_pointer(&control);
}

Control *control_free(Control *control)
{
	if (!control)
		return NULL;
	g_clear_handle_id(&control->source, g_source_remove);
	g_ptr_array_unref(control->peers);
	if (control->fd >= 0)
		close(control->fd);
	if (control->path)
		unlink(control->path);
	g_free(control->path);
	g_free(control);
	return NULL;
}

void control_set_owner(
	Control *control, char *(*asked)(void *user, const char *line, gsize n_bytes), void *user)
{
	control->owner_asked = asked;
	control->owner_user = user;
}

void control_stored(Control *control)
{
	/* From the end: who has all its answers may leave, and the last takes its place. */
	for (guint i = control->peers->len; i-- > 0;) {
		Peer *peer = g_ptr_array_index(control->peers, i);

		let_go(peer);
		watch(peer);
	}
}

guint control_n_peers(const Control *control)
{
	return control->peers->len;
}
