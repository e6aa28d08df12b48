/* SPDX-License-Identifier: MIT */
/* Joining journal parts; see journal.h. */
#define G_LOG_DOMAIN "zhibi-store"

#include "store/journal.h"

#include "ink/codec.h"

static void journal_stroke_free(gpointer data)
{
	JournalStroke *open = data;
	stroke_free(open->stroke);
	g_free(open);
}

/* Adds a later part. Dots that came before are kept as they were; a hole between the parts is flagged. */
static void join(Stroke *whole, const Stroke *part, guint first_dot)
{
	guint n_have = whole->dots->len;
	GArray *dots = whole->dots;
	guint n_known = first_dot < n_have ? MIN(n_have - first_dot, part->dots->len) : 0;

	g_array_append_vals(
		dots, part->dots->data + n_known * sizeof(Dot), part->dots->len - n_known);
	guint32 flags = part->flags;
	if (first_dot > n_have && dots->len > n_have) {
		g_array_index(dots, Dot, n_have).flags |= DOT_AFTER_GAP;
		flags |= STROKE_GAP;
	}
	/* The head of the latest part knows the most, but for a start reckoned from the first. */
	flags |= whole->flags;
	gint64 start_ms = part->start_ms ? part->start_ms : whole->start_ms;
	*whole = *part;
	whole->start_ms = start_ms;
	whole->flags = flags;
	whole->dots = dots;
}

static void reckon_times(Stroke *stroke, gint64 host_ms)
{
	gint64 length = 0;

	if (stroke->dots->len > 0)
		length = stroke_dot(stroke, stroke->dots->len - 1)->time_ms;
	if (stroke->start_ms == 0) {
		stroke->start_ms = host_ms - length;
		stroke->flags |= STROKE_DOWN_MISSING;
	}
	stroke->end_ms = MAX(stroke->end_ms, stroke->start_ms + length);
}

static bool find_page_copy(Database *database, JournalStroke *open, GError **error)
{
	const PageAddress *page = &open->stroke->page;

	if (page->family == PAGE_FAMILY_NONE)
		return true;
	/* Two look-ups by index and not one with OR: a whole class writes on copies of one page. */
	return database_integer(database,
		"SELECT id FROM (SELECT id, created_ms FROM page_copy"
		" WHERE page_key = ?1 AND page_family = ?2 AND pen_id = ?3"
		" UNION SELECT id, created_ms FROM page_copy"
		" WHERE page_key = ?1 AND page_family = ?2 AND pupil_id ="
		" (SELECT pupil_id FROM binding WHERE pen_id = ?3 AND until_ms IS NULL))"
		" ORDER BY created_ms DESC, id DESC LIMIT 1",
		DATABASE_INTEGERS(page_address_key(page), page->family, open->pen_id), 0,
		&open->page_copy_id, error);
}

/* One row: a new stroke, or more of the one loaded last. */
static void add_part(GPtrArray *strokes, sqlite3_stmt *statement)
{
	gint64 stroke_id = sqlite3_column_int64(statement, 0);
	gsize n_bytes;
	const guint8 *bytes = database_column_bytes(statement, 3, &n_bytes);
	guint first_dot;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) parts = codec_decode(bytes, n_bytes, &first_dot, &error);
	if (!parts || parts->len != 1) {
		g_warning("a part of stroke %" G_GINT64_FORMAT " in the journal cannot be read: %s",
			stroke_id, error ? error->message : "not a single stroke");
		return;
	}
	JournalStroke *last = strokes->len > 0 ? strokes->pdata[strokes->len - 1] : NULL;
	if (!last || last->stroke->id != stroke_id) {
		last = g_new0(JournalStroke, 1);
		last->pen_id = sqlite3_column_int64(statement, 1);
		last->stroke = stroke_new();
		g_ptr_array_add(strokes, last);
	}
	join(last->stroke, parts->pdata[0], first_dot);
	last->stroke->id = stroke_id;
	reckon_times(last->stroke, sqlite3_column_int64(statement, 2));
}

static GPtrArray *load(Database *database, sqlite3_stmt *statement, GError **error)
{
	g_autoptr(GPtrArray) strokes = g_ptr_array_new_with_free_func(journal_stroke_free);
	DatabaseStep step;

	if (!statement)
		return NULL;
	while ((step = database_step(database, statement, error)) == DATABASE_ROW)
		add_part(strokes, statement);
	if (step == DATABASE_FAILED)
		return NULL;
	for (guint i = 0; i < strokes->len; i++)
		if (!find_page_copy(database, strokes->pdata[i], error))
			return NULL;
	return g_steal_pointer(&strokes);
}

GPtrArray *journal_load(Database *database, gint64 pen_id, GError **error)
{
	return load(database,
		database_prepare(database,
			pen_id ? "SELECT stroke_id, pen_id, host_ms, bytes FROM stroke_part"
				 " WHERE pen_id = ?1 ORDER BY stroke_id, first_dot"
			       : "SELECT stroke_id, pen_id, host_ms, bytes FROM stroke_part"
				 " ORDER BY stroke_id, first_dot",
			&pen_id, pen_id ? 1 : 0, error),
		error);
}

GPtrArray *journal_load_page(Database *database, gint64 page_copy_id, GError **error)
{
	return load(database,
		database_prepare(database,
			"SELECT stroke_id, pen_id, host_ms, bytes FROM stroke_part WHERE pen_id IN"
			" (SELECT pen_id FROM page_copy WHERE id = ?1 UNION"
			" SELECT pen_id FROM binding WHERE until_ms IS NULL AND pupil_id ="
			" (SELECT pupil_id FROM page_copy WHERE id = ?1))"
			" ORDER BY stroke_id, first_dot",
			DATABASE_INTEGERS(page_copy_id), error),
		error);
}

bool journal_delete(Database *database, gint64 stroke_id, GError **error)
{
	return database_run(database,
		database_prepare(database, "DELETE FROM stroke_part WHERE stroke_id = ?1",
			DATABASE_INTEGERS(stroke_id), error),
		error);
}
