/* SPDX-License-Identifier: MIT */
/*
 * The daemon's messages as text (docs/console-protocol.md), one function for each part. Every function
 * returns JSON for the caller to free. Names are written only where they may be seen.
 */
#pragma once

#include "daemon/classroom/classroom.h"

#define CONSOLE_SUBPROTOCOL "zhibi-console-1"

char *console_json_seat(const Seat *seat, bool hide_names);
char *console_json_class(const StoreClass *class);
char *console_json_assignment(const StoreAssignment *assignment, const char *title); /* or null */
char *console_json_lesson(const StoreLesson *lesson);				     /* or null */
char *console_json_store(StoreState state, const char *message);
char *console_json_pen(const Seat *seat); /* "null" for NULL or when no pen is bound */

/* Of StoreProblem *, the first CONSOLE_JSON_PROBLEMS_MAX of them; whose seat it is comes from the classroom. */
#define CONSOLE_JSON_PROBLEMS_MAX 100
char *console_json_problems(const GPtrArray *problems, const Classroom *classroom);

/* An answer to open-page. */
typedef struct {
	guint32 request;
	gint64 copy;
	guint seat; /* CONSOLE_INK_NO_SEAT: none */
	PageAddress page;
	guint n_strokes, n_dots;
} ConsoleJsonPage;
char *console_json_page(const ConsoleJsonPage *page);
/* An answer to list-pages; copies: of gint64, of the classroom's. */
char *console_json_pages(
	guint32 request, guint seat, const GArray *copies, const Classroom *classroom);

/* Why something was refused, in both languages; request 0: it had none. */
typedef struct {
	const char *code, *zh, *en;
} ConsoleTrouble;
/* The account may not do or see this. */
extern const ConsoleTrouble console_no_right;
char *console_json_error(guint32 request, const ConsoleTrouble *trouble);
bool console_json_is_error(const char *text);
/* The body of an HTTP error. */
char *console_json_trouble(const ConsoleTrouble *trouble);
char *console_json_me(const StoreTeacher *teacher);
