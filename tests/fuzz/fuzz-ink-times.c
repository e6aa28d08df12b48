/* SPDX-License-Identifier: MIT */
/* Any bytes to the decoder of stroke times: refused, or times that survive being written again. */
#include "ink/stroke-times.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(StrokeTime));
	g_autoptr(GArray) back = g_array_new(FALSE, FALSE, sizeof(StrokeTime));
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	if (!stroke_times_decode(data, size, times)) {
		g_assert(times->len == 0);
		return 0;
	}
	stroke_times_encode((const StrokeTime *)(void *)times->data, times->len, bytes);
	g_assert(stroke_times_decode(bytes->data, bytes->len, back));
	g_assert(back->len == times->len);
	g_assert(times->len == 0 ||
		 memcmp(back->data, times->data, times->len * sizeof(StrokeTime)) == 0);
	return 0;
}
