/* SPDX-License-Identifier: MIT */
/*
 * The forms of file a sheet is read from and written to, one row each. A new form is a module
 * homework/sheet/layout-NAME.[ch] and a row in layout.c; `zhibi sheet` knows no form by itself.
 */
#pragma once

#include "homework/sheet/sheet.h"

/* More than any form needs for the largest sheet: who reads files stops here. */
#define LAYOUT_FILES_MAX 64
#define LAYOUT_BYTES_MAX (32u << 20)

typedef struct {
	const char *name; /* as the person wrote it; for messages, and for forms of several files */
	const guint8 *bytes;
	gsize n_bytes;
} LayoutFile;

typedef struct {
	const char *name;   /* as in `zhibi sheet import --from NAME` */
	const char *suffix; /* of its first file: ".nproj"; forms may share one */
	/*
	 * A sheet of one file or of several which belong together, in the order they were given. What they say and
	 * the sheet does not hold, or what was doubtful and how it was read, is added to `left_out` (of char *, one
	 * line each; NULL: not wanted). NULL with an error naming file, line, element and the mend. NULL: not read.
	 */
	Sheet *(*read)(const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error);
	/* The one file of a sheet; `left_out` as above, the other way round. NULL: not written. */
	GBytes *(*write)(const Sheet *sheet, GPtrArray *left_out, GError **error);
} Layout;

const Layout *layouts(gsize *n_layouts);
const Layout *layout_by_name(const char *name); /* or NULL */
/* The one form that is read from such a file; NULL: none has this suffix, or more than one. */
const Layout *layout_by_suffix(const char *file_name);

/* Reads, and makes a sheet of it that passes sheet_check (layout-fit.h): how to read files of any form. Where that is refused
 * the place is one of the sheet that was made: "exam.nproj → pages[0].size_mm[0]: …". */
Sheet *layout_read(const Layout *layout, const LayoutFile *files, gsize n_files,
	GPtrArray *left_out, GError **error);
