/* SPDX-License-Identifier: MIT */
/*
 * Finds a pen's channel among the GATT objects bluetoothd shows and opens it: AcquireNotify first, because notifications
 * then come through a file that waits for nobody; StartNotify where the model asks for it or bluetoothd cannot.
 * bluetoothd itself chooses between notifications and indications.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/bluez/bluez-link.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Of a pen that lies: more objects than this are not looked at. */
#define N_OBJECTS_MAX 4096
#define SHOW_SECONDS 5 /* an object after it said that all are there */
#define OPEN_SECONDS 15
#define ATT_HEADER 3
#define ATT_MTU_LEAST 23

/* What is known while the files are asked for, one call at a time; the device's. */
struct Opening {
	Device *device;
	GDBusProxy *notify, *write;
	BluezChannel channel;
	guint mtu;
};

void gatt_opening_free(Opening *opening)
{
	if (!opening)
		return;
	if (opening->channel.notify_fd >= 0)
		close(opening->channel.notify_fd);
	if (opening->channel.write_fd >= 0)
		close(opening->channel.write_fd);
	g_clear_object(&opening->notify);
	g_clear_object(&opening->write);
	g_free(opening);
}

/* ---- the characteristics */

static bool has_uuid(GDBusProxy *proxy, const char *uuid)
{
	g_autofree char *text = bluez_get_text(proxy, "UUID");

	return text && g_ascii_strcasecmp(text, uuid) == 0;
}

static bool has_flag(GDBusProxy *characteristic, const char *flag)
{
	g_autoptr(GVariant) flags = g_dbus_proxy_get_cached_property(characteristic, "Flags");
	g_autofree const char **words =
		flags && g_variant_is_of_type(flags, G_VARIANT_TYPE_STRING_ARRAY)
			? g_variant_get_strv(flags, NULL)
			: NULL;

	return words && g_strv_contains((const char *const *)words, flag);
}

/* Of the characteristics with this UUID: the path of their service → their proxy. Object paths tell the tree:
 * …/dev_X/serviceNNNN/charNNNN. */
static GHashTable *find_characteristics(const Device *device, GList *objects, const char *uuid)
{
	g_autofree char *prefix = g_strconcat(device->path, "/service", NULL);
	GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_object_unref);
	guint n = 0;

	for (GList *at = objects; at && n < N_OBJECTS_MAX; at = at->next) {
		const char *path = g_dbus_object_get_object_path(at->data);
		g_autoptr(GDBusInterface) interface = NULL;

		if (!g_str_has_prefix(path, prefix))
			continue;
		n++;
		interface = g_dbus_object_get_interface(at->data, BLUEZ_CHARACTERISTIC);
		if (interface && has_uuid(G_DBUS_PROXY(interface), uuid))
			g_hash_table_replace(found, g_path_get_dirname(path),
				G_DBUS_PROXY(g_steal_pointer(&interface)));
	}
	return found;
}

static bool is_service(Bluez *bluez, const char *path, const char *uuid)
{
	g_autoptr(GDBusInterface) service =
		g_dbus_object_manager_get_interface(bluez->objects, path, BLUEZ_SERVICE);

	return service && has_uuid(G_DBUS_PROXY(service), uuid);
}

/* Walks over the objects a fixed number of times, whatever they are: a pen may show thousands, all alike. */
static bool find_channel(Opening *opening, const ModelGatt *gatt)
{
	const Device *device = opening->device;
	GList *objects = g_dbus_object_manager_get_objects(device->bluez->objects);
	g_autoptr(GHashTable) notifies = find_characteristics(device, objects, gatt->notify);
	g_autoptr(GHashTable) writes = find_characteristics(device, objects, gatt->write);
	GHashTableIter iterator;
	gpointer service, notify, write;

	g_list_free_full(objects, g_object_unref);
	g_hash_table_iter_init(&iterator, notifies);
	while (g_hash_table_iter_next(&iterator, &service, &notify)) {
		write = g_hash_table_lookup(writes, service);
		if (!write || !is_service(device->bluez, service, gatt->service))
			continue;
		opening->notify = g_object_ref(notify);
		opening->write = g_object_ref(write);
		return true;
	}
	return false;
}

/* ---- the way there: notify, then write, then the link */

static void finish(Device *device)
{
	Opening *opening = device->opening;
	BluezChannel channel = opening->channel;

	channel.notify_path = g_dbus_proxy_get_object_path(opening->notify);
	channel.write_path = g_dbus_proxy_get_object_path(opening->write);
	channel.write_bytes = MAX(opening->mtu, ATT_MTU_LEAST) - ATT_HEADER;
	opening->channel.notify_fd = opening->channel.write_fd = -1; /* the link's now */
	device_opened(device, bluez_link_new(device, &channel, "ble"));
}

