/* SPDX-License-Identifier: MIT */
/* One batch, one transaction; see batch.h. */
#define G_LOG_DOMAIN "zhibi-store"

#include "store/batch.h"

#include "store/packs.h"
#include "store/raw.h"
#include "store/refused.h"
#include "store/retention.h"
#include "store/strokes.h"
#include "store/tables.h"

/*
 * Ids are given out on the main thread before anything of them is written, so the file holds a number
 * that they have not reached yet: after a crash the series goes on above it. It is moved up in good
 * time, with a batch that is written anyway.
 */
#define IDS_RESERVED_AHEAD 1000000
#define IDS_RESERVE_BELOW (IDS_RESERVED_AHEAD / 2)

struct Batch {
	Database *database;
	Packs *packs;
	Strokes *strokes;
	RawBatch *raw;
	gint64 first_id;
	gint64 reserved_id;
};

static bool reserve_ids(Database *database, gint64 reserved_id, GError **error)
{
	return database_run(database,
		database_prepare(database, "UPDATE id_counter SET reserved = ?1",
			DATABASE_INTEGERS(reserved_id), error),
		error);
}

static bool begin(Database *database, GError **error)
{
	return database_run(
		database, database_prepare(database, "BEGIN IMMEDIATE", NULL, 0, error), error);
}

static bool commit(Database *database, GError **error)
{
	return database_run(database, database_prepare(database, "COMMIT", NULL, 0, error), error);
}

/* What was known from memory of a transaction that did not happen is forgotten. */
static void roll_back(Batch *batch)
{
	database_roll_back(batch->database);
	strokes_rolled_back(batch->strokes);
	packs_forget(batch->packs);
	raw_batch_clear(batch->raw);
}

static bool start(Batch *batch, GError **error)
{
	if (!begin(batch->database, error))
		return false;
	batch->reserved_id = 0;
	if (database_integer(batch->database, "SELECT reserved FROM id_counter", NULL, 0, 0,
		    &batch->first_id, error)) {
		batch->reserved_id = batch->first_id + IDS_RESERVED_AHEAD;
		if (reserve_ids(batch->database, batch->reserved_id, error) &&
			strokes_recover(batch->strokes, error) && commit(batch->database, error)) {
			strokes_committed(batch->strokes);
			return true;
		}
	}
	roll_back(batch);
	return false;
}

Batch *batch_new(Database *take_database, GError **error)
{
	g_autoptr(Batch) batch = g_new0(Batch, 1);
	batch->database = take_database;
	batch->packs = packs_new(take_database);
	batch->strokes = strokes_new(take_database, batch->packs);
	batch->raw = raw_batch_new();
	if (!start(batch, error))
		return NULL;
	return g_steal_pointer(&batch);
}

Batch *batch_free(Batch *batch)
{
	if (!batch)
		return NULL;
	raw_batch_free(batch->raw);
	strokes_free(batch->strokes);
	packs_free(batch->packs);
	database_close(batch->database);
	g_free(batch);
	return NULL;
}

gint64 batch_first_id(const Batch *batch)
{
	return batch->first_id;
}

static bool forget(Batch *batch, const Request *request, GError **error)
{
	/* What is known of strokes from memory may be about some that are forgotten now. */
	strokes_rolled_back(batch->strokes);
	packs_forget(batch->packs);
	return retention_forget(batch->database, (StoreForget)request->values[0].integer,
		request->values[1].integer, request->values[2].integer, request->values[3].integer,
		error);
}

static bool put(Batch *batch, const Request *request, GArray *settled, GError **error)
{
	if (request->kind == REQUEST_STROKE)
		return strokes_put(batch->strokes, request->pen_id, request->page_copy_id,
			request->stroke, settled, error);
	if (request->kind == REQUEST_PART)
		return strokes_put_part(batch->strokes, request, error);
	if (request->kind == REQUEST_MOVE)
		return strokes_move(batch->strokes, request, error);
	if (request->kind == REQUEST_PACK)
		return packs_pack(batch->packs, request->page_copy_id, error);
	if (request->kind == REQUEST_FORGET)
		return forget(batch, request, error);
	if (request->kind == REQUEST_FORGET_RAW)
		return raw_batch_flush(batch->raw, batch->database, error) &&
		       tables_put(batch->database, request, error);
	if (request->kind != REQUEST_RAW)
		return tables_put(batch->database, request, error);
	raw_batch_add(batch->raw, request->pen_id, request->values[0].integer,
		request->values[1].integer != 0, request->values[2].bytes);
	return true;
}

/* ---- a request refused for what it is goes to the table of those and does not stop the others; what was put with it as a
 * group goes there too */

static const Request *group_last(const Request *first)
{
	const Request *last = first;

	while (last->more && last->next)
		last = last->next;
	return last;
}

