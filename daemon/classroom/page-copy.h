/* SPDX-License-Identifier: MIT */
/* Page copies, and for each seat's current one the ink records that consoles were told (classroom-pages.c). Internal to the
 * classroom. */
#pragma once

#include "daemon/classroom/classroom.h"

#define NO_SEAT G_MAXUINT

typedef struct ClassroomPen ClassroomPen;
typedef struct SeatRecord SeatRecord;

/* Whose copy of which page: one page copy each. */
typedef struct {
	gint64 pupil_id;
	gint64 pen_id; /* 0 when it is a pupil's */
	gint64 assignment_id;
	gint64 page_key;
	gint64 marked_id; /* of a copy with a teacher's ink: its own id, else 0 */
} PagePlace;

typedef struct {
	StorePageCopy row;
	PagePlace place;
	guint seat; /* or NO_SEAT */
	gint64 last_ink_ms;
	bool is_empty;	    /* just made: the store has no stroke of it */
	bool unpacked;	    /* may have strokes that are not packed in the store */
	gint64 last_put_ms; /* when one was put there, by our clock; 0 before the start */
	/* Of a seat's current page: what consoles were told of it. NULL: not loaded, or too large. */
	GByteArray *records;
	bool too_large;
	guint n_strokes, n_dots; /* in `records` */
} PageCopy;

guint page_place_hash(gconstpointer key);
gboolean page_place_equal(gconstpointer a, gconstpointer b);
PageCopy *page_copy_add(Classroom *classroom, const StorePageCopy *row);
void page_copy_free(gpointer page);
void page_copy_forget_records(PageCopy *page);
/* Whose it is or which page it is on is not known. */
bool page_copy_is_unclaimed(const Classroom *classroom, const StorePageCopy *row);
/* Where it is shown; NULL: nowhere here. */
SeatRecord *page_copy_find_seat(const Classroom *classroom, const StorePageCopy *row);
void unsettled_free(gpointer unsettled);
/* Found, or made and put into the store. */
/* Of stored ink that is older than the open assignment: the pupil's page of the assignment it was written for; NULL: none. */
PageCopy *page_copy_of_earlier(Classroom *classroom, const ClassroomPen *pen);
PageCopy *page_copy_for(
	Classroom *classroom, const ClassroomPen *pen, const PageAddress *address, gint64 now_ms);
bool page_copy_is_current(const Classroom *classroom, const PageCopy *page);
/* Makes it the page of its seat that consoles see. */
void page_copy_make_current(Classroom *classroom, PageCopy *page);
/* The seat has no current page any more; nobody is told. */
void page_copy_leave_seat(SeatRecord *seat);
/* Its pages are of no assignment, and put so. */
void classroom_free_pages(Classroom *classroom, gint64 assignment_id);
/* Reads the records of a current page, when they are not there. */
void page_copy_load(Classroom *classroom, PageCopy *page);
/* More ink of a current page: to its records and to the consoles. */
void page_copy_show(Classroom *classroom, PageCopy *page, const GByteArray *records,
	guint n_strokes, guint n_dots);
/* Strokes of a current page that are to be forgotten: a set of gint64. */
void page_copy_drop(Classroom *classroom, PageCopy *page, GHashTable *stroke_ids);
