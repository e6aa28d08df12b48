/* SPDX-License-Identifier: MIT */
/*
 * The school's record: one SQLite file, written by one thread in groups. Every store_put_* returns at
 * once with a sequence number; listener.stored(sequence) comes on the main context when everything up
 * to it is committed and on disk (synchronous=FULL). Nothing put is ever dropped: while the disk is
 * full the writer keeps the batch, says so once, and tries again until there is room.
 *
 * Call from one thread (the main one). Reading is store/reader.h, on connections of its own.
 */
#pragma once

#include "ink/stroke.h"
#include "ink/assembler.h"
#include "store/records.h"
#include "store/records-lesson.h"
#include "store/records-load.h"
#include "store/records-marks.h"
#include "store/records-privacy.h"
#include "store/records-wall.h"

#include <glib.h>

#define STORE_ERROR (store_error_quark())
GQuark store_error_quark(void); /* "zhibi-store" */
typedef enum {
	STORE_ERROR_OPEN,   /* folder or file cannot be written */
	STORE_ERROR_NEWER,  /* made by a newer zhibi */
	STORE_ERROR_FORMAT, /* not our database */
	STORE_ERROR_LOCKED, /* another zhibid has it open */
	STORE_ERROR_FULL,   /* no room on the disk */
	STORE_ERROR_FAILED, /* the disk or the file fails otherwise */
	STORE_ERROR_QUERY,  /* SQLite refuses what we asked: our bug */
	STORE_ERROR_NAMED,  /* a name stands where none may */
} StoreErrorCode;

typedef enum {
	STORE_OK,
	STORE_FULL,   /* no room on the disk: nothing lost yet, nothing acknowledged */
	STORE_FAILED, /* any other write error, retried as well */
} StoreState;

/* What became of a finished stroke. */
typedef enum {
	STORE_STROKE_NEW,      /* kept under its own id */
	STORE_STROKE_REPEATED, /* had it already, as other_id: this one is dropped */
	STORE_STROKE_COMPLETED /* its copy other_id held only a part: it is replaced by this one */
} StoreStrokeOutcome;

typedef struct {
	gint64 stroke_id;
	gint64 other_id; /* 0 for NEW */
	StoreStrokeOutcome outcome;
	gint64 moved_ms; /* COMPLETED: its copy knew better when it was written, by so much later */
} StoreSettled;

typedef struct {
	void *user;
	void (*stored)(void *user, guint64 sequence);
	/* For each finished stroke, before the `stored` that covers it. A stroke that completes several
	 * fragments is told once for each of them. */
	void (*settled)(void *user, const StoreSettled *settled, gsize n_settled);
	/* On change only. message: plain English for staff; "" when OK again. */
	void (*state)(void *user, StoreState state, const char *message);
} StoreListener;

typedef struct {
	const char *path;	 /* of the database file; its folder must exist */
	guint commit_ms;	 /* a batch waits at most this long; 0 = 50 */
	gsize queue_limit_bytes; /* store_congested above it; 0 = 64 MiB */
} StoreOptions;

typedef struct Store Store;

/* Opens or makes the file, migrates it, takes the one-writer lock, closes journals that a crash left
 * open (their strokes are finished with LINK_LOST), starts the writer thread. */
Store *store_open(const StoreOptions *options, const StoreListener *listener, GError **error);
/* Writes what waits (unless the disk refuses for five seconds), ends the thread. The listener is not
 * called any more: who must know waits for `stored` first. Returns NULL; accepts NULL. */
Store *store_close(Store *store);
StoreState store_state(const Store *store);
/* True while the queue is over its limit: links stop reading their pens, which then keep their ink. */
bool store_congested(const Store *store);
/* Ids for everything below are made by the caller with this; unique for ever in this database. */
gint64 store_new_id(Store *store);
/* What is put between the two comes to the disk together or not at all. Not nested; nothing is written meanwhile. */
void store_begin_group(Store *store);
void store_end_group(Store *store);
/* What the open group put last, for store_refused; or else what it relies on; 0: nothing, or none is open. */
guint64 store_group_sequence(const Store *store);
/* The open group repeats what this put, of before, was the answer to. */
void store_rely(Store *store, guint64 sequence);
/* The sequence of the last put. */
guint64 store_sequence(const Store *store);
/* Everything up to this put is on disk; the listener is told of it soon, or was. */
guint64 store_stored(const Store *store);
/* Of something stored: was it, or something of its group, refused for what it is, our own bug? Then nothing of the group
 * but its ink is in the record; all of it lies in the table `refused`. */
bool store_refused(const Store *store, guint64 sequence);
/* How many times that was so since the start: who has in memory what was put looks again when it grows. */
guint64 store_n_refused(const Store *store);

/* ---- ink */

