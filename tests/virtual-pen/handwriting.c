/* SPDX-License-Identifier: MIT */
/*
 * From the alphabet's ideal points to those this hand aims at: its size, slant and rise, a turn and a
 * shift of the whole character, a small miss at every point; straight strokes are never quite straight.
 */
#include "tests/virtual-pen/handwriting.h"

#include "tests/virtual-pen/alphabet.h"

#include <math.h>

#define HOVER_MM_S 90.0 /* between strokes, above the paper */

void handwriting_pause(Handwriting *writing, double low_ms, double high_ms)
{
	double pause_ms = dice_between(&writing->dice, low_ms, high_ms) * writing->hand->pause;
	writing->ink_ms += (int64_t)(pause_ms / writing->haste);
}

static void handwriting_stroke(
	Handwriting *writing, const PathPoint *points, guint n_points, gunichar writes)
{
	double way = hypot(points[0].x_mm - writing->tip_x, points[0].y_mm - writing->tip_y);
	handwriting_pause(writing, 70, 130);
	writing->ink_ms += (int64_t)(1000 * fmin(way, 60) / (HOVER_MM_S * writing->haste));
	PathPoint printed[GLYPH_MAX_POINTS + 1];
	for (guint i = 0; i < n_points; i++) {
		printed[i] = points[i];
		printed[i].x_mm += writing->left_mm;
		printed[i].y_mm += writing->top_mm;
	}
	InkStroke *stroke = motion_stroke(
		writing->hand, &writing->dice, printed, n_points, writing->ink_ms, writing->haste);
	stroke->paper = writing->paper;
	stroke->writes = writes;
	stroke->purpose = writing->purpose;
	stroke->row = writing->row;
	stroke->column = writing->column;
	stroke->question = writing->question;
	writing->ink_ms += stroke->duration_ms;
	writing->tip_x = points[n_points - 1].x_mm;
	writing->tip_y = points[n_points - 1].y_mm;
	g_queue_push_tail(writing->strokes, stroke);
}

/* Where one character lies on the page, and how it is turned. */
typedef struct {
	double x, y;	/* left end of its line */
	double scale_x; /* mm per twelfth */
	double scale_y;
	double turn; /* as tangent */
	double rise;
	double half_width; /* mm */
} Placement;

static Placement handwriting_place(
	Handwriting *writing, const Glyph *glyph, double x_mm, double y_mm, double height_mm)
{
	const Hand *hand = writing->hand;
	bool wide = glyph->character >= 0x4E00;
	double scale = height_mm / GLYPH_HEIGHT * (1 + 0.045 * dice_bell(&writing->dice));
	Placement placement = { .x = x_mm, .y = y_mm };
	placement.y += hand->wander_mm * dice_bell(&writing->dice);
	placement.scale_y = scale;
	placement.scale_x = scale * (wide ? 1 : hand->aspect);
	placement.scale_x *= 1 + 0.05 * dice_bell(&writing->dice);
	placement.turn = 0.03 * dice_bell(&writing->dice);
	placement.rise = wide ? hand->rise : 0;
	placement.half_width = glyph->width * placement.scale_x / 2;
	return placement;
}

static PathPoint handwriting_aim(
	Handwriting *writing, const Placement *placement, const GlyphPoint *point)
{
	const Hand *hand = writing->hand;
	/* Within a Chinese character a miss counts for more: its strokes lie close. */
	double miss = hand->unsteadiness * (placement->rise > 0 ? 0.7 : 1);
	double right = (point->x + miss * dice_bell(&writing->dice)) * placement->scale_x;
	double up =
		(GLYPH_HEIGHT - point->y + miss * dice_bell(&writing->dice)) * placement->scale_y;
	double from_middle = right - placement->half_width;
	double slant = placement->rise > 0 ? hand->slant / 3 : hand->slant;
	return (PathPoint){ .x_mm = placement->x + right + (slant - placement->turn) * up,
		.y_mm = placement->y - up - (placement->turn + placement->rise) * from_middle,
		.corner = point->corner };
}

/* A stroke of two points gets a third between them, a little aside. Returns the number of points. */
static guint handwriting_bow(Handwriting *writing, PathPoint *points, guint n_points)
{
	if (n_points != 2)
		return n_points;
	double aside = 0.025 * dice_bell(&writing->dice);
	double across_x = points[1].x_mm - points[0].x_mm;
	double across_y = points[1].y_mm - points[0].y_mm;
	points[2] = points[1];
	points[1] = (PathPoint){ .x_mm = points[0].x_mm + across_x / 2 - aside * across_y,
		.y_mm = points[0].y_mm + across_y / 2 + aside * across_x };
	return 3;
}

