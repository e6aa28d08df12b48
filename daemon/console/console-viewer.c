/* SPDX-License-Identifier: MIT */
/*
 * One who looks at the show wall and at nothing else: a projector of the teacher's, or a follower with a link. It is told
 * the wall as it is when its line is free, and then each item's ink from where it got to; nothing waits in a queue, so
 * what was taken down or hidden is not on its way any more. It has nothing to say: a message ends it.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/console/console-private.h"

#include <string.h>
#include <sys/socket.h>

#define N_FRAMES_AT_ONCE 8
#define HEARTBEAT_US 4000000 /* a page takes a line that is silent for longer for dead */
#define CLOSE_TRY_AGAIN_LATER 1013

/* How far an item's ink was sent. */
typedef struct {
	guint item;
	gsize n_bytes;
} Sent;

typedef struct {
	Console *console;
	struct lws *wsi;
	gint64 link; /* 0: a teacher's */
	char token[LOGIN_TOKEN_LENGTH + 1];
	GArray *sent;	    /* of Sent: what it has been told of */
	guint64 generation; /* of the wall as it was told; 0 never */
	gint64 told_us;	    /* when */
	gint64 waiting_us;  /* asked to write since; 0: not asked */
	int close_status;   /* 0: stays open */
	const char *close_reason;
	bool counted;
} Viewer;

typedef struct {
	Viewer *viewer;
} SocketUser;

static void ask_to_write(Viewer *viewer)
{
	if (viewer->waiting_us != 0)
		return;
	viewer->waiting_us = g_get_monotonic_time();
	lws_callback_on_writable(viewer->wsi);
}

static void close_viewer(Viewer *viewer, int status, const char *reason)
{
	viewer->close_status = status;
	viewer->close_reason = reason;
	ask_to_write(viewer);
}

void console_viewer_tell(Console *console)
{
	for (guint i = 0; i < console->viewers->len; i++)
		ask_to_write(g_ptr_array_index(console->viewers, i));
}

static bool may_look(const Viewer *viewer, gint64 now_ms)
{
	Console *console = viewer->console;

	return viewer->link == 0 ? login_alive(console->login, viewer->token, now_ms)
				 : wall_link_is_good(console->wall, viewer->link, now_ms);
}

void console_viewer_watch(Console *console, gint64 now_ms)
{
	const gint64 now_us = g_get_monotonic_time();
	const gint64 stall_us = (gint64)console->options.stall_ms * 1000;

	wall_watch(console->wall, now_ms);
	for (guint i = 0; i < console->viewers->len; i++) {
		Viewer *viewer = g_ptr_array_index(console->viewers, i);

		if (viewer->close_status == 0 && !may_look(viewer, now_ms))
			close_viewer(viewer, LWS_CLOSE_STATUS_POLICY_VIOLATION,
				viewer->link == 0 ? "login" : "link");
		else if (now_us - viewer->told_us >= HEARTBEAT_US)
			ask_to_write(viewer);
		if (viewer->waiting_us != 0 && now_us - viewer->waiting_us >= stall_us)
			shutdown(lws_get_socket_fd(viewer->wsi), SHUT_RDWR);
	}
}

/* ---- what to write next */

static Sent *sent_of(const Viewer *viewer, guint item)
{
	for (guint i = 0; i < viewer->sent->len; i++) {
		Sent *sent = &g_array_index(viewer->sent, Sent, i);

		if (sent->item == item)
			return sent;
	}
	return NULL;
}

/* What is shown now: what is not any more begins anew should it come back. */
static void renew_sent(Viewer *viewer, gint64 now_ms)
{
	const Wall *wall = viewer->console->wall;
	GArray *sent = g_array_new(FALSE, FALSE, sizeof(Sent));

	for (guint i = 0; i < wall_n_shown(wall); i++) {
		if (!wall_is_for(wall, i, viewer->link))
			continue;
		const WallShown shown = wall_shown(wall, i);
		const Sent *before = sent_of(viewer, shown.item);
		const Sent entry = { shown.item, before ? before->n_bytes : 0 };

		if (!before && viewer->link != 0)
			wall_log_look(wall, viewer->link, shown.page_copy_id, now_ms);
		g_array_append_val(sent, entry);
	}
	g_array_unref(viewer->sent);
	viewer->sent = sent;
}

static ConsoleFrame *take_wall(Viewer *viewer)
{
	const Wall *wall = viewer->console->wall;
	const gint64 now_ms = console_now_ms();
	g_autofree char *text = wall_json_shown(wall, viewer->link, now_ms);

	viewer->generation = wall_generation(wall);
	viewer->told_us = g_get_monotonic_time();
	renew_sent(viewer, now_ms);
	return console_frame_new(true, text, strlen(text));
}

