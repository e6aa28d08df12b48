/* SPDX-License-Identifier: MIT */
/*
 * Devices: which of them are pens and ours, and the machine from a pen that is seen to a link that is open. Every
 * stage has a watchdog, for bluetoothd may not answer; every failure steps back for longer.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/bluez/bluez-link.h"

#include <string.h>

#include "daemon/pens/rota.h"

/* A pen that was not heard for so long is not here. */
#define ENDING_MS 10000 /* bluetoothd keeps a link about two seconds; more is not its doing */
#define HERE_MS 30000
/* The others wait meanwhile (bluetoothd itself gives up after 40 s); pairing waits for a person with a passkey. */
#define CONNECT_SECONDS 15
#define PAIR_SECONDS 90
/* An adapter that is full says so at once; later it is the pen that is not heard. */
#define REFUSED_WITHIN_MS 3000
/* Of an advertised field; what BlueZ lets through is at most 31, or 255 with extended advertising. */
#define MANUFACTURER_BYTES_MAX 256

/* ---- who it is */

Device *device_find(Bluez *bluez, const char *path)
{
	return g_hash_table_lookup(bluez->devices, path);
}

const char *device_name(const Device *device)
{
	return *device->identity ? device->identity : device->address;
}

Device *device_by_address(Bluez *bluez, const char *address)
{
	GHashTableIter iterator;
	gpointer value;
	Device *found = NULL;

	g_hash_table_iter_init(&iterator, bluez->devices);
	while (g_hash_table_iter_next(&iterator, NULL, &value)) {
		Device *device = value;
		bool fits = g_ascii_strcasecmp(device->address, address) == 0 ||
			    g_ascii_strcasecmp(device->identity, address) == 0;

		/* Seen by several adapters, or on both kinds of air: the one that is linked speaks. */
		if (fits && (!found || device->stage > found->stage))
			found = device;
	}
	return found;
}

/* The whole advertised field: BlueZ takes its first two bytes for the number of a company. */
static gsize manufacturer_field(const Device *device, guint8 bytes[MANUFACTURER_BYTES_MAX])
{
	g_autoptr(GVariant) data =
		g_dbus_proxy_get_cached_property(device->proxy, "ManufacturerData");
	GVariantIter iterator;
	guint16 company;
	GVariant *value;
	gsize n = 0;

	if (!data || !g_variant_is_of_type(data, G_VARIANT_TYPE("a{qv}")))
		return 0;
	g_variant_iter_init(&iterator, data);
	if (g_variant_iter_next(&iterator, "{qv}", &company, &value)) {
		gsize n_rest = 0;
		const guint8 *rest = g_variant_is_of_type(value, G_VARIANT_TYPE_BYTESTRING)
					     ? g_variant_get_fixed_array(value, &n_rest, 1)
					     : NULL;

		n = 2 + MIN(n_rest, MANUFACTURER_BYTES_MAX - 2);
		bytes[0] = (guint8)(company & 0xff);
		bytes[1] = (guint8)(company >> 8);
		if (n > 2)
			memcpy(bytes + 2, rest, n - 2);
		g_variant_unref(value);
	}
	return n;
}

bool device_is_classic(const Device *device)
{
	g_autoptr(GVariant) class = g_dbus_proxy_get_cached_property(device->proxy, "Class");

	return class != NULL;
}