double handwriting_character(
	Handwriting *writing, gunichar character, double x_mm, double y_mm, double height_mm)
{
	const Hand *hand = writing->hand;
	/* Most of the time a hand uses its own form; now and then another. */
	guint variant = hand->variants >> (character % 23) & 3;
	if (dice_chance(&writing->dice, 0.08))
		variant += 1;
	const Glyph *glyph = alphabet_glyph(character, variant);
	g_assert(glyph);
	Placement placement = handwriting_place(writing, glyph, x_mm, y_mm, height_mm);
	const char *at = glyph->strokes;
	GlyphStroke stroke;
	while (alphabet_next_stroke(&at, &stroke)) {
		PathPoint points[GLYPH_MAX_POINTS + 1];
		for (guint i = 0; i < stroke.n_points; i++)
			points[i] = handwriting_aim(writing, &placement, &stroke.points[i]);
		guint n_points = handwriting_bow(writing, points, stroke.n_points);
		handwriting_stroke(writing, points, n_points, character);
	}
	return x_mm + glyph->width * placement.scale_x + hand->spacing * placement.scale_y;
}

double handwriting_text(
	Handwriting *writing, const char *text, double x_mm, double y_mm, double height_mm)
{
	for (const char *at = text; *at; at = g_utf8_next_char(at)) {
		x_mm = handwriting_character(writing, g_utf8_get_char(at), x_mm, y_mm, height_mm);
		handwriting_pause(writing, 100, 320);
	}
	return x_mm;
}

double handwriting_text_width(const Handwriting *writing, const char *text, double height_mm)
{
	double width = 0, scale = height_mm / GLYPH_HEIGHT;
	for (const char *at = text; *at; at = g_utf8_next_char(at)) {
		const Glyph *glyph = alphabet_glyph(g_utf8_get_char(at), 0);
		double aspect = glyph->character >= 0x4E00 ? 1 : writing->hand->aspect;
		width += (glyph->width * aspect + writing->hand->spacing) * scale;
	}
	return width;
}

void handwriting_line(Handwriting *writing, double from_x, double from_y, double to_x, double to_y)
{
	Dice *dice = &writing->dice;
	PathPoint points[3] = { { from_x + 0.4 * dice_bell(dice), from_y + 0.4 * dice_bell(dice),
					false },
		{ to_x + 0.5 * dice_bell(dice), to_y + 0.5 * dice_bell(dice), false } };
	handwriting_stroke(writing, points, handwriting_bow(writing, points, 2), 0);
}

void handwriting_scribble(Handwriting *writing, SheetBox box)
{
	PathPoint points[GLYPH_MAX_POINTS];
	guint n_points = 6 + 2 * dice_below(&writing->dice, 4);
	for (guint i = 0; i < n_points; i++) {
		double share = (double)i / (n_points - 1);
		points[i].x_mm =
			box.left + share * (box.right - box.left) + 0.4 * dice_bell(&writing->dice);
		points[i].y_mm = (i % 2 ? box.top : box.bottom) +
				 (i % 2 ? 1 : -1) * dice_between(&writing->dice, 0, 1.6);
		points[i].corner = i > 0 && i + 1 < n_points && dice_chance(&writing->dice, 0.4);
	}
	handwriting_stroke(writing, points, n_points, 0);
}

void handwriting_cross_out(Handwriting *writing, SheetBox box)
{
	double middle = (box.top + box.bottom) / 2, haste = writing->haste;
	InkPurpose purpose = writing->purpose;
	writing->purpose = INK_CROSSING;
	writing->haste = haste * 1.5; /* anger is quick */
	switch (writing->hand->crossing) {
	case CROSSING_LINE:
		handwriting_line(
			writing, box.left - 0.6, middle + 0.3, box.right + 0.6, middle - 0.2);
		break;
	case CROSSING_TWO_LINES:
		handwriting_line(
			writing, box.left - 0.6, middle - 0.6, box.right + 0.6, middle - 0.8);
		handwriting_line(
			writing, box.left - 0.4, middle + 0.9, box.right + 0.6, middle + 0.6);
		break;
	case CROSSING_SCRIBBLE:
		handwriting_scribble(writing, box);
		break;
	case CROSSING_CROSS:
		handwriting_line(writing, box.left - 0.3, box.top, box.right + 0.3, box.bottom);
		handwriting_line(writing, box.right + 0.3, box.top, box.left - 0.3, box.bottom);
		break;
	}
	writing->haste = haste;
	writing->purpose = purpose;
}

void handwriting_touch(Handwriting *writing, InkPurpose purpose, double x_mm, double y_mm)
{
	InkPurpose before = writing->purpose;
	writing->purpose = purpose;
	PathPoint points[2] = { { x_mm, y_mm, false }, { x_mm + 0.03, y_mm + 0.02, false } };
	handwriting_stroke(writing, points, 2, 0);
	writing->purpose = before;
}
