/* SPDX-License-Identifier: MIT */
/*
 * See bluez.h. This file joins the bus, follows bluetoothd's coming and going, and hands its objects to the files
 * for adapters and devices.
 *
 * The object manager is made anew each time bluetoothd appears: GLib's follows a new owner of the name by a
 * synchronous call, which a slow bluetoothd would make the whole daemon wait for.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/bluez/bluez-link.h"

#include <string.h>

#define BUS_RETRY_SECONDS 15

static void join_bus(Bluez *bluez);

/* ---- calls */

typedef struct {
	BluezDone done;
	gpointer user;
} Call;

static void on_answer(GObject *source, GAsyncResult *async, gpointer user)
{
	g_autofree Call *call = user;
	g_autoptr(GUnixFDList) fds = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) result = g_dbus_connection_call_with_unix_fd_list_finish(
		G_DBUS_CONNECTION(source), &fds, async, &error);

	if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && call->done)
		call->done(call->user, result, fds, error);
}

void bluez_call(Bluez *bluez, GCancellable *cancellable, const char *path, const char *interface,
	const char *method, GVariant *parameters, gint timeout_ms, BluezDone done, gpointer user)
{
	Call *call = g_new(Call, 1);

	*call = (Call){ done, user };
	g_dbus_connection_call_with_unix_fd_list(bluez->bus, BLUEZ_NAME, path, interface, method,
		parameters, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, timeout_ms, NULL, cancellable,
		on_answer, call);
}

void bluez_set_property(
	Bluez *bluez, const char *path, const char *interface, const char *name, GVariant *value)
{
	bluez_call(bluez, bluez->cancellable, path, "org.freedesktop.DBus.Properties", "Set",
		g_variant_new("(ssv)", interface, name, value), -1, NULL, NULL);
}

char *bluez_error_text(const GError *error)
{
	GError *plain = g_error_copy(error);
	char *text;

	g_dbus_error_strip_remote_error(plain);
	text = g_strdup(plain->message);
	g_error_free(plain);
	return text;
}

bool bluez_error_is(const GError *error, const char *name)
{
	g_autofree char *remote = g_dbus_error_get_remote_error(error);

	return remote && g_str_has_prefix(remote, "org.bluez.Error.") &&
	       g_str_equal(remote + strlen("org.bluez.Error."), name);
}

bool bluez_get_flag(GDBusProxy *proxy, const char *property)
{
	g_autoptr(GVariant) value = g_dbus_proxy_get_cached_property(proxy, property);

	return value && g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN) &&
	       g_variant_get_boolean(value);
}

char *bluez_get_text(GDBusProxy *proxy, const char *property)
{
	g_autoptr(GVariant) value = g_dbus_proxy_get_cached_property(proxy, property);

	return value && (g_variant_is_of_type(value, G_VARIANT_TYPE_STRING) ||
				g_variant_is_of_type(value, G_VARIANT_TYPE_OBJECT_PATH))
		       ? g_variant_dup_string(value, NULL)
		       : NULL;
}

void bluez_refuse_call(GDBusMethodInvocation *take_call, const char *name, const char *why)
{
	g_dbus_method_invocation_return_dbus_error(take_call, name, why);
}

GDBusInterfaceInfo *bluez_interface(Bluez *bluez, const char *name)
{
	return g_dbus_node_info_lookup_interface(bluez->interfaces, name);
}

/* ---- what changed */

static void tell_problems(Bluez *bluez)
{
	static const ProblemCode CODES[] = {
		[BLUEZ_ABSENT] = PROBLEM_BLUETOOTH_ABSENT,
		[BLUEZ_NO_ADAPTER] = PROBLEM_NO_ADAPTER,
		[BLUEZ_OFF] = PROBLEM_ADAPTER_OFF,
		[BLUEZ_READY] = N_PROBLEMS,
	};
	BluezState state = bluez_state(bluez);

	if (state == bluez->told_state)
		return;
	/* A machine that never had Bluetooth has no problem with it. */
	if (bluez->was_ready && CODES[bluez->told_state] != N_PROBLEMS)
		problem_ends(&bluez->options.problems, CODES[bluez->told_state], "", "came back");
	bluez->was_ready = bluez->was_ready || state == BLUEZ_READY;
	if (bluez->was_ready && CODES[state] != N_PROBLEMS)
		problem_begins(&bluez->options.problems, CODES[state], "", "");
	bluez->told_state = state;
}

static gboolean on_tell(gpointer user)
{
	Bluez *bluez = user;

	bluez->changed_source = 0;
	tell_problems(bluez);
	if (bluez->listener.changed)
		bluez->listener.changed(bluez->listener.user);
	return G_SOURCE_REMOVE;
}

void bluez_changed(Bluez *bluez)
{
	if (bluez->changed_source == 0 && !bluez->is_ending)
		bluez->changed_source = g_idle_add(on_tell, bluez);
}

