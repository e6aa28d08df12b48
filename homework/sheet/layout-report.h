/* SPDX-License-Identifier: MIT */
/*
 * What an importer or exporter says to a person: lines for what it left out, one error when it refuses. Formats are of
 * both languages (bilingual.h).
 */
#pragma once

#include "homework/sheet/sheet-error.h"
#include "homework/sheet/sheet.h"

#define LAYOUT_REPORT_MAX 200 /* lines; then one that says there are more */

typedef struct {
	const char *file;    /* NULL: what is written has no name yet */
	GPtrArray *left_out; /* of char *; NULL: not wanted */
	GError **error;
} LayoutReport;

/* "FILE:LINE: …"; line 0: none. */
void layout_report_note(const LayoutReport *report, guint line, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* "FILE:LINE: …" as the error. Returns false. */
bool layout_report_refuse(const LayoutReport *report, guint line, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* What was found without knowing of the file: its place is put behind "FILE:LINE: ". Returns false. */
bool layout_report_pass(const LayoutReport *report, guint line, GError *take_fault);
/* For forms that are one file: false and refused when there are more. */
bool layout_report_one_file(const LayoutReport *report, gsize n_files);
/* True when it is UTF-8 without a NUL; else refused with the line. A byte order mark is stepped over. */
bool layout_report_text(const LayoutReport *report, const guint8 *bytes, gsize n_bytes,
	const char **text, gsize *n);
