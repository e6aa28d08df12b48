/* SPDX-License-Identifier: MIT */
/*
 * The open assignment as it is worked on and marked: reads the class's ink against the sheet as it comes, keeps
 * answers, proposals and marks in the store, and says what changed. A teacher's ink goes to the copy it was
 * written on. A proposal is never a mark: a teacher makes it one. Results are by seat; no name is in them.
 */
#pragma once

#include "daemon/classroom/classroom.h"
#include "homework/marking/mark-customs.h"
#include "homework/reading/recogniser.h"
#include "homework/sheet/sheet.h"

typedef struct {
	Store *store;
	StoreReader *reader;
	Classroom *classroom; /* listens to its ink (classroom_set_ink_reader) */
	const Recogniser *recogniser;
	/* By QuestionType: answers less sure are left to a person. NULL: as sure as the recogniser asks. */
	const double *bounds;
	const MarkCustoms *customs; /* what signs mean; NULL: mark_custom_of */
} MarkingOptions;

typedef struct Marking Marking;

/* Without a sheet there is nothing to read, and that is all right. Error: the sheet or the record is damaged. Ink is
 * read when the loop has time, or a person decides by it. All of `options` outlives it. */
Marking *marking_new(const MarkingOptions *options, GError **error);
Marking *marking_free(Marking *marking); /* accepts NULL, returns NULL */
/* Called once when there is something to take, until it is taken. */
void marking_set_changed(Marking *marking, void (*changed)(void *user), void *user);

/* ---- results, as the JSON of docs/console-protocol.md ("results"); for the caller to free */

char *marking_all(const Marking *marking);    /* "null" without a sheet */
char *marking_take_changes(Marking *marking); /* NULL: nothing changed */
/* Have all copies been read that were there at the start? */
bool marking_is_ready(const Marking *marking);
/* Is all ink read that came until now, and the teacher's pen at rest? */
bool marking_is_read(const Marking *marking);

/* Reads all ink of the assignment anew from the store, when the loop has time: the first call begins it, each further
 * one tells how far it is, the one that tells that none is left ends it. What is kept changes only where the ink says
 * something else than before: by another version of zhibi, or of the sheet. */
typedef struct {
	guint n_pupils, n_left;
	guint n_answers, n_marks; /* that are others now */
} MarkingRemark;
MarkingRemark marking_remark(Marking *marking);

/* What a pupil of the class did on this page copy's assignment, open or not, from the record: title and day, the sheet in its
 * newest version, answers, marks, the total ("past work" of docs/console-protocol.md). No name is in it. JSON to be freed;
 * NULL: no such copy here, or (with error) it cannot be read. */
char *marking_past(const Marking *marking, gint64 page_copy_id, GError **error);

/* ---- the sheet */

/* In its newest version; NULL: none, and nothing else is set. */
const Sheet *marking_sheet(const Marking *marking, gint64 *sheet_id, gint *version);
/* A new version of it (homework/sheet/sheet-edit.h); there is one. All ink is read again; marks stay as they are
 * where the ink still says so. Results that were told are to be told anew, whole. */
bool marking_edit_sheet(Marking *marking, const char *operations, gsize n_bytes, gint64 teacher_id,
	gint64 now_ms, GError **error);

/* The class was read anew (classroom_take_roster), or is another (classroom_open_class): who is in it, and where. As
 * marking_reopen. */
bool marking_take_roster(Marking *marking, GError **error);
/* The class has another assignment now (classroom_open_assignment), with the first version of this sheet. */
void marking_open(Marking *marking, Sheet *take_sheet);

/* The class has another one of before (classroom_reopen_assignment): all is read again, with its sheet's newest version;
 * it may have none. Error: the sheet of the record is damaged; then there is none. */
bool marking_reopen(Marking *marking, GError **error);

/* Grades 1 and 2 have none: nothing with points leaves the daemon. */
bool marking_shows_points(const Marking *marking);

/* ---- what a teacher says */

typedef enum {
	MARKING_DONE,
	MARKING_NO_SHEET,
	MARKING_NO_SUCH_SEAT, /* or nobody's */
	MARKING_NO_SUCH_QUESTION,
	MARKING_NO_SUCH_COPY,	 /* or it was never claimed */
	MARKING_NO_PROPOSAL,	 /* nothing there to accept */
	MARKING_NO_INK,		 /* no page of this pupil to keep it with */
	MARKING_BAD_VERDICT,	 /* not of this question or grade, or points beyond it */
	MARKING_BAD_LEVEL,	 /* no word of the school's for it */
	MARKING_BAD_TEXT,	 /* no answer to such a question */
	MARKING_NO_SUCH_PAGE,	 /* of the sheet */
	MARKING_NO_CONSENT,	 /* nothing of this pupil's is kept */
	MARKING_NO_SUCH_COMMENT, /* or not of this question, or too many of them */
	MARKING_NOTHING_TO_UNDO, /* or another mark came over it */
} MarkingResult;