/* ---- objects */

/* The device under whose object that of a service or characteristic lies. */
static Device *device_above(Bluez *bluez, const char *path)
{
	const char *service = strstr(path, "/service");
	g_autofree char *device_path = service ? g_strndup(path, (gsize)(service - path)) : NULL;

	return device_path ? device_find(bluez, device_path) : NULL;
}

static void take_interface(Bluez *bluez, GDBusInterface *interface)
{
	GDBusProxy *proxy = G_DBUS_PROXY(interface);
	const char *name = g_dbus_proxy_get_interface_name(proxy);
	Device *above;

	if (g_str_equal(name, BLUEZ_ADAPTER))
		adapter_added(bluez, proxy);
	else if (g_str_equal(name, BLUEZ_DEVICE))
		device_added(bluez, proxy);
	else if (g_str_equal(name, BLUEZ_CHARACTERISTIC) &&
		 (above = device_above(bluez, g_dbus_proxy_get_object_path(proxy))))
		gatt_shows_more(above);
}

static void drop_interface(Bluez *bluez, GDBusInterface *interface)
{
	GDBusProxy *proxy = G_DBUS_PROXY(interface);
	const char *name = g_dbus_proxy_get_interface_name(proxy);

	if (g_str_equal(name, BLUEZ_ADAPTER))
		adapter_removed(bluez, g_dbus_proxy_get_object_path(proxy));
	else if (g_str_equal(name, BLUEZ_DEVICE))
		device_removed(bluez, g_dbus_proxy_get_object_path(proxy));
}

typedef void (*InterfaceUse)(Bluez *bluez, GDBusInterface *interface);

static void each_interface(Bluez *bluez, GDBusObject *object, InterfaceUse use)
{
	GList *interfaces = g_dbus_object_get_interfaces(object);

	for (GList *at = interfaces; at; at = at->next)
		use(bluez, at->data);
	g_list_free_full(interfaces, g_object_unref);
}

static void on_object_added(GDBusObjectManager *objects, GDBusObject *object, gpointer user)
{
	(void)objects;
	each_interface(user, object, take_interface);
}

static void on_object_removed(GDBusObjectManager *objects, GDBusObject *object, gpointer user)
{
	(void)objects;
	each_interface(user, object, drop_interface);
}

static void on_interface_added(
	GDBusObjectManager *objects, GDBusObject *object, GDBusInterface *interface, gpointer user)
{
	(void)objects;
	(void)object;
	take_interface(user, interface);
}

static void on_interface_removed(
	GDBusObjectManager *objects, GDBusObject *object, GDBusInterface *interface, gpointer user)
{
	(void)objects;
	(void)object;
	drop_interface(user, interface);
}

static void notified(Bluez *bluez, const char *path, GVariant *changed)
{
	g_autoptr(GVariant) value =
		g_variant_lookup_value(changed, "Value", G_VARIANT_TYPE_BYTESTRING);
	Device *device = value ? device_above(bluez, path) : NULL;

	if (device && device->link)
		bluez_link_notified(device->link, path, value);
}

static void on_properties(GDBusObjectManagerClient *objects, GDBusObjectProxy *object,
	GDBusProxy *interface, GVariant *changed, const gchar *const *invalidated, gpointer user)
{
	const char *name = g_dbus_proxy_get_interface_name(interface);
	const char *path = g_dbus_proxy_get_object_path(interface);

	(void)objects;
	(void)object;
	(void)invalidated;
	if (g_str_equal(name, BLUEZ_CHARACTERISTIC))
		notified(user, path, changed);
	else if (g_str_equal(name, BLUEZ_DEVICE))
		device_properties(user, path, changed);
	else if (g_str_equal(name, BLUEZ_ADAPTER))
		adapter_properties(user, path);
}

static void take_objects(Bluez *bluez)
{
	GList *all = g_dbus_object_manager_get_objects(bluez->objects);

	/* Adapters first: devices refer to them. */
	for (guint devices = 0; devices <= 1; devices++)
		for (GList *at = all; at; at = at->next) {
			g_autoptr(GDBusInterface) interface = g_dbus_object_get_interface(
				at->data, devices ? BLUEZ_DEVICE : BLUEZ_ADAPTER);

			if (interface)
				take_interface(bluez, interface);
		}
	g_list_free_full(all, g_object_unref);
}

