/* SPDX-License-Identifier: MIT */
/*
 * What the files of bluez.c share: adapters and devices as bluetoothd shows them, and one way to call it. A device
 * goes IDLE → (PAIRING) → CONNECTING → OPENING → LINKED and back to IDLE from anywhere; bluez-device.c holds
 * that machine, bluez-rota.c decides when it starts.
 */
#pragma once

#include "daemon/bluez/bluez.h"

#include <gio/gunixfdlist.h>

#define BLUEZ_NAME "org.bluez"
#define BLUEZ_ADAPTER "org.bluez.Adapter1"
#define BLUEZ_DEVICE "org.bluez.Device1"
#define BLUEZ_CHARACTERISTIC "org.bluez.GattCharacteristic1"
#define BLUEZ_SERVICE "org.bluez.GattService1"
#define SERIAL_PORT_UUID "00001101-0000-1000-8000-00805f9b34fb"

typedef struct {
	Bluez *bluez;
	GDBusProxy *proxy;
	char *path, *name;
	GCancellable *cancellable; /* of its own calls */
	bool wants_discovery;	   /* asked for, answer awaited or given */
	guint retry_source;	   /* a search that was refused is asked for again */
	gint64 discovery_ended_ms; /* when we asked for that */
	bool filter_set;
	guint capacity; /* learnt; 0 not known */
	gint64 capacity_learnt_ms;
	guint n_refusals; /* in a row, while it held n_links_refused links */
	guint n_links_refused;
	char *last_refused; /* address */
} Adapter;

typedef enum {
	DEVICE_IDLE,
	DEVICE_PAIRING,
	DEVICE_CONNECTING, /* Connect is under way, or its services are being read */
	DEVICE_OPENING,	   /* its channel is asked for */
	DEVICE_LINKED,
} DeviceStage;

typedef struct BluezLink BluezLink;
typedef struct Opening Opening;

typedef struct {
	Bluez *bluez;
	GDBusProxy *proxy;
	char *path;
	Adapter *adapter;
	const Model *model; /* NULL: not a pen that we know */
	char address[18];   /* of the link; may change while it is paired */
	char identity[18];  /* the pen's own; "" not known */
	bool taking;	    /* a person said: this one */
	bool forgotten;	    /* a person said: not this one; until it is taken again */
	DeviceStage stage;
	Opening *opening; /* bluez-gatt.c's, in DEVICE_OPENING */
	BluezLink *link;
	LinkActivity activity;
	gint64 since_ms; /* in this stage, or resting */
	gint64 seen_ms, served_ms, failed_ms, not_before_ms;
	gint64 hung_up_ms; /* when we asked bluetoothd to end its link; 0: it has */
	guint n_failures;
	char *reason;
	guint watchdog_source, shown_source; /* shown: objects of its services, not looked at yet */
	GCancellable *cancellable;	     /* of the calls of this stage */
	GDBusMethodInvocation *passkey_call; /* an agent's call that waits for a person */
} Device;

struct Bluez {
	BluezOptions options;
	LinkOwner owner;
	BluezListener listener;
	GDBusConnection *bus;
	GCancellable *cancellable;
	GDBusObjectManager *objects; /* NULL: bluetoothd is not there */
	guint name_watch, retry_source, look_source, look_at_source, changed_source;
	GPtrArray *adapters;	 /* of Adapter */
	GHashTable *devices;	 /* path → Device */
	gint64 pairing_until_us; /* 0: not allowed */
	guint pairing_source;
	bool was_ready;
	bool is_ending;
	BluezState told_state;
	guint agent_object, profile_object;
	GDBusNodeInfo *interfaces; /* of agent and profile */
};

static inline gint64 bluez_now_ms(void)
{
	return g_get_monotonic_time() / 1000;
}

/* ---- bluez.c */

/* `done` is not called when cancelled. `fds` may be NULL. */
typedef void (*BluezDone)(gpointer user, GVariant *result, GUnixFDList *fds, const GError *error);
void bluez_call(Bluez *bluez, GCancellable *cancellable, const char *path, const char *interface,
	const char *method, GVariant *parameters, gint timeout_ms, BluezDone done, gpointer user);
