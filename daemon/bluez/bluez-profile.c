/* SPDX-License-Identifier: MIT */
/*
 * The classic serial port: a profile of ours with bluetoothd, in both roles. It hands over a socket for each
 * connection, whether we asked for it or a bonded pen woke up and called by itself.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/bluez/bluez-link.h"

#include <fcntl.h>
#include <unistd.h>

#define PROFILE_PATH "/org/zhibi/serial"
#define SERIAL_BYTES 512 /* written at once; RFCOMM cuts by itself */

/* The call's file, ours to close; -1: it has none. */
static int take_file(GDBusMethodInvocation *call, GVariant *parameters)
{
	GUnixFDList *fds =
		g_dbus_message_get_unix_fd_list(g_dbus_method_invocation_get_message(call));
	gint32 index;

	g_variant_get_child(parameters, 1, "h", &index);
	return fds ? g_unix_fd_list_get(fds, index, NULL) : -1;
}

static void open_socket(Device *device, int fd)
{
	const BluezChannel channel = {
		.notify_fd = fd,
		.write_fd = fd,
		.write_bytes = SERIAL_BYTES,
	};

	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	/* One that called by itself while we were about to call it. */
	if (device->link)
		bluez_link_lost(device->link, "the pen called again");
	device_opened(device, bluez_link_new(device, &channel, "spp"));
}

static void new_connection(Bluez *bluez, GVariant *parameters, GDBusMethodInvocation *take_call)
{
	g_autofree char *path = NULL;
	int fd = take_file(take_call, parameters);
	Device *device;

	g_variant_get_child(parameters, 0, "o", &path);
	device = device_find(bluez, path);
	if (fd < 0 || !device || !device_is_ours(device)) {
		if (fd >= 0)
			close(fd);
		bluez_refuse_call(take_call, "org.bluez.Error.Rejected", "not a pen of ours");
		return;
	}
	g_dbus_method_invocation_return_value(take_call, NULL);
	open_socket(device, fd);
}

static void on_call(GDBusConnection *bus, const char *sender, const char *path,
	const char *interface, const char *method, GVariant *parameters,
	GDBusMethodInvocation *call, gpointer user)
{
	Bluez *bluez = user;

	(void)bus;
	(void)sender;
	(void)path;
	(void)interface;
	if (g_str_equal(method, "NewConnection")) {
		new_connection(bluez, parameters, call);
		return;
	}
	if (g_str_equal(method, "RequestDisconnection")) {
		g_autofree char *device_path = NULL;

		g_variant_get_child(parameters, 0, "o", &device_path);
		Device *device = device_find(bluez, device_path);
		if (device && device->link)
			bluez_link_lost(device->link, "the link was ended");
	}
	g_dbus_method_invocation_return_value(call, NULL);
}

static void on_registered(gpointer user, GVariant *result, GUnixFDList *fds, const GError *error)
{
	(void)user;
	(void)result;
	(void)fds;
	if (error)
		g_message(
			"no serial port profile, older pens cannot be reached: %s", error->message);
}

void profile_register(Bluez *bluez)
{
	static const GDBusInterfaceVTable TABLE = { .method_call = on_call };
	GVariantBuilder options;

	bluez->profile_object = g_dbus_connection_register_object(bluez->bus, PROFILE_PATH,
		bluez_interface(bluez, "org.bluez.Profile1"), &TABLE, bluez, NULL, NULL);
	g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
	g_variant_builder_add(&options, "{sv}", "Name", g_variant_new_string("zhibi"));
	/* Pens of protocol 1 use an insecure channel; who may connect is decided above. */
	g_variant_builder_add(
		&options, "{sv}", "RequireAuthentication", g_variant_new_boolean(FALSE));
	g_variant_builder_add(
		&options, "{sv}", "RequireAuthorization", g_variant_new_boolean(FALSE));
	bluez_call(bluez, bluez->cancellable, "/org/bluez", "org.bluez.ProfileManager1",
		"RegisterProfile",
		g_variant_new("(osa{sv})", PROFILE_PATH, SERIAL_PORT_UUID, &options), -1,
		on_registered, bluez);
}

void profile_unregister(Bluez *bluez)
{
	if (bluez->profile_object != 0)
		g_dbus_connection_unregister_object(bluez->bus, bluez->profile_object);
	bluez->profile_object = 0;
}
