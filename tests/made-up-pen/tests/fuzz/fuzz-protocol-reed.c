/* SPDX-License-Identifier: MIT */
/* Any bytes as what a Reed pen sends, whole and in pieces: the same calls, all of them as dot.h allows. */
#include "protocol/reed.h"
#include "tests/fuzz/neo-sink.h"

#define HOST_MS 1764576000000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void feed(void *decoder, const guint8 *bytes, gsize n_bytes)
{
	reed_decoder_feed(decoder, bytes, n_bytes, HOST_MS);
}

static gsize decode(const guint8 *data, gsize size, bool in_pieces)
{
	NeoSink checked = { 0 };
	const DotSink sink = neo_sink(&checked);
	ReedDecoder *decoder = reed_decoder_new(&sink, NULL, NULL);

	if (in_pieces)
		neo_sink_feed_pieces(data, size, feed, decoder);
	else
		feed(decoder, data, size);
	reed_decoder_link_lost(decoder);
	g_assert(!checked.open);
	reed_decoder_free(decoder);
	return checked.n_calls;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_assert(decode(data, size, false) == decode(data, size, true));
	return 0;
}
