/* SPDX-License-Identifier: MIT */
/*
 * Which copy a stroke of a teacher's pen is on. The pile (homework/marking/pile.h) tells the runs; each run on each page
 * is a page copy. After a start the pile is told again what is in the store, in the order in which it came, so that a
 * copy half marked goes on.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/marking/marking-piles.h"

#include "daemon/classroom/classroom-pens.h"

#define LATE_MS 1500 /* late ink comes in one go; then the pile is told again */
#define WAIT (-1)

guint run_page_hash(gconstpointer key)
{
	const RunPage *place = key;
	const gint64 mixed = place->page_key * 31 + place->run;

	return g_int64_hash(&mixed);
}

gboolean run_page_equal(gconstpointer a, gconstpointer b)
{
	const RunPage *one = a, *other = b;

	return one->run == other->run && one->page_key == other->page_key;
}

void teacher_pen_free(gpointer data)
{
	TeacherPen *pen = data;

	pile_free(pen->pile);
	g_hash_table_unref(pen->copies);
	g_array_unref(pen->runs);
	g_hash_table_unref(pen->known);
	g_free(pen);
}

/* ---- what is where */

static void set_copy(TeacherPen *pen, guint run, const PageAddress *page, gint64 copy_id)
{
	const RunPage place = { run, page_address_key(page) };

	if (!g_hash_table_contains(pen->copies, &place))
		g_hash_table_insert(pen->copies, g_memdup2(&place, sizeof place),
			g_memdup2(&copy_id, sizeof copy_id));
}

static gint64 get_copy(const TeacherPen *pen, guint run, const PageAddress *page)
{
	const RunPage place = { run, page_address_key(page) };
	const gint64 *copy_id = g_hash_table_lookup(pen->copies, &place);

	return copy_id ? *copy_id : 0;
}

static void set_known(TeacherPen *pen, const Stroke *stroke, gint64 copy_id)
{
	g_hash_table_insert(pen->known, g_memdup2(&stroke->pen_start_ms, sizeof(gint64)),
		g_memdup2(&copy_id, sizeof copy_id));
}

void teacher_pen_set_copy(TeacherPen *pen, guint run, const Stroke *stroke, gint64 copy_id)
{
	set_copy(pen, run, &stroke->page, copy_id);
	set_known(pen, stroke, copy_id);
}

/* ---- the pile */

static gint by_number(gconstpointer a, gconstpointer b)
{
	return *(const gint *)a - *(const gint *)b;
}

static Pile *new_pile(const Marking *marking)
{
	g_autoptr(GArray) roster = g_array_new(FALSE, FALSE, sizeof(gint));
	for (guint i = 0; i < marking->pupils->len; i++) {
		const PupilWork *pupil = g_ptr_array_index(marking->pupils, i);
		g_array_append_val(roster, pupil->number);
	}
	g_array_sort(roster, by_number);
	return pile_new(marking->options.recogniser, marking->sheet, roster);
}

void teacher_pen_note_run(TeacherPen *pen, const PileRun *run)
{
	if (run->run >= pen->runs->len)
		g_array_set_size(pen->runs, run->run + 1);
	g_array_index(pen->runs, PileRun, run->run) = *run;
}

void teacher_pen_forget(const Marking *marking, TeacherPen *pen)
{
	pile_free(pen->pile);
	pen->pile = new_pile(marking);
	pen->late = false;
	g_array_set_size(pen->runs, 0);
	g_hash_table_remove_all(pen->copies);
	g_hash_table_remove_all(pen->known);
}

static TeacherPen *teacher_pen(Marking *marking, gint64 pen_id)
{
	TeacherPen *pen = g_hash_table_lookup(marking->teacher_pens, &pen_id);

	if (pen)
		return pen;
	marking_load_teacher(marking);
	pen = g_new0(TeacherPen, 1);
	pen->pen_id = pen_id;
	pen->last_ms = G_MININT64;
	pen->runs = g_array_new(FALSE, TRUE, sizeof(PileRun));
	pen->copies = g_hash_table_new_full(run_page_hash, run_page_equal, g_free, g_free);
	pen->known = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	g_hash_table_insert(marking->teacher_pens, &pen->pen_id, pen);
	teacher_pen_retell(marking, pen);
	return pen;
}

/* ---- what the pile says */

static void claim_copy(Marking *marking, gint64 copy_id, const PileRun *run, gint64 now_ms)
{
	const PupilWork *pupil = marking_pupil_numbered(marking, run->pupil);
	const MarkedCopy *copy = g_hash_table_lookup(marking->marked, &copy_id);
	const MarkedClaim claim = {
		.page_copy_id = copy_id,
		.pupil_id = pupil ? pupil->id : 0,
		.how = pile_how_name(run->how),
		.at_ms = now_ms,
	};

	/* Without consent nothing of the pupil's is kept, nor a mark that ink on the paper would say: it stays nobody's. */
	if (pupil && copy && !copy->by_hand &&
		classroom_keeps_ink_of(marking->options.classroom, pupil->id))
		marking_claim_for(marking, &claim);
}

