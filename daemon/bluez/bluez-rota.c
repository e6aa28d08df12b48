/* SPDX-License-Identifier: MIT */
/* The rota over the devices of each adapter (pens/rota.h), looked at when something changed or fell due. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/bluez/bluez-private.h"

#include "daemon/pens/rota.h"

/* The controller makes one link at a time, and the kernel takes care of that; but reading a pen's services is a
 * talk of many turns, in which others find their time, and one that is slow to answer must not hold up the rest. */
#define N_CONNECTING 3
#define QUIET_LOOK_MS 200
#define TURN_MS 3000
#define AGAIN_MS ((gint64)5 * 60 * 1000)
/* Whatever was missed, and pens that have gone out of hearing. */
#define LOOK_AGAIN_MS 10000

/* Of a pen that several adapters hear, or that is heard on both kinds of air: this one is not the way. */
static bool has_better_way(const Device *device, gint64 now_ms)
{
	GHashTableIter iterator;
	gpointer value;

	if (!*device->identity)
		return false;
	g_hash_table_iter_init(&iterator, device->bluez->devices);
	while (g_hash_table_iter_next(&iterator, NULL, &value)) {
		const Device *other = value;
		guint mine, its;

		if (other == device || !g_str_equal(other->identity, device->identity))
			continue;
		if (other->stage != DEVICE_IDLE)
			return true;
		if (!other->adapter || !device_is_here(other, now_ms) ||
			device->stage != DEVICE_IDLE)
			continue;
		if (device_is_classic(device) != device_is_classic(other)) {
			if (device_is_classic(device))
				return true;
			continue;
		}
		mine = adapter_n_links(device->adapter);
		its = adapter_n_links(other->adapter);
		if (its < mine || (its == mine && other < device))
			return true;
	}
	return false;
}

static RotaPen rota_pen(Device *device, gint64 now_ms)
{
	const BluezOptions *options = &device->bluez->options;
	const char *identity = device_name(device);

	return (RotaPen){
		.pen = device,
		.here = device_may_be_tried(device, now_ms) && !has_better_way(device, now_ms),
		.linked = device->stage == DEVICE_LINKED,
		/* Until its channel is open. */
		.connecting = device->stage != DEVICE_IDLE && device->stage != DEVICE_LINKED,
		.expected = options->is_expected && options->is_expected(options->user, identity),
		.activity = device->stage == DEVICE_LINKED ? device->activity : LINK_STARTING,
		.since_ms = device->since_ms,
		.last_served_ms = device->served_ms,
		.not_before_ms = device->not_before_ms,
	};
}

static RotaMove next_move(Adapter *adapter, gint64 now_ms)
{
	g_autoptr(GArray) pens = g_array_new(FALSE, FALSE, sizeof(RotaPen));
	const RotaRules rules = {
		.n_places = adapter_n_places(adapter),
		.n_connecting = N_CONNECTING,
		.turn_ms = TURN_MS,
		.again_ms = AGAIN_MS,
	};
	GHashTableIter iterator;
	gpointer device;

	g_hash_table_iter_init(&iterator, adapter->bluez->devices);
	while (g_hash_table_iter_next(&iterator, NULL, &device))
		if (((Device *)device)->adapter == adapter && device_is_ours(device)) {
			RotaPen pen = rota_pen(device, now_ms);

			g_array_append_val(pens, pen);
		}
	return rota_next((const RotaPen *)(void *)pens->data, pens->len, &rules, now_ms);
}

static gboolean on_look(gpointer user);

static gboolean on_look_at(gpointer user)
{
	Bluez *bluez = user;

	bluez->look_at_source = 0;
	bluez_rota_soon(bluez);
	return G_SOURCE_REMOVE;
}

static void look_at(Bluez *bluez, gint64 wait_ms)
{
	g_clear_handle_id(&bluez->look_at_source, g_source_remove);
	bluez->look_at_source =
		g_timeout_add((guint)CLAMP(wait_ms, 50, LOOK_AGAIN_MS), on_look_at, bluez);
}

static bool is_connecting(const Adapter *adapter)
{
	GHashTableIter iterator;
	gpointer device;

	g_hash_table_iter_init(&iterator, adapter->bluez->devices);
	while (g_hash_table_iter_next(&iterator, NULL, &device)) {
		const Device *one = device;

		if (one->adapter == adapter && one->stage != DEVICE_IDLE &&
			one->stage != DEVICE_LINKED)
			return true;
	}
	return false;
}

/* Links that are ending have their places still; rota_next knows of those that are not. */
static bool is_full(const Adapter *adapter, gint64 now_ms)
{
	const guint n_places = adapter_n_places(adapter);
	GHashTableIter iterator;
	gpointer device;
	guint n = 0;

	g_hash_table_iter_init(&iterator, adapter->bluez->devices);
	while (g_hash_table_iter_next(&iterator, NULL, &device)) {
		const Device *one = device;

		n += one->adapter == adapter &&
		     (one->stage != DEVICE_IDLE || device_is_ending(one, now_ms));
	}
	return n_places != 0 && n >= n_places;
}

/* Looking and connecting take turns: a controller that looks for pens connects to none, or late. Returns when to
 * look again, 0: on change only. */
static gint64 take_turns(Adapter *adapter, gint64 now_ms)
{
	RotaMove move = next_move(adapter, now_ms);

	adapter_discover(adapter, !move.connect && !is_connecting(adapter));
	/* Each changes a stage, which asks for another look. */
	if (move.release)
		device_release(move.release);
	if (move.connect && (is_full(adapter, now_ms) || !adapter_is_quiet(adapter, now_ms)))
		return now_ms + QUIET_LOOK_MS;
	if (move.connect)
		device_connect(move.connect);
	return move.look_again_ms;
}

static gboolean on_look(gpointer user)
{
	Bluez *bluez = user;
	gint64 now_ms = bluez_now_ms(), again_ms = now_ms + LOOK_AGAIN_MS;

	bluez->look_source = 0;
	for (guint i = 0; i < bluez->adapters->len; i++) {
		Adapter *adapter = g_ptr_array_index(bluez->adapters, i);
		gint64 then_ms = adapter_powered(adapter) ? take_turns(adapter, now_ms) : 0;

		if (then_ms != 0)
			again_ms = MIN(again_ms, then_ms);
	}
	look_at(bluez, again_ms - now_ms);
	return G_SOURCE_REMOVE;
}

void bluez_rota_soon(Bluez *bluez)
{
	if (bluez->look_source == 0 && bluez->objects && !bluez->is_ending)
		bluez->look_source = g_idle_add(on_look, bluez);
}

void bluez_rota_stop(Bluez *bluez)
{
	g_clear_handle_id(&bluez->look_source, g_source_remove);
	g_clear_handle_id(&bluez->look_at_source, g_source_remove);
}