/* What it advertises may come in pieces: the name with the scan response. */
static void recognise(Device *device)
{
	Bluez *bluez = device->bluez;
	guint8 manufacturer[MANUFACTURER_BYTES_MAX];
	g_autofree char *address = bluez_get_text(device->proxy, "Address");
	g_autofree char *name = bluez_get_text(device->proxy, "Name");
	g_autoptr(GVariant) services = g_dbus_proxy_get_cached_property(device->proxy, "UUIDs");
	g_autoptr(GVariant) class = g_dbus_proxy_get_cached_property(device->proxy, "Class");
	g_autofree const char **uuids =
		services && g_variant_is_of_type(services, G_VARIANT_TYPE_STRING_ARRAY)
			? g_variant_get_strv(services, NULL)
			: NULL;
	const ModelSighting sighting = {
		.name = name,
		.services = (const char *const *)uuids,
		.manufacturer = manufacturer,
		.n_manufacturer = manufacturer_field(device, manufacturer),
		.class_of_device = class ? g_variant_get_uint32(class) : 0,
	};
	const Model *model = model_set_find(bluez->options.models, &sighting);

	g_strlcpy(device->address, address ? address : "", sizeof(device->address));
	if (model)
		device->model = model;
	if (model && model->manufacturers->len > 0 && sighting.n_manufacturer >= 6)
		g_snprintf(device->identity, sizeof(device->identity),
			"%02X:%02X:%02X:%02X:%02X:%02X", manufacturer[0], manufacturer[1],
			manufacturer[2], manufacturer[3], manufacturer[4], manufacturer[5]);
	else if (model && device_is_classic(device))
		g_strlcpy(device->identity, device->address, sizeof(device->identity));
}

bool device_is_ours(const Device *device)
{
	const BluezOptions *options = &device->bluez->options;
	const char *identity = device_name(device);

	if (!device->model || device->forgotten)
		return false;
	return device->taking || bluez_get_flag(device->proxy, "Paired") ||
	       bluez_get_flag(device->proxy, "Trusted") ||
	       (options->is_expected && options->is_expected(options->user, identity));
}

/* A connected pen advertises nothing, so it is never heard: one that was linked before we came, by another program
 * or by ourselves in an earlier life. */
static bool is_connected(const Device *device)
{
	return bluez_get_flag(device->proxy, "Connected") ||
	       bluez_get_flag(device->proxy, "ServicesResolved");
}

/* Hung up, but the link stays for a moment and its place with it. */
bool device_is_ending(const Device *device, gint64 now_ms)
{
	return device->stage == DEVICE_IDLE && device->hung_up_ms != 0 &&
	       now_ms - device->hung_up_ms < ENDING_MS && is_connected(device);
}

bool device_is_here(const Device *device, gint64 now_ms)
{
	return (device->seen_ms != 0 && now_ms - device->seen_ms < HERE_MS) || is_connected(device);
}

bool device_may_be_tried(const Device *device, gint64 now_ms)
{
	return device_is_here(device, now_ms) && !device_is_ending(device, now_ms) &&
	       (device->seen_ms > device->failed_ms || is_connected(device));
}

/* ---- the machine */

static void set_stage(Device *device, DeviceStage stage)
{
	static const char *const NAMES[] = {
		[DEVICE_IDLE] = "idle",
		[DEVICE_PAIRING] = "pairing",
		[DEVICE_CONNECTING] = "connecting",
		[DEVICE_OPENING] = "opening",
		[DEVICE_LINKED] = "linked",
	};

	g_debug("%s: %s", device_name(device), NAMES[stage]);
	device->stage = stage;
	device->since_ms = bluez_now_ms();
	g_clear_handle_id(&device->watchdog_source, g_source_remove);
	g_clear_handle_id(&device->shown_source, g_source_remove);
	g_clear_pointer(&device->opening, gatt_opening_free);
	/* Calls of the stage before are nobody's any more. */
	g_cancellable_cancel(device->cancellable);
	g_object_unref(device->cancellable);
	device->cancellable = g_cancellable_new();
	bluez_rota_soon(device->bluez);
	bluez_changed(device->bluez);
}

static void set_reason(Device *device, const char *reason)
{
	g_free(device->reason);
	device->reason = g_strdup(reason);
}

static void disconnect(Device *device)
{
	device->hung_up_ms = bluez_now_ms();
	if (!device->bluez->is_ending)
		bluez_call(device->bluez, device->bluez->cancellable, device->path, BLUEZ_DEVICE,
			"Disconnect", NULL, -1, NULL, NULL);
}

static void refuse_passkey(Device *device)
{
	if (device->passkey_call)
		bluez_refuse_call(g_steal_pointer(&device->passkey_call),
			"org.bluez.Error.Canceled", "nobody typed the passkey");
}

