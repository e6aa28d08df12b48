/* SPDX-License-Identifier: MIT */
/* Shared by rosters.c (what is asked) and rosters-apply.c (having it done). */
#pragma once

#include "daemon/roster/rosters.h"
#include "homework/roster/roster-plan.h"

typedef struct {
	gint64 id;
	Roster *roster;
} RosterPreview;

struct Rosters {
	RostersOptions options;
	GQueue previews; /* of RosterPreview, the oldest first */
	gint64 last_preview;
	guint64 waits_for; /* a sequence of the store; 0: nothing was put */
};

/* The record as the plan wants it. */
typedef struct {
	GPtrArray *classes, *pupils; /* of StoreClass, StorePupil; those who left, too */
	GArray *known;		     /* of RosterKnown, as `pupils` */
} RosterRecord;

typedef struct {
	gint64 preview;
	bool move_out; /* those who are not in the list */
	bool consent;  /* of the parents, for all of the list whose row does not say otherwise */
} RosterWish;

bool rosters_load(const Rosters *rosters, RosterRecord *record, GError **error);
void roster_record_clear(RosterRecord *record);
/* As classroom_class_named, of the record; NULL: none. */
StoreClass *rosters_class_named(
	const Rosters *rosters, const RosterRecord *record, const char *name);
const RosterPreview *rosters_find(const Rosters *rosters, gint64 id);

/* rosters-apply.c: how many pupils were touched. */
guint rosters_put(
	Rosters *rosters, const Roster *roster, const RosterRecord *record, const RosterWish *wish);
bool rosters_has_consent(const Rosters *rosters, gint64 pupil_id);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RosterRecord, roster_record_clear)
