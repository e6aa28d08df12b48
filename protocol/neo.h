/* SPDX-License-Identifier: MIT */
/*
 * The Neo smartpen wire protocol, version 2: bytes from the pen to dots and replies. The layout, with
 * real bytes, is at the head of neo.c. Streaming: any cut of the bytes gives the same calls, but for how
 * dots are grouped. Nothing is allocated per frame; a body is bounded by the protocol's 16-bit length.
 *
 * Neo's protocol 1 (the first N2) is neo-v1.h; both tell their strokes to a DotSink in the same way.
 */
#pragma once

#include "protocol/dot.h"
#include "protocol/neo-reply.h"

/* What the decoder tells besides dots. Either function may be NULL. `chunk` is told every chunk,
 * damaged or not, repeated or not; it decides what to emit (neo-stored.h does it for both users). */
typedef struct {
	void *user;
	void (*reply)(void *user, const NeoReply *reply);
	void (*chunk)(void *user, const NeoChunk *chunk);
} NeoListener;

typedef struct NeoDecoder NeoDecoder;

/* Sink and listener are copied; what they point to must outlive the decoder. */
NeoDecoder *neo_decoder_new(const DotSink *sink, const NeoListener *listener);
NeoDecoder *neo_decoder_free(NeoDecoder *decoder); /* returns NULL */
/* host_ms: the host's clock, ms since 1970; used only where the pen's clock is unusable. */
void neo_decoder_feed(NeoDecoder *decoder, const uint8_t *bytes, size_t n_bytes, int64_t host_ms);
/* The link ended: closes an open stroke with STROKE_LINK_LOST and forgets half frames, but keeps
 * what was learnt of the pen (its last page is forgotten too: the next link names it again). */
void neo_decoder_link_lost(NeoDecoder *decoder, int64_t host_ms);
/* Ends a stroke whose pen-up does not come (stroke_builder_end_overdue). */
void neo_decoder_end_overdue(NeoDecoder *decoder);

/* "2.9" < "2.12": major and minor as integers. Text that is no version counts as 0.0. */
bool neo_version_at_least(const char *version, unsigned major, unsigned minor);
