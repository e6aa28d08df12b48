/* SPDX-License-Identifier: MIT */
/*
 * Page copies, and for each seat's current one the ink records that consoles were told, in one buffer. It
 * can be thrown away at any time: the same records come again from the store, from the strokes that are
 * not known to be on disk yet (`unsettled`), and from the open ones.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-classes.h"
#include "daemon/classroom/classroom-pens.h"
#include "daemon/classroom/classroom-private.h"

#include "daemon/error.h"
#include "daemon/classroom/ink-records.h"

/* Of one seat. A full page of ink takes a tenth of a MiB. */
#define RECORDS_LIMIT_BYTES (4u << 20)
#define PACK_AFTER_MS G_GINT64_CONSTANT(600000)
#define N_PACKED_AT_ONCE 16

/* ---- page copies */

guint page_place_hash(gconstpointer key)
{
	const PagePlace *place = key;
	guint64 mixed = (guint64)place->page_key; /* unsigned: it may wrap */

	mixed = mixed * 31 + (guint64)place->pupil_id;
	mixed = mixed * 31 + (guint64)place->pen_id;
	mixed = mixed * 31 + (guint64)place->assignment_id;
	mixed = mixed * 31 + (guint64)place->marked_id;
	return g_int64_hash(&mixed);
}

gboolean page_place_equal(gconstpointer a, gconstpointer b)
{
	const PagePlace *one = a, *other = b;

	return one->page_key == other->page_key && one->pupil_id == other->pupil_id &&
	       one->pen_id == other->pen_id && one->assignment_id == other->assignment_id &&
	       one->marked_id == other->marked_id;
}

void page_copy_forget_records(PageCopy *page)
{
	if (page->records)
		g_byte_array_unref(page->records);
	page->records = NULL;
}

void page_copy_free(gpointer data)
{
	page_copy_forget_records(data);
	g_free(data);
}

void unsettled_free(gpointer data)
{
	Unsettled *stroke = data;

	g_byte_array_unref(stroke->records);
	stroke_free(stroke->stroke);
	g_free(stroke);
}

bool page_copy_is_unclaimed(const Classroom *classroom, const StorePageCopy *row)
{
	const ClassroomPen *pen = g_hash_table_lookup(classroom->pen_by_id, &row->pen_id);

	if (row->page.family == PAGE_FAMILY_NONE)
		return classroom_is_of_class(classroom, row->assignment_id);
	return row->pupil_id == 0 && (row->by_teacher || !(pen && pen->teacher_id != 0)) &&
	       classroom_is_of_class(classroom, row->assignment_id);
}

SeatRecord *page_copy_find_seat(const Classroom *classroom, const StorePageCopy *row)
{
	const ClassroomPen *pen = g_hash_table_lookup(classroom->pen_by_id, &row->pen_id);
	SeatRecord *seat = g_hash_table_lookup(classroom->seat_by_pupil, &row->pupil_id);

	if (!classroom_is_of_class(classroom, row->assignment_id))
		return NULL;
	/* A teacher's ink is shown at the desk, on whose paper it may be. */
	if (row->by_teacher)
		seat = NULL;
	return !seat && pen && pen->teacher_id != 0 ? pen->seat : seat;
}

GHashTable *classroom_unclaimed_by_pen(const Classroom *classroom)
{
	GHashTable *counts = g_hash_table_new(g_int64_hash, g_int64_equal);
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->page_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const PageCopy *page = value;
		const ClassroomPen *pen =
			g_hash_table_lookup(classroom->pen_by_id, &page->row.pen_id);

		if (!pen || !page_copy_is_unclaimed(classroom, &page->row))
			continue;
		guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, &pen->row.id));
		g_hash_table_insert(counts, (gpointer)&pen->row.id, GUINT_TO_POINTER(n + 1));
	}
	return counts;
}

