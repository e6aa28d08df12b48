/* SPDX-License-Identifier: MIT */
/* The words and the page key of dot.h. */
#include "protocol/dot.h"

const char *stroke_flag_name(unsigned bit)
{
	static const char *const NAMES[STROKE_N_FLAGS] = { "outlier", "gap", "up-missing",
		"down-missing", "page-guessed", "clock-repaired", "link-lost", "clock-unsure" };
	return bit < STROKE_N_FLAGS ? NAMES[bit] : NULL;
}

const char *decode_result_name(DecodeResult result)
{
	switch (result) {
	case DECODE_OK:
		return "ok";
	case DECODE_MORE:
		return "more";
	case DECODE_NOT_MINE:
		return "stray";
	case DECODE_BAD_LENGTH:
		return "length";
	case DECODE_BAD_ESCAPE:
		return "escape";
	case DECODE_BAD_CHECK:
		return "checksum";
	case DECODE_BAD_VALUE:
		return "value";
	}
	return "other";
}

const char *power_off_reason_name(unsigned reason)
{
	static const char *const NAMES[] = { "auto", "battery", "update", "key", "cap", "alert",
		"usb", "password", "test" };
	return reason < sizeof NAMES / sizeof NAMES[0] ? NAMES[reason] : "other";
}

bool page_address_equal(const PageAddress *a, const PageAddress *b)
{
	return a->family == b->family && a->section == b->section && a->owner == b->owner &&
	       a->book == b->book && a->page == b->page;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
	return hash ^ hash >> 29;
}

int64_t page_address_key(const PageAddress *address)
{
	if (address->section < 1u << 7 && address->owner < 1u << 16 && address->book < 1u << 20 &&
		address->page < 1u << 20)
		return (int64_t)((uint64_t)address->section << 56 | (uint64_t)address->owner << 40 |
				 (uint64_t)address->book << 20 | address->page);
	uint64_t hash = mix(
		mix(mix(mix(1, address->section), address->owner), address->book), address->page);
	return (int64_t)(hash | UINT64_C(1) << 63);
}
