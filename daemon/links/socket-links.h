/* SPDX-License-Identifier: MIT */
/*
 * Pens on a Unix stream socket: virtual pens of tests and demonstrations, and bridges to pens that zhibi
 * cannot reach itself. A client says one line first,
 *
 *     zhibi-virtual-pen 1 driver=neo link=ble
 *
 * and from then on the socket carries the pen's bytes, raw, both ways.
 */
#pragma once

#include "daemon/links/link.h"

typedef struct SocketLinks SocketLinks;

/* Listens at `path`, for this user only; a socket that a dead daemon left there is replaced. Errors are
 * in DAEMON_ERROR. */
SocketLinks *socket_links_new(const char *path, const LinkOwner *owner, GError **error);
/* The owner must have freed its links. Removes the socket. Accepts NULL, returns NULL. */
SocketLinks *socket_links_free(SocketLinks *links);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SocketLinks, socket_links_free)
