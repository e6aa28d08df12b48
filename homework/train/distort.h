/* SPDX-License-Identifier: MIT */
/* The same sign as another hand would write it: bent, each stroke a little elsewhere, seldom one the other way
 * round; and as another device would tell it: sometimes on a coarse grid. */
#pragma once

#include "homework/reading/trace.h"

/* `by`: how much; 1 is what hands do, 0 nothing. */
Trace *distort(const Trace *trace, float by, guint64 *chance);
