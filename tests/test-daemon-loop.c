/* SPDX-License-Identifier: MIT */
/*
 * libwebsockets 4.1 as a guest of GLib's loop: what was found by trying it, kept as tests (HACKING.md, "The
 * event loop"). To be run again before any move to another version of either.
 */
#include "tests/console-view.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/resource.h>

static const ConsoleOptions plain = { 0 };

static gboolean quit(gpointer loop)
{
	g_main_loop_quit(loop);
	return G_SOURCE_REMOVE;
}

/* ---- quick */

#define N_TICKS 200
#define TICK_MS 5

/* A timer of GLib writes ink; a client in a thread of its own notes when it has it. */
typedef struct {
	ConsoleRig *rig;
	Stroke *stroke;
	guint n_ticks;
	gint64 sent_us[N_TICKS], got_us[N_TICKS];
	int fd;
} Stopwatch;

static gboolean tick(gpointer data)
{
	Stopwatch *watch = data;
	watch->sent_us[watch->n_ticks++] = g_get_monotonic_time();
	rig_pen_move(watch->rig, 0, watch->stroke, 1);
	return watch->n_ticks < N_TICKS ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void read_exactly(int fd, guint8 *out, gsize n)
{
	for (gsize at = 0; at < n;) {
		ssize_t got = recv(fd, out + at, n - at, 0);
		g_assert_cmpint(got, >, 0);
		at += (gsize)got;
	}
}

static gpointer note_arrivals(gpointer data)
{
	Stopwatch *watch = data;
	guint8 bytes[65536];
	for (guint n = 0; n < N_TICKS;) {
		read_exactly(watch->fd, bytes, 2);
		guint8 opcode = bytes[0] & 15;
		gsize n_bytes = bytes[1];
		if (n_bytes == 126) {
			read_exactly(watch->fd, bytes, 2);
			n_bytes = (gsize)(bytes[0] << 8 | bytes[1]);
		}
		read_exactly(watch->fd, bytes, n_bytes);
		if (opcode == WEBSOCKET_BINARY && bytes[1] == 1)
			watch->got_us[n++] = g_get_monotonic_time();
	}
	g_main_context_invoke(NULL, quit, watch->rig->loop);
	return NULL;
}

static int compare_times(gconstpointer a, gconstpointer b)
{
	gint64 one = *(const gint64 *)a, two = *(const gint64 *)b;
	return (one > two) - (one < two);
}

static void test_timer_to_frame(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_auto(ConsoleView) view = { 0 };
	Stopwatch watch = { .rig = rig, .fd = client->fd };
	watch.stroke = rig_pen_down(rig, 0, 10);
	rig_pen_move(rig, 0, watch.stroke, 1);
	while (!view.base_done[0] || view_take(&view, client, 100))
		view_take(&view, client, 100);
	g_timeout_add(TICK_MS, tick, &watch);
	GThread *thread = g_thread_new("client", note_arrivals, &watch);
	g_main_loop_run(rig->loop);
	g_thread_join(thread);
	for (guint i = 0; i < N_TICKS; i++)
		watch.got_us[i] -= watch.sent_us[i];
	qsort(watch.got_us, N_TICKS, sizeof(gint64), compare_times);
	g_test_message("timer to frame: p50 %" G_GINT64_FORMAT " us, p99 %" G_GINT64_FORMAT " us",
		watch.got_us[N_TICKS / 2], watch.got_us[N_TICKS * 99 / 100]);
	/* Measured 0.1 ms; a beat of any kind in between would be 1 ms and more. Crowded machines exist. */
	g_assert_cmpint(watch.got_us[N_TICKS / 2], <, 5000);
	rig_pen_up(rig, 0, watch.stroke);
}

/* ---- quiet */

static gint n_polls;

static gint count_polls(GPollFD *fds, guint n_fds, gint timeout_ms)
{
	n_polls++;
	return g_poll(fds, n_fds, timeout_ms);
}

static gint64 cpu_us(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC +
	       usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static void assert_quiet_for(ConsoleRig *rig, guint seconds, gint n_polls_max)
{
	g_timeout_add_seconds(seconds, quit, rig->loop);
	gint64 before_us = cpu_us();
	n_polls = 0;
	g_main_context_set_poll_func(NULL, count_polls);
	g_main_loop_run(rig->loop);
	g_main_context_set_poll_func(NULL, NULL);
	g_test_message("%d polls, %" G_GINT64_FORMAT " us of CPU", n_polls, cpu_us() - before_us);
	g_assert_cmpint(n_polls, <=, n_polls_max);
	g_assert_cmpint(cpu_us() - before_us, <, seconds * 10000);
}

static void test_idle_costs_nothing(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(4, &plain);
	websocket_let_run(500);
	assert_quiet_for(rig, 3, 6);
	/* With a console open: one look a second, no more. */
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_auto(ConsoleView) view = { 0 };
	view_settle(&view, client, 500);
	websocket_let_run(6000); /* idle HTTP connections time out */
	assert_quiet_for(rig, 3, 16);
}

/* ---- gone peers */

static void test_silent_client_is_hung_up_on(void)
{
	const ConsoleOptions options = { .ping_s = 1, .hangup_s = 3 };
	g_autoptr(ConsoleRig) rig = rig_new(1, &options);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) silent = rig_open(rig, cookie);
	g_autoptr(WebsocketClient) good = rig_open(rig, cookie);
	silent->answers_pings = false;
	gint64 begin_us = g_get_monotonic_time();
	while (!silent->ended && silent->close_code == 0) {
		websocket_message_free(websocket_receive_for(silent, 20000));
		websocket_message_free(websocket_receive_for(good, 20000));
		g_assert_cmpint(g_get_monotonic_time() - begin_us, <, 10 * G_USEC_PER_SEC);
	}
	g_assert_cmpint(g_get_monotonic_time() - begin_us, >, 2 * G_USEC_PER_SEC);
	for (guint i = 0; i < 150; i++)
		websocket_message_free(websocket_receive_for(good, 20000));
	g_assert_false(good->ended);
	g_assert_cmpuint(console_n_consoles(rig->console), ==, 1);
}

/* ---- many descriptors */

static void test_more_descriptors_than_sockets(void)
{
	struct rlimit limit;
	g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &limit), ==, 0);
	limit.rlim_cur = MIN(limit.rlim_max, 4096);
	g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &limit), ==, 0);
	g_autoptr(ConsoleRig) rig = rig_new(2, &plain);
	int fds[800];
	for (guint i = 0; i < G_N_ELEMENTS(fds); i++) {
		fds[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		g_assert_cmpint(fds[i], >=, 0);
	}
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_assert_cmpint(client->fd, >, 800);
	g_auto(ConsoleView) view = { 0 };
	view_settle(&view, client, 100);
	rig_write(rig, 1, 10, 30);
	view_settle(&view, client, 200);
	g_assert_cmpuint(ink_page_n_dots(view.pages[1]), ==, 30);
	for (guint i = 0; i < G_N_ELEMENTS(fds); i++)
		close(fds[i]);
}

