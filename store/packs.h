/* SPDX-License-Identifier: MIT */
/*
 * Finished pages packed: the strokes of one pen on one page copy as one blob (codec_encode_page). Looking for
 * a repeat among them takes no unpacking as a rule: of packs asked for lately a digest is kept. Internal
 * to store/; used on the writer's connection only, but for packs_read.
 */
#pragma once

#include "store/known.h"
#include "store/rows.h"

typedef struct Packs Packs;

Packs *packs_new(Database *database);
Packs *packs_free(Packs *packs); /* returns NULL; accepts NULL */
/* After a rollback: what is kept of packs may not be so. */
void packs_forget(Packs *packs);

/* Packs the rows of a page copy, with what is packed of it already. */
bool packs_pack(Packs *packs, gint64 page_copy_id, GError **error);
/* Makes rows of the pack again; fine when there is none. */
bool packs_unpack(Packs *packs, gint64 page_copy_id, gint64 pen_id, GError **error);
/* Adds a Known for each packed stroke of the pen that meets `stroke` in time and may share its page. */
bool packs_find(
	Packs *packs, gint64 pen_id, const Stroke *stroke, GPtrArray *found, GError **error);
/* Adds the packed strokes of a page copy. */
bool packs_read(Database *database, gint64 page_copy_id, GPtrArray *strokes, GError **error);
/* Adds those that one pen wrote on it. */
bool packs_read_pen(
	Database *database, gint64 page_copy_id, gint64 pen_id, GPtrArray *strokes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Packs, packs_free)
