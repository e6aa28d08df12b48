/* SPDX-License-Identifier: MIT */
/*
 * A sign written over another: gone over again because it looked poor, or made into another. Told from a sign of
 * several strokes by what the strokes say: both halves are signs of their own and the whole is not.
 */
#pragma once

#include "homework/reading/ink-parts.h"
#include "homework/reading/recogniser.h"

/* Among the strokes that stand, marks those written over as INK_OVERWRITTEN. `allowed`: as of recogniser_read. */
void overwritten_find(const Recogniser *recogniser, RecogniserSet set, const char *const *allowed,
	const Trace *trace, InkPart *parts);
