/* SPDX-License-Identifier: MIT */
/* Pens on Bluetooth: pairing at a person's wish, and what of them is told. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/fleet/fleet-private.h"

#define STRENGTH_NOT_KNOWN 127

static const ConsoleTrouble no_bluetooth = { "no-bluetooth", "蓝牙没有启用或不可用。",
	"Bluetooth is not in use or not to be had." };
static const ConsoleTrouble not_pairing = { "not-pairing",
	"现在不能收新笔：请先开始配对，并确认笔已打开。",
	"This pen cannot be taken now: start pairing first, and see that the pen is on." };
static const ConsoleTrouble no_such_pen = { "no-such-pen", "蓝牙里没有这支笔。",
	"Bluetooth does not know this pen." };

static bool is_it(const BluezPen *pen, const char *address)
{
	return g_ascii_strcasecmp(pen->identity, address) == 0 ||
	       g_ascii_strcasecmp(pen->address, address) == 0;
}

static bool look(const Fleet *fleet, const char *address, BluezPen *found)
{
	g_autoptr(GArray) pens = fleet->bluez ? bluez_pens(fleet->bluez) : NULL;

	for (guint i = 0; pens && i < pens->len; i++) {
		const BluezPen *pen = &g_array_index(pens, BluezPen, i);

		if (is_it(pen, address)) {
			*found = *pen;
			return true;
		}
	}
	return false;
}

const ConsoleTrouble *fleet_air_obey(Fleet *fleet, const ConsoleMessage *message)
{
	Bluez *bluez = fleet->bluez;
	BluezPen pen;

	if (!bluez || bluez_state(bluez) != BLUEZ_READY)
		return &no_bluetooth;
	if (message->kind == CONSOLE_MESSAGE_PAIRING_START ||
		message->kind == CONSOLE_MESSAGE_PAIRING_STOP) {
		bluez_allow_pairing(bluez, message->seconds); /* 0 of a stop */
		return NULL;
	}
	if (!look(fleet, message->pen, &pen))
		return &no_such_pen;
	if (message->kind == CONSOLE_MESSAGE_PEN_TAKE)
		return bluez_take(bluez, pen.address) ? NULL : &not_pairing;
	if (message->kind == CONSOLE_MESSAGE_PEN_PASSKEY)
		return bluez_give_passkey(bluez, pen.address, message->passkey) ? NULL
										: &not_pairing;
	return bluez_forget(bluez, pen.address) ? NULL : &no_such_pen;
}

static const char *state_word(const Fleet *fleet)
{
	if (!fleet->bluez)
		return "unused";
	switch (bluez_state(fleet->bluez)) {
	case BLUEZ_ABSENT:
		return "absent";
	case BLUEZ_NO_ADAPTER:
		return "no-adapter";
	case BLUEZ_OFF:
		return "off";
	case BLUEZ_READY:
		return "ready";
	}
	g_assert_not_reached();
}

static json_t *adapter_of(const BluezAdapter *adapter)
{
	json_t *object = json_object();

	json_object_set_new(object, "name", json_text_new(adapter->name));
	json_object_set_new(object, "address", json_text_new(adapter->address));
	json_object_set_new(object, "powered", json_boolean(adapter->powered));
	json_object_set_new(object, "discovering", json_boolean(adapter->discovering));
	json_object_set_new(object, "links", json_integer(adapter->n_links));
	json_object_set_new(object, "capacity", json_integer(adapter->capacity));
	return object;
}

json_t *fleet_air_status(const Fleet *fleet)
{
	g_autoptr(GArray) adapters = fleet->bluez ? bluez_adapters(fleet->bluez) : NULL;
	json_t *array = json_array();
	json_t *object = json_object();

	for (guint i = 0; adapters && i < adapters->len; i++)
		json_array_append_new(array, adapter_of(&g_array_index(adapters, BluezAdapter, i)));
	json_object_set_new(object, "state", json_string(state_word(fleet)));
	json_object_set_new(object, "pairing_s",
		json_integer(fleet->bluez ? bluez_pairing_seconds_left(fleet->bluez) : 0));
	json_object_set_new(object, "adapters", array);
	return object;
}

