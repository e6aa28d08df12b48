/* SPDX-License-Identifier: MIT */
/* Who sits where with which pen; see classroom.h. Names of pupils stay in here: none is ever logged. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom.h"

#include "daemon/classroom/classroom-private.h"

#define BATTERY_NOT_KNOWN 255

/* ---- seats and pens */

SeatRecord *seat_record_new(void)
{
	SeatRecord *seat = g_new0(SeatRecord, 1);

	seat->name = g_strdup("");
	seat->reason = g_strdup("");
	seat->view.seat = NO_SEAT;
	seat->view.row = seat->view.column = -1;
	seat->view.pupil_name = seat->name;
	seat->view.pen_reason = seat->reason;
	seat->view.battery_percent = -1;
	return seat;
}

void seat_record_free(gpointer data)
{
	SeatRecord *seat = data;

	if (!seat)
		return;
	g_free(seat->name);
	g_free(seat->teacher_name);
	g_free(seat->reason);
	g_free(seat);
}

ClassroomPen *classroom_find_pen(Classroom *classroom, gint64 pen_id)
{
	ClassroomPen *pen = g_hash_table_lookup(classroom->pen_by_id, &pen_id);

	g_assert(pen);
	return pen;
}

ClassroomPen *classroom_add_pen(Classroom *classroom, StorePen *take_row)
{
	ClassroomPen *pen = g_new0(ClassroomPen, 1);

	pen->row = *take_row;
	*take_row = (StorePen){ 0 };
	pen->seen.battery_percent = -1;
	g_hash_table_insert(classroom->pen_by_id, &pen->row.id, pen);
	g_hash_table_insert(classroom->pen_by_address, pen->row.address, pen);
	return pen;
}

static void pen_free_row(gpointer data)
{
	ClassroomPen *pen = data;

	g_free(pen->row.address);
	g_free(pen->row.driver);
	g_free(pen->row.model);
	g_free(pen->row.firmware);
	g_free(pen->seen.reason);
	g_free(pen);
}

void classroom_tell_state(Classroom *classroom)
{
	if (classroom->listener.state_changed)
		classroom->listener.state_changed(classroom->listener.user);
}

void classroom_tell_seat(Classroom *classroom, const SeatRecord *seat)
{
	if (seat == classroom->teacher)
		classroom_tell_state(classroom); /* the teacher's pen is part of it */
	if (classroom->listener.seat_changed)
		classroom->listener.seat_changed(classroom->listener.user, seat->view.seat);
}

/* ---- life */

Classroom *classroom_new(Store *store, StoreReader *reader, GError **error)
{
	g_autoptr(Classroom) classroom = g_new0(Classroom, 1);

	classroom->store = store;
	classroom->reader = reader;
	classroom->seats = g_ptr_array_new_with_free_func(seat_record_free);
	classroom->seat_by_pupil = g_hash_table_new(g_int64_hash, g_int64_equal);
	classroom->pen_by_address = g_hash_table_new(g_str_hash, g_str_equal);
	classroom->pen_by_id =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, pen_free_row);
	classroom->page_by_place = g_hash_table_new(page_place_hash, page_place_equal);
	classroom->page_by_id =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, page_copy_free);
	classroom->unsettled =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, unsettled_free);
	classroom->withdrawing = g_array_new(FALSE, FALSE, sizeof(Withdrawing));
	classroom->n_refused = store_n_refused(store);
	classroom->consents = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	classroom->writing_pens = g_ptr_array_new();
	classroom->showing = g_byte_array_new();
	classroom->assignment_title = g_strdup("");
	classroom->works =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, class_work_free);
	classroom->school =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, school_pupil_free);
	classroom->titles = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	classroom->store_state = store_state(store);
	classroom->store_message = g_strdup("");
	return classroom_load(classroom, error) ? g_steal_pointer(&classroom) : NULL;
}

