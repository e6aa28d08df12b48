/* SPDX-License-Identifier: MIT */
/*
 * Whose paper a teacher's ink is on: each copy that a teacher marked is a page copy of its own, and what changes is
 * whose that is. Every change is logged, and can be undone.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-classes.h"
#include "daemon/classroom/classroom-pens.h"
#include "daemon/marking/marking-private.h"

void marked_copy_free(gpointer data)
{
	MarkedCopy *copy = data;

	g_ptr_array_unref(copy->strokes);
	g_free(copy);
}

void marked_copy_note_how(MarkedCopy *copy, const char *how, gint64 teacher_id)
{
	copy->by_move = g_str_equal(how, pile_how_name(PILE_ORDER)) && teacher_id != 0;
	copy->by_hand = copy->by_move || g_str_equal(how, "hand") || g_str_equal(how, "undo");
}

MarkedCopy *marking_marked_copy(Marking *marking, const StorePageCopy *row)
{
	MarkedCopy *copy = g_hash_table_lookup(marking->marked, &row->id);

	if (copy)
		return copy;
	copy = g_new0(MarkedCopy, 1);
	copy->id = row->id;
	copy->pen_id = row->pen_id;
	copy->page = row->page;
	copy->strokes = stroke_array_new();
	g_hash_table_insert(marking->marked, &copy->id, copy);
	return copy;
}

static void give_ink(Marking *marking, MarkedCopy *marked, PupilWork *pupil, Copy *copy)
{
	if (copy->marked_id == 0)
		copy->marked_id = marked->id;
	for (guint i = 0; i < marked->strokes->len; i++)
		copy_reader_add(copy->reader, g_ptr_array_index(marked->strokes, i), true);
	marking_read_soon(marking, pupil, true);
}

/* What was on another's paper is no history of this pupil's. */
static void read_without_history(Marking *marking, PupilWork *pupil)
{
	g_autofree gint64 *wrong_ms = g_new0(gint64, marking->questions->len);

	for (guint i = 0; i < marking->questions->len; i++)
		wrong_ms[i] = pupil->entries[i].wrong_ms;
	marking_read_now(marking, pupil);
	for (guint i = 0; i < marking->questions->len; i++)
		pupil->entries[i].wrong_ms = wrong_ms[i];
}

static void take_ink(Marking *marking, const MarkedCopy *marked, PupilWork *pupil, Copy *copy)
{
	if (pupil->is_ready)
		marking_read_now(marking, pupil);
	for (guint i = 0; i < marked->strokes->len; i++) {
		const Stroke *stroke = g_ptr_array_index(marked->strokes, i);

		copy_reader_drop(copy->reader, stroke->id);
	}
	if (pupil->is_ready)
		read_without_history(marking, pupil);
	if (copy->marked_id == marked->id)
		copy->marked_id = 0;
}

/* The copy's ink comes to a pupil, or goes from one. */
static void move_copy(Marking *marking, MarkedCopy *marked, gint64 pupil_id, bool give)
{
	PupilWork *pupil = pupil_id != 0 ? marking_pupil(marking, pupil_id) : NULL;
	const SheetPage *page = sheet_find_page(marking->sheet, &marked->page);

	if (!pupil || !page)
		return;
	Copy *copy = pupil_work_copy(marking, pupil, page);

	if (give)
		give_ink(marking, marked, pupil, copy);
	else
		take_ink(marking, marked, pupil, copy);
}

void marking_log_claim(Marking *marking, const MarkedClaim *claim, gint64 before_id)
{
	const StoreClaim log = {
		.id = store_new_id(marking->options.store),
		.page_copy_id = claim->page_copy_id,
		.pupil_id = claim->pupil_id,
		.before_pupil_id = before_id,
		.how = (char *)claim->how,
		.teacher_id = claim->teacher_id,
		.at_ms = claim->at_ms,
	};

	store_put_claim(marking->options.store, &log);
	g_hash_table_insert(marking->claims,
		g_memdup2(&claim->page_copy_id, sizeof claim->page_copy_id),
		g_memdup2(&before_id, sizeof before_id));
}

