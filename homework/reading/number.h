/* SPDX-License-Identifier: MIT */
/*
 * Reads a written number from the strokes of its place: which strokes are one sign is decided together with what
 * the signs are, by size and place against the line they stand on. Minus, decimal point, slash and fraction
 * bar, mixed numbers ("1 3/4"), percent. A number is compared with its key as a whole.
 */
#pragma once

#include "homework/reading/recogniser.h"

#define NUMBER_STROKES_MAX 80 /* more is no number: refused */

/* A number's ink, looked at once: what it says is then compared with as many keys as there are. */
typedef struct NumberInk NumberInk;

NumberInk *number_ink_new(const Recogniser *recogniser, const Trace *trace);
NumberInk *number_ink_free(NumberInk *ink); /* accepts NULL, returns NULL */
/* What it says. Whole, decimal: "-12.5"; fraction "3/4"; mixed "1 3/4". Where one of the keys (ended by NULL; or NULL) is
 * likely, a slanted stroke is a slash sooner if a fraction is among them. */
Reading number_ink_read(NumberInk *ink, const char *const *keys);
/* How likely it says `key` rather than anything else, 0 to 1. */
float number_ink_confidence_of(NumberInk *ink, const char *key);

/* The same of ink that is asked one thing only. */
Reading number_read(const Recogniser *recogniser, const Trace *trace);
float number_confidence_of(const Recogniser *recogniser, const Trace *trace, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(NumberInk, number_ink_free)
