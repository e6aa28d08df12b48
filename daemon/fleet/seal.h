/* SPDX-License-Identifier: MIT */
/*
 * Passwords of pens, sealed for the database (libsodium, XChaCha20-Poly1305) with a key in a file beside it, which
 * only the service may read: a copy or a backup of the database alone opens no pen, and what was sealed
 * for one pen cannot be opened for another.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define SEAL_TEXT_SIZE 17 /* a pen's password: 16 bytes at most, and a NUL */

typedef struct Seal Seal;

/* Reads the key, or makes it (mode 0600). The error names file and mend. */
Seal *seal_new(const char *key_path, GError **error);
Seal *seal_free(Seal *seal); /* wipes the key; returns NULL, accepts NULL */
GBytes *seal_close(const Seal *seal, const char *address, const char *text);
/* False: sealed with another key, for another pen, or damaged. */
bool seal_open(const Seal *seal, const char *address, GBytes *sealed, char text[SEAL_TEXT_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Seal, seal_free)
