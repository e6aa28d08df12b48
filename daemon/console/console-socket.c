/* SPDX-License-Identifier: MIT */
/*
 * One open console. What waits for it is a queue of shared frames bounded in bytes; who passes the bound
 * has the queue thrown away and is told the state again when it can take it, so a slow line costs
 * memory once and never a pen's time. Long things (base ink, pages) do not wait in the queue at all: their
 * next piece is made when the line is free. That also orders them: ink that came before a base was made
 * is out already, ink that comes later follows it.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/console/console-peer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

/* Written in one go before other sockets and the pens have their turn. */
#define N_FRAMES_AT_ONCE 16
/* What the kernel holds unsent for a slow line; the rest waits here, where it can be thrown away. */
#define UNSENT_BYTES 131072
#define FRAME_OVERHEAD_BYTES 64
#define CLOSE_TRY_AGAIN_LATER 1013

typedef struct {
	ConsolePeer *peer;
} SocketUser;

static const ConsoleTrouble too_many_consoles = { "too-many-consoles",
	"打开的控制台太多，请先关闭一个。", "Too many consoles are open; please close one first." };

/* ---- the queue */

void console_peer_ask_to_write(ConsolePeer *peer)
{
	if (peer->waiting_us != 0)
		return; /* asked already, and each asking wakes the loop */
	peer->waiting_us = g_get_monotonic_time();
	lws_callback_on_writable(peer->wsi);
}

static void empty(GQueue *queue, GDestroyNotify free_element)
{
	gpointer element;
	while ((element = g_queue_pop_head(queue)))
		free_element(element);
}

static ConsoleFrame *take_from(ConsolePeer *peer, GQueue *queue)
{
	ConsoleFrame *frame = g_queue_pop_head(queue);
	if (frame)
		peer->queue_bytes -= frame->n_bytes + FRAME_OVERHEAD_BYTES;
	return frame;
}

static void clear_queue(ConsolePeer *peer, GQueue *queue)
{
	ConsoleFrame *frame;
	while ((frame = take_from(peer, queue)))
		console_frame_unref(frame);
}

void console_peer_start_over(ConsolePeer *peer, bool resynchronised)
{
	clear_queue(peer, &peer->queue);
	clear_queue(peer, &peer->held);
	peer->snapshot_due = true;
	peer->resynchronised = resynchronised;
	console_peer_ask_to_write(peer);
}

static void enqueue(ConsolePeer *peer, GQueue *queue, ConsoleFrame *frame)
{
	if (peer->snapshot_due || peer->close_status != 0)
		return; /* the snapshot will have it */
	gsize n_bytes = frame->n_bytes + FRAME_OVERHEAD_BYTES;
	if (peer->queue_bytes + n_bytes > peer->console->options.queue_limit_bytes) {
		g_info("a console fell behind and is told the state again");
		console_peer_start_over(peer, true);
		return;
	}
	peer->queue_bytes += n_bytes;
	g_queue_push_tail(queue, console_frame_ref(frame));
}

/* Live ink at the head of the queue goes out as one message. */
static ConsoleFrame *take_queued(ConsolePeer *peer)
{
	guint n_joined;
	ConsoleFrame *joined = console_ink_join(&peer->queue, CONSOLE_INK_FRAME_BYTES, &n_joined);
	if (!joined)
		return take_from(peer, &peer->queue);
	for (guint i = 0; i < n_joined; i++)
		console_frame_unref(take_from(peer, &peer->queue));
	return joined;
}

void console_start_over(Console *console)
{
	for (guint i = 0; i < console->peers->len; i++)
		console_peer_start_over(g_ptr_array_index(console->peers, i), true);
}

static void answer_now(ConsolePeer *peer, char *take_text)
{
	g_queue_push_tail(&peer->answers, console_frame_new(true, take_text, strlen(take_text)));
	g_free(take_text);
	console_peer_ask_to_write(peer);
}

static void let_go(ConsolePeer *peer)
{
	char *text;

	while ((text = kept_answers_take(&peer->kept, peer->console->store)))
		answer_now(peer, text);
}

void console_peer_answer(ConsolePeer *peer, char *take_text)
{
	if (!peer->is_keeping || console_json_is_error(take_text)) {
		answer_now(peer, take_text);
		return;
	}
	kept_answers_put(&peer->kept, peer->console->store, take_text);
	let_go(peer);
}

void console_peer_refuse(ConsolePeer *peer, guint32 request, const ConsoleTrouble *trouble)
{
	answer_now(peer, console_json_error(request, trouble));
}

void console_stored(Console *console)
{
	for (guint i = 0; i < console->peers->len; i++)
		let_go(g_ptr_array_index(console->peers, i));
	console_http_stored(console);
}

