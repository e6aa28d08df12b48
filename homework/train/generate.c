/* SPDX-License-Identifier: MIT */
/* See generate.h. Each mark is a few corner points in a unit box, bent, rounded at the corners and shaken like
 * a hand; y runs down. Plain arithmetic only: the same marks on every machine. */
#include "homework/train/generate.h"

#include <math.h>
#include <string.h>

#include "homework/train/dataset.h"

#define N_TURN 40 /* points of a whole turn */

typedef struct {
	guint64 *chance;
	GArray *points; /* of the stroke in hand, TracePoint */
	Trace *trace;
} Hand;

static float between(Hand *hand, float low, float high)
{
	return chance_between(hand->chance, low, high);
}

static bool often(Hand *hand, float probability)
{
	return chance_unit(hand->chance) < probability;
}

static void go_to(Hand *hand, float x, float y)
{
	const TracePoint point = { x, y };

	g_array_append_val(hand->points, point);
}

/* Cuts every corner by a quarter (Chaikin): sharp points become a hand's. */
static void round_corners(Hand *hand)
{
	g_autoptr(GArray) old = hand->points;
	guint n = old->len;

	if (n < 3)
		return (void)g_steal_pointer(&old);
	hand->points = g_array_new(FALSE, FALSE, sizeof(TracePoint));
	g_array_append_val(hand->points, g_array_index(old, TracePoint, 0));
	for (guint i = 0; i + 1 < n; i++) {
		TracePoint a = g_array_index(old, TracePoint, i);
		TracePoint b = g_array_index(old, TracePoint, i + 1);

		if (i > 0)
			go_to(hand, 0.75f * a.x + 0.25f * b.x, 0.75f * a.y + 0.25f * b.y);
		if (i + 2 < n)
			go_to(hand, 0.25f * a.x + 0.75f * b.x, 0.25f * a.y + 0.75f * b.y);
	}
	g_array_append_val(hand->points, g_array_index(old, TracePoint, n - 1));
}

/* Puts points between far ones, each a little off the line in a slow wave. */
static void shake(Hand *hand, float by)
{
	float off_x = 0, off_y = 0;

	for (guint i = 0; i < hand->points->len; i++) {
		TracePoint point = g_array_index(hand->points, TracePoint, i);
		TracePoint next =
			g_array_index(hand->points, TracePoint, MIN(i + 1, hand->points->len - 1));
		guint n = 1 + (guint)(8 * MAX(fabsf(next.x - point.x), fabsf(next.y - point.y)));

		for (guint k = 0; k < n; k++) {
			float t = (float)k / (float)n;

			off_x = 0.8f * off_x + between(hand, -by, by);
			off_y = 0.8f * off_y + between(hand, -by, by);
			trace_add_point(hand->trace, point.x + t * (next.x - point.x) + off_x,
				point.y + t * (next.y - point.y) + off_y);
		}
	}
}

static void lift(Hand *hand)
{
	for (guint n = (guint)between(hand, 0, 3.99f); n > 0; n--)
		round_corners(hand);
	shake(hand, between(hand, 0.002f, 0.02f));
	trace_end_stroke(hand->trace);
	g_array_set_size(hand->points, 0);
}

/* A curve from where the hand is, bulging to the right of its way by `bulge` of its length. */
static void curve_to(Hand *hand, float x, float y, float bulge)
{
	TracePoint from = g_array_index(hand->points, TracePoint, hand->points->len - 1);
	float dx = x - from.x, dy = y - from.y;

	for (guint i = 1; i <= 6; i++) {
		float t = (float)i / 6, off = 4 * t * (1 - t) * bulge;

		go_to(hand, from.x + t * dx - off * dy, from.y + t * dy + off * dx);
	}
}

/* ---- the marks */

/* `ratio`: of the long leg to the short one. Returns where the long leg begins and ends, for what is drawn
 * over it. */
