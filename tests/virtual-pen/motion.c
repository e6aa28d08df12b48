/* SPDX-License-Identifier: MIT */
/*
 * 1. A curve through the points, broken at corners, in steps of STEP_MM; corners are cut a little.
 * 2. A speed for each step: slow where the curve bends (the one-third power law of drawing hands), from
 *    standstill at both ends, never gaining or losing more than the hand can accelerate.
 * 3. Samples at the pen's rate, which is not quite even, with the tremor of the hand, the force rising
 *    and falling at the ends, tilt and twist drifting. Rounded as the pen rounds: hundredths of a unit.
 */
#include "tests/virtual-pen/motion.h"

#include <math.h>

#define STEP_MM 0.05
#define BEND_STEPS 5	    /* curvature is measured over this many steps each way */
#define GENTLE_BEND 0.35    /* bends per mm up to which the hand does not slow down */
#define STANDSTILL_MM_S 4.0 /* the least speed, so that time goes on */
#define FORCE_RISE_MS 16.0
#define FORCE_FALL_MS 13.0

typedef struct {
	double x, y;
	double speed;	/* mm/s */
	double time_ms; /* since pen-down */
} Step;

static Step *motion_step(GArray *steps, guint i)
{
	return &g_array_index(steps, Step, i);
}

static double motion_distance(const PathPoint *a, const PathPoint *b)
{
	return hypot(b->x_mm - a->x_mm, b->y_mm - a->y_mm);
}

typedef struct {
	double x, y;
} Direction;

static Direction motion_chord(const PathPoint *a, const PathPoint *b)
{
	double length = fmax(motion_distance(a, b), 1e-6);
	return (Direction){ (b->x_mm - a->x_mm) / length, (b->y_mm - a->y_mm) / length };
}

static bool motion_is_smooth(const PathPoint *points, guint n_points, guint i)
{
	return i > 0 && i + 1 < n_points && !points[i].corner;
}

/* The direction in which the curve passes a smooth point: the chords' mean, the nearer weighs more. */
static Direction motion_tangent(const PathPoint *points, guint i)
{
	double before = fmax(motion_distance(&points[i - 1], &points[i]), 1e-6);
	double after = fmax(motion_distance(&points[i], &points[i + 1]), 1e-6);
	Direction in = motion_chord(&points[i - 1], &points[i]);
	Direction out = motion_chord(&points[i], &points[i + 1]);
	double share = after / (before + after);
	return (Direction){ in.x * share + out.x * (1 - share),
		in.y * share + out.y * (1 - share) };
}

/* One span as a cubic; an end without a neighbour continues the bend of the other end. */
static void motion_span(GArray *steps, const PathPoint *points, guint n_points, guint i)
{
	const PathPoint *from = &points[i], *to = &points[i + 1];
	double length = motion_distance(from, to);
	Direction chord = motion_chord(from, to);
	Direction start = chord, end = chord;
	bool smooth_start = motion_is_smooth(points, n_points, i);
	bool smooth_end = motion_is_smooth(points, n_points, i + 1);
	if (smooth_start)
		start = motion_tangent(points, i);
	if (smooth_end)
		end = motion_tangent(points, i + 1);
	if (smooth_end && !smooth_start)
		start = (Direction){ 1.5 * chord.x - 0.5 * end.x, 1.5 * chord.y - 0.5 * end.y };
	if (smooth_start && !smooth_end)
		end = (Direction){ 1.5 * chord.x - 0.5 * start.x, 1.5 * chord.y - 0.5 * start.y };

	guint n_steps = (guint)fmax(1, ceil(length / STEP_MM));
	for (guint k = 1; k <= n_steps; k++) {
		double t = (double)k / n_steps, t2 = t * t, t3 = t2 * t;
		double a = 2 * t3 - 3 * t2 + 1, b = (t3 - 2 * t2 + t) * length;
		double c = 3 * t2 - 2 * t3, d = (t3 - t2) * length;
		Step step = { .x = a * from->x_mm + b * start.x + c * to->x_mm + d * end.x,
			.y = a * from->y_mm + b * start.y + c * to->y_mm + d * end.y };
		g_array_append_val(steps, step);
	}
}

