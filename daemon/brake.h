/* SPDX-License-Identifier: MIT */
/*
 * The brake on guessing passwords: who was wrong five times waits 10 s for the next try, then 20, 40, 60
 * and 60 for ever after; a quarter of an hour of quiet forgets it. Counted by address (IPv6 by /64) and
 * by name. A try counts when it begins, so that many at once gain nothing. An address from which a name
 * got in before is not held by that name's count: a stranger cannot lock a teacher out of the usual desk.
 * Pure; bounded: the entry that was quiet longest makes room.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define BRAKE_N_FREE 5	       /* wrong tries before any wait */
#define BRAKE_FIRST_MS 10000   /* then this, doubling */
#define BRAKE_LONGEST_MS 60000 /* up to this */
#define BRAKE_FORGET_MS 900000
#define BRAKE_N_ENTRIES_MAX 4096

typedef struct Brake Brake;

Brake *brake_new(void);
Brake *brake_free(Brake *brake);
/* How long to wait before a try is taken; 0: now. */
gint64 brake_wait_ms(const Brake *brake, const char *name, const char *from, gint64 now_ms);
/* A try begins; counted as wrong until brake_right says otherwise. */
void brake_count(Brake *brake, const char *name, const char *from, gint64 now_ms);
/* It was the right password: both counts are forgotten, and the pair is known from now on. */
void brake_right(Brake *brake, const char *name, const char *from, gint64 now_ms);
/* By what an address is counted. The caller frees it. */
char *brake_network(const char *from);
guint brake_n_entries(const Brake *brake);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Brake, brake_free)
