/* SPDX-License-Identifier: MIT */
/*
 * The 13 bytes of a dot as protocol 2 sends them, live and stored (neo.c shows real ones):
 *
 *   delta u8 | force u16 | x u16 | y u16 | x hundredths u8 | y hundredths u8 | tilt x, y u8 | twist u16
 */
#pragma once

#include "protocol/dot.h"

#define NEO_DOT_SIZE 13
#define NEO_STEPS_PER_UNIT 100

static inline uint16_t neo_u16(const uint8_t *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

/* Whole units and hundredths, neither of them checked: garbage gives a far place, never an overflow. */
static inline RawPoint neo_point(uint16_t x, uint16_t y, uint8_t x_part, uint8_t y_part)
{
	return (RawPoint){ x * NEO_STEPS_PER_UNIT + x_part, y * NEO_STEPS_PER_UNIT + y_part };
}

/* The dot without its time. `at` has NEO_DOT_SIZE bytes. */
static inline Dot neo_dot(const uint8_t *at)
{
	return (Dot){
		.force = neo_u16(at + 1),
		.at = neo_point(neo_u16(at + 3), neo_u16(at + 5), at[7], at[8]),
		.tilt_x = at[9],
		.tilt_y = at[10],
		.twist = neo_u16(at + 11),
	};
}

/* sectionOwner as the wire has it: section in the top byte, owner in the low three. */
static inline PageAddress neo_page_address(uint32_t section_owner, uint32_t book, uint32_t page)
{
	return (PageAddress){
		.family = PAGE_FAMILY_NCODE,
		.section = section_owner >> 24,
		.owner = section_owner & 0xFFFFFF,
		.book = book,
		.page = page,
	};
}