PageCopy *page_copy_add(Classroom *classroom, const StorePageCopy *row)
{
	PageCopy *page = g_new0(PageCopy, 1);
	const SeatRecord *seat = page_copy_find_seat(classroom, row);

	page->row = *row;
	page->seat = seat ? seat->view.seat : NO_SEAT;
	page->last_ink_ms = row->created_ms;
	page->unpacked = true;
	page->place = (PagePlace){
		.pupil_id = row->by_teacher ? 0 : row->pupil_id,
		.pen_id = row->pupil_id != 0 && !row->by_teacher ? 0 : row->pen_id,
		.marked_id = row->by_teacher ? row->id : 0,
		.assignment_id = row->assignment_id,
		.page_key = page_address_key(&row->page),
	};
	g_hash_table_insert(classroom->page_by_id, &page->row.id, page);
	/* A second one of the same place was moved there: what is written now goes to the first. */
	if (!g_hash_table_contains(classroom->page_by_place, &page->place))
		g_hash_table_insert(classroom->page_by_place, &page->place, page);
	if (page_copy_is_unclaimed(classroom, row))
		classroom->n_unclaimed++;
	return page;
}

PageCopy *page_copy_for(
	Classroom *classroom, const ClassroomPen *pen, const PageAddress *address, gint64 now_ms)
{
	const bool of_pupil = pen->pupil_id != 0;
	const ClassWork *work = of_pupil ? classroom_work_of(classroom, pen->pupil_id) : NULL;
	const PagePlace place = {
		.pupil_id = pen->pupil_id,
		.pen_id = of_pupil ? 0 : pen->row.id,
		.assignment_id = work && work->open ? work->open->id : 0,
		.page_key = page_address_key(address),
	};
	PageCopy *page = g_hash_table_lookup(classroom->page_by_place, &place);

	if (page)
		return page;

	const StorePageCopy row = {
		.id = store_new_id(classroom->store),
		.assignment_id = place.assignment_id,
		.pupil_id = place.pupil_id,
		.pen_id = pen->row.id,
		.page = *address,
		.created_ms = now_ms,
	};
	store_put_page_copy(classroom->store, &row);
	page = page_copy_add(classroom, &row);
	page->is_empty = true;
	page->last_ink_ms = 0;
	if (page_copy_is_unclaimed(classroom, &row))
		classroom_tell_state(classroom);
	return page;
}

const StorePageCopy *classroom_page_copy(const Classroom *classroom, gint64 page_copy_id)
{
	const PageCopy *page = g_hash_table_lookup(classroom->page_by_id, &page_copy_id);

	return page ? &page->row : NULL;
}

static gint compare_created(gconstpointer a, gconstpointer b)
{
	const StorePageCopy *one = *(StorePageCopy *const *)a, *other = *(StorePageCopy *const *)b;

	if (one->created_ms != other->created_ms)
		return one->created_ms < other->created_ms ? -1 : 1;
	return (one->id > other->id) - (one->id < other->id);
}

GPtrArray *classroom_page_copies(const Classroom *classroom, gint64 assignment_id)
{
	GPtrArray *rows = g_ptr_array_new();
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->page_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		PageCopy *page = value;

		if (page->row.assignment_id == assignment_id)
			g_ptr_array_add(rows, &page->row);
	}
	g_ptr_array_sort(rows, compare_created);
	return rows;
}

gint64 classroom_add_marked_copy(Classroom *classroom, gint64 pen_id, const PageAddress *address,
	gint64 pupil_id, gint64 now_ms)
{
	const StorePageCopy row = {
		.id = store_new_id(classroom->store),
		.assignment_id = classroom->work->open ? classroom->work->open->id : 0,
		.pupil_id = pupil_id,
		.pen_id = pen_id,
		.page = *address,
		.created_ms = now_ms,
		.by_teacher = true,
	};
	PageCopy *page;

	store_put_page_copy(classroom->store, &row);
	page = page_copy_add(classroom, &row);
	page->is_empty = true;
	page->last_ink_ms = 0;
	if (page_copy_is_unclaimed(classroom, &row))
		classroom_tell_state(classroom);
	return row.id;
}

