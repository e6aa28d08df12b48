/* SPDX-License-Identifier: MIT */
/*
 * A way to one pen: Bluetooth LE, classic serial port, USB, a virtual pen's socket, a recording. Who makes
 * links (socket-links.c, replay.c, bluez/, usb/) hands each new one to a LinkOwner; the owner
 * pairs it with a driver. A link reads at once and always, unless the owner asks it to pause.
 */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>

typedef struct Link Link;

/* What the pen on a link is about, as its owner sees it: a link maker that has more pens than room gives the
 * place of a resting one to another (pens/rota.h). */
typedef enum {
	LINK_STARTING, /* handshake; also: it is not known who it is */
	LINK_WRITING,  /* ink came live within the last minute, or a stroke is open */
	LINK_FETCHING, /* stored ink is on its way; the link must not be given away */
	LINK_RESTING,  /* nothing under way: all stored ink is here and on disk */
	LINK_REFUSED,  /* locked or failed: only a person can help */
} LinkActivity;

/* How one kind of link works. `free` may be called at any time, from inside the listener's calls too. */
typedef struct {
	void (*send)(Link *link, const guint8 *bytes, gsize n_bytes);
	void (*pause)(Link *link, bool paused); /* stop reading while the store is congested */
	/* NULL where nobody cares. Told on change only. */
	void (*activity)(Link *link, LinkActivity activity);
	void (*free)(Link *link);
} LinkOperations;

/* Set by the owner when it takes a link. After `closed` no other call comes; the owner then frees. */
typedef struct {
	void *user;
	void (*received)(void *user, const guint8 *bytes, gsize n_bytes);
	/* Of passive links only: bytes that went to the pen when the recording was made. */
	void (*sent)(void *user, const guint8 *bytes, gsize n_bytes);
	void (*closed)(void *user, const GError *error); /* NULL: the pen left in peace */
} LinkListener;

/* Embedded first in each kind's own struct. */
struct Link {
	const LinkOperations *operations;
	LinkListener listener;
	char *name;    /* for logs and recordings: "socket:3", "replay:class.rec" */
	char *kind;    /* "virtual", "replay", "ble", "spp", "usb" */
	char *driver;  /* name of the pen family's driver */
	char *address; /* the pen's, where the link itself knows it; else NULL */
	char *place; /* where it hangs, for people: "hci0", "slot 7"; NULL: nowhere in particular */
	guint quirks;	/* PenQuirk of the model that was recognised (drivers/model.h) */
	bool passive;	/* a recording: bytes both ways are given, nothing can be sent */
	gint64 host_ms; /* of a passive link: when the bytes now given came first; else 0, now */
};

/* Whoever makes links calls this with each new, open one. The owner sets link->listener at once, or
 * frees the link; no call comes before `opened` has returned. */
typedef struct {
	void *user;
	void (*opened)(void *user, Link *take_link);
} LinkOwner;

static inline void link_send(Link *link, const guint8 *bytes, gsize n_bytes)
{
	link->operations->send(link, bytes, n_bytes);
}

static inline void link_pause(Link *link, bool paused)
{
	link->operations->pause(link, paused);
}

static inline void link_tell_activity(Link *link, LinkActivity activity)
{
	if (link->operations->activity)
		link->operations->activity(link, activity);
}

static inline void link_free(Link *link)
{
	link->operations->free(link);
}

/* For the kinds' own `free`: what the embedded struct owns. */
static inline void link_clear(Link *link)
{
	g_clear_pointer(&link->name, g_free);
	g_clear_pointer(&link->kind, g_free);
	g_clear_pointer(&link->driver, g_free);
	g_clear_pointer(&link->address, g_free);
	g_clear_pointer(&link->place, g_free);
}
