/* SPDX-License-Identifier: MIT */
/*
 * Files from packets; see neo-v1-transfer.h. No source says whether packets are counted from 0 or from 1:
 * there is room for both, and the file is whole when either run of them is.
 */
#include "protocol/neo-v1-transfer.h"

#include <stdlib.h>
#include <string.h>

struct NeoV1Transfer {
	size_t size;
	size_t n_packets;
	size_t packet_size;
	size_t n_had;
	uint8_t *bytes; /* of n_packets + 1 packets */
	bool *had;
};

NeoV1Transfer *neo_v1_transfer_new(void)
{
	NeoV1Transfer *transfer = calloc(1, sizeof *transfer);
	if (!transfer)
		abort();
	return transfer;
}

static void forget(NeoV1Transfer *transfer)
{
	free(transfer->bytes);
	free(transfer->had);
	*transfer = (NeoV1Transfer){ 0 };
}

NeoV1Transfer *neo_v1_transfer_free(NeoV1Transfer *transfer)
{
	if (transfer)
		forget(transfer);
	free(transfer);
	return NULL;
}

bool neo_v1_transfer_begin(NeoV1Transfer *transfer, const NeoV1FileInfo *file)
{
	forget(transfer);
	size_t n_all = (size_t)file->n_packets * file->packet_size;
	if (file->size == 0 || file->size > NEO_V1_MAX_FILE || n_all < file->size ||
		n_all - file->size >= file->packet_size)
		return false;
	transfer->size = file->size;
	transfer->n_packets = file->n_packets;
	transfer->packet_size = file->packet_size;
	transfer->bytes = malloc(n_all + file->packet_size);
	transfer->had = calloc((size_t)file->n_packets + 1, sizeof *transfer->had);
	if (!transfer->bytes || !transfer->had)
		abort();
	return true;
}

/* All packets are full but the last. */
static bool size_fits(const NeoV1Transfer *transfer, size_t index, size_t n_data)
{
	size_t n_last = transfer->size - (transfer->n_packets - 1) * transfer->packet_size;
	bool may_be_last = index + 1 >= transfer->n_packets;
	return n_data == transfer->packet_size || (may_be_last && n_data == n_last);
}

NeoV1PacketOutcome neo_v1_transfer_packet(NeoV1Transfer *transfer, const NeoV1Message *message)
{
	size_t index = message->packet.index;
	if (!transfer->bytes || index > transfer->n_packets)
		return NEO_V1_PACKET_STRAY;
	if (!message->packet.good || !size_fits(transfer, index, message->packet.n_data))
		return NEO_V1_PACKET_DAMAGED;
	if (transfer->had[index])
		return NEO_V1_PACKET_REPEATED;
	memcpy(transfer->bytes + index * transfer->packet_size, message->packet.data,
		message->packet.n_data);
	transfer->had[index] = true;
	transfer->n_had++;
	return NEO_V1_PACKET_NEW;
}

const uint8_t *neo_v1_transfer_file(const NeoV1Transfer *transfer, size_t *n_bytes)
{
	if (!transfer->bytes || transfer->n_had < transfer->n_packets)
		return NULL;
	size_t first = transfer->had[0] ? 0 : 1;
	for (size_t i = 0; i < transfer->n_packets; i++)
		if (!transfer->had[first + i])
			return NULL;
	*n_bytes = transfer->size;
	return transfer->bytes + first * transfer->packet_size;
}
