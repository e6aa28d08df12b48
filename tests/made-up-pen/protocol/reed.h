/* SPDX-License-Identifier: MIT */
/* The wire protocol of the Reed pen, which does not exist: the example of docs/adding-a-pen.md. */
#pragma once

#include "protocol/dot.h"

typedef enum {
	REED_HELLO = 'h', /* both ways: who are you; address, battery */
	REED_LIVE = 'l',  /* both ways: tell strokes as they are written; it will */
	REED_FETCH = 'f', /* to the pen: send what you have stored */
	REED_BATCH = 'b', /* n_strokes stored ones follow */
	REED_END = 'e',	  /* and these were all */
	REED_FREE = 'x',  /* to the pen: forget them */
	REED_DOWN = 'd',
	REED_POINT = 'p',
	REED_UP = 'u',
} ReedKind;

typedef struct {
	ReedKind kind;
	uint8_t address[6];
	uint8_t battery_percent;
	uint16_t n_strokes; /* of BATCH: announced; of END: that came whole */
} ReedMessage;

typedef struct ReedDecoder ReedDecoder;

/* `told` may be NULL. It hears all but DOWN, POINT and UP, which are dots for the sink. */
ReedDecoder *reed_decoder_new(
	const DotSink *sink, void (*told)(void *user, const ReedMessage *message), void *user);
ReedDecoder *reed_decoder_free(ReedDecoder *decoder); /* returns NULL; accepts NULL */
/* Bytes cut anywhere. host_ms: for a stroke whose beginning was lost. */
void reed_decoder_feed(ReedDecoder *decoder, const uint8_t *bytes, size_t n_bytes, int64_t host_ms);
void reed_decoder_link_lost(ReedDecoder *decoder);

#define REED_REQUEST_SIZE 4
void reed_encode_request(uint8_t out[REED_REQUEST_SIZE], ReedKind kind);
