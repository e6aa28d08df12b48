/* SPDX-License-Identifier: MIT */
/* The class's assignments, of which one is open: what pupils write belongs to it. */
#pragma once

#include "daemon/classroom/classroom.h"

/* Of const StoreAssignment *, borrowed, the newest first. */
GPtrArray *classroom_assignments(const Classroom *classroom);
/* Its own, or its sheet's. Borrowed. */
const char *classroom_title_of(const Classroom *classroom, const StoreAssignment *assignment);

/* The same of one of the open class's; "" there is none. */
const char *classroom_title_of_assignment(const Classroom *classroom, gint64 assignment_id);

/* The same of any class of the school; none where there is no such class. NULL with error: it cannot be read. */
GPtrArray *classroom_class_assignments(Classroom *classroom, gint64 class_id, GError **error);
/* It is being put and waits: it can be opened from now on. */
void classroom_add_assignment(
	Classroom *classroom, const StoreAssignment *assignment, const char *title);

typedef enum {
	REOPEN_DONE,
	REOPEN_NONE,	 /* there is no such assignment of this class */
	REOPEN_TOO_SOON, /* its last ink may not be on disk yet, or the disk is in trouble */
	REOPEN_FAILED,	 /* it cannot be read */
} ReopenResult;
/* This one is open from now on, and each seat shows the page it was last on there. What is open already stays so. */
ReopenResult classroom_reopen_assignment(
	Classroom *classroom, gint64 assignment_id, gint64 teacher_id, gint64 now_ms);

typedef enum {
	WITHDRAW_DONE,
	WITHDRAW_OPEN,	   /* done; it was open here, and now what was open before it is */
	WITHDRAW_NONE,	   /* the class has no such assignment */
	WITHDRAW_WRITTEN,  /* somebody wrote on it: it stays */
	WITHDRAW_TOO_SOON, /* as REOPEN_TOO_SOON */
	WITHDRAW_FAILED,   /* the record cannot be read */
} WithdrawResult;
/* Of any class: nothing is written on it any more, and it is in no list. Said again before the disk has the first, it is
 * done, and answered by what becomes of that (store_rely). */
WithdrawResult classroom_withdraw_assignment(
	Classroom *classroom, gint64 class_id, const StoreWithdrawal *withdrawal);

/* The store has put more on disk. When it refused some of it (store_refused), what the classes have to do is read anew, for
 * none of that is in the record: their lists, what is open, and of which assignment a page is that was begun meanwhile.
 * True: another is open here than before. */
bool classroom_assignments_stored(Classroom *classroom, gint64 now_us);

/* It is being put: what the pupils of its class write from now on belongs to it. */
void classroom_open_assignment(
	Classroom *classroom, const StoreAssignment *assignment, const char *title);
