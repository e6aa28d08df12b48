/* SPDX-License-Identifier: MIT */
/*
 * The pile told again from its beginning, in the order of writing: at the start, and when ink came that was written before
 * what is known already (a pen that was away keeps it, and tells it later). Then a touch, a number or a mark may belong
 * between two others, and what follows it is on another copy than was thought. Each copy stays what most of its ink
 * is; strokes of other runs leave it. A copy that a person gave to somebody stays theirs.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/marking/marking-piles.h"

typedef struct {
	Stroke *stroke; /* its copy's */
	MarkedCopy *copy;
	guint part; /* index in Pieces.parts */
} Piece;

/* What one run has on one page. */
typedef struct {
	guint run;
	const PageAddress *page;
	MarkedCopy *copy;
	guint n_there; /* of its strokes, in that copy already */
} Part;

typedef struct {
	Marking *marking;
	TeacherPen *pen;
	GArray *pieces;	     /* of Piece, in the order of writing */
	GArray *parts;	     /* of Part */
	GHashTable *part_of; /* RunPage → index + 1 in parts */
} Retelling;

static gint by_time(gconstpointer a, gconstpointer b)
{
	const Stroke *one = ((const Piece *)a)->stroke, *other = ((const Piece *)b)->stroke;

	if (one->start_ms != other->start_ms)
		return one->start_ms < other->start_ms ? -1 : 1;
	return (one->id > other->id) - (one->id < other->id);
}

static void gather(Retelling *retelling)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, retelling->marking->marked);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		MarkedCopy *copy = value;

		for (guint i = 0; copy->pen_id == retelling->pen->pen_id && i < copy->strokes->len;
			i++) {
			const Piece piece = { g_ptr_array_index(copy->strokes, i), copy, 0 };

			g_array_append_val(retelling->pieces, piece);
		}
	}
	g_array_sort(retelling->pieces, by_time);
}

/* ---- the runs */

static guint part_index(Retelling *retelling, guint run, const PageAddress *page)
{
	const RunPage key = { run, page_address_key(page) };
	guint index = GPOINTER_TO_UINT(g_hash_table_lookup(retelling->part_of, &key));

	if (index == 0) {
		const Part part = { run, page, NULL, 0 };

		g_array_append_val(retelling->parts, part);
		index = retelling->parts->len;
		g_hash_table_insert(
			retelling->part_of, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(index));
	}
	return index - 1;
}

/* A number that was finished long ago is one, as it would have been had we listened. */
static void rest(Retelling *retelling)
{
	const TeacherPen *pen = retelling->pen;
	PileRun settled;

	if (pen->last_ms < g_get_real_time() / 1000 - PILE_REST_MS &&
		pile_rest(pen->pile, &settled))
		teacher_pen_note_run(retelling->pen, &settled);
}

/* What was said of the pile before this moment, in order. */
static void obey_steps(const Retelling *retelling, guint *next, gint64 until_ms)
{
	const GArray *steps = retelling->marking->pile_steps;

	for (; *next < steps->len; ++*next) {
		const StorePile *step = &g_array_index(steps, StorePile, *next);

		if (step->after_ms >= until_ms)
			return;
		pile_set_ordered(retelling->pen->pile, step->ordered, step->next);
	}
}

static void tell(Retelling *retelling)
{
	TeacherPen *pen = retelling->pen;
	guint next_step = 0;

	for (guint i = 0; i < retelling->pieces->len; i++) {
		Piece *piece = &g_array_index(retelling->pieces, Piece, i);
		PileRun settled;

		obey_steps(retelling, &next_step, piece->stroke->start_ms);
		const PileRun run = pile_add(pen->pile, piece->stroke, &settled);

		teacher_pen_note_run(pen, &settled);
		teacher_pen_note_run(pen, &run);
		piece->part = part_index(retelling, run.run, &piece->stroke->page);
		pen->last_ms = MAX(pen->last_ms, piece->stroke->start_ms);
	}
	obey_steps(retelling, &next_step, G_MAXINT64);
	rest(retelling);
}

/* ---- which copy is whose */

