/* SPDX-License-Identifier: MIT */
/*
 * One stroke, one copy. A pen cannot write two strokes at once: only strokes of the same pen that meet in
 * time by the pen's own clock (which a later repair of the clock does not touch) can be copies of each other.
 * Of those, one copy contains the dots of the other, or they are two strokes and both stay.
 */
#define G_LOG_DOMAIN "zhibi-store"

#include "store/strokes.h"

#include "store/journal.h"
#include "store/tables.h"

/* A time by the pen's clock after which nothing of it is recorded. Ink mostly comes in order, and then this alone tells
 * that a stroke is new. It may lie too late, never too early. */
typedef struct {
	gint64 ms;
	/* The stroke whose parts came last, and the time without them: its end is no later than its parts. */
	gint64 open_id; /* 0: none, or others came since */
	gint64 before_ms;
} Latest;

struct Strokes {
	Database *database;
	Packs *packs;
	GHashTable *latest; /* pen id -> Latest */
	/* Ids of the strokes in the journal, as a set, and of those that the transaction under way took
	 * out of it. The set may hold too many, never too few. */
	GHashTable *open;
	GArray *closed;
};

#define CLOCK_FLAGS ((guint32)(STROKE_CLOCK_REPAIRED | STROKE_CLOCK_UNSURE))

typedef enum {
	RELATION_OTHER,	 /* two different strokes */
	RELATION_HAD,	 /* the known copy has all of the new one */
	RELATION_FULLER, /* the new copy has all of the known one, and more or fewer doubts */
} Relation;

Strokes *strokes_new(Database *database, Packs *packs)
{
	Strokes *strokes = g_new0(Strokes, 1);
	strokes->database = database;
	strokes->packs = packs;
	strokes->latest = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	strokes->open = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	strokes->closed = g_array_new(FALSE, FALSE, sizeof(gint64));
	return strokes;
}

Strokes *strokes_free(Strokes *strokes)
{
	if (strokes) {
		g_hash_table_unref(strokes->latest);
		g_hash_table_unref(strokes->open);
		g_array_unref(strokes->closed);
		g_free(strokes);
	}
	return NULL;
}

void strokes_committed(Strokes *strokes)
{
	for (guint i = 0; i < strokes->closed->len; i++)
		g_hash_table_remove(strokes->open, &g_array_index(strokes->closed, gint64, i));
	g_array_set_size(strokes->closed, 0);
}

void strokes_rolled_back(Strokes *strokes)
{
	g_array_set_size(strokes->closed, 0);
}

static void note_open(Strokes *strokes, gint64 stroke_id)
{
	g_hash_table_add(strokes->open, g_memdup2(&stroke_id, sizeof stroke_id));
}

static bool close_journal(Strokes *strokes, gint64 stroke_id, GError **error)
{
	if (!g_hash_table_contains(strokes->open, &stroke_id))
		return true;
	g_array_append_val(strokes->closed, stroke_id);
	return journal_delete(strokes->database, stroke_id, error);
}

/* The pen's, read from the record when the pen is first met. */
static Latest *latest_of(Strokes *strokes, gint64 pen_id, GError **error)
{
	Latest *latest = g_hash_table_lookup(strokes->latest, &pen_id);
	if (latest)
		return latest;
	gint64 value;
	if (!database_integer(strokes->database,
		    "SELECT max(at) FROM ("
		    " SELECT max(pen_start_ms) + ?2 AS at FROM stroke WHERE pen_id = ?1"
		    " UNION ALL SELECT max(pen_end_ms) FROM stroke WHERE pen_id = ?1"
		    " AND pen_end_ms - pen_start_ms > 10000"
		    " UNION ALL SELECT max(pen_last_ms) FROM page_pack WHERE pen_id = ?1)",
		    DATABASE_INTEGERS(pen_id, ROWS_SHORT_MS), G_MININT64, &value, error))
		return NULL;
	latest = g_new0(Latest, 1);
	latest->ms = value;
	g_hash_table_insert(strokes->latest, g_memdup2(&pen_id, sizeof pen_id), latest);
	return latest;
}