/* Cuts corners: each inner step moves to the mean of its neighbourhood, which shrinks near the ends. */
static void motion_round(GArray *steps, double roundness_mm)
{
	g_autoptr(GArray) sharp = g_array_copy(steps);
	guint reach_most = (guint)(roundness_mm / STEP_MM);
	for (guint i = 1; i + 1 < steps->len; i++) {
		guint reach = MIN(reach_most, MIN(i, steps->len - 1 - i));
		double x = 0, y = 0;
		for (guint k = i - reach; k <= i + reach; k++) {
			x += motion_step(sharp, k)->x;
			y += motion_step(sharp, k)->y;
		}
		motion_step(steps, i)->x = x / (2 * reach + 1);
		motion_step(steps, i)->y = y / (2 * reach + 1);
	}
}

static double motion_bend(GArray *steps, guint i)
{
	if (i < BEND_STEPS || i + BEND_STEPS >= steps->len)
		return 0;
	const Step *a = motion_step(steps, i - BEND_STEPS), *b = motion_step(steps, i),
		   *c = motion_step(steps, i + BEND_STEPS);
	double before = atan2(b->y - a->y, b->x - a->x), after = atan2(c->y - b->y, c->x - b->x);
	return fabs(remainder(after - before, 2 * G_PI)) / (BEND_STEPS * STEP_MM);
}

static void motion_speeds(GArray *steps, const Hand *hand, double haste)
{
	double length = steps->len * STEP_MM;
	/* Long strokes are drawn faster: the time for a stroke varies less than its length. */
	double usual = hand->speed_mm_s * haste * CLAMP(sqrt(length / 7), 0.75, 1.5);
	for (guint i = 0; i < steps->len; i++) {
		double bend = motion_bend(steps, i);
		motion_step(steps, i)->speed =
			bend > GENTLE_BEND ? usual * cbrt(GENTLE_BEND / bend) : usual;
	}
	double gain = 2 * hand->acceleration_mm_s2 * haste * STEP_MM;
	double square = STANDSTILL_MM_S * STANDSTILL_MM_S;
	for (guint i = 0; i < steps->len; i++) {
		Step *step = motion_step(steps, i);
		step->speed = fmin(step->speed, sqrt(square));
		square = step->speed * step->speed + gain;
	}
	square = STANDSTILL_MM_S * STANDSTILL_MM_S;
	for (guint i = steps->len; i-- > 0;) {
		Step *step = motion_step(steps, i);
		step->speed = fmin(step->speed, sqrt(square));
		square = step->speed * step->speed + gain;
	}
}

/* The tip rests a moment after landing and before lifting. Returns the time of pen-up. */
static double motion_times(GArray *steps, Dice *dice)
{
	double time_ms = dice_between(dice, 8, 30);
	motion_step(steps, 0)->time_ms = time_ms;
	for (guint i = 1; i < steps->len; i++) {
		Step *before = motion_step(steps, i - 1), *step = motion_step(steps, i);
		double length = hypot(step->x - before->x, step->y - before->y);
		double speed = fmax((before->speed + step->speed) / 2, STANDSTILL_MM_S);
		time_ms += 1000 * length / speed;
		step->time_ms = time_ms;
	}
	return time_ms + dice_between(dice, 6, 24);
}

static GArray *motion_path(const Hand *hand, const PathPoint *points, guint n_points)
{
	GArray *steps = g_array_new(FALSE, FALSE, sizeof(Step));
	Step first = { .x = points[0].x_mm, .y = points[0].y_mm };
	g_array_append_val(steps, first);
	for (guint i = 0; i + 1 < n_points; i++)
		motion_span(steps, points, n_points, i);
	motion_round(steps, hand->roundness_mm);
	return steps;
}

/* What drifts slowly or shakes while the stroke is drawn. */
typedef struct {
	double shake_x, shake_y; /* phases */
	double press;
	double end_ms;
	int64_t ink_ms;
} Drift;

