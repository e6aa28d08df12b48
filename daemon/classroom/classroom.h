/* SPDX-License-Identifier: MIT */
/*
 * Who sits where with which pen, and which page they are on: the state that every console shows. Pens
 * (daemon/pens/pens.c) tell it of ink; it gives each stroke its page copy, puts ink into the store, keeps the
 * current page of each seat ready for consoles (as ink records, docs/console-protocol.md), and says what
 * changed. Seats are numbered from 0 in the room's order; the teacher's desk, if a pen is bound to the
 * teacher, is the last of them.
 */
#pragma once

#include "drivers/pen.h"
#include "ink/stroke.h"
#include "store/store.h"
#include "store/reader.h"

typedef enum {
	SEAT_NO_PEN, /* no pen bound, or it never came today */
	SEAT_CONNECTING,
	SEAT_READY,
	SEAT_AWAY, /* was here, link lost */
	SEAT_LOCKED,
	SEAT_FAILED,
	SEAT_OFF,
} SeatPenState;

/* One seat as consoles see it. Strings are borrowed until the next change. */
typedef struct {
	guint seat;
	gint row, column;
	gint64 pupil_id;
	gint pupil_number;
	const char *pupil_name;	  /* full name; the console leaves it out when names are hidden */
	const char *teacher_name; /* of the teacher's desk; NULL at all other seats */
	gint64 pen_id;		  /* 0 none */
	SeatPenState pen_state;
	const char *pen_reason; /* "" or plain English */
	gint battery_percent;	/* -1 not known */
	bool charging;
	PenDownload download;
	gint64 page_copy_id; /* the page being written now; 0 none yet */
	PageAddress page;
	guint n_strokes, n_dots; /* of that page */
	gint64 last_ink_ms;	 /* 0 never */
	bool writing;		 /* ink within the last three seconds */
	guint n_lost, n_bad;	 /* events lost, bytes refused, since the pen came */
} Seat;

typedef struct {
	void *user;
	void (*seat_changed)(void *user, guint seat);
	/* Class, assignment, store state, unclaimed count. */
	void (*state_changed)(void *user);
	/* Live ink records of the seat's current page copy. When that is another one than before
	 * (seat_changed has told so), what is on it already is to be had from classroom_seat_ink. */
	void (*ink)(void *user, guint seat, gint64 page_copy_id, const guint8 *records,
		gsize n_records);
} ClassroomListener;

/* Who reads ink for what it says (daemon/marking). */
typedef struct {
	void *user;
	/* A finished stroke was put under this page copy; lent for the call. Stored ink is told when the
	 * store has said that it is new. */
	void (*finished)(void *user, gint64 page_copy_id, const Stroke *stroke);
	/* It had been put before, or a fuller copy has taken its place. */
	void (*dropped)(void *user, gint64 page_copy_id, gint64 stroke_id);
	/* Under which page copy a stroke of the teacher's pen is put: asked when its page is known, and again
	 * when it is finished. 0: the teacher's own copy of that page; -1: not known before it is finished. */
	gint64 (*filed)(
		void *user, gint64 pen_id, const Stroke *stroke, bool finished, gint64 now_ms);
	/* Does this stroke of a pen that sees no page say on which it writes (a tick in a strip of page numbers)? */
	bool (*strip)(void *user, const Stroke *stroke, PageAddress *page);
	/* A page copy of a pupil's has another page than before, or none. */
	void (*placed)(void *user, gint64 page_copy_id);
	/* The class is about to be another: what is at hand is to be read to its end. */
	void (*leaves)(void *user);
} InkReader;

typedef struct Classroom Classroom;

/* Loads the class that was opened last (else the first), its open assignment, and all pens. */
Classroom *classroom_new(Store *store, StoreReader *reader, GError **error);
Classroom *classroom_free(Classroom *classroom);
/* Reads classes and pupils anew, when a list has changed them in the store: who is still there keeps pen and pages. Seats
 * are numbered anew: whoever keeps seats starts over. False, and all is as it was, when it cannot be read. */
bool classroom_take_roster(Classroom *classroom, GError **error);
void classroom_set_listener(Classroom *classroom, const ClassroomListener *listener);
void classroom_set_ink_reader(Classroom *classroom, const InkReader *reader); /* NULL: none */

guint classroom_n_seats(const Classroom *classroom);
const Seat *classroom_seat(const Classroom *classroom, guint seat);
/* Of the pen with this address; false: nobody here has it. */
bool classroom_seat_by_address(const Classroom *classroom, const char *address, guint *seat);
const StoreClass *classroom_class(const Classroom *classroom);
const StoreAssignment *classroom_assignment(const Classroom *classroom); /* or NULL */
const char *classroom_assignment_title(const Classroom *classroom);
guint classroom_n_unclaimed(const Classroom *classroom);
const Seat *classroom_teacher_pen(const Classroom *classroom); /* the desk, or NULL */
StoreState classroom_store_state(const Classroom *classroom, const char **message);
void classroom_set_hide_names(Classroom *classroom, bool hide);

