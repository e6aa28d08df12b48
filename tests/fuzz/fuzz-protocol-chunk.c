/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as payloads of stored chunks, one after the other (each behind its length, two bytes): sizes
 * stay bounded, only what is whole counts as good, and what comes twice is told once.
 */
#include "protocol/bytes.h"
#include "protocol/neo-chunk.h"
#include "protocol/neo-stored.h"
#include "tests/fuzz/neo-sink.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take(
	NeoTransfer *transfer, NeoChunkReader *reader, NeoSink *sink, const guint8 *bytes, gsize n)
{
	g_autofree guint8 *copy = g_memdup2(bytes, n);
	NeoChunk chunk;
	neo_chunk_read(reader, copy, n, &chunk);
	g_assert(chunk.n_data <= 65536 && (chunk.data || chunk.n_data == 0));
	g_assert(chunk.result != DECODE_OK || chunk.n_bad_dots == 0);
	switch (neo_transfer_packet(transfer, &chunk)) {
	case NEO_PACKET_NEW:
		g_assert(chunk.result == DECODE_OK);
		gsize n_calls = sink->n_calls;
		g_assert(neo_transfer_packet(transfer, &chunk) == NEO_PACKET_REPEATED);
		g_assert(sink->n_calls == n_calls + 1); /* only that it was repeated */
		break;
	case NEO_PACKET_DAMAGED:
		g_assert(chunk.result != DECODE_OK);
		break;
	case NEO_PACKET_REPEATED:
		break;
	}
	g_assert(!sink->open);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	NeoSink sink = { 0 };
	const DotSink dots = neo_sink(&sink);
	NeoTransfer *transfer = neo_transfer_new(&dots);
	NeoChunkReader *reader = neo_chunk_reader_new();
	ByteReader bytes = byte_reader(data, size);
	while (byte_reader_left(&bytes) >= 2) {
		gsize n = byte_reader_u16(&bytes);
		n = MIN(n, byte_reader_left(&bytes));
		const guint8 *payload = byte_reader_slice(&bytes, n);
		if (payload)
			take(transfer, reader, &sink, payload, n);
	}
	neo_transfer_give_up(transfer);
	g_assert(!neo_transfer_give_up(transfer) && !sink.open);
	neo_chunk_reader_free(reader);
	neo_transfer_free(transfer);
	return 0;
}
