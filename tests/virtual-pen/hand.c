/* SPDX-License-Identifier: MIT */
/* The spreads are guesses from looking at exercise books of grades 2 to 4; light hands are common. */
#include "tests/virtual-pen/hand.h"

#include "tests/virtual-pen/dice.h"

#define THING_HAND UINT64_C(0x68616E64)

Hand hand_pupil(uint64_t seed, uint32_t number, double rate_hz)
{
	Dice dice = dice_new(seed, number, THING_HAND);
	Hand hand = { .seed = seed, .number = number, .rate_hz = rate_hz };
	hand.height_mm = dice_between(&dice, 4.6, 6.4);
	hand.aspect = dice_between(&dice, 0.78, 1.04);
	hand.slant = 0.08 + 0.11 * dice_bell(&dice);
	hand.rise = dice_between(&dice, 0.0, 0.09);
	hand.spacing = dice_between(&dice, 0.8, 2.6);
	hand.wander_mm = dice_between(&dice, 0.12, 0.55);
	hand.unsteadiness = dice_between(&dice, 0.14, 0.46);
	hand.tremor_mm = dice_between(&dice, 0.015, 0.06);
	hand.tremor_hz = dice_between(&dice, 8, 12);
	hand.roundness_mm = dice_between(&dice, 0.12, 0.42);
	hand.speed_mm_s = dice_between(&dice, 30, 60);
	hand.acceleration_mm_s2 = dice_between(&dice, 500, 1100);
	hand.pause = dice_between(&dice, 0.75, 1.5);
	/* Three in ten press so lightly that thin strokes fade. */
	bool light = dice_chance(&dice, 0.3);
	hand.force = light ? dice_between(&dice, 90, 220) : dice_between(&dice, 280, 620);
	hand.tilt_x = dice_between(&dice, 62, 112);
	hand.tilt_y = dice_between(&dice, 48, 88);
	hand.twist = dice_between(&dice, 0, 360);
	hand.mistakes = dice_between(&dice, 0.03, 0.2);
	hand.notices = dice_between(&dice, 0.35, 0.8);
	hand.variants = (unsigned)dice_next(&dice);
	hand.crossing = (CrossingStyle)dice_below(&dice, HAND_N_CROSSING_STYLES);
	hand.by_columns = dice_chance(&dice, 0.6);
	return hand;
}

Hand hand_teacher(uint64_t seed, uint32_t number, double rate_hz)
{
	Dice dice = dice_new(seed, number, THING_HAND);
	return (Hand){ .seed = seed,
		.number = number,
		.rate_hz = rate_hz,
		.height_mm = 8,
		.aspect = dice_between(&dice, 0.85, 1.05),
		.slant = dice_between(&dice, 0.1, 0.3),
		.rise = 0.08,
		.spacing = 1,
		.wander_mm = 0.6,
		.unsteadiness = 0.4,
		.tremor_mm = 0.012,
		.tremor_hz = 9,
		.roundness_mm = 0.4,
		.speed_mm_s = dice_between(&dice, 80, 115),
		.acceleration_mm_s2 = 1900,
		.pause = dice_between(&dice, 0.5, 0.7),
		.force = dice_between(&dice, 350, 560),
		.tilt_x = 80,
		.tilt_y = 66,
		.twist = dice_between(&dice, 0, 360),
		.variants = (unsigned)dice_next(&dice),
		.crossing = CROSSING_LINE };
}
