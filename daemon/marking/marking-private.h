/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the marking share: marking.c (ink in, changes out), marking-read.c (ink is read when the loop has
 * time), marking-load.c (from the store), marking-file.c
 * (which copy a teacher's stroke is on), marking-copies.c (whose paper a teacher's ink is on), marking-own.c (pages that are another pupil's), marking-teacher.c (what a
 * teacher says), marking-hand.h (marks by hand, undone, with comments), marking-sheet.c (a new version of the sheet), marking-json.c; of one pupil: marking-pupil.h; marking-count.c (what marks come to).
 */
#pragma once

#include "daemon/marking/marking-pupil.h"
#include "homework/marking/pile.h"

/* A teacher's ink on one copy, kept at hand: whose copy it is may change. */
typedef struct {
	gint64 id; /* of the page copy */
	gint64 pen_id;
	PageAddress page;
	GPtrArray *strokes; /* of Stroke */
	bool by_hand;	    /* a person said whose it is: what is read does not change that */
	bool by_move;	    /* and said it of the copies of a pile from one on */
} MarkedCopy;

typedef struct {
	const SheetQuestion *question;
	QuestionTally *tally;
	bool touched;
} QuestionWork;

typedef enum { REMARK_NONE, REMARK_RUNS, REMARK_TO_TELL } RemarkState;

struct Marking {
	MarkingOptions options;
	void (*changed)(void *user);
	void *changed_user;
	bool pending; /* changed was called, and nothing was taken yet */

	Sheet *sheet;	     /* NULL: none */
	Sheet *sheet_before; /* while n_outdated pupils are of it; else NULL */
	guint n_outdated;
	gint sheet_version;
	MarkCustom custom;
	gint grade;
	GPtrArray *pupils;	 /* of PupilWork, by seat */
	GHashTable *pupil_by_id; /* &gint64 → PupilWork */
	GHashTable *entry_index; /* question number → index in entries */
	GArray *questions;	 /* of QuestionWork; [0] is not used */
	GHashTable *marked;	 /* &gint64, page copy id → MarkedCopy */
	GHashTable *claims; /* &gint64, page copy id → &gint64, whose it was before; 0 nobody's */
	GHashTable *
		loose; /* &gint64, page copy id → GPtrArray of Stroke: of pupils, on no page of the sheet */
	GHashTable *parked;	  /* &gint64, page copy id → PupilWork: somebody's no more */
	GHashTable *teacher_pens; /* &gint64, pen id → TeacherPen */
	guint rest_source;	  /* a number in the number box is finished then */
	GQueue pile_actions;	  /* of text: names of what was done to piles last */
	GArray *pile_steps;	  /* of StorePile: what was said of the open assignment's piles */
	guint idle_source;

	/* marking-read.c */
	GQueue fresh; /* of PupilWork with ink of now */
	GQueue rest;  /* of PupilWork with ink of before: the start, another version, read anew */
	guint slice_source, floor_source;
	guint marks_source; /* marks that wait for the pen to rest */
	GArray *teacher_left; /* of gint64, page copies of a teacher's to be loaded; NULL: not begun */
	guint n_ready;	      /* pupils */
	RemarkState remark_state;
	MarkingRemark remark;

	GArray *hand_steps;	   /* marking-hand.c */
	guint64 n_refused;	   /* of the store, when they were looked at last */
	GHashTable *teacher_names; /* &gint64 → text */
	GPtrArray *comments;	   /* marking-comment.c; NULL: no sheet yet */
	GArray *comment_undoings;  /* marking-comment.c; NULL as well */
	bool comments_touched;
};

/* marking.c */
void marking_touch(Marking *marking, PupilWork *pupil, Entry *entry);
PupilWork *marking_pupil(Marking *marking, gint64 pupil_id); /* or NULL; ready to take ink */
PupilWork *marking_pupil_at(Marking *marking, guint seat);
PupilWork *marking_pupil_numbered(Marking *marking, gint number);
Entry *marking_entry(Marking *marking, PupilWork *pupil, gint question); /* or NULL */

MarkCustom marking_custom_of(const Marking *marking, const char *subject);

/* What is at hand is read to its end. */
void marking_close(Marking *marking);

/* One for each question of the sheet, nothing counted yet. */
void marking_set_questions(Marking *marking);

/* How the pupil's work goes, by the clock. */
void marking_watch(Marking *marking, PupilWork *pupil);

/* marking-read.c */
/* There is something to read: ink of now, or of before. */
void marking_read_soon(Marking *marking, PupilWork *pupil, bool is_fresh);
/* All of it, now: a person decides by it. */
void marking_read_now(Marking *marking, PupilWork *pupil);
/* What was said of the answers before the start, of every pupil. */
void marking_load_all(Marking *marking);
void marking_wait_for_marks(Marking *marking);
void marking_forget_queues(Marking *marking);
#define MARK_REST_US 600000 /* the next stroke of a sign comes sooner */

/* marking-load.c */
bool marking_load_sheet(Marking *marking, GError **error);
void marking_load_pupil(Marking *marking, PupilWork *pupil);
void marking_load_pupil_anew(Marking *marking, PupilWork *pupil);
bool marking_load_teacher_next(Marking *marking); /* one copy; false: all are loaded */
void marking_load_teacher(Marking *marking);

/* What is in the store of a page copy that is the pupil's. */
bool marking_load_copy(
	Marking *marking, PupilWork *pupil, const StorePageCopy *row, GError **error);

/* marking-sheet.c: to the newest version */
void marking_carry_pupil(Marking *marking, PupilWork *pupil);
void marking_carry_rest(Marking *marking);

/* marking-copies.c */
/* Onto another copy of the same page. */
void marking_move_ink(Marking *marking, MarkedCopy *from, MarkedCopy *to, Stroke *stroke);
typedef struct {
	gint64 page_copy_id, pupil_id;
	const char *how; /* StoreClaim.how */
	gint64 teacher_id, at_ms;
} MarkedClaim;
/* Of its last claim. */
void marked_copy_note_how(MarkedCopy *copy, const char *how, gint64 teacher_id);
void marking_claim_for(Marking *marking, const MarkedClaim *claim);
/* marking-own.c: a page of a pupil's own ink; its words and marks go with it. */
void marking_claim_own(Marking *marking, const MarkedClaim *claim);
/* It came to a page of the sheet, or left one. */
void marking_placed(Marking *marking, gint64 page_copy_id);
/* The claim, in the record. */
void marking_log_claim(Marking *marking, const MarkedClaim *claim, gint64 before_id);
void marked_copy_free(gpointer copy);
MarkedCopy *marking_marked_copy(Marking *marking, const StorePageCopy *row);
