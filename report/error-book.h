/* SPDX-License-Identifier: MIT */
/*
 * The error book (错题本) of a pupil: each question that was not right, as it was printed, with what the pupil wrote and how
 * it was corrected, what it is about, a link to its micro-lesson, room to try again, and questions of its kind to go
 * on with. Beside it the sheet for the family, and the list for after-class service. Only marks that a teacher gave
 * or accepted count; nothing is ranked, nobody is compared, and grades 1 and 2 see no points.
 */
#pragma once

#include "report/background.h"
#include "report/school-work.h"

typedef enum { ERROR_OPEN, ERROR_CORRECTED } ErrorState;

typedef struct {
	const WorkAssignment *assignment;
	const WorkCopy *copy; /* with the mark on it */
	const SheetPage *page;
	const SheetQuestion *question;
	const WorkMark *mark; /* in force */
	ErrorState state;
} ErrorItem;

/* A sheet marked as extension, and where its backgrounds are. */
typedef struct {
	Sheet *sheet;
	Backgrounds *backgrounds; /* borrowed */
} ErrorExtension;

typedef struct {
	StoreReader *reader; /* for the ink */
	const WorkClass *class;
	Backgrounds *backgrounds;
	const GPtrArray *extensions; /* of ErrorExtension */
	const char *period;	     /* as printed: "2026-11-01 至 2026-11-26" */
	bool names;		     /* else numbers alone */
	bool two_up;		     /* two A5 pages on an A4 in landscape */
	bool keys;		     /* the right answers, at the end */
	char layer;		     /* of the extensions: 'A' to 'C'; 0 one of each */
} ErrorBook;

/* Of ErrorItem, by assignment and question. */
GArray *error_book_items(const WorkClass *class, const StorePupil *pupil);
/* Appends the ids (gint64) of the page copies that the items are on, each once. */
void error_book_copies(const WorkClass *class, const StorePupil *pupil, GArray *copy_ids);
GBytes *error_book_pdf(
	const ErrorBook *book, const StorePupil *pupil, const GArray *items, GError **error);
/* What a pupil's family gets: that pupil's results and nothing else. */
GBytes *error_book_family_pdf(
	const ErrorBook *book, const StorePupil *pupil, const GArray *items, GError **error);
/* For the teacher: who needs what, by knowledge point. items: of GArray of ErrorItem, one for each of the
 * class's pupils. */
GBytes *error_book_service_pdf(const ErrorBook *book, const GPtrArray *items, GError **error);
