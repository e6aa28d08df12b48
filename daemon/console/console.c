/* SPDX-License-Identifier: MIT */
/*
 * The libwebsockets context as a guest of GLib's loop, and the classroom's listener. The rules that came
 * out of trying this version (HACKING.md, "The event loop"): from here and from every other callback of
 * GLib, libwebsockets is only asked for a WRITEABLE callback; timers are GLib's; the context dies after
 * the loop.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/console/console.h"

#include <dlfcn.h>
#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "daemon/certificate.h"
#include "daemon/console/console-private.h"
#include "daemon/error.h"

#define GATHER_US 100000
#define GATHER_RESULTS_MS 10
#define INK_GATHER_US 800
#define WATCH_S 1
#define QUEUE_LIMIT_BYTES 1048576
#define N_CONSOLES_MAX 32
#define N_GUESTS_MAX 32 /* a browser opens six at once */
#define STALL_MS 30000
#define PING_S 20
#define HANGUP_S 45
/* Sockets of ours at once: consoles, page loads, and room for the rude. The process may have any number
 * of other descriptors beside them (tests/test-daemon-loop.c). */
#define N_SOCKETS_MAX 256
#define RECEIVE_BYTES 8192
#define REQUEST_HEADERS_BYTES 4096
/* libwebsockets cuts what it hands to the kernel by this; whole frames go out in one call. */
#define SEND_BYTES 262144

static const struct lws_protocol_vhost_options security_headers[] = {
	{ &security_headers[1], NULL, "content-security-policy:",
		"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
		"img-src 'self' data: blob:; font-src 'self'; form-action 'none'; "
		"frame-ancestors 'none'; base-uri 'none'" },
	{ &security_headers[2], NULL, "x-content-type-options:", "nosniff" },
	{ &security_headers[3], NULL, "x-frame-options:", "DENY" },
	{ &security_headers[4], NULL, "referrer-policy:", "no-referrer" },
	{ &security_headers[5], NULL, "cross-origin-opener-policy:", "same-origin" },
	{ NULL, NULL, "cross-origin-resource-policy:", "same-origin" },
};

/* And with TLS: no other way from now on. */
static const struct lws_protocol_vhost_options transport_header = {
	security_headers,
	NULL,
	"strict-transport-security:",
	"max-age=15768000",
};

static const struct lws_protocols protocols[] = {
	{ "http", console_http_callback, sizeof(gpointer), RECEIVE_BYTES, 0, NULL, SEND_BYTES },
	{ CONSOLE_SUBPROTOCOL, console_socket_callback, sizeof(gpointer), RECEIVE_BYTES, 0, NULL,
		SEND_BYTES },
	{ CONSOLE_WALL_SUBPROTOCOL, console_viewer_callback, sizeof(gpointer), RECEIVE_BYTES, 0,
		NULL, SEND_BYTES },
	{ NULL, NULL, 0, 0, 0, NULL, 0 },
};

Console *console_of(struct lws *wsi)
{
	return lws_context_user(lws_get_context(wsi));
}

/* ---- the classroom speaks */

static gboolean gathered(gpointer data)
{
	Console *console = data;
	console->gather_source = 0;
	console_tell_changes(console);
	return G_SOURCE_REMOVE;
}

/* The first change after a quiet while goes at once, those that follow are gathered. */
static void gather(Console *console)
{
	if (console->gather_source != 0 || console->peers->len == 0)
		return;
	gint64 since_us = g_get_monotonic_time() - console->told_us;
	guint delay_ms = since_us < GATHER_US ? (guint)(GATHER_US - since_us + 999) / 1000 : 0;
	console->gather_source =
		g_timeout_add_full(G_PRIORITY_DEFAULT, delay_ms, gathered, console, NULL);
}

static void tell(Console *console, const char *text)
{
	g_autoptr(ConsoleFrame) frame = console_frame_new(true, text, strlen(text));
	console_socket_broadcast(console, frame);
}

static void tell_results(Console *console)
{
	g_autofree char *text = console_state_take_results(console->state, console_now_ms());
	if (text)
		tell(console, text);
}

void console_tell_changes(Console *console)
{
	g_autofree char *text = console_state_take_change(console->state, console_now_ms());
	if (text) {
		console->told_us = g_get_monotonic_time();
		tell(console, text);
	}
	tell_results(console);
}

