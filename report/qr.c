/* SPDX-License-Identifier: MIT */
/* See qr.h. */
#include "report/qr.h"

#include <qrencode.h>

#define QUIET 4 /* modules of margin that a reader needs */

bool qr_draw(cairo_t *cairo, const char *text, double x_mm, double y_mm, double side_mm)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);

	if (!code)
		return false;
	const double module_mm = side_mm / (code->width + 2 * QUIET);
	cairo_save(cairo);
	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_rectangle(cairo, x_mm, y_mm, side_mm, side_mm);
	cairo_fill(cairo);
	cairo_set_source_rgb(cairo, 0, 0, 0);
	/* A run of dark modules as one bar: no hairlines between them. */
	for (int row = 0; row < code->width; row++) {
		for (int column = 0; column < code->width; column++) {
			int end = column;
			while (end < code->width && (code->data[row * code->width + end] & 1))
				end++;
			if (end > column)
				cairo_rectangle(cairo, x_mm + (QUIET + column) * module_mm,
					y_mm + (QUIET + row) * module_mm,
					(end - column) * module_mm, module_mm * 1.01);
			column = end;
		}
	}
	cairo_fill(cairo);
	cairo_restore(cairo);
	QRcode_free(code);
	return true;
}
