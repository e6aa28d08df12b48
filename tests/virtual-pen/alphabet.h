/* SPDX-License-Identifier: MIT */
/*
 * A single-stroke alphabet: how a hand writes a character, stroke by stroke in writing order. Drawn for
 * this program. Digits come in the forms children learn; marks are those of a Chinese teacher.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define GLYPH_MAX_POINTS 24
#define GLYPH_HEIGHT 12.0 /* of every box: 0 is the top, 12 the line one writes on */

typedef struct {
	gunichar character;
	double width; /* of the box: 12 for Chinese characters, less for the others */
	/* Strokes parted by ';', points "x,y" by blanks. A hand glides through the points; one with '!'
	 * is a corner, where it stops and turns. */
	const char *strokes;
} Glyph;

typedef struct {
	double x, y;
	bool corner;
} GlyphPoint;

typedef struct {
	guint n_points;
	GlyphPoint points[GLYPH_MAX_POINTS];
} GlyphStroke;

/* Marks of the teacher, by the character that looks like them. */
#define ALPHABET_TICK 0x221A	  /* √ right */
#define ALPHABET_CROSS 0x2717	  /* ✗ wrong */
#define ALPHABET_HALF_TICK 0x237B /* ⍻ half right */
#define ALPHABET_CIRCLE 0x25CB	  /* ○ look at this again */

/* NULL when it cannot be written. Variant counts round the forms there are. */
const Glyph *alphabet_glyph(gunichar character, guint variant);
/* The next stroke of the glyph; *at starts as glyph->strokes. False after the last. */
bool alphabet_next_stroke(const char **at, GlyphStroke *stroke);

/* The tables, each ended by a glyph without strokes. */
extern const Glyph alphabet_signs[];
extern const Glyph alphabet_chinese[];