/* All the sockets that libwebsockets was given in use: new ones wait or are refused, and later it works. */
static void test_more_sockets_than_the_limit(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	int fds[400];
	for (guint i = 0; i < G_N_ELEMENTS(fds); i++) {
		fds[i] = websocket_connect(console_port(rig->console), 0);
		if (i % 16 == 0)
			websocket_let_run(5);
	}
	websocket_let_run(300);
	for (guint i = 0; i < G_N_ELEMENTS(fds); i++)
		close(fds[i]);
	websocket_let_run(300);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	json_decref(rig_receive(client, "snapshot"));
}

/* ---- the end */

typedef struct {
	ConsoleRig *rig;
	guint n_rounds;
} Load;

static gboolean write_ink(gpointer data)
{
	Load *load = data;
	for (guint pupil = 0; pupil < load->rig->n_pupils; pupil++)
		rig_write(load->rig, pupil, 10 + load->n_rounds % 3, 20);
	return ++load->n_rounds < 1000 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Consoles open, ink on its way, a login under check, a request half sent: and the loop ends. */
static void test_teardown_under_load(void)
{
	for (guint i = 0; i < 8; i++) {
		ConsoleRig *rig = rig_new(6, &plain);
		g_autofree char *cookie = rig_log_in(rig);
		WebsocketClient *clients[5];
		for (guint n = 0; n < 5; n++)
			clients[n] = rig_open_slow(rig, cookie, n < 2 ? 4096 : 0);
		g_autoptr(WebsocketClient) half =
			websocket_client_new(console_port(rig->console), 0);
		const char *begun =
			"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{";
		websocket_put(half, begun, strlen(begun));
		g_autoptr(WebsocketClient) login =
			websocket_client_new(console_port(rig->console), 0);
		const char *request =
			"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: 27\r\n\r\n"
			"{\"name\":\"x\",\"password\":\"y\"}";
		websocket_put(login, request, strlen(request));
		Load load = { rig, 0 };
		guint source = g_timeout_add(1, write_ink, &load);
		g_timeout_add(30 + i * 11, quit, rig->loop);
		g_main_loop_run(rig->loop);
		g_source_remove(source);
		/* What is left in the context's sources runs after the console is gone. */
		rig->console = console_free(rig->console);
		while (g_main_context_iteration(NULL, FALSE))
			;
		for (guint n = 0; n < 5; n++)
			websocket_client_free(clients[n]);
		rig_free(rig);
	}
}

static guint count_descriptors(void)
{
	g_autoptr(GDir) folder = g_dir_open("/proc/self/fd", 0, NULL);
	guint n = 0;
	while (g_dir_read_name(folder))
		n++;
	return n;
}

static void test_nothing_left_open(void)
{
	guint n_before = 0;
	for (guint i = 0; i < 6; i++) {
		ConsoleRig *rig = rig_new(1, &plain);
		g_autofree char *cookie = rig_log_in(rig);
		g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
		json_decref(rig_receive(client, "snapshot"));
		rig_free(rig);
		if (i == 0)
			n_before = count_descriptors(); /* what libraries keep for good */
	}
	g_assert_cmpuint(count_descriptors(), <=, n_before);
}

/* ---- the rules */

static gboolean free_inside(gpointer console)
{
	console_free(console);
	return G_SOURCE_REMOVE;
}

/* Rule 1: the context dies after the loop, never inside one of its callbacks. */
static void test_rule_1_destroyed_after_the_loop(void)
{
	if (g_test_subprocess()) {
		ConsoleRig *rig = rig_new(1, &plain);
		g_timeout_add(1, free_inside, rig->console);
		g_main_loop_run(rig->loop);
		return;
	}
	g_test_trap_subprocess(NULL, 0, 0);
	g_test_trap_assert_failed();
	g_test_trap_assert_stderr("*g_main_depth*");
}

/* The second belt of rule 1: the plugin's code stays, even when the last context is gone. */
static void test_rule_1_plugin_stays(void)
{
	rig_free(rig_new(1, &plain));
	void *plugin = dlopen("libwebsockets-evlib_glib.so", RTLD_NOW | RTLD_NOLOAD);
	g_assert_nonnull(plugin);
	dlclose(plugin);
}

/* How many files of the folder know libwebsockets; none may call what rule 2 forbids. */
static guint look_through(const char *folder_path)
{
	static const char *const never[] = { "lws_sul_", "lws_set_timer", "lws_set_timeout",
		"lws_service(", "lws_cancel_service", "lws_adopt_", "lws_context_deprecate",
		"lws_close_free" };
	g_autoptr(GDir) folder = g_dir_open(folder_path, 0, NULL);
	g_assert_nonnull(folder);
	guint n_known = 0;
	for (const char *name; (name = g_dir_read_name(folder));) {
		g_autofree char *path = g_build_filename(folder_path, name, NULL);
		g_autofree char *text = NULL;
		if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
			n_known += look_through(path);
			continue;
		}
		if (!g_file_get_contents(path, &text, NULL, NULL))
			continue;
		bool knows = strstr(text, "<libwebsockets.h>") != NULL;
		g_assert_true(!knows || g_str_has_prefix(path, "daemon/console/"));
		n_known += knows;
		for (guint i = 0; i < G_N_ELEMENTS(never); i++)
			g_assert_null(strstr(text, never[i]));
	}
	return n_known;
}

