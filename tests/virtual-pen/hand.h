/* SPDX-License-Identifier: MIT */
/* What makes one child's hand different from the next one's: numbers thrown once from seed and pen. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define HAND_FORCE_MAX 852 /* of the force sensor (FSR) of the pens played here */

typedef enum { CROSSING_LINE, CROSSING_TWO_LINES, CROSSING_SCRIBBLE, CROSSING_CROSS } CrossingStyle;
#define HAND_N_CROSSING_STYLES 4

typedef struct {
	uint64_t seed;
	uint32_t number;     /* the pen's */
	double rate_hz;	     /* dots a second */
	double height_mm;    /* of a digit */
	double aspect;	     /* width against the alphabet's */
	double slant;	     /* to the right, as tangent */
	double rise;	     /* of Chinese horizontals, as tangent */
	double spacing;	     /* between characters, in twelfths of the height */
	double wander_mm;    /* of the line written on */
	double unsteadiness; /* of every point, in twelfths of the height */
	double tremor_mm;    /* the small shake of 8 to 12 Hz that every hand has */
	double tremor_hz;
	double roundness_mm; /* how widely corners are cut */
	double speed_mm_s;
	double acceleration_mm_s2;
	double pause;  /* 1: usual; more: slow between strokes and sums */
	double force;  /* usual force, of HAND_FORCE_MAX */
	double tilt_x; /* degrees */
	double tilt_y;
	double twist;
	double mistakes;   /* probability of a wrong first answer */
	double notices;	   /* probability of seeing it, crossing it out and mending it */
	unsigned variants; /* a form of each character: bits */
	CrossingStyle crossing;
	bool by_columns; /* in what order the sums are done */
} Hand;

Hand hand_pupil(uint64_t seed, uint32_t number, double rate_hz);
Hand hand_teacher(uint64_t seed, uint32_t number, double rate_hz);
