/* SPDX-License-Identifier: MIT */
/*
 * Connections before login: one sender has room for so many, and shuts out nobody but itself. By itself, and with
 * hundreds of silent connections at a real console.
 */
#include "daemon/console/console-guests.h"
#include "tests/console-rig.h"

#define N_SILENT 300 /* more than the console has sockets */

static gpointer connection(guint number)
{
	return GUINT_TO_POINTER(number);
}

static void test_silent_longest_goes(void)
{
	g_autoptr(ConsoleGuests) guests = console_guests_new(3);

	for (guint i = 1; i <= 3; i++)
		g_assert_null(console_guests_came(guests, connection(i), "10.0.0.1"));
	g_assert_null(console_guests_came(guests, connection(10), "10.0.0.2"));
	console_guests_spoke(guests, connection(1));
	g_assert_true(console_guests_came(guests, connection(4), "10.0.0.1") == connection(2));
	/* It is asked to go once, also while it is not gone yet. */
	g_assert_true(console_guests_came(guests, connection(5), "10.0.0.1") == connection(3));
	console_guests_left(guests, connection(2));
	console_guests_left(guests, connection(3));
	g_assert_cmpuint(console_guests_n(guests), ==, 4);
}

/* Who has logged in makes room; what is no guest is passed over. */
static void test_logged_in(void)
{
	g_autoptr(ConsoleGuests) guests = console_guests_new(1);

	g_assert_null(console_guests_came(guests, connection(1), "10.0.0.1"));
	console_guests_left(guests, connection(1));
	g_assert_null(console_guests_came(guests, connection(2), "10.0.0.1"));
	console_guests_spoke(guests, connection(7));
	console_guests_left(guests, connection(7));
	g_assert_cmpuint(console_guests_n(guests), ==, 1);
}

/* One IPv6 network is one sender, and an IPv4 address is itself by both ways. */
static void test_senders(void)
{
	g_autoptr(ConsoleGuests) guests = console_guests_new(1);

	g_assert_null(console_guests_came(guests, connection(1), "2001:db8::1"));
	g_assert_true(console_guests_came(guests, connection(2), "2001:db8::2") == connection(1));
	g_assert_null(console_guests_came(guests, connection(3), "2001:db8:0:1::2"));
	g_assert_null(console_guests_came(guests, connection(4), "10.0.0.1"));
	g_assert_true(
		console_guests_came(guests, connection(5), "::ffff:10.0.0.1") == connection(4));
}

/* ---- a real console */

static int connect_from(const char *from, guint16 port)
{
	struct sockaddr_in own = { .sin_family = AF_INET };
	struct sockaddr_in console = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	g_assert_cmpint(fd, >=, 0);
	g_assert_cmpint(inet_pton(AF_INET, from, &own.sin_addr), ==, 1);
	g_assert_cmpint(bind(fd, (struct sockaddr *)&own, sizeof(own)), ==, 0);
	g_assert_cmpint(connect(fd, (struct sockaddr *)&console, sizeof(console)), ==, 0);
	return fd;
}

static void open_silent(ConsoleRig *rig, const char *from, int *fds)
{
	for (guint i = 0; i < N_SILENT; i++) {
		fds[i] = connect_from(from, console_port(rig->console));
		websocket_let_run(1);
	}
	websocket_let_run(50);
}

static guint n_open(const int *fds)
{
	guint n = 0;
	char byte;

	for (guint i = 0; i < N_SILENT; i++)
		n += recv(fds[i], &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && errno == EAGAIN;
	return n;
}

static void close_all(const int *fds)
{
	for (guint i = 0; i < N_SILENT; i++)
		close(fds[i]);
}

/* Newcomers get in, from elsewhere and from the same address; who has logged in stays. */
static void check_silent(const char *from)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &(ConsoleOptions){ 0 });
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) console = rig_open(rig, cookie);
	int fds[N_SILENT];

	open_silent(rig, from, fds);
	g_assert_cmpuint(n_open(fds), <=, 32);
	g_assert_cmpuint(rig_get(rig, "/api/me", "", NULL, NULL), ==, 401);
	g_autofree char *header = g_strdup_printf("Cookie: %s\r\n", cookie);
	g_assert_cmpuint(rig_get(rig, "/api/me", header, NULL, NULL), ==, 200);
	g_autofree char *other = rig_log_in(rig);
	g_assert_nonnull(other);
	json_t *snapshot = rig_receive(console, "snapshot");
	json_decref(snapshot);
	g_assert_false(console->ended);
	g_assert_cmpuint(console_n_consoles(rig->console), ==, 1);
	close_all(fds);
}

static void test_silent_elsewhere(void)
{
	check_silent("127.0.0.2");
}

static void test_silent_same_address(void)
{
	check_silent("127.0.0.1");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/console-guests/silent-longest-goes", test_silent_longest_goes);
	g_test_add_func("/daemon/console-guests/logged-in", test_logged_in);
	g_test_add_func("/daemon/console-guests/senders", test_senders);
	g_test_add_func("/daemon/console-guests/silent-elsewhere", test_silent_elsewhere);
	g_test_add_func("/daemon/console-guests/silent-same-address", test_silent_same_address);
	return g_test_run();
}