void bluez_set_property(
	Bluez *bluez, const char *path, const char *interface, const char *name, GVariant *value);
/* The listener hears of it at the end of this turn. */
void bluez_changed(Bluez *bluez);
/* "org.bluez.Error.Failed: le-connection-…" without D-Bus's wrapping; free it. */
char *bluez_error_text(const GError *error);
/* Is it "org.bluez.Error.<name>"? */
bool bluez_error_is(const GError *error, const char *name);
bool bluez_get_flag(GDBusProxy *proxy, const char *property);
/* NULL when it has none; free it. */
char *bluez_get_text(GDBusProxy *proxy, const char *property);

/* ---- bluez-adapter.c */

void adapter_added(Bluez *bluez, GDBusProxy *proxy);
void adapter_removed(Bluez *bluez, const char *path);
void adapter_properties(Bluez *bluez, const char *path);
void adapter_free(gpointer adapter);
Adapter *adapter_find(Bluez *bluez, const char *path);
bool adapter_powered(const Adapter *adapter);
guint adapter_n_links(const Adapter *adapter);
guint adapter_n_places(const Adapter *adapter); /* 0: no bound known */
/* Starts or ends discovery as it is wanted now; `may`: nothing else is under way. */
void adapter_discover(Adapter *adapter, bool may);
/* It looks for nothing any more; or somebody else's search never ends. */
bool adapter_is_quiet(const Adapter *adapter, gint64 now_ms);
/* A pen that is here could not be linked (or could): learns how many it holds. */
void adapter_refused(Adapter *adapter, const Device *device, const char *why);
void adapter_accepted(Adapter *adapter);

/* ---- bluez-device.c */

void device_added(Bluez *bluez, GDBusProxy *proxy);
void device_removed(Bluez *bluez, const char *path);
/* `invalidated`: names of properties that are gone. */
void device_properties(Bluez *bluez, const char *path, GVariant *changed);
void device_free(gpointer device);
Device *device_find(Bluez *bluez, const char *path);
Device *device_by_address(Bluez *bluez, const char *address);
/* For logs and problems: its identity, or else its address. */
const char *device_name(const Device *device);
bool device_is_ours(const Device *device);
bool device_is_ending(const Device *device, gint64 now_ms);
bool device_is_here(const Device *device, gint64 now_ms);
/* Here, its last link is over, and heard again since it failed: new pens are looked for between two tries. */
bool device_may_be_tried(const Device *device, gint64 now_ms);
bool device_is_classic(const Device *device);
/* The machine. */
void device_connect(Device *device);		  /* pairs first where that is wanted */
void device_release(Device *device);		  /* the rota gives its place to another */
void device_watch(Device *device, guint seconds); /* it fails unless its stage is over by then */
void device_failed(Device *device, const char *why);
void device_opened(Device *device, BluezLink *take_link);
void device_link_over(Device *device, const char *why); /* lost, or its owner let it go */
void device_forget(Device *device);

/* ---- the rest */

void bluez_rota_soon(Bluez *bluez); /* bluez-rota.c: look again this turn */
void bluez_rota_stop(Bluez *bluez);
void gatt_opening_free(Opening *opening); /* accepts NULL */
void gatt_open(Device *device);		  /* bluez-gatt.c: in DEVICE_OPENING */
void gatt_shows_more(Device *device);	  /* objects of its services came */
void agent_register(Bluez *bluez);	  /* bluez-agent.c */
void agent_unregister(Bluez *bluez);
void profile_register(Bluez *bluez); /* bluez-profile.c */
void profile_unregister(Bluez *bluez);
/* A method's error, as bluetoothd expects it: "org.bluez.Error.Rejected". */
void bluez_refuse_call(GDBusMethodInvocation *take_call, const char *name, const char *why);
GDBusInterfaceInfo *bluez_interface(Bluez *bluez, const char *name);
