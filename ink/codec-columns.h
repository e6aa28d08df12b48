/* SPDX-License-Identifier: MIT */
/*
 * For ink/codec*.c only. The page form of codec.h: all strokes of a page, field by field, since a field
 * is most like itself.
 *
 *   number of strokes, number of dots
 *   eight columns, in this order, each: predictor (a byte), packed size * 2 + is packed, then, if
 *   packed, the size before packing, then the bytes (plain, or a zstd frame: whichever is shorter)
 *
 *   starts    number of dots of each stroke; then the first time, then x, y, force of each stroke that
 *             has dots, as the difference to the last dot of the stroke before (the time: to 0)
 *   time, x, y, force: of all dots but the first of each stroke, the difference to what the column's
 *             predictor expects (Predictor, the one that fits this page best)
 *   attitude  a byte a dot: how tilt x, tilt y and twist changed since the dot before, each by -1, 0
 *             or 1, as a number in base three. Together because a symbol takes a bit at least, and
 *             each of them alone has far less to say. 27: the three are in `rare`
 *   rare      those of attitude 27; then, for each dot that has them, gap and flags
 *   heads     everything else of the strokes, a field after the other, against the stroke before
 *
 * Numbers are of variable length (codec-bytes.h), differences folded by zig-zag. Nearly all of them
 * fit a byte, and what zstd then does is mostly Huffman coding of each column by its own statistics.
 */
#pragma once

#include "ink/codec-bytes.h"

#define ATTITUDE_STILL 13 /* 0, 0, 0 */
#define ATTITUDE_RARE 27

/* What comes next, from the four values before (the first stands for those that are not there). */
typedef enum {
	PREDICTOR_STAYS = 0, /* a */
	PREDICTOR_GOES_ON,   /* a + (a - b) */
	PREDICTOR_AVERAGE,   /* a + (a - c) / 2: half the jitter of GOES_ON */
	PREDICTOR_LONG,	     /* a + (a - d) / 3: for a sensor that jitters more */
	PREDICTOR_DAMPED,    /* a + (a - b) * 3 / 4 */
} Predictor;
#define N_PREDICTORS 5

/* The fields that are curves: whole numbers that move smoothly along a stroke. */
typedef enum { CURVE_TIME = 0, CURVE_X, CURVE_Y, CURVE_FORCE } Curve;
#define N_CURVES 4

typedef struct {
	guint32 a, b, c, d; /* the last, and those before it */
} History;

static inline guint32 codec_columns_curve_value(const Dot *dot, Curve curve)
{
	switch (curve) {
	case CURVE_TIME:
		return dot->time_ms;
	case CURVE_X:
		return (guint32)dot->at.x;
	case CURVE_Y:
		return (guint32)dot->at.y;
	case CURVE_FORCE:
		return dot->force;
	}
	g_assert_not_reached();
}

static inline void codec_columns_set_curve_value(Dot *dot, Curve curve, guint32 value)
{
	switch (curve) {
	case CURVE_TIME:
		dot->time_ms = value;
		return;
	case CURVE_X:
		dot->at.x = (gint32)value;
		return;
	case CURVE_Y:
		dot->at.y = (gint32)value;
		return;
	case CURVE_FORCE:
		dot->force = (guint16)value;
		return;
	}
	g_assert_not_reached();
}

static inline guint32 codec_columns_predict(Predictor predictor, const History *history)
{
	gint32 step;

	switch (predictor) {
	case PREDICTOR_STAYS:
		return history->a;
	case PREDICTOR_GOES_ON:
		return 2 * history->a - history->b;
	case PREDICTOR_AVERAGE:
		return history->a + (guint32)((gint32)(history->a - history->c) / 2);
	case PREDICTOR_LONG:
		return history->a + (guint32)((gint32)(history->a - history->d) / 3);
	case PREDICTOR_DAMPED:
		step = (gint32)(history->a - history->b);
		return history->a + (guint32)(step - step / 4);
	}
	g_assert_not_reached();
}

static inline void codec_columns_remember(History *history, guint32 value)
{
	history->d = history->c;
	history->c = history->b;
	history->b = history->a;
	history->a = value;
}

/* The fields of a stroke's head. From FIRST_KEPT on, the difference to the stroke before is written. */
typedef enum {
	HEAD_ID = 0,	/* since the id before */
	HEAD_START,	/* since the end before */
	HEAD_END,	/* since the last dot */
	HEAD_PEN_START, /* since the start */
	HEAD_FAMILY,
	HEAD_SECTION,
	HEAD_OWNER,
	HEAD_BOOK,
	HEAD_PAGE,
	HEAD_COLOR,
	HEAD_FLAGS,
	HEAD_FORCE_MAX,
	HEAD_TIP,
	HEAD_ORIGIN,
} HeadField;
#define HEAD_N_FIELDS 14
#define HEAD_FIRST_KEPT HEAD_PEN_START

static inline guint64 codec_columns_last_ms(const Stroke *stroke)
{
	guint n_dots = stroke->dots->len;

	return n_dots > 0 ? stroke_dot(stroke, n_dots - 1)->time_ms : 0;
}

void codec_columns_encode(const Stroke *const *strokes, gsize n_strokes, GByteArray *out);
/* NULL when the bytes are damaged. */
GPtrArray *codec_columns_decode(const guint8 *bytes, gsize n_bytes);
