/* SPDX-License-Identifier: MIT */
/*
 * The installed service on this machine: where its configuration and its data are, and whose they are. The
 * unit starts zhibid without options, and `sudo zhibid --add-teacher NAME` means that same service.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define INSTALLATION_CONFIG "/etc/zhibi/zhibi.conf"
#define INSTALLATION_FOLDER "/var/lib/zhibi"
#define INSTALLATION_RUNTIME "/run/zhibi"

/* Is it installed here? */
bool installation_is_here(void);
/* Is this process it: started by its unit, or by root who speaks for it? */
bool installation_is_meant(void);

/* root gives its rights away for those of the folder's owner, for good: what it makes there is the owner's
 * as well. Nothing happens for anybody else, without a folder, or where root itself owns it. */
bool installation_become_owner(const char *folder, GError **error);
