/* SPDX-License-Identifier: MIT */
/* The mark that editors of Windows set before a text of UTF-8: it is no part of it. */
#pragma once

#include <glib.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* Behind the mark, if there is one; *n_bytes are what is left then. */
static inline const char *byte_order_mark_skip(const char *text, gsize *n_bytes)
{
	const gsize n_mark = sizeof BYTE_ORDER_MARK - 1;

	if (*n_bytes < n_mark || memcmp(text, BYTE_ORDER_MARK, n_mark) != 0)
		return text;
	*n_bytes -= n_mark;
	return text + n_mark;
}
