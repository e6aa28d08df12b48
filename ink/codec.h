/* SPDX-License-Identifier: MIT */
/*
 * Strokes as bytes, for storage. Lossless for every field of Stroke and Dot. Two forms, told apart by
 * their first byte, which is also the version: a single stroke (quick, for rows written while the pen
 * writes) and a page of strokes (columns, delta of delta, zig-zag, variable length, zstd; for finished
 * pages). The layout of each is at the head of codec.c. Decoding is safe on any bytes.
 */
#pragma once

#include "ink/stroke.h"

#define CODEC_ERROR (codec_error_quark())
GQuark codec_error_quark(void); /* "zhibi-ink" */
typedef enum {
	CODEC_ERROR_DAMAGED, /* cut short, or fields that cannot be */
	CODEC_ERROR_VERSION, /* written by a newer zhibi */
} CodecErrorCode;

#define CODEC_MAX_DOTS 4000000 /* of one decoded blob; more is refused as damaged */
#define CODEC_MAX_STROKES 400000

/* Appends to `out`. first_dot > 0 writes the stroke from that dot on (a part for the journal).
 * What is given must be within the limits above. */
void codec_encode_stroke(const Stroke *stroke, guint first_dot, GByteArray *out);
void codec_encode_page(const Stroke *const *strokes, gsize n_strokes, GByteArray *out);
/* Either form. Returns an array of Stroke* that frees them, or NULL with error. *first_dot (may be
 * NULL) is that of codec_encode_stroke. */
GPtrArray *codec_decode(const guint8 *bytes, gsize n_bytes, guint *first_dot, GError **error);