static void on_objects(GObject *source, GAsyncResult *async, gpointer user)
{
	g_autoptr(GError) error = NULL;
	GDBusObjectManager *objects = g_dbus_object_manager_client_new_finish(async, &error);
	Bluez *bluez = user;

	(void)source;
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	if (!objects) {
		g_message("bluetoothd does not list what it has: %s", error->message);
		return;
	}
	g_clear_object(&bluez->objects);
	bluez->objects = objects;
	g_signal_connect(objects, "object-added", G_CALLBACK(on_object_added), bluez);
	g_signal_connect(objects, "object-removed", G_CALLBACK(on_object_removed), bluez);
	g_signal_connect(objects, "interface-added", G_CALLBACK(on_interface_added), bluez);
	g_signal_connect(objects, "interface-removed", G_CALLBACK(on_interface_removed), bluez);
	g_signal_connect(
		objects, "interface-proxy-properties-changed", G_CALLBACK(on_properties), bluez);
	agent_register(bluez);
	profile_register(bluez);
	take_objects(bluez);
	bluez_changed(bluez);
	bluez_rota_soon(bluez);
}

/* ---- bluetoothd comes and goes */

static void on_appeared(GDBusConnection *bus, const char *name, const char *owner, gpointer user)
{
	Bluez *bluez = user;

	(void)name;
	g_info("bluetoothd is there (%s)", owner);
	g_dbus_object_manager_client_new(bus, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_DO_NOT_AUTO_START,
		BLUEZ_NAME, "/", NULL, NULL, NULL, bluez->cancellable, on_objects, bluez);
}

/* All it showed is gone with it, and every file it gave. */
static void forget_objects(Bluez *bluez)
{
	if (bluez->objects)
		g_signal_handlers_disconnect_by_data(bluez->objects, bluez);
	g_clear_object(&bluez->objects);
	g_hash_table_remove_all(bluez->devices);
	g_ptr_array_set_size(bluez->adapters, 0);
}

static void on_vanished(GDBusConnection *bus, const char *name, gpointer user)
{
	Bluez *bluez = user;

	(void)bus;
	(void)name;
	if (bluez->objects)
		g_message("bluetoothd has gone; waiting for it");
	g_cancellable_cancel(bluez->cancellable);
	g_clear_object(&bluez->cancellable);
	bluez->cancellable = g_cancellable_new();
	forget_objects(bluez);
	agent_unregister(bluez);
	profile_unregister(bluez);
	bluez_changed(bluez);
}

static gboolean on_retry(gpointer user)
{
	Bluez *bluez = user;

	bluez->retry_source = 0;
	join_bus(bluez);
	return G_SOURCE_REMOVE;
}

static void leave_bus(Bluez *bluez)
{
	g_clear_handle_id(&bluez->name_watch, g_bus_unwatch_name);
	forget_objects(bluez);
	agent_unregister(bluez);
	profile_unregister(bluez);
	if (bluez->bus)
		g_signal_handlers_disconnect_by_data(bluez->bus, bluez);
	g_clear_object(&bluez->bus);
}

static void on_bus_closed(GDBusConnection *bus, gboolean by_peer, GError *error, gpointer user)
{
	Bluez *bluez = user;

	(void)bus;
	(void)by_peer;
	g_message("the system bus has gone%s%s", error ? ": " : "", error ? error->message : "");
	leave_bus(bluez);
	bluez_changed(bluez);
	if (bluez->retry_source == 0)
		bluez->retry_source = g_timeout_add_seconds(BUS_RETRY_SECONDS, on_retry, bluez);
}

static void use_bus(Bluez *bluez, GDBusConnection *take_bus)
{
	bluez->bus = take_bus;
	/* Else GLib ends the whole process when the bus goes. */
	g_dbus_connection_set_exit_on_close(take_bus, FALSE);
	g_signal_connect(take_bus, "closed", G_CALLBACK(on_bus_closed), bluez);
	bluez->name_watch = g_bus_watch_name_on_connection(take_bus, BLUEZ_NAME,
		G_BUS_NAME_WATCHER_FLAGS_NONE, on_appeared, on_vanished, bluez, NULL);
}

static void on_bus(GObject *source, GAsyncResult *async, gpointer user)
{
	g_autoptr(GError) error = NULL;
	GDBusConnection *bus = g_bus_get_finish(async, &error);
	Bluez *bluez = user;

	(void)source;
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	if (bus) {
		use_bus(bluez, bus);
		return;
	}
	g_debug("no system bus: %s", error->message);
	bluez->retry_source = g_timeout_add_seconds(BUS_RETRY_SECONDS, on_retry, bluez);
}

static void join_bus(Bluez *bluez)
{
	if (bluez->options.bus)
		use_bus(bluez, g_object_ref(bluez->options.bus));
	else
		g_bus_get(G_BUS_TYPE_SYSTEM, bluez->cancellable, on_bus, bluez);
}

/* ---- life */

