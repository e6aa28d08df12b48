/* SPDX-License-Identifier: MIT */
/* What the parts of the classroom share: classroom.c (who sits where), classroom-load.c (from the store),
 * classroom-assignments.c, classroom-lesson.c (seats are moved, a lesson begins and ends), classroom-pages.c (page copies and their ink records),
 * classroom-claims.c (pages that change hands), classroom-ink.c (strokes on their way). */
#pragma once

#include "daemon/classroom/classroom.h"

#define NO_SEAT G_MAXUINT

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

typedef struct ClassroomPen ClassroomPen;

/* A Seat, and what stands behind it. */
typedef struct {
	Seat view;
	char *name;
	char *teacher_name;
	char *reason;
	PageCopy *page;	   /* the current one */
	StorePupil *pupil; /* whose seat it is; NULL: the desk */
} SeatRecord;

struct ClassroomPen {
	StorePen row;
	gint64 pupil_id, teacher_id; /* 0 none */
	SeatRecord *seat;	     /* NULL: nobody's here */
	bool sees_pages;	     /* it has told one */
	PageAddress
		assumed; /* of a pen that sees none: a strip or a person told; family NONE: not known */

	/* The open stroke. */
	const Stroke *stroke; /* NULL: the pen is up */
	PageCopy *page;	      /* NULL: not known yet */
	guint n_journalled;   /* dots */
	bool kept;	      /* there is consent to it: else nothing of it goes anywhere */
	bool shown; /* to consoles, the first n_shown dots, with this start and last time */
	guint n_shown;
	gint64 shown_start_ms;
	guint32 shown_last_ms;
};

/* A finished stroke of which the store has not said yet what became of it. */
typedef struct {
	gint64 stroke_id;
	PageCopy *page;
	bool live;  /* else stored ink: shown when it turns out to be new */
	bool shown; /* to consoles, if its page was the current one then */
	GByteArray *records;
	guint n_dots;
	Stroke *stroke; /* stored ink that is still to be read; NULL: none */
} Unsettled;

struct Classroom {
	Store *store;
	StoreReader *reader;
	ClassroomListener listener;
	InkReader ink_reader;

	StoreClass *class;
	StoreAssignment *assignment; /* or NULL */
	char *assignment_title;
	gint64 opened_ms;	    /* since when it is open */
	GPtrArray *assignments;	    /* of StoreAssignment, borrowed from `rows`, newest first */
	GHashTable *titles;	    /* &gint64, sheet → char *; both owned */
	StoreLesson lesson;	    /* under way, or the last; id 0 none */
	GPtrArray *rows;	    /* what the reader gave, and owns class and assignment */
	GPtrArray *seats;	    /* of SeatRecord */
	SeatRecord *teacher;	    /* one of the seats, or NULL */
	GHashTable *seat_by_pupil;  /* &gint64 → SeatRecord */
	GHashTable *pen_by_id;	    /* &gint64 → ClassroomPen, owned */
	GHashTable *pen_by_address; /* char* → ClassroomPen */
	GHashTable *page_by_id;	    /* &gint64 → PageCopy, owned */
	GHashTable *page_by_place;  /* PagePlace → PageCopy */
	GHashTable *consents;	    /* &gint64, pupil → GINT_TO_POINTER (given); asked for once */
	GHashTable *unsettled;	    /* &gint64 → Unsettled, owned */
	GPtrArray *writing_pens;    /* of ClassroomPen with an open stroke */
	guint n_unclaimed;
	StoreState store_state;
	char *store_message;
	guint load_source;
	guint n_seats_loaded;
};

/* classroom.c */
SeatRecord *seat_record_new(void);
void seat_record_free(gpointer record);
ClassroomPen *classroom_find_pen(Classroom *classroom, gint64 pen_id);
/* Takes what `row` owns. */
ClassroomPen *classroom_add_pen(Classroom *classroom, StorePen *take_row);
void classroom_tell_seat(Classroom *classroom, const SeatRecord *seat);
void classroom_tell_state(Classroom *classroom);

/* classroom-pens.c. May this pen's ink be kept and shown? */
bool classroom_has_consent(Classroom *classroom, const ClassroomPen *pen);

/* classroom-ink.c */
guint32 classroom_last_dot_ms(const Stroke *stroke);

/* classroom-load.c */
bool classroom_load(Classroom *classroom, GError **error);
/* Of an assignment whose pages are not here yet; else nothing is done. */
bool classroom_load_pages(Classroom *classroom, gint64 assignment_id, GError **error);
/* Kept for as long as the classroom lives. */
bool classroom_read_class(
	Classroom *classroom, StoreClass **class, GPtrArray **pupils, GError **error);
/* Seats for them, in an empty room; sorts them. */
void classroom_place_pupils(Classroom *classroom, GPtrArray *pupils);
/* The ink of each seat's page is read when the loop is free. */
void classroom_load_seats_soon(Classroom *classroom);

/* classroom-pages.c */
guint page_place_hash(gconstpointer key);
gboolean page_place_equal(gconstpointer a, gconstpointer b);
PageCopy *page_copy_add(Classroom *classroom, const StorePageCopy *row);
void page_copy_free(gpointer page);
void page_copy_forget_records(PageCopy *page);
/* Whose it is or which page it is on is not known. */
bool page_copy_is_unclaimed(const Classroom *classroom, const StorePageCopy *row);
void unsettled_free(gpointer unsettled);
/* Found, or made and put into the store. */
/* Of stored ink that is older than the open assignment: the pupil's page of the assignment it was written for; NULL: none. */
PageCopy *page_copy_of_earlier(Classroom *classroom, const ClassroomPen *pen);
PageCopy *page_copy_for(
	Classroom *classroom, const ClassroomPen *pen, const PageAddress *address, gint64 now_ms);
bool page_copy_is_current(const Classroom *classroom, const PageCopy *page);
/* Makes it the page of its seat that consoles see. */
void page_copy_make_current(Classroom *classroom, PageCopy *page);
/* Reads the records of a current page, when they are not there. */
void page_copy_load(Classroom *classroom, PageCopy *page);
/* More ink of a current page: to its records and to the consoles. */
void page_copy_show(Classroom *classroom, PageCopy *page, const GByteArray *records,
	guint n_strokes, guint n_dots);
/* Strokes of a current page that are to be forgotten: a set of gint64. */
void page_copy_drop(Classroom *classroom, PageCopy *page, GHashTable *stroke_ids);
