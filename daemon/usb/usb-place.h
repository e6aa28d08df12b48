/* SPDX-License-Identifier: MIT */
/*
 * Where a pen is plugged in, for people: "slot 7" of a charging cabinet, where the configuration names its ports in
 * their order; else the port's path as the kernel has it, "USB 1-2.3". Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* "1-2.1..7;1-3.2": the paths of slots 1 to 8, of char*. NULL: `wrong` is the piece that cannot be. */
GPtrArray *usb_place_parse(const char *text, char **wrong);
/* "slot 7" or "USB 1-2.3"; slots may be NULL. */
char *usb_place_name(const GPtrArray *slots, const char *path);
/* "1-2.3"; of a root hub "1-0". */
char *usb_place_path(guint bus, const guint8 *ports, int n_ports);
