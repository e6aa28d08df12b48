/* SPDX-License-Identifier: MIT */
/*
 * The show wall: answers and pages side by side, in the teacher's order, live or replayed. What it shows is the class's,
 * kept in the store, the same on every console; projectors and followers see nothing else of the class. An item is
 * anonymous unless the teacher shows names, and then the class must not hide them. A follower has a link: a random token,
 * kept as a hash, with an expiry.
 */
#pragma once

#include "daemon/classroom/classroom.h"
#include "daemon/marking/marking.h"

#define WALL_ITEMS_MAX 12
#define WALL_LINKS_MAX 16
#define WALL_LINK_MINUTES_MAX 10080 /* a week */
#define WALL_TOKEN_LENGTH 43	    /* base64url of 32 random bytes */
#define WALL_SPEED_MAX 32

typedef struct {
	Store *store;
	StoreReader *reader; /* NULL: nothing of before is known */
	Classroom *classroom;
	Marking *marking; /* for places of questions; NULL: whole pages only */
} WallOptions;

typedef struct Wall Wall;

Wall *wall_new(const WallOptions *options);
Wall *wall_free(Wall *wall); /* accepts NULL, returns NULL */
/* Outside of it something changed that it tells of: the class hides names, a copy is another pupil's. */
void wall_touch(Wall *wall);
/* Another class is open (classroom_open_class): its wall, its links. Followers of the one before are let go; the teacher's
 * own projectors stay. It is shown as at a start: live, without names. */
void wall_take_class(Wall *wall, gint64 now_ms);
/* Something of wall_json or wall_json_shown is another now. */
void wall_set_changed(Wall *wall, void (*changed)(void *user), void *user);

typedef enum {
	WALL_DONE,
	WALL_NO_SUCH_PAGE,
	WALL_NO_SUCH_QUESTION, /* it has no place on that page */
	WALL_NO_SUCH_ITEM,
	WALL_FULL,
	WALL_NO_SUCH_LINK,
	WALL_TOO_MANY_LINKS,
	WALL_TELLS_WHOSE, /* the name is on it somewhere, and names are not shown */
} WallResult;

/* ---- what a teacher says. Question 0: the whole page. What is there already stays as it is. */
WallResult wall_add(Wall *wall, gint64 page_copy_id, gint question, gint64 teacher_id);
WallResult wall_remove(Wall *wall, guint item);
WallResult wall_move(Wall *wall, guint item, guint place); /* from 0; beyond the end: the last */
void wall_clear(Wall *wall);
void wall_set_blank(Wall *wall, bool blank);
void wall_set_names(Wall *wall, bool names);
void wall_set_live(Wall *wall);
/* From that moment of each item's own writing on; speed 0: it stands there. */
void wall_replay(Wall *wall, guint speed, gint64 at_ms, gint64 now_ms);

/* ---- links */
typedef struct {
	gint64 id, until_ms;
	char token[WALL_TOKEN_LENGTH + 1]; /* told once, never kept */
} WallNewLink;
typedef struct {
	const char *label; /* for whom */
	guint minutes;
	bool names;
	gint64 teacher_id;
} WallLinkWish;
WallResult wall_link(Wall *wall, const WallLinkWish *wish, gint64 now_ms, WallNewLink *made);
WallResult wall_unlink(Wall *wall, gint64 link, gint64 now_ms);
/* Of which link this is the token; 0: of none that is good now. */
gint64 wall_link_of(const Wall *wall, const char *token, gint64 now_ms);
bool wall_link_is_good(const Wall *wall, gint64 link, gint64 now_ms);
/* Ends those whose time is over; call about every second while anybody looks on. */
void wall_watch(Wall *wall, gint64 now_ms);

/* ---- who looks on: link 0 is a teacher's own projector */
void wall_viewer_came(Wall *wall, gint64 link);
void wall_viewer_left(Wall *wall, gint64 link);
/* The followers' look at a page is logged, as any other. */
void wall_log_look(const Wall *wall, gint64 link, gint64 page_copy_id, gint64 now_ms);

/* ---- as JSON (docs/console-protocol.md), for the caller to free */
char *wall_json(const Wall *wall); /* for consoles */
char *wall_json_shown(const Wall *wall, gint64 link, gint64 now_ms);

/* ---- ink */
/* Live ink of a page copy; true when an item shows more now. */
bool wall_ink(Wall *wall, gint64 page_copy_id, const guint8 *records, gsize n_bytes);
/* What is shown now; none while the wall is blank. */
guint wall_n_shown(const Wall *wall);
typedef struct {
	guint item;
	gint64 page_copy_id;
	const GByteArray *ink; /* only grows */
} WallShown;
WallShown wall_shown(const Wall *wall, guint place);
/* Not to one without names, where nobody knows in which part of the paper the name is written. */
bool wall_is_for(const Wall *wall, guint place, gint64 link);
/* Goes up with every change of what wall_json_shown says. */
guint64 wall_generation(const Wall *wall);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Wall, wall_free)
