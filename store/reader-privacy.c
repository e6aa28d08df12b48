/* SPDX-License-Identifier: MIT */
/* Reading consents, looks, and what was erased and forgotten; see reader.h and reader-privacy.h. */
#include "store/reader-privacy.h"

#include "store/reader-private.h"
#include "store/refused.h"

static void consent_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreConsent *)row = (StoreConsent){ .id = integer(at, 0),
		.pupil_id = integer(at, 1),
		.given = small(at, 2) != 0,
		.kind = text(at, 3),
		.at_ms = integer(at, 4),
		.note = text(at, 5) };
}

static void consent_free(gpointer row)
{
	StoreConsent *consent = row;
	g_free(consent->kind);
	g_free(consent->note);
	g_free(consent);
}

GPtrArray *store_reader_consents(StoreReader *reader, gint64 pupil_id, GError **error)
{
	static const RowKind KIND = { sizeof(StoreConsent), consent_fill, consent_free };
	return reader_query(reader, &KIND,
		"SELECT id, pupil_id, given, kind, at_ms, note FROM consent WHERE pupil_id = ?1"
		" ORDER BY at_ms, id",
		DATABASE_INTEGERS(pupil_id), error);
}

GPtrArray *store_reader_consents_between(
	StoreReader *reader, gint64 from_ms, gint64 until_ms, GError **error)
{
	static const RowKind KIND = { sizeof(StoreConsent), consent_fill, consent_free };
	return reader_query(reader, &KIND,
		"SELECT id, pupil_id, given, kind, at_ms, note FROM consent"
		" WHERE at_ms >= ?1 AND at_ms < ?2 ORDER BY at_ms, id",
		DATABASE_INTEGERS(from_ms, until_ms), error);
}

static void access_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreAccess *)row = (StoreAccess){ .teacher_id = integer(at, 0),
		.page_copy_id = integer(at, 1),
		.at_ms = integer(at, 2),
		.what = text(at, 3),
		.class_id = integer(at, 4),
		.who = text(at, 5) };
}

static void access_free(gpointer row)
{
	g_free(((StoreAccess *)row)->what);
	g_free(((StoreAccess *)row)->who);
	g_free(row);
}

GPtrArray *store_reader_accesses(StoreReader *reader, gint64 page_copy_id, GError **error)
{
	static const RowKind KIND = { sizeof(StoreAccess), access_fill, access_free };
	return reader_query(reader, &KIND,
		"SELECT teacher_id, page_copy_id, at_ms, what, class_id, who FROM access_log"
		" WHERE page_copy_id = ?1 ORDER BY at_ms, id",
		DATABASE_INTEGERS(page_copy_id), error);
}

static void access_count_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreAccessCount *)row = (StoreAccessCount){ .teacher_id = integer(at, 0),
		.what = text(at, 1),
		.n_looks = integer(at, 2),
		.n_pages = integer(at, 3),
		.who = text(at, 4) };
}

static void access_count_free(gpointer row)
{
	g_free(((StoreAccessCount *)row)->what);
	g_free(((StoreAccessCount *)row)->who);
	g_free(row);
}

GPtrArray *store_reader_access_counts(
	StoreReader *reader, gint64 from_ms, gint64 until_ms, GError **error)
{
	static const RowKind KIND = { sizeof(StoreAccessCount), access_count_fill,
		access_count_free };
	return reader_query(reader, &KIND,
		"SELECT teacher_id, what, count(*), count(DISTINCT page_copy_id), who FROM "
		"access_log"
		" WHERE at_ms >= ?1 AND at_ms < ?2 GROUP BY teacher_id, who, what"
		" ORDER BY teacher_id, who, what",
		DATABASE_INTEGERS(from_ms, until_ms), error);
}

static void erasure_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreErasureRow *)row = (StoreErasureRow){ .id = integer(at, 0),
		.erased_pupil = integer(at, 1),
		.n_rows = integer(at, 2),
		.at_ms = integer(at, 3),
		.reason = text(at, 4),
		.digest = text(at, 5) };
}

static void erasure_free(gpointer row)
{
	StoreErasureRow *erasure = row;
	g_free(erasure->reason);
	g_free(erasure->digest);
	g_free(erasure);
}

GPtrArray *store_reader_erasures(
	StoreReader *reader, gint64 from_ms, gint64 until_ms, GError **error)
{
	static const RowKind KIND = { sizeof(StoreErasureRow), erasure_fill, erasure_free };
	return reader_query(reader, &KIND,
		"SELECT id, erased_pupil, n_rows, at_ms, reason, digest FROM erasure"
		" WHERE at_ms >= ?1 AND at_ms < ?2 ORDER BY at_ms, id",
		DATABASE_INTEGERS(from_ms, until_ms), error);
}

