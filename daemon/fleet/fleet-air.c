/* SPDX-License-Identifier: MIT */
/* Pens on Bluetooth: pairing at a person's wish, and what of them is told. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/fleet/fleet-private.h"

static const ConsoleTrouble no_bluetooth = { "no-bluetooth", "蓝牙没有启用或不可用。",
	"Bluetooth is not in use or not to be had." };

const ConsoleTrouble *fleet_air_obey(Fleet *fleet, const ConsoleMessage *message)
{
	(void)fleet;
	(void)message;
	return &no_bluetooth;
}

json_t *fleet_air_status(const Fleet *fleet)
{
	json_t *object = json_object();

	(void)fleet;
	json_object_set_new(object, "state", json_string("unused"));
	json_object_set_new(object, "pairing_s", json_integer(0));
	json_object_set_new(object, "adapters", json_array());
	return object;
}

void fleet_air_put_pen(const Fleet *fleet, json_t *object, const char *address, bool here)
{
	(void)fleet;
	(void)address;
	(void)here;
	json_object_set_new(object, "strength", json_null());
	json_object_set_new(object, "wants_passkey", json_false());
}

void fleet_air_add_strangers(const Fleet *fleet, json_t *pens)
{
	(void)fleet;
	(void)pens;
}
