/* SPDX-License-Identifier: MIT */
/*
 * The pen's radio, played by a Unix socket: every write() is one notification. On a stream socket the host itself
 * listens; on one of packets the laboratory's air does (tests/lab), and then nothing has arrived before the
 * air took it. Live ones may be lost or sent twice on demand. Writing never blocks and never calls back; what
 * cannot go yet waits.
 */
#pragma once

#include "tests/virtual-pen/dice.h"

#include <glib.h>

typedef struct {
	void *user;
	void (*received)(void *user, const uint8_t *bytes, gsize n_bytes);
	void (*closed)(void *user); /* by the other side; the link is shut already */
} LinkListener;

typedef struct {
	const LinkListener *listener;
	char *path;
	gsize mtu;
	double lose, repeat; /* probabilities */
	Dice dice;
	int fd; /* -1: shut */
	bool packets;
	guint read_source, write_source;
	GQueue waiting; /* of GBytes, one notification each */
	/* Bytes of notifications since the beginning: handed in, given to the kernel, arrived. */
	uint64_t n_queued, n_written, n_arrived;
	uint64_t n_notifications, n_lost, n_repeated, n_connects;
} Link;

/* Connects and says the first line: `kind` of link, "ble"; to an air, which cannot know the pen otherwise, its
 * address as well. False when nobody listens. */
bool link_open(Link *link, const char *driver, const char *kind, const char *address);
void link_shut(Link *link);
static inline bool link_is_open(const Link *link)
{
	return link->fd >= 0;
}
/* Looks what has arrived by now; returns n_arrived. */
uint64_t link_arrived(Link *link);
/* Cuts bytes into notifications. Live ones may be lost or repeated. */
void link_send(Link *link, const uint8_t *bytes, gsize n_bytes, bool live);
