/* SPDX-License-Identifier: MIT */
/* The strokes that are being written, joined from their parts in the journal. Internal to store/. */
#pragma once

#include "store/database.h"

typedef struct {
	gint64 pen_id;
	gint64 page_copy_id; /* the newest copy of its page that is the pen's or its holder's; 0 none */
	Stroke *stroke;
} JournalStroke;

/* JournalStroke* of a pen, or of all (pen_id 0). An end and a start that the pen has not told are
 * reckoned from the dots and from when they were put. */
GPtrArray *journal_load(Database *database, gint64 pen_id, GError **error);
/* Of the pens whose page copy it is: the one that made it, and those its pupil holds. */
GPtrArray *journal_load_page(Database *database, gint64 page_copy_id, GError **error);
bool journal_delete(Database *database, gint64 stroke_id, GError **error);