/* Is all that is recorded of the pen, but for parts of this stroke, before it? From now on it is recorded. */
static bool comes_later(Latest *latest, const Stroke *stroke, Span span)
{
	const gint64 ms = latest->open_id == stroke->id ? latest->before_ms : latest->ms;

	latest->open_id = 0;
	latest->ms = MAX(latest->ms, span.last_ms);
	return span.first_ms > ms;
}

static void note_part(Latest *latest, gint64 stroke_id, gint64 last_ms)
{
	if (latest->open_id != stroke_id) {
		latest->open_id = stroke_id;
		latest->before_ms = latest->ms;
	}
	latest->ms = MAX(latest->ms, last_ms);
}

static bool add_rows(Database *database, sqlite3_stmt *statement, GPtrArray *found, GError **error)
{
	if (!statement)
		return false;
	DatabaseStep step;
	while ((step = database_step(database, statement, error)) == DATABASE_ROW) {
		Stroke *stroke = rows_decode(statement, 0);
		if (stroke)
			known_add(found, KNOWN_ROW, sqlite3_column_int64(statement, 1), false,
				stroke);
	}
	return step == DATABASE_DONE;
}

static bool find_rows(
	Database *database, gint64 pen_id, Span span, GPtrArray *found, GError **error)
{
	const gint64 values[] = { pen_id, span.first_ms, span.last_ms,
		span.first_ms - ROWS_SHORT_MS };

	return add_rows(database,
		       database_prepare(database,
			       "SELECT bytes, page_copy_id FROM stroke WHERE pen_id = ?1"
			       " AND pen_start_ms BETWEEN ?4 AND ?3 AND pen_end_ms >= ?2",
			       values, G_N_ELEMENTS(values), error),
		       found, error) &&
	       add_rows(database,
		       database_prepare(database,
			       "SELECT bytes, page_copy_id FROM stroke WHERE pen_id = ?1"
			       " AND pen_end_ms - pen_start_ms > 10000"
			       " AND pen_end_ms >= ?2 AND pen_start_ms < ?4 AND ?3 >= ?2",
			       values, G_N_ELEMENTS(values), error),
		       found, error);
}

static bool find_in_journal(
	Strokes *strokes, gint64 pen_id, Span span, GPtrArray *found, GError **error)
{
	if (g_hash_table_size(strokes->open) == 0)
		return true;
	g_autoptr(GPtrArray) journal = journal_load(strokes->database, pen_id, error);
	if (!journal)
		return false;
	for (guint i = 0; i < journal->len; i++) {
		JournalStroke *open = journal->pdata[i];
		if (rows_spans_meet(rows_span(open->stroke), span))
			known_add(found, KNOWN_JOURNAL, open->page_copy_id, false,
				g_steal_pointer(&open->stroke));
	}
	return true;
}

/* How sure the page of a copy is. */
static int page_rank(const PageAddress *page, guint32 flags)
{
	if (page->family == PAGE_FAMILY_NONE)
		return 0;
	return flags & STROKE_PAGE_GUESSED ? 1 : 2;
}

static bool knows_page_better(
	const Stroke *one, gint64 one_copy, const Stroke *other, gint64 other_copy)
{
	int one_rank = page_rank(&one->page, one->flags);
	int other_rank = page_rank(&other->page, other->flags);
	return one_rank > other_rank || (one_rank == other_rank && one_copy && !other_copy);
}

static guint n_doubts(const Stroke *stroke)
{
	/* A wrong clock says nothing about the dots. */
	return (guint)__builtin_popcount(stroke->flags & ~CLOCK_FLAGS);
}

static Relation relate(const Known *known, gint64 page_copy_id, const Stroke *stroke)
{
	const Stroke *old = known->stroke;
	if (!known_pages_agree(&old->page, old->flags, &stroke->page, stroke->flags))
		return RELATION_OTHER;
	bool had = known->same_dots || stroke_contains(old, stroke);
	bool fuller = known->same_dots || stroke_contains(stroke, old);
	if (had && fuller && n_doubts(stroke) < n_doubts(old))
		return RELATION_FULLER;
	/* A stroke still being written cannot be given the page: when it ends it is compared again. */
	if (had && known->place == KNOWN_JOURNAL &&
		knows_page_better(stroke, page_copy_id, old, known->page_copy_id))
		return RELATION_OTHER;
	if (had)
		return RELATION_HAD;
	return fuller ? RELATION_FULLER : RELATION_OTHER;
}