static ConsoleFrame *take_ink(Viewer *viewer)
{
	const Wall *wall = viewer->console->wall;

	for (guint i = 0; i < wall_n_shown(wall); i++) {
		const WallShown shown = wall_shown(wall, i);
		Sent *sent = sent_of(viewer, shown.item);
		const ConsoleInkHead head = { CONSOLE_INK_LIVE, CONSOLE_INK_NO_SEAT, shown.item,
			0 };

		if (!sent || !wall_is_for(wall, i, viewer->link) || sent->n_bytes >= shown.ink->len)
			continue;
		const guint8 *next = shown.ink->data + sent->n_bytes;
		const gsize n_left = shown.ink->len - sent->n_bytes;
		const gsize n = console_ink_cut(next, n_left, CONSOLE_INK_FRAME_BYTES);

		g_assert(n > 0); /* whole records, as wall_ink_feed put them */
		sent->n_bytes += n;
		return console_ink_frame(&head, next, n, false);
	}
	return NULL;
}

static ConsoleFrame *take_next(Viewer *viewer)
{
	const gint64 since_us = g_get_monotonic_time() - viewer->told_us;

	if (viewer->close_status != 0)
		return NULL;
	if (viewer->generation != wall_generation(viewer->console->wall) ||
		since_us >= HEARTBEAT_US)
		return take_wall(viewer);
	return take_ink(viewer);
}

static int write_frames(Viewer *viewer)
{
	viewer->waiting_us = 0;
	for (guint i = 0; i < N_FRAMES_AT_ONCE; i++) {
		g_autoptr(ConsoleFrame) frame = take_next(viewer);

		if (!frame && viewer->close_status != 0) {
			lws_close_reason(viewer->wsi, (enum lws_close_status)viewer->close_status,
				(guint8 *)viewer->close_reason, strlen(viewer->close_reason));
			return -1;
		}
		if (!frame)
			return 0;
		const int n = lws_write(viewer->wsi, frame->payload, frame->n_bytes,
			frame->is_text ? LWS_WRITE_TEXT : LWS_WRITE_BINARY);
		if (n < (int)frame->n_bytes)
			return -1;
		if (lws_send_pipe_choked(viewer->wsi))
			break;
	}
	ask_to_write(viewer);
	return 0;
}

/* ---- coming and going */

static bool identify(Viewer *viewer, gint64 now_ms)
{
	Console *console = viewer->console;
	char token[LOGIN_TOKEN_LENGTH + 1];

	if (!console_http_is_follower(viewer->wsi))
		return console_http_cookie(viewer->wsi, CONSOLE_COOKIE, viewer->token) &&
		       login_teacher(console->login, viewer->token, now_ms);
	if (console_http_cookie(viewer->wsi, CONSOLE_WALL_COOKIE, token))
		viewer->link = wall_link_of(console->wall, token, now_ms);
	return viewer->link != 0;
}

static int come_in(struct lws *wsi, SocketUser *user)
{
	Viewer *viewer = user->viewer = g_new0(Viewer, 1);
	Console *console = viewer->console = console_of(wsi);
	const gint64 now_ms = console_now_ms();

	viewer->wsi = wsi;
	viewer->sent = g_array_new(FALSE, FALSE, sizeof(Sent));
	if (!identify(viewer, now_ms))
		return -1;
	if (console->viewers->len >= CONSOLE_VIEWERS_MAX) {
		close_viewer(viewer, CLOSE_TRY_AGAIN_LATER, "too-many-viewers");
		return 0;
	}
	viewer->counted = true;
	g_ptr_array_add(console->viewers, viewer);
	console_peers_changed(console);
	if (viewer->link != 0)
		wall_log_look(console->wall, viewer->link, 0, now_ms);
	wall_viewer_came(console->wall, viewer->link);
	ask_to_write(viewer);
	return 0;
}

static void leave(SocketUser *user)
{
	Viewer *viewer = g_steal_pointer(&user->viewer);
	Console *console = viewer->console;

	if (viewer->counted) {
		g_ptr_array_remove_fast(console->viewers, viewer);
		console_peers_changed(console);
		wall_viewer_left(console->wall, viewer->link);
	}
	g_array_unref(viewer->sent);
	g_free(viewer);
}

int console_viewer_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	G_GNUC_UNUSED void *in, G_GNUC_UNUSED size_t n_bytes)
{
	SocketUser *socket = user;
	Viewer *viewer = socket ? socket->viewer : NULL;

	switch ((int)reason) { /* of some hundred reasons these concern us */
	case LWS_CALLBACK_ESTABLISHED:
		return socket ? come_in(wsi, socket) : -1;
	case LWS_CALLBACK_RECEIVE:
		if (viewer)
			close_viewer(viewer, LWS_CLOSE_STATUS_POLICY_VIOLATION, "read-only");
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return viewer ? write_frames(viewer) : 0;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
		if (viewer)
			leave(socket);
		return 0;
	default:
		return 0;
	}
}
