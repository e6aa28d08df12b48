/* SPDX-License-Identifier: MIT */
/*
 * The class read anew after a list has changed it. A pupil who is still there keeps pen, page and ink, at whatever seat;
 * pens and pages of one who left have no seat any more.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-private.h"

/* What a seat says beside who sits there. */
static void keep_state(SeatRecord *seat, SeatRecord *before)
{
	const Seat old = before->view;
	Seat *view = &seat->view;

	view->pen_id = old.pen_id;
	view->pen_state = old.pen_state;
	view->battery_percent = old.battery_percent;
	view->charging = old.charging;
	view->download = old.download;
	view->page_copy_id = old.page_copy_id;
	view->page = old.page;
	view->n_strokes = old.n_strokes;
	view->n_dots = old.n_dots;
	view->last_ink_ms = old.last_ink_ms;
	view->writing = old.writing;
	view->n_lost = old.n_lost;
	view->n_bad = old.n_bad;
	seat->page = before->page;
	g_free(seat->reason);
	seat->reason = g_steal_pointer(&before->reason);
	view->pen_reason = seat->reason;
}

static bool is_taken(const Classroom *classroom, gint row, gint column)
{
	for (guint i = 0; i < classroom->seats->len; i++) {
		const Seat *seat = classroom_seat(classroom, i);

		if (seat->row == row && seat->column == column)
			return true;
	}
	return false;
}

/* The same record, behind all pupils; where it stood, unless somebody sits there now. */
static void keep_desk(Classroom *classroom, GPtrArray *before)
{
	SeatRecord *desk = classroom->teacher;
	StoreClass *class = classroom->class;

	if (!desk)
		return;
	g_assert(g_ptr_array_steal_index(before, desk->view.seat) == desk);
	if (is_taken(classroom, desk->view.row, desk->view.column)) {
		desk->view.row = class->n_rows;
		desk->view.column = 0;
	}
	class->n_rows = MAX(class->n_rows, desk->view.row + 1);
	class->n_columns = MAX(class->n_columns, desk->view.column + 1);
	desk->view.seat = classroom->seats->len;
	g_ptr_array_add(classroom->seats, desk);
}

void classroom_reseat_pens(Classroom *classroom)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->pen_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		ClassroomPen *pen = value;

		pen->seat = pen->teacher_id != 0
				    ? classroom->teacher
				    : g_hash_table_lookup(classroom->seat_by_pupil, &pen->pupil_id);
		if (pen->seat && pen->seat->view.pen_id == 0)
			seat_record_show_pen(pen->seat, pen);
	}
}

void classroom_reseat_pages(Classroom *classroom)
{
	GHashTableIter iter;
	gpointer value;

	classroom->n_unclaimed = 0;
	g_hash_table_iter_init(&iter, classroom->page_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		PageCopy *page = value;
		const SeatRecord *seat = page_copy_find_seat(classroom, &page->row);

		page->seat = seat ? seat->view.seat : NO_SEAT;
		classroom->n_unclaimed += page_copy_is_unclaimed(classroom, &page->row);
	}
}

/* NULL: the class cannot be read. A school that had none has one now. */
static GPtrArray *read_class(Classroom *classroom, GError **error)
{
	GPtrArray *pupils = NULL;

	if (classroom_read_school(classroom, error)) {
		ClassWork *work = classroom_choose_class(classroom, classroom->class->id);

		if (classroom_load_work(classroom, work, CLASS_WORK_PAGES, error))
			pupils = store_reader_pupils(classroom->reader, work->class->id, error);
		if (pupils) {
			classroom->work = work;
			classroom->class = work->class;
			classroom_retitle(classroom);
		}
	}
	if (!pupils)
		g_prefix_error(error, "cannot read the class: ");
	return pupils;
}

bool classroom_take_roster(Classroom *classroom, GError **error)
{
	GPtrArray *pupils = read_class(classroom, error);

	if (!pupils)
		return false;
	g_autoptr(GPtrArray) before = g_steal_pointer(&classroom->seats);
	classroom->seats = g_ptr_array_new_with_free_func(seat_record_free);
	g_hash_table_remove_all(classroom->seat_by_pupil);
	classroom_place_pupils(classroom, pupils);
	for (guint i = 0; i < before->len; i++) {
		SeatRecord *old = g_ptr_array_index(before, i);
		SeatRecord *seat =
			g_hash_table_lookup(classroom->seat_by_pupil, &old->view.pupil_id);

		if (seat && old != classroom->teacher)
			keep_state(seat, old);
	}
	keep_desk(classroom, before);
	classroom_reseat_pens(classroom);
	classroom_reseat_pages(classroom);
	g_hash_table_remove_all(classroom->consents);
	classroom_load_seats_soon(classroom);
	return true;
}
