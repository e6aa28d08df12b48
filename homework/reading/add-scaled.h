/* SPDX-License-Identifier: MIT */
/* The one loop that networks spend their time in, for vectors as wide as the processor has. Nothing is contracted or
 * summed in another order (-ffp-contract=off): the same bits at every width. */
#pragma once

#include <glib.h>

/* Clang 14 gives its clones a name that other files don't find. */
#if defined(__x86_64__) && !defined(__clang__)
#define ADD_SCALED_WIDTHS                                                                          \
	__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ADD_SCALED_WIDTHS
#endif

/* to[i] += by · from[i]; they don't overlap. */
void add_scaled(float *to, const float *from, float by, guint n);
