/* SPDX-License-Identifier: MIT */
/*
 * Our pairing agent: what bluetoothd asks while it pairs. It answers for pens that somebody is taking, or that are
 * ours already; all others are refused, whoever started it.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/bluez/bluez-private.h"

#define AGENT_PATH "/org/zhibi/agent"
/* Adapters older than Bluetooth 2.1 pair by a PIN; the pens' vendor names this one. */
#define PIN_OF_OLD "0000"

/* The pen the call is about, if we may answer for it. */
static Device *device_of(Bluez *bluez, GVariant *parameters)
{
	g_autoptr(GVariant) path = g_variant_n_children(parameters) > 0
					   ? g_variant_get_child_value(parameters, 0)
					   : NULL;
	Device *device = path && g_variant_is_of_type(path, G_VARIANT_TYPE_OBJECT_PATH)
				 ? device_find(bluez, g_variant_get_string(path, NULL))
				 : NULL;

	return device && device_is_ours(device) ? device : NULL;
}

static void ask_for_passkey(Device *device, GDBusMethodInvocation *take_call)
{
	if (device->passkey_call)
		bluez_refuse_call(g_steal_pointer(&device->passkey_call),
			"org.bluez.Error.Canceled", "asked again");
	g_message("pen %s shows a passkey: type it in the console or with zhibi pens",
		device_name(device));
	device->passkey_call = take_call;
	bluez_changed(device->bluez);
}

static void cancel_passkeys(Bluez *bluez)
{
	GHashTableIter iterator;
	gpointer value;

	g_hash_table_iter_init(&iterator, bluez->devices);
	while (g_hash_table_iter_next(&iterator, NULL, &value)) {
		Device *device = value;

		if (device->passkey_call)
			bluez_refuse_call(g_steal_pointer(&device->passkey_call),
				"org.bluez.Error.Canceled", "cancelled");
	}
	bluez_changed(bluez);
}

static void answer(
	Bluez *bluez, const char *method, GVariant *parameters, GDBusMethodInvocation *take_call)
{
	Device *device = device_of(bluez, parameters);

	if (g_str_equal(method, "Release") || g_str_equal(method, "Cancel")) {
		cancel_passkeys(bluez);
		g_dbus_method_invocation_return_value(take_call, NULL);
	} else if (!device) {
		bluez_refuse_call(take_call, "org.bluez.Error.Rejected",
			"nobody asked for this device to be paired");
	} else if (g_str_equal(method, "RequestPasskey")) {
		ask_for_passkey(device, take_call);
	} else if (g_str_equal(method, "RequestPinCode")) {
		g_dbus_method_invocation_return_value(take_call, g_variant_new("(s)", PIN_OF_OLD));
	} else {
		/* RequestConfirmation, RequestAuthorization, AuthorizeService, Display…: yes. */
		g_dbus_method_invocation_return_value(take_call, NULL);
	}
}

static void on_call(GDBusConnection *bus, const char *sender, const char *path,
	const char *interface, const char *method, GVariant *parameters,
	GDBusMethodInvocation *call, gpointer user)
{
	(void)bus;
	(void)sender;
	(void)path;
	(void)interface;
	answer(user, method, parameters, call);
}

static void on_default(gpointer user, GVariant *result, GUnixFDList *fds, const GError *error)
{
	(void)user;
	(void)result;
	(void)fds;
	if (error)
		g_info("not the default pairing agent: %s", error->message);
}

static void on_registered(gpointer user, GVariant *result, GUnixFDList *fds, const GError *error)
{
	Bluez *bluez = user;

	(void)result;
	(void)fds;
	if (error) {
		g_message("no pairing agent, new pens that want one cannot be taken: %s",
			error->message);
		return;
	}
	/* Default: pens that pair by themselves while they connect ask it too. */
	bluez_call(bluez, bluez->cancellable, "/org/bluez", "org.bluez.AgentManager1",
		"RequestDefaultAgent", g_variant_new("(o)", AGENT_PATH), -1, on_default, bluez);
}

void agent_register(Bluez *bluez)
{
	static const GDBusInterfaceVTable TABLE = { .method_call = on_call };

	bluez->agent_object = g_dbus_connection_register_object(bluez->bus, AGENT_PATH,
		bluez_interface(bluez, "org.bluez.Agent1"), &TABLE, bluez, NULL, NULL);
	bluez_call(bluez, bluez->cancellable, "/org/bluez", "org.bluez.AgentManager1",
		"RegisterAgent", g_variant_new("(os)", AGENT_PATH, "KeyboardDisplay"), -1,
		on_registered, bluez);
}

void agent_unregister(Bluez *bluez)
{
	if (bluez->agent_object != 0)
		g_dbus_connection_unregister_object(bluez->bus, bluez->agent_object);
	bluez->agent_object = 0;
}
