/* SPDX-License-Identifier: MIT */
/* One transaction over all tables that name the pupil, and the steps after it; see erasure.h. */
#include "store/erasure-private.h"

#include <string.h>

#include "store/about.h"
#include "store/database.h"
#include "store/lock.h"
#include "store/migrate.h"
#include "store/refused.h"

#define CLOCK_SLACK_MS                                                                             \
	"86400000" /* by which a page may seem to be begun after its first bytes came */

typedef struct {
	gint64 class_id, number;
	char *name;
} Pupil;

static void pupil_clear(Pupil *pupil)
{
	g_free(pupil->name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pupil, pupil_clear)

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
	" AND page_copy.created_ms < t.until_ms))"
	/* One that was refused, with what is about it. */
	" UNION SELECT page_copy_id FROM refused WHERE kind = 'page copy' AND pupil_id = ?1"
	" AND page_copy_id NOT IN (SELECT id FROM page_copy)";

/* Pens by which the pupil's ink may have come, and since when: bytes on their way cannot be told apart, so that all of such a
 * pen go. What a pen kept in its own memory may come long after it left the pupil's hand. */
static const char COLLECT_RAW[] =
	"CREATE TEMP TABLE erased_raw AS SELECT pen_id, min(from_ms) AS from_ms FROM"
	" (SELECT pen_id, from_ms FROM erased_time UNION ALL"
	" SELECT k.pen_id, c.created_ms - " CLOCK_SLACK_MS " FROM"
	" (SELECT page_copy_id, pen_id FROM stroke"
	" WHERE page_copy_id IN (SELECT id FROM erased_copy)"
	" UNION SELECT page_copy_id, pen_id FROM page_pack"
	" WHERE page_copy_id IN (SELECT id FROM erased_copy)) AS k"
	" JOIN page_copy AS c ON c.id = k.page_copy_id WHERE NOT EXISTS"
	" (SELECT 1 FROM erased_time AS t WHERE t.pen_id = k.pen_id"
	" AND c.created_ms >= t.from_ms AND c.created_ms < t.until_ms)) GROUP BY pen_id";

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
	{ "raw_transfer", "DELETE FROM raw_transfer WHERE EXISTS (SELECT 1 FROM erased_raw AS r"
			  " WHERE r.pen_id = raw_transfer.pen_id"
			  " AND raw_transfer.last_host_ms >= r.from_ms)" },
	{ "refused", "DELETE FROM refused WHERE pen_id IN (SELECT pen_id FROM erased_time)" },
	/* Values are kept in hexadecimal (store/refused.c). A name of one character is looked for as a whole value. */
	{ "refused", "DELETE FROM refused WHERE NOT (" REFUSED_IS_INK ") AND EXISTS"
		     " (SELECT 1 FROM pupil WHERE id = ?1 AND name <> '' AND instr(bytes,"
		     " CAST(iif(length(name) > 1, hex(name), 'text ' || hex(name) || char(10))"
		     " AS BLOB)) > 0)" },
};

/* Texts that people write about people. A name of one character would be found in half of all words. Sheets and titles are
 * what was handed out, and often have names of nobody: they stay. */
#define NAMED(table, column)                                                                       \
	{                                                                                          \
		table "." column, "UPDATE " table " SET " column " = replace(" column              \
				  ", (SELECT name FROM pupil WHERE id = ?1), '某同学') WHERE"   \
				  " instr(" column ", (SELECT name FROM pupil WHERE id = ?1)) > 0" \
				  " AND (SELECT length(name) FROM pupil WHERE id = ?1) > 1"        \
	}