/* ---- one pen */

static const char *pen_state_word(BluezPenState state)
{
	switch (state) {
	case BLUEZ_PEN_SEEN:
		return "seen";
	case BLUEZ_PEN_AWAY:
		return "away";
	case BLUEZ_PEN_WAITING:
		return "waiting";
	case BLUEZ_PEN_PAIRING:
		return "pairing";
	case BLUEZ_PEN_CONNECTING:
	case BLUEZ_PEN_LINKED:
		return "connecting";
	}
	g_assert_not_reached();
}

static void put_air(json_t *object, const BluezPen *pen)
{
	json_object_set_new(object, "name", json_text_new(pen->name));
	json_object_set_new(object, "strength",
		pen->strength_dbm == STRENGTH_NOT_KNOWN ? json_null()
							: json_integer(pen->strength_dbm));
	json_object_set_new(object, "wants_passkey", json_boolean(pen->wants_passkey));
}

static void put_state(json_t *object, const BluezPen *pen)
{
	json_object_set_new(object, "state", json_string(pen_state_word(pen->state)));
	json_object_set_new(object, "reason", json_text_new(pen->reason));
	json_object_set_new(object, "place", json_text_new(pen->adapter));
}

void fleet_air_put_pen(const Fleet *fleet, json_t *object, const char *address, bool here)
{
	BluezPen pen;

	if (!look(fleet, address, &pen)) {
		json_object_set_new(object, "strength", json_null());
		json_object_set_new(object, "wants_passkey", json_false());
		return;
	}
	put_air(object, &pen);
	if (!here)
		put_state(object, &pen);
}

static json_t *stranger(const Fleet *fleet, const BluezPen *pen)
{
	const char *address = *pen->identity ? pen->identity : pen->address;
	json_t *object = json_object();

	json_object_set_new(object, "pen", json_text_new(address));
	json_object_set_new(object, "id", json_integer(0));
	json_object_set_new(object, "model", json_text_new(pen->model ? pen->model->name : ""));
	json_object_set_new(object, "firmware", json_string(""));
	json_object_set_new(object, "driver", json_text_new(pen->model ? pen->model->driver : ""));
	json_object_set_new(object, "battery", json_null());
	json_object_set_new(object, "last_seen_ms", json_integer(0));
	json_object_set_new(object, "kept", json_true());
	json_object_set_new(object, "retired", json_false());
	json_object_set_new(
		object, "password", json_boolean(g_hash_table_contains(fleet->passwords, address)));
	json_object_set_new(object, "pupil", json_null());
	json_object_set_new(object, "teacher", json_false());
	json_object_set_new(object, "task", json_null());
	json_object_set_new(object, "forecast", json_null());
	json_object_set_new(object, "unclaimed", json_integer(0));
	json_object_set_new(object, "link", json_string("ble"));
	json_object_set_new(object, "charging", json_false());
	json_object_set_new(object, "memory", json_null());
	json_object_set_new(object, "settings", json_object());
	json_object_set_new(object, "download", json_null());
	put_state(object, pen);
	put_air(object, pen);
	return object;
}

void fleet_air_add_strangers(const Fleet *fleet, json_t *pens)
{
	g_autoptr(GArray) seen = fleet->bluez ? bluez_pens(fleet->bluez) : NULL;
	Classroom *classroom = fleet->options.classroom;
	ClassroomPenView known;

	for (guint i = 0; seen && i < seen->len; i++) {
		const BluezPen *pen = &g_array_index(seen, BluezPen, i);

		if (!classroom_pen_by_address(classroom, pen->identity, &known) &&
			!classroom_pen_by_address(classroom, pen->address, &known))
			json_array_append_new(pens, stranger(fleet, pen));
	}
}