PageCopy *page_copy_of_earlier(Classroom *classroom, const ClassroomPen *pen)
{
	const Stroke *stroke = pen->stroke;
	const gint64 key = page_address_key(&stroke->page);
	PageCopy *best = NULL;
	GHashTableIter iter;
	gpointer value;

	if (stroke->origin != STROKE_STORED || pen->pupil_id == 0)
		return NULL;
	const ClassWork *work = classroom_work_of(classroom, pen->pupil_id);

	if (!work->open || stroke->start_ms >= work->opened_ms)
		return NULL;
	g_hash_table_iter_init(&iter, classroom->page_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		PageCopy *page = value;

		if (page->row.assignment_id != work->open->id && page->row.assignment_id != 0 &&
			page->place.pupil_id == pen->pupil_id && page->place.page_key == key &&
			!page->row.by_teacher &&
			(!best || page->row.created_ms > best->row.created_ms))
			best = page;
	}
	return best;
}

void classroom_pack_pages(Classroom *classroom, gint64 now_ms)
{
	GHashTableIter iter;
	gpointer value;
	guint n_packed = 0;

	g_hash_table_iter_init(&iter, classroom->page_by_id);
	while (n_packed < N_PACKED_AT_ONCE && g_hash_table_iter_next(&iter, NULL, &value)) {
		PageCopy *page = value;

		if (!page->unpacked || now_ms - page->last_put_ms < PACK_AFTER_MS)
			continue;
		store_pack_page(classroom->store, page->row.id);
		page->unpacked = false;
		n_packed++;
	}
}

bool classroom_page_is_here(const Classroom *classroom, gint64 page_copy_id)
{
	const PageCopy *copy = g_hash_table_lookup(classroom->page_by_id, &page_copy_id);

	if (!copy || !classroom_is_of_class(classroom, copy->row.assignment_id))
		return false;
	const SchoolPupil *pupil = g_hash_table_lookup(classroom->school, &copy->row.pupil_id);

	return copy->row.assignment_id != 0 || !pupil || !pupil->work ||
	       pupil->work == classroom->work;
}

bool classroom_page_place(
	const Classroom *classroom, gint64 page_copy_id, guint *seat, PageAddress *page)
{
	const PageCopy *copy = g_hash_table_lookup(classroom->page_by_id, &page_copy_id);

	if (!classroom_page_is_here(classroom, page_copy_id))
		return false;
	*seat = copy->seat;
	*page = copy->row.page;
	return true;
}

/* ---- records from the store and from memory */

typedef struct {
	bool showing; /* these become the page's records */
	GByteArray *records;
	guint n_strokes, n_dots;
} PageInk;

/* Does memory know this stroke better than the store? While it is open, or not settled, what the reader
 * finds may be the journal's part of it. */
static bool is_ours(const Classroom *classroom, gint64 stroke_id)
{
	const Unsettled *stroke = g_hash_table_lookup(classroom->unsettled, &stroke_id);

	if (stroke)
		return stroke->live;
	for (guint i = 0; i < classroom->writing_pens->len; i++) {
		const ClassroomPen *pen = g_ptr_array_index(classroom->writing_pens, i);

		if (pen->stroke->id == stroke_id)
			return true;
	}
	return false;
}

static void add_stored(Classroom *classroom, const GPtrArray *strokes, PageInk *ink)
{
	for (guint i = 0; i < strokes->len; i++) {
		const Stroke *stroke = g_ptr_array_index(strokes, i);
		Unsettled *unsettled = g_hash_table_lookup(classroom->unsettled, &stroke->id);

		if (is_ours(classroom, stroke->id))
			continue;
		if (unsettled && ink->showing)
			unsettled->shown = true;
		ink_records_put_whole(ink->records, stroke);
		ink->n_strokes++;
		ink->n_dots += stroke->dots->len;
	}
}

/* A stored stroke that is not settled may be a repeat: it waits until the store has said so. */
static void add_unsettled(Classroom *classroom, const PageCopy *page, PageInk *ink)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->unsettled);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		Unsettled *stroke = value;

		if (stroke->page != page || !stroke->live)
			continue;
		stroke->shown |= ink->showing;
		g_byte_array_append(ink->records, stroke->records->data, stroke->records->len);
		ink->n_strokes++;
		ink->n_dots += stroke->n_dots;
	}
}

