/* SPDX-License-Identifier: MIT */
/* Pens that see no page make runs of strokes; a tick in a printed strip of page numbers says which page a run is on. */
#pragma once

#include "homework/sheet/sheet.h"
#include "ink/stroke.h"

/*
 * The page of the sheet, by number from 1, in whose box of the strip the tick points (its lowest place). All pages print
 * the strip at the same places. NULL: the stroke is in no strip, in strips that disagree, or there is no such page.
 */
const SheetPage *page_strip_page(const Sheet *sheet, const Stroke *stroke);
