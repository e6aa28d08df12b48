/* SPDX-License-Identifier: MIT */
/*
 * Tells the service manager how the daemon stands (man 3 sd_notify): ready, what it does, alive, ending.
 * Without one nothing is told. The protocol is a datagram of a few words and stable by promise; a library
 * for it would be one more to load into every daemon.
 */
#pragma once

#include <glib.h>

typedef struct Notify Notify;

/* By $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID. From now on the loop itself says that it turns, twice
 * in each of the watchdog's spans: a loop that hangs is ended and started again. */
Notify *notify_new(void);
/* No more signs of life. Accepts NULL, returns NULL. */
Notify *notify_free(Notify *notify);

/* The start is done; `status` is a line for `systemctl status`. */
void notify_ready(Notify *notify, const char *status);
void notify_stopping(Notify *notify);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Notify, notify_free)
