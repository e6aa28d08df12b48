/* SPDX-License-Identifier: MIT */
/* Reading the show wall. */
#pragma once

#include "store/reader.h"

/* Of StoreWall: one, or none. */
GPtrArray *store_reader_wall(StoreReader *reader, gint64 class_id, GError **error);
/* Of StoreWallLink: those not ended that are good at `now_ms`, the oldest first. */
GPtrArray *store_reader_wall_links(
	StoreReader *reader, gint64 class_id, gint64 now_ms, GError **error);
