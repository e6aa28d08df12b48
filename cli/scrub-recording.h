/* SPDX-License-Identifier: MIT */
/*
 * Takes pens' addresses out of the bytes of a recording (docs/recording.md): a pen says its own when it connects. As bytes in
 * either order, with or without a frame's escapes, and as text; the maker's half stays, as in texts (cli/scrub.h). Pure.
 */
#pragma once

#include <glib.h>

/* The recording with zeros for the other half, of the same length. addresses: "9C:7B:D2:0A:0B:0C". For the caller to free. */
char *scrub_recording(const char *text, const GPtrArray *addresses);
