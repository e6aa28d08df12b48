/* SPDX-License-Identifier: MIT */
/* Any bytes as an advertisement and its scan response: read within their bounds, and the same each time. */
#include "protocol/neo-advertising.h"

#include <glib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of its own for each part, so that a read past its end is seen. */
	size_t n_first = size > 0 ? MIN(data[0], size - 1) : 0;
	g_autofree guint8 *first = g_memdup2(data + (size > 0), n_first);
	size_t n_second = size > 0 ? size - 1 - n_first : 0;
	g_autofree guint8 *second = g_memdup2(data + size - n_second, n_second);
	NeoAdvertisement seen, again;

	memset(&seen, 0, sizeof seen);
	memset(&again, 0, sizeof again);
	neo_advertisement_read(&seen, first, n_first);
	neo_advertisement_read(&seen, second, n_second);
	neo_advertisement_read(&again, first, n_first);
	neo_advertisement_read(&again, second, n_second);
	g_assert(memcmp(&seen, &again, sizeof seen) == 0);

	g_assert(memchr(seen.name, '\0', sizeof seen.name));
	g_assert(!seen.pairing || seen.generation == NEO_GENERATION_2);
	g_assert(!seen.has_codes || seen.has_address);
	g_assert(!seen.has_address || (seen.address[0] == 0x9c && seen.address[1] == 0x7b));
	if (neo_advertisement_read_manufacturer(&again, first, n_first) == DECODE_OK)
		g_assert(again.has_address && n_first >= sizeof again.address);
	return 0;
}
