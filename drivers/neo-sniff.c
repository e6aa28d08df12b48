/* SPDX-License-Identifier: MIT */
/*
 * A recording may begin inside a frame. In protocol 2 that does no harm: C0 is nothing but a frame's start.
 * In protocol 1 C0 may be payload, so a byte behind it that is no command of either is passed over.
 */
#include "drivers/neo-sniff.h"

#include "protocol/neo-v1.h"
#include "protocol/neo.h"

#define FRAME_START 0xC0
#define ESCAPE 0x7D
#define MAX_HELD 4096 /* of bytes that are neither: then it is all the same */

static bool is_v2_command(guint8 command)
{
	return command == ESCAPE || command == NEO_STORED_CHUNK ||
	       command == NEO_FIRMWARE_BLOCK_REQUEST ||
	       (command >= NEO_BATTERY && command <= NEO_TOUCH) ||
	       (command >= NEO_VERSION_REPLY && command <= NEO_FIRMWARE_REPLY);
}

NeoSpeaks neo_sniff(GByteArray *held, const guint8 *bytes, gsize n_bytes)
{
	/* The last byte held may have been a C0. */
	gsize i = held->len > 0 ? held->len - 1 : 0;
	g_byte_array_append(held, bytes, (guint)n_bytes);
	for (; i + 1 < held->len; i++) {
		if (held->data[i] != FRAME_START)
			continue;
		const guint8 command = held->data[i + 1];
		if (neo_looks_like_v1(command))
			return NEO_SPEAKS_V1;
		if (is_v2_command(command))
			return NEO_SPEAKS_V2;
	}
	return held->len > MAX_HELD ? NEO_SPEAKS_V2 : NEO_SPEAKS_UNKNOWN;
}
