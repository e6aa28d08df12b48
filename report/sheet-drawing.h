/* SPDX-License-Identifier: MIT */
/*
 * A sheet as its designer sees it: each page at its true size with a ruler around it, each region in the colour of
 * its role, with its question, its key, and the way an answer goes on. Pure but for the fonts of the machine.
 */
#pragma once

#include <cairo.h>

#include "homework/sheet/sheet.h"
#include "report/drawing.h"

/* One page beneath the other. NULL with an error when the sheet has no page. */
GBytes *sheet_drawing_svg(const Sheet *sheet, GError **error);
/* A page of the sheet a page. */
GBytes *sheet_drawing_pdf(const Sheet *sheet, GError **error);

/* What a page takes, with its rulers and legend; and the page itself, in millimetres of the context. */
#define SHEET_DRAWING_LEFT_MM 14.0
#define SHEET_DRAWING_TOP_MM 24.0
SheetPoint sheet_drawing_size(const SheetPage *page);
void sheet_drawing_page(cairo_t *cairo, const Sheet *sheet, const SheetPage *page);
