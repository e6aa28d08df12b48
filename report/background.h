/* SPDX-License-Identifier: MIT */
/* What is printed on a sheet's pages (docs/sheet-format.md, "background"): a part of it as an image, sharp enough to print. */
#pragma once

#include <cairo.h>

#include "homework/sheet/sheet.h"

typedef struct Backgrounds Backgrounds;

/* Files are looked for in the folder, and nowhere else. */
Backgrounds *backgrounds_new(const char *folder);
Backgrounds *backgrounds_free(Backgrounds *backgrounds); /* accepts NULL, returns NULL */
/*
 * What is printed within the box (as the sheet's places), 240 dots an inch; kept, so that what is drawn twice is in a
 * PDF once. Borrowed. NULL: the page has none, or it cannot be read, which backgrounds_faults tells.
 */
cairo_surface_t *backgrounds_part(
	Backgrounds *backgrounds, const SheetPage *page, const SheetBox *box);
/* Paints that part where it is on the paper; false: there is none. */
bool backgrounds_paint(
	Backgrounds *backgrounds, cairo_t *cairo, const SheetPage *page, const SheetBox *box);
/* Of char *: one line a file that could not be read, with the mend. */
const GPtrArray *backgrounds_faults(const Backgrounds *backgrounds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Backgrounds, backgrounds_free)
