/* SPDX-License-Identifier: MIT */
/*
 * The sheet's own form (docs/sheet-format.md): one readable JSON file. In the file places are counted from the top left
 * of the paper as cut, in memory from the pattern's origin. Pure; the file comes from anywhere.
 */
#pragma once

#include "homework/sheet/sheet.h"

#define SHEET_JSON_BYTES_MAX (16u << 20)
#define SHEET_JSON_LINE "line " /* the place of a fault in what is no JSON: "line 3" */

/*
 * NULL with an error naming the place and the mend: "pages[0].regions[3].box_mm: …", or "line 3: …" when it is no
 * JSON at all (sheet-error.h). What is returned passes sheet_check.
 */
Sheet *sheet_json_read(const char *text, gsize n_bytes, GError **error);

/*
 * Every sheet that passes sheet_check, with one line for each region and question. Places are kept to a
 * ten-thousandth of a millimetre. Reading it and writing it again gives the same bytes.
 */
char *sheet_json_write(const Sheet *sheet);
