/* SPDX-License-Identifier: MIT */
/*
 * The control socket: programs of this machine (`zhibi pens`, `zhibi doctor`) ask the fleet the same messages as a
 * page, one JSON object a line, and get each answer as a line. Let in: root, the service's own user, and
 * members of the service's group.
 */
#pragma once

#include "daemon/fleet/fleet.h"

typedef struct Control Control;

/* Takes over a socket that nobody listens to any more. The error names the path and the mend. */
Control *control_new(const char *path, Fleet *fleet, Store *store, GError **error);
Control *control_free(Control *control); /* accepts NULL, returns NULL */
/* What only root and the service's own user may ask, and is asked first: the answer to be freed, or NULL when
 * a line is none of its. */
void control_set_owner(
	Control *control, char *(*asked)(void *user, const char *line, gsize n_bytes), void *user);
/* More is on the disk: answers that waited for it may go. */
void control_stored(Control *control);
guint control_n_peers(const Control *control);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Control, control_free)
