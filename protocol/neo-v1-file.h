/* SPDX-License-Identifier: MIT */
/*
 * Stored ink of protocol 1: a file for each page, plain or in a ZIP archive. The layout, with real
 * bytes, is at the head of neo-v1-file.c.
 */
#pragma once

#include "protocol/dot.h"

#define NEO_V1_DOT_SIZE 8
#define NEO_V1_MAX_UNPACKED ((size_t)16 << 20)
#define NEO_V1_FORCE_MAX 255

/*
 * Tells all strokes of the file to the sink, in their order. What is damaged is said to the sink and the
 * rest is kept; the first fault is returned. known_page (may be NULL) is taken for a file that lost its
 * trailer, which names the page.
 */
DecodeResult neo_v1_file_decode(const uint8_t *bytes, size_t n_bytes, uint16_t force_max,
	const PageAddress *known_page, const DotSink *sink);

/* The page that a file's name tells: \Data\<sectionOwner>\<note>\<page>\0.zip, slashes either way. */
bool neo_v1_file_page(const char *name, PageAddress *page);

/* The 8 bytes of a dot, live and stored, without its time. */
Dot neo_v1_dot(const uint8_t *at);
/* The low byte of the sum: of packets, strokes and trailers. */
uint8_t neo_v1_sum(const uint8_t *bytes, size_t n_bytes);
