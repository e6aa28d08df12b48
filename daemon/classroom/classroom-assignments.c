/* SPDX-License-Identifier: MIT */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-assignments.h"

#include "daemon/classroom/classroom-private.h"

/* Ink is on disk after a tenth of a second, else it is waited for. */
#define REST_MS 1000
/* A list that cannot be read is tried again after this. */
#define DOUBT_US G_USEC_PER_SEC

static GPtrArray *assignments_of(const ClassWork *work)
{
	GPtrArray *rows = g_ptr_array_new();

	for (guint i = 0; i < work->assignments->len; i++)
		g_ptr_array_add(rows, g_ptr_array_index(work->assignments, i));
	return rows;
}

GPtrArray *classroom_assignments(const Classroom *classroom)
{
	return assignments_of(classroom->work);
}

GPtrArray *classroom_class_assignments(Classroom *classroom, gint64 class_id, GError **error)
{
	ClassWork *work = g_hash_table_lookup(classroom->works, &class_id);

	if (!work)
		return g_ptr_array_new();
	return classroom_load_work(classroom, work, CLASS_WORK_PAGES_ASLEEP, error)
		       ? assignments_of(work)
		       : NULL;
}

const char *classroom_title_of(const Classroom *classroom, const StoreAssignment *assignment)
{
	const char *title = g_hash_table_lookup(classroom->titles, &assignment->sheet_id);

	if (assignment->title && *assignment->title)
		return assignment->title;
	return title ? title : "";
}

static StoreAssignment *find(const ClassWork *work, gint64 assignment_id)
{
	for (guint i = 0; i < work->assignments->len; i++) {
		StoreAssignment *assignment = g_ptr_array_index(work->assignments, i);

		if (assignment->id == assignment_id)
			return assignment;
	}
	return NULL;
}

const char *classroom_title_of_assignment(const Classroom *classroom, gint64 assignment_id)
{
	const StoreAssignment *assignment = find(classroom->work, assignment_id);

	return assignment ? classroom_title_of(classroom, assignment) : "";
}

/* A seat shows what is worked on now: the last that the pupil began of it, or nothing yet. */
static void show_pages(Classroom *classroom, gint64 assignment_id)
{
	g_autoptr(GPtrArray) rows = classroom_page_copies(classroom, assignment_id);

	for (guint i = 0; i < classroom->seats->len; i++) {
		SeatRecord *seat = g_ptr_array_index(classroom->seats, i);

		if (!seat->page || seat->page->row.assignment_id == assignment_id)
			continue;
		page_copy_leave_seat(seat);
		classroom_tell_seat(classroom, seat);
	}
	for (guint i = 0; i < rows->len; i++) {
		const StorePageCopy *row = g_ptr_array_index(rows, i);
		PageCopy *page = g_hash_table_lookup(classroom->page_by_id, &row->id);

		if (!row->by_teacher)
			page_copy_make_current(classroom, page);
	}
}

/* Ink may be under way to the disk that belongs to what was open before. */
static bool is_busy(const Classroom *classroom, const ClassWork *work, gint64 now_ms)
{
	return classroom->store_state != STORE_OK ||
	       store_stored(classroom->store) < work->opened_sequence ||
	       (now_ms >= work->opened_ms && now_ms - work->opened_ms < REST_MS);
}

ReopenResult classroom_reopen_assignment(
	Classroom *classroom, gint64 assignment_id, gint64 teacher_id, gint64 now_ms)
{
	ClassWork *work = classroom->work;
	StoreAssignment *assignment = find(work, assignment_id);
	g_autoptr(GError) error = NULL;

	if (!assignment)
		return REOPEN_NONE;
	if (assignment == work->open)
		return REOPEN_DONE;
	if (is_busy(classroom, work, now_ms))
		return REOPEN_TOO_SOON;
	if (!classroom_load_pages(classroom, assignment_id, &error)) {
		g_warning("assignment %" G_GINT64_FORMAT ": %s", assignment_id, error->message);
		return REOPEN_FAILED;
	}
	const StoreOpening opening = { store_new_id(classroom->store), assignment_id, teacher_id,
		now_ms };

	store_put_opening(classroom->store, &opening);
	work->open = assignment;
	work->opened_ms = now_ms;
	work->opened_sequence = work->put_sequence = store_sequence(classroom->store);
	classroom_assume_page(classroom, work, 0, &(PageAddress){ .family = PAGE_FAMILY_NONE });
	classroom_retitle(classroom);
	show_pages(classroom, assignment_id);
	classroom_tell_state(classroom);
	return REOPEN_DONE;
}

/* ---- taken back */

