/* SPDX-License-Identifier: MIT */
/* Private to sheet-check*.c: where the check is, how it refuses, and what questions and regions are both asked. */
#pragma once

#include "homework/sheet/sheet-check.h"

typedef struct {
	const Sheet *sheet;
	GHashTable *region_ids; /* set of const char * */
	guint n_regions;
	char place[64]; /* "pages[0].regions[3]"; "" the whole */
	GError **error;
} SheetCheck;

/* "PLACE.MEMBER: …", the format of both languages (bilingual.h). Returns false. */
bool sheet_check_refuse(SheetCheck *check, const char *member, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* One line that can be printed, of so many characters at most. */
bool sheet_check_text(SheetCheck *check, const char *member, const char *text, glong max);
bool sheet_check_range(SheetCheck *check, const char *member, double value, double min, double max);

bool sheet_check_is_option(const SheetQuestion *question, const char *text);
bool sheet_check_question(SheetCheck *check, guint index);
