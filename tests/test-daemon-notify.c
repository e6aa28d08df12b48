/* SPDX-License-Identifier: MIT */
/* What the service manager hears, at a socket of ours in its place. */
#include "daemon/notify.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <stdbool.h>
#include <unistd.h>

#include "tests/helpers.h"

#define SPAN_US 100000

typedef struct {
	char *folder;
	GSocket *manager;
} Room;

static void room_open(Room *room, bool abstract)
{
	g_autoptr(GError) error = NULL;
	room->folder = helpers_temporary_folder();
	g_autofree char *path = g_build_filename(room->folder, "notify", NULL);
	g_autofree char *name = abstract ? g_strconcat("@", path, NULL) : g_strdup(path);
	g_autoptr(GSocketAddress) address = abstract ? g_unix_socket_address_new_with_type(path, -1,
							       G_UNIX_SOCKET_ADDRESS_ABSTRACT)
						     : g_unix_socket_address_new(path);
	room->manager = g_socket_new(
		G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
	g_assert_no_error(error);
	g_assert_true(g_socket_bind(room->manager, address, TRUE, &error));
	g_socket_set_blocking(room->manager, FALSE);
	g_setenv("NOTIFY_SOCKET", name, TRUE);
}

static void room_close(Room *room)
{
	g_unsetenv("NOTIFY_SOCKET");
	g_unsetenv("WATCHDOG_USEC");
	g_unsetenv("WATCHDOG_PID");
	g_clear_object(&room->manager);
	helpers_remove_folder(room->folder);
	g_free(room->folder);
}

static void set_watchdog(guint span_us, gint process)
{
	g_autofree char *span = g_strdup_printf("%u", span_us);
	g_autofree char *id = g_strdup_printf("%d", process);
	g_setenv("WATCHDOG_USEC", span, TRUE);
	g_setenv("WATCHDOG_PID", id, TRUE);
}

static void assert_hears(Room *room, const char *words)
{
	char heard[256];
	gssize n = g_socket_receive(room->manager, heard, sizeof(heard) - 1, NULL, NULL);
	g_assert_cmpint(n, >=, 0);
	heard[n] = '\0';
	g_assert_cmpstr(heard, ==, words);
}

static bool hears_anything(Room *room)
{
	char heard[256];
	return g_socket_receive(room->manager, heard, sizeof(heard), NULL, NULL) >= 0;
}

static gboolean on_end(gpointer user)
{
	g_main_loop_quit(user);
	return G_SOURCE_REMOVE;
}

static void turn_for(guint time_ms)
{
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	g_timeout_add(time_ms, on_end, loop);
	g_main_loop_run(loop);
}

static void test_words(gconstpointer abstract)
{
	Room room;
	room_open(&room, GPOINTER_TO_INT(abstract) != 0);
	g_autoptr(Notify) notify = notify_new();
	notify_ready(notify, "listening on http://127.0.0.1:8080/");
	assert_hears(&room, "READY=1\nSTATUS=listening on http://127.0.0.1:8080/");
	notify_stopping(notify);
	assert_hears(&room, "STOPPING=1");
	g_assert_false(hears_anything(&room));
	room_close(&room);
}

static void test_watchdog(void)
{
	Room room;
	room_open(&room, false);
	set_watchdog(SPAN_US, getpid());
	Notify *notify = notify_new();
	turn_for(4 * SPAN_US / 1000);
	/* Twice a span; once at the least on a busy machine. */
	for (guint i = 0; i < 4; i++)
		assert_hears(&room, "WATCHDOG=1");
	while (hears_anything(&room)) {
	}
	/* A loop that does not turn gives no sign of life. */
	g_usleep(2 * SPAN_US);
	g_assert_false(hears_anything(&room));
	notify_free(notify);
	turn_for(2 * SPAN_US / 1000);
	g_assert_false(hears_anything(&room));
	room_close(&room);
}

static void test_watchdog_of_another(void)
{
	Room room;
	room_open(&room, false);
	set_watchdog(SPAN_US, getpid() + 1);
	Notify *notify = notify_new();
	turn_for(2 * SPAN_US / 1000);
	g_assert_false(hears_anything(&room));
	notify_free(notify);
	room_close(&room);
}

static void test_nobody(void)
{
	const char *names[] = { NULL, "", "relative", "/nowhere/notify" };
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		if (names[i])
			g_setenv("NOTIFY_SOCKET", names[i], TRUE);
		g_autoptr(Notify) notify = notify_new();
		notify_ready(notify, "ready");
		notify_stopping(notify);
	}
	g_unsetenv("NOTIFY_SOCKET");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_data_func("/notify/words", GINT_TO_POINTER(0), test_words);
	g_test_add_data_func("/notify/words-abstract", GINT_TO_POINTER(1), test_words);
	g_test_add_func("/notify/watchdog", test_watchdog);
	g_test_add_func("/notify/watchdog-of-another", test_watchdog_of_another);
	g_test_add_func("/notify/nobody", test_nobody);
	return g_test_run();
}
