/* SPDX-License-Identifier: MIT */
/* Private to daemon/marking: one pupil's work on the sheet, from ink to marks in force. */
#pragma once

#include "daemon/marking/marking.h"
#include "homework/results/copy-reader.h"
#include "homework/results/question-tally.h"

/* A mark that is in the store. id 0: none was ever made. */
typedef struct {
	gint64 id;
	gint64 copy_id;	 /* with which it is kept */
	Verdict verdict; /* NONE: taken back */
	double points;
	char text[MARK_TEXT_BYTES];
	const char *source; /* static: "teacher-pen", "screen", "key" */
	gint64 at_ms;
	double confidence;
	/* Of marks at the screen: */
	gint64 teacher_id;
	gint64 comment_id; /* 0 none */
	bool has_spot;
	double x, y; /* on the paper, in hundredths of a millimetre */
	char action[MARKING_ACTION_BYTES];
	bool doubtful; /* only seen, never kept: the pen wrote something that could not be read */
} HeldMark;

/* What one pupil has of one question; of the sheet as a whole, marks only. */
typedef struct {
	const SheetQuestion *question; /* NULL: the whole */
	CopyResult result;
	gint64 copy_id;	    /* where it is kept; 0 no ink yet */
	gint64 kept_id;	    /* the same, of the answer in the store; 0 none yet */
	HeldMark pen, hand; /* by the teacher's pen; at the screen or accepted there */
	gint64 wrong_ms;    /* of the last mark that was in force and said wrong or half; 0 none */
	bool has_own_ink;   /* the pupil has a page with a place for it */
	char corrected_text[READING_TEXT_BYTES]; /* a teacher said so; "" nobody did */
	gint64 corrected_ms;
	bool mark_waits; /* result.mark is not `pen` yet: the teacher may still be writing it */
	bool counted;
	TallyEntry tally; /* as counted; its text is: */
	char tally_text[READING_TEXT_BYTES];
	bool is_gone; /* what was told of it went to another pupil */
	bool touched;
} Entry;

/* Of a page there is one; several where another pupil's page was found to be this one's. */
typedef struct {
	const SheetPage *page;
	CopyReader *reader;
	gint64 own_id;	  /* page copy of the pupil's own ink; 0 none */
	gint64 marked_id; /* the first with a teacher's; 0 none */
} Copy;

typedef enum { WORK_NOT_STARTED, WORK_WRITING, WORK_IDLE, WORK_FINISHED } WorkState;

typedef struct {
	gint64 id;
	guint seat;
	gint number;	   /* in the class */
	GPtrArray *copies; /* of Copy, by page */
	Entry *entries;	   /* [0] the whole, then as the sheet's questions */
	GHashTable *
		changed; /* questions that say something else, to be taken when all of their ink is read */
	GPtrArray *known; /* of StoreAnswer: what the store has, until it is ready; else NULL */
	WorkState state;
	bool hand;	     /* up */
	gint64 hand_seen_ms; /* ticks in the help box up to then were seen; 0 none */
	gint64 since_ms;     /* when its last ink was then; 0 not started */
	gint64 last_ink_ms;  /* ours; 0 none */
	gint last_question;
	gint64 marked_us; /* when a teacher's pen wrote on it, by our clock; 0 not since the start */
	bool marks_wait;  /* an entry's mark does */

	/* What is to be done, in this order (marking-read.c); then unread ink. */
	bool is_outdated; /* `copies` are of the sheet's version before */
	bool is_loaded;	  /* what the store has is in `copies` */
	bool is_anew;	  /* is to be read from the store again */

	bool is_ready; /* nothing of before the start, or of the sheet's version before, is left to read */
	bool remarking;		/* what changes is the doing of marking_remark */
	bool in_fresh, in_rest; /* a queue of marking-read.c has it */
	bool touched;
} PupilWork;

PupilWork *pupil_work_new(const Marking *marking, const Seat *seat);
GPtrArray *pupil_work_copies_new(void);
Entry *pupil_work_entries_new(const Marking *marking);
void pupil_work_free(gpointer pupil);
Copy *pupil_work_copy(Marking *marking, PupilWork *pupil, const SheetPage *page);
/* That of this page copy, of the pupil's own ink. */
Copy *pupil_work_own_copy(
	Marking *marking, PupilWork *pupil, const SheetPage *page, gint64 page_copy_id);
/* Reads one piece of new ink and keeps what changed; false: there is none. */
bool pupil_work_read(Marking *marking, PupilWork *pupil);
/* A question anew from what is read. */
void pupil_work_take(Marking *marking, PupilWork *pupil, gint question);
/* All anew from what is read: a copy came or went. */
void pupil_work_take_all(Marking *marking, PupilWork *pupil);
/* Marks that were left to the teacher's next stroke are what they are. */
void pupil_work_settle_marks(Marking *marking, PupilWork *pupil);
/* What holds for the entry: of pen and hand the later one; NULL none. */
const HeldMark *entry_in_force(const Entry *entry);
bool entry_is_re_marked(const Entry *entry);
/* The teacher's pen says something there, and may still be at it. */
bool entry_is_begun(const Marking *marking, const Entry *entry);
/* It was in force, and another comes over it. */
void entry_note_wrong(Entry *entry, const HeldMark *mark);
/* A new row in the store, over what is in force. */
void entry_put_mark(
	Marking *marking, Entry *entry, HeldMark *place, const HeldMark *mark, gint64 teacher_id);
/* Counts the entry anew and tells of it. */
void entry_changed(Marking *marking, PupilWork *pupil, Entry *entry);
gint64 pupil_work_help_ms(const PupilWork *pupil);     /* of the last tick in a help box; 0 none */
gint pupil_work_last_question(const PupilWork *pupil); /* of the last ink; 0 none */
WorkState pupil_work_state(const PupilWork *pupil, const Marking *marking, gint64 now_ms);
/* What it comes to, by the marks in force. */
MarkTotal pupil_work_total(const Marking *marking, const PupilWork *pupil);
/* What a teacher said it says, put over what was read. */
void entry_apply_correction(Marking *marking, PupilWork *pupil, Entry *entry);