/* All pages of the run. */
static void claim_run(Marking *marking, const TeacherPen *pen, const PileRun *run, gint64 now_ms)
{
	GHashTableIter iter;
	gpointer key, value;

	if (run->run == 0 || run->pupil == 0)
		return;
	g_hash_table_iter_init(&iter, pen->copies);
	while (g_hash_table_iter_next(&iter, &key, &value))
		if (((const RunPage *)key)->run == run->run)
			claim_copy(marking, *(const gint64 *)value, run, now_ms);
}

static void take_run(Marking *marking, TeacherPen *pen, const PileRun *run, gint64 now_ms)
{
	teacher_pen_note_run(pen, run);
	claim_run(marking, pen, run, now_ms);
}

static gboolean on_rest(gpointer user)
{
	Marking *marking = user;
	GHashTableIter iter;
	gpointer value;

	bool waits = false;

	marking->rest_source = 0;
	g_hash_table_iter_init(&iter, marking->teacher_pens);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		TeacherPen *pen = value;
		PileRun settled;

		if (pen->late)
			teacher_pen_retell(marking, pen);
		if (g_get_monotonic_time() - pen->heard_us < PILE_REST_MS * G_TIME_SPAN_MILLISECOND)
			waits = true;
		else if (pile_rest(pen->pile, &settled))
			take_run(marking, pen, &settled, g_get_real_time() / 1000);
	}
	if (waits)
		marking->rest_source = g_timeout_add(PILE_REST_MS, on_rest, marking);
	return G_SOURCE_REMOVE;
}

/* Ink that is told late is put anywhere on its page, until the pile is told again. */
static PileRun find_run(TeacherPen *pen, const Stroke *stroke, PileRun *settled)
{
	*settled = (PileRun){ 0 };
	if (stroke->start_ms < pen->last_ms) {
		pen->late = true;
		return pile_now(pen->pile, &stroke->page);
	}
	pen->last_ms = stroke->start_ms;
	return pile_add(pen->pile, stroke, settled);
}

static gint64 file_finished(Marking *marking, TeacherPen *pen, const Stroke *stroke, gint64 now_ms)
{
	PileRun settled;
	const PileRun run = find_run(pen, stroke, &settled);
	gint64 copy_id = get_copy(pen, run.run, &stroke->page);

	take_run(marking, pen, &settled, now_ms);
	if (copy_id == 0) {
		copy_id = classroom_add_marked_copy(
			marking->options.classroom, pen->pen_id, &stroke->page, 0, now_ms);
		marking_marked_copy(
			marking, classroom_page_copy(marking->options.classroom, copy_id));
		set_copy(pen, run.run, &stroke->page, copy_id);
	}
	take_run(marking, pen, &run, now_ms);
	set_known(pen, stroke, copy_id);
	g_clear_handle_id(&marking->rest_source, g_source_remove);
	marking->rest_source = g_timeout_add(LATE_MS, on_rest, marking);
	pen->heard_us = g_get_monotonic_time();
	return copy_id;
}

gint64 marking_file(
	Marking *marking, gint64 pen_id, const Stroke *stroke, bool finished, gint64 now_ms)
{
	TeacherPen *pen;
	const gint64 *known;

	if (!sheet_find_page(marking->sheet, &stroke->page))
		return 0;
	pen = teacher_pen(marking, pen_id);
	/* Told again from the pen's memory: it is where it was. */
	known = g_hash_table_lookup(pen->known, &stroke->pen_start_ms);
	if (known && finished)
		return *known;
	if (finished)
		return file_finished(marking, pen, stroke, now_ms);
	const PileRun run = pile_now(pen->pile, &stroke->page);
	const gint64 copy_id = run.run != 0 ? get_copy(pen, run.run, &stroke->page) : 0;

	return copy_id != 0 ? copy_id : WAIT;
}

void marking_file_again(Marking *marking)
{
	g_autoptr(GArray) pen_ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, marking->teacher_pens);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		g_array_append_val(pen_ids, ((const TeacherPen *)value)->pen_id);
	g_hash_table_remove_all(marking->teacher_pens);
	for (guint i = 0; i < pen_ids->len; i++)
		teacher_pen(marking, g_array_index(pen_ids, gint64, i));
}

void marking_tell_all_piles(Marking *marking)
{
	g_autoptr(GArray) pen_ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	GHashTableIter iter;
	gpointer value;

	marking_load_teacher(marking);
	g_hash_table_iter_init(&iter, marking->marked);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		g_array_append_val(pen_ids, ((const MarkedCopy *)value)->pen_id);
	for (guint i = 0; i < pen_ids->len; i++)
		teacher_pen(marking, g_array_index(pen_ids, gint64, i));
}