/* False with error: it cannot be read. */
static bool is_written_on(
	Classroom *classroom, gint64 assignment_id, bool *is_written, GError **error)
{
	g_autoptr(GPtrArray) here = classroom_page_copies(classroom, assignment_id);
	g_autoptr(GPtrArray) stored =
		store_reader_page_copies(classroom->reader, assignment_id, error);

	*is_written = here->len > 0 || (stored && stored->len > 0);
	return stored != NULL;
}

static void note_withdrawal(Classroom *classroom, gint64 assignment_id, guint64 sequence)
{
	const Withdrawing one = { assignment_id, sequence };

	g_array_append_val(classroom->withdrawing, one);
}

/* Is it being done? Then who says it again is told what becomes of that. */
static bool rely_on_withdrawal(Classroom *classroom, gint64 assignment_id)
{
	for (guint i = 0; i < classroom->withdrawing->len; i++) {
		const Withdrawing *one = &g_array_index(classroom->withdrawing, Withdrawing, i);

		if (one->assignment_id != assignment_id)
			continue;
		store_rely(classroom->store, one->sequence);
		return true;
	}
	return false;
}

/* What it was open instead of is read first: what is put is done. */
static WithdrawResult take_out(Classroom *classroom, ClassWork *work, StoreAssignment *assignment,
	const StoreWithdrawal *withdrawal, GError **error)
{
	const bool was_open = work->open == assignment;

	if (was_open && !classroom_open_last(classroom, work, assignment, error))
		return WITHDRAW_FAILED;
	work->put_sequence = store_put_withdrawal(classroom->store, withdrawal);
	note_withdrawal(classroom, assignment->id, work->put_sequence);
	g_ptr_array_remove(work->assignments, assignment);
	if (!was_open || work != classroom->work)
		return WITHDRAW_DONE;
	classroom_retitle(classroom);
	show_pages(classroom, work->open ? work->open->id : 0);
	classroom_tell_state(classroom);
	return WITHDRAW_OPEN;
}

static WithdrawResult withdraw(
	Classroom *classroom, ClassWork *work, const StoreWithdrawal *withdrawal, GError **error)
{
	StoreAssignment *assignment;
	bool is_written;

	if (!classroom_load_work(classroom, work, CLASS_WORK_PAGES_ASLEEP, error))
		return WITHDRAW_FAILED;
	assignment = find(work, withdrawal->assignment_id);
	if (!assignment)
		return rely_on_withdrawal(classroom, withdrawal->assignment_id) ? WITHDRAW_DONE
										: WITHDRAW_NONE;
	if (!is_written_on(classroom, assignment->id, &is_written, error))
		return WITHDRAW_FAILED;
	if (is_written)
		return WITHDRAW_WRITTEN;
	if (classroom->store_state != STORE_OK ||
		(assignment == work->open && is_busy(classroom, work, withdrawal->at_ms)))
		return WITHDRAW_TOO_SOON;
	return take_out(classroom, work, assignment, withdrawal, error);
}

WithdrawResult classroom_withdraw_assignment(
	Classroom *classroom, gint64 class_id, const StoreWithdrawal *withdrawal)
{
	ClassWork *work = g_hash_table_lookup(classroom->works, &class_id);
	g_autoptr(GError) error = NULL;
	const WithdrawResult result =
		work ? withdraw(classroom, work, withdrawal, &error) : WITHDRAW_NONE;

	if (error)
		g_warning("assignment %" G_GINT64_FORMAT ": %s", withdrawal->assignment_id,
			error->message);
	return result;
}

static StoreAssignment *copy_row(const StoreAssignment *assignment)
{
	StoreAssignment *row = g_memdup2(assignment, sizeof *assignment);

	row->subject = g_strdup(assignment->subject);
	row->place = g_strdup(assignment->place);
	row->title = g_strdup(assignment->title);
	row->layer = g_strdup(assignment->layer);
	row->reason = g_strdup(assignment->reason);
	return row;
}

/* Where it stands among those of its class, the newest first: what is for a later day is before what is given now. */
static gint place_of(const ClassWork *work, const StoreAssignment *row)
{
	guint i = 0;

	while (i < work->assignments->len &&
		((const StoreAssignment *)g_ptr_array_index(work->assignments, i))->published_ms >
			row->published_ms)
		i++;
	return (gint)i;
}

