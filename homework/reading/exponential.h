/* SPDX-License-Identifier: MIT */
/* e to the power of x and the natural logarithm, good to 24 bits, of plain multiplications: libm's differ in their
 * last bit between processors, and training must give the same bytes everywhere. */
#pragma once

#include <glib.h>
#include <string.h>

static inline float exponential(float x)
{
	static const double INVERSE_LN2 = 1.4426950408889634, LN2 = 0.6931471805599453;
	double scaled = (x < -80 ? -80 : x > 80 ? 80 : (double)x) * INVERSE_LN2;
	gint64 whole = (gint64)(scaled >= 0 ? scaled + 0.5 : scaled - 0.5);
	double r = (scaled - (double)whole) * LN2; /* within half a ln 2 of 0 */
	double series =
		1 +
		r * (1 + r / 2 * (1 + r / 3 * (1 + r / 4 * (1 + r / 5 * (1 + r / 6 * (1 + r / 7))))));
	guint64 bits = (guint64)(whole + 1023) << 52; /* 2 to the whole */
	double power;

	memcpy(&power, &bits, sizeof(power));
	return (float)(series * power);
}

/* x above 0. */
static inline float logarithm(float x)
{
	static const double LN2 = 0.6931471805599453;
	double value = (double)x, z, square, term, sum = 0;
	guint64 bits;
	gint64 power;

	memcpy(&bits, &value, sizeof(bits));
	power = (gint64)(bits >> 52) - 1023;
	bits = (bits & 0xfffffffffffffu) | (guint64)1023 << 52;
	memcpy(&value, &bits, sizeof(value)); /* 1 to 2 */
	z = (value - 1) / (value + 1);	      /* ln value = 2 (z + z³/3 + z⁵/5 …) */
	square = z * z;
	term = 2 * z;
	for (gint n = 1; n < 24; n += 2) {
		sum += term / n;
		term *= square;
	}
	return (float)(sum + (double)power * LN2);
}
