/* SPDX-License-Identifier: MIT */
/*
 * A small HTTP and WebSocket client for tests of the console, on a raw socket: what goes over the wire is
 * what the test says. The console under test runs in the same thread: whoever waits here turns the main
 * context meanwhile, so a test is one sequence of events and not a race.
 */
#pragma once

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WEBSOCKET_PATIENCE_US (20 * G_USEC_PER_SEC)

enum {
	WEBSOCKET_TEXT = 1,
	WEBSOCKET_BINARY = 2,
	WEBSOCKET_CLOSE = 8,
	WEBSOCKET_PING = 9,
	WEBSOCKET_PONG = 10
};

typedef struct {
	int fd;
	GByteArray *in;	  /* not taken yet */
	GByteArray *seen; /* every byte that ever came */
	bool ended;	  /* the other side hung up */
	bool answers_pings;
	guint16 close_code; /* 0: no close frame yet */
	char close_reason[124];
} WebsocketClient;

typedef struct {
	int opcode;
	GByteArray *payload; /* with a NUL behind it that is not counted */
} WebsocketMessage;

static inline int websocket_connect(guint16 port, int receive_bytes)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert_cmpint(fd, >=, 0);
	if (receive_bytes > 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof(receive_bytes));
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	g_assert_cmpint(connect(fd, (struct sockaddr *)&address, sizeof(address)), ==, 0);
	return fd;
}

static inline WebsocketClient *websocket_client_new(guint16 port, int receive_bytes)
{
	WebsocketClient *client = g_new0(WebsocketClient, 1);
	client->fd = websocket_connect(port, receive_bytes);
	client->in = g_byte_array_new();
	client->seen = g_byte_array_new();
	client->answers_pings = true;
	return client;
}

static inline void websocket_client_free(WebsocketClient *client)
{
	if (!client)
		return;
	close(client->fd);
	g_byte_array_unref(client->in);
	g_byte_array_unref(client->seen);
	g_free(client);
}

