/* SPDX-License-Identifier: MIT */
/*
 * A way to one pen: Bluetooth LE, classic serial port, USB, a virtual pen's socket, a recording. Who makes
 * links (socket-links.c, replay.c, later bluez.c and usb.c) hands each new one to a LinkOwner; the owner
 * pairs it with a driver. A link reads at once and always, unless the owner asks it to pause.
 */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>

typedef struct Link Link;

/* How one kind of link works. */
typedef struct {
	void (*send)(Link *link, const guint8 *bytes, gsize n_bytes);
	void (*pause)(Link *link, bool paused); /* stop reading while the store is congested */
	void (*free)(Link *link);
} LinkOperations;

/* Set by the owner when it takes a link. After `closed` no other call comes; the owner then frees. */
typedef struct {
	void *user;
	void (*received)(void *user, const guint8 *bytes, gsize n_bytes);
	void (*closed)(void *user, const GError *error); /* NULL: the pen left in peace */
} LinkListener;

/* Embedded first in each kind's own struct. */
struct Link {
	const LinkOperations *operations;
	LinkListener listener;
	char *name;   /* for logs and recordings: "socket:3", "replay:class.rec" */
	char *kind;   /* "virtual", "replay", "ble", "spp", "usb" */
	char *driver; /* name of the pen family's driver */
	bool passive; /* a recording: bytes both ways are given, nothing can be sent */
};

/* Whoever makes links calls this with each new, open one. The owner sets link->listener at once. */
typedef struct {
	void *user;
	void (*opened)(void *user, Link *take_link);
} LinkOwner;

static inline void link_send(Link *link, const guint8 *bytes, gsize n_bytes)
{
	link->operations->send(link, bytes, n_bytes);
}
