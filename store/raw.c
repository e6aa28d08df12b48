/* SPDX-License-Identifier: MIT */
/*
 * Layout of raw_transfer.bytes, repeated for each transfer, little-endian:
 *   i64 host_ms   u32 n_bytes << 1 | to_pen   n_bytes bytes
 */
#define G_LOG_DOMAIN "zhibi-store"

#include "store/raw.h"

#define HEAD_SIZE 12

typedef struct {
	gint64 first_host_ms;
	gint64 last_host_ms;
	GByteArray *bytes;
} Row;

struct RawBatch {
	GHashTable *rows; /* pen id -> Row */
};

static void row_free(gpointer data)
{
	Row *row = data;
	g_byte_array_unref(row->bytes);
	g_free(row);
}

RawBatch *raw_batch_new(void)
{
	RawBatch *batch = g_new0(RawBatch, 1);
	batch->rows = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, row_free);
	return batch;
}

RawBatch *raw_batch_free(RawBatch *batch)
{
	if (batch) {
		g_hash_table_unref(batch->rows);
		g_free(batch);
	}
	return NULL;
}

static Row *row_of(RawBatch *batch, gint64 pen_id, gint64 host_ms)
{
	Row *row = g_hash_table_lookup(batch->rows, &pen_id);
	if (!row) {
		row = g_new0(Row, 1);
		*row = (Row){ host_ms, host_ms, g_byte_array_new() };
		g_hash_table_insert(batch->rows, g_memdup2(&pen_id, sizeof pen_id), row);
	}
	return row;
}

void raw_batch_add(RawBatch *batch, gint64 pen_id, gint64 host_ms, bool to_pen, GBytes *bytes)
{
	gsize n_bytes;
	const guint8 *data = g_bytes_get_data(bytes, &n_bytes);
	g_assert(n_bytes <= G_MAXUINT32 >> 1);
	Row *row = row_of(batch, pen_id, host_ms);

	row->first_host_ms = MIN(row->first_host_ms, host_ms);
	row->last_host_ms = MAX(row->last_host_ms, host_ms);
	guint64 time = GUINT64_TO_LE((guint64)host_ms);
	guint32 length = GUINT32_TO_LE((guint32)(n_bytes << 1 | (to_pen ? 1 : 0)));
	g_byte_array_append(row->bytes, (const guint8 *)&time, sizeof time);
	g_byte_array_append(row->bytes, (const guint8 *)&length, sizeof length);
	if (n_bytes > 0)
		g_byte_array_append(row->bytes, data, (guint)n_bytes);
}

bool raw_batch_flush(RawBatch *batch, Database *database, GError **error)
{
	GHashTableIter iter;
	gpointer key, value;

	g_hash_table_iter_init(&iter, batch->rows);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		const Row *row = value;
		sqlite3_stmt *statement = database_prepare(database,
			"INSERT INTO raw_transfer (pen_id, first_host_ms, last_host_ms, bytes)"
			" VALUES (?1, ?2, ?3, ?4)",
			DATABASE_INTEGERS(*(gint64 *)key, row->first_host_ms, row->last_host_ms),
			error);
		if (!statement)
			return false;
		sqlite3_bind_blob64(statement, 4, row->bytes->data, row->bytes->len, SQLITE_STATIC);
		if (!database_run(database, statement, error))
			return false;
	}
	g_hash_table_remove_all(batch->rows);
	return true;
}

void raw_batch_clear(RawBatch *batch)
{
	g_hash_table_remove_all(batch->rows);
}

/* One row's transfers as lines; false when the row is damaged (what stands before it is kept). */
static bool append_lines(GString *text, const guint8 *bytes, gsize n_bytes, gint64 *start_ms)
{
	while (n_bytes > 0) {
		guint64 time;
		guint32 length;
		if (n_bytes < HEAD_SIZE)
			return false;
		memcpy(&time, bytes, sizeof time);
		memcpy(&length, bytes + sizeof time, sizeof length);
		gint64 host_ms = (gint64)GUINT64_FROM_LE(time);
		bool to_pen = GUINT32_FROM_LE(length) & 1;
		gsize n_data = GUINT32_FROM_LE(length) >> 1;
		bytes += HEAD_SIZE;
		n_bytes -= HEAD_SIZE;
		if (n_data > n_bytes)
			return false;
		if (*start_ms == G_MININT64)
			*start_ms = host_ms;
		g_string_append_printf(text, "%" G_GINT64_FORMAT " %c ",
			MAX(host_ms - *start_ms, 0) * 1000, to_pen ? '>' : '<');
		for (gsize i = 0; i < n_data; i++) {
			g_string_append_c(text, "0123456789ABCDEF"[bytes[i] >> 4]);
			g_string_append_c(text, "0123456789ABCDEF"[bytes[i] & 15]);
		}
		g_string_append_c(text, '\n');
		bytes += n_data;
		n_bytes -= n_data;
	}
	return true;
}

bool raw_read(Database *database, gint64 pen_id, GString *text, GError **error)
{
	sqlite3_stmt *statement = database_prepare(database,
		"SELECT id, bytes FROM raw_transfer WHERE pen_id = ?1 ORDER BY first_host_ms, id",
		DATABASE_INTEGERS(pen_id), error);
	if (!statement)
		return false;
	gint64 start_ms = G_MININT64;
	DatabaseStep step;
	while ((step = database_step(database, statement, error)) == DATABASE_ROW) {
		gsize n_bytes;
		const guint8 *bytes = database_column_bytes(statement, 1, &n_bytes);
		if (!append_lines(text, bytes, n_bytes, &start_ms))
			g_warning("raw transfer %" G_GINT64_FORMAT " is damaged",
				(gint64)sqlite3_column_int64(statement, 0));
	}
	return step == DATABASE_DONE;
}
