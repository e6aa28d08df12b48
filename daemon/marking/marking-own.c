/* SPDX-License-Identifier: MIT */
/*
 * A page that a pupil's pen wrote turns out to be another pupil's (pens were swapped), or somebody's after all (the pen was
 * nobody's). Its ink goes over, and with it what was said of it: marks at the screen, corrections. A start finds the
 * same, since all of that is kept with the page copy.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-classes.h"
#include "daemon/marking/marking-private.h"

#include <string.h>

/* ---- ink */

static Copy *find_own(const PupilWork *pupil, gint64 page_copy_id)
{
	for (guint i = 0; i < pupil->copies->len; i++) {
		Copy *copy = g_ptr_array_index(pupil->copies, i);

		if (copy->own_id == page_copy_id)
			return copy;
	}
	return NULL;
}

static void move_strokes(Copy *from, Copy *to)
{
	const GPtrArray *strokes = copy_reader_strokes(from->reader, false);

	while (strokes->len > 0) {
		const Stroke *stroke = g_ptr_array_index(strokes, strokes->len - 1);

		copy_reader_add(to->reader, stroke, false);
		copy_reader_drop(from->reader, stroke->id);
	}
	from->own_id = 0;
}

/* ---- what was said of it */

static void move_mark(HeldMark *from, HeldMark *to, gint64 page_copy_id)
{
	if (from->id == 0 || from->copy_id != page_copy_id)
		return;
	if (to->id == 0 || to->at_ms <= from->at_ms)
		*to = *from;
	memset(from, 0, sizeof *from);
}

static void move_words(Entry *from, Entry *to, gint64 page_copy_id)
{
	move_mark(&from->hand, &to->hand, page_copy_id);
	move_mark(&from->pen, &to->pen, page_copy_id);
	from->wrong_ms = 0;
	if (from->copy_id != page_copy_id)
		return;
	to->copy_id = page_copy_id;
	if (from->corrected_ms > to->corrected_ms) {
		to->corrected_ms = from->corrected_ms;
		g_strlcpy(to->corrected_text, from->corrected_text, sizeof to->corrected_text);
	}
	from->corrected_ms = 0;
	from->corrected_text[0] = '\0';
	from->kept_id = 0;
}

/* ---- the two pupils */

static gint64 last_ink_ms(const PupilWork *pupil)
{
	gint64 last_ms = 0;

	for (guint i = 0; i < pupil->copies->len; i++) {
		const Copy *copy = g_ptr_array_index(pupil->copies, i);
		gint64 end_ms;

		copy_reader_last_question(copy->reader, &end_ms);
		last_ms = MAX(last_ms, end_ms);
	}
	return MIN(last_ms, g_get_real_time() / 1000);
}

static void count_anew(Marking *marking, PupilWork *pupil)
{
	pupil->last_question = pupil_work_last_question(pupil);
	marking_read_now(marking, pupil);
	pupil_work_take_all(marking, pupil);
	marking_watch(marking, pupil);
}

static void give(Marking *marking, PupilWork *from, PupilWork *to, gint64 page_copy_id)
{
	const StorePageCopy *row = classroom_page_copy(marking->options.classroom, page_copy_id);
	const SheetPage *page = sheet_find_page(marking->sheet, &row->page);
	Copy *copy = find_own(from, page_copy_id);

	if (!copy)
		return;
	page = page ? page : copy->page; /* it is on no page of the sheet now */
	for (guint i = 0; i < marking->questions->len; i++)
		move_words(&from->entries[i], &to->entries[i], page_copy_id);
	move_strokes(copy, pupil_work_own_copy(marking, to, page, page_copy_id));
}

static void give_from(Marking *marking, PupilWork *from, PupilWork *to, gint64 page_copy_id)
{
	give(marking, from, to, page_copy_id);
	from->last_ink_ms = last_ink_ms(from);
	count_anew(marking, from);
}

/* It may come back before the disk has it all. */
static void park(Marking *marking, PupilWork *from, gint64 page_copy_id)
{
	const Seat nobody = { 0 };
	PupilWork *parked = pupil_work_new(marking, &nobody);

	g_hash_table_insert(marking->parked, g_memdup2(&page_copy_id, sizeof page_copy_id), parked);
	give_from(marking, from, parked, page_copy_id);
}

/* It was nobody's. */
static void give_nobodys(Marking *marking, PupilWork *to, const StorePageCopy *row)
{
	PupilWork *parked = g_hash_table_lookup(marking->parked, &row->id);
	g_autoptr(GError) error = NULL;

	if (parked) {
		give(marking, parked, to, row->id);
		g_hash_table_remove(marking->parked, &row->id);
		return;
	}
	to->known = g_ptr_array_new_with_free_func(store_answer_free);
	if (!marking_load_copy(marking, to, row, &error))
		g_warning(
			"cannot read page copy %" G_GINT64_FORMAT ": %s", row->id, error->message);
}

