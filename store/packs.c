/* SPDX-License-Identifier: MIT */
/* Finished pages as one blob a pen; see packs.h. */
#define G_LOG_DOMAIN "zhibi-store"

#include "store/packs.h"

#include "ink/codec.h"
#include "ink/stroke-times.h"

/* Digests kept: a class of 60 with four pages each. A page of 20,000 dots has about 300 strokes, 24 KiB. */
#define N_DIGESTS_MAX 256

/* Of one packed stroke, all that tells an exact repeat. */
typedef struct {
	gint64 id;
	Span span;
	PageAddress page;
	guint32 flags;
	guint n_dots;
	guint64 fingerprint; /* of the places and forces of its dots, in order */
} DigestEntry;

typedef struct {
	gint64 page_copy_id;
	gint64 pen_id;
} PackKey;

typedef struct {
	PackKey key;
	guint64 used; /* the larger, the later */
	GArray *entries;
} Digest;

typedef enum { PACK_READ, PACK_MISSING, PACK_DAMAGED, PACK_FAILED } PackResult;

struct Packs {
	Database *database;
	GHashTable *digests; /* PackKey (in the Digest) -> Digest */
	guint64 n_uses;
	PackKey decoded_key; /* the pack decoded last, kept: the next question is often about it too */
	GPtrArray *decoded; /* or NULL */
};

static guint key_hash(gconstpointer data)
{
	const PackKey *key = data;
	return g_int64_hash(&key->page_copy_id) * 31 + g_int64_hash(&key->pen_id);
}

static gboolean key_equal(gconstpointer a, gconstpointer b)
{
	const PackKey *left = a, *right = b;
	return left->page_copy_id == right->page_copy_id && left->pen_id == right->pen_id;
}

static void digest_free(gpointer data)
{
	Digest *digest = data;
	g_array_unref(digest->entries);
	g_free(digest);
}

Packs *packs_new(Database *database)
{
	Packs *packs = g_new0(Packs, 1);
	packs->database = database;
	packs->digests = g_hash_table_new_full(key_hash, key_equal, NULL, digest_free);
	return packs;
}

Packs *packs_free(Packs *packs)
{
	if (packs) {
		packs_forget(packs);
		g_hash_table_unref(packs->digests);
		g_free(packs);
	}
	return NULL;
}

static void forget_decoded(Packs *packs)
{
	if (packs->decoded)
		g_ptr_array_unref(packs->decoded);
	packs->decoded = NULL;
}

void packs_forget(Packs *packs)
{
	g_hash_table_remove_all(packs->digests);
	forget_decoded(packs);
}

static guint64 fingerprint(const Stroke *stroke)
{
	guint64 hash = stroke->dots->len;

	for (guint i = 0; i < stroke->dots->len; i++) {
		const Dot *dot = stroke_dot(stroke, i);
		hash ^= (guint64)(guint32)dot->at.x << 32 | (guint32)dot->at.y;
		hash *= G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
		hash ^= hash >> 32 ^ dot->force;
		hash *= G_GUINT64_CONSTANT(0xD6E8FEB86659FD93);
		hash ^= hash >> 32;
	}
	return hash;
}

/* Writes *strokes on PACK_READ and sets an error on PACK_FAILED only; damage is logged. */
static PackResult load(Database *database, PackKey key, GPtrArray **strokes, GError **error)
{
	sqlite3_stmt *statement = database_prepare(database,
		"SELECT bytes FROM page_pack WHERE page_copy_id = ?1 AND pen_id = ?2",
		DATABASE_INTEGERS(key.page_copy_id, key.pen_id), error);
	if (!statement)
		return PACK_FAILED;
	DatabaseStep step = database_step(database, statement, error);
	if (step != DATABASE_ROW)
		return step == DATABASE_DONE ? PACK_MISSING : PACK_FAILED;
	gsize n_bytes;
	const guint8 *bytes = database_column_bytes(statement, 0, &n_bytes);
	g_autoptr(GError) damage = NULL;
	GPtrArray *read = codec_decode(bytes, n_bytes, NULL, &damage);
	sqlite3_reset(statement);
	if (!read) {
		g_warning("the packed page copy %" G_GINT64_FORMAT " cannot be read: %s",
			key.page_copy_id, damage->message);
		return PACK_DAMAGED;
	}
	*strokes = read;
	return PACK_READ;
}

