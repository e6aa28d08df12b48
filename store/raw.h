/* SPDX-License-Identifier: MIT */
/*
 * Raw transfers: what came from a pen and went to it, byte for byte, so that pages can be decoded again.
 * The transfers of one pen in one commit share a row. Internal to store/.
 */
#pragma once

#include "store/database.h"

typedef struct RawBatch RawBatch;

RawBatch *raw_batch_new(void);
RawBatch *raw_batch_free(RawBatch *batch); /* returns NULL; accepts NULL */
void raw_batch_add(RawBatch *batch, gint64 pen_id, gint64 host_ms, bool to_pen, GBytes *bytes);
/* Writes the rows and empties the batch. */
bool raw_batch_flush(RawBatch *batch, Database *database, GError **error);
void raw_batch_clear(RawBatch *batch);
/* The transfers of a pen as lines of a recording, appended to `text`. */
bool raw_read(Database *database, gint64 pen_id, GString *text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(RawBatch, raw_batch_free)