/* ---- ink that finds its page */

static void take_loose(Marking *marking, PupilWork *pupil, const StorePageCopy *row)
{
	const GPtrArray *loose = g_hash_table_lookup(marking->loose, &row->id);
	Copy *copy = find_own(pupil, row->id);

	for (guint i = 0; loose && copy && i < loose->len; i++)
		copy_reader_add(copy->reader, g_ptr_array_index(loose, i), false);
	g_hash_table_remove(marking->loose, &row->id);
}

static PupilWork *pupil_read(Marking *marking, gint64 pupil_id)
{
	PupilWork *pupil = pupil_id != 0 ? marking_pupil(marking, pupil_id) : NULL;

	if (pupil)
		marking_read_now(marking, pupil);
	return pupil;
}

static bool is_of_sheet(const Marking *marking, const StorePageCopy *row)
{
	const StoreAssignment *open = classroom_assignment(marking->options.classroom);

	return marking->sheet && row->assignment_id == open->id;
}

void marking_placed(Marking *marking, gint64 page_copy_id)
{
	const StorePageCopy *row = classroom_page_copy(marking->options.classroom, page_copy_id);
	PupilWork *pupil = is_of_sheet(marking, row) ? pupil_read(marking, row->pupil_id) : NULL;

	if (!pupil)
		return;
	if (find_own(pupil, page_copy_id))
		park(marking, pupil, page_copy_id);
	if (!sheet_find_page(marking->sheet, &row->page))
		return;
	give_nobodys(marking, pupil, row);
	take_loose(marking, pupil, row);
	pupil->last_ink_ms = MAX(pupil->last_ink_ms, last_ink_ms(pupil));
	count_anew(marking, pupil);
	g_clear_pointer(&pupil->known, g_ptr_array_unref);
}

static bool find_address(const Marking *marking, guint page, PageAddress *address)
{
	*address = (PageAddress){ PAGE_FAMILY_NONE, 0, 0, 0, 0 };
	if (page == 0)
		return true;
	if (page > marking->sheet->pages->len)
		return false;
	*address = ((const SheetPage *)g_ptr_array_index(marking->sheet->pages, page - 1))->address;
	return true;
}

MarkingResult marking_place(
	Marking *marking, gint64 page_copy_id, guint page, gint64 teacher_id, gint64 now_ms)
{
	Classroom *classroom = marking->options.classroom;
	const StorePageCopy *row = classroom_page_copy(classroom, page_copy_id);
	PageAddress address;

	if (!marking->sheet)
		return MARKING_NO_SHEET;
	if (!classroom_page_is_here(classroom, page_copy_id) || row->by_teacher ||
		!classroom_is_loose(classroom, page_copy_id))
		return MARKING_NO_SUCH_COPY;
	if (!find_address(marking, page, &address))
		return MARKING_NO_SUCH_PAGE;
	classroom_place_copy(classroom, page_copy_id, &address, teacher_id, now_ms);
	return MARKING_DONE;
}

MarkingResult marking_turn_page(Marking *marking, guint page, gint64 teacher_id, gint64 now_ms)
{
	PageAddress address;

	if (!marking->sheet)
		return MARKING_NO_SHEET;
	if (!find_address(marking, page, &address))
		return MARKING_NO_SUCH_PAGE;
	classroom_turn_page(marking->options.classroom, &address, teacher_id, now_ms);
	return MARKING_DONE;
}

void marking_claim_own(Marking *marking, const MarkedClaim *claim)
{
	Classroom *classroom = marking->options.classroom;
	const StorePageCopy *row = classroom_page_copy(classroom, claim->page_copy_id);
	const gint64 before_id = row->pupil_id;
	PupilWork *from, *to;

	if (before_id == claim->pupil_id)
		return;
	from = pupil_read(marking, before_id);
	to = pupil_read(marking, claim->pupil_id);
	classroom_claim_copy(classroom, claim->page_copy_id, claim->pupil_id);
	marking_log_claim(marking, claim, before_id);
	if (!is_of_sheet(marking, row))
		return;
	if (from && to)
		give_from(marking, from, to, row->id);
	else if (from)
		park(marking, from, row->id);
	else if (to)
		give_nobodys(marking, to, row);
	if (!to)
		return;
	to->last_ink_ms = MAX(to->last_ink_ms, last_ink_ms(to));
	count_anew(marking, to);
	g_clear_pointer(&to->known, g_ptr_array_unref);
}