static gboolean results_gathered(gpointer data)
{
	Console *console = data;
	console->results_source = 0;
	tell_results(console);
	return G_SOURCE_REMOVE;
}

/* A result is to be seen within 50 ms of the pen's lifting; strokes of a class come faster than that. */
static void results_changed(void *user)
{
	Console *console = user;
	if (console->results_source == 0)
		console->results_source =
			g_timeout_add(GATHER_RESULTS_MS, results_gathered, console);
}

/* A seat on another page than before: its consoles need that page's ink from the start. */
static void note_page(Console *console, guint seat, gint64 page_copy_id)
{
	if (seat >= console->seat_copies->len)
		g_array_set_size(console->seat_copies, seat + 1);
	gint64 *known = &g_array_index(console->seat_copies, gint64, seat);
	if (*known == page_copy_id)
		return;
	*known = page_copy_id;
	console_socket_seat_turned(console, seat);
}

static void seat_changed(void *user, guint seat)
{
	Console *console = user;
	console_state_touch_seat(console->state, seat);
	if (seat < classroom_n_seats(console->classroom))
		note_page(console, seat, classroom_seat(console->classroom, seat)->page_copy_id);
	gather(console);
}

static void state_changed(void *user)
{
	Console *console = user;
	console_state_touch_all(console->state);
	gather(console);
}

static void wall_changed(void *user)
{
	Console *console = user;
	console_viewer_tell(console);
	console_state_touch_parts(console->state);
	gather(console);
}

void console_seats_changed(Console *console)
{
	g_array_set_size(console->seat_copies, 0);
	console_state_touch_all(console->state);
	console_tell_changes(console);
	console_start_over(console);
}

static void problems_changed(void *user)
{
	Console *console = user;
	console_state_touch_parts(console->state);
	gather(console);
}

static void send_ink(Console *console)
{
	console->ink_waits = false;
	console->ink_sent_us = g_get_monotonic_time();
	console_socket_send_queued(console);
}

static gboolean ink_waited(int fd, G_GNUC_UNUSED GIOCondition condition, gpointer data)
{
	guint64 n_times;
	if (read(fd, &n_times, sizeof(n_times)) > 0)
		send_ink(data);
	return G_SOURCE_CONTINUE;
}

/* The first ink after a quiet moment goes at once; in a busy class it waits for company, less than a
 * millisecond: a message for each dot of sixty pens would cost more than all the rest of the work. Ink of the same turn of
 * the loop goes with the first: no line was written to since. */
static void gather_ink(Console *console)
{
	if (console->ink_waits || console_socket_will_write(console))
		return;
	gint64 wait_us = console->ink_sent_us + INK_GATHER_US - g_get_monotonic_time();
	if (wait_us <= 0) {
		send_ink(console);
		return;
	}
	const struct itimerspec when = { .it_value.tv_nsec = wait_us * 1000 };
	timerfd_settime(console->ink_timer, 0, &when, NULL);
	console->ink_waits = true;
}

static void ink(void *user, guint seat, gint64 page_copy_id, const guint8 *records, gsize n_records)
{
	Console *console = user;
	note_page(console, seat, page_copy_id);
	if (wall_ink(console->wall, page_copy_id, records, n_records))
		console_viewer_tell(console);
	if (console->peers->len == 0)
		return;
	ConsoleInkHead head = { CONSOLE_INK_LIVE, seat, page_copy_id, 0 };
	console_socket_broadcast_ink(console, &head, records, n_records);
	gather_ink(console);
}

/* ---- open consoles are looked after */

static gboolean watch(gpointer data)
{
	console_socket_watch(data, console_now_ms());
	console_viewer_watch(data, console_now_ms());
	return G_SOURCE_CONTINUE;
}

void console_peers_changed(Console *console)
{
	const bool anybody = console->peers->len + console->viewers->len > 0;
	if (anybody && console->watch_source == 0)
		console->watch_source = g_timeout_add_seconds(WATCH_S, watch, console);
	else if (!anybody && console->watch_source != 0)
		g_clear_handle_id(&console->watch_source, g_source_remove);
}