static const struct {
	const char *name, *sql;
} NAMED_IN[] = {
	NAMED("comment", "text"),
	NAMED("mark", "text"),
	NAMED("assignment", "reason"),
	NAMED("withdrawal", "reason"),
	NAMED("rule_change", "reason"),
	NAMED("consent", "note"),
	NAMED("wall_link", "label"),
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

static bool collect_pens(Database *database, StoreErasure *erasure, GError **error)
{
	sqlite3_stmt *pens = database_prepare(database,
		"SELECT p.address, t.from_ms, t.until_ms FROM (SELECT * FROM erased_time"
		" UNION ALL SELECT r.pen_id, r.from_ms, 9223372036854775807 FROM erased_raw AS r"
		" WHERE NOT EXISTS (SELECT 1 FROM erased_time AS e"
		" WHERE e.pen_id = r.pen_id AND e.from_ms <= r.from_ms)) AS t"
		" JOIN pen AS p ON p.id = t.pen_id ORDER BY t.from_ms, p.address",
		NULL, 0, error);
	DatabaseStep step = pens ? DATABASE_ROW : DATABASE_FAILED;

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

static bool collect(Database *database, StoreErasure *erasure, GError **error)
{
	gint64 unused;

	if (!database_once(database, COLLECT, &erasure->pupil_id, 1, &unused, error) ||
		!database_once(database, COLLECT_COPIES, &erasure->pupil_id, 1, &unused, error) ||
		!database_once(database, COLLECT_RAW, NULL, 0, &unused, error))
		return false;
	sqlite3_stmt *copies = database_prepare(
		database, "SELECT id FROM erased_copy ORDER BY id", NULL, 0, error);
	DatabaseStep step = copies ? DATABASE_ROW : DATABASE_FAILED;

	while (step == DATABASE_ROW &&
		(step = database_step(database, copies, error)) == DATABASE_ROW) {
		const gint64 id = sqlite3_column_int64(copies, 0);

		g_array_append_val(erasure->page_copies, id);
	}
	return step == DATABASE_DONE && collect_pens(database, erasure, error);
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

static bool put_pending(
	Database *database, const StoreErasure *erasure, const Pupil *pupil, GError **error)
{
	g_autofree char *lists = erasure_lists(erasure);
	sqlite3_stmt *statement = database_prepare(database,
		"INSERT INTO erasure_pending (erasure_id, class_id, number, lists)"
		" VALUES (?1, ?2, ?3, ?4)",
		DATABASE_INTEGERS(erasure->id, pupil->class_id, pupil->number), error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 4, lists, -1, SQLITE_TRANSIENT);
	return database_run(database, statement, error);
}

static bool erase_names(Database *database, StoreErasure *erasure, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(NAMED_IN); i++)
		if (!erase(database, erasure, NAMED_IN[i].name, NAMED_IN[i].sql, error))
			return false;
	return true;
}

static bool erase_all(Database *database, StoreErasure *erasure, const Pupil *pupil, GError **error)
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
	       erase_names(database, erasure, error) &&
	       erase(database, erasure, "pupil", "DELETE FROM pupil WHERE id = ?1", error) &&
	       database_execute(database,
		       "DELETE FROM erasing; DROP TABLE erased_copy; DROP TABLE erased_time;"
		       " DROP TABLE erased_raw",
		       error) &&
	       put_record(database, erasure, error) && put_pending(database, erasure, pupil, error);
}

/* ---- who is meant */

/* 0: there is no such pupil. */
static bool find_pupil(Database *database, gint64 pupil_id, Pupil *pupil, GError **error)
{
	sqlite3_stmt *statement =
		database_prepare(database, "SELECT class_id, number, name FROM pupil WHERE id = ?1",
			DATABASE_INTEGERS(pupil_id), error);
	const DatabaseStep step =
		statement ? database_step(database, statement, error) : DATABASE_FAILED;

	if (step == DATABASE_DONE)
		g_set_error(error, STORE_ERROR, STORE_ERROR_QUERY,
			"there is no pupil with the id %" G_GINT64_FORMAT, pupil_id);
	if (step != DATABASE_ROW)
		return false;
	pupil->class_id = sqlite3_column_int64(statement, 0);
	pupil->number = sqlite3_column_int64(statement, 1);
	pupil->name = database_column_text(statement, 2);
	sqlite3_reset(statement);
	return true;
}

/* Not in the midst of a longer one. */
static bool has_word(const char *text, const char *word)
{
	const gsize n_bytes = strlen(word);

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		if ((at == text || !g_ascii_isalnum(at[-1])) && !g_ascii_isalnum(at[n_bytes]))
			return true;
	return false;
}

/* The whole name, or what stands after the surname where that is two characters at least; in letters only the whole. */
static bool names_pupil(const char *reason, const char *name)
{
	const glong n_characters = g_utf8_strlen(name, -1);

	if (n_characters > 1 && g_ascii_isalpha(*name))
		return has_word(reason, name);
	return n_characters > 1 &&
	       (strstr(reason, name) ||
		       (n_characters > 2 && strstr(reason, g_utf8_next_char(name))));
}

/* ---- steps */

static StoreErasure *erase_in(
	Database *database, gint64 pupil_id, const char *reason, gint64 at_ms, GError **error)
{
	g_autoptr(StoreErasure) erasure = store_erasure_new();
	g_auto(Pupil) pupil = { 0 };

	erasure->pupil_id = pupil_id;
	erasure->at_ms = at_ms;
	erasure->reason = g_strdup(reason);
	if (!find_pupil(database, pupil_id, &pupil, error))
		return NULL;
	if (names_pupil(reason, pupil.name)) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_NAMED,
			"the reason has the pupil's name in it, and it stays on record");
		return NULL;
	}
	/* Rows refer to each other: only at the end must nothing refer to what is gone. */
	if (!database_execute(database, "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON", error) ||
		!erase_all(database, erasure, &pupil, error) ||
		!database_execute(database, "COMMIT", error)) {
		database_roll_back(database);
		return NULL;
	}
	return g_steal_pointer(&erasure);
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

