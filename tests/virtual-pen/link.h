/* SPDX-License-Identifier: MIT */
/*
 * The pen's radio, played by a Unix stream socket: every write() is one notification. Live ones may be
 * lost or sent twice on demand. Writing never blocks and never calls back; what cannot go yet waits.
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
	guint read_source, write_source;
	GQueue waiting; /* of GBytes, one notification each */
	/* Bytes of notifications since the beginning: handed in, and given to the kernel. */
	uint64_t n_queued, n_written;
	uint64_t n_notifications, n_lost, n_repeated, n_connects;
} Link;

/* Connects and says the first line. False when nobody listens. */
bool link_open(Link *link, const char *hello);
void link_shut(Link *link);
static inline bool link_is_open(const Link *link)
{
	return link->fd >= 0;
}
/* Cuts bytes into notifications. Live ones may be lost or repeated. */
void link_send(Link *link, const uint8_t *bytes, gsize n_bytes, bool live);
