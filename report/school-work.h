/* SPDX-License-Identifier: MIT */
/*
 * What the record holds of some assignments, as reports need it: classes, pupils, sheets, page copies with their marks and
 * answers. Pupils whose consent is not in force are not in it: none of their pages is, whatever lies in the
 * record. Ink is read page by page, when it is drawn.
 */
#pragma once

#include "homework/load/school-day.h"
#include "homework/marking/mark-customs.h"
#include "store/reader.h"

typedef struct {
	gint64 class_id;	    /* 0: all */
	gint64 assignment_id;	    /* 0: all */
	gint64 pupil_id;	    /* 0: all, and what is unclaimed */
	gint64 from_ms, to_ms;	    /* published in [from, to); 0, 0: any time */
	const MarkCustoms *customs; /* of the school; NULL: none of its own */
	const SchoolClock *clock;   /* of the school; NULL: as the rules have it by default */
} WorkSelection;

/* Of a question on a copy: the mark in force, and what was before. Strings belong to the copy's rows. */
typedef struct {
	gint question; /* 0: the sheet as a whole */
	Verdict verdict;
	double points;
	const char *text, *source;
	gint64 at_ms;
	gint64 wrong_ms; /* the first mark that was wrong or half, or took something off; 0 never */
	gint64 teacher_id;
} WorkMark;

typedef struct {
	const StorePageCopy *row;
	const StorePupil *pupil; /* NULL: unclaimed */
	const SheetPage *page;	 /* of the assignment's sheet; NULL: on none of its pages */
	GArray *marks;		 /* of WorkMark, one a question */
	GPtrArray *answers;	 /* of StoreAnswer */
	GPtrArray *mark_rows;	 /* of StoreMark: all, from the oldest on */
} WorkCopy;

typedef struct {
	const StoreAssignment *row;
	const char *title; /* of the sheet; "" none */
	Sheet *sheet;	   /* newest version; NULL: a blank page */
	SchoolClock clock; /* by which its dates are told */
	MarkCustom custom; /* what signs, and none, are worth in its subject */
	GPtrArray *copies; /* of WorkCopy: by pupil number, then page, then id */
} WorkAssignment;

typedef struct {
	const StoreClass *row;
	GPtrArray *pupils;	/* of StorePupil, with consent, by number */
	GPtrArray *assignments; /* of WorkAssignment, by published_ms */
	guint n_without_consent;
	bool shows_points; /* not in grades 1 and 2 */
	GPtrArray *rows;   /* that the above point into */
} WorkClass;

/* Of WorkClass. NULL with error. */
GPtrArray *school_work_load(StoreReader *reader, const WorkSelection *selection, GError **error);
const WorkMark *school_work_mark(const WorkCopy *copy, gint question); /* NULL none */
/* A pupil's verdicts on an assignment over all pages, of MarkVerdict. */
GArray *school_work_verdicts(const WorkAssignment *assignment, const StorePupil *pupil);
