/* SPDX-License-Identifier: MIT */
/* Private to layout-nproj*.c: what an .nproj file says, element by element, in its own points and numbers. */
#pragma once

#include "homework/sheet/layout-report.h"

typedef struct {
	guint line;
	guint number;	       /* from 0 */
	double x1, y1, x2, y2; /* points */
	bool has_crop;
	double left, right, top, bottom; /* of the crop margin, in the file's order */
	double rotated;			 /* degrees */
} NprojPage;

typedef struct {
	guint line;
	guint page;
	double x, y, width, height; /* points */
	char *type;
	SheetRegion *region; /* its texts */
	GArray *fractions;   /* of double: x, y of a custom shape, 0 to 1 of the box */
} NprojSymbol;

typedef struct {
	LayoutReport report; /* its error: NULL, see nproj_parts_refuse */
	double version;
	char *title;
	gint64 section, owner, book;  /* -1: not said */
	gint64 start_page;	      /* of <start_page>; -1 */
	gint64 first_page, last_page; /* of <segment_info>; -1 */
	GArray *pages;		      /* of NprojPage */
	GPtrArray *symbols;	      /* of NprojSymbol */
} NprojParts;

void nproj_parts_init(NprojParts *parts, const char *file, GPtrArray *left_out);
void nproj_parts_clear(NprojParts *parts);
NprojSymbol *nproj_parts_add_symbol(NprojParts *parts);
/* "FILE:LINE: <ELEMENT>: …", as layout_report_refuse. Returns false. */
bool nproj_parts_refuse(const NprojParts *parts, guint line, const char *element, GError **error,
	const char *format, ...) G_GNUC_PRINTF(5, 6);
/* The whole file was read: makes the sheet of it. NULL with an error. */
Sheet *nproj_parts_sheet(NprojParts *parts, GError **error);
