/* SPDX-License-Identifier: MIT */
/*
 * What networks said of ink that they were asked about lately. With each stroke a question is read anew from all of its
 * ink, and most of that is the ink of before: only what is new is looked at. The same ink gives the same answer, bit for
 * bit, whether it is remembered or not. Bounded; of one thread.
 */
#pragma once

#include "homework/reading/network.h"
#include "homework/reading/trace.h"

typedef struct SignMemory SignMemory;

SignMemory *sign_memory_new(void);
SignMemory *sign_memory_free(SignMemory *memory); /* accepts NULL, returns NULL */

/* network_ask about strokes `first` to first + n - 1, n at least 1. */
void sign_memory_ask(SignMemory *memory, const Network *network, const Trace *trace, guint first,
	guint n, float *probabilities);
/* As if nothing had been asked yet: for measuring. */
void sign_memory_forget(SignMemory *memory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SignMemory, sign_memory_free)