void device_failed(Device *device, const char *why)
{
	Bluez *bluez = device->bluez;
	bool pairing = device->stage == DEVICE_PAIRING;

	g_info("%s: %s", device->address, why);
	refuse_passkey(device);
	device->n_failures++;
	device->failed_ms = bluez_now_ms();
	device->not_before_ms =
		device->failed_ms + rota_back_off_ms(device->n_failures, g_random_int());
	set_reason(device, why);
	problem_begins(&bluez->options.problems,
		pairing ? PROBLEM_PAIRING_FAILED : PROBLEM_PEN_UNREACHABLE, device_name(device),
		why);
	if (pairing) /* a person has to ask again */
		device->taking = false;
	disconnect(device);
	set_stage(device, DEVICE_IDLE);
}

static gboolean on_watchdog(gpointer user)
{
	Device *device = user;

	device->watchdog_source = 0;
	device_failed(device, device->stage == DEVICE_PAIRING ? "pairing was not answered in time"
							      : "it did not answer in time");
	return G_SOURCE_REMOVE;
}

void device_watch(Device *device, guint seconds)
{
	g_clear_handle_id(&device->watchdog_source, g_source_remove);
	device->watchdog_source = g_timeout_add_seconds(seconds, on_watchdog, device);
}

/* Usable: services read, and paired where its model pairs. bluetoothd 5.66 does not tell Connected when it hears
 * of the link by the channel first and by the kernel's own word later; services are only ever resolved on a link. */
static void look_whether_usable(Device *device)
{
	if (device->stage == DEVICE_CONNECTING && !device_is_classic(device) &&
		bluez_get_flag(device->proxy, "ServicesResolved")) {
		set_stage(device, DEVICE_OPENING);
		gatt_open(device);
	}
}

static void not_connected(Device *device, const GError *error)
{
	g_autofree char *why = bluez_error_text(error);
	bool refused = bluez_error_is(error, "Failed") &&
		       bluez_now_ms() - device->since_ms < REFUSED_WITHIN_MS;

	device_failed(device, why);
	if (refused && device->adapter)
		adapter_refused(device->adapter, device, why);
}

static void on_connected(gpointer user, GVariant *result, GUnixFDList *fds, const GError *error)
{
	Device *device = user;

	(void)result;
	(void)fds;
	/* Somebody else's doing, or our own earlier one: the properties will tell. */
	if (error && (strstr(error->message, "InProgress") ||
			     strstr(error->message, "AlreadyConnected")))
		return;
	if (error)
		not_connected(device, error);
	else
		look_whether_usable(device);
}

static void connect_device(Device *device)
{
	bool classic = device_is_classic(device);

	set_stage(device, DEVICE_CONNECTING);
	device_watch(device, CONNECT_SECONDS);
	if (classic)
		/* The file comes by Profile1.NewConnection (bluez-profile.c). */
		bluez_call(device->bluez, device->cancellable, device->path, BLUEZ_DEVICE,
			"ConnectProfile", g_variant_new("(s)", SERIAL_PORT_UUID),
			CONNECT_SECONDS * 1000, on_connected, device);
	else
		bluez_call(device->bluez, device->cancellable, device->path, BLUEZ_DEVICE,
			"Connect", NULL, CONNECT_SECONDS * 1000, on_connected, device);
	look_whether_usable(device);
}

static void on_paired(gpointer user, GVariant *result, GUnixFDList *fds, const GError *error)
{
	Device *device = user;

	(void)result;
	(void)fds;
	if (error && !bluez_error_is(error, "AlreadyExists")) {
		g_autofree char *why = bluez_error_text(error);

		device_failed(device, why);
		return;
	}
	problem_ends(&device->bluez->options.problems, PROBLEM_PAIRING_FAILED, device_name(device),
		"paired");
	connect_device(device);
}

/* Classic pens are paired by nature; LE pens only where their model asks for it, or where they were asked to by
 * the pen itself (bluetoothd then pairs on its own while connecting). */
static bool wants_pairing(const Device *device)
{
	return !bluez_get_flag(device->proxy, "Paired") &&
	       (device_is_classic(device) || (device->model->links & MODEL_LINK_PAIR) != 0);
}

