/* SPDX-License-Identifier: MIT */
/* Stands on a bus as org.bluez without a single object: tool-cli-bluez ADDRESS. Says "ready", ends with its
 * standard input. For tests/check-doctor.py. */
#include <gio/gio.h>
#include <stdio.h>
#include <unistd.h>

static void on_name(GDBusConnection *bus, const char *name, gpointer user)
{
	(void)bus, (void)name, (void)user;
	puts("ready");
	fflush(stdout);
}

static void on_lost(GDBusConnection *bus, const char *name, gpointer user)
{
	(void)bus, (void)name;
	g_main_loop_quit(user);
}

static gboolean on_input(GIOChannel *channel, GIOCondition condition, gpointer user)
{
	(void)channel, (void)condition;
	g_main_loop_quit(user);
	return G_SOURCE_REMOVE;
}

int main(int argc, char **argv)
{
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	g_autoptr(GError) error = NULL;
	g_autoptr(GIOChannel) input = g_io_channel_unix_new(STDIN_FILENO);
	g_autoptr(GDBusConnection) bus =
		g_dbus_connection_new_for_address_sync(argc > 1 ? argv[1] : "",
			G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
				G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
			NULL, NULL, &error);

	if (!bus) {
		fprintf(stderr, "%s\n", error->message);
		return 1;
	}
	g_autoptr(GDBusObjectManagerServer) manager = g_dbus_object_manager_server_new("/");
	g_dbus_object_manager_server_set_connection(manager, bus);
	g_bus_own_name_on_connection(
		bus, "org.bluez", G_BUS_NAME_OWNER_FLAGS_NONE, on_name, on_lost, loop, NULL);
	g_io_add_watch(input, G_IO_IN | G_IO_HUP, on_input, loop);
	g_main_loop_run(loop);
	return 0;
}
