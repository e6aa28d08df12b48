/* SPDX-License-Identifier: MIT */
/*
 * May things be forgotten by this clock? A machine that believes it is 2036 would forget a school. A clock is believed when
 * it went on from what is on record (ink, looks, the days on which the daemon looked at all) without a gap that is longer
 * than any holiday; and after such a gap when it went on for a month of days, since a school may have stood empty. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define CLOCK_TRUST_HOLIDAY_DAYS 120
#define CLOCK_TRUST_DAYS_AFTER_GAP 30

/* days_ms: of gint64, one a day, the newest first, none after now_ms. known_ms: the newest that is on record beside them
 * before the oldest of them (before now where there is none); 0: nothing. */
bool clock_trust(const GArray *days_ms, gint64 known_ms, gint64 now_ms);
