/* SPDX-License-Identifier: MIT */
/* What the parts of the classroom share: classroom.c (who sits where), classroom-load.c (from the store), class-work.h (the
 * school's classes), page-copy.h (page copies and their ink records), classroom-assignments.c, classroom-lesson.c (seats are
 * moved, a lesson begins and ends), classroom-claims.c (pages that change hands), classroom-ink.c (strokes on their way). */
#pragma once

#include "daemon/classroom/class-work.h"
#include "daemon/classroom/page-copy.h"

/* What a pen said last: its seat shows it, once it has one. */
typedef struct {
	SeatPenState state;
	gint battery_percent; /* -1 not known */
	bool charging;
	PenDownload download;
	char *reason; /* NULL: never said any */
	guint n_lost, n_bad;
	gint64 last_ink_ms;
} PenSeen;

/* A Seat, and what stands behind it. */
struct SeatRecord {
	Seat view;
	char *name;
	char *teacher_name;
	char *reason;
	PageCopy *page;	   /* the current one */
	StorePupil *pupil; /* whose seat it is; NULL: the desk */
};

struct ClassroomPen {
	StorePen row;
	gint64 pupil_id, teacher_id; /* 0 none */
	SeatRecord *seat;	     /* NULL: nobody's here */
	PenSeen seen;
	bool sees_pages; /* it has told one */
	PageAddress
		assumed; /* of a pen that sees none: a strip or a person told; family NONE: not known */

	/* The open stroke. */
	const Stroke *stroke; /* NULL: the pen is up */
	PageCopy *page;	      /* NULL: not known yet */
	guint n_journalled;   /* dots */
	gint64 journalled_ms; /* when, or when the stroke was opened */
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

/* Taken back, and perhaps not on disk yet. */
typedef struct {
	gint64 assignment_id;
	guint64 sequence;
} Withdrawing;

struct Classroom {
	Store *store;
	StoreReader *reader;
	ClassroomListener listener;
	InkReader ink_reader;

	GHashTable *works;   /* &gint64, class → ClassWork, owned */
	GHashTable *school;  /* &gint64, pupil → SchoolPupil, owned */
	StoreClass *class;   /* the open one */
	ClassWork *work;     /* of it */
	guint64 n_refused;   /* of the store, when the lists were looked at last */
	gint64 doubted_us;   /* when a list could not be read; 0: all are as the record has them */
	GArray *withdrawing; /* of Withdrawing */
	GArray *veil;	     /* classroom-veil.c: of the open class's names; NULL: not made yet */
	gint64 class_ms;     /* when it was opened; 0: it was open at the start */
	guint64 class_sequence; /* of what was put until then */
	char *assignment_title;
	GHashTable *titles;	    /* &gint64, sheet → char *; both owned */
	StoreLesson lesson;	    /* under way, or the last; id 0 none */
	GPtrArray *pupils;	    /* of StorePupil: of the open class */
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
	GByteArray *showing;	    /* records on their way to consoles, made and told in one go */
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

/* classroom-veil.c: the names are others now */
void classroom_forget_veil(Classroom *classroom);

/* classroom-roster.c: seats are others now */
void classroom_reseat_pens(Classroom *classroom);
void classroom_reseat_pages(Classroom *classroom);

/* classroom-ink.c */
guint32 classroom_last_dot_ms(const Stroke *stroke);

/* classroom.c: its pen, as it was seen last. */
void seat_record_show_pen(SeatRecord *seat, const ClassroomPen *pen);
