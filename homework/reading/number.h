/* SPDX-License-Identifier: MIT */
/*
 * Reads a written number from the strokes of its place: which strokes are one sign is decided together with what
 * the signs are, by size and place against the line they stand on. Minus, decimal point, slash and fraction
 * bar, mixed numbers ("1 3/4"), percent. A number is compared with its key as a whole.
 */
#pragma once

#include "homework/reading/recogniser.h"

#define NUMBER_STROKES_MAX 80 /* more is no number: refused */

/* Whole, decimal: "-12.5"; fraction "3/4"; mixed "1 3/4". */
Reading number_read(const Recogniser *recogniser, const Trace *trace);
/* The same, where one of the keys (ended by NULL) is likely: a slanted stroke is a slash sooner where a fraction is. */
Reading number_read_expecting(
	const Recogniser *recogniser, const Trace *trace, const char *const *keys);
/* How likely it says `key` rather than anything else, 0 to 1. */
float number_confidence_of(const Recogniser *recogniser, const Trace *trace, const char *key);
