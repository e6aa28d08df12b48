/* SPDX-License-Identifier: MIT */
/* Private to sheet-json*.c and sheet-edit.c: the parts of the sheet's own form, one by one. */
#pragma once

#include "homework/sheet/json-members.h"
#include "homework/sheet/sheet.h"

/* NULL with an error. Places are as in the file: from the paper's corner. */
SheetRegion *sheet_json_take_region(JsonPlace *place, const json_t *value);
SheetQuestion *sheet_json_take_question(JsonPlace *place, const json_t *value);
bool sheet_json_take_box(JsonPlace *place, const json_t *value, void *field);	  /* SheetBox */
bool sheet_json_take_corners(JsonPlace *place, const json_t *value, void *field); /* GArray * */
/* Of a SheetBox: its corner; its width and height. */
bool sheet_json_take_offset(JsonPlace *place, const json_t *value, void *field);
bool sheet_json_take_size(JsonPlace *place, const json_t *value, void *field);
/* Adds it to the Sheet `sheet`, behind the others. */
bool sheet_json_take_page(JsonPlace *place, const json_t *value, void *sheet);
/* The smallest box around its corners. */
SheetBox sheet_json_box_around(const GArray *corners);
void sheet_json_shift(SheetRegion *region, double x_mm, double y_mm);
