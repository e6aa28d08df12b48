/* SPDX-License-Identifier: MIT */
/*
 * The class-day board for the page (docs/console-protocol.md, "The class-day board"): what a class has to do on a day, the
 * notice of it to put up, and what a teacher publishes. Answers are JSON, for the caller to free, with a status of HTTP.
 */
#pragma once

#include "daemon/assigning.h"

typedef struct Boards Boards;

/* `assigning`: its console is told later, its folder is copied. */
Boards *boards_new(const Assigning *assigning);
Boards *boards_free(Boards *boards); /* accepts NULL, returns NULL */
void boards_set_console(Boards *boards, Console *console);
const Assigning *boards_assigning(const Boards *boards);
/* The store has put more on disk: what it refused is not published, not open, not taken back any more. */
void boards_stored(Boards *boards);

/* A class (0: the one that is here) and a day ("2026-09-08"; NULL: today). */
typedef struct {
	gint64 class_id;
	const char *day;
} BoardsWanted;

char *boards_day(const Boards *boards, const BoardsWanted *wanted, guint *status);

/* All that the notice says, apart from the record: it is drawn on a worker. NULL: *trouble says why, to be freed. */
typedef struct BoardsNotice BoardsNotice;
BoardsNotice *boards_notice(
	const Boards *boards, const BoardsWanted *wanted, char **trouble, guint *status);
GBytes *boards_notice_draw(const BoardsNotice *notice, GError **error); /* on any thread */
BoardsNotice *boards_notice_free(BoardsNotice *notice); /* accepts NULL, returns NULL */

/* {"action":"…","try":false,"title":"…",…}: as "assign", without type and request. What was published with the same
 * `action` before is not published again, but answered as it was. */
char *boards_publish(
	Boards *boards, const char *text, gsize n_bytes, gint64 teacher_id, guint *status);
/* "assign", as at the control socket, and with an `action` as above; without one it is done as often as it is said. */
char *boards_assign(
	Boards *boards, const char *text, gsize n_bytes, gint64 teacher_id, guint *status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Boards, boards_free)
