/* SPDX-License-Identifier: MIT */
/* What the parts of the marking share: marking.c (ink in, changes out), marking-pupil.c (one pupil's results),
 * marking-load.c (from the store), marking-file.c (which copy a teacher's stroke is on), marking-teacher.c (what a teacher says), marking-sheet.c (a new version of the sheet), marking-copies.c (whose paper a teacher's ink
 * is on), marking-json.c. */
#pragma once

#include "daemon/marking/marking.h"

#include "homework/marking/pile.h"
#include "homework/results/copy-reader.h"
#include "homework/results/question-tally.h"

/* A mark that is in the store. id 0: none was ever made. */
typedef struct {
	gint64 id;
	Verdict verdict; /* NONE: taken back */
	double points;
	char text[MARK_TEXT_BYTES];
	const char *source; /* static: "teacher-pen", "screen", "key" */
	gint64 at_ms;
	double confidence;
	bool doubtful; /* only seen, never kept: the pen wrote something that could not be read */
} HeldMark;

/* What one pupil has of one question; of the sheet as a whole, marks only. */
typedef struct {
	const SheetQuestion *question; /* NULL: the whole */
	CopyResult result;
	gint64 copy_id;	    /* where it is kept; 0 no ink yet */
	HeldMark pen, hand; /* by the teacher's pen; at the screen or accepted there */
	bool was_wrong;	    /* a mark in force before said wrong or half */
	char corrected_text[READING_TEXT_BYTES]; /* a teacher said so; "" nobody did */
	gint64 corrected_ms;
	bool counted;
	TallyEntry tally; /* as counted; its text is: */
	char tally_text[READING_TEXT_BYTES];
	bool touched;
} Entry;

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
	WorkState state;
	gint64 last_ink_ms; /* ours; 0 none */
	gint last_question;
	bool loaded; /* what the store has is in `copies` */
	bool loading;
	bool again;  /* its marks are known already */
	bool unread; /* the sheet has a newer version than the one `copies` was read against */
	bool touched;
} PupilWork;

/* The pile that a teacher's pen goes through. */
typedef struct {
	gint64 pen_id;
	Pile *pile;
	GHashTable *copies; /* RunPage → &gint64, page copy id; owned */
	GHashTable *known;  /* &gint64, Stroke.pen_start_ms → &gint64, page copy id; owned */
} TeacherPen;

/* A teacher's ink on one copy, kept at hand: whose copy it is may change. */
typedef struct {
	gint64 id; /* of the page copy */
	gint64 pen_id;
	PageAddress page;
	GPtrArray *strokes; /* of Stroke */
	bool by_hand;	    /* a person said whose it is: what is read does not change that */
} MarkedCopy;

typedef struct {
	const SheetQuestion *question;
	QuestionTally *tally;
	bool touched;
} QuestionWork;

struct Marking {
	MarkingOptions options;
	void (*changed)(void *user);
	void *changed_user;
	bool pending; /* changed was called, and nothing was taken yet */

	Sheet *sheet;	     /* NULL: none */
	Sheet *sheet_before; /* while n_unread pupils are read against it; else NULL */
	guint n_unread;
	guint read_source;
	gint sheet_version;
	MarkCustom custom;
	gint grade;
	GPtrArray *pupils;	  /* of PupilWork, by seat */
	GHashTable *pupil_by_id;  /* &gint64 → PupilWork */
	GHashTable *entry_index;  /* question number → index in entries */
	GArray *questions;	  /* of QuestionWork; [0] is not used */
	GHashTable *marked;	  /* &gint64, page copy id → MarkedCopy */
	GHashTable *teacher_pens; /* &gint64, pen id → TeacherPen */
	guint rest_source;	  /* a number in the number box is finished then */
	bool teacher_loaded;
	guint load_source, idle_source;
	guint n_loaded;
	guint n_answers_put, n_marks_put; /* rows, since the start */
	const GPtrArray *known_answers;	  /* of StoreAnswer, of the pupil being loaded; else NULL */
};

/* marking.c */
void marking_touch(Marking *marking, PupilWork *pupil, Entry *entry);
PupilWork *marking_pupil(Marking *marking, gint64 pupil_id); /* or NULL; loaded */
PupilWork *marking_pupil_at(Marking *marking, guint seat);
PupilWork *marking_pupil_numbered(Marking *marking, gint number);
Entry *marking_entry(Marking *marking, PupilWork *pupil, gint question); /* or NULL */

/* One for each question of the sheet, nothing counted yet. */
void marking_set_questions(Marking *marking);

/* marking-pupil.c */
PupilWork *pupil_work_new(const Marking *marking, const Seat *seat);
GPtrArray *pupil_work_copies_new(void);
Entry *pupil_work_entries_new(const Marking *marking);
void pupil_work_free(gpointer pupil);
Copy *pupil_work_copy(Marking *marking, PupilWork *pupil, const SheetPage *page);
/* Reads what is new and keeps what changed. */
void pupil_work_update(Marking *marking, PupilWork *pupil);
/* What holds for the entry: of pen and hand the later one; NULL none. */
const HeldMark *entry_in_force(const Entry *entry);
bool entry_is_re_marked(const Entry *entry);
/* A new row in the store, over what is in force. */
void entry_put_mark(
	Marking *marking, Entry *entry, HeldMark *place, const HeldMark *mark, gint64 teacher_id);
/* Counts the entry anew and tells of it. */
void entry_changed(Marking *marking, PupilWork *pupil, Entry *entry);
gint pupil_work_last_question(const PupilWork *pupil); /* of the last ink; 0 none */
WorkState pupil_work_state(const PupilWork *pupil, const Marking *marking, gint64 now_ms);

/* marking-load.c */
bool marking_load_sheet(Marking *marking, GError **error);
void marking_load_pupil(Marking *marking, PupilWork *pupil);
bool marking_load_next(Marking *marking); /* false: all are loaded */
void marking_load_teacher(Marking *marking);

/* What it comes to, by the marks in force. */
MarkTotal pupil_work_total(const Marking *marking, const PupilWork *pupil);
/* What a teacher said it says, put over what was read. */
void entry_apply_correction(Marking *marking, PupilWork *pupil, Entry *entry);

/* marking-sheet.c */
void marking_read_pupil(Marking *marking, PupilWork *pupil); /* against the newest version */
void marking_read_rest(Marking *marking);

/* marking-file.c */
void teacher_pen_free(gpointer pen);
gint64 marking_file(
	Marking *marking, gint64 pen_id, const Stroke *stroke, bool finished, gint64 now_ms);

/* The sheet is another: piles are told again what was written. */
void marking_file_again(Marking *marking);

/* marking-copies.c */
typedef struct {
	gint64 page_copy_id, pupil_id;
	const char *how; /* StoreClaim.how */
	gint64 teacher_id, at_ms;
} MarkedClaim;
void marking_claim_for(Marking *marking, const MarkedClaim *claim);
void marked_copy_free(gpointer copy);
MarkedCopy *marking_marked_copy(Marking *marking, const StorePageCopy *row);