/* Rule 2: from GLib's side nothing is called but lws_callback_on_writable*; rule 4: and libwebsockets is
 * known to the console's own files only. */
static void test_rule_2_calls(void)
{
	g_assert_cmpuint(look_through("daemon"), >, 0);
}

/* ---- beginnings that fail */

static void expect_refusal(ConsoleRig *rig, const ConsoleOptions *options, const char *wanted)
{
	g_autoptr(GError) error = NULL;
	ConsoleOptions with_page = *options;
	with_page.page_folder = rig->folder;
	Console *console =
		console_new(&with_page, rig->loop, rig->classroom, rig->login, rig->store, &error);
	g_assert_null(console);
	g_assert_cmpstr(g_quark_to_string(error->domain), ==, "zhibi-daemon");
	g_test_message("%s", error->message);
	g_assert_nonnull(strstr(error->message, wanted));
}

static void test_refusals(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *in_use = g_strdup_printf(
		"port %u is in use by another program; choose another with --port or stop it",
		console_port(rig->console));
	const ConsoleOptions taken = { .address = "127.0.0.1", .port = console_port(rig->console) };
	expect_refusal(rig, &taken, in_use);
	const ConsoleOptions open = { .address = "0.0.0.0" };
	expect_refusal(rig, &open, "without TLS");
	const ConsoleOptions lan = { .address = "192.168.7.7" };
	expect_refusal(rig, &lan, "without TLS");
	const ConsoleOptions name = { .address = "eth0" };
	expect_refusal(rig, &name, "\"eth0\"");
	const ConsoleOptions empty = { .address = "" };
	expect_refusal(rig, &empty, "not an address");
	const ConsoleOptions no_file = { .address = "127.0.0.1",
		.certificate_path = "/nowhere/c.pem",
		.key_path = "/nowhere/k.pem" };
	expect_refusal(rig, &no_file, "/nowhere/c.pem");
	/* The one that runs is none the worse. */
	g_autofree char *cookie = rig_log_in(rig);
	g_assert_nonnull(cookie);
}