void console_peer_close(ConsolePeer *peer, int status, const char *reason)
{
	peer->close_status = status;
	peer->close_reason = reason;
	console_peer_ask_to_write(peer);
}

/* ---- who may see what */

RightsClass console_open_class(const Console *console)
{
	const StoreClass *class = classroom_class(console->classroom);

	return (RightsClass){ class->id, class->grade };
}

Rights console_peer_rights(const ConsolePeer *peer)
{
	const StoreTeacher *account = login_account(peer->console->login, peer->teacher_id);

	return account ? rights_of(account) : (Rights){ .teaches = "" };
}

/* Holds until the next snapshot: another class begins with one, and other rights with another session. */
static void look_again(ConsolePeer *peer)
{
	const Rights rights = console_peer_rights(peer);

	peer->sight = console_rights_sight(&rights, console_open_class(peer->console));
}

static ConsoleFrame *veiled(const ConsoleFrame *frame, ConsoleSight sight)
{
	g_autofree char *text = g_strndup((const char *)frame->payload, frame->n_bytes);
	g_autofree char *seen = console_rights_veil(text, sight);

	return console_frame_new(true, seen, strlen(seen));
}

/* ---- from the console to all */

void console_socket_broadcast(Console *console, ConsoleFrame *frame)
{
	for (guint i = 0; i < console->peers->len; i++) {
		ConsolePeer *peer = g_ptr_array_index(console->peers, i);
		g_autoptr(ConsoleFrame) seen = peer->sight == CONSOLE_SIGHT_WORK
						       ? console_frame_ref(frame)
						       : veiled(frame, peer->sight);

		enqueue(peer, &peer->queue, seen);
		console_peer_ask_to_write(peer);
	}
}

void console_socket_send_queued(Console *console)
{
	for (guint i = 0; i < console->peers->len; i++) {
		ConsolePeer *peer = g_ptr_array_index(console->peers, i);
		if (!g_queue_is_empty(&peer->queue))
			console_peer_ask_to_write(peer);
	}
}

bool console_socket_will_write(const Console *console)
{
	for (guint i = 0; i < console->peers->len; i++)
		if (((const ConsolePeer *)g_ptr_array_index(console->peers, i))->waiting_us == 0)
			return false;
	return true;
}

static bool base_is_due(const ConsolePeer *peer, guint seat)
{
	return seat < peer->base_due->len && peer->base_due->data[seat];
}

static bool base_under_way(const ConsolePeer *peer, guint seat)
{
	return peer->base.records && peer->base.head.seat == seat;
}

/* What the peer is to be told next comes right behind this frame, which it has not been sent yet. */
static bool may_grow(const ConsolePeer *peer, const ConsoleFrame *last, guint seat, gsize n_more)
{
	if (peer->sight != CONSOLE_SIGHT_WORK)
		return true; /* it is told of no ink */
	return !base_under_way(peer, seat) && !base_is_due(peer, seat) &&
	       g_queue_peek_tail((GQueue *)&peer->queue) == last &&
	       peer->queue_bytes + n_more <= peer->console->options.queue_limit_bytes;
}

/* A turn of the loop is one frame and not one for each dot. */
static bool grow_last(
	Console *console, const ConsoleInkHead *head, const guint8 *records, gsize n_records)
{
	const gsize n_more = console_ink_grown_bytes(n_records);
	if (!console->last_ink)
		return false;
	for (guint i = 0; i < console->peers->len; i++)
		if (!may_grow(g_ptr_array_index(console->peers, i), console->last_ink, head->seat,
			    n_more))
			return false;
	if (!console_ink_grow(console->last_ink, head, records, n_records))
		return false;
	for (guint i = 0; i < console->peers->len; i++) {
		ConsolePeer *peer = g_ptr_array_index(console->peers, i);
		if (peer->sight == CONSOLE_SIGHT_WORK)
			peer->queue_bytes += n_more;
	}
	return true;
}

void console_socket_broadcast_ink(
	Console *console, const ConsoleInkHead *head, const guint8 *records, gsize n_records)
{
	if (grow_last(console, head, records, n_records))
		return;
	console_frame_unref(console->last_ink);
	console->last_ink = console_ink_growing_frame(head, records, n_records);
	for (guint i = 0; i < console->peers->len; i++) {
		ConsolePeer *peer = g_ptr_array_index(console->peers, i);
		if (peer->sight != CONSOLE_SIGHT_WORK)
			continue;
		if (base_under_way(peer, head->seat))
			enqueue(peer, &peer->held, console->last_ink);
		else if (!base_is_due(peer, head->seat))
			enqueue(peer, &peer->queue, console->last_ink);
	}
}

