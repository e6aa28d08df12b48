/* SPDX-License-Identifier: MIT */
/*
 * Adapters: switched on when they come, looking for pens while any of ours is missing or someone asked for new
 * ones, and measured: how many links one holds is nowhere written, so the refusals teach it.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/bluez/bluez-private.h"

#include <string.h>

/* So many refusals in a row, of more than one pen, with the same number of links up, are a bound. */
#define REFUSALS_ARE_A_BOUND 3
/* Another program's search may go on for ever: pens are connected to in spite of it. */
#define OTHERS_SEARCH_MS 5000
#define DISCOVERY_RETRY_MS 1000
/* A bound is tried again: the adapter may have been refusing for another reason. */
#define CAPACITY_FORGOTTEN_MS ((gint64)10 * 60 * 1000)

Adapter *adapter_find(Bluez *bluez, const char *path)
{
	for (guint i = 0; i < bluez->adapters->len; i++) {
		Adapter *adapter = g_ptr_array_index(bluez->adapters, i);

		if (g_str_equal(adapter->path, path))
			return adapter;
	}
	return NULL;
}

bool adapter_powered(const Adapter *adapter)
{
	return bluez_get_flag(adapter->proxy, "Powered");
}

guint adapter_n_links(const Adapter *adapter)
{
	GHashTableIter iterator;
	gpointer device;
	guint n = 0;

	g_hash_table_iter_init(&iterator, adapter->bluez->devices);
	while (g_hash_table_iter_next(&iterator, NULL, &device)) {
		const Device *one = device;

		n += one->adapter == adapter &&
		     (one->stage == DEVICE_LINKED || one->stage == DEVICE_OPENING);
	}
	return n;
}

guint adapter_n_places(const Adapter *adapter)
{
	guint fixed = adapter->bluez->options.capacity;
	bool fresh = bluez_now_ms() - adapter->capacity_learnt_ms < CAPACITY_FORGOTTEN_MS;

	return fixed != 0 ? fixed : fresh ? adapter->capacity : 0;
}

/* ---- how many it holds */

static void learn(Adapter *adapter, guint n_links)
{
	g_autofree char *detail =
		g_strdup_printf("it holds %u pens at once; the others take turns", n_links);

	adapter->capacity = n_links;
	adapter->capacity_learnt_ms = bluez_now_ms();
	adapter->n_refusals = 0;
	g_message("%s: %s", adapter->name, detail);
	problem_begins(
		&adapter->bluez->options.problems, PROBLEM_ADAPTER_FULL, adapter->name, detail);
	bluez_changed(adapter->bluez);
}

/* bluetoothd's own words for "too many", said by the controller: nobody else can refuse a link of low energy. */
static bool says_full(const char *why)
{
	return strstr(why, "limit") || strstr(why, "le-connection-refused") ||
	       strstr(why, "memory");
}

void adapter_refused(Adapter *adapter, const Device *device, const char *why)
{
	guint n_links = adapter_n_links(adapter);
	const char *address = device->address;

	if (n_links == 0 || adapter->bluez->options.capacity != 0)
		return;
	if (says_full(why)) {
		learn(adapter, n_links);
		return;
	}
	if (adapter->n_links_refused != n_links)
		adapter->n_refusals = 0;
	adapter->n_links_refused = n_links;
	/* One pen that fails again and again says nothing of the adapter. */
	if (adapter->n_refusals == 0 || g_strcmp0(adapter->last_refused, address) != 0)
		adapter->n_refusals++;
	g_free(adapter->last_refused);
	adapter->last_refused = g_strdup(address);
	if (adapter->n_refusals >= REFUSALS_ARE_A_BOUND)
		learn(adapter, n_links);
}

void adapter_accepted(Adapter *adapter)
{
	guint n_links = adapter_n_links(adapter);

	adapter->n_refusals = 0;
	if (adapter->capacity != 0 && n_links > adapter->capacity) {
		adapter->capacity = 0;
		problem_ends(&adapter->bluez->options.problems, PROBLEM_ADAPTER_FULL, adapter->name,
			"it holds more after all");
	}
}

/* ---- looking for pens */

/* Is a pen of ours not linked, one that bluetoothd shows or one that it has yet to find? */
static bool misses_one(const Bluez *bluez)
{
	const BluezOptions *options = &bluez->options;
	guint n_expected = options->n_expected ? options->n_expected(options->user) : 0;
	guint n_linked = 0;
	GHashTableIter iterator;
	gpointer device;

	g_hash_table_iter_init(&iterator, bluez->devices);
	while (g_hash_table_iter_next(&iterator, NULL, &device)) {
		if (((const Device *)device)->stage == DEVICE_LINKED)
			n_linked++;
		else if (device_is_ours(device))
			return true;
	}
	return n_linked < n_expected;
}

static gboolean on_retry_discovery(gpointer user)
{
	Adapter *adapter = user;

	adapter->retry_source = 0;
	bluez_rota_soon(adapter->bluez);
	return G_SOURCE_REMOVE;
}

static void on_discovering(gpointer user, GVariant *result, GUnixFDList *fds, const GError *error)
{
	Adapter *adapter = user;
	g_autofree char *text = NULL;

	(void)result;
	(void)fds;
	/* In progress: our own, and all is well; or the kernel's, left by a bluetoothd that died, and ours is not. */
	if (!error || (bluez_error_is(error, "InProgress") &&
			      bluez_get_flag(adapter->proxy, "Discovering")))
		return;
	text = bluez_error_text(error);
	g_info("%s: cannot look for pens: %s", adapter->name, text);
	adapter->wants_discovery = false;
	g_clear_handle_id(&adapter->retry_source, g_source_remove);
	adapter->retry_source = g_timeout_add(DISCOVERY_RETRY_MS, on_retry_discovery, adapter);
}