guint console_n_consoles(const Console *console)
{
	return console->peers->len;
}

/* ---- beginning */

static void log_line(G_GNUC_UNUSED int level, const char *line)
{
	/* Nearly all of it is what strangers' bytes provoke. */
	g_debug("libwebsockets: %.*s", (int)strcspn(line, "\n"), line);
}

/* The plugin's code must outlive the context: a source of GLib may still return into it. */
static bool keep_plugin(GError **error)
{
	void *plugin = dlopen("libwebsockets-evlib_glib.so", RTLD_NOW | RTLD_NODELETE);
	if (plugin) {
		dlclose(plugin); /* it stays loaded all the same */
		return true;
	}
	g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
		"libwebsockets cannot use GLib's loop; install the package "
		"libwebsockets-evlib-glib");
	return false;
}

static GInetAddress *parse_address(const ConsoleOptions *options, GError **error)
{
	g_autoptr(GInetAddress) address = g_inet_address_new_from_string(options->address);
	if (!address) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"\"%s\" is not an address to listen on; give a number such as 127.0.0.1, "
			"::1 "
			"or 0.0.0.0",
			options->address);
		return NULL;
	}
	if (!options->certificate_path && !g_inet_address_get_is_loopback(address)) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"without TLS only this machine may look on: listen on 127.0.0.1, or give a "
			"certificate");
		return NULL;
	}
	return g_steal_pointer(&address);
}

static void bind_failed(const ConsoleOptions *options, const GError *why, GError **error)
{
	if (g_error_matches(why, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
			"port %u is in use by another program; choose another with --port or stop "
			"it",
			options->port);
	else if (g_error_matches(why, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
			"port %u needs privileges; choose one from 1024 on with --port",
			options->port);
	else
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
			"cannot listen on %s port %u (%s); give an address that this machine has",
			options->address, options->port, why->message);
}

/* libwebsockets does not say why it cannot listen; a socket of our own, tried first, does. */
static bool try_port(const ConsoleOptions *options, GInetAddress *address, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autoptr(GSocket) socket = g_socket_new(g_inet_address_get_family(address),
		G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &why);
	g_autoptr(GSocketAddress) place = g_inet_socket_address_new(address, options->port);
	if (socket && g_socket_bind(socket, place, TRUE, &why) && g_socket_listen(socket, &why))
		return true;
	bind_failed(options, why, error);
	return false;
}

static Console *console_prepare(const ConsoleOptions *options)
{
	Console *console = g_new0(Console, 1);
	ConsoleOptions *kept = &console->options;
	kept->fleet = options->fleet;
	kept->problems = options->problems;
	kept->rosters = options->rosters;
	kept->loads = options->loads;
	kept->boards = options->boards;
	kept->marking = options->marking;
	kept->reader = options->reader;
	kept->queue_limit_bytes =
		options->queue_limit_bytes ? options->queue_limit_bytes : QUEUE_LIMIT_BYTES;
	kept->n_consoles_max = options->n_consoles_max ? options->n_consoles_max : N_CONSOLES_MAX;
	console->guests =
		console_guests_new(options->n_guests_max ? options->n_guests_max : N_GUESTS_MAX);
	kept->stall_ms = options->stall_ms ? options->stall_ms : STALL_MS;
	console->patience.secs_since_valid_ping = options->ping_s ? options->ping_s : PING_S;
	console->patience.secs_since_valid_hangup =
		options->hangup_s ? options->hangup_s : HANGUP_S;
	console->has_tls = options->certificate_path != NULL;
	console->peers = g_ptr_array_new();
	console->viewers = g_ptr_array_new();
	console->wall_brake = brake_new();
	console->seat_copies = g_array_new(FALSE, TRUE, sizeof(gint64));
	console->told_us = console->ink_sent_us = G_MININT64 / 2;
	console->ink_timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	g_assert(console->ink_timer >= 0);
	console->ink_source = g_unix_fd_add(console->ink_timer, G_IO_IN, ink_waited, console);
	return console;
}

static void describe_tls(const ConsoleOptions *options, struct lws_context_creation_info *info)
{
	info->options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info->ssl_cert_filepath = options->certificate_path;
	info->ssl_private_key_filepath = options->key_path;
	info->ssl_options_set = SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 |
				SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION;
	info->ssl_cipher_list = "ECDHE+AESGCM:ECDHE+CHACHA20";
	info->headers = &transport_header;
}

static bool begin_to_listen(Console *console, const ConsoleOptions *options, GInetAddress *address,
	GMainLoop *loop, GError **error)
{
	bool is_any = g_inet_address_get_is_any(address);
	struct lws_context_creation_info info = {
		.iface = is_any ? NULL : options->address,
		.port = options->port,
		.protocols = protocols,
		.headers = security_headers,
		.options = LWS_SERVER_OPTION_GLIB | LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND |
			   LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME,
		.foreign_loops = (void *[]){ loop },
		.user = console,
		.server_string = "zhibid",
		.alpn = "http/1.1", /* a WebSocket inside HTTP/2 would come by another door */
		.retry_and_idle_policy = &console->patience,
		.max_http_header_data = REQUEST_HEADERS_BYTES,
		/* Else its tables are as long as the process may open files: gigabytes in some
		 * containers. */
		.fd_limit_per_thread = N_SOCKETS_MAX,
	};
	if (g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV4)
		info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
	if (console->has_tls)
		describe_tls(options, &info);
	lws_set_log_level(LLL_ERR | LLL_WARN, log_line);
	console->context = lws_create_context(&info);
	console->vhost =
		console->context ? lws_get_vhost_by_name(console->context, "default") : NULL;
	if (console->vhost)
		return true;
	g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
		"cannot listen on %s port %u; run with G_MESSAGES_DEBUG=all to see why",
		options->address, options->port);
	return false;
}