static void test_loopback_addresses(void)
{
	static const char *const addresses[] = { "127.0.0.1", "127.0.0.2", "::1" };
	for (guint i = 0; i < G_N_ELEMENTS(addresses); i++) {
		const ConsoleOptions options = { .address = addresses[i] };
		g_autoptr(ConsoleRig) rig = rig_new(1, &options);
		g_assert_cmpuint(console_port(rig->console), >, 0);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/loop/timer-to-frame", test_timer_to_frame);
	g_test_add_func("/loop/idle-costs-nothing", test_idle_costs_nothing);
	g_test_add_func("/loop/silent-client-is-hung-up-on", test_silent_client_is_hung_up_on);
	g_test_add_func("/loop/more-descriptors-than-sockets", test_more_descriptors_than_sockets);
	g_test_add_func("/loop/more-sockets-than-the-limit", test_more_sockets_than_the_limit);
	g_test_add_func("/loop/teardown-under-load", test_teardown_under_load);
	g_test_add_func("/loop/nothing-left-open", test_nothing_left_open);
	g_test_add_func(
		"/loop/rule-1-destroyed-after-the-loop", test_rule_1_destroyed_after_the_loop);
	g_test_add_func("/loop/rule-1-plugin-stays", test_rule_1_plugin_stays);
	g_test_add_func("/loop/rule-2-calls", test_rule_2_calls);
	g_test_add_func("/loop/refusals", test_refusals);
	g_test_add_func("/loop/loopback-addresses", test_loopback_addresses);
	return g_test_run();
}
