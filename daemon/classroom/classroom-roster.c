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

static void seat_pens(Classroom *classroom)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->pen_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		ClassroomPen *pen = value;

		if (pen->teacher_id != 0)
			continue; /* at the desk, if there is one */
		pen->seat = g_hash_table_lookup(classroom->seat_by_pupil, &pen->pupil_id);
		if (pen->seat && pen->seat->view.pen_id == 0)
			pen->seat->view.pen_id = pen->row.id;
	}
}

static void seat_pages(Classroom *classroom, guint desk_before)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->page_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		PageCopy *page = value;
		const SeatRecord *seat = page->seat != NO_SEAT && page->seat == desk_before
						 ? classroom->teacher
						 : g_hash_table_lookup(classroom->seat_by_pupil,
							   &page->row.pupil_id);

		page->seat = seat ? seat->view.seat : NO_SEAT;
	}
}

bool classroom_take_roster(Classroom *classroom, GError **error)
{
	const guint desk_before = classroom->teacher ? classroom->teacher->view.seat : NO_SEAT;
	StoreClass *class = NULL;
	GPtrArray *pupils = NULL;

	if (!classroom_read_class(classroom, &class, &pupils, error)) {
		g_prefix_error(error, "cannot read the class: ");
		return false;
	}
	g_autoptr(GPtrArray) before = g_steal_pointer(&classroom->seats);
	classroom->seats = g_ptr_array_new_with_free_func(seat_record_free);
	g_hash_table_remove_all(classroom->seat_by_pupil);
	class->hide_names =
		classroom->class->id == 0 ? class->hide_names : classroom->class->hide_names;
	classroom->class = class;
	classroom_place_pupils(classroom, pupils);
	for (guint i = 0; i < before->len; i++) {
		SeatRecord *old = g_ptr_array_index(before, i);
		SeatRecord *seat =
			g_hash_table_lookup(classroom->seat_by_pupil, &old->view.pupil_id);

		if (seat && old != classroom->teacher)
			keep_state(seat, old);
	}
	keep_desk(classroom, before);
	seat_pens(classroom);
	seat_pages(classroom, desk_before);
	g_hash_table_remove_all(classroom->consents);
	classroom_load_seats_soon(classroom);
	return true;
}
