/* SPDX-License-Identifier: MIT */
/*
 * Which protocol does a Neo pen speak? Told by the first command it says (neo.md 13): the numbers of the
 * two protocols do not meet. Bytes are held until that is seen. Internal to the driver.
 */
#pragma once

#include <glib.h>

typedef enum {
	NEO_SPEAKS_UNKNOWN = 0,
	NEO_SPEAKS_V1,
	NEO_SPEAKS_V2,
} NeoSpeaks;

/* Appends to `held` while it is not known. Once it is, `held` is what the decoder has to get first. */
NeoSpeaks neo_sniff(GByteArray *held, const guint8 *bytes, gsize n_bytes);
