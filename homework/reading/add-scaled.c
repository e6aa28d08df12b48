/* SPDX-License-Identifier: MIT */
/* See add-scaled.h. */
#include "homework/reading/add-scaled.h"

ADD_SCALED_WIDTHS
void add_scaled(float *restrict to, const float *restrict from, float by, guint n)
{
	for (guint i = 0; i < n; i++)
		to[i] += by * from[i];
}