/* NULL: it is of no class, or the class cannot be read, which is logged. */
static ClassWork *add_row(
	Classroom *classroom, const StoreAssignment *assignment, const char *title)
{
	ClassWork *work = g_hash_table_lookup(classroom->works, &assignment->class_id);
	g_autoptr(GError) error = NULL;

	if (!work || !classroom_load_work(classroom, work, CLASS_WORK_PAGES_ASLEEP, &error)) {
		g_warning("assignment %" G_GINT64_FORMAT ": %s", assignment->id,
			error ? error->message : "it is of no class");
		return NULL;
	}
	/* Of a class that was read just now it may be on disk. */
	if (!find(work, assignment->id)) {
		StoreAssignment *row = copy_row(assignment);

		g_ptr_array_insert(work->assignments, place_of(work, row), row);
	}
	g_hash_table_replace(classroom->titles,
		g_memdup2(&assignment->sheet_id, sizeof assignment->sheet_id), g_strdup(title));
	work->put_sequence = store_sequence(classroom->store);
	return work;
}

void classroom_add_assignment(
	Classroom *classroom, const StoreAssignment *assignment, const char *title)
{
	add_row(classroom, assignment, title);
}

void classroom_open_assignment(
	Classroom *classroom, const StoreAssignment *assignment, const char *title)
{
	ClassWork *work = add_row(classroom, assignment, title);
	StoreAssignment *row = work ? find(work, assignment->id) : NULL;

	if (!row)
		return;
	work->open = row;
	work->opened_ms = row->published_ms;
	work->opened_sequence = store_sequence(classroom->store);
	classroom_assume_page(classroom, work, 0, &(PageAddress){ .family = PAGE_FAMILY_NONE });
	if (work != classroom->work)
		return;
	classroom_retitle(classroom);
	show_pages(classroom, row->id);
	classroom_tell_state(classroom);
}

/* ---- what was refused is not there */

static void doubt(Classroom *classroom)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->works);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		ClassWork *work = value;

		work->is_doubtful |= work->put_sequence != 0;
	}
	classroom->n_refused = store_n_refused(classroom->store);
	classroom->doubted_us = 1; /* long ago */
}

/* A page of an assignment that the record does not have was refused with it: it is of none. */
static void free_pages(Classroom *classroom, const ClassWork *work, const GArray *ids_before)
{
	for (guint i = 0; i < ids_before->len; i++) {
		const gint64 id = g_array_index(ids_before, gint64, i);

		if (!find(work, id))
			classroom_free_pages(classroom, id);
	}
}

static GArray *ids_of(const ClassWork *work)
{
	GArray *ids = g_array_new(FALSE, FALSE, sizeof(gint64));

	for (guint i = 0; i < work->assignments->len; i++)
		g_array_append_val(ids, ((const StoreAssignment *)work->assignments->pdata[i])->id);
	return ids;
}

static bool read_anew(Classroom *classroom, ClassWork *work, GError **error)
{
	g_autoptr(GArray) ids = ids_of(work);
	const guint n_pages = work->n_loaded;

	work->n_loaded = 0;
	if (!classroom_load_work(classroom, work, n_pages, error)) {
		work->n_loaded = n_pages;
		return false;
	}
	work->is_doubtful = false;
	free_pages(classroom, work, ids);
	return true;
}

/* False: something of it is still on its way, or it cannot be read. */
static bool settle_doubt(Classroom *classroom, ClassWork *work, gint64 now_us)
{
	g_autoptr(GError) error = NULL;

	if (store_stored(classroom->store) < work->put_sequence)
		return false;
	if (read_anew(classroom, work, &error))
		return true;
	g_warning("class %" G_GINT64_FORMAT ": %s", work->class->id, error->message);
	classroom->doubted_us = now_us;
	return false;
}

static void settle_doubts(Classroom *classroom, gint64 now_us)
{
	bool is_left = false;
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->works);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		ClassWork *work = value;

		is_left |= work->is_doubtful && !settle_doubt(classroom, work, now_us);
	}
	if (!is_left)
		classroom->doubted_us = 0;
}

static void forget_withdrawals(Classroom *classroom)
{
	const guint64 stored = store_stored(classroom->store);

	for (guint i = classroom->withdrawing->len; i > 0; i--)
		if (g_array_index(classroom->withdrawing, Withdrawing, i - 1).sequence <= stored)
			g_array_remove_index(classroom->withdrawing, i - 1);
}

bool classroom_assignments_stored(Classroom *classroom, gint64 now_us)
{
	const StoreAssignment *open = classroom->work->open;
	const gint64 open_id = open ? open->id : 0;

	if (store_n_refused(classroom->store) != classroom->n_refused)
		doubt(classroom);
	if (classroom->doubted_us != 0 && now_us - classroom->doubted_us >= DOUBT_US)
		settle_doubts(classroom, now_us);
	forget_withdrawals(classroom);
	open = classroom->work->open;
	if ((open ? open->id : 0) == open_id)
		return false;
	classroom_retitle(classroom);
	show_pages(classroom, open ? open->id : 0);
	classroom_tell_state(classroom);
	return true;
}
