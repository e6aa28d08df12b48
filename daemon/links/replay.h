/* SPDX-License-Identifier: MIT */
/*
 * A recording (*.rec, docs/recording.md) as a link: passive, both directions are given. At the speed it was
 * recorded, at a multiple of it, or as fast as it can be taken.
 */
#pragma once

#include "daemon/links/link.h"

typedef struct {
	char *path;
	double speed; /* 1 true; 0 as fast as possible */
} ReplayRequest;

/* "FILE" or "FILE@SPEED", as on the command line. NULL with DAEMON_ERROR_USE. */
ReplayRequest *replay_request_parse(const char *text, GError **error);
ReplayRequest *replay_request_free(ReplayRequest *request);

/*
 * Opens the file and hands the link to the owner; bytes come from the main loop. A file that cannot be read, or has
 * no line of a recording among its first, is an error here; a damaged line further on is logged with
 * its number and passed over.
 */
bool replay_open(const ReplayRequest *request, const LinkOwner *owner, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReplayRequest, replay_request_free)