static void draw_tick(Hand *hand, float ratio, TracePoint *vertex, TracePoint *end)
{
	float down_x = between(hand, 0.08f, 0.5f), down_y = between(hand, 0.12f, 0.6f);
	float up_x = between(hand, 0.35f, 1.0f), up_y = between(hand, 0.3f, 1.1f);
	float down = sqrtf(down_x * down_x + down_y * down_y);
	float up = sqrtf(up_x * up_x + up_y * up_y);

	*vertex = (TracePoint){ down_x, 0 };
	*end = (TracePoint){ down_x + up_x * ratio * down / up, -up_y * ratio * down / up };
	go_to(hand, 0, -down_y);
	if (often(hand, 0.15f)) /* a small hook to begin with */
		go_to(hand, between(hand, 0.02f, 0.1f), -down_y - between(hand, 0, 0.1f));
	curve_to(hand, vertex->x, vertex->y, between(hand, -0.15f, 0.15f));
	curve_to(hand, end->x, end->y, between(hand, -0.18f, 0.18f));
}

static float tick_ratio(Hand *hand)
{
	return 1.4f + (often(hand, 0.8f) ? between(hand, 0, 0.9f) + between(hand, 0, 0.9f)
					 : between(hand, 0.3f, 3.5f));
}

static void make_tick(Hand *hand)
{
	TracePoint vertex, end;

	draw_tick(hand, tick_ratio(hand), &vertex, &end);
	lift(hand);
}

/* Between a tick and a V there is no bound, only ratios that are more often the one or the other. */
static void make_vee(Hand *hand)
{
	TracePoint vertex, end;
	float ratio = 0.6f + between(hand, 0, 0.67f) + between(hand, 0, 0.67f);

	draw_tick(hand, ratio, &vertex, &end);
	lift(hand);
}

/* A tick with a flaw: a short stroke over the long leg, or a dot beside it. */
static void make_half_tick(Hand *hand)
{
	TracePoint vertex, end;

	draw_tick(hand, tick_ratio(hand), &vertex, &end);
	lift(hand);

	float t = between(hand, 0.3f, 0.85f);
	float dx = end.x - vertex.x, dy = end.y - vertex.y;
	float size = between(hand, 0.1f, 0.3f), turn = between(hand, -0.5f, 0.5f);
	TracePoint middle = { vertex.x + t * dx, vertex.y + t * dy };

	/* Across the leg, in either direction. */
	TracePoint across = { (-dy + turn * dx) * size, (dx + turn * dy) * size };
	float side = often(hand, 0.5f) ? 1 : -1;
	go_to(hand, middle.x - side * across.x, middle.y - side * across.y);
	curve_to(hand, middle.x + side * across.x, middle.y + side * across.y,
		between(hand, -0.1f, 0.1f));
	lift(hand);
}

static void make_cross(Hand *hand)
{
	float wide = between(hand, 0.6f, 1.5f);
	float edge[4];
	bool one_stroke = often(hand, 0.35f), falling_first = often(hand, 0.5f);
	bool upward = often(hand, 0.25f);

	for (guint i = 0; i < 4; i++)
		edge[i] = between(hand, -0.15f, 0.15f);
	/* The falling leg, and the rising one; one may be longer. */
	TracePoint legs[2][2] = {
		{ { edge[0], edge[0] }, { wide + edge[1], 1 + edge[1] } },
		{ { wide + edge[2], edge[3] }, { edge[3], 1 + edge[2] } },
	};
	TracePoint(*first)[2] = &legs[falling_first ? 0 : 1],
	(*second)[2] = &legs[falling_first ? 1 : 0];
	if (upward)
		first = falling_first ? &legs[0] : &legs[1];
	go_to(hand, (*first)[0].x, (*first)[0].y);
	curve_to(hand, (*first)[1].x, (*first)[1].y, between(hand, -0.12f, 0.12f));
	if (!one_stroke)
		lift(hand);
	/* In one stroke the pen comes up the side it is on; else from either end. */
	guint from = upward && !one_stroke ? 1 : 0;
	if (one_stroke) {
		curve_to(hand, (*second)[0].x, (*second)[0].y, between(hand, -0.15f, 0.15f));
		curve_to(hand, (*second)[1].x, (*second)[1].y, between(hand, -0.12f, 0.12f));
	} else {
		go_to(hand, (*second)[from].x, (*second)[from].y);
		curve_to(hand, (*second)[1 - from].x, (*second)[1 - from].y,
			between(hand, -0.12f, 0.12f));
	}
	lift(hand);
}

