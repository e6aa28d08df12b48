/* SPDX-License-Identifier: MIT */
/*
 * Reading a recording of a Neo pen, which may begin anywhere. Nothing can be asked again here: a damaged
 * stored packet is held until a better copy of it comes, or another packet, or the end. Of what the host
 * sent only one thing matters, the request that begins a transfer of stored ink. Which protocol the pen
 * speaks shows in its first command.
 */
#include "drivers/neo-passive.h"

#include "drivers/neo-sniff.h"
#include "drivers/neo-told.h"
#include "drivers/neo-v1.h"
#include "drivers/stroke-queue.h"
#include "protocol/neo-stored.h"

#define FRAME_START 0xC0
#define FETCH_REQUEST 0x23

typedef struct {
	StrokeQueue *queue;
	NeoSpeaks speaks;
	GByteArray *held; /* until that is known */
	NeoDecoder *decoder;
	NeoTransfer *transfer;
	NeoV1Decoder *v1_decoder;
	NeoV1Files v1_files;
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

static void on_v1_message(void *user, const NeoV1Message *message)
{
	NeoPassive *passive = user;
	if (message->command == NEO_V1_STATE)
		passive->v1_files.force_max = message->state.force_max;
	else if (message->command == NEO_V1_STATUS)
		passive->v1_files.force_max = message->status.force_max;
	else if (message->command == NEO_V1_FILE)
		neo_v1_files_begin(&passive->v1_files, &message->file);
	else if (message->command == NEO_V1_FILE_PACKET)
		neo_v1_files_packet(
			&passive->v1_files, message, stroke_queue_stored(passive->queue));
	g_autofree char *json = passive->told ? neo_told_v1_message(message) : NULL;
	if (json)
		passive->told(passive->user, json);
}

void *neo_passive_new(const DotSink *sink, void (*told)(void *user, const char *json), void *user)
{
	NeoPassive *passive = g_new0(NeoPassive, 1);
	const NeoListener listener = { passive, on_reply, on_chunk };
	const NeoV1Listener v1_listener = { passive, on_v1_message };
	passive->told = told;
	passive->user = user;
	passive->queue = stroke_queue_new(sink);
	passive->decoder = neo_decoder_new(stroke_queue_live(passive->queue), &listener);
	passive->transfer = neo_transfer_new(stroke_queue_stored(passive->queue));
	neo_transfer_begin(passive->transfer, 0);
	passive->held = g_byte_array_new();
	passive->v1_decoder = neo_v1_decoder_new(stroke_queue_live(passive->queue), &v1_listener);
	passive->v1_files.transfer = neo_v1_transfer_new();
	return passive;
}

static void decode(NeoPassive *passive, const guint8 *bytes, gsize n_bytes, gint64 host_ms)
{
	if (passive->speaks == NEO_SPEAKS_V1)
		neo_v1_decoder_feed(passive->v1_decoder, bytes, n_bytes, host_ms);
	else
		neo_decoder_feed(passive->decoder, bytes, n_bytes, host_ms);
}

static void decode_held(NeoPassive *passive, gint64 host_ms)
{
	if (passive->held->len > 0)
		decode(passive, passive->held->data, passive->held->len, host_ms);
	g_byte_array_set_size(passive->held, 0);
}

static void from_host(NeoPassive *passive, const guint8 *bytes, gsize n_bytes)
{
	for (gsize i = 0; i < n_bytes; i++) {
		if (passive->host_frame_begun && bytes[i] == FETCH_REQUEST)
			begin_transfer(passive);
		passive->host_frame_begun = bytes[i] == FRAME_START;
	}
}

void neo_passive_feed(
	void *user, TransferDirection direction, const guint8 *bytes, gsize n_bytes, gint64 host_ms)
{
	NeoPassive *passive = user;
	if (direction == TO_PEN) {
		from_host(passive, bytes, n_bytes);
	} else if (passive->speaks == NEO_SPEAKS_UNKNOWN) {
		passive->speaks = neo_sniff(passive->held, bytes, n_bytes);
		if (passive->speaks != NEO_SPEAKS_UNKNOWN)
			decode_held(passive, host_ms);
	} else {
		decode(passive, bytes, n_bytes, host_ms);
	}
}

void neo_passive_end(void *user, gint64 host_ms)
{
	NeoPassive *passive = user;
	decode_held(passive, host_ms);
	neo_v1_decoder_link_lost(passive->v1_decoder, host_ms);
	neo_decoder_link_lost(passive->decoder, host_ms);
	neo_transfer_give_up(passive->transfer);
}

void neo_passive_free(void *user)
{
	NeoPassive *passive = user;
	if (!passive)
		return;
	neo_v1_transfer_free(passive->v1_files.transfer);
	neo_v1_decoder_free(passive->v1_decoder);
	neo_transfer_free(passive->transfer);
	neo_decoder_free(passive->decoder);
	stroke_queue_free(passive->queue);
	g_byte_array_unref(passive->held);
	g_free(passive);
}

const char *neo_passive_address(const void *user)
{
	const NeoPassive *passive = user;
	return passive->address;
}
