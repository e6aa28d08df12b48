/* SPDX-License-Identifier: MIT */
/*
 * Sheets from other programs' files and back, for the page (POST /api/sheet/import, /api/sheet/export): the same importers
 * as `zhibi sheet`, with their words and what they left out. Pure, and safe on any thread: large files take their time.
 */
#pragma once

#include <glib.h>

#define CONSOLE_SHEET_BODY_MAX (12u << 20)

typedef struct {
	guint status;
	char *text; /* JSON, for the caller to free */
} ConsoleSheetAnswer;

ConsoleSheetAnswer console_sheet_import(const char *body, gsize n_bytes);
ConsoleSheetAnswer console_sheet_export(const char *body, gsize n_bytes);