void device_connect(Device *device)
{
	set_reason(device, "");
	if (!wants_pairing(device)) {
		connect_device(device);
		return;
	}
	set_stage(device, DEVICE_PAIRING);
	device_watch(device, PAIR_SECONDS);
	bluez_call(device->bluez, device->cancellable, device->path, BLUEZ_DEVICE, "Pair", NULL,
		PAIR_SECONDS * 1000, on_paired, device);
}

void device_release(Device *device)
{
	g_info("%s: gives its place to another pen", device->address);
	device->served_ms = bluez_now_ms();
	set_reason(device, "its stored ink is here; others have their turn");
	bluez_link_lost(device->link, "its place was given to another pen");
}

/* ---- linked */

/* Kept by bluetoothd over restarts, so that it may come back by itself. */
static void tell_taken(Device *device)
{
	device->taking = false;
	if (!bluez_get_flag(device->proxy, "Trusted"))
		bluez_set_property(device->bluez, device->path, BLUEZ_DEVICE, "Trusted",
			g_variant_new_boolean(TRUE));
}

void device_opened(Device *device, BluezLink *take_link)
{
	Bluez *bluez = device->bluez;

	device->link = take_link;
	device->activity = LINK_STARTING;
	device->n_failures = 0;
	device->not_before_ms = 0;
	device->seen_ms = bluez_now_ms();
	set_reason(device, "");
	set_stage(device, DEVICE_LINKED);
	tell_taken(device);
	problem_ends(&bluez->options.problems, PROBLEM_PEN_UNREACHABLE, device_name(device),
		"it is linked");
	if (device->adapter)
		adapter_accepted(device->adapter);
	bluez_link_hand_over(take_link);
}

void device_link_over(Device *device, const char *why)
{
	device->link = NULL;
	if (device->activity == LINK_REFUSED) {
		/* Only a person can help: not at once again. */
		device->n_failures++;
		device->not_before_ms =
			bluez_now_ms() + rota_back_off_ms(device->n_failures + 3, g_random_int());
	}
	if (device->stage != DEVICE_LINKED)
		return;
	if (!device->reason || !*device->reason)
		set_reason(device, why);
	disconnect(device);
	set_stage(device, DEVICE_IDLE);
}

/* ---- coming, changing, going */

static void note_seen(Device *device, GVariant *changed)
{
	g_autoptr(GVariant) strength = NULL;

	if (changed) {
		strength = g_variant_lookup_value(changed, "RSSI", NULL);
		if (!strength)
			strength = g_variant_lookup_value(changed, "ManufacturerData", NULL);
	} else {
		strength = g_dbus_proxy_get_cached_property(device->proxy, "RSSI");
	}
	if (strength)
		device->seen_ms = bluez_now_ms();
}

void device_added(Bluez *bluez, GDBusProxy *proxy)
{
	const char *path = g_dbus_proxy_get_object_path(proxy);
	g_autofree char *adapter = bluez_get_text(proxy, "Adapter");
	Device *device;

	if (device_find(bluez, path))
		return;
	device = g_new0(Device, 1);
	device->bluez = bluez;
	device->proxy = g_object_ref(proxy);
	device->path = g_strdup(path);
	device->adapter = adapter ? adapter_find(bluez, adapter) : NULL;
	device->cancellable = g_cancellable_new();
	device->since_ms = bluez_now_ms();
	device->reason = g_strdup("");
	g_hash_table_insert(bluez->devices, device->path, device);
	note_seen(device, NULL);
	recognise(device);
	if (device->model) {
		g_debug("%s: %s", device->address, device->model->name);
		bluez_rota_soon(bluez);
		bluez_changed(bluez);
	}
}

void device_removed(Bluez *bluez, const char *path)
{
	if (g_hash_table_remove(bluez->devices, path))
		bluez_changed(bluez);
}

static bool is_only_heard(GVariant *changed)
{
	g_autoptr(GVariant) strength = g_variant_lookup_value(changed, "RSSI", NULL);

	return strength && g_variant_n_children(changed) == 1;
}

/* The other end hung up, whatever our files say. */
static void look_whether_gone(Device *device)
{
	if (bluez_get_flag(device->proxy, "Connected"))
		return;
	if (device->stage == DEVICE_OPENING)
		device_failed(device, "it left again at once");
	else if (device->link)
		bluez_link_lost(device->link, "the link was lost");
}