/* The strokes of a pack, borrowed until the next call; NULL when it is missing or damaged. */
static bool decoded(Packs *packs, PackKey key, GPtrArray **strokes, GError **error)
{
	if (!packs->decoded || !key_equal(&packs->decoded_key, &key)) {
		forget_decoded(packs);
		if (load(packs->database, key, &packs->decoded, error) == PACK_FAILED)
			return false;
		packs->decoded_key = key;
	}
	*strokes = packs->decoded;
	return true;
}

static void drop_oldest_digest(Packs *packs)
{
	const Digest *oldest = NULL;
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, packs->digests);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const Digest *digest = value;
		if (!oldest || digest->used < oldest->used)
			oldest = digest;
	}
	g_hash_table_remove(packs->digests, &oldest->key);
}

static bool digest_of(Packs *packs, PackKey key, const Digest **found, GError **error)
{
	Digest *digest = g_hash_table_lookup(packs->digests, &key);
	if (!digest) {
		GPtrArray *strokes;
		if (!decoded(packs, key, &strokes, error))
			return false;
		if (g_hash_table_size(packs->digests) >= N_DIGESTS_MAX)
			drop_oldest_digest(packs);
		digest = g_new0(Digest, 1);
		digest->key = key;
		digest->entries = g_array_new(FALSE, FALSE, sizeof(DigestEntry));
		for (guint i = 0; strokes && i < strokes->len; i++) {
			const Stroke *stroke = strokes->pdata[i];
			DigestEntry entry = { stroke->id, rows_span(stroke), stroke->page,
				stroke->flags, stroke->dots->len, fingerprint(stroke) };
			g_array_append_val(digest->entries, entry);
		}
		g_hash_table_insert(packs->digests, &digest->key, digest);
	}
	digest->used = ++packs->n_uses;
	*found = digest;
	return true;
}

static void forget_one(Packs *packs, PackKey key)
{
	g_hash_table_remove(packs->digests, &key);
	if (packs->decoded && key_equal(&packs->decoded_key, &key))
		forget_decoded(packs);
}

/* One packed stroke that meets the new one: an exact repeat is told from the digest alone. */
static bool add_known(Packs *packs, PackKey key, guint number, const DigestEntry *entry,
	const Stroke *stroke, guint64 print, GPtrArray *found, GError **error)
{
	if (entry->n_dots == stroke->dots->len && entry->fingerprint == print) {
		Stroke *head = stroke_new();
		head->id = entry->id;
		head->page = entry->page;
		head->flags = entry->flags;
		known_add(found, KNOWN_PACK, key.page_copy_id, true, head);
		return true;
	}
	GPtrArray *strokes;
	if (!decoded(packs, key, &strokes, error))
		return false;
	/* A pack that went bad since its digest was made speaks for nothing: the new copy is kept. */
	if (!strokes || number >= strokes->len)
		return true;
	known_add(found, KNOWN_PACK, key.page_copy_id, false, stroke_copy(strokes->pdata[number]));
	return true;
}

static bool find_in_pack(
	Packs *packs, PackKey key, const Stroke *stroke, GPtrArray *found, GError **error)
{
	const Digest *digest;
	if (!digest_of(packs, key, &digest, error))
		return false;
	Span span = rows_span(stroke);
	guint64 print = fingerprint(stroke);
	for (guint i = 0; i < digest->entries->len; i++) {
		const DigestEntry *entry = &g_array_index(digest->entries, DigestEntry, i);
		if (rows_spans_meet(entry->span, span) &&
			known_pages_agree(
				&entry->page, entry->flags, &stroke->page, stroke->flags) &&
			!add_known(packs, key, i, entry, stroke, print, found, error))
			return false;
	}
	return true;
}

bool packs_find(Packs *packs, gint64 pen_id, const Stroke *stroke, GPtrArray *found, GError **error)
{
	Span span = rows_span(stroke);
	g_autoptr(GArray) page_copies = g_array_new(FALSE, FALSE, sizeof(gint64));
	sqlite3_stmt *statement = database_prepare(packs->database,
		"SELECT page_copy_id FROM page_pack"
		" WHERE pen_id = ?1 AND pen_last_ms >= ?2 AND pen_first_ms <= ?3",
		DATABASE_INTEGERS(pen_id, span.first_ms, span.last_ms), error);
	if (!statement)
		return false;
	DatabaseStep step;
	while ((step = database_step(packs->database, statement, error)) == DATABASE_ROW) {
		gint64 page_copy_id = sqlite3_column_int64(statement, 0);
		g_array_append_val(page_copies, page_copy_id);
	}
	if (step == DATABASE_FAILED)
		return false;
	for (guint i = 0; i < page_copies->len; i++) {
		PackKey key = { g_array_index(page_copies, gint64, i), pen_id };
		if (!find_in_pack(packs, key, stroke, found, error))
			return false;
	}
	return true;
}