/* The copy in the record is kept, with the page that the new one knows. */
static bool give_page(Strokes *strokes, gint64 pen_id, const Known *known, gint64 page_copy_id,
	const Stroke *from, GError **error)
{
	g_autoptr(Stroke) stroke = NULL;
	if (known->place == KNOWN_PACK &&
		!packs_unpack(strokes->packs, known->page_copy_id, pen_id, error))
		return false;
	if (!rows_read(strokes->database, known->stroke->id, &stroke, error))
		return false;
	if (!stroke)
		return true;
	stroke->page = from->page;
	stroke->flags &= ~(guint32)STROKE_PAGE_GUESSED;
	stroke->flags |= from->flags & STROKE_PAGE_GUESSED;
	return rows_insert(strokes->database, pen_id, page_copy_id, stroke, error);
}

static bool drop(Strokes *strokes, gint64 pen_id, const Known *known, GError **error)
{
	switch (known->place) {
	case KNOWN_JOURNAL:
		return close_journal(strokes, known->stroke->id, error);
	case KNOWN_PACK:
		if (!packs_unpack(strokes->packs, known->page_copy_id, pen_id, error))
			return false;
		return rows_delete(strokes->database, known->stroke->id, error);
	case KNOWN_ROW:
		return rows_delete(strokes->database, known->stroke->id, error);
	}
	g_assert_not_reached();
}

static bool find_known(
	Strokes *strokes, gint64 pen_id, const Stroke *stroke, GPtrArray *found, GError **error)
{
	Span span = rows_span(stroke);
	Latest *latest = latest_of(strokes, pen_id, error);
	if (!latest)
		return false;
	return comes_later(latest, stroke, span) ||
	       (find_rows(strokes->database, pen_id, span, found, error) &&
		       packs_find(strokes->packs, pen_id, stroke, found, error) &&
		       find_in_journal(strokes, pen_id, span, found, error));
}

static void settle(GArray *settled, gint64 stroke_id, gint64 other_id, StoreStrokeOutcome outcome,
	gint64 moved_ms)
{
	StoreSettled one = { stroke_id, other_id, outcome, moved_ms };
	g_array_append_val(settled, one);
}

/* Takes out of `found` the stroke's own earlier copy (it was put before under the same id). */
static bool remove_itself(
	Strokes *strokes, gint64 pen_id, gint64 stroke_id, GPtrArray *found, GError **error)
{
	for (guint i = 0; i < found->len; i++) {
		const Known *known = found->pdata[i];
		if (known->stroke->id != stroke_id)
			continue;
		if (!drop(strokes, pen_id, known, error))
			return false;
		g_ptr_array_remove_index(found, i--);
	}
	return true;
}

/* When a stroke was written was known best when it was told first: the less had happened to the pen's clock since. But
 * nobody looked at the time of stored ink that a crash or a lost link cut off. */
static bool knows_time_better(const Stroke *old, const Stroke *stroke)
{
	if (old->origin == STROKE_STORED && old->flags & STROKE_LINK_LOST)
		return false;
	return !(old->flags & STROKE_CLOCK_UNSURE) || stroke->flags & STROKE_CLOCK_UNSURE;
}

/* Returns by how much the stroke is later now. */
static gint64 give_time(Stroke *stroke, const Stroke *from)
{
	gint64 moved_ms, start_ms, end_ms;

	if (__builtin_sub_overflow(from->start_ms, from->pen_start_ms, &moved_ms) ||
		__builtin_add_overflow(moved_ms, stroke->pen_start_ms, &start_ms) ||
		__builtin_sub_overflow(start_ms, stroke->start_ms, &moved_ms) ||
		__builtin_add_overflow(stroke->end_ms, moved_ms, &end_ms))
		return 0;
	stroke->start_ms = start_ms;
	stroke->end_ms = end_ms;
	stroke->flags = (stroke->flags & ~CLOCK_FLAGS) | (from->flags & CLOCK_FLAGS);
	return moved_ms;
}