/* Takes the file of an answer (hq); -1: there is none. */
static int take_file(GVariant *result, GUnixFDList *fds, guint *mtu)
{
	gint32 index;
	guint16 told_mtu;
	int fd;

	if (!fds || !g_variant_is_of_type(result, G_VARIANT_TYPE("(hq)")))
		return -1;
	g_variant_get(result, "(hq)", &index, &told_mtu);
	fd = g_unix_fd_list_get(fds, index, NULL);
	if (fd < 0)
		return -1;
	*mtu = told_mtu;
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return fd;
}

static void on_write_file(gpointer user, GVariant *result, GUnixFDList *fds, const GError *error)
{
	Device *device = user;

	/* Without a file there is still WriteValue. */
	if (!error)
		device->opening->channel.write_fd = take_file(result, fds, &device->opening->mtu);
	finish(device);
}

/* With response where the pen allows it: what is written are commands, a few a minute, and a lost one costs a
 * time-out. A file can only be had for writes without one. */
static void open_write(Device *device)
{
	Opening *opening = device->opening;
	bool plain = has_flag(opening->write, "write");

	opening->channel.with_response = plain;
	if (plain || (device->model->links & MODEL_LINK_WRITE_BY_BUS) != 0) {
		finish(device);
		return;
	}
	bluez_call(device->bluez, device->cancellable, g_dbus_proxy_get_object_path(opening->write),
		BLUEZ_CHARACTERISTIC, "AcquireWrite", g_variant_new("(a{sv})", NULL), -1,
		on_write_file, device);
}

static void on_notifying(gpointer user, GVariant *result, GUnixFDList *fds, const GError *error)
{
	Device *device = user;

	(void)result;
	(void)fds;
	if (error) {
		g_autofree char *why = bluez_error_text(error);

		device_failed(device, why);
		return;
	}
	open_write(device);
}

static void start_notify(Device *device)
{
	Opening *opening = device->opening;
	g_autoptr(GVariant) mtu = g_dbus_proxy_get_cached_property(opening->write, "MTU");

	opening->mtu = mtu && g_variant_is_of_type(mtu, G_VARIANT_TYPE_UINT16)
			       ? g_variant_get_uint16(mtu)
			       : ATT_MTU_LEAST;
	bluez_call(device->bluez, device->cancellable,
		g_dbus_proxy_get_object_path(opening->notify), BLUEZ_CHARACTERISTIC, "StartNotify",
		NULL, -1, on_notifying, device);
}

static void on_notify_file(gpointer user, GVariant *result, GUnixFDList *fds, const GError *error)
{
	Device *device = user;
	Opening *opening = device->opening;

	if (!error)
		opening->channel.notify_fd = take_file(result, fds, &opening->mtu);
	if (opening->channel.notify_fd >= 0)
		open_write(device);
	else
		start_notify(device);
}

/* False: none of its model's channels is there. */
static bool open_what_is_there(Device *device)
{
	Opening *opening = g_new0(Opening, 1);
	bool found = false;

	g_assert(!device->opening);
	device->opening = opening;
	opening->device = device;
	opening->channel.notify_fd = opening->channel.write_fd = -1;
	for (guint i = 0; i < device->model->gatts->len && !found; i++)
		found = find_channel(opening, &g_array_index(device->model->gatts, ModelGatt, i));
	if (!found) {
		g_clear_pointer(&device->opening, gatt_opening_free);
		return false;
	}
	device_watch(device, OPEN_SECONDS);
	if ((device->model->links & MODEL_LINK_NOTIFY_BY_BUS) != 0)
		start_notify(device);
	else
		bluez_call(device->bluez, device->cancellable,
			g_dbus_proxy_get_object_path(opening->notify), BLUEZ_CHARACTERISTIC,
			"AcquireNotify", g_variant_new("(a{sv})", NULL), -1, on_notify_file,
			device);
	return true;
}

static gboolean on_no_channel(gpointer user)
{
	Device *device = user;

	device->watchdog_source = 0;
	device_failed(device, "it offers no channel that its model is known to have");
	return G_SOURCE_REMOVE;
}

/* bluetoothd may say that the services are resolved before it shows their objects. */
void gatt_open(Device *device)
{
	if (!open_what_is_there(device))
		device->watchdog_source =
			g_timeout_add_seconds(SHOW_SECONDS, on_no_channel, device);
}

static gboolean on_shown(gpointer user)
{
	Device *device = user;

	device->shown_source = 0;
	open_what_is_there(device);
	return G_SOURCE_REMOVE;
}

/* Once for all that are at hand: to look at each as it comes would cost the square of their number, and a pen that
 * shows thousands would hold up all others. */
void gatt_shows_more(Device *device)
{
	if (device->stage == DEVICE_OPENING && !device->opening && device->shown_source == 0)
		device->shown_source = g_idle_add(on_shown, device);
}