void marking_claim_for(Marking *marking, const MarkedClaim *claim)
{
	const StorePageCopy *row =
		classroom_page_copy(marking->options.classroom, claim->page_copy_id);
	MarkedCopy *marked = marking_marked_copy(marking, row);
	const gint64 before_id = row->pupil_id;

	if (before_id == claim->pupil_id)
		return;
	move_copy(marking, marked, before_id, false);
	marked_copy_note_how(marked, claim->how, claim->teacher_id);
	classroom_claim_copy(marking->options.classroom, claim->page_copy_id, claim->pupil_id);
	marking_log_claim(marking, claim, before_id);
	move_copy(marking, marked, claim->pupil_id, true);
}

static Copy *copy_to_read(Marking *marking, const MarkedCopy *marked)
{
	const StorePageCopy *row = classroom_page_copy(marking->options.classroom, marked->id);
	PupilWork *pupil = row->pupil_id != 0 ? marking_pupil(marking, row->pupil_id) : NULL;
	const SheetPage *page = sheet_find_page(marking->sheet, &marked->page);

	if (!pupil || !page)
		return NULL;
	marking_read_soon(marking, pupil, true);
	return pupil_work_copy(marking, pupil, page);
}

void marking_move_ink(Marking *marking, MarkedCopy *from, MarkedCopy *to, Stroke *stroke)
{
	Copy *old = copy_to_read(marking, from), *new = copy_to_read(marking, to);
	guint index = 0;

	if (old)
		copy_reader_drop(old->reader, stroke->id);
	if (new)
		copy_reader_add(new->reader, stroke, true);
	if (g_ptr_array_find(from->strokes, stroke, &index))
		g_ptr_array_add(to->strokes, g_ptr_array_steal_index(from->strokes, index));
	store_move_stroke(marking->options.store, from->pen_id, stroke->id, from->id, to->id);
}

/* ---- at the screen */

/* Whose it was before its last claim. */
static bool find_before(Marking *marking, gint64 page_copy_id, gint64 *before_id)
{
	const gint64 *known = g_hash_table_lookup(marking->claims, &page_copy_id);

	if (known) {
		*before_id = *known;
		return true;
	}
	g_autoptr(GPtrArray) claims =
		store_reader_claims(marking->options.reader, page_copy_id, NULL);

	if (!claims || claims->len == 0)
		return false;
	*before_id =
		((const StoreClaim *)g_ptr_array_index(claims, claims->len - 1))->before_pupil_id;
	return true;
}

static MarkingResult claim_by_hand(Marking *marking, const MarkedClaim *claim)
{
	Classroom *classroom = marking->options.classroom;
	const StorePageCopy *row = classroom_page_copy(classroom, claim->page_copy_id);

	if (claim->pupil_id != 0 && !classroom_keeps_ink_of(classroom, claim->pupil_id))
		return MARKING_NO_CONSENT;
	if (!row->by_teacher) {
		marking_claim_own(marking, claim);
		return MARKING_DONE;
	}
	const StoreAssignment *open = classroom_assignment(classroom);

	if (!marking->sheet || row->assignment_id != open->id)
		return MARKING_NO_SHEET;
	marking_load_teacher(marking);
	marking_claim_for(marking, claim);
	return MARKING_DONE;
}

MarkingResult marking_claim(
	Marking *marking, gint64 page_copy_id, gint pupil_number, gint64 teacher_id, gint64 now_ms)
{
	const Classroom *classroom = marking->options.classroom;
	const MarkedClaim claim = {
		.page_copy_id = page_copy_id,
		.pupil_id = classroom_pupil_by_number(classroom, pupil_number),
		.how = "hand",
		.teacher_id = teacher_id,
		.at_ms = now_ms,
	};

	if (!classroom_page_is_here(classroom, page_copy_id))
		return MARKING_NO_SUCH_COPY;
	if (pupil_number != 0 && claim.pupil_id == 0)
		return MARKING_NO_SUCH_SEAT;
	return claim_by_hand(marking, &claim);
}

MarkingResult marking_undo_claim(
	Marking *marking, gint64 page_copy_id, gint64 teacher_id, gint64 now_ms)
{
	MarkedClaim claim = {
		.page_copy_id = page_copy_id,
		.how = "undo",
		.teacher_id = teacher_id,
		.at_ms = now_ms,
	};

	if (!classroom_page_is_here(marking->options.classroom, page_copy_id) ||
		!find_before(marking, page_copy_id, &claim.pupil_id))
		return MARKING_NO_SUCH_COPY;
	return claim_by_hand(marking, &claim);
}
