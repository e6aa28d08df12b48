/* SPDX-License-Identifier: MIT */
/* Does a proof hold? See erasure.h. */
#include "store/about.h"
#include "store/database.h"
#include "store/erasure.h"

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
