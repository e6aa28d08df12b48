/* SPDX-License-Identifier: MIT */
/* One transaction over all tables that name the pupil; see erasure.h. */
#include "store/erasure.h"

#include <sodium.h>
#include <string.h>

#include "store/about.h"
#include "store/lock.h"
#include "store/migrate.h"

#define DIGEST_BYTES 32

/* ---- the value */

static void free_table(gpointer data)
{
	StoreErasedTable *table = data;

	g_free(table->table);
	g_free(table);
}

static void free_pen(gpointer data)
{
	StoreErasedPen *pen = data;

	g_free(pen->address);
	g_free(pen);
}

StoreErasure *store_erasure_new(void)
{
	StoreErasure *erasure = g_new0(StoreErasure, 1);

	erasure->page_copies = g_array_new(FALSE, FALSE, sizeof(gint64));
	erasure->tables = g_ptr_array_new_with_free_func(free_table);
	erasure->pens = g_ptr_array_new_with_free_func(free_pen);
	return erasure;
}

StoreErasure *store_erasure_free(StoreErasure *erasure)
{
	if (!erasure)
		return NULL;
	g_array_unref(erasure->page_copies);
	g_ptr_array_unref(erasure->tables);
	g_ptr_array_unref(erasure->pens);
	g_free(erasure->reason);
	g_free(erasure->digest);
	g_free(erasure);
	return NULL;
}

char *store_erasure_digest(const StoreErasure *erasure)
{
	g_autoptr(GString) text = g_string_new("zhibi-erasure 1\n");

	g_string_append_printf(text,
		"%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n%s\n", erasure->id,
		erasure->pupil_id, erasure->at_ms, erasure->reason);
	for (guint i = 0; i < erasure->page_copies->len; i++)
		g_string_append_printf(text, "copy %" G_GINT64_FORMAT "\n",
			g_array_index(erasure->page_copies, gint64, i));
	for (guint i = 0; i < erasure->tables->len; i++) {
		const StoreErasedTable *table = g_ptr_array_index(erasure->tables, i);

		g_string_append_printf(
			text, "table %s %" G_GINT64_FORMAT "\n", table->table, table->n_rows);
	}
	for (guint i = 0; i < erasure->pens->len; i++) {
		const StoreErasedPen *pen = g_ptr_array_index(erasure->pens, i);

		g_string_append_printf(text, "pen %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
			pen->address, pen->from_ms, pen->until_ms);
	}
	guint8 digest[DIGEST_BYTES];
	char hex[2 * DIGEST_BYTES + 1];

	crypto_generichash(digest, sizeof digest, (const guint8 *)text->str, text->len, NULL, 0);
	return g_strdup(sodium_bin2hex(hex, sizeof hex, digest, sizeof digest));
}

/* ---- whose is what */

/* The pupil's pens with their times, then the pupil's page copies: claimed ones, and those that nobody claimed and
 * a pen wrote while the pupil had it. */
static const char COLLECT[] =
	"CREATE TEMP TABLE erased_time AS SELECT pen_id, from_ms,"
	" coalesce(until_ms, 9223372036854775807) AS until_ms FROM binding WHERE pupil_id = ?1";
static const char COLLECT_COPIES[] =
	"CREATE TEMP TABLE erased_copy AS SELECT id FROM page_copy WHERE pupil_id = ?1"
	" OR (pupil_id IS NULL AND EXISTS (SELECT 1 FROM erased_time AS t"
	" WHERE t.pen_id = page_copy.pen_id AND page_copy.created_ms >= t.from_ms"
	" AND page_copy.created_ms < t.until_ms))";