/* A point of the rim of the unit circle goes on by a turn / N_TURN, clockwise (1) or against it (-1). */
static void turn(float *x, float *y, float way)
{
	const float cosine = 0.98768834f, sine = 0.15643447f;
	const float new_x = cosine * *x - way * sine * *y;

	*y = cosine * *y + way * sine * *x;
	*x = new_x;
}

/* `turns` around an ellipse from a point of the rim on; the radius grows by `growth` on the way. */
static void draw_round(Hand *hand, float wide, float turns, float growth)
{
	bool left = often(hand, 0.6f);
	float x = 0, y = -1, radius = 1;
	guint skip = (guint)between(hand, 0, N_TURN * 0.99f);
	guint n = (guint)(turns * N_TURN);

	for (guint i = 0; i < skip + n; i++) {
		turn(&x, &y, left ? -1 : 1);
		if (i >= skip) {
			go_to(hand, wide * x * radius, y * radius);
			radius += growth / N_TURN;
		}
	}
}

static void make_circle(Hand *hand)
{
	draw_round(hand, between(hand, 0.6f, 2.2f), between(hand, 0.85f, 1.2f),
		between(hand, -0.2f, 0.2f));
	lift(hand);
}

static void make_star(Hand *hand)
{
	static const TracePoint TIPS[] = { { 0, -1 }, { 0.951f, -0.309f }, { 0.588f, 0.809f },
		{ -0.588f, 0.809f }, { -0.951f, -0.309f } };
	guint start = (guint)between(hand, 0, 4.99f), step = often(hand, 0.5f) ? 2 : 3;
	float wide = between(hand, 0.75f, 1.3f),
	      apart = often(hand, 0.1f) ? between(hand, 1, 4) : 9;

	for (guint i = 0; i <= 5; i++) {
		TracePoint tip = TIPS[(start + i * step) % 5];

		go_to(hand, wide * tip.x + between(hand, -0.17f, 0.17f),
			tip.y + between(hand, -0.17f, 0.17f));
		if (i > 0 && i == (guint)apart && i < 5) {
			lift(hand);
			go_to(hand, wide * tip.x + between(hand, -0.1f, 0.1f),
				tip.y + between(hand, -0.1f, 0.1f));
		}
	}
	lift(hand);
}

/* The bowl in a soft line that goes over into the stem. */
static void draw_soft_hook(Hand *hand, float stem)
{
	float wide = between(hand, 0.5f, 1.2f), lean = between(hand, -0.25f, 0.25f);

	go_to(hand, -wide / 2, between(hand, 0, 0.35f));
	go_to(hand, -wide / 3, -0.1f);
	go_to(hand, 0, between(hand, -0.25f, -0.1f));
	go_to(hand, wide / 2, between(hand, 0, 0.1f));
	go_to(hand, wide / 2, between(hand, 0.25f, 0.45f));
	go_to(hand, between(hand, 0, 0.15f), between(hand, 0.5f, 0.7f));
	go_to(hand, between(hand, -0.25f, 0.05f), 0.8f);
	go_to(hand, lean + between(hand, -0.1f, 0.1f), 0.8f + stem);
	round_corners(hand);
}

/* The bowl as a part of an ellipse, clockwise from its left; where it ends the stem begins with a corner. */
static void draw_round_hook(Hand *hand, float stem)
{
	float wide = between(hand, 0.4f, 1), high = between(hand, 0.3f, 0.5f);
	float radius = between(hand, 0.7f, 1), x = -1, y = 0;
	gint first = (gint)between(hand, -5, 5.99f), last = (gint)between(hand, 20, 32.99f);

	for (gint i = first; i < 0; i++)
		turn(&x, &y, -1);
	for (gint i = 0; i < first; i++)
		turn(&x, &y, 1);
	for (gint i = first; i <= last; i++) {
		go_to(hand, wide / 2 * x * radius, 0.4f + high * y * radius);
		radius += (1 - radius) / 8;
		turn(&x, &y, 1);
	}
	float from = between(hand, -0.2f, 0.15f), top = 0.4f + high * between(hand, 0.9f, 1.3f);

	go_to(hand, from, top);
	go_to(hand, from + between(hand, -0.2f, 0.2f) * stem, 0.8f + stem);
}

