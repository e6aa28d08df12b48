/* SPDX-License-Identifier: MIT */
/*
 * Pens on the air, by way of bluetoothd's D-Bus objects (org.bluez, version 5.66): finds, pairs, connects and
 * keeps them, and hands each usable one to a LinkOwner. All calls are asynchronous; bluetoothd may be
 * slow, absent, killed and back. More pens than an adapter can hold take turns (pens/rota.h).
 */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>

#include "daemon/links/link.h"
#include "daemon/problems/problems.h"
#include "drivers/model.h"

typedef struct {
	GDBusConnection *bus; /* NULL: the system bus, joined when it is there */
	const ModelSet *models;
	ProblemSink problems; /* copied */
	/* Does a pen of this address (its identity, or the link address where that is not known) belong to
	 * the class that is here now? Such pens come first. NULL: all alike. */
	bool (*is_expected)(void *user, const char *address);
	guint (*n_expected)(void *user); /* how many there are; NULL: not known */
	void *user;
	guint capacity; /* links an adapter holds; 0: learnt */
} BluezOptions;

typedef enum {
	BLUEZ_ABSENT,	  /* no bus, or no bluetoothd */
	BLUEZ_NO_ADAPTER, /* none plugged in */
	BLUEZ_OFF,	  /* adapters, but none is switched on */
	BLUEZ_READY,
} BluezState;

typedef struct {
	const char *name; /* "hci0" */
	const char *address;
	bool powered, discovering;
	guint n_links;
	guint capacity; /* 0: its bound has not been met yet */
} BluezAdapter;

typedef enum {
	BLUEZ_PEN_SEEN,	   /* advertises; not ours */
	BLUEZ_PEN_AWAY,	   /* ours, not on the air now */
	BLUEZ_PEN_WAITING, /* ours, here; waits for its turn or for the next try */
	BLUEZ_PEN_PAIRING,
	BLUEZ_PEN_CONNECTING,
	BLUEZ_PEN_LINKED,
} BluezPenState;

typedef struct {
	const char *address;  /* of the link: BlueZ's Address */
	const char *identity; /* the pen's own, told by its advertising or learnt; "" not known */
	const char *name;
	const Model *model;
	const char *adapter; /* "hci0"; "" none */
	BluezPenState state;
	const char *reason; /* plain English why it is not linked; "" */
	gint strength_dbm;  /* 127: not known */
	bool paired, wants_passkey;
} BluezPen;

/* Told when anything below may read differently; at most once a turn of the loop. */
typedef struct {
	void *user;
	void (*changed)(void *user);
} BluezListener;

typedef struct Bluez Bluez;

Bluez *bluez_new(
	const BluezOptions *options, const LinkOwner *owner, const BluezListener *listener);
/* The owner has freed its links. Releases every acquired file before it leaves the bus. Returns NULL. */
Bluez *bluez_free(Bluez *bluez);

BluezState bluez_state(const Bluez *bluez);
/* Arrays of BluezAdapter and BluezPen values; their texts are borrowed until the next turn of the loop. */
GArray *bluez_adapters(const Bluez *bluez);
GArray *bluez_pens(const Bluez *bluez);

/* New pens are taken only while someone asked for it: for so many seconds, 0 ends it. */
void bluez_allow_pairing(Bluez *bluez, guint seconds);
guint bluez_pairing_seconds_left(const Bluez *bluez);
/* Take this seen pen: pair where its model wants it, trust it, keep it. False: not seen, or nobody asked. */
bool bluez_take(Bluez *bluez, const char *address);
/* A person typed what the pen shows. False: nobody waits for it. */
bool bluez_give_passkey(Bluez *bluez, const char *address, guint32 passkey);
/* Ends the link and the bond, and does not come back to it by itself. */
bool bluez_forget(Bluez *bluez, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bluez, bluez_free)
