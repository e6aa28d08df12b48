/* SPDX-License-Identifier: MIT */
/*
 * Connections that have not logged in yet, by who they come from (IPv6 by /64). One sender has room for so many
 * at once; for one more, the one of its own that was silent longest has to go: so whoever opens connections
 * and says nothing shuts out nobody but itself. Pure; connections are the caller's, known by their address.
 */
#pragma once

#include <glib.h>

typedef struct ConsoleGuests ConsoleGuests;

ConsoleGuests *console_guests_new(guint n_of_one_sender);
ConsoleGuests *console_guests_free(ConsoleGuests *guests); /* returns NULL; accepts NULL */
/* Who has to go for it: closed by the caller, and told by console_guests_left; NULL: nobody. */
gpointer console_guests_came(ConsoleGuests *guests, gpointer connection, const char *from);
/* It asked for something. */
void console_guests_spoke(ConsoleGuests *guests, gpointer connection);
/* It is closed, or logged in; also of one that is no guest. */
void console_guests_left(ConsoleGuests *guests, gpointer connection);
guint console_guests_n(const ConsoleGuests *guests);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConsoleGuests, console_guests_free)