/* The point is often left out: a teacher's pen is quick. */
static void make_question(Hand *hand)
{
	float stem = between(hand, 0.15f, 0.8f);

	if (often(hand, 0.5f))
		draw_soft_hook(hand, stem);
	else
		draw_round_hook(hand, stem);
	const TracePoint end = g_array_index(hand->points, TracePoint, hand->points->len - 1);

	lift(hand);
	if (often(hand, 0.55f)) {
		float x = end.x + between(hand, -0.12f, 0.12f);
		float y = 0.95f + stem + between(hand, 0, 0.35f);

		go_to(hand, x, y);
		go_to(hand, x + between(hand, -0.04f, 0.04f), y + between(hand, 0, 0.06f));
		lift(hand);
	}
}

static void make_wave(Hand *hand)
{
	guint n = (guint)between(hand, 3, 9.99f);
	float high = between(hand, 0.15f, 0.6f);

	for (guint i = 0; i <= n; i++)
		go_to(hand, (float)i / 2, (i % 2 ? high : -high) * between(hand, 0.6f, 1.2f));
	round_corners(hand);
	round_corners(hand);
	lift(hand);
}

/* Two or three near-parallel bars, or a scribble to and fro. */
static void make_strike(Hand *hand)
{
	float rise = between(hand, -0.6f, 0.2f);
	guint n = (guint)between(hand, 2, 3.4f);

	if (often(hand, 0.5f)) {
		for (guint i = 0; i < n; i++) {
			float y = (float)i * between(hand, 0.15f, 0.3f);

			go_to(hand, between(hand, 0, 0.2f), y);
			curve_to(hand, 1.6f + between(hand, -0.2f, 0.2f), y + rise,
				between(hand, -0.06f, 0.06f));
			lift(hand);
		}
		return;
	}
	n = (guint)between(hand, 4, 11);
	for (guint i = 0; i <= n; i++)
		go_to(hand, (i % 2 ? 1.4f : 0) + between(hand, -0.25f, 0.25f),
			(float)i * between(hand, 0.05f, 0.18f) + (i % 2 ? rise : 0));
	lift(hand);
}

static void make_slash(Hand *hand)
{
	float wide = between(hand, 0.25f, 1.6f);
	bool rising = often(hand, 0.6f);

	go_to(hand, 0, rising ? 0 : 1);
	curve_to(hand, wide, rising ? 1 : 0, between(hand, -0.08f, 0.08f));
	lift(hand);
	if (often(hand, 0.5f)) /* written from the upper right */
		for (guint i = 0, n = hand->trace->points->len; i < n / 2; i++) {
			TracePoint *a = &g_array_index(hand->trace->points, TracePoint, i);
			TracePoint *b = &g_array_index(hand->trace->points, TracePoint, n - 1 - i);
			TracePoint keep = *a;

			*a = *b;
			*b = keep;
		}
}

static const struct {
	const char *label;
	void (*make)(Hand *hand);
} MARKS[] = {
	{ "tick", make_tick },
	{ "vee", make_vee },
	{ "half-tick", make_half_tick },
	{ "cross", make_cross },
	{ "circle", make_circle },
	{ "star", make_star },
	{ "question", make_question },
	{ "wave", make_wave },
	{ "strike-out", make_strike },
	{ "slash", make_slash },
};

const char *const *generate_labels(void)
{
	static const char *const LABELS[] = { "tick", "half-tick", "cross", "circle", "star",
		"question", "wave", "strike-out", "slash", NULL };

	return LABELS;
}

Trace *generate_mark(const char *label, guint64 *chance)
{
	Hand hand = { chance, g_array_new(FALSE, FALSE, sizeof(TracePoint)), trace_new() };

	for (gsize i = 0; i < G_N_ELEMENTS(MARKS); i++)
		if (g_str_equal(MARKS[i].label, label))
			MARKS[i].make(&hand);
	g_array_unref(hand.points);
	return hand.trace;
}
