/* SPDX-License-Identifier: MIT */
#include "store/reader-wall.h"

#include "store/reader-private.h"

static void wall_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreWall *)row = (StoreWall){ integer(at, 0), text(at, 1) };
}

static void wall_free(gpointer row)
{
	StoreWall *wall = row;

	g_free(wall->items);
	g_free(wall);
}

GPtrArray *store_reader_wall(StoreReader *reader, gint64 class_id, GError **error)
{
	static const RowKind KIND = { sizeof(StoreWall), wall_fill, wall_free };

	return reader_query(reader, &KIND, "SELECT class_id, items FROM wall WHERE class_id = ?1",
		DATABASE_INTEGERS(class_id), error);
}

static void link_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreWallLink *)row = (StoreWallLink){ .id = integer(at, 0),
		.class_id = integer(at, 1),
		.teacher_id = integer(at, 2),
		.label = text(at, 3),
		.token_hash = text(at, 4),
		.names = small(at, 5) != 0,
		.made_ms = integer(at, 6),
		.until_ms = integer(at, 7),
		.ended_ms = integer(at, 8) };
}

static void link_free(gpointer row)
{
	StoreWallLink *link = row;

	g_free(link->label);
	g_free(link->token_hash);
	g_free(link);
}

GPtrArray *store_reader_wall_links(
	StoreReader *reader, gint64 class_id, gint64 now_ms, GError **error)
{
	static const RowKind KIND = { sizeof(StoreWallLink), link_fill, link_free };

	return reader_query(reader, &KIND,
		"SELECT id, class_id, teacher_id, label, token_hash, names, made_ms, until_ms,"
		" ended_ms FROM wall_link WHERE class_id = ?1 AND until_ms > ?2"
		" AND ended_ms IS NULL ORDER BY made_ms, id",
		DATABASE_INTEGERS(class_id, now_ms), error);
}