static inline void websocket_message_free(WebsocketMessage *message)
{
	if (!message)
		return;
	g_byte_array_unref(message->payload);
	g_free(message);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(WebsocketClient, websocket_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WebsocketMessage, websocket_message_free)

/* Lets the console work; takes what has come. */
static inline void websocket_turn(WebsocketClient *client)
{
	guint8 bytes[65536];
	bool moved = g_main_context_iteration(NULL, FALSE);
	ssize_t n = client->ended ? 0 : recv(client->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (n > 0) {
		g_byte_array_append(client->in, bytes, (guint)n);
		g_byte_array_append(client->seen, bytes, (guint)n);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		client->ended = true;
	}
	if (!moved && n <= 0)
		g_usleep(200);
}

/* Lets the console work for a while without reading a byte. */
static inline void websocket_let_run(guint ms)
{
	gint64 end_us = g_get_monotonic_time() + (gint64)ms * 1000;
	while (g_get_monotonic_time() < end_us)
		if (!g_main_context_iteration(NULL, FALSE))
			g_usleep(200);
}

static inline void websocket_put(WebsocketClient *client, const void *bytes, gsize n_bytes)
{
	const guint8 *at = bytes;
	gint64 end_us = g_get_monotonic_time() + WEBSOCKET_PATIENCE_US;
	while (n_bytes > 0 && !client->ended) {
		g_assert_cmpint(g_get_monotonic_time(), <, end_us);
		ssize_t n = send(client->fd, at, n_bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n > 0) {
			at += n;
			n_bytes -= (gsize)n;
		} else if (errno == EAGAIN) {
			websocket_turn(client);
		} else {
			client->ended = true;
		}
	}
}

/* The head of an HTTP answer, up to and with the empty line; NULL when the line ended first. */
static inline char *websocket_take_head(WebsocketClient *client)
{
	gint64 end_us = g_get_monotonic_time() + WEBSOCKET_PATIENCE_US;
	for (;;) {
		const guint8 *end = client->in->len == 0 ? NULL
							 : memmem(client->in->data, client->in->len,
								   "\r\n\r\n", 4);
		if (end) {
			gsize n = (gsize)(end - client->in->data) + 4;
			char *head = g_strndup((char *)client->in->data, n);
			g_byte_array_remove_range(client->in, 0, (guint)n);
			return head;
		}
		if (client->ended)
			return NULL;
		g_assert_cmpint(g_get_monotonic_time(), <, end_us);
		websocket_turn(client);
	}
}

static inline char *websocket_header(const char *head, const char *name)
{
	g_auto(GStrv) lines = g_strsplit(head, "\r\n", -1);
	gsize n = strlen(name);
	for (char **line = lines; *line; line++)
		if (g_ascii_strncasecmp(*line, name, n) == 0 && (*line)[n] == ':')
			return g_strdup(g_strstrip(*line + n + 1));
	return NULL;
}

static inline guint websocket_status(const char *head)
{
	return head && strlen(head) > 12 ? (guint)g_ascii_strtoull(head + 9, NULL, 10) : 0;
}

/* A request on an open connection; the answer's body by its Content-Length. */
static inline guint websocket_http(
	WebsocketClient *client, const char *request, char **head, char **body)
{
	websocket_put(client, request, strlen(request));
	g_autofree char *answer = websocket_take_head(client);
	g_autofree char *length = answer ? websocket_header(answer, "content-length") : NULL;
	gsize n = length && !g_str_has_prefix(request, "HEAD")
			  ? (gsize)g_ascii_strtoull(length, NULL, 10)
			  : 0;
	gint64 end_us = g_get_monotonic_time() + WEBSOCKET_PATIENCE_US;
	while (client->in->len < n && !client->ended) {
		g_assert_cmpint(g_get_monotonic_time(), <, end_us);
		websocket_turn(client);
	}
	n = MIN(n, client->in->len);
	if (body)
		*body = g_strndup((char *)client->in->data, n);
	g_byte_array_remove_range(client->in, 0, (guint)n);
	guint status = websocket_status(answer);
	if (head)
		*head = g_steal_pointer(&answer);
	return status;
}

/* The upgrade; returns the status. NULL for a header leaves it out. */
static inline guint websocket_upgrade(WebsocketClient *client, const char *host, const char *origin,
	const char *cookie, const char *subprotocol)
{
	GString *request =
		g_string_new("GET /api/console HTTP/1.1\r\nUpgrade: websocket\r\n"
			     "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
			     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			     "Sec-WebSocket-Extensions: permessage-deflate\r\n");
	const char *names[] = { "Host", "Origin", "Cookie", "Sec-WebSocket-Protocol" };
	const char *values[] = { host, origin, cookie, subprotocol };
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (values[i])
			g_string_append_printf(request, "%s: %s\r\n", names[i], values[i]);
	g_string_append(request, "\r\n");
	websocket_put(client, request->str, request->len);
	g_string_free(request, TRUE);
	g_autofree char *head = websocket_take_head(client);
	if (websocket_status(head) == 101) {
		/* permessage-deflate was offered and must not be taken: it costs time for each frame. */
		g_assert_null(websocket_header(head, "sec-websocket-extensions"));
		g_autofree char *accept = websocket_header(head, "sec-websocket-accept");
		g_assert_cmpstr(accept, ==, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
	}
	return websocket_status(head);
}

/* One frame, masked as a client's must be. */
static inline void websocket_send(
	WebsocketClient *client, int opcode, bool final, const void *payload, gsize n_bytes)
{
	static const guint8 mask[4] = { 0x5a, 0xc3, 0x99, 0x17 };
	g_autoptr(GByteArray) frame = g_byte_array_new();
	guint8 head[14] = { (guint8)(opcode | (final ? 0x80 : 0)),
		(guint8)(0x80 | MIN(n_bytes, 126)) };
	gsize n_head = 2;
	if (n_bytes >= 126 && n_bytes < 65536) {
		head[2] = (guint8)(n_bytes >> 8);
		head[3] = (guint8)n_bytes;
		n_head = 4;
	} else if (n_bytes >= 65536) {
		head[1] = 0x80 | 127;
		for (guint i = 0; i < 8; i++)
			head[2 + i] = (guint8)((guint64)n_bytes >> (56 - 8 * i));
		n_head = 10;
	}
	memcpy(head + n_head, mask, sizeof(mask));
	g_byte_array_append(frame, head, (guint)(n_head + sizeof(mask)));
	for (gsize i = 0; i < n_bytes; i++) {
		guint8 byte = ((const guint8 *)payload)[i] ^ mask[i % 4];
		g_byte_array_append(frame, &byte, 1);
	}
	websocket_put(client, frame->data, frame->len);
}

static inline void websocket_say(WebsocketClient *client, const char *text)
{
	websocket_send(client, WEBSOCKET_TEXT, true, text, strlen(text));
}

/* The next whole frame already here, or NULL. Servers do not mask; ours do not fragment. */
static inline WebsocketMessage *websocket_take_frame(WebsocketClient *client)
{
	const guint8 *at = client->in->data;
	gsize n_here = client->in->len, n_head = 2, n_bytes;
	if (n_here < 2)
		return NULL;
	g_assert_cmpint(at[0] & 0x70, ==, 0);
	g_assert_true(at[0] & 0x80);
	g_assert_false(at[1] & 0x80);
	n_bytes = at[1];
	if (at[1] >= 126) {
		guint n_length = at[1] == 126 ? 2 : 8;
		n_head += n_length;
		if (n_here < n_head)
			return NULL;
		n_bytes = 0;
		for (guint i = 0; i < n_length; i++)
			n_bytes = n_bytes << 8 | at[2 + i];
	}
	if (n_here < n_head + n_bytes)
		return NULL;
	WebsocketMessage *message = g_new0(WebsocketMessage, 1);
	message->opcode = at[0] & 15;
	message->payload = g_byte_array_new();
	g_byte_array_append(message->payload, at + n_head, (guint)n_bytes);
	g_byte_array_append(message->payload, (const guint8 *)"", 1);
	g_byte_array_set_size(message->payload, (guint)n_bytes);
	g_byte_array_remove_range(client->in, 0, (guint)(n_head + n_bytes));
	return message;
}

static inline void websocket_note_close(WebsocketClient *client, const WebsocketMessage *message)
{
	const guint8 *at = message->payload->data;
	guint n = message->payload->len;
	client->close_code = (guint16)(n >= 2 ? at[0] << 8 | at[1] : 1005);
	if (n > 2)
		g_strlcpy(client->close_reason, (const char *)at + 2,
			MIN(n - 1, sizeof(client->close_reason)));
}

/* The next text or binary message; NULL when the other side closed, or after `wait_us`. */
static inline WebsocketMessage *websocket_receive_for(WebsocketClient *client, gint64 wait_us)
{
	gint64 end_us = g_get_monotonic_time() + wait_us;
	for (;;) {
		g_autoptr(WebsocketMessage) message = websocket_take_frame(client);
		if (message && message->opcode <= WEBSOCKET_BINARY)
			return g_steal_pointer(&message);
		if (message && message->opcode == WEBSOCKET_PING && client->answers_pings)
			websocket_send(client, WEBSOCKET_PONG, true, message->payload->data,
				message->payload->len);
		else if (message && message->opcode == WEBSOCKET_CLOSE) {
			websocket_note_close(client, message);
			return NULL;
		}
		if (message)
			continue;
		if (client->ended || g_get_monotonic_time() >= end_us)
			return NULL;
		websocket_turn(client);
	}
}

static inline WebsocketMessage *websocket_receive(WebsocketClient *client)
{
	return websocket_receive_for(client, WEBSOCKET_PATIENCE_US);
}