/* Dots of an open stroke from first_dot on, into the journal. */
guint64 store_put_stroke_part(Store *store, gint64 pen_id, const Stroke *stroke, guint first_dot);
/* A finished stroke; replaces its journal parts. page_copy_id 0: the page is not known. A stroke that
 * the same pen already told (live, then stored; or twice) is stored once, by the fuller copy. */
guint64 store_put_stroke(Store *store, gint64 pen_id, gint64 page_copy_id, const Stroke *stroke);
/* A stroke on disk, or put before this, is on another page copy than was thought; both are of the same page. */
guint64 store_move_stroke(
	Store *store, gint64 pen_id, gint64 stroke_id, gint64 from_copy_id, gint64 to_copy_id);
/* Bytes as they came, in the recording format's units; kept for the configured time. */
guint64 store_put_raw(Store *store, gint64 pen_id, gint64 host_ms, bool to_pen, const guint8 *bytes,
	gsize n_bytes);
guint64 store_forget_raw(Store *store, gint64 before_host_ms);
/* Packs the strokes of a finished page copy (codec_encode_page). Late strokes may still come; packing
 * again takes them in. Keeps the writer for about 10 ms a page. */
guint64 store_pack_page(Store *store, gint64 page_copy_id);

/* ---- people, pens, pages. Texts UTF-8; 0 / NULL where "none" makes sense. Each is an upsert by id (an
 * answer: by page copy and question), but for marks, claims, corrections, plans and changes of rules, which are only added. What a row refers to (its class, its pen…) is put before it. */

guint64 store_put_school(Store *store, const StoreSchool *school);
guint64 store_put_class(Store *store, const StoreClass *class);
guint64 store_put_pupil(Store *store, const StorePupil *pupil);
guint64 store_put_teacher(Store *store, const StoreTeacher *teacher);
guint64 store_put_pen(Store *store, const StorePen *pen);
guint64 store_put_clock_reading(Store *store, gint64 pen_id, const ClockReading *reading);
guint64 store_put_binding(Store *store, const StoreBinding *binding);
guint64 store_put_pen_password(Store *store, const StorePenPassword *password);
/* Forgets what this pen said more than sixty days before. */
guint64 store_put_pen_battery(Store *store, const StorePenBattery *battery);
guint64 store_put_sheet(Store *store, const StoreSheet *sheet);
guint64 store_put_assignment(Store *store, const StoreAssignment *assignment);
guint64 store_put_rule_change(Store *store, const StoreRuleChange *change);
guint64 store_put_plan(Store *store, const StorePlan *plan);
/* What was done under this name, and how that was answered; known for thirty days. */
guint64 store_put_action(Store *store, const char *action, const char *answer, gint64 at_ms);
guint64 store_put_training(
	Store *store, const StoreTraining *training); /* one with its id is replaced */
guint64 store_put_class_opening(Store *store, const StoreClassOpening *opening);
guint64 store_put_withdrawal(Store *store, const StoreWithdrawal *withdrawal);
guint64 store_put_opening(Store *store, const StoreOpening *opening);
guint64 store_put_lesson(Store *store, const StoreLesson *lesson);
guint64 store_put_desk(Store *store, const StoreDesk *desk);
guint64 store_put_hand_down(Store *store, const StoreHandDown *down);
guint64 store_put_page_turn(Store *store, const StorePageTurn *turn);
guint64 store_put_page_placing(Store *store, const StorePagePlacing *placing);
guint64 store_put_seat_move(Store *store, const StoreSeatMove *move);
guint64 store_put_session(Store *store, const StoreSession *session);
guint64 store_put_wall(Store *store, const StoreWall *wall);
guint64 store_put_wall_link(Store *store, const StoreWallLink *link);
guint64 store_put_page_copy(Store *store, const StorePageCopy *page_copy);
guint64 store_put_mark(Store *store, const StoreMark *mark);
guint64 store_put_comment(Store *store, const StoreComment *comment);
guint64 store_put_answer(Store *store, const StoreAnswer *answer);
guint64 store_put_claim(Store *store, const StoreClaim *claim);
guint64 store_put_pile(Store *store, const StorePile *pile);
guint64 store_put_correction(Store *store, const StoreCorrection *correction);
guint64 store_put_consent(Store *store, const StoreConsent *consent);
/* The daemon looks for what is to be forgotten: of a day the first look counts. Those after it were a wrong clock's. */
guint64 store_put_night(Store *store, gint64 day, gint64 at_ms);
guint64 store_put_access(Store *store, const StoreAccess *access);
guint64 store_put_problem(Store *store, const StoreProblem *problem);
/* A slice of what is older than before_ms; store_reader_forgettable says whether more is due. Written down. */
guint64 store_forget(Store *store, StoreForget kind, gint64 before_ms, gint64 at_ms);
/* Those that ended before, and of all the oldest beyond `n_kept`. */
guint64 store_forget_problems(Store *store, gint64 before_ms, gint64 n_kept);
