/* SPDX-License-Identifier: MIT */
/*
 * A new version of a sheet from the one before: regions created, moved, changed, named and deleted, questions set and deleted,
 * pages added and deleted. All operations of a list or none. Regions are named by their id. Pure.
 */
#pragma once

#include "homework/sheet/sheet.h"

#define SHEET_EDIT_OPERATIONS_MAX 200

/* Gives each region without an id one, always the same for the same sheet: what an editor names them by. */
void sheet_edit_name_regions(Sheet *sheet);

/*
 * `operations` is a JSON list (docs/console-protocol.md, "sheet-edit"):
 *   {"do": "create-region", "page": 0, "region": {…}}             page: index in the sheet's pages
 *   {"do": "move-region", "region": "q1", "box_mm": […]}           a polygon's corners go with its box
 *   {"do": "move-region", "region": "q1", "corners_mm": [[…], …]}  a polygon from now on
 *   {"do": "set-region", "region": {…}}                            in place of its id, where it lies among the others
 *   {"do": "name-region", "region": "q1", "name": "…"}
 *   {"do": "delete-region", "region": "q1"}                        links with it end
 *   {"do": "set-question", "question": {…}}                        new, or in place of its number
 *   {"do": "delete-question", "question": 6}                       with its regions
 *   {"do": "set-sheet", "title": "…", "subject": "数学", "grade": 4}  those that are there
 *   {"do": "set-page", "page": 0, "size_mm": [150, 210], "offset_mm": [13.1, 12.8]}  its paper, what is on it
 *       stays where it is from the paper's corner
 *   {"do": "add-page", "page": {…}}                                behind the others, with what is on it
 *   {"do": "delete-page", "page": 1}                               with its regions; never the last one
 * Objects and millimetres as in the sheet's own form. The new sheet passes sheet_check and has an id in every
 * region; `sheet` stays as it is. NULL with an error naming "operations[2].box_mm: …", or the place in the sheet that
 * would be wrong.
 */
Sheet *sheet_edit_apply(const Sheet *sheet, const char *operations, gsize n_bytes, GError **error);
