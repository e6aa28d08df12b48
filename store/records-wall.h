/* SPDX-License-Identifier: MIT */
/* Rows of the record about the show wall, as those of store/records.h. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	gint64 class_id;
	char *items; /* JSON */
} StoreWall;

/* A read-only link by which somebody without a login follows the wall. */
typedef struct {
	gint64 id, class_id, teacher_id;
	char *label;
	char *token_hash; /* hexadecimal */
	bool names;
	gint64 made_ms, until_ms;
	gint64 ended_ms; /* 0: not ended by a teacher */
} StoreWallLink;
