/* SPDX-License-Identifier: MIT */
/*
 * What another program drew, as a sheet must be (sheet-check.h): what lies outside the paper is cut off, ids that
 * come twice and links that lead nowhere are taken away. Each is noted.
 */
#pragma once

#include "homework/sheet/sheet.h"

/* Notes: of char *, one line each; NULL: not wanted. */
void layout_fit(Sheet *sheet, GPtrArray *notes);
