/* SPDX-License-Identifier: MIT */
/* Under which addresses browsers reach this machine. */
#pragma once

/* For a listener on `listen`: that address, or, where it is "any", the IPv4 addresses of every interface that
 * is up. Not IPv6's, which change by themselves every day; not loopback's or link-local ones. Sorted, each
 * once, NULL-ended; free with g_strfreev. */
char **own_addresses(const char *listen);
