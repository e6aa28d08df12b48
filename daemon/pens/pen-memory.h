/* SPDX-License-Identifier: MIT */
/*
 * What is remembered of pens, by address, from one link to the next: what each pen's clock said when it
 * connected, for repairing the times of stored ink (ink/assembler.h); what its driver learnt of it;
 * whether it refused our password; and whether it lied (quota.h), and may not come in for a while.
 */
#pragma once

#include "drivers/pen.h"
#include "store/reader.h"

typedef struct PenMemory PenMemory;

PenMemory *pen_memory_new(Store *store, StoreReader *reader);
PenMemory *pen_memory_free(PenMemory *memory); /* returns NULL */

/* Of ClockReading, oldest first; read from the store the first time. Borrowed. */
GArray *pen_memory_clock(PenMemory *memory, const char *address, gint64 pen_id);
/* A new one, or more of the last (by its host_ms). Into the store as well. Right readings count too: they say that ink from after them was written by a
 * right clock. */
void pen_memory_note_clock(
	PenMemory *memory, const char *address, gint64 pen_id, const ClockReading *reading);

/* Keeps a stopped Pen for the same pen's next link, which begins with what that one learnt. */
void pen_memory_keep(PenMemory *memory, const char *address, Pen *take_pen);
void pen_memory_pass_on(PenMemory *memory, const char *address, Pen *to);

/* Pens erase themselves after some wrong passwords: a refused one is not tried again. */
void pen_memory_refuse(PenMemory *memory, const char *address);
/* There is another password now. */
void pen_memory_permit(PenMemory *memory, const char *address);
bool pen_memory_refused(const PenMemory *memory, const char *address);

/* By any name that the pen will come back under. now_ms as in quota.h. */
void pen_memory_lied(PenMemory *memory, const char *name, gint64 now_ms);
bool pen_memory_kept_out(const PenMemory *memory, const char *name, gint64 now_ms);
