/* SPDX-License-Identifier: MIT */
/* How a hand moves along a path: from the places it wants to reach to the dots a pen measures. */
#pragma once

#include "tests/virtual-pen/dice.h"
#include "tests/virtual-pen/hand.h"
#include "tests/virtual-pen/ink.h"

typedef struct {
	double x_mm, y_mm; /* in the printed pattern */
	bool corner;
} PathPoint;

/* A stroke through the points, beginning at ink_ms. Haste multiplies the hand's speed. */
InkStroke *motion_stroke(const Hand *hand, Dice *dice, const PathPoint *points, guint n_points,
	int64_t ink_ms, double haste);
