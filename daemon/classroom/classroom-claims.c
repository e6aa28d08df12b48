/* SPDX-License-Identifier: MIT */
/*
 * Page copies that change hands, runs of ink that find their page, and those of which neither is known. A pupil who is given a second copy of a page has two; what
 * is written later goes to the older one, as long as it stays.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-private.h"

/* ---- where ink to come finds its copy */

static void leave_place(Classroom *classroom, const PageCopy *page)
{
	PageCopy *next = NULL;
	GHashTableIter iter;
	gpointer value;

	if (g_hash_table_lookup(classroom->page_by_place, &page->place) != page)
		return;
	g_hash_table_remove(classroom->page_by_place, &page->place);
	g_hash_table_iter_init(&iter, classroom->page_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		PageCopy *other = value;

		if (other != page && page_place_equal(&other->place, &page->place) &&
			(!next || other->row.id < next->row.id))
			next = other;
	}
	if (next)
		g_hash_table_insert(classroom->page_by_place, &next->place, next);
}

static void take_place(Classroom *classroom, PageCopy *page)
{
	page->place.pupil_id = page->row.pupil_id;
	page->place.pen_id = page->row.pupil_id != 0 ? 0 : page->row.pen_id;
	page->place.assignment_id = page->row.assignment_id;
	page->place.page_key = page_address_key(&page->row.page);
	if (!g_hash_table_contains(classroom->page_by_place, &page->place))
		g_hash_table_insert(classroom->page_by_place, &page->place, page);
}

/* ---- where consoles see it */

static bool is_newer(const PageCopy *page, const PageCopy *than)
{
	return page->last_ink_ms != than->last_ink_ms ? page->last_ink_ms > than->last_ink_ms
						      : page->row.id > than->row.id;
}

/* What is of no assignment may be shown, as at the teacher's desk; never what is of another. */
static bool may_be_shown(const Classroom *classroom, const PageCopy *page)
{
	const StoreAssignment *open = classroom->work->open;

	return page->row.assignment_id == 0 || (open && page->row.assignment_id == open->id);
}

static PageCopy *newest_of_seat(const Classroom *classroom, guint seat)
{
	PageCopy *newest = NULL;
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->page_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		PageCopy *page = value;

		if (page->seat == seat && may_be_shown(classroom, page) &&
			(!newest || is_newer(page, newest)))
			newest = page;
	}
	return newest;
}

static void leave_seat(Classroom *classroom, PageCopy *page)
{
	SeatRecord *seat =
		page->seat == NO_SEAT ? NULL : g_ptr_array_index(classroom->seats, page->seat);
	PageCopy *next;

	page->seat = NO_SEAT;
	if (!seat || seat->page != page)
		return;
	page_copy_leave_seat(seat);
	next = newest_of_seat(classroom, seat->view.seat);
	if (next)
		page_copy_make_current(classroom, next);
	else
		classroom_tell_seat(classroom, seat);
}

static void take_seat(Classroom *classroom, PageCopy *page)
{
	const SeatRecord *seat = g_hash_table_lookup(classroom->seat_by_pupil, &page->row.pupil_id);

	if (!seat)
		return;
	page->seat = seat->view.seat;
	if (may_be_shown(classroom, page) && (!seat->page || is_newer(page, seat->page)))
		page_copy_make_current(classroom, page);
}

/* ---- whose it is */

static void move_own(Classroom *classroom, PageCopy *page, gint64 pupil_id)
{
	const gint64 open_id = classroom->work->open ? classroom->work->open->id : 0;

	leave_place(classroom, page);
	leave_seat(classroom, page);
	page->row.pupil_id = pupil_id;
	if (page->row.assignment_id == 0 && pupil_id != 0)
		page->row.assignment_id = open_id;
	take_place(classroom, page);
	take_seat(classroom, page);
}

static void count_unclaimed(Classroom *classroom, const PageCopy *page, bool was_unclaimed)
{
	if (was_unclaimed == page_copy_is_unclaimed(classroom, &page->row))
		return;
	if (was_unclaimed)
		classroom->n_unclaimed--;
	else
		classroom->n_unclaimed++;
	classroom_tell_state(classroom);
}

void classroom_free_pages(Classroom *classroom, gint64 assignment_id)
{
	g_autoptr(GPtrArray) rows = classroom_page_copies(classroom, assignment_id);

	for (guint i = 0; i < rows->len; i++) {
		const StorePageCopy *row = g_ptr_array_index(rows, i);
		PageCopy *page = g_hash_table_lookup(classroom->page_by_id, &row->id);

		leave_place(classroom, page);
		page->row.assignment_id = page->place.assignment_id = 0;
		if (!g_hash_table_contains(classroom->page_by_place, &page->place))
			g_hash_table_insert(classroom->page_by_place, &page->place, page);
		store_put_page_copy(classroom->store, &page->row);
	}
}

