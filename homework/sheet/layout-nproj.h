/* SPDX-License-Identifier: MIT */
/*
 * Layouts of paper for Neo pens, made by the maker's own tools: one XML file a book (neo.md 16). The file
 * comes from anywhere: sizes are bounded, entities refused, nothing outside it is ever opened.
 */
#pragma once

#include "homework/sheet/sheet.h"

/* A whole book of 500 pages with 40 symbols each is below half of it. */
#define LAYOUT_NPROJ_BYTES_MAX (16u << 20)

/*
 * `file` is the name for messages. What the file says and the sheet does not hold, or what was doubtful and
 * how it was read, is added to `left_out` (of char *, one line each; NULL: not wanted). NULL with an error that
 * names file, line, element and the mend when it is no layout, or one that cannot be trusted.
 */
Sheet *layout_nproj_read(
	const char *file, const char *text, gsize n_bytes, GPtrArray *left_out, GError **error);

/*
 * The pages and regions of a sheet as such a file, version 2.31; what it has no word for (questions, keys, copies) is
 * added to `left_out`. A region without words of a foreign layout gets its role as action, and its question, question
 * and option, or number as param. NULL with an error when the pages are not of one book: the form has one.
 */
GBytes *layout_nproj_write(const Sheet *sheet, GPtrArray *left_out, GError **error);