/* Rows about the pupil that do not say so by page_copy_id or pupil_id. */
static const struct {
	const char *table, *sql;
} APART[] = {
	{ "page_claim", "UPDATE page_claim SET pupil_id = NULLIF(pupil_id, ?1),"
			" before_pupil_id = NULLIF(before_pupil_id, ?1)"
			" WHERE page_copy_id NOT IN (SELECT id FROM erased_copy)"
			" AND (pupil_id = ?1 OR before_pupil_id = ?1)" },
	{ "access_log", "UPDATE access_log SET page_copy_id = NULL"
			" WHERE page_copy_id IN (SELECT id FROM erased_copy)" },
	{ "stroke", "DELETE FROM stroke WHERE page_copy_id IS NULL AND EXISTS (SELECT 1"
		    " FROM erased_time AS t WHERE t.pen_id = stroke.pen_id"
		    " AND stroke.start_ms >= t.from_ms AND stroke.start_ms < t.until_ms)" },
	{ "stroke_part", "DELETE FROM stroke_part WHERE EXISTS (SELECT 1 FROM erased_time AS t"
			 " WHERE t.pen_id = stroke_part.pen_id"
			 " AND stroke_part.host_ms >= t.from_ms"
			 " AND stroke_part.host_ms < t.until_ms)" },
	{ "raw_transfer", "DELETE FROM raw_transfer WHERE EXISTS (SELECT 1 FROM erased_time AS t"
			  " WHERE t.pen_id = raw_transfer.pen_id"
			  " AND raw_transfer.last_host_ms >= t.from_ms"
			  " AND raw_transfer.first_host_ms < t.until_ms)" },
	{ "refused", "DELETE FROM refused WHERE pen_id IN (SELECT pen_id FROM erased_time)" },
};

/* ---- erasing */

static void count(StoreErasure *erasure, const char *table, gint64 n_rows)
{
	for (guint i = 0; i < erasure->tables->len; i++) {
		StoreErasedTable *known = g_ptr_array_index(erasure->tables, i);

		if (g_str_equal(known->table, table)) {
			known->n_rows += n_rows;
			return;
		}
	}
	if (n_rows == 0)
		return;
	StoreErasedTable *row = g_new0(StoreErasedTable, 1);

	row->table = g_strdup(table);
	row->n_rows = n_rows;
	g_ptr_array_add(erasure->tables, row);
}

static bool erase(Database *database, StoreErasure *erasure, const char *table, const char *sql,
	GError **error)
{
	gint64 n_rows;

	if (!database_once(database, sql, strchr(sql, '?') ? &erasure->pupil_id : NULL,
		    strchr(sql, '?') ? 1 : 0, &n_rows, error))
		return false;
	count(erasure, table, n_rows);
	return true;
}

static bool erase_by(Database *database, StoreErasure *erasure, const char *column,
	const char *whose, GError **error)
{
	g_autoptr(GPtrArray) tables = about_tables(database, column, error);

	for (guint i = 0; tables && i < tables->len; i++) {
		const char *table = g_ptr_array_index(tables, i);
		g_autofree char *sql =
			g_strdup_printf("DELETE FROM \"%s\" WHERE %s %s", table, column, whose);

		if (!erase(database, erasure, table, sql, error))
			return false;
	}
	return tables != NULL;
}

static bool collect(Database *database, StoreErasure *erasure, GError **error)
{
	gint64 unused;

	if (!database_once(database, COLLECT, &erasure->pupil_id, 1, &unused, error) ||
		!database_once(database, COLLECT_COPIES, &erasure->pupil_id, 1, &unused, error))
		return false;
	sqlite3_stmt *copies = database_prepare(
		database, "SELECT id FROM erased_copy ORDER BY id", NULL, 0, error);
	DatabaseStep step = copies ? DATABASE_ROW : DATABASE_FAILED;

	while (step == DATABASE_ROW &&
		(step = database_step(database, copies, error)) == DATABASE_ROW) {
		const gint64 id = sqlite3_column_int64(copies, 0);

		g_array_append_val(erasure->page_copies, id);
	}
	if (step != DATABASE_DONE)
		return false;
	sqlite3_stmt *pens = database_prepare(database,
		"SELECT p.address, t.from_ms, t.until_ms FROM erased_time AS t JOIN pen AS p"
		" ON p.id = t.pen_id ORDER BY t.from_ms, p.address",
		NULL, 0, error);

	step = pens ? DATABASE_ROW : DATABASE_FAILED;
	while (step == DATABASE_ROW &&
		(step = database_step(database, pens, error)) == DATABASE_ROW) {
		StoreErasedPen *pen = g_new0(StoreErasedPen, 1);

		pen->address = database_column_text(pens, 0);
		pen->from_ms = sqlite3_column_int64(pens, 1);
		pen->until_ms = sqlite3_column_int64(pens, 2);
		g_ptr_array_add(erasure->pens, pen);
	}
	return step == DATABASE_DONE;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	const StoreErasedTable *const *first = a, *const *second = b;

	return strcmp((*first)->table, (*second)->table);
}