void classroom_claim_copy(Classroom *classroom, gint64 page_copy_id, gint64 pupil_id)
{
	PageCopy *page = g_hash_table_lookup(classroom->page_by_id, &page_copy_id);
	const bool was_unclaimed = page_copy_is_unclaimed(classroom, &page->row);

	/* A teacher's ink stays at the desk, on whose paper it may be. */
	if (page->row.by_teacher)
		page->row.pupil_id = pupil_id;
	else
		move_own(classroom, page, pupil_id);
	store_put_page_copy(classroom->store, &page->row);
	count_unclaimed(classroom, page, was_unclaimed);
}

/* ---- ink without a page */

void classroom_place_copy(Classroom *classroom, gint64 page_copy_id, const PageAddress *address,
	gint64 teacher_id, gint64 now_ms)
{
	PageCopy *page = g_hash_table_lookup(classroom->page_by_id, &page_copy_id);
	const bool was_unclaimed = page_copy_is_unclaimed(classroom, &page->row);

	leave_place(classroom, page);
	page->row.page = *address;
	take_place(classroom, page);
	store_put_page_copy(classroom->store, &page->row);
	store_put_page_placing(
		classroom->store, &(StorePagePlacing){ store_new_id(classroom->store), page_copy_id,
					  *address, teacher_id, now_ms });
	if (page_copy_is_current(classroom, page)) {
		SeatRecord *seat = g_ptr_array_index(classroom->seats, page->seat);

		seat->view.page = *address;
		classroom_tell_seat(classroom, seat);
	}
	count_unclaimed(classroom, page, was_unclaimed);
	if (classroom->ink_reader.placed)
		classroom->ink_reader.placed(classroom->ink_reader.user, page_copy_id);
}

/* Each stroke says what its pen saw. */
bool classroom_is_loose(const Classroom *classroom, gint64 page_copy_id)
{
	const PageCopy *page = g_hash_table_lookup(classroom->page_by_id, &page_copy_id);
	const ClassroomPen *pen = g_hash_table_lookup(classroom->pen_by_id, &page->row.pen_id);
	g_autoptr(GPtrArray) strokes = NULL;

	if (page->row.page.family == PAGE_FAMILY_NONE)
		return true;
	strokes = store_reader_strokes(classroom->reader, page_copy_id, NULL);
	if (!strokes || strokes->len == 0)
		return pen && !pen->sees_pages;
	return ((const Stroke *)g_ptr_array_index(strokes, 0))->page.family == PAGE_FAMILY_NONE;
}

void classroom_assume_page(
	Classroom *classroom, const ClassWork *work, gint64 pen_id, const PageAddress *address)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->pen_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		ClassroomPen *pen = value;
		const SchoolPupil *pupil = g_hash_table_lookup(classroom->school, &pen->pupil_id);
		const ClassWork *writes_for = pupil ? pupil->work : classroom->work;

		if (pen_id != 0 ? pen->row.id == pen_id : writes_for == work)
			pen->assumed = *address;
	}
}

void classroom_turn_page(
	Classroom *classroom, const PageAddress *address, gint64 teacher_id, gint64 now_ms)
{
	const StoreAssignment *open = classroom->work->open;

	classroom_assume_page(classroom, classroom->work, 0, address);
	if (open)
		store_put_page_turn(
			classroom->store, &(StorePageTurn){ store_new_id(classroom->store),
						  open->id, 0, *address, teacher_id, now_ms });
}

/* ---- nobody's */

static gint by_newest(gconstpointer a, gconstpointer b)
{
	const StorePageCopy *one = *(StorePageCopy *const *)a, *other = *(StorePageCopy *const *)b;

	if (one->created_ms != other->created_ms)
		return one->created_ms > other->created_ms ? -1 : 1;
	return (one->id < other->id) - (one->id > other->id);
}

static const char *address_of(const Classroom *classroom, gint64 pen_id)
{
	const ClassroomPen *pen = g_hash_table_lookup(classroom->pen_by_id, &pen_id);

	return pen ? pen->row.address : "";
}

static gint number_of(const Classroom *classroom, gint64 pupil_id)
{
	const SeatRecord *seat = g_hash_table_lookup(classroom->seat_by_pupil, &pupil_id);

	return seat ? seat->view.pupil_number : 0;
}

GArray *classroom_unclaimed(Classroom *classroom, guint most, guint *n_left)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	GArray *copies = g_array_new(FALSE, TRUE, sizeof(ClassroomUnclaimed));
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->page_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		if (page_copy_is_unclaimed(classroom, &((PageCopy *)value)->row))
			g_ptr_array_add(rows, &((PageCopy *)value)->row);
	g_ptr_array_sort(rows, by_newest);
	for (guint i = 0; i < MIN(rows->len, most); i++) {
		g_autoptr(GError) error = NULL;
		ClassroomUnclaimed copy = { .row = g_ptr_array_index(rows, i) };

		copy.pen = address_of(classroom, copy.row->pen_id);
		copy.pupil_number = number_of(classroom, copy.row->pupil_id);
		if (!store_reader_page_size(classroom->reader, copy.row->id, &copy.size, &error))
			g_warning("cannot read page copy %" G_GINT64_FORMAT ": %s", copy.row->id,
				error->message);
		g_array_append_val(copies, copy);
	}
	*n_left = rows->len - copies->len;
	return copies;
}