/* A copy is the part's that has most of its strokes in it; a part's, the one with most of those. */
static void share_copies(Retelling *retelling)
{
	g_autoptr(GHashTable) counts = g_hash_table_new(NULL, NULL); /* copy → part → n */
	g_autofree guint *n = g_new0(guint, retelling->parts->len + 1);
	GHashTableIter iter;
	gpointer copy, pieces;

	for (guint i = 0; i < retelling->pieces->len; i++) {
		const Piece *piece = &g_array_index(retelling->pieces, Piece, i);
		GArray *list = g_hash_table_lookup(counts, piece->copy);

		if (!list) {
			list = g_array_new(FALSE, FALSE, sizeof(guint));
			g_hash_table_insert(counts, piece->copy, list);
		}
		g_array_append_val(list, piece->part);
	}
	g_hash_table_iter_init(&iter, counts);
	while (g_hash_table_iter_next(&iter, &copy, &pieces)) {
		g_autoptr(GArray) list = pieces;
		guint most = g_array_index(list, guint, 0);

		for (guint i = 0; i < list->len; i++) {
			const guint part = g_array_index(list, guint, i);

			if (++n[part] > n[most])
				most = part;
		}
		Part *part = &g_array_index(retelling->parts, Part, most);

		if (n[most] > part->n_there) {
			part->copy = copy;
			part->n_there = n[most];
		}
		for (guint i = 0; i < list->len; i++)
			n[g_array_index(list, guint, i)] = 0;
	}
}

static MarkedCopy *copy_of_part(Retelling *retelling, Part *part, gint64 now_ms)
{
	Classroom *classroom = retelling->marking->options.classroom;

	if (!part->copy) {
		const gint64 id = classroom_add_marked_copy(
			classroom, retelling->pen->pen_id, part->page, 0, now_ms);

		part->copy =
			marking_marked_copy(retelling->marking, classroom_page_copy(classroom, id));
	}
	return part->copy;
}

static void move_pieces(Retelling *retelling, gint64 now_ms)
{
	for (guint i = 0; i < retelling->pieces->len; i++) {
		Piece *piece = &g_array_index(retelling->pieces, Piece, i);
		Part *part = &g_array_index(retelling->parts, Part, piece->part);
		MarkedCopy *copy = copy_of_part(retelling, part, now_ms);

		if (copy != piece->copy)
			marking_move_ink(retelling->marking, piece->copy, copy, piece->stroke);
		teacher_pen_set_copy(retelling->pen, part->run, piece->stroke, copy->id);
	}
}

static void claim_part(const Retelling *retelling, const Part *part, bool release, gint64 now_ms)
{
	const PileRun *run = &g_array_index(retelling->pen->runs, PileRun, part->run);
	const PupilWork *pupil = marking_pupil_numbered(retelling->marking, run->pupil);
	const gint64 pupil_id = pupil ? pupil->id : 0;
	const StorePageCopy *row =
		classroom_page_copy(retelling->marking->options.classroom, part->copy->id);
	const MarkedClaim claim = {
		.page_copy_id = part->copy->id,
		.pupil_id = release ? 0 : pupil_id,
		.how = pupil ? pile_how_name(run->how) : "pile",
		.at_ms = now_ms,
	};

	if (!part->copy->by_hand && row->pupil_id != pupil_id)
		marking_claim_for(retelling->marking, &claim);
}

/* Those that are another's are nobody's first: a pupil with two copies would have the marks of the wrong one. */
static void claim_parts(const Retelling *retelling, gint64 now_ms)
{
	for (guint step = 0; step < 2; step++) {
		const bool release = step == 0;

		for (guint i = 0; i < retelling->parts->len; i++)
			claim_part(retelling, &g_array_index(retelling->parts, Part, i), release,
				now_ms);
	}
}

void teacher_pen_retell(Marking *marking, TeacherPen *pen)
{
	const gint64 now_ms = g_get_real_time() / 1000;
	Retelling retelling = {
		.marking = marking,
		.pen = pen,
		.pieces = g_array_new(FALSE, FALSE, sizeof(Piece)),
		.parts = g_array_new(FALSE, FALSE, sizeof(Part)),
		.part_of = g_hash_table_new_full(run_page_hash, run_page_equal, g_free, NULL),
	};

	teacher_pen_forget(marking, pen);
	gather(&retelling);
	tell(&retelling);
	share_copies(&retelling);
	move_pieces(&retelling, now_ms);
	claim_parts(&retelling, now_ms);
	g_array_unref(retelling.pieces);
	g_array_unref(retelling.parts);
	g_hash_table_unref(retelling.part_of);
}
