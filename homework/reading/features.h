/* SPDX-License-Identifier: MIT */
/*
 * A trace as numbers for a network: how much ink runs in which of eight directions in each cell of an 8×8 grid,
 * 32 points evenly along the ink, and a few values of the whole. Independent of size and place, not of
 * aspect. Uses no function whose last bit differs between machines: training must give the same bytes everywhere.
 */
#pragma once

#include "homework/reading/trace.h"

#define FEATURES_GRID 8
#define FEATURES_DIRECTIONS 8
#define FEATURES_POINTS 32
#define FEATURES_WHOLE 13
#define FEATURES_N                                                                                 \
	(FEATURES_GRID * FEATURES_GRID * FEATURES_DIRECTIONS + 2 * FEATURES_POINTS + FEATURES_WHOLE)

/* A change of shape before looking, for training: x' = xx·x + xy·y, y' = yx·x + yy·y. */
typedef struct {
	float xx, xy, yx, yy;
} FeaturesWarp;

/* Strokes `first` to first + n - 1; warp may be NULL. All zero for no ink. */
void features_of(const Trace *trace, guint first, guint n, const FeaturesWarp *warp,
	float features[FEATURES_N]);
