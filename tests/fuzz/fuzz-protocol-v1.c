/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a protocol 1 pen's stream (first byte even), whole and in pieces, its files put together
 * and read; or as a file of stored ink (first byte odd).
 */
#include "protocol/neo-v1-file.h"
#include "protocol/neo-v1-transfer.h"
#include "tests/fuzz/neo-sink.h"

#define HOST_MS 1764576000000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
	NeoV1Transfer *transfer;
	NeoSink stored;
	gsize n_messages;
} Heard;

static void read_file(Heard *heard, const guint8 *bytes, gsize n_bytes)
{
	const DotSink sink = neo_sink(&heard->stored);
	gsize n_calls = heard->stored.n_calls;
	DecodeResult result = neo_v1_file_decode(bytes, n_bytes, 255, NULL, &sink);
	g_assert(!heard->stored.open);
	/* What is wrong with a file is said. */
	g_assert(result == DECODE_OK || heard->stored.n_calls > n_calls);
}

static void on_message(void *user, const NeoV1Message *message)
{
	Heard *heard = user;
	gsize n_bytes;
	heard->n_messages++;
	if (message->command == NEO_V1_FILE) {
		PageAddress page;
		neo_v1_file_page(message->file.name, &page);
		neo_v1_transfer_begin(heard->transfer, &message->file);
	} else if (message->command == NEO_V1_FILE_PACKET) {
		neo_v1_transfer_packet(heard->transfer, message);
		const guint8 *file = neo_v1_transfer_file(heard->transfer, &n_bytes);
		if (file)
			read_file(heard, file, n_bytes);
	}
}

static void feed(void *decoder, const guint8 *bytes, gsize n_bytes)
{
	neo_v1_decoder_feed(decoder, bytes, n_bytes, HOST_MS);
}

static gsize decode(const guint8 *data, gsize size, bool in_pieces)
{
	NeoSink live = { 0 };
	const DotSink sink = neo_sink(&live);
	Heard heard = { .transfer = neo_v1_transfer_new() };
	NeoV1Decoder *decoder = neo_v1_decoder_new(&sink, &(NeoV1Listener){ &heard, on_message });
	if (in_pieces)
		neo_sink_feed_pieces(data, size, feed, decoder);
	else
		feed(decoder, data, size);
	neo_v1_decoder_link_lost(decoder, HOST_MS);
	g_assert(!live.open);
	neo_v1_decoder_free(decoder);
	neo_v1_transfer_free(heard.transfer);
	return live.n_calls + heard.stored.n_calls + heard.n_messages;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	g_autofree guint8 *copy = g_memdup2(data + 1, size - 1);
	if (data[0] % 2 == 0) {
		g_assert(decode(copy, size - 1, false) == decode(copy, size - 1, true));
	} else {
		Heard heard = { 0 };
		read_file(&heard, copy, size - 1);
	}
	return 0;
}
