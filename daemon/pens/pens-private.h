/* SPDX-License-Identifier: MIT */
/* Shared by the files of pens.c only: its links, their timers and their troubles. */
#pragma once

#include "daemon/pens/pens.h"

#include "daemon/pens/pen-memory.h"
#include "daemon/pens/quota.h"
#include "drivers/pen.h"
#include "ink/assembler.h"

typedef struct PenLink {
	Pens *pens;
	Link *link;
	Recorder *recorder;
	const PenDriver *driver;
	Assembler *assembler;
	Pen *pen;      /* of an active link */
	void *decoder; /* of a passive one */
	PenInfo passive_info;

	char *address;	      /* its key in by_address; NULL: no ink and no name yet */
	bool identified;      /* by the pen itself, not "unknown:…" */
	gint64 pen_id;	      /* 0 while address is NULL */
	gint64 stroke_pen_id; /* whose the open stroke is */
	gint64 timer_ms;      /* the pen's timer, as last seen */
	gint64 due_us;	      /* the same by the monotonic clock; 0 off */
	ClockReading clock;   /* as noted last */
	bool changed, fault_told;
	LinkActivity activity; /* as last told to the link */
	gint64 last_live_ms;   /* ink came live; 0 never */
	guint n_lost;	       /* events, since the pen came */
	Quota quota;
	bool fetching;	 /* stored ink, as last seen */
	char *claimed;	 /* the address it gave itself first; NULL: none yet */
	const char *lie; /* in which way it broke its quota; NULL: it did not */
	bool ink_left; /* there was stored ink that is not kept for want of consent: the pen keeps it */
	bool kept_out; /* it is a pen that lied a while ago */
	struct {
		PenState state;
		bool low, full;
	} reported; /* to the log of problems */
	GError *failure;
} PenLink;

/* A driver that waits for its ink to be on disk. */
typedef struct {
	PenLink *link;
	guint64 token;
	guint64 sequence;
} Wait;

struct Pens {
	PensOptions options;
	PensListener listener;
	Store *store;
	Classroom *classroom;
	Recordings *recordings;
	GPtrArray *links;	/* of PenLink */
	GHashTable *by_address; /* PenLink.address → PenLink */
	PenMemory *memory;
	GQueue waits; /* of Wait, by sequence */
	guint64 stored_sequence;
	bool answering, paused;
	guint answer_source, tick_source, timer_source, activity_source;
	gint64 timer_due_us;
};

static inline gint64 pens_clock_ms(void)
{
	return g_get_real_time() / 1000;
}

/* After every call of a link's pen or decoder; the link may be gone when it returns. */
void pens_after_call(PenLink *link);
/* The pen may have moved its timer. */
void pens_look_at_timer(PenLink *link);
/* pens-activity.c: tells the link what its pen is about, when that has changed. */
void pens_look_at_activity(PenLink *link);
/* The links are read again. */
void pens_resume_timers(Pens *pens);

/* pens-tasks.c. */
void pens_tell_changed(const PenLink *link);
void pens_tell_stroke(const PenLink *link, const Stroke *stroke);
void pens_task_ended(void *link, bool done, const char *reason);
/* pens.c: from what is configured for its address. */
void pens_configure_link(PenLink *link);

/* pens-quota.c: what comes and goes is counted; a pen that lies is dropped, and kept out for a while. */
void pens_count_stroke(PenLink *link, const Stroke *stroke);
void pens_count_dots(PenLink *link, const Stroke *stroke, guint n_dots);
void pens_count_said(PenLink *link, const PenSaid *said);
void pens_look_at_lies(PenLink *link);
void pens_remember_lie(PenLink *link);
/* Under which it will come back, as far as its link knows; NULL: the link does not. */
const char *pens_lasting_name(const Link *link);
bool pens_is_kept_out(const Pens *pens, const char *address_or_name);

/* pens-problems.c. For the log of problems; most only of links that know their pen. */
void pens_report_state(PenLink *link);
void pens_report_lost(PenLink *link, guint n_events);
/* The link is gone; before its open stroke is finished. */
void pens_report_closed(const PenLink *link, const char *why);
void pens_report_failure(const PenLink *link);
void pens_report_lie(const PenLink *link);
/* It finished a stroke. */
void pens_report_ink(const PenLink *link);
