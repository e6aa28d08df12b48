/* SPDX-License-Identifier: MIT */
/*
 * The class as consoles know it: a snapshot plus numbered changes, all consoles on the same numbers. Keeps
 * the text of every part as it was last told, so a change holds only what really differs and a snapshot
 * is the parts put together. Pure but for asking the classroom.
 */
#pragma once

#include "daemon/classroom/classroom.h"
#include "daemon/marking/marking.h"
#include "daemon/problems/problems.h"
#include "daemon/wall/wall.h"

typedef struct ConsoleState ConsoleState;

/* problems, marking: NULL when there is none. */
ConsoleState *console_state_new(
	Classroom *classroom, const Problems *problems, Marking *marking, const Wall *wall);
ConsoleState *console_state_free(ConsoleState *state);

/* Something may have changed: looked at by the next take. */
void console_state_touch_seat(ConsoleState *state, guint seat);
void console_state_touch_all(ConsoleState *state);
void console_state_touch_parts(ConsoleState *state); /* all but the seats */
bool console_state_touched(const ConsoleState *state);

/* The next change, numbered, or NULL when nothing differs from what was told. */
char *console_state_take_change(ConsoleState *state, gint64 now_ms);
/* The same of results alone, which are told sooner than the rest. */
char *console_state_take_results(ConsoleState *state, gint64 now_ms);
/* All as it was last told: take the changes first, and send them to everybody else. */
char *console_state_snapshot(const ConsoleState *state, gint64 now_ms, bool resynchronised);
gint64 console_state_number(const ConsoleState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConsoleState, console_state_free)