/* While it is open, no daemon is. */
typedef struct {
	int lock;
	Database *database;
} Locked;

static bool locked_open(Locked *locked, const char *path, GError **error)
{
	locked->lock = lock_take(path, error);
	locked->database = locked->lock >= 0 ? open_to_write(path, error) : NULL;
	return locked->database != NULL;
}

static void locked_close(Locked *locked)
{
	g_clear_pointer(&locked->database, database_close);
	if (locked->lock >= 0)
		lock_release(locked->lock);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Locked, locked_close)

StoreErasure *store_erase_pupil(
	const char *path, gint64 pupil_id, const char *reason, gint64 at_ms, GError **error)
{
	g_auto(Locked) locked = { -1, NULL };

	return locked_open(&locked, path, error)
		       ? erase_in(locked.database, pupil_id, reason, at_ms, error)
		       : NULL;
}

static StoreErasure *read_pending(sqlite3_stmt *at, GError **error)
{
	g_autoptr(StoreErasure) erasure = store_erasure_new();
	g_autofree char *lists = database_column_text(at, 6);

	erasure->id = sqlite3_column_int64(at, 0);
	erasure->pupil_id = sqlite3_column_int64(at, 1);
	erasure->at_ms = sqlite3_column_int64(at, 2);
	erasure->n_recordings = sqlite3_column_int64(at, 3);
	erasure->reason = database_column_text(at, 4);
	erasure->digest = database_column_text(at, 5);
	if (erasure_take_lists(erasure, lists))
		return g_steal_pointer(&erasure);
	g_set_error(error, STORE_ERROR, STORE_ERROR_FORMAT,
		"what erasure %" G_GINT64_FORMAT " took is not readable", erasure->id);
	return NULL;
}

bool store_erasure_pending(
	const char *path, gint64 class_id, gint number, StoreErasure **pending, GError **error)
{
	g_auto(Locked) locked = { -1, NULL };

	*pending = NULL;
	if (!locked_open(&locked, path, error))
		return false;
	sqlite3_stmt *statement = database_prepare(locked.database,
		"SELECT e.id, e.erased_pupil, e.at_ms, coalesce(p.n_recordings, -1), e.reason,"
		" e.digest, p.lists FROM erasure_pending AS p JOIN erasure AS e"
		" ON e.id = p.erasure_id WHERE p.class_id = ?1 AND p.number = ?2 ORDER BY e.id",
		DATABASE_INTEGERS(class_id, number), error);
	const DatabaseStep step =
		statement ? database_step(locked.database, statement, error) : DATABASE_FAILED;

	if (step == DATABASE_ROW) {
		*pending = read_pending(statement, error);
		sqlite3_reset(statement);
	}
	return step == DATABASE_DONE || *pending;
}

bool store_erasure_note_recordings(
	const char *path, StoreErasure *erasure, gint64 n_recordings, GError **error)
{
	g_auto(Locked) locked = { -1, NULL };

	if (erasure->n_recordings >= 0)
		return true;
	if (!locked_open(&locked, path, error) ||
		!database_run(locked.database,
			database_prepare(locked.database,
				"UPDATE erasure_pending SET n_recordings = ?2"
				" WHERE erasure_id = ?1",
				DATABASE_INTEGERS(erasure->id, n_recordings), error),
			error))
		return false;
	erasure->n_recordings = n_recordings;
	return true;
}

/* The file anew, without the places where old copies may lie, and the log cut to nothing. */
bool store_erasure_sweep(const char *path, GError **error)
{
	g_auto(Locked) locked = { -1, NULL };

	return locked_open(&locked, path, error) &&
	       database_execute(locked.database, "PRAGMA wal_checkpoint(TRUNCATE)", error) &&
	       database_execute(locked.database, "VACUUM", error) &&
	       database_execute(locked.database, "PRAGMA wal_checkpoint(TRUNCATE)", error);
}

bool store_erasure_finish(const char *path, const StoreErasure *erasure, GError **error)
{
	g_auto(Locked) locked = { -1, NULL };

	return locked_open(&locked, path, error) &&
	       database_run(locked.database,
		       database_prepare(locked.database,
			       "DELETE FROM erasure_pending WHERE erasure_id = ?1",
			       DATABASE_INTEGERS(erasure->id), error),
		       error);
}