/* Ids are never given out twice: the counter is above all that are there. */
static bool put_record(Database *database, StoreErasure *erasure, GError **error)
{
	gint64 n_rows = 0;

	g_ptr_array_sort(erasure->tables, by_name);
	for (guint i = 0; i < erasure->tables->len; i++)
		n_rows += ((const StoreErasedTable *)g_ptr_array_index(erasure->tables, i))->n_rows;
	if (!database_integer(database, "SELECT reserved + 1 FROM id_counter", NULL, 0, 1,
		    &erasure->id, error) ||
		!database_execute(database, "UPDATE id_counter SET reserved = reserved + 1", error))
		return false;
	erasure->digest = store_erasure_digest(erasure);
	sqlite3_stmt *statement = database_prepare(database,
		"INSERT INTO erasure (id, erased_pupil, n_rows, at_ms, reason, digest)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
		DATABASE_INTEGERS(erasure->id, erasure->pupil_id, n_rows, erasure->at_ms), error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 5, erasure->reason, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 6, erasure->digest, -1, SQLITE_STATIC);
	return database_run(database, statement, error);
}

static bool erase_all(Database *database, StoreErasure *erasure, GError **error)
{
	if (!collect(database, erasure, error) ||
		!database_execute(database, "INSERT INTO erasing VALUES (1)", error))
		return false;
	for (gsize i = 0; i < G_N_ELEMENTS(APART); i++)
		if (!erase(database, erasure, APART[i].table, APART[i].sql, error))
			return false;
	return erase_by(database, erasure, "page_copy_id", "IN (SELECT id FROM erased_copy)",
		       error) &&
	       erase(database, erasure, "page_copy",
		       "DELETE FROM page_copy WHERE id IN (SELECT id FROM erased_copy)", error) &&
	       erase_by(database, erasure, "pupil_id", "= ?1", error) &&
	       erase(database, erasure, "pupil", "DELETE FROM pupil WHERE id = ?1", error) &&
	       database_execute(database,
		       "DELETE FROM erasing; DROP TABLE erased_copy; DROP TABLE erased_time",
		       error) &&
	       put_record(database, erasure, error);
}

/* The file anew, without the places where old copies may lie, and the log cut to nothing. */
static bool sweep(Database *database, GError **error)
{
	return database_execute(database, "PRAGMA wal_checkpoint(TRUNCATE)", error) &&
	       database_execute(database, "VACUUM", error) &&
	       database_execute(database, "PRAGMA wal_checkpoint(TRUNCATE)", error);
}

static StoreErasure *erase_in(
	Database *database, gint64 pupil_id, const char *reason, gint64 at_ms, GError **error)
{
	g_autoptr(StoreErasure) erasure = store_erasure_new();
	gint64 n_pupils = 0;

	erasure->pupil_id = pupil_id;
	erasure->at_ms = at_ms;
	erasure->reason = g_strdup(reason);
	if (!database_integer(database, "SELECT count(*) FROM pupil WHERE id = ?1",
		    DATABASE_INTEGERS(pupil_id), 0, &n_pupils, error))
		return NULL;
	if (n_pupils == 0) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_QUERY,
			"there is no pupil with the id %" G_GINT64_FORMAT, pupil_id);
		return NULL;
	}
	/* Rows refer to each other: only at the end must nothing refer to what is gone. */
	if (!database_execute(database, "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON", error) ||
		!erase_all(database, erasure, error) ||
		!database_execute(database, "COMMIT", error)) {
		database_roll_back(database);
		return NULL;
	}
	return sweep(database, error) ? g_steal_pointer(&erasure) : NULL;
}

