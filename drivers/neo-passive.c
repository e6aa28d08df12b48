/* SPDX-License-Identifier: MIT */
/*
 * Reading a recording of a Neo pen, which may begin anywhere. Nothing can be asked again here: a damaged
 * stored packet is held until a better copy of it comes, or another packet, or the end. Of what the host
 * sent only one thing matters, the request that begins a transfer of stored ink.
 */
#include "drivers/neo-passive.h"

#include "drivers/neo-told.h"
#include "drivers/stroke-queue.h"
#include "protocol/neo-stored.h"

#define FRAME_START 0xC0
#define FETCH_REQUEST 0x23

typedef struct {
	StrokeQueue *queue;
	NeoDecoder *decoder;
	NeoTransfer *transfer;
	uint16_t force_max;
	bool host_frame_begun; /* the host's next byte is a command */
	char address[NEO_ADDRESS_SIZE];
	void (*told)(void *user, const char *json);
	void *user;
} NeoPassive;

static void begin_transfer(NeoPassive *passive)
{
	neo_transfer_give_up(passive->transfer);
	neo_transfer_begin(passive->transfer, passive->force_max);
}

static void on_reply(void *user, const NeoReply *reply)
{
	NeoPassive *passive = user;
	if (reply->command == NEO_VERSION_REPLY && reply->has_body)
		neo_told_address(passive->address, reply->version.address);
	if (reply->command == NEO_SETTINGS_REPLY && reply->has_body)
		passive->force_max = reply->settings.force_max;
	if (reply->command == NEO_STORED_REPLY && reply->error == NEO_ERROR_NONE)
		begin_transfer(passive);
	if (passive->told) {
		g_autofree char *json = neo_told_reply(reply);
		passive->told(passive->user, json);
	}
}

static void on_chunk(void *user, const NeoChunk *chunk)
{
	const NeoPassive *passive = user;
	neo_transfer_packet(passive->transfer, chunk);
}

void *neo_passive_new(const DotSink *sink, void (*told)(void *user, const char *json), void *user)
{
	NeoPassive *passive = g_new0(NeoPassive, 1);
	const NeoListener listener = { passive, on_reply, on_chunk };
	passive->told = told;
	passive->user = user;
	passive->queue = stroke_queue_new(sink);
	passive->decoder = neo_decoder_new(stroke_queue_live(passive->queue), &listener);
	passive->transfer = neo_transfer_new(stroke_queue_stored(passive->queue));
	neo_transfer_begin(passive->transfer, 0);
	return passive;
}

void neo_passive_feed(
	void *user, TransferDirection direction, const guint8 *bytes, gsize n_bytes, gint64 host_ms)
{
	NeoPassive *passive = user;
	if (direction == FROM_PEN) {
		neo_decoder_feed(passive->decoder, bytes, n_bytes, host_ms);
		return;
	}
	for (gsize i = 0; i < n_bytes; i++) {
		if (passive->host_frame_begun && bytes[i] == FETCH_REQUEST)
			begin_transfer(passive);
		passive->host_frame_begun = bytes[i] == FRAME_START;
	}
}

void neo_passive_end(void *user, gint64 host_ms)
{
	NeoPassive *passive = user;
	neo_decoder_link_lost(passive->decoder, host_ms);
	neo_transfer_give_up(passive->transfer);
}

void neo_passive_free(void *user)
{
	NeoPassive *passive = user;
	if (!passive)
		return;
	neo_transfer_free(passive->transfer);
	neo_decoder_free(passive->decoder);
	stroke_queue_free(passive->queue);
	g_free(passive);
}

const char *neo_passive_address(const void *user)
{
	const NeoPassive *passive = user;
	return passive->address;
}
