/* SPDX-License-Identifier: MIT */
/* zhibi.conf as it lies there: for the daemon, which checks it, and for commands that look one thing up in it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* False with GLib's own error. A byte order mark in front is stepped over. */
bool config_file_load(GKeyFile *file, const char *path, GError **error);
