/* SPDX-License-Identifier: MIT */
/*
 * Neo protocol 2 as the pen speaks it: frames to the host and from it, live events, stored chunks.
 * Written from the protocol's description alone, apart from the decoder under test.
 */
#pragma once

#include "protocol/bytes.h"
#include "tests/virtual-pen/ink.h"

#define WIRE_NO_ERROR_BYTE (-1)
#define WIRE_UNCOUNTED (-1)
#define WIRE_CHUNK_HEADER 18

typedef struct {
	uint8_t command;
	uint8_t error; /* of 0xA4 and 0xB2 */
	const uint8_t *payload;
	size_t n_payload;
} WireFrame;

/* Bytes of the host, cut anywhere. */
typedef struct {
	bool inside;
	bool escaped;
	size_t n_body;
	uint8_t body[4096]; /* the longest request a host has is 0x23 with its pages */
} WireReader;

/* True when the byte ended a whole frame; it points into the reader until the next push. */
bool wire_reader_push(WireReader *reader, uint8_t byte, WireFrame *frame);

/* Appends C0, the escaped CMD [ERR] LEN PAYLOAD, C1. */
void wire_frame(GByteArray *out, uint8_t command, int error, const void *payload, size_t n_payload);

/* Live events; counter 0 to 255, or WIRE_UNCOUNTED for the older ones. */
void wire_down(GByteArray *out, int counter, const InkStroke *stroke);
void wire_paper(GByteArray *out, int counter, const Paper *paper);
void wire_dot(GByteArray *out, int counter, const InkDot *dot);
void wire_up(GByteArray *out, int counter, const InkStroke *stroke);

/* A stroke as it lies in a stored chunk: header of 27 bytes, dots of 16 with their checksum. */
void wire_stored_stroke(GByteArray *out, const InkStroke *stroke);
#define WIRE_STORED_HEADER 27
#define WIRE_STORED_DOT 16
