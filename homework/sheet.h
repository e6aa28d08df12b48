/* SPDX-License-Identifier: MIT */
/*
 * A designed homework sheet: its pages, where each lies on the printed pattern, and the regions a question's
 * ink is looked for in. Millimetres from the pattern's origin (top left, x right, y down), which dots share:
 * what a pen says and what a sheet says meet without any shift. Plain values; importers make them.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "ink/units.h"
#include "protocol/dot.h"

typedef struct {
	double x_mm, y_mm;
} SheetPoint;

/* A box; width and height are above 0. */
typedef struct {
	double x_mm, y_mm, width_mm, height_mm;
} SheetBox;

typedef enum {
	REGION_RECTANGLE, /* the box */
	REGION_ELLIPSE,	  /* inscribed in the box */
	REGION_POLYGON,	  /* its corners; the box is around them or wider */
} RegionShape;

typedef struct {
	RegionShape shape;
	SheetBox box;
	GArray *corners; /* of SheetPoint, three at least; NULL unless a polygon */
	char *id;	 /* "" where the layout gave none; never NULL, as all texts here */
	char *name;	 /* for people: "Q1 answer" */
	char *action; /* what it is for, in the layout's own words: "question", "choice", "mark" */
	char *param;  /* and with what: "1", "B" */
	char *previous; /* id of the region this one goes on from; "" none */
	char *next;
} SheetRegion;

typedef struct {
	PageAddress address;
	SheetBox trim;	    /* the paper as cut: what lies outside was never in a pupil's hands */
	GPtrArray *regions; /* of SheetRegion, in the layout's order */
} SheetPage;

typedef struct {
	char *title;
	GPtrArray *pages; /* of SheetPage, by page number; no address twice */
} Sheet;

Sheet *sheet_new(void);
Sheet *sheet_free(Sheet *sheet);			      /* returns NULL */
SheetPage *sheet_add_page(Sheet *sheet, PageAddress address); /* borrowed; keeps the order */
/* NULL: not a page of this sheet. */
const SheetPage *sheet_find_page(const Sheet *sheet, const PageAddress *address);

SheetRegion *sheet_region_new(void);		     /* empty texts, no corners */
SheetRegion *sheet_region_free(SheetRegion *region); /* returns NULL */
bool sheet_region_contains(const SheetRegion *region, PaperPoint point);
/* The last region drawn at the place lies on top; NULL: none. */
const SheetRegion *sheet_page_region_at(const SheetPage *page, PaperPoint point);

#define SHEET_ERROR (sheet_error_quark())
GQuark sheet_error_quark(void); /* "zhibi-homework" */
typedef enum { SHEET_ERROR_BAD_FILE } SheetErrorCode;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sheet, sheet_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SheetRegion, sheet_region_free)
