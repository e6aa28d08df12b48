/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a protocol 2 pen's stream, whole and in pieces: the same number of dots and of words come
 * out, strokes are whole, and no stroke is open when the link is gone.
 */
#include "protocol/neo-stored.h"
#include "tests/fuzz/neo-sink.h"

#define HOST_MS 1764576000000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
	NeoTransfer *transfer;
	gsize n_replies;
	gsize n_all_dots;
} Heard;

static void on_reply(void *user, const NeoReply *reply)
{
	Heard *heard = user;
	NeoNote note;
	guint32 page;
	heard->n_replies++;
	for (gsize i = 0; neo_reply_note(reply, i, &note); i++)
		g_assert(note.section <= UINT8_MAX && note.owner < 1u << 24);
	for (gsize i = 0; neo_reply_page(reply, i, &page); i++)
		g_assert(i < UINT16_MAX);
	for (gsize i = 0; i < 4 && neo_reply_info_page(reply, i, &page); i++)
		g_assert(page < 8u * reply->note_info.n_bitmap);
	if (reply->command == NEO_SETTINGS_REPLY && reply->has_body)
		g_assert(reply->settings.force_max > 0 && reply->settings.battery_percent <= 100);
	if (reply->command == NEO_STORED_REPLY)
		neo_transfer_begin(heard->transfer, 852);
}

static void on_chunk(void *user, const NeoChunk *chunk)
{
	Heard *heard = user;
	g_assert(chunk->n_data <= 65536 && (chunk->data || chunk->n_data == 0));
	neo_transfer_packet(heard->transfer, chunk);
}

static void feed(void *decoder, const guint8 *bytes, gsize n_bytes)
{
	neo_decoder_feed(decoder, bytes, n_bytes, HOST_MS);
}

/* Live strokes and stored ones must not meet in one sink: each has its own. */
static gsize decode(const guint8 *data, gsize size, bool in_pieces)
{
	NeoSink live = { 0 }, stored = { 0 };
	const DotSink live_sink = neo_sink(&live), stored_sink = neo_sink(&stored);
	Heard heard = { .transfer = neo_transfer_new(&stored_sink) };
	NeoDecoder *decoder =
		neo_decoder_new(&live_sink, &(NeoListener){ &heard, on_reply, on_chunk });
	if (in_pieces)
		neo_sink_feed_pieces(data, size, feed, decoder);
	else
		feed(decoder, data, size);
	g_assert(!stored.open);
	neo_decoder_link_lost(decoder, HOST_MS);
	g_assert(!live.open);
	neo_transfer_give_up(heard.transfer);
	g_assert(!stored.open);
	neo_decoder_free(decoder);
	neo_transfer_free(heard.transfer);
	return live.n_calls + stored.n_calls + heard.n_replies;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_assert(decode(data, size, false) == decode(data, size, true));
	return 0;
}