Classroom *classroom_free(Classroom *classroom)
{
	if (!classroom)
		return NULL;
	g_clear_handle_id(&classroom->load_source, g_source_remove);
	g_assert(classroom->writing_pens->len == 0);
	g_ptr_array_unref(classroom->writing_pens);
	g_byte_array_unref(classroom->showing);
	g_array_unref(classroom->withdrawing);
	classroom_forget_veil(classroom);
	g_hash_table_unref(classroom->consents);
	g_hash_table_unref(classroom->unsettled);
	g_hash_table_unref(classroom->page_by_place);
	g_hash_table_unref(classroom->page_by_id);
	g_hash_table_unref(classroom->pen_by_address);
	g_hash_table_unref(classroom->pen_by_id);
	g_hash_table_unref(classroom->seat_by_pupil);
	g_ptr_array_unref(classroom->seats);
	g_clear_pointer(&classroom->pupils, g_ptr_array_unref);
	g_free(classroom->assignment_title);
	g_hash_table_unref(classroom->school);
	g_hash_table_unref(classroom->works);
	g_hash_table_unref(classroom->titles);
	g_free(classroom->store_message);
	g_free(classroom);
	return NULL;
}

void classroom_set_listener(Classroom *classroom, const ClassroomListener *listener)
{
	classroom->listener = listener ? *listener : (ClassroomListener){ 0 };
}

void classroom_set_ink_reader(Classroom *classroom, const InkReader *reader)
{
	classroom->ink_reader = reader ? *reader : (InkReader){ 0 };
}

/* ---- what consoles ask */

guint classroom_n_seats(const Classroom *classroom)
{
	return classroom->seats->len;
}

const Seat *classroom_seat(const Classroom *classroom, guint seat)
{
	g_assert(seat < classroom->seats->len);
	return &((const SeatRecord *)g_ptr_array_index(classroom->seats, seat))->view;
}

bool classroom_seat_by_address(const Classroom *classroom, const char *address, guint *seat)
{
	const ClassroomPen *pen = g_hash_table_lookup(classroom->pen_by_address, address);

	if (!pen || !pen->seat)
		return false;
	*seat = pen->seat->view.seat;
	return true;
}

const StoreClass *classroom_class(const Classroom *classroom)
{
	return classroom->class;
}

const StoreAssignment *classroom_assignment(const Classroom *classroom)
{
	return classroom->work->open;
}

const char *classroom_assignment_title(const Classroom *classroom)
{
	return classroom->assignment_title;
}

guint classroom_n_unclaimed(const Classroom *classroom)
{
	return classroom->n_unclaimed;
}

const Seat *classroom_teacher_pen(const Classroom *classroom)
{
	return classroom->teacher ? &classroom->teacher->view : NULL;
}

StoreState classroom_store_state(const Classroom *classroom, const char **message)
{
	*message = classroom->store_message;
	return classroom->store_state;
}

void classroom_set_hide_names(Classroom *classroom, bool hide)
{
	if (classroom->class->hide_names == hide)
		return;
	classroom->class->hide_names = hide;
	if (classroom->class->id != 0)
		store_put_class(classroom->store, classroom->class);
	classroom_tell_state(classroom);
}

/* ---- pens */

gint64 classroom_pen_id(
	Classroom *classroom, const char *address, const char *driver, gint64 now_ms)
{
	ClassroomPen *pen = g_hash_table_lookup(classroom->pen_by_address, address);

	if (!pen) {
		StorePen row = {
			.id = store_new_id(classroom->store),
			.address = g_strdup(address),
			.driver = g_strdup(driver),
			.model = g_strdup(""),
			.firmware = g_strdup(""),
			.battery_percent = -1,
			.last_seen_ms = now_ms,
		};

		store_put_pen(classroom->store, &row);
		pen = classroom_add_pen(classroom, &row);
	}
	pen->row.last_seen_ms = now_ms;
	return pen->row.id;
}

static bool set_text(char **text, const char *to)
{
	if (g_str_equal(*text, to))
		return false;
	g_free(*text);
	*text = g_strdup(to);
	return true;
}

static void remember_pen(Classroom *classroom, ClassroomPen *pen, const PenInfo *info)
{
	int percent = info->battery_percent == BATTERY_NOT_KNOWN ? -1 : info->battery_percent;
	bool changed = percent != -1 && pen->row.battery_percent != percent;

	if (changed)
		pen->row.battery_percent = percent;
	changed |= *info->model && set_text(&pen->row.model, info->model);
	changed |= *info->firmware && set_text(&pen->row.firmware, info->firmware);
	if (changed)
		store_put_pen(classroom->store, &pen->row);
}

