/* SPDX-License-Identifier: MIT */
/* Writing a batch of requests in one transaction. Internal to store/; the writer thread's part. */
#pragma once

#include "store/database.h"
#include "store/request.h"

typedef struct Batch Batch;

/* Sequences of what was refused together. */
typedef struct {
	guint64 first, last;
} StoreRefusal;

/* Takes the database; finishes what a crash left in its journal. NULL with error. */
Batch *batch_new(Database *take_database, GError **error);
Batch *batch_free(Batch *batch); /* returns NULL; accepts NULL */
/* The last id that was given out before this start. */
gint64 batch_first_id(const Batch *batch);
/* Commits the requests, all or none; last_id is the last id given out by now. `settled` is filled on
 * success. A request that SQLite refuses for what it is, our own bug, is logged and kept in the table
 * `refused`, with all that was put as a group with it but the ink: it is on disk, though not where it belongs, and
 * told in `refusals` (of StoreRefusal). */
bool batch_write(Batch *batch, const Request *first, gint64 last_id, GArray *settled,
	GArray *refusals, GError **error);
/* Ends the series of ids where it stands, so that no number is skipped at the next start. */
void batch_end_ids(Batch *batch, gint64 last_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Batch, batch_free)
