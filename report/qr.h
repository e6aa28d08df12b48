/* SPDX-License-Identifier: MIT */
/* A link as a QR code, for paper. */
#pragma once

#include <cairo.h>
#include <stdbool.h>

/* Black on white with its quiet margin, side_mm wide. False: the text is too long for one. */
bool qr_draw(cairo_t *cairo, const char *text, double x_mm, double y_mm, double side_mm);