static void add_open(const Classroom *classroom, const PageCopy *page, PageInk *ink)
{
	for (guint i = 0; i < classroom->writing_pens->len; i++) {
		ClassroomPen *pen = g_ptr_array_index(classroom->writing_pens, i);

		if (pen->page != page || pen->stroke->origin != STROKE_LIVE)
			continue;
		ink_records_put_stroke(ink->records, pen->stroke);
		ink_records_put_dots(ink->records, pen->stroke, 0);
		ink->n_strokes++;
		ink->n_dots += pen->stroke->dots->len;
	}
}

static bool read_page(Classroom *classroom, PageCopy *page, PageInk *ink, GError **error)
{
	g_autoptr(GPtrArray) strokes = store_reader_strokes(classroom->reader, page->row.id, error);

	if (!strokes)
		return false;
	ink->records = g_byte_array_new();
	add_stored(classroom, strokes, ink);
	add_unsettled(classroom, page, ink);
	add_open(classroom, page, ink);
	return true;
}

static void sync_view(Classroom *classroom, const PageCopy *page)
{
	SeatRecord *seat = g_ptr_array_index(classroom->seats, page->seat);

	seat->view.n_strokes = page->n_strokes;
	seat->view.n_dots = page->n_dots;
}

void page_copy_load(Classroom *classroom, PageCopy *page)
{
	g_autoptr(GError) error = NULL;
	PageInk ink = { .showing = true };

	if (page->records)
		return;
	if (page->is_empty) {
		page->records = g_byte_array_new();
		return;
	}
	if (!read_page(classroom, page, &ink, &error)) {
		g_warning("cannot read page copy %" G_GINT64_FORMAT ": %s", page->row.id,
			error->message);
		return;
	}
	page->n_strokes = ink.n_strokes;
	page->n_dots = ink.n_dots;
	page->too_large = ink.records->len > RECORDS_LIMIT_BYTES;
	if (page->too_large)
		g_byte_array_unref(ink.records);
	else
		page->records = ink.records;
	/* What was open is part of the records now. */
	for (guint i = 0; i < classroom->writing_pens->len; i++) {
		ClassroomPen *pen = g_ptr_array_index(classroom->writing_pens, i);

		if (pen->page != page || pen->stroke->origin != STROKE_LIVE)
			continue;
		pen->shown = true;
		pen->n_shown = pen->stroke->dots->len;
		pen->shown_start_ms = pen->stroke->start_ms;
		pen->shown_last_ms = classroom_last_dot_ms(pen->stroke);
	}
	if (page_copy_is_current(classroom, page))
		sync_view(classroom, page);
}

/* ---- the current page of a seat */

bool page_copy_is_current(const Classroom *classroom, const PageCopy *page)
{
	return page->seat != NO_SEAT &&
	       ((const SeatRecord *)g_ptr_array_index(classroom->seats, page->seat))->page == page;
}

static void tell_ink(Classroom *classroom, const PageCopy *page, const GByteArray *records)
{
	if (records->len > 0 && classroom->listener.ink)
		classroom->listener.ink(classroom->listener.user, page->seat, page->row.id,
			records->data, records->len);
}

void page_copy_make_current(Classroom *classroom, PageCopy *page)
{
	SeatRecord *seat;

	if (page->seat == NO_SEAT)
		return;
	seat = g_ptr_array_index(classroom->seats, page->seat);
	if (seat->page == page) {
		if (!page->too_large)
			page_copy_load(classroom, page);
		return;
	}
	if (seat->page)
		page_copy_forget_records(seat->page);
	seat->page = page;
	seat->view.page_copy_id = page->row.id;
	seat->view.page = page->row.page;
	page_copy_load(classroom, page);
	sync_view(classroom, page);
	classroom_tell_seat(classroom, seat);
}