static SeatPenState seat_state(PenState state)
{
	switch (state) {
	case PEN_CONNECTING:
		return SEAT_CONNECTING;
	case PEN_READY:
		return SEAT_READY;
	case PEN_LOCKED:
		return SEAT_LOCKED;
	case PEN_FAILED:
		return SEAT_FAILED;
	case PEN_OFF:
		return SEAT_OFF;
	}
	g_assert_not_reached();
}

static bool is_here(SeatPenState state)
{
	return state == SEAT_CONNECTING || state == SEAT_READY;
}

static void set_reason(char **reason, const char *to)
{
	char *copy = g_strdup(to);

	g_free(*reason);
	*reason = copy;
}

void seat_record_show_pen(SeatRecord *seat, const ClassroomPen *pen)
{
	const PenSeen *seen = &pen->seen;

	seat->view.pen_id = pen->row.id;
	seat->view.pen_state = seen->state;
	seat->view.battery_percent = seen->battery_percent;
	seat->view.charging = seen->charging;
	seat->view.download = seen->download;
	seat->view.n_lost = seen->n_lost;
	seat->view.n_bad = seen->n_bad;
	set_reason(&seat->reason, seen->reason ? seen->reason : "");
	seat->view.pen_reason = seat->reason;
}

void classroom_pen_changed(Classroom *classroom, gint64 pen_id, PenState state, const PenInfo *info,
	const PenDownload *download, const char *reason)
{
	ClassroomPen *pen = classroom_find_pen(classroom, pen_id);
	PenSeen *seen = &pen->seen;

	remember_pen(classroom, pen, info);
	if (!is_here(seen->state))
		seen->n_lost = seen->n_bad = 0;
	seen->state = seat_state(state);
	seen->battery_percent =
		info->battery_percent == BATTERY_NOT_KNOWN ? -1 : info->battery_percent;
	seen->charging = info->charging;
	seen->download = *download;
	set_reason(&seen->reason, reason);
	if (!pen->seat)
		return;
	seat_record_show_pen(pen->seat, pen);
	classroom_tell_seat(classroom, pen->seat);
}

/* To the seat that shows this pen, not another one of the same pupil. */
static void tell_pen(Classroom *classroom, const ClassroomPen *pen)
{
	if (!pen->seat || pen->seat->view.pen_id != pen->row.id)
		return;
	seat_record_show_pen(pen->seat, pen);
	classroom_tell_seat(classroom, pen->seat);
}

void classroom_pen_gone(Classroom *classroom, gint64 pen_id, gint64 now_ms)
{
	ClassroomPen *pen = classroom_find_pen(classroom, pen_id);

	pen->row.last_seen_ms = now_ms;
	store_put_pen(classroom->store, &pen->row);
	pen->seen.download = (PenDownload){ 0 };
	/* A pen that went off, is locked or failed has said more than that its link is gone. */
	if (is_here(pen->seen.state)) {
		pen->seen.state = SEAT_AWAY;
		set_reason(&pen->seen.reason, "link lost");
	}
	tell_pen(classroom, pen);
}

void classroom_pen_said(Classroom *classroom, gint64 pen_id, const PenSaid *said)
{
	ClassroomPen *pen = classroom_find_pen(classroom, pen_id);

	switch (said->kind) {
	case PEN_SAID_LOST:
		pen->seen.n_lost += said->n;
		break;
	case PEN_SAID_BAD:
		pen->seen.n_bad += MAX(said->n, 1);
		break;
	case PEN_SAID_BATTERY:
	case PEN_SAID_POWER_OFF: /* both come with PenInfo and PenState */
	case PEN_SAID_REPEATED:
	case PEN_SAID_HOVER:
	case PEN_SAID_CAMERA_ERROR:
	case PEN_SAID_EMPTY_STROKE:
	case PEN_SAID_TOUCH:
		return;
	}
	tell_pen(classroom, pen);
}

void classroom_store_changed(Classroom *classroom, StoreState state, const char *message)
{
	classroom->store_state = state;
	g_free(classroom->store_message);
	classroom->store_message = g_strdup(message);
	classroom_tell_state(classroom);
}
