/* SPDX-License-Identifier: MIT */
/* Where on a page a question is: its regions, and the free paper left of them and above, where it is printed. */
#pragma once

#include "homework/sheet/sheet.h"

/*
 * False: the question has no region on this page. The strip goes from the left neighbour's region (else the paper's
 * edge) to the right end of its own regions where something stands beside them (else the edge), and up to what lies
 * above, STRIP_ABOVE_MM at most.
 */
bool question_strip(const SheetPage *page, gint question, SheetBox *strip);
#define STRIP_ABOVE_MM 14.0
