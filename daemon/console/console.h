/* SPDX-License-Identifier: MIT */
/*
 * The teacher's console: HTTP for the page and the login, a WebSocket for the class. libwebsockets as a
 * guest of GLib's loop (HACKING.md, "The event loop": its rules are kept here and nowhere else).
 * The contract with the page is docs/console-protocol.md.
 */
#pragma once

#include "daemon/classroom/classroom.h"
#include "daemon/fleet/fleet.h"
#include "daemon/load/loads.h"
#include "daemon/login.h"
#include "daemon/marking/marking.h"
#include "daemon/problems/problems.h"
#include "daemon/roster/rosters.h"

typedef struct {
	const char *address;	      /* "127.0.0.1", "::1", "0.0.0.0", an interface's address */
	guint16 port;		      /* 0: any free one; ask console_port */
	const char *page_folder;      /* of the built page */
	const char *certificate_path; /* NULL: plain http, only allowed on loopback */
	const char *key_path;
	Rosters *rosters;	 /* class lists are taken; NULL: not */
	struct Boards *boards;	 /* homework is published; NULL: not (daemon/board/boards.h) */
	Problems *problems;	 /* those under way are shown; NULL: none */
	Fleet *fleet;		 /* answers for the pens; NULL: nobody does */
	Marking *marking;	 /* results are shown, and teachers mark; NULL: none */
	StoreReader *reader;	 /* for the wall as it was and the day; NULL: neither */
	Loads *loads;		 /* counts homework load, freed after it; NULL: nobody does */
	gsize queue_limit_bytes; /* of one console; 0 = 1 MiB */
	guint n_consoles_max;	 /* 0 = 32 */
	guint n_guests_max;	 /* connections of one address before login; 0 = 32 */
	guint stall_ms;		 /* a console that takes nothing for so long is closed; 0 = 30 s */
	guint16 ping_s;		 /* an open socket is asked for a sign of life; 0 = 20 s */
	guint16 hangup_s;	 /* and closed when none came; 0 = 45 s */
	SchoolClock clock;	 /* of the school; zero: UTC */
} ConsoleOptions;

typedef struct Console Console;

/* Error domain "zhibi-daemon"; the message of a port in use says so and how to choose another. Listens
 * to the classroom, to the log of problems and to the marking (classroom_set_listener, problems_set_changed,
 * marking_set_changed). */
Console *console_new(const ConsoleOptions *options, GMainLoop *loop, Classroom *classroom,
	Login *login, Store *store, GError **error);
guint16 console_port(const Console *console);
/* More is on the disk (StoreListener.stored): answers that waited for it may go. */
void console_stored(Console *console);
/* Other pupils sit there, elsewhere: every console gets a snapshot. */
void console_seats_changed(Console *console);
/* How many consoles look on now. */
guint console_n_consoles(const Console *console);
/* All results are others than those told: every console gets a snapshot. */
void console_start_over(Console *console);
/* Only after g_main_loop_run has returned (HACKING.md). Returns NULL. */
Console *console_free(Console *console);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Console, console_free)