static Database *open_to_write(const char *path, GError **error)
{
	int version;
	g_autoptr(Database) database = NULL;

	if (!migrate_check(path, &version, error))
		return NULL;
	if (version == 0) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN, "%s: there is no database", path);
		return NULL;
	}
	database = database_open(path, DATABASE_WRITE, error);
	return database && migrate_run(database, error) ? g_steal_pointer(&database) : NULL;
}

StoreErasure *store_erase_pupil(
	const char *path, gint64 pupil_id, const char *reason, gint64 at_ms, GError **error)
{
	const int lock = lock_take(path, error);

	if (lock < 0)
		return NULL;
	g_autoptr(Database) database = open_to_write(path, error);
	StoreErasure *erasure =
		database ? erase_in(database, pupil_id, reason, at_ms, error) : NULL;

	g_clear_pointer(&database, database_close);
	lock_release(lock);
	return erasure;
}

/* ---- the proof */

static bool count_left(
	Database *database, const char *column, gint64 id, gint64 *n_left, GError **error)
{
	g_autoptr(GPtrArray) tables = about_tables(database, column, error);

	for (guint i = 0; tables && i < tables->len; i++) {
		g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM \"%s\" WHERE %s = ?1",
			(const char *)g_ptr_array_index(tables, i), column);
		gint64 n_rows;

		if (!database_once(database, sql, &id, 1, &n_rows, error))
			return false;
		*n_left += n_rows;
	}
	return tables != NULL;
}

static bool count_all_left(
	Database *database, const StoreErasure *erasure, gint64 *n_left, GError **error)
{
	static const char PEOPLE[] =
		"SELECT (SELECT count(*) FROM pupil WHERE id = ?1)"
		" + (SELECT count(*) FROM page_copy WHERE pupil_id = ?1)"
		" + (SELECT count(*) FROM page_claim WHERE pupil_id = ?1 OR before_pupil_id = ?1)";
	static const char COPY[] = "SELECT (SELECT count(*) FROM page_copy WHERE id = ?1)"
				   " + (SELECT count(*) FROM access_log WHERE page_copy_id = ?1)";
	gint64 n_rows;

	if (!database_once(database, PEOPLE, &erasure->pupil_id, 1, &n_rows, error) ||
		!count_left(database, "pupil_id", erasure->pupil_id, n_left, error))
		return false;
	*n_left += n_rows;
	for (guint i = 0; i < erasure->page_copies->len; i++) {
		const gint64 id = g_array_index(erasure->page_copies, gint64, i);

		if (!database_once(database, COPY, &id, 1, &n_rows, error) ||
			!count_left(database, "page_copy_id", id, n_left, error))
			return false;
		*n_left += n_rows;
	}
	return true;
}

static bool is_on_record(
	Database *database, const StoreErasure *erasure, bool *known, GError **error)
{
	sqlite3_stmt *statement = database_prepare(database,
		"SELECT 1 FROM erasure WHERE id = ?1 AND erased_pupil = ?2 AND digest = ?3",
		DATABASE_INTEGERS(erasure->id, erasure->pupil_id), error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 3, erasure->digest, -1, SQLITE_STATIC);
	const DatabaseStep step = database_step(database, statement, error);

	*known = step == DATABASE_ROW;
	sqlite3_reset(statement);
	return step != DATABASE_FAILED;
}

StoreProof store_erasure_verify(
	const char *path, const StoreErasure *erasure, gint64 *n_left, GError **error)
{
	g_autofree char *digest = store_erasure_digest(erasure);
	bool known = false;

	*n_left = 0;
	if (g_strcmp0(digest, erasure->digest) != 0)
		return STORE_PROOF_ALTERED;
	g_autoptr(Database) database = database_open(path, DATABASE_READ, error);

	if (!database || !is_on_record(database, erasure, &known, error))
		return STORE_PROOF_FAILED;
	if (!known)
		return STORE_PROOF_UNKNOWN;
	if (!count_all_left(database, erasure, n_left, error))
		return STORE_PROOF_FAILED;
	return *n_left == 0 ? STORE_PROOF_HOLDS : STORE_PROOF_LEFT;
}
