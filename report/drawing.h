/* SPDX-License-Identifier: MIT */
/* What all drawings share: text in millimetres, ink, and files of cairo in memory. */
#pragma once

#include <cairo.h>
#include <stdbool.h>

#include "ink/stroke.h"

#define DRAWING_ERROR (drawing_error_quark())
GQuark drawing_error_quark(void); /* "zhibi-report" */
typedef enum { DRAWING_ERROR_FAILED } DrawingErrorCode;

#define DRAWING_MM_PER_POINT (25.4 / 72)

typedef struct {
	double x_mm, y_mm; /* of its top left; of its middle when centred */
	double width_mm; /* longer text ends in an ellipsis, or goes on in the next line; 0: any length */
	double size_mm;
	int n_lines; /* 0 and 1: one; more: so many at most, the last with an ellipsis */
	bool bold, centred, to_right; /* to_right: x is its right end */
} DrawingText;

/* Returns how wide it came out, or (more lines) how high. */
double drawing_text(cairo_t *cairo, const DrawingText *style, const char *text);
void drawing_grey(cairo_t *cairo, double grey);
/* A stroke in the colour that is set, thicker where the pen was pressed. Millimetres from the pattern's origin. */
void drawing_stroke(cairo_t *cairo, const Stroke *stroke);

/* A context in millimetres, which owns the surface; the surface writes into `bytes` by drawing_add_bytes. */
cairo_t *drawing_begin(cairo_surface_t *take_surface);
cairo_status_t drawing_add_bytes(void *bytes, const unsigned char *data, unsigned int n_bytes);
/* Takes both. NULL with error. */
GBytes *drawing_finish(cairo_t *take_cairo, GByteArray *take_bytes, GError **error);
