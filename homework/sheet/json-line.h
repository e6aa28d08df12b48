/* SPDX-License-Identifier: MIT */
/* Where in a JSON text a value stands, for messages: jansson keeps no lines of what it has read. */
#pragma once

#include <glib.h>

/* Of a path as json-members.h writes it ("pages[0].regions[3]"), or of the nearest value around it. The text was
 * read without fault. */
guint json_line_of(const char *text, gsize n_bytes, const char *path);
