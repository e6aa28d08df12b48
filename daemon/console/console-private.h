/* SPDX-License-Identifier: MIT */
/*
 * What the console's own files share: console.c (the context and the classroom's listener), console-http.c
 * (one request at a time on a connection), console-socket.c (one open console each). Nobody else
 * includes it.
 */
#pragma once

#include "daemon/console/console.h"

#include <libwebsockets.h>

#include "daemon/console/console-files.h"
#include "daemon/console/console-guests.h"
#include "daemon/console/console-ink.h"
#include "daemon/console/console-json.h"
#include "daemon/console/console-state.h"
#include "daemon/brake.h"
#include "daemon/rights.h"
#include "daemon/wall/wall.h"

#define CONSOLE_COOKIE "zhibi"
/* Of the show wall: its subprotocol, and where a follower keeps the link's token. */
#define CONSOLE_WALL_SUBPROTOCOL "zhibi-wall-1"
#define CONSOLE_WALL_COOKIE "zhibi-wall"
#define CONSOLE_VIEWERS_MAX 64

struct Console {
	ConsoleOptions options; /* numbers filled in; texts not kept */
	bool has_tls;
	Classroom *classroom;
	Login *login;
	Store *store;
	ConsoleFiles *files;
	ConsoleState *state;
	ConsoleGuests *guests; /* struct lws *, not logged in */
	GQueue kept;	       /* of requests over HTTP whose answers wait for the disk */
	GPtrArray *peers;      /* ConsolePeer *, open consoles */
	Wall *wall;
	Brake *wall_brake;    /* on guessing its links */
	GPtrArray *viewers;   /* who looks at it and at nothing else; console-viewer.c */
	GArray *seat_copies;  /* gint64 by seat: the page copy whose ink was told last */
	gint64 told_us;	      /* when the last change was told */
	guint gather_source;  /* changes are gathered until it fires; 0: quiet */
	guint results_source; /* the same of results */
	gint64 ink_sent_us;   /* when live ink was sent on last */
	ConsoleFrame *
		last_ink; /* put into queues last; grows where it is the last of all of them. NULL: none */
	int ink_timer; /* a timerfd: GLib's timers know milliseconds only */
	guint ink_source;
	bool ink_waits;
	guint watch_source; /* looks after open consoles; 0 when there are none */
	struct lws_context *context;
	struct lws_vhost *vhost;
	lws_retry_bo_t patience;
};

static inline gint64 console_now_ms(void)
{
	return g_get_real_time() / 1000;
}

/* ---- console.c */

Console *console_of(struct lws *wsi);
/* Something changed at a page's wish: tell it at once. */
void console_tell_changes(Console *console);
/* Somebody came or went. */
void console_peers_changed(Console *console);

/* ---- console-http.c */

int console_http_callback(
	struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t n_bytes);

/* More is on the disk: answers that waited for it may go. */
void console_http_stored(Console *console);
/* At the end: of those that still wait, nobody is there any more. */
void console_http_forget(Console *console);

/* ---- console-header.c */

/* The token in the request's cookie of this name; false: none that could be one. */
bool console_http_cookie(struct lws *wsi, const char *name, char token[LOGIN_TOKEN_LENGTH + 1]);
/* The session's. */
bool console_http_token(struct lws *wsi, char token[LOGIN_TOKEN_LENGTH + 1]);

/* ---- console-door.c */

/* Does this upgrade come from one who follows the wall by a link? */
bool console_http_is_follower(struct lws *wsi);

/* ---- console-socket.c */

/* Rights are held against it. */
RightsClass console_open_class(const Console *console);

typedef struct ConsolePeer ConsolePeer;

int console_socket_callback(
	struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t n_bytes);
/* For every console that is up to date. */
void console_socket_broadcast(Console *console, ConsoleFrame *frame);
/* Puts live ink into the queues; console_socket_send_queued lets it go. */
void console_socket_broadcast_ink(
	Console *console, const ConsoleInkHead *head, const guint8 *records, gsize n_records);
void console_socket_send_queued(Console *console);
/* Every line is asked for already: what is queued now goes out with what is there. */
bool console_socket_will_write(const Console *console);
/* The seat turned to another page: its base ink is due again. */
void console_socket_seat_turned(Console *console, guint seat);
/* Names were hidden: what still waits in a queue may hold one. */
void console_socket_forget_queues(Console *console);
/* Closes those whose session is over; hangs up on those that take nothing. */
void console_socket_watch(Console *console, gint64 now_ms);

/* ---- console-viewer.c */

int console_viewer_callback(
	struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t n_bytes);
/* The wall is another, or shows more. */
void console_viewer_tell(Console *console);
/* Closes those whose session or link is over; a sign of life to all. */
void console_viewer_watch(Console *console, gint64 now_ms);