void page_copy_leave_seat(SeatRecord *seat)
{
	if (!seat->page)
		return;
	page_copy_forget_records(seat->page);
	seat->page->n_strokes = seat->page->n_dots = 0;
	seat->page = NULL;
	seat->view.page_copy_id = 0;
	seat->view.page = (PageAddress){ PAGE_FAMILY_NONE, 0, 0, 0, 0 };
	seat->view.n_strokes = seat->view.n_dots = 0;
}

void page_copy_show(Classroom *classroom, PageCopy *page, const GByteArray *records,
	guint n_strokes, guint n_dots)
{
	if (page->records) {
		g_byte_array_append(page->records, records->data, records->len);
		if (page->records->len > RECORDS_LIMIT_BYTES) {
			page->too_large = true;
			page_copy_forget_records(page);
		}
	}
	page->n_strokes += n_strokes;
	page->n_dots += n_dots;
	sync_view(classroom, page);
	tell_ink(classroom, page, records);
}

void page_copy_drop(Classroom *classroom, PageCopy *page, GHashTable *stroke_ids)
{
	g_autoptr(GByteArray) drops = g_byte_array_new();
	GHashTableIter iter;
	gpointer key;

	if (page->records) {
		GByteArray *kept = g_byte_array_sized_new(page->records->len);
		InkRecordsCount count = { 0 };
		bool whole = ink_records_filter(
			page->records->data, page->records->len, stroke_ids, kept, &count);

		g_assert(whole); /* we wrote them */
		g_byte_array_unref(page->records);
		page->records = kept;
		page->n_strokes = count.n_strokes;
		page->n_dots = count.n_dots;
		sync_view(classroom, page);
	}
	g_hash_table_iter_init(&iter, stroke_ids);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		ink_records_put_drop(drops, *(const gint64 *)key);
	tell_ink(classroom, page, drops);
	classroom_tell_seat(classroom, g_ptr_array_index(classroom->seats, page->seat));
}

/* ---- what consoles ask */

GBytes *classroom_page_ink(Classroom *classroom, gint64 page_copy_id, GError **error)
{
	PageCopy *page = g_hash_table_lookup(classroom->page_by_id, &page_copy_id);
	PageInk ink = { 0 };

	if (!page) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
			"there is no page copy %" G_GINT64_FORMAT, page_copy_id);
		return NULL;
	}
	if (page_copy_is_current(classroom, page) && !page->too_large)
		page_copy_load(classroom, page);
	if (page->records)
		return g_bytes_new(page->records->data, page->records->len);
	return read_page(classroom, page, &ink, error) ? g_byte_array_free_to_bytes(ink.records)
						       : NULL;
}

GBytes *classroom_seat_ink(Classroom *classroom, guint seat)
{
	g_autoptr(GError) error = NULL;
	const PageCopy *page;
	GBytes *records;

	g_assert(seat < classroom->seats->len);
	page = ((const SeatRecord *)g_ptr_array_index(classroom->seats, seat))->page;
	if (!page)
		return NULL;
	records = classroom_page_ink(classroom, page->row.id, &error);
	if (error)
		g_warning("cannot read page copy %" G_GINT64_FORMAT ": %s", page->row.id,
			error->message);
	return records;
}

static int compare_last_ink(gconstpointer a, gconstpointer b)
{
	const PageCopy *one = *(PageCopy *const *)a, *other = *(PageCopy *const *)b;

	if (one->last_ink_ms != other->last_ink_ms)
		return one->last_ink_ms > other->last_ink_ms ? -1 : 1;
	return (one->row.id < other->row.id) - (one->row.id > other->row.id);
}

GArray *classroom_seat_pages(Classroom *classroom, guint seat)
{
	g_autoptr(GPtrArray) pages = g_ptr_array_new();
	GArray *ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->page_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		if (((const PageCopy *)value)->seat == seat)
			g_ptr_array_add(pages, value);
	g_ptr_array_sort(pages, compare_last_ink);
	for (guint i = 0; i < pages->len; i++)
		g_array_append_val(ids, ((const PageCopy *)g_ptr_array_index(pages, i))->row.id);
	return ids;
}
