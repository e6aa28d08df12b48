/* SPDX-License-Identifier: MIT */
/*
 * The pens that are here: takes links, gives each a driver and an assembler, and brings what they tell to
 * the classroom. Keeps the promises between pens and store: a driver hears "stored" when all ink it told
 * before it asked is on disk, and nobody is read while the store has more than it can hold.
 *
 * A pen is who it says it is, by its address. One that comes again replaces its older link. Ink that
 * comes before the pen has said so belongs to the pen "unknown:<link>".
 */
#pragma once

#include "daemon/classroom/classroom.h"
#include "daemon/links/link.h"
#include "daemon/links/recorder.h"
#include "daemon/problems/problems.h"

typedef struct {
	PenConfig pen; /* of a pen that has no configuration of its own */
	/* Changes what is different for the pen of this address; may be NULL. */
	void (*configure)(void *user, const char *address, PenConfig *config);
	void *user;
	const ProblemSink *problems; /* may be NULL */
} PensOptions;

/* One pen that is here. */
typedef struct {
	const Pen *pen;	   /* NULL: a recording is replayed */
	const char *kind;  /* of its link: "ble", "usb", "virtual", … */
	const char *place; /* "hci0", "slot 7"; "" */
} PensView;

/* May be told at any time after `pens_set_listener`; for pens that have said who they are. Pens may not be called
 * back from inside. */
typedef struct {
	void *user;
	/* It came, went, or its state or figures changed. */
	void (*changed)(void *user, const char *address);
	void (*task_ended)(void *user, const char *address, bool done, const char *reason);
	/* A finished stroke, when the classroom has it. */
	void (*stroke_closed)(void *user, const char *address, const Stroke *stroke);
} PensListener;

typedef struct Pens Pens;

/* All that is borrowed must live longer; `recordings` may be NULL. */
Pens *pens_new(const PensOptions *options, Store *store, StoreReader *reader, Classroom *classroom,
	Recordings *recordings);
/* Ends every link; open strokes are finished and put into the store. Accepts NULL, returns NULL. */
Pens *pens_free(Pens *pens);

/* For who makes links; its user is the Pens. */
void pens_take_link(void *pens, Link *take_link);
guint pens_n_links(const Pens *pens);
/* From the store's listener; also once after pens_new, with what is on disk already. */
void pens_stored(Pens *pens, guint64 sequence);

void pens_set_listener(Pens *pens, const PensListener *listener);
/* False: it is not here. */
bool pens_look(const Pens *pens, const char *address, PensView *view);
/* Stored ink now. False: not here, something is under way, or there is no consent to keep it. */
bool pens_fetch_stored(Pens *pens, const char *address);
/* drivers/pen-task.h. False: not here, not ready, or something is under way. */
bool pens_begin_task(Pens *pens, const char *address, const PenTask *task);
/* The configuration of this pen reads differently now, its password too: it may be tried. */
void pens_configure(Pens *pens, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pens, pens_free)
