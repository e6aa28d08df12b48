/* SPDX-License-Identifier: MIT */
/* See classroom-pens.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-pens.h"

#include "daemon/classroom/classroom-private.h"

static ClassroomPenView view_of(const Classroom *classroom, const ClassroomPen *pen)
{
	ClassroomPenView view = {
		.row = &pen->row,
		.pupil_id = pen->pupil_id,
		.teacher_id = pen->teacher_id,
		.is_writing = pen->stroke != NULL,
	};

	const SchoolPupil *pupil = g_hash_table_lookup(classroom->school, &pen->pupil_id);

	if (pupil) {
		view.pupil_number = pupil->number;
		view.pupil_name = pupil->name;
		view.class = pupil->work ? pupil->work->class : NULL;
	}
	return view;
}

static gint compare_addresses(gconstpointer a, gconstpointer b)
{
	const ClassroomPenView *one = a, *other = b;

	return strcmp(one->row->address, other->row->address);
}

GArray *classroom_pens(const Classroom *classroom)
{
	GArray *views = g_array_new(FALSE, FALSE, sizeof(ClassroomPenView));
	GHashTableIter iter;
	gpointer pen;

	g_hash_table_iter_init(&iter, classroom->pen_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &pen)) {
		ClassroomPenView view = view_of(classroom, pen);

		g_array_append_val(views, view);
	}
	g_array_sort(views, compare_addresses);
	return views;
}

bool classroom_pen_by_address(
	const Classroom *classroom, const char *address, ClassroomPenView *view)
{
	const ClassroomPen *pen = g_hash_table_lookup(classroom->pen_by_address, address);

	if (pen)
		*view = view_of(classroom, pen);
	return pen != NULL;
}

gint64 classroom_pupil_by_number(const Classroom *classroom, gint number)
{
	for (guint i = 0; i < classroom->seats->len; i++) {
		const Seat *seat = classroom_seat(classroom, i);

		if (seat->pupil_id != 0 && seat->pupil_number == number)
			return seat->pupil_id;
	}
	return 0;
}

/* The last record counts. What cannot be read is no consent. */
static bool read_consent(Classroom *classroom, gint64 pupil_id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) records = store_reader_consents(classroom->reader, pupil_id, &error);
	bool given = false;

	if (error)
		g_warning("the consents of pupil %" G_GINT64_FORMAT " cannot be read: %s", pupil_id,
			error->message);
	for (guint i = 0; records && i < records->len; i++) {
		const StoreConsent *record = g_ptr_array_index(records, i);

		if (g_str_equal(record->kind, "ink"))
			given = record->given;
	}
	if (!given)
		g_message("pupil %" G_GINT64_FORMAT
			  " has no consent on record: no ink of theirs is "
			  "kept",
			pupil_id);
	return given;
}

bool classroom_keeps_ink_of(Classroom *classroom, gint64 pupil_id)
{
	gpointer given;

	if (!g_hash_table_lookup_extended(classroom->consents, &pupil_id, NULL, &given)) {
		given = GINT_TO_POINTER(read_consent(classroom, pupil_id));
		g_hash_table_insert(
			classroom->consents, g_memdup2(&pupil_id, sizeof pupil_id), given);
	}
	return GPOINTER_TO_INT(given);
}

bool classroom_has_consent(Classroom *classroom, const ClassroomPen *pen)
{
	return pen->pupil_id == 0 || classroom_keeps_ink_of(classroom, pen->pupil_id);
}

void classroom_consent_changed(Classroom *classroom, gint64 pupil_id, bool given)
{
	g_hash_table_insert(
		classroom->consents, g_memdup2(&pupil_id, sizeof pupil_id), GINT_TO_POINTER(given));
}

bool classroom_keeps_ink(Classroom *classroom, gint64 pen_id)
{
	return classroom_has_consent(classroom, classroom_find_pen(classroom, pen_id));
}

static ClassroomPen *pen_of(const Classroom *classroom, gint64 pupil_id)
{
	GHashTableIter iter;
	gpointer pen;

	g_hash_table_iter_init(&iter, classroom->pen_by_id);
	while (pupil_id != 0 && g_hash_table_iter_next(&iter, NULL, &pen))
		if (((const ClassroomPen *)pen)->pupil_id == pupil_id)
			return pen;
	return NULL;
}

gint64 classroom_pen_of_pupil(const Classroom *classroom, gint64 pupil_id)
{
	const ClassroomPen *pen = pen_of(classroom, pupil_id);

	return pen ? pen->row.id : 0;
}

/* The seat shows no pen until one says something. */
static void leave_seat(Classroom *classroom, ClassroomPen *pen)
{
	SeatRecord *seat = pen->seat;

	pen->seat = NULL;
	if (!seat || seat->view.pen_id != pen->row.id)
		return;
	seat->view.pen_id = 0;
	seat->view.pen_state = SEAT_NO_PEN;
	seat->view.battery_percent = -1;
	seat->view.charging = false;
	seat->view.download = (PenDownload){ 0 };
	g_free(seat->reason);
	seat->reason = g_strdup("");
	seat->view.pen_reason = seat->reason;
	classroom_tell_seat(classroom, seat);
}

static void put_binding(
	Classroom *classroom, ClassroomPen *pen, gint64 pupil_id, const char *how, gint64 now_ms)
{
	const StoreBinding binding = {
		.id = store_new_id(classroom->store),
		.pen_id = pen->row.id,
		.pupil_id = pupil_id,
		.from_ms = now_ms,
		.how = (char *)how,
	};

	store_put_binding(classroom->store, &binding);
	leave_seat(classroom, pen);
	pen->pupil_id = pupil_id;
	pen->teacher_id = 0;
}

bool classroom_bind_pen(
	Classroom *classroom, gint64 pen_id, gint64 pupil_id, const char *how, gint64 now_ms)
{
	ClassroomPen *pen = classroom_find_pen(classroom, pen_id);
	ClassroomPen *earlier = pen_of(classroom, pupil_id);

	if (earlier && earlier == pen)
		return false;
	if (pupil_id == 0 && pen->pupil_id == 0 && pen->teacher_id == 0)
		return false;
	if (earlier)
		put_binding(classroom, earlier, 0, how, now_ms);
	put_binding(classroom, pen, pupil_id, how, now_ms);
	pen->seat = g_hash_table_lookup(classroom->seat_by_pupil, &pupil_id);
	pen->seen.n_lost = pen->seen.n_bad = 0;
	if (pen->seat) {
		pen->seat->view.pen_id = pen_id;
		pen->seat->view.n_lost = pen->seat->view.n_bad = 0;
		pen->seat->view.battery_percent = pen->row.battery_percent;
		classroom_tell_seat(classroom, pen->seat);
	}
	return true;
}

void classroom_retire_pen(Classroom *classroom, gint64 pen_id, bool retired, gint64 now_ms)
{
	ClassroomPen *pen = classroom_find_pen(classroom, pen_id);

	if (retired)
		classroom_bind_pen(classroom, pen_id, 0, "retired", now_ms);
	if ((pen->row.retired_ms != 0) == retired)
		return;
	pen->row.retired_ms = retired ? now_ms : 0;
	store_put_pen(classroom->store, &pen->row);
}