static const char INTERFACES[] =
	"<node>"
	"<interface name='org.bluez.Agent1'>"
	"<method name='Release'/>"
	"<method name='RequestPinCode'><arg type='o' direction='in'/><arg type='s' "
	"direction='out'/></method>"
	"<method name='DisplayPinCode'><arg type='o' direction='in'/><arg type='s' "
	"direction='in'/></method>"
	"<method name='RequestPasskey'><arg type='o' direction='in'/><arg type='u' "
	"direction='out'/></method>"
	"<method name='DisplayPasskey'><arg type='o' direction='in'/><arg type='u' direction='in'/>"
	"<arg type='q' direction='in'/></method>"
	"<method name='RequestConfirmation'><arg type='o' direction='in'/><arg type='u' "
	"direction='in'/></method>"
	"<method name='RequestAuthorization'><arg type='o' direction='in'/></method>"
	"<method name='AuthorizeService'><arg type='o' direction='in'/><arg type='s' "
	"direction='in'/></method>"
	"<method name='Cancel'/>"
	"</interface>"
	"<interface name='org.bluez.Profile1'>"
	"<method name='Release'/>"
	"<method name='NewConnection'><arg type='o' direction='in'/><arg type='h' direction='in'/>"
	"<arg type='a{sv}' direction='in'/></method>"
	"<method name='RequestDisconnection'><arg type='o' direction='in'/></method>"
	"</interface>"
	"</node>";

Bluez *bluez_new(const BluezOptions *options, const LinkOwner *owner, const BluezListener *listener)
{
	Bluez *bluez = g_new0(Bluez, 1);

	bluez->options = *options;
	bluez->owner = *owner;
	if (listener)
		bluez->listener = *listener;
	bluez->cancellable = g_cancellable_new();
	bluez->adapters = g_ptr_array_new_with_free_func(adapter_free);
	bluez->devices = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, device_free);
	bluez->interfaces = g_dbus_node_info_new_for_xml(INTERFACES, NULL);
	join_bus(bluez);
	return bluez;
}

Bluez *bluez_free(Bluez *bluez)
{
	if (!bluez)
		return NULL;
	bluez->is_ending = true;
	g_cancellable_cancel(bluez->cancellable);
	bluez_rota_stop(bluez);
	leave_bus(bluez);
	g_clear_handle_id(&bluez->retry_source, g_source_remove);
	g_clear_handle_id(&bluez->changed_source, g_source_remove);
	g_clear_handle_id(&bluez->pairing_source, g_source_remove);
	g_hash_table_unref(bluez->devices);
	g_ptr_array_unref(bluez->adapters);
	g_dbus_node_info_unref(bluez->interfaces);
	g_object_unref(bluez->cancellable);
	g_free(bluez);
	return NULL;
}

/* ---- what a person asks */

BluezState bluez_state(const Bluez *bluez)
{
	if (!bluez->objects)
		return BLUEZ_ABSENT;
	if (bluez->adapters->len == 0)
		return BLUEZ_NO_ADAPTER;
	for (guint i = 0; i < bluez->adapters->len; i++)
		if (adapter_powered(g_ptr_array_index(bluez->adapters, i)))
			return BLUEZ_READY;
	return BLUEZ_OFF;
}

static gboolean on_pairing_over(gpointer user)
{
	Bluez *bluez = user;

	bluez->pairing_source = 0;
	bluez_allow_pairing(bluez, 0);
	return G_SOURCE_REMOVE;
}

void bluez_allow_pairing(Bluez *bluez, guint seconds)
{
	g_clear_handle_id(&bluez->pairing_source, g_source_remove);
	bluez->pairing_until_us =
		seconds > 0 ? g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC : 0;
	if (seconds > 0)
		bluez->pairing_source = g_timeout_add_seconds(seconds, on_pairing_over, bluez);
	bluez_rota_soon(bluez);
	bluez_changed(bluez);
}

guint bluez_pairing_seconds_left(const Bluez *bluez)
{
	gint64 left_us = bluez->pairing_until_us - g_get_monotonic_time();

	return bluez->pairing_until_us != 0 && left_us > 0
		       ? (guint)((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC)
		       : 0;
}

bool bluez_take(Bluez *bluez, const char *address)
{
	Device *device = device_by_address(bluez, address);

	if (!device || !device->model || bluez_pairing_seconds_left(bluez) == 0)
		return false;
	device->taking = true;
	device->forgotten = false;
	device->not_before_ms = 0;
	bluez_rota_soon(bluez);
	return true;
}

bool bluez_give_passkey(Bluez *bluez, const char *address, guint32 passkey)
{
	Device *device = device_by_address(bluez, address);

	if (!device || !device->passkey_call || passkey > 999999)
		return false;
	g_dbus_method_invocation_return_value(
		g_steal_pointer(&device->passkey_call), g_variant_new("(u)", passkey));
	bluez_changed(bluez);
	return true;
}

bool bluez_forget(Bluez *bluez, const char *address)
{
	Device *device = device_by_address(bluez, address);

	if (!device)
		return false;
	device_forget(device);
	return true;
}