Console *console_new(const ConsoleOptions *options, GMainLoop *loop, Classroom *classroom,
	Login *login, Store *store, GError **error)
{
	g_assert(g_main_loop_get_context(loop) == g_main_context_default());
	g_autoptr(GInetAddress) address = parse_address(options, error);
	if (!address || !keep_plugin(error))
		return NULL;
	if (options->certificate_path &&
		!certificate_check(options->certificate_path, options->key_path, error))
		return NULL;
	if (!try_port(options, address, error))
		return NULL;
	g_autoptr(Console) console = console_prepare(options);
	console->classroom = classroom;
	console->login = login;
	console->store = store;
	console->files = console_files_new(options->page_folder);
	console->wall =
		wall_new(&(WallOptions){ store, options->reader, classroom, options->marking });
	console->state =
		console_state_new(classroom, options->problems, options->marking, console->wall);
	wall_set_changed(console->wall, wall_changed, console);
	if (!begin_to_listen(console, options, address, loop, error))
		return NULL;
	ClassroomListener listener = { console, seat_changed, state_changed, ink };
	classroom_set_listener(classroom, &listener);
	if (options->problems)
		problems_set_changed(options->problems, problems_changed, console);
	if (options->marking)
		marking_set_changed(options->marking, results_changed, console);
	return g_steal_pointer(&console);
}

guint16 console_port(const Console *console)
{
	return (guint16)lws_get_vhost_listen_port(console->vhost);
}

Console *console_free(Console *console)
{
	if (!console)
		return NULL;
	g_assert(g_main_depth() == 0); /* else a source of libwebsockets may be under way */
	classroom_set_listener(console->classroom, &(ClassroomListener){ 0 });
	if (console->options.problems)
		problems_set_changed(console->options.problems, NULL, NULL);
	if (console->options.marking)
		marking_set_changed(console->options.marking, NULL, NULL);
	if (console->context)
		lws_context_destroy(console->context);
	console_http_forget(console);
	g_assert(console->peers->len == 0 && console->viewers->len == 0);
	console_frame_unref(console->last_ink);
	if (console->gather_source)
		g_source_remove(console->gather_source);
	g_clear_handle_id(&console->ink_source, g_source_remove);
	g_clear_handle_id(&console->results_source, g_source_remove);
	close(console->ink_timer);
	console_guests_free(console->guests);
	g_ptr_array_unref(console->peers);
	g_array_unref(console->seat_copies);
	console_state_free(console->state);
	g_ptr_array_unref(console->viewers);
	brake_free(console->wall_brake);
	wall_free(console->wall);
	console_files_free(console->files);
	g_free(console);
	return NULL;
}
