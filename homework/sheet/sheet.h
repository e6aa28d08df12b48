/* SPDX-License-Identifier: MIT */
/*
 * A designed homework sheet: its questions, its pages, where each lies on the printed pattern, and the regions a
 * question's ink is looked for in. Millimetres from the pattern's origin (top left, x right, y down), which dots share:
 * what a pen says and what a sheet says meet without any shift. Plain values; importers make them.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "homework/sheet/question.h"
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

typedef enum {
	ROLE_OTHER,  /* shown, read for nothing */
	ROLE_ANSWER, /* of `question`: its answer is written here */
	ROLE_OPTION, /* of `question`: the box or letter of `option` */
	ROLE_MARK,   /* of `question`: the teacher's sign or points, where not beside the answer */
	ROLE_TOTAL,  /* the teacher's: points, level, date of the whole sheet */
	ROLE_NUMBER_BOX, /* the pupil's number in the class */
	ROLE_CLAIM_BOX,	 /* of pupil `number`: touched before the copy is marked */
	ROLE_PAGE_STRIP, /* of page `number`: ticked by a pen that sees no page */
	ROLE_ROSTER_BOX, /* of pupil `number`: the pen that writes here is theirs */
	ROLE_HELP,	 /* ticked by a pupil who needs help: a raised hand */
} RegionRole;
#define SHEET_N_ROLES 10

typedef struct {
	RegionShape shape;
	SheetBox box;
	GArray *corners; /* of SheetPoint, three at least; NULL unless a polygon */
	char *id;	 /* "" where the layout gave none; never NULL, as all texts here */
	char *name;	 /* for people: "Q1 answer" */
	char *action; /* what it is for in the words of a foreign layout: "question", "choice", "mark" */
	char *param; /* and with what: "1", "B" */
	RegionRole role;
	gint question;	/* SheetQuestion.number; 0 none */
	char *option;	/* one of the question's */
	gint number;	/* of a pupil or page; 0 none */
	char *previous; /* id of the region this one goes on from; "" none */
	char *next;
} SheetRegion;

typedef struct {
	PageAddress address; /* of the first copy */
	/* 0: all pupils write on the same address. Else pupil number k has address.page + (k - 1) * step, for
	 * k up to n_copies. */
	guint n_copies;
	guint copy_step;
	SheetBox trim; /* the paper as cut: what lies outside was never in a pupil's hands */
	char *background; /* name of the file with what is printed: a PDF or PNG of the whole trim; "" none */
	guint background_page; /* of a PDF, from 1; 0 the same as 1 */
	GPtrArray *regions;    /* of SheetRegion, in the layout's order */
} SheetPage;

typedef struct {
	char *title;
	char *subject; /* "数学"; "" none */
	gint grade; /* it is made for, 1 to 9; 0 none. What may be shown goes by the class's own */
	bool extension; /* its questions are for those who have mended their mistakes, and for practice */
	GPtrArray *questions; /* of SheetQuestion, in the sheet's order; no number twice */
	GPtrArray *pages;     /* of SheetPage, by page number; no address twice */
} Sheet;

Sheet *sheet_new(void);
Sheet *sheet_free(Sheet *sheet);			      /* returns NULL */
SheetPage *sheet_add_page(Sheet *sheet, PageAddress address); /* borrowed; keeps the order */
/* NULL: not a page of this sheet. *pupil_number: whose it is by its address alone, 0 when all share it. */
const SheetPage *sheet_find_copy(
	const Sheet *sheet, const PageAddress *address, gint *pupil_number);
const SheetPage *sheet_find_page(const Sheet *sheet, const PageAddress *address);
const SheetQuestion *sheet_find_question(const Sheet *sheet, gint number); /* or NULL */

SheetRegion *sheet_region_new(void);		     /* empty texts, no corners */
SheetRegion *sheet_region_free(SheetRegion *region); /* returns NULL */
bool sheet_region_contains(const SheetRegion *region, PaperPoint point);
/* The last region drawn at the place lies on top; NULL: none. */
const SheetRegion *sheet_page_region_at(const SheetPage *page, PaperPoint point);

/* "other", "answer", "option", "mark", "total", "number-box", "claim-box", "page-strip", "roster-box", "help". */
const char *region_role_name(RegionRole role);
bool region_role_from_name(const char *name, RegionRole *role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sheet, sheet_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SheetRegion, sheet_region_free)