static void set_base_due(ConsolePeer *peer, guint seat)
{
	if (peer->sight != CONSOLE_SIGHT_WORK)
		return;
	guint n_before = peer->base_due->len;
	if (seat >= n_before) {
		g_byte_array_set_size(peer->base_due, seat + 1);
		memset(peer->base_due->data + n_before, 0, seat + 1 - n_before);
	}
	peer->base_due->data[seat] = 1;
	if (base_under_way(peer, seat)) {
		console_ink_stream_clear(&peer->base);
		clear_queue(peer, &peer->held);
	}
}

void console_socket_seat_turned(Console *console, guint seat)
{
	for (guint i = 0; i < console->peers->len; i++) {
		ConsolePeer *peer = g_ptr_array_index(console->peers, i);
		set_base_due(peer, seat);
		console_peer_ask_to_write(peer);
	}
}

void console_socket_forget_queues(Console *console)
{
	for (guint i = 0; i < console->peers->len; i++) {
		ConsolePeer *peer = g_ptr_array_index(console->peers, i);
		if (!g_queue_is_empty(&peer->queue))
			console_peer_start_over(peer, false);
	}
}

void console_socket_watch(Console *console, gint64 now_ms)
{
	gint64 now_us = g_get_monotonic_time();
	for (guint i = 0; i < console->peers->len; i++) {
		ConsolePeer *peer = g_ptr_array_index(console->peers, i);
		gint64 stall_us = (gint64)console->options.stall_ms * 1000;
		if (peer->close_status == 0 && !login_alive(console->login, peer->token, now_ms))
			console_peer_close(peer, LWS_CLOSE_STATUS_POLICY_VIOLATION, "login");
		if (peer->waiting_us == 0 || now_us - peer->waiting_us < stall_us)
			continue;
		/* Closing is libwebsockets' own business and not to be called from a timer: an ended
		 * connection is something it notices by itself. */
		g_info("a console took nothing for %u ms and is hung up on",
			console->options.stall_ms);
		shutdown(lws_get_socket_fd(peer->wsi), SHUT_RDWR);
	}
}

/* ---- what to write next */

static ConsoleFrame *take_snapshot(ConsolePeer *peer)
{
	Console *console = peer->console;
	console_tell_changes(console); /* not to us: the snapshot is still due */
	look_again(peer);
	g_autofree char *all =
		console_state_snapshot(console->state, console_now_ms(), peer->resynchronised);
	g_autofree char *text = peer->sight == CONSOLE_SIGHT_WORK
					? g_steal_pointer(&all)
					: console_rights_veil(all, peer->sight);
	peer->snapshot_due = false;
	console_ink_stream_clear(&peer->base);
	g_byte_array_set_size(peer->base_due, 0); /* there may be fewer seats than before */
	for (guint seat = classroom_n_seats(console->classroom); seat-- > 0;)
		set_base_due(peer, seat);
	return console_frame_new(true, text, strlen(text));
}

/* The next seat whose base ink is due and that has any. */
static void begin_base(ConsolePeer *peer)
{
	Classroom *classroom = peer->console->classroom;
	for (guint seat = 0; !peer->base.records && seat < peer->base_due->len; seat++) {
		if (!peer->base_due->data[seat])
			continue;
		peer->base_due->data[seat] = 0;
		GBytes *records = classroom_seat_ink(classroom, seat);
		if (!records)
			continue;
		gint64 copy = classroom_seat(classroom, seat)->page_copy_id;
		ConsoleInkHead head = { CONSOLE_INK_BASE, seat, copy, 0 };
		console_ink_stream_start(&peer->base, &head, records);
	}
}

static ConsoleFrame *take_base(ConsolePeer *peer)
{
	if (!peer->base.records)
		begin_base(peer);
	ConsoleFrame *frame = console_ink_stream_next(&peer->base);
	/* With the last of the base out, the ink that came meanwhile may follow. */
	while (!peer->base.records && !g_queue_is_empty(&peer->held))
		g_queue_push_tail(&peer->queue, g_queue_pop_head(&peer->held));
	return frame;
}

/* NULL: nothing to say. */
static ConsoleFrame *take_next(ConsolePeer *peer)
{
	if (peer->close_status != 0)
		return g_queue_pop_head(&peer->answers);
	if (peer->snapshot_due)
		return take_snapshot(peer);
	ConsoleFrame *frame = g_queue_pop_head(&peer->answers);
	if (!frame)
		frame = take_queued(peer);
	if (!frame)
		frame = console_ink_stream_next(&peer->page);
	if (!frame)
		frame = console_peer_open_page(peer);
	if (!frame)
		frame = take_base(peer);
	return frame;
}