static void pending_fill(gpointer row, sqlite3_stmt *at)
{
	*(StorePendingErasure *)row = (StorePendingErasure){ .id = integer(at, 0),
		.at_ms = integer(at, 1),
		.class_name = text(at, 2),
		.number = small(at, 3) };
}

static void pending_free(gpointer row)
{
	g_free(((StorePendingErasure *)row)->class_name);
	g_free(row);
}

GPtrArray *store_reader_pending_erasures(StoreReader *reader, GError **error)
{
	static const RowKind KIND = { sizeof(StorePendingErasure), pending_fill, pending_free };
	return reader_query(reader, &KIND,
		"SELECT e.id, e.at_ms, coalesce(c.name, ''), p.number FROM erasure_pending AS p"
		" JOIN erasure AS e ON e.id = p.erasure_id LEFT JOIN class AS c ON c.id = "
		"p.class_id"
		" ORDER BY e.at_ms, e.id",
		NULL, 0, error);
}

static void retention_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreRetentionCount *)row = (StoreRetentionCount){ .kind = text(at, 0),
		.n_runs = integer(at, 1),
		.n_rows = integer(at, 2),
		.last_ms = integer(at, 3) };
}

static void retention_free(gpointer row)
{
	g_free(((StoreRetentionCount *)row)->kind);
	g_free(row);
}

GPtrArray *store_reader_retention(
	StoreReader *reader, gint64 from_ms, gint64 until_ms, GError **error)
{
	static const RowKind KIND = { sizeof(StoreRetentionCount), retention_fill, retention_free };
	return reader_query(reader, &KIND,
		"SELECT kind, count(*), sum(n_rows), max(at_ms) FROM retention_run"
		" WHERE at_ms >= ?1 AND at_ms < ?2 GROUP BY kind ORDER BY kind",
		DATABASE_INTEGERS(from_ms, until_ms), error);
}

bool store_reader_forgettable(
	StoreReader *reader, StoreForget kind, gint64 before_ms, gint64 *is_due, GError **error)
{
	static const char *const SQL[STORE_N_FORGETS] = {
		[STORE_FORGET_INK] =
			"SELECT EXISTS (SELECT 1 FROM page_copy AS c WHERE c.created_ms < ?1"
			" AND (EXISTS (SELECT 1 FROM page_pack AS k WHERE k.page_copy_id = c.id)"
			" OR EXISTS (SELECT 1 FROM stroke AS s WHERE s.page_copy_id = c.id)))"
			" OR EXISTS (SELECT 1 FROM stroke WHERE page_copy_id IS NULL"
			" AND start_ms < ?1)"
			" OR EXISTS (SELECT 1 FROM refused WHERE " REFUSED_IS_INK
			" AND at_ms < ?1)",
		[STORE_FORGET_RESULTS] =
			"SELECT EXISTS (SELECT 1 FROM page_copy WHERE created_ms < ?1)"
			" OR EXISTS (SELECT 1 FROM refused WHERE at_ms < ?1)",
		[STORE_FORGET_UNCLAIMED] = ("SELECT EXISTS (SELECT 1 FROM page_copy"
					    " WHERE created_ms < ?1 AND pupil_id IS NULL)"),
		[STORE_FORGET_ACCESS] = "SELECT EXISTS (SELECT 1 FROM access_log WHERE at_ms < ?1)",
	};

	return database_integer(
		reader->database, SQL[kind], DATABASE_INTEGERS(before_ms), 0, is_due, error);
}

bool store_reader_known_until(
	StoreReader *reader, gint64 until_ms, gint64 *known_ms, GError **error)
{
	return database_integer(reader->database,
		"SELECT max("
		"coalesce((SELECT max(created_ms) FROM page_copy WHERE created_ms <= ?1), 0),"
		" coalesce((SELECT max(at_ms) FROM access_log WHERE at_ms <= ?1), 0))",
		DATABASE_INTEGERS(until_ms), 0, known_ms, error);
}

GArray *store_reader_nights(StoreReader *reader, gint64 now_ms, GError **error)
{
	g_autoptr(GArray) nights = g_array_new(FALSE, FALSE, sizeof(gint64));
	sqlite3_stmt *statement = database_prepare(reader->database,
		"SELECT at_ms FROM night WHERE at_ms <= ?1 ORDER BY at_ms DESC",
		DATABASE_INTEGERS(now_ms), error);
	DatabaseStep step = statement ? DATABASE_ROW : DATABASE_FAILED;

	while (step == DATABASE_ROW &&
		(step = database_step(reader->database, statement, error)) == DATABASE_ROW) {
		const gint64 at_ms = sqlite3_column_int64(statement, 0);

		g_array_append_val(nights, at_ms);
	}
	return step == DATABASE_DONE ? g_steal_pointer(&nights) : NULL;
}
