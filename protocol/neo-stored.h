/* SPDX-License-Identifier: MIT */
/*
 * One transfer of stored ink (neo.md 9): which packets came, which were repeated, which damaged copy is
 * the best so far. Used by the driver, which asks again for damaged packets, and by `decode`, which
 * cannot ask and takes the best copy the recording holds.
 */
#pragma once

#include "protocol/neo.h"

typedef struct NeoTransfer NeoTransfer;

typedef enum {
	NEO_PACKET_NEW,	     /* good and told to the sink */
	NEO_PACKET_REPEATED, /* had it already, nothing told */
	NEO_PACKET_DAMAGED,  /* kept as the best copy so far; ask again, or call give_up */
} NeoPacketOutcome;

NeoTransfer *neo_transfer_new(const DotSink *sink);
NeoTransfer *neo_transfer_free(NeoTransfer *transfer);
/* A new transfer begins (0xA3 seen or 0x23 sent): packet ids start over. A damaged copy still held is
 * emitted first. force_max goes into heads. */
void neo_transfer_begin(NeoTransfer *transfer, uint16_t force_max);
/* Emits the strokes of a good chunk to the sink: down (origin STORED), dots, up. When a packet with
 * another id comes while a damaged one is held, the held one is emitted first. */
NeoPacketOutcome neo_transfer_packet(NeoTransfer *transfer, const NeoChunk *chunk);
/* Emits the best damaged copy held, if any: bad dots left out, their time kept, STROKE_GAP and
 * DOT_AFTER_GAP set. False when nothing was held. */
bool neo_transfer_give_up(NeoTransfer *transfer);
/* Strokes told so far in this transfer (for progress and the end rule 9.6). */
uint32_t neo_transfer_n_strokes(const NeoTransfer *transfer);