/* All ink records of a seat's current page so far; NULL when it has none. */
GBytes *classroom_seat_ink(Classroom *classroom, guint seat);
/* All ink records of any page copy, from the store (and memory, where newer); NULL with error. */
GBytes *classroom_page_ink(Classroom *classroom, gint64 page_copy_id, GError **error);
/* The page copies of a seat, newest ink first: an array of gint64. For "history of a page". */
GArray *classroom_seat_pages(Classroom *classroom, guint seat);
/* Of which seat (G_MAXUINT: of none, unclaimed) and which page a copy is; false when there
 * is no such copy here. */
bool classroom_page_place(
	const Classroom *classroom, gint64 page_copy_id, guint *seat, PageAddress *page);

/* NULL: there is none. Borrowed; its pupil may change. */
const StorePageCopy *classroom_page_copy(const Classroom *classroom, gint64 page_copy_id);
/* Of StorePageCopy *, borrowed: those of an assignment, the oldest first. */
GPtrArray *classroom_page_copies(const Classroom *classroom, gint64 assignment_id);
/* A new page copy for a teacher's ink on somebody's paper (pupil_id 0: not known yet). Its id. */
gint64 classroom_add_marked_copy(Classroom *classroom, gint64 pen_id, const PageAddress *page,
	gint64 pupil_id, gint64 now_ms);
/* Whose it is, from now on; 0: nobody's. A pupil's own page goes to the other's seat, and if it was of no assignment, to
 * the open one. What a pen writes from now on is not moved. */
void classroom_claim_copy(Classroom *classroom, gint64 page_copy_id, gint64 pupil_id);
/* A run of ink without a page is on this one; family NONE: on none again. teacher_id 0: a tick told it. */
void classroom_place_copy(Classroom *classroom, gint64 page_copy_id, const PageAddress *page,
	gint64 teacher_id, gint64 now_ms);
/* Was it written by a pen that sees no page? */
bool classroom_is_loose(const Classroom *classroom, gint64 page_copy_id);
/* Pens of the class that see no page write on this one from now on, over a new start too, as long as its assignment is
 * open; family NONE: it is not known. */
void classroom_turn_page(
	Classroom *classroom, const PageAddress *page, gint64 teacher_id, gint64 now_ms);
/* Ink of nobody's or of no page, the newest first, `most` at most; *n_left: how many more there are. */
typedef struct {
	const StorePageCopy *row;
	const char *pen;   /* address; "" not known */
	gint pupil_number; /* 0 nobody's */
	StorePageSize size;
} ClassroomUnclaimed;
GArray *classroom_unclaimed(Classroom *classroom, guint most, guint *n_left);

/* ---- from daemon/pens/pens.c. A pen has one open stroke at most; the stroke handed to `opened` lives, at
 * the same place, until `closed` has returned. */
void classroom_pen_changed(Classroom *classroom, gint64 pen_id, PenState state, const PenInfo *info,
	const PenDownload *download, const char *reason);
void classroom_pen_gone(Classroom *classroom, gint64 pen_id, gint64 now_ms);
/* The pen's database id by address; made and stored when it is new. */
gint64 classroom_pen_id(
	Classroom *classroom, const char *address, const char *driver, gint64 now_ms);
void classroom_stroke_opened(
	Classroom *classroom, gint64 pen_id, const Stroke *stroke, gint64 now_ms);
void classroom_stroke_grew(Classroom *classroom, gint64 pen_id, const Stroke *stroke,
	guint first_new_dot, gint64 now_ms);
void classroom_stroke_paged(
	Classroom *classroom, gint64 pen_id, const Stroke *stroke, gint64 now_ms);
void classroom_stroke_closed(
	Classroom *classroom, gint64 pen_id, const Stroke *stroke, gint64 now_ms);
void classroom_pen_said(Classroom *classroom, gint64 pen_id, const PenSaid *said);
/* Puts what the pen's open stroke has into the journal: the next sequence covers every dot told. */
void classroom_flush(Classroom *classroom, gint64 pen_id);
/* ---- from the store's listener */
void classroom_settled(Classroom *classroom, const StoreSettled *settled, gsize n_settled);
void classroom_store_changed(Classroom *classroom, StoreState state, const char *message);
/* Journals open strokes, each within 40 ms, and ends the `writing` of idle seats; call every 10 ms while it returns
 * true, which it does while any stroke is open or any seat is writing. */
bool classroom_tick(Classroom *classroom, gint64 now_ms);
/* Has pages packed that nobody wrote on for ten minutes, a few a call; call about every minute. */
void classroom_pack_pages(Classroom *classroom, gint64 now_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Classroom, classroom_free)