/* `refused`: the one that was, or NULL. False: not for what it is, and nothing is to be written now. */
static bool try_group(Batch *batch, const Request *first, const Request *end, GArray *settled,
	const Request **refused, char **why, GError **error)
{
	g_autoptr(GError) refusal = NULL;
	const guint n_settled = settled->len;

	*refused = NULL;
	for (const Request *request = first; request != end && !*refused; request = request->next)
		if (!put(batch, request, settled, &refusal))
			*refused = request;
	if (!*refused)
		return true;
	if (!g_error_matches(refusal, STORE_ERROR, STORE_ERROR_QUERY)) {
		g_propagate_error(error, g_steal_pointer(&refusal));
		return false;
	}
	*why = g_strdup(refusal->message);
	strokes_rolled_back(batch->strokes);
	packs_forget(batch->packs);
	g_array_set_size(settled, n_settled);
	return database_execute(batch->database, "ROLLBACK TO put", error);
}

/* Ink is never held to what was put with it. Bytes as they came are only gathered, and stay so when rows are rolled back. */
static bool is_ink(const Request *request)
{
	return request->kind == REQUEST_STROKE || request->kind == REQUEST_PART ||
	       request->kind == REQUEST_RAW;
}

static bool put_carefully(Batch *batch, const Request *first, const Request *last, GArray *settled,
	GArray *refusals, GError **error);

static bool put_aside(Batch *batch, const Request *first, const Request *end,
	const Request *refused, const char *why, GArray *settled, GArray *refusals, GError **error)
{
	bool was_tried = true; /* up to the refused one; what stands after it was not */

	for (const Request *request = first; request != end; request = request->next) {
		if (request == refused)
			was_tried = false;
		if (request->kind == REQUEST_RAW) {
			if (!was_tried && !put(batch, request, settled, error))
				return false;
			continue;
		}
		/* One alone has been tried. */
		if (is_ink(request) && first->next != end) {
			if (!put_carefully(batch, request, request, settled, refusals, error))
				return false;
			continue;
		}
		if (!refused_put(batch->database, request, why, error))
			return false;
	}
	g_critical("a %s cannot be stored where it belongs and is kept aside: %s",
		request_kind_name(refused->kind), why);
	return true;
}

/* From `first` to `last`, all or nothing. */
static bool put_carefully(Batch *batch, const Request *first, const Request *last, GArray *settled,
	GArray *refusals, GError **error)
{
	const Request *end = last->next, *refused;
	g_autofree char *why = NULL;

	if (!database_execute(batch->database, "SAVEPOINT put", error) ||
		!try_group(batch, first, end, settled, &refused, &why, error))
		return false;
	if (refused) {
		const StoreRefusal refusal = { first->sequence, last->sequence };

		g_array_append_val(refusals, refusal);
		if (!put_aside(batch, first, end, refused, why, settled, refusals, error))
			return false;
	}
	return database_execute(batch->database, "RELEASE put", error);
}

static bool put_all_carefully(
	Batch *batch, const Request *first, GArray *settled, GArray *refusals, GError **error)
{
	for (const Request *request = first, *last; request; request = last->next) {
		last = group_last(request);
		if (!put_carefully(batch, request, last, settled, refusals, error))
			return false;
	}
	return true;
}

static bool put_all(Batch *batch, const Request *first, GArray *settled, GError **error)
{
	for (const Request *request = first; request; request = request->next)
		if (!put(batch, request, settled, error))
			return false;
	return true;
}

static bool write_once(Batch *batch, const Request *first, gint64 last_id, bool carefully,
	GArray *settled, GArray *refusals, GError **error)
{
	gint64 reserved_id = batch->reserved_id;

	g_array_set_size(settled, 0);
	g_array_set_size(refusals, 0);
	bool done = begin(batch->database, error) &&
		    (carefully ? put_all_carefully(batch, first, settled, refusals, error)
			       : put_all(batch, first, settled, error));
	if (done && last_id + IDS_RESERVE_BELOW > reserved_id) {
		reserved_id = last_id + IDS_RESERVED_AHEAD;
		done = reserve_ids(batch->database, reserved_id, error);
	}
	if (done && raw_batch_flush(batch->raw, batch->database, error) &&
		commit(batch->database, error)) {
		batch->reserved_id = reserved_id;
		strokes_committed(batch->strokes);
		return true;
	}
	roll_back(batch);
	return false;
}

bool batch_write(Batch *batch, const Request *first, gint64 last_id, GArray *settled,
	GArray *refusals, GError **error)
{
	g_autoptr(GError) refusal = NULL;

	if (write_once(batch, first, last_id, false, settled, refusals, &refusal))
		return true;
	if (g_error_matches(refusal, STORE_ERROR, STORE_ERROR_QUERY))
		return write_once(batch, first, last_id, true, settled, refusals, error);
	g_propagate_error(error, g_steal_pointer(&refusal));
	return false;
}

void batch_end_ids(Batch *batch, gint64 last_id)
{
	g_autoptr(GError) error = NULL;
	if (!reserve_ids(batch->database, last_id, &error))
		g_info("ids go on with a gap: %s", error->message);
}
