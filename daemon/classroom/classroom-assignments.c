/* SPDX-License-Identifier: MIT */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-assignments.h"

#include "daemon/classroom/classroom-private.h"

/* Ink is on disk after a tenth of a second. */
#define REST_MS 1000

GPtrArray *classroom_assignments(const Classroom *classroom)
{
	GPtrArray *rows = g_ptr_array_new();

	for (guint i = 0; i < classroom->assignments->len; i++)
		g_ptr_array_add(rows, g_ptr_array_index(classroom->assignments, i));
	return rows;
}

const char *classroom_title_of(const Classroom *classroom, const StoreAssignment *assignment)
{
	const char *title = g_hash_table_lookup(classroom->titles, &assignment->sheet_id);

	if (assignment->title && *assignment->title)
		return assignment->title;
	return title ? title : "";
}

static StoreAssignment *find(const Classroom *classroom, gint64 assignment_id)
{
	for (guint i = 0; i < classroom->assignments->len; i++) {
		StoreAssignment *assignment = g_ptr_array_index(classroom->assignments, i);

		if (assignment->id == assignment_id)
			return assignment;
	}
	return NULL;
}

/* The last that the pupil began there. */
static void show_pages(Classroom *classroom, gint64 assignment_id)
{
	g_autoptr(GPtrArray) rows = classroom_page_copies(classroom, assignment_id);

	for (guint i = 0; i < rows->len; i++) {
		const StorePageCopy *row = g_ptr_array_index(rows, i);
		PageCopy *page = g_hash_table_lookup(classroom->page_by_id, &row->id);

		if (!row->by_teacher)
			page_copy_make_current(classroom, page);
	}
}

ReopenResult classroom_reopen_assignment(
	Classroom *classroom, gint64 assignment_id, gint64 teacher_id, gint64 now_ms)
{
	StoreAssignment *assignment = find(classroom, assignment_id);
	g_autoptr(GError) error = NULL;

	if (!assignment)
		return REOPEN_NONE;
	if (assignment == classroom->assignment)
		return REOPEN_DONE;
	if (classroom->store_state != STORE_OK ||
		(now_ms >= classroom->opened_ms && now_ms - classroom->opened_ms < REST_MS))
		return REOPEN_TOO_SOON;
	if (!classroom_load_pages(classroom, assignment_id, &error)) {
		g_warning("assignment %" G_GINT64_FORMAT ": %s", assignment_id, error->message);
		return REOPEN_FAILED;
	}
	const StoreOpening opening = { store_new_id(classroom->store), assignment_id, teacher_id,
		now_ms };

	store_put_opening(classroom->store, &opening);
	classroom->assignment = assignment;
	classroom->opened_ms = now_ms;
	g_free(classroom->assignment_title);
	classroom->assignment_title = g_strdup(classroom_title_of(classroom, assignment));
	show_pages(classroom, assignment_id);
	classroom_tell_state(classroom);
	return REOPEN_DONE;
}