#define MARKING_ACTION_BYTES 33 /* the page's name for what was done at one go */

typedef struct {
	guint seat;
	gint question;	     /* 0: the sheet as a whole */
	const char *verdict; /* homework/marking/mark.h; "none" takes back what is in force */
	double points;	     /* with "points", "deduction", "star" */
	const char *text;    /* with "level": MarkCustom.levels */
	gint64 teacher_id;
	const char *action; /* NULL or "": none */
	gint64 comment_id;  /* its verdict and points are the mark's; 0 none */
	bool has_spot;	    /* where on the paper, in hundredths of a millimetre: */
	double x, y;
} MarkingWish;

MarkingResult marking_mark(Marking *marking, const MarkingWish *wish, gint64 now_ms);
/* From now on copies of nobody else come in the order of the class, from that number on (0: from the first), or no longer;
 * of this assignment, over a start. */
MarkingResult marking_set_ordered(
	Marking *marking, bool ordered, gint next, gint64 teacher_id, gint64 now_ms);
/* A copy of the pile is this pupil's; those behind it that only the order named are given on, and the next copy follows. */
MarkingResult marking_move_in_pile(
	Marking *marking, gint64 page_copy_id, gint pupil_number, gint64 teacher_id, gint64 now_ms);
/* Was done under this name since the start (`pile`, `pile-move`, `turn-page`, `correct`: the record has no names of theirs). "": no. */
bool marking_was_done(const Marking *marking, const char *action);
void marking_note_done(Marking *marking, const char *action);
/* What teachers' pens marked, in the order of writing: JSON of "pile-copies" in docs/console-protocol.md, to be freed. */
char *marking_pile(Marking *marking);
/* The pupil's raised hand is seen; where none is up, that is all right. */
MarkingResult marking_hand_down(Marking *marking, guint seat, gint64 teacher_id, gint64 now_ms);
/* All answers without a mark that say wish->text ("": the blank ones) get this one. */
MarkingResult marking_mark_equal(
	Marking *marking, const MarkingWish *wish, gint64 now_ms, guint *n_marked);
/* Proposals become marks: of one answer; of all that say `text`; of all at least so sure (wish->question 0: of all
 * questions). *n_accepted: how many. */
MarkingResult marking_accept(
	Marking *marking, const MarkingWish *wish, gint64 now_ms, guint *n_accepted);
MarkingResult marking_accept_equal(
	Marking *marking, const MarkingWish *wish, gint64 now_ms, guint *n_accepted);
MarkingResult marking_accept_above(Marking *marking, const MarkingWish *wish, double confidence,
	gint64 now_ms, guint *n_accepted);
/* What was done under that name to marks and comments is as it was before, but for what was done since. */
MarkingResult marking_undo(
	Marking *marking, const MarkingWish *wish, const char *of, gint64 now_ms, guint *n_undone);
/* The store has put more on disk: a mark made at the screen that it refused holds no more. */
void marking_stored(Marking *marking);
/* How many marks in force or superseded were made under that name: it was done already. What is still on its way to the
 * disk the open group relies on. */
guint marking_hand_count(Marking *marking, const char *action);
/* A comment of wish->question: made (comment_id 0), or changed, and with it all marks in force that use it; removed with "none":
 * those are what they are, without it. */
MarkingResult marking_put_comment(Marking *marking, const MarkingWish *wish, gint64 now_ms);
/* The class hides its names now, or shows them: what people typed may hold some, and is told anew. */
void marking_tell_words(Marking *marking);
bool marking_has_question(const Marking *marking, gint question);
/* The ink of a question that there is, pupil by pupil; of const Stroke *, borrowed. */
typedef void (*MarkingInkSeen)(
	void *user, guint seat, gint64 page_copy_id, const GPtrArray *strokes);
void marking_each_ink(Marking *marking, gint question, MarkingInkSeen seen, void *user);
/* The answer says `text`, whatever it was read as; kept with its ink to learn from. "": it says what it was read as, and nothing
 * is learnt from what was said before. */
MarkingResult marking_correct(Marking *marking, const MarkingWish *wish, gint64 now_ms);
/* A page is this pupil's (number in the class; 0: nobody's): a teacher's ink on it, or with all that was said of it a
 * pupil's own, which the pen of another wrote; undo: as it was before the last claim. */
MarkingResult marking_claim(
	Marking *marking, gint64 page_copy_id, gint pupil_number, gint64 teacher_id, gint64 now_ms);
/* Pens that see no page: a run of their ink, or all they write from now on, is on this page (from 1; 0: on none known). */
MarkingResult marking_place(
	Marking *marking, gint64 page_copy_id, guint page, gint64 teacher_id, gint64 now_ms);
MarkingResult marking_turn_page(Marking *marking, guint page, gint64 teacher_id, gint64 now_ms);
MarkingResult marking_undo_claim(
	Marking *marking, gint64 page_copy_id, gint64 teacher_id, gint64 now_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Marking, marking_free)