/* No filter by service: a pen may tell only its manufacturer's field before it is asked. */
static GVariant *discovery_filter(void)
{
	GVariantBuilder filter;

	g_variant_builder_init(&filter, G_VARIANT_TYPE_VARDICT);
	g_variant_builder_add(&filter, "{sv}", "Transport", g_variant_new_string("auto"));
	g_variant_builder_add(&filter, "{sv}", "DuplicateData", g_variant_new_boolean(TRUE));
	return g_variant_new("(a{sv})", &filter);
}

void adapter_discover(Adapter *adapter, bool may)
{
	Bluez *bluez = adapter->bluez;
	bool wanted = may && adapter_powered(adapter) &&
		      (bluez_pairing_seconds_left(bluez) > 0 || misses_one(bluez));

	if (wanted == adapter->wants_discovery || (wanted && adapter->retry_source != 0))
		return;
	adapter->wants_discovery = wanted;
	if (!wanted)
		adapter->discovery_ended_ms = bluez_now_ms();
	if (!adapter->filter_set)
		bluez_call(bluez, adapter->cancellable, adapter->path, BLUEZ_ADAPTER,
			"SetDiscoveryFilter", discovery_filter(), -1, NULL, NULL);
	adapter->filter_set = true;
	bluez_call(bluez, adapter->cancellable, adapter->path, BLUEZ_ADAPTER,
		wanted ? "StartDiscovery" : "StopDiscovery", NULL, -1,
		wanted ? on_discovering : NULL, adapter);
}

bool adapter_is_quiet(const Adapter *adapter, gint64 now_ms)
{
	return !bluez_get_flag(adapter->proxy, "Discovering") ||
	       now_ms - adapter->discovery_ended_ms > OTHERS_SEARCH_MS;
}

/* ---- coming and going */

void adapter_added(Bluez *bluez, GDBusProxy *proxy)
{
	const char *path = g_dbus_proxy_get_object_path(proxy);
	Adapter *adapter;

	if (adapter_find(bluez, path))
		return;
	adapter = g_new0(Adapter, 1);
	adapter->bluez = bluez;
	adapter->cancellable = g_cancellable_new();
	adapter->proxy = g_object_ref(proxy);
	adapter->path = g_strdup(path);
	adapter->name = g_path_get_basename(path);
	g_ptr_array_add(bluez->adapters, adapter);
	g_message("Bluetooth adapter %s is there", adapter->name);
	if (!adapter_powered(adapter))
		bluez_set_property(
			bluez, path, BLUEZ_ADAPTER, "Powered", g_variant_new_boolean(TRUE));
	bluez_rota_soon(bluez);
	bluez_changed(bluez);
}

void adapter_removed(Bluez *bluez, const char *path)
{
	Adapter *adapter = adapter_find(bluez, path);
	GHashTableIter iterator;
	gpointer device;

	if (!adapter)
		return;
	g_message("Bluetooth adapter %s has gone", adapter->name);
	problem_ends(
		&bluez->options.problems, PROBLEM_ADAPTER_FULL, adapter->name, "it was pulled out");
	g_hash_table_iter_init(&iterator, bluez->devices);
	while (g_hash_table_iter_next(&iterator, NULL, &device))
		if (((Device *)device)->adapter == adapter)
			g_hash_table_iter_remove(&iterator);
	g_ptr_array_remove(bluez->adapters, adapter);
	bluez_changed(bluez);
}

void adapter_properties(Bluez *bluez, const char *path)
{
	Adapter *adapter = adapter_find(bluez, path);

	if (!adapter)
		return;
	/* bluetoothd's own pauses do not end the search that we asked for; power off does. */
	if (!adapter_powered(adapter))
		adapter->wants_discovery = false;
	bluez_rota_soon(bluez);
	bluez_changed(bluez);
}

void adapter_free(gpointer data)
{
	Adapter *adapter = data;

	g_cancellable_cancel(adapter->cancellable);
	g_clear_handle_id(&adapter->retry_source, g_source_remove);
	g_object_unref(adapter->cancellable);
	g_object_unref(adapter->proxy);
	g_free(adapter->path);
	g_free(adapter->name);
	g_free(adapter->last_refused);
	g_free(adapter);
}

GArray *bluez_adapters(const Bluez *bluez)
{
	GArray *views = g_array_new(FALSE, TRUE, sizeof(BluezAdapter));

	for (guint i = 0; i < bluez->adapters->len; i++) {
		const Adapter *adapter = g_ptr_array_index(bluez->adapters, i);
		g_autoptr(GVariant) address =
			g_dbus_proxy_get_cached_property(adapter->proxy, "Address");
		const BluezAdapter view = {
			.name = adapter->name,
			.address = address ? g_variant_get_string(address, NULL) : "",
			.powered = adapter_powered(adapter),
			.discovering = bluez_get_flag(adapter->proxy, "Discovering"),
			.n_links = adapter_n_links(adapter),
			.capacity = adapter_n_places(adapter),
		};

		g_array_append_val(views, view);
	}
	return views;
}