static uint16_t motion_hundredths(double mm)
{
	double hundredths = round(mm / NCODE_UNIT_MM * 100);
	return (uint16_t)CLAMP(hundredths, 0, UINT16_MAX);
}

static uint16_t motion_force(const Hand *hand, Dice *dice, const Drift *drift, double time_ms)
{
	double rise = 1 - exp(-(time_ms + 3) / FORCE_RISE_MS);
	double fall = 1 - exp(-(drift->end_ms - time_ms + 3) / FORCE_FALL_MS);
	double sway = 1 + 0.12 * sin(2 * G_PI * time_ms / 700 + drift->press);
	double force = hand->force * rise * fall * sway + 6 * dice_bell(dice);
	return (uint16_t)CLAMP(round(force), 1, HAND_FORCE_MAX);
}

static InkDot motion_dot(
	const Hand *hand, Dice *dice, const Drift *drift, const Step *at, double time_ms)
{
	double shake = 2 * G_PI * hand->tremor_hz * time_ms / 1000;
	double x = at->x + hand->tremor_mm * sin(shake + drift->shake_x);
	double y = at->y + hand->tremor_mm * sin(shake + drift->shake_y);
	double slow = 2 * G_PI * ((double)drift->ink_ms + time_ms) / 1000;
	double twist = hand->twist + 6 * sin(slow / 13) + 1.5 * dice_bell(dice);
	return (InkDot){
		.force = motion_force(hand, dice, drift, time_ms),
		.x = motion_hundredths(x),
		.y = motion_hundredths(y),
		.tilt_x = (uint8_t)CLAMP(
			round(hand->tilt_x + 5 * sin(slow / 9) + dice_bell(dice)), 0, 180),
		.tilt_y = (uint8_t)CLAMP(
			round(hand->tilt_y + 4 * sin(slow / 7 + 1) + dice_bell(dice)), 0, 180),
		.twist = (uint16_t)fmod(round(twist) + 720, 360),
	};
}

/* Where the tip is at a time between two steps. *i only moves forward. */
static Step motion_at(GArray *steps, guint *i, double time_ms)
{
	while (*i + 1 < steps->len && motion_step(steps, *i + 1)->time_ms <= time_ms)
		(*i)++;
	Step at = *motion_step(steps, *i);
	if (*i + 1 < steps->len && time_ms > at.time_ms) {
		const Step *next = motion_step(steps, *i + 1);
		double share = (time_ms - at.time_ms) / fmax(next->time_ms - at.time_ms, 1e-9);
		at.x += share * (next->x - at.x);
		at.y += share * (next->y - at.y);
	}
	return at;
}

InkStroke *motion_stroke(const Hand *hand, Dice *dice, const PathPoint *points, guint n_points,
	int64_t ink_ms, double haste)
{
	g_autoptr(GArray) steps = motion_path(hand, points, n_points);
	motion_speeds(steps, hand, haste);
	Drift drift = { .shake_x = dice_between(dice, 0, 2 * G_PI),
		.shake_y = dice_between(dice, 0, 2 * G_PI),
		.press = dice_between(dice, 0, 2 * G_PI),
		.end_ms = motion_times(steps, dice),
		.ink_ms = ink_ms };

	InkStroke *stroke = ink_stroke_new();
	stroke->ink_ms = ink_ms;
	double period_ms = 1000 / hand->rate_hz;
	double due_ms = dice_between(dice, 1, 1 + period_ms);
	guint32 time_ms = 0;
	guint i = 0;
	do {
		double uneven = round(due_ms + 0.6 * dice_bell(dice));
		guint32 now_ms = (guint32)fmax(uneven, time_ms + 1);
		Step at = motion_at(steps, &i, now_ms);
		InkDot dot = motion_dot(hand, dice, &drift, &at, now_ms);
		dot.delta_ms = (uint8_t)MIN(now_ms - time_ms, 255);
		time_ms += dot.delta_ms;
		g_array_append_val(stroke->dots, dot);
		due_ms += period_ms;
	} while (due_ms < drift.end_ms);
	stroke->duration_ms = MAX((guint32)ceil(drift.end_ms), time_ms + 1);
	return stroke;
}
