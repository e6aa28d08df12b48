/* SPDX-License-Identifier: MIT */
/* What wall.c, wall-links.c, wall-file.c and wall-json.c share. */
#pragma once

#include <jansson.h>

#include "daemon/wall/wall.h"
#include "daemon/wall/wall-ink.h"

typedef struct {
	guint id;
	gint64 copy;
	gint question;	  /* 0: the whole page */
	char *caption;	  /* of the question; "" the whole */
	bool has_box;	  /* else nobody knows where the paper ends */
	SheetBox box;	  /* what is shown of the paper */
	GArray *regions;  /* of SheetBox: where answers go, to be drawn */
	GArray *hidden;	  /* of SheetBox: what would tell whose it is */
	bool tells_whose; /* nobody knows where the name is written: all of it, or nothing */
	WallInk *ink;
} WallItem;

typedef struct {
	StoreWallLink row;
	guint n_viewers;
} WallLink;

struct Wall {
	WallOptions options;
	void (*changed)(void *user);
	void *changed_user;
	GPtrArray *items; /* of WallItem, in order */
	GPtrArray *links; /* of WallLink, good ones */
	guint last_id;
	bool blank, names;
	bool live;
	guint speed;
	gint64 at_ms, since_ms; /* of the replay: there it was at that time */
	guint n_projectors;
	guint64 generation;
};

/* wall.c */
WallItem *wall_item_new(void);
void wall_item_free(gpointer item);
/* Reads what the copy has so far; false: it cannot be read. */
bool wall_item_open(const Wall *wall, WallItem *item);

/* wall-place.c: where on the paper the item is; false: the question has no place there. */
bool wall_item_place(const Wall *wall, WallItem *item, const PageAddress *page);

/* wall-json.c */
bool wall_may_see_names(const Wall *wall, gint64 link);

/* wall-links.c */
void wall_link_free(gpointer link);

/* wall-file.c */
void wall_save(const Wall *wall);
void wall_load(Wall *wall, gint64 now_ms);
json_t *wall_boxes_json(const GArray *boxes);
json_t *wall_box_json(const SheetBox *box);