static bool delete_pack(Packs *packs, PackKey key, GError **error)
{
	Database *database = packs->database;

	return database_run(database,
		       database_prepare(database,
			       "DELETE FROM page_pack WHERE page_copy_id = ?1 AND pen_id = ?2",
			       DATABASE_INTEGERS(key.page_copy_id, key.pen_id), error),
		       error) &&
	       database_run(database,
		       database_prepare(database,
			       "DELETE FROM page_time WHERE page_copy_id = ?1 AND pen_id = ?2",
			       DATABASE_INTEGERS(key.page_copy_id, key.pen_id), error),
		       error);
}

bool packs_unpack(Packs *packs, gint64 page_copy_id, gint64 pen_id, GError **error)
{
	PackKey key = { page_copy_id, pen_id };
	g_autoptr(GPtrArray) strokes = NULL;

	PackResult result = load(packs->database, key, &strokes, error);
	if (result != PACK_READ)
		return result != PACK_FAILED;
	forget_one(packs, key);
	for (guint i = 0; i < strokes->len; i++)
		if (!rows_insert(packs->database, pen_id, page_copy_id, strokes->pdata[i], error))
			return false;
	return delete_pack(packs, key, error);
}

/* Rows that cannot be decoded stay rows. */
static bool add_rows(Database *database, PackKey key, GPtrArray *strokes, GError **error)
{
	sqlite3_stmt *statement = database_prepare(database,
		"SELECT bytes FROM stroke WHERE page_copy_id = ?1 AND pen_id = ?2",
		DATABASE_INTEGERS(key.page_copy_id, key.pen_id), error);
	if (!statement)
		return false;
	DatabaseStep step;
	while ((step = database_step(database, statement, error)) == DATABASE_ROW) {
		Stroke *stroke = rows_decode(statement, 0);
		if (stroke)
			g_ptr_array_add(strokes, stroke);
	}
	return step == DATABASE_DONE;
}

/* The packed form must give back the very same strokes before the rows may go. */
static bool gives_back(const GByteArray *bytes, const GPtrArray *strokes)
{
	g_autoptr(GPtrArray) back = codec_decode(bytes->data, bytes->len, NULL, NULL);
	if (!back || back->len != strokes->len)
		return false;
	for (guint i = 0; i < back->len; i++) {
		const Stroke *one = back->pdata[i], *other = strokes->pdata[i];
		if (one->id != other->id || !stroke_equal(one, other))
			return false;
	}
	return true;
}

static bool write_pack(Database *database, PackKey key, const GPtrArray *strokes, guint n_dots,
	const GByteArray *bytes, GError **error)
{
	Span all = rows_span(strokes->pdata[0]);
	for (guint i = 1; i < strokes->len; i++) {
		Span span = rows_span(strokes->pdata[i]);
		all.first_ms = MIN(all.first_ms, span.first_ms);
		all.last_ms = MAX(all.last_ms, span.last_ms);
	}
	sqlite3_stmt *statement = database_prepare(database,
		"INSERT OR REPLACE INTO page_pack (page_copy_id, pen_id, pen_first_ms, pen_last_ms,"
		" n_strokes, n_dots, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
		DATABASE_INTEGERS(key.page_copy_id, key.pen_id, all.first_ms, all.last_ms,
			strokes->len, n_dots),
		error);
	if (!statement)
		return false;
	sqlite3_bind_blob64(statement, 7, bytes->data, bytes->len, SQLITE_STATIC);
	return database_run(database, statement, error);
}