static int end_connection(ConsolePeer *peer)
{
	lws_close_reason(peer->wsi, (enum lws_close_status)peer->close_status,
		(guint8 *)peer->close_reason, strlen(peer->close_reason));
	return -1;
}

static int write_frames(ConsolePeer *peer)
{
	peer->waiting_us = 0;
	for (guint i = 0; i < N_FRAMES_AT_ONCE; i++) {
		g_autoptr(ConsoleFrame) frame = take_next(peer);
		if (!frame)
			return peer->close_status != 0 ? end_connection(peer) : 0;
		int n = lws_write(peer->wsi, frame->payload, frame->n_bytes,
			frame->is_text ? LWS_WRITE_TEXT : LWS_WRITE_BINARY);
		if (n < (int)frame->n_bytes)
			return -1;
		if (lws_send_pipe_choked(peer->wsi))
			break;
	}
	console_peer_ask_to_write(peer);
	return 0;
}

/* ---- coming and going */

static void limit_unsent(struct lws *wsi)
{
	int unsent = UNSENT_BYTES;
	if (setsockopt(lws_get_socket_fd(wsi), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent,
		    sizeof(unsent)) != 0)
		g_debug("TCP_NOTSENT_LOWAT: %s", g_strerror(errno));
}

/* The grid shows every pupil's page: opening it is a look at named pages too. */
static void log_look_at_class(const ConsolePeer *peer)
{
	const StoreAccess access = { .teacher_id = peer->teacher_id,
		.at_ms = console_now_ms(),
		.what = (char *)"open-class",
		.class_id = classroom_class(peer->console->classroom)->id };

	store_put_access(peer->console->store, &access);
}

static ConsolePeer *peer_new(struct lws *wsi)
{
	ConsolePeer *peer = g_new0(ConsolePeer, 1);
	peer->console = console_of(wsi);
	peer->wsi = wsi;
	peer->base_due = g_byte_array_new();
	peer->incoming = g_byte_array_new();
	limit_unsent(wsi);
	return peer;
}

static void peer_free(ConsolePeer *peer)
{
	if (peer->console->options.loads)
		loads_forget(peer->console->options.loads, peer);
	clear_queue(peer, &peer->queue);
	clear_queue(peer, &peer->held);
	empty(&peer->answers, (GDestroyNotify)console_frame_unref);
	kept_answers_clear(&peer->kept);
	empty(&peer->requests, g_free);
	marking_trial_free(peer->trial);
	console_ink_stream_clear(&peer->page);
	console_ink_stream_clear(&peer->base);
	g_byte_array_unref(peer->base_due);
	g_byte_array_unref(peer->incoming);
	g_free(peer);
}

static int come_in(struct lws *wsi, SocketUser *user)
{
	ConsolePeer *peer = user->peer = peer_new(wsi);
	Console *console = peer->console;
	/* The door was passed with this cookie in this very call; its headers are still there. */
	const StoreTeacher *teacher = NULL;
	if (console_http_token(wsi, peer->token))
		teacher = login_teacher(console->login, peer->token, console_now_ms());
	if (!teacher)
		return -1;
	peer->teacher_id = teacher->id;
	if (console->peers->len >= console->options.n_consoles_max) {
		console_peer_refuse(peer, 0, &too_many_consoles);
		console_peer_close(peer, CLOSE_TRY_AGAIN_LATER, too_many_consoles.code);
		return 0;
	}
	peer->counted = true;
	g_ptr_array_add(console->peers, peer);
	console_peers_changed(console);
	log_look_at_class(peer);
	console_peer_start_over(peer, false);
	return 0;
}

static void leave(SocketUser *user)
{
	ConsolePeer *peer = g_steal_pointer(&user->peer);
	if (peer->counted) {
		g_ptr_array_remove_fast(peer->console->peers, peer);
		console_peers_changed(peer->console);
	}
	peer_free(peer);
}

int console_socket_callback(
	struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t n_bytes)
{
	SocketUser *socket = user;
	ConsolePeer *peer = socket ? socket->peer : NULL;
	switch ((int)reason) { /* of some hundred reasons these concern us */
	case LWS_CALLBACK_ESTABLISHED:
		return socket ? come_in(wsi, socket) : -1;
	/* Both may still come while the line is shut down, after CLOSED. */
	case LWS_CALLBACK_RECEIVE:
		if (peer)
			console_peer_receive(peer, in, n_bytes);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return peer ? write_frames(peer) : 0;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
		if (peer)
			leave(socket);
		return 0;
	default:
		return 0;
	}
}
