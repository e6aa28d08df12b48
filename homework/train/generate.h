/* SPDX-License-Identifier: MIT */
/* Marks as teachers draw them, made by chance: there is no free collection of them to learn from. */
#pragma once

#include "homework/reading/trace.h"

/* NULL-ended: "tick", "half-tick", … */
const char *const *generate_labels(void);
/* One of those, or "vee": what is nearly a tick and is none. */
Trace *generate_mark(const char *label, guint64 *chance);