void device_properties(Bluez *bluez, const char *path, GVariant *changed)
{
	Device *device = device_find(bluez, path);
	g_autoptr(GVariant) connected = NULL;
	bool was_here;

	if (!device)
		return;
	was_here = device_may_be_tried(device, bluez_now_ms());
	note_seen(device, changed);
	/* Sixty pens that are heard ten times a second say nothing new by that. */
	if (was_here && is_only_heard(changed))
		return;
	recognise(device);
	if (!device->model)
		return;
	if (!is_connected(device))
		device->hung_up_ms = 0;
	connected = g_variant_lookup_value(changed, "Connected", NULL);
	if (connected)
		look_whether_gone(device);
	look_whether_usable(device);
	bluez_rota_soon(bluez);
	bluez_changed(bluez);
}

void device_forget(Device *device)
{
	Bluez *bluez = device->bluez;

	device->forgotten = true;
	device->taking = false;
	if (device->link)
		bluez_link_lost(device->link, "the pen was forgotten");
	if (device->stage != DEVICE_IDLE)
		set_stage(device, DEVICE_IDLE);
	if (device->adapter)
		bluez_call(bluez, bluez->cancellable, device->adapter->path, BLUEZ_ADAPTER,
			"RemoveDevice", g_variant_new("(o)", device->path), -1, NULL, NULL);
}

/* bluetoothd shows it no more, or is itself gone: the owner hears of its link. */
void device_free(gpointer data)
{
	Device *device = data;
	BluezLink *link = g_steal_pointer(&device->link);

	g_cancellable_cancel(device->cancellable);
	g_clear_handle_id(&device->watchdog_source, g_source_remove);
	g_clear_handle_id(&device->shown_source, g_source_remove);
	g_clear_pointer(&device->opening, gatt_opening_free);
	refuse_passkey(device);
	if (link) {
		bluez_link_orphan(link);
		bluez_link_lost(link, "Bluetooth has gone");
	}
	g_object_unref(device->cancellable);
	g_object_unref(device->proxy);
	g_free(device->path);
	g_free(device->reason);
	g_free(device);
}

/* ---- for people */

static BluezPenState pen_state_of(const Device *device, gint64 now_ms)
{
	switch (device->stage) {
	case DEVICE_PAIRING:
		return BLUEZ_PEN_PAIRING;
	case DEVICE_CONNECTING:
	case DEVICE_OPENING:
		return BLUEZ_PEN_CONNECTING;
	case DEVICE_LINKED:
		return BLUEZ_PEN_LINKED;
	case DEVICE_IDLE:
		break;
	}
	if (!device_is_ours(device))
		return BLUEZ_PEN_SEEN;
	return device_is_here(device, now_ms) ? BLUEZ_PEN_WAITING : BLUEZ_PEN_AWAY;
}

GArray *bluez_pens(const Bluez *bluez)
{
	GArray *pens = g_array_new(FALSE, TRUE, sizeof(BluezPen));
	gint64 now_ms = bluez_now_ms();
	GHashTableIter iterator;
	gpointer value;

	g_hash_table_iter_init(&iterator, bluez->devices);
	while (g_hash_table_iter_next(&iterator, NULL, &value)) {
		const Device *device = value;
		g_autoptr(GVariant) rssi = g_dbus_proxy_get_cached_property(device->proxy, "RSSI");
		g_autoptr(GVariant) name = g_dbus_proxy_get_cached_property(device->proxy, "Name");

		if (!device->model)
			continue;
		const BluezPen pen = {
			.address = device->address,
			.identity = device->identity,
			.name = name ? g_variant_get_string(name, NULL) : "",
			.model = device->model,
			.adapter = device->adapter ? device->adapter->name : "",
			.state = pen_state_of(device, now_ms),
			.reason = device->reason,
			.strength_dbm = rssi ? g_variant_get_int16(rssi) : 127,
			.paired = bluez_get_flag(device->proxy, "Paired"),
			.wants_passkey = device->passkey_call != NULL,
		};
		g_array_append_val(pens, pen);
	}
	return pens;
}