/* Puts the stroke in the place of those of `found` that are parts of it; of none, when it is new. */
static bool put_fuller(Strokes *strokes, gint64 pen_id, gint64 page_copy_id, const Stroke *stroke,
	const GPtrArray *found, GArray *settled, GError **error)
{
	g_autoptr(Stroke) made = NULL; /* the stroke, with what a part of it knew better */

	for (guint i = 0; i < found->len; i++) {
		const Known *known = found->pdata[i];
		gint64 moved_ms = 0;
		if (relate(known, page_copy_id, made ? made : stroke) != RELATION_FULLER)
			continue;
		if (!drop(strokes, pen_id, known, error))
			return false;
		if (!made)
			made = stroke_copy(stroke);
		if (knows_page_better(known->stroke, known->page_copy_id, made, page_copy_id)) {
			made->page = known->stroke->page;
			made->flags &= ~(guint32)STROKE_PAGE_GUESSED;
			made->flags |= known->stroke->flags & STROKE_PAGE_GUESSED;
			page_copy_id = known->page_copy_id;
		}
		if (knows_time_better(known->stroke, made))
			moved_ms = give_time(made, known->stroke);
		settle(settled, stroke->id, known->stroke->id, STORE_STROKE_COMPLETED, moved_ms);
	}
	if (!made)
		settle(settled, stroke->id, 0, STORE_STROKE_NEW, 0);
	return rows_insert(strokes->database, pen_id, page_copy_id, made ? made : stroke, error);
}

bool strokes_put(Strokes *strokes, gint64 pen_id, gint64 page_copy_id, const Stroke *stroke,
	GArray *settled, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(known_free);

	if (!close_journal(strokes, stroke->id, error) ||
		!find_known(strokes, pen_id, stroke, found, error) ||
		!remove_itself(strokes, pen_id, stroke->id, found, error))
		return false;
	for (guint i = 0; i < found->len; i++) {
		const Known *known = found->pdata[i];
		if (relate(known, page_copy_id, stroke) != RELATION_HAD)
			continue;
		settle(settled, stroke->id, known->stroke->id, STORE_STROKE_REPEATED, 0);
		return !knows_page_better(
			       stroke, page_copy_id, known->stroke, known->page_copy_id) ||
		       give_page(strokes, pen_id, known, page_copy_id, stroke, error);
	}
	return put_fuller(strokes, pen_id, page_copy_id, stroke, found, settled, error);
}

bool strokes_put_part(Strokes *strokes, const Request *request, GError **error)
{
	Latest *latest = latest_of(strokes, request->pen_id, error);
	if (!latest)
		return false;
	note_part(latest, request->values[0].integer, request->last_ms);
	note_open(strokes, request->values[0].integer);
	return tables_put(strokes->database, request, error);
}

bool strokes_recover(Strokes *strokes, GError **error)
{
	g_autoptr(GPtrArray) journal = journal_load(strokes->database, 0, error);
	g_autoptr(GArray) settled = g_array_new(FALSE, FALSE, sizeof(StoreSettled));
	if (!journal)
		return false;
	for (guint i = 0; i < journal->len; i++)
		note_open(strokes, ((const JournalStroke *)journal->pdata[i])->stroke->id);
	for (guint i = 0; i < journal->len; i++) {
		JournalStroke *open = journal->pdata[i];
		open->stroke->flags |= STROKE_LINK_LOST;
		if (!strokes_put(strokes, open->pen_id, open->page_copy_id, open->stroke, settled,
			    error))
			return false;
	}
	if (journal->len > 0)
		g_message("kept from before the last stop: %u open strokes", journal->len);
	return true;
}

bool strokes_move(Strokes *strokes, const Request *request, GError **error)
{
	const gint64 from_id = request->values[0].integer, stroke_id = request->values[1].integer;

	return packs_unpack(strokes->packs, from_id, request->pen_id, error) &&
	       database_run(strokes->database,
		       database_prepare(strokes->database,
			       "UPDATE stroke SET page_copy_id = ?1 WHERE id = ?2",
			       DATABASE_INTEGERS(request->page_copy_id, stroke_id), error),
		       error);
}
