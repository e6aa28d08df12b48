/* SPDX-License-Identifier: MIT */
/*
 * The certificate that the console is served with: the school's own, or one that we make for ourselves at
 * the first start, so that a login never crosses a network in the clear. Errors name the file and the mend.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * A self-signed certificate and its key in `folder`, made when there is none, when it ends within a month, or
 * when the machine has a name or one of `addresses` (numeric, NULL-ended, may be NULL) that it is not for. EC
 * P-256; for the host's name, with .local too, localhost, loopback and the addresses; the key readable by its
 * owner only. Paths for the caller to free.
 */
bool certificate_ensure(const char *folder, const char *const *addresses, char **certificate_path,
	char **key_path, GError **error);

/* Where ours is, made or not. Paths for the caller to free. */
void certificate_own_paths(const char *folder, char **certificate_path, char **key_path);

/* Are the two files there, readable, a pair, and in force? */
bool certificate_check(const char *certificate_path, const char *key_path, GError **error);

/* When it ends, seconds since 1970, and the names it is for (char *: hosts and addresses). */
bool certificate_describe(
	const char *certificate_path, gint64 *until_s, GPtrArray **names, GError **error);

/* SHA-256 as browsers show it ("AB:CD:…"), to compare by eye at the first visit; NULL with error. */
char *certificate_fingerprint(const char *certificate_path, GError **error);
