/* SPDX-License-Identifier: MIT */
/* A reason that is asked for is words: blanks, those of a Chinese keyboard too, are none. */
#pragma once

#include <glib.h>
#include <stdbool.h>

static inline bool reason_is_given(const char *text)
{
	for (const char *at = text; at && *at; at = g_utf8_next_char(at))
		if (g_unichar_isgraph(g_utf8_get_char(at)))
			return true;
	return false;
}
