/* SPDX-License-Identifier: MIT */
/*
 * JSON to a file, written by hand into a buffer: a recording of a million dots is forty megabytes of
 * digits, and nothing general writes those fast enough.
 */
#pragma once

#include <glib.h>
#include <stdio.h>

typedef struct {
	FILE *file;
	char *buffer;
	gsize n_used;
	int error; /* errno of the first write that failed; later ones are not tried */
} JsonOut;

void json_out_init(JsonOut *out, FILE *file);
void json_out_clear(JsonOut *out); /* flushes */
void json_out_flush(JsonOut *out);

/* Bytes as they are: punctuation, keys, whole lines made elsewhere. */
void json_out_raw(JsonOut *out, const char *text);
/* A string value with its quotes; `text` must be UTF-8. */
void json_out_text(JsonOut *out, const char *text);
void json_out_number(JsonOut *out, gint64 number);
/* [x,y], given in hundredths. */
void json_out_place(JsonOut *out, gint32 x, gint32 y);
/* [t_ms,x,y,force] with x and y given in hundredths; force < 0 is null. */
void json_out_dot(JsonOut *out, guint32 time_ms, gint32 x, gint32 y, gint32 force);
