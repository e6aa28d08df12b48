/* SPDX-License-Identifier: MIT */
/*
 * The pen's own dice: xoshiro256** seeded by splitmix64. Own, so that the same seed writes the same
 * ink on every machine and for ever; no call here depends on libm.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
	uint64_t state[4];
} Dice;

/* splitmix64's finaliser: a good hash of one number. */
static inline uint64_t dice_mix(uint64_t value)
{
	value += UINT64_C(0x9E3779B97F4A7C15);
	value = (value ^ value >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	value = (value ^ value >> 27) * UINT64_C(0x94D049BB133111EB);
	return value ^ value >> 31;
}

/* Dice of their own for each thing that must not depend on what was thrown before it. */
static inline Dice dice_new(uint64_t seed, uint64_t pen, uint64_t thing)
{
	uint64_t root = dice_mix(dice_mix(dice_mix(seed) ^ pen) ^ thing);
	Dice dice;
	for (unsigned i = 0; i < 4; i++)
		dice.state[i] = dice_mix(root + i);
	return dice;
}

static inline uint64_t dice_next(Dice *dice)
{
	uint64_t *s = dice->state;
	uint64_t times_five = s[1] * 5;
	uint64_t result = (times_five << 7 | times_five >> 57) * 9;
	uint64_t shifted = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= shifted;
	s[3] = s[3] << 45 | s[3] >> 19;
	return result;
}

/* In [0, 1). */
static inline double dice_unit(Dice *dice)
{
	return (double)(dice_next(dice) >> 11) * 0x1p-53;
}

static inline double dice_between(Dice *dice, double low, double high)
{
	return low + (high - low) * dice_unit(dice);
}

static inline unsigned dice_below(Dice *dice, unsigned n)
{
	return (unsigned)(dice_unit(dice) * n);
}

static inline bool dice_chance(Dice *dice, double probability)
{
	return dice_unit(dice) < probability;
}

/* Nearly normal, mean 0, deviation 1, never beyond 3.5: children's hands have no longer tails. */
static inline double dice_bell(Dice *dice)
{
	double sum = 0;
	for (unsigned i = 0; i < 4; i++)
		sum += dice_unit(dice);
	return (sum - 2) * 1.7320508;
}
