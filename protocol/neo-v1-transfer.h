/* SPDX-License-Identifier: MIT */
/*
 * Puts a file of stored ink together from its packets (protocol 1, messages 41 and 43). The pen deletes
 * a note once it has been downloaded: keep the file safe before the last packet is acknowledged.
 */
#pragma once

#include "protocol/neo-v1.h"

#define NEO_V1_MAX_FILE ((size_t)16 << 20)

typedef enum {
	NEO_V1_PACKET_NEW,
	NEO_V1_PACKET_REPEATED, /* had it already */
	NEO_V1_PACKET_DAMAGED,	/* do not acknowledge it; the pen sends it again */
	NEO_V1_PACKET_STRAY,	/* no such packet in this file, or no file begun */
} NeoV1PacketOutcome;

typedef struct NeoV1Transfer NeoV1Transfer;

NeoV1Transfer *neo_v1_transfer_new(void);
NeoV1Transfer *neo_v1_transfer_free(NeoV1Transfer *transfer); /* returns NULL */
/* Forgets the file before. False when the file is larger than any pen's, or its numbers lie. */
bool neo_v1_transfer_begin(NeoV1Transfer *transfer, const NeoV1FileInfo *file);
NeoV1PacketOutcome neo_v1_transfer_packet(NeoV1Transfer *transfer, const NeoV1Message *packet);
/* The whole file, borrowed until begin or free; NULL while packets are missing. */
const uint8_t *neo_v1_transfer_file(const NeoV1Transfer *transfer, size_t *n_bytes);