static bool write_times(Database *database, PackKey key, const GPtrArray *strokes, GError **error)
{
	g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(StrokeTime));
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	for (guint i = 0; i < strokes->len; i++) {
		const StrokeTime time = rows_time(strokes->pdata[i]);
		g_array_append_val(times, time);
	}
	stroke_times_encode((const StrokeTime *)(void *)times->data, times->len, bytes);
	sqlite3_stmt *statement = database_prepare(database,
		"INSERT OR REPLACE INTO page_time (page_copy_id, pen_id, bytes) VALUES (?1, ?2, "
		"?3)",
		DATABASE_INTEGERS(key.page_copy_id, key.pen_id), error);
	if (!statement)
		return false;
	sqlite3_bind_blob64(statement, 3, bytes->data, bytes->len, SQLITE_STATIC);
	return database_run(database, statement, error);
}

static bool pack_pen(Packs *packs, PackKey key, GError **error)
{
	g_autoptr(GPtrArray) strokes = NULL;
	PackResult result = load(packs->database, key, &strokes, error);
	if (result == PACK_FAILED || result == PACK_DAMAGED)
		return result == PACK_DAMAGED; /* what is left of it is not written over */
	if (!strokes)
		strokes = stroke_array_new();
	guint n_packed = strokes->len;
	if (!add_rows(packs->database, key, strokes, error))
		return false;
	gsize n_dots = 0;
	for (guint i = 0; i < strokes->len; i++)
		n_dots += ((const Stroke *)strokes->pdata[i])->dots->len;
	/* More than one blob may hold: they do well as rows. */
	if (strokes->len == n_packed || strokes->len > CODEC_MAX_STROKES || n_dots > CODEC_MAX_DOTS)
		return true;
	g_ptr_array_sort(strokes, rows_compare);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	codec_encode_page((const Stroke *const *)strokes->pdata, strokes->len, bytes);
	if (!gives_back(bytes, strokes)) {
		g_critical("page copy %" G_GINT64_FORMAT " does not survive packing: left as it is",
			key.page_copy_id);
		return true;
	}
	forget_one(packs, key);
	if (!write_pack(packs->database, key, strokes, (guint)n_dots, bytes, error) ||
		!write_times(packs->database, key, strokes, error))
		return false;
	for (guint i = 0; i < strokes->len; i++)
		if (!rows_delete(packs->database, ((const Stroke *)strokes->pdata[i])->id, error))
			return false;
	return true;
}

/* The pens with something of the page copy in `sql`, or false. */
static GArray *pens_of(Database *database, const char *sql, gint64 page_copy_id, GError **error)
{
	g_autoptr(GArray) pens = g_array_new(FALSE, FALSE, sizeof(gint64));
	sqlite3_stmt *statement =
		database_prepare(database, sql, DATABASE_INTEGERS(page_copy_id), error);
	if (!statement)
		return NULL;
	DatabaseStep step;
	while ((step = database_step(database, statement, error)) == DATABASE_ROW) {
		gint64 pen_id = sqlite3_column_int64(statement, 0);
		g_array_append_val(pens, pen_id);
	}
	return step == DATABASE_DONE ? g_steal_pointer(&pens) : NULL;
}

bool packs_pack(Packs *packs, gint64 page_copy_id, GError **error)
{
	g_autoptr(GArray) pens = pens_of(packs->database,
		"SELECT DISTINCT pen_id FROM stroke WHERE page_copy_id = ?1", page_copy_id, error);
	if (!pens)
		return false;
	for (guint i = 0; i < pens->len; i++) {
		PackKey key = { page_copy_id, g_array_index(pens, gint64, i) };
		if (!pack_pen(packs, key, error))
			return false;
	}
	return true;
}

bool packs_read_pen(
	Database *database, gint64 page_copy_id, gint64 pen_id, GPtrArray *strokes, GError **error)
{
	const PackKey key = { page_copy_id, pen_id };
	g_autoptr(GPtrArray) packed = NULL;

	if (load(database, key, &packed, error) == PACK_FAILED)
		return false;
	while (packed && packed->len > 0)
		g_ptr_array_add(strokes, g_ptr_array_steal_index_fast(packed, packed->len - 1));
	return true;
}

bool packs_read(Database *database, gint64 page_copy_id, GPtrArray *strokes, GError **error)
{
	g_autoptr(GArray) pens = pens_of(database,
		"SELECT pen_id FROM page_pack WHERE page_copy_id = ?1", page_copy_id, error);
	if (!pens)
		return false;
	for (guint i = 0; i < pens->len; i++)
		if (!packs_read_pen(
			    database, page_copy_id, g_array_index(pens, gint64, i), strokes, error))
			return false;
	return true;
}
