/* SPDX-License-Identifier: MIT */
/*
 * What a class works on, from the store: its assignments, which of them is open, the page copies of the newest. Of the open
 * class at the start; of another when the first of its pupils' pens writes, so that the ink finds its copy there.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-assignments.h"
#include "daemon/classroom/classroom-private.h"
#include "store/reader-lesson.h"

bool classroom_load_titles(Classroom *classroom, GError **error)
{
	g_autoptr(GPtrArray) sheets = store_reader_sheets(classroom->reader, error);

	for (guint i = 0; sheets && i < sheets->len; i++) {
		const StoreSheet *sheet = g_ptr_array_index(sheets, i);

		g_hash_table_replace(classroom->titles, g_memdup2(&sheet->id, sizeof sheet->id),
			g_strdup(sheet->title));
	}
	return sheets != NULL;
}

void classroom_retitle(Classroom *classroom)
{
	const StoreAssignment *open = classroom->work->open;

	g_free(classroom->assignment_title);
	classroom->assignment_title = g_strdup(open ? classroom_title_of(classroom, open) : "");
}

bool classroom_load_pages(Classroom *classroom, gint64 assignment_id, GError **error)
{
	g_autoptr(GPtrArray) pages =
		store_reader_page_copies(classroom->reader, assignment_id, error);

	for (guint i = 0; pages && i < pages->len; i++) {
		const StorePageCopy *page = g_ptr_array_index(pages, i);

		if (!g_hash_table_contains(classroom->page_by_id, &page->id))
			page_copy_add(classroom, page);
	}
	return pages != NULL;
}

static int compare_assignments(gconstpointer a, gconstpointer b)
{
	const StoreAssignment *one = *(StoreAssignment *const *)a;
	const StoreAssignment *other = *(StoreAssignment *const *)b;

	if (one->published_ms != other->published_ms)
		return one->published_ms > other->published_ms ? -1 : 1;
	return (one->id < other->id) - (one->id > other->id);
}

/* That which was published or opened last; what waits was not opened by being published. */
static void choose_open(ClassWork *work, const GPtrArray *openings)
{
	for (guint i = 0; i < work->assignments->len; i++) {
		StoreAssignment *assignment = g_ptr_array_index(work->assignments, i);
		gint64 at_ms = assignment->waits ? 0 : assignment->published_ms;

		for (guint k = 0; k < openings->len; k++) {
			const StoreOpening *opening = g_ptr_array_index(openings, k);

			if (opening->assignment_id == assignment->id)
				at_ms = MAX(at_ms, opening->at_ms);
		}
		if (at_ms > 0 && (!work->open || at_ms > work->opened_ms)) {
			work->open = assignment;
			work->opened_ms = at_ms;
		}
	}
}

/* Pens that see no page are where they were turned to since this assignment is open. */
static bool load_turns(Classroom *classroom, const ClassWork *work, GError **error)
{
	g_autoptr(GPtrArray) turns = work->open ? store_reader_page_turns(classroom->reader,
							  work->open->id, work->opened_ms, error)
						: g_ptr_array_new();

	for (guint i = 0; turns && i < turns->len; i++) {
		const StorePageTurn *turn = g_ptr_array_index(turns, i);

		classroom_assume_page(classroom, work, turn->pen_id, &turn->page);
	}
	return turns != NULL;
}

bool classroom_open_last(Classroom *classroom, ClassWork *work, GError **error)
{
	g_autoptr(GPtrArray) openings =
		store_reader_openings(classroom->reader, work->class->id, error);

	if (!openings)
		return false;
	work->open = NULL;
	choose_open(work, openings);
	classroom_assume_page(classroom, work, 0, &(PageAddress){ .family = PAGE_FAMILY_NONE });
	return load_turns(classroom, work, error) &&
	       (!work->open || classroom_load_pages(classroom, work->open->id, error));
}

static bool load_list(Classroom *classroom, ClassWork *work, GError **error)
{
	GPtrArray *assignments = classroom_keep(
		classroom, store_reader_assignments(classroom->reader, work->class->id, error));

	if (!assignments)
		return false;
	g_ptr_array_set_size(work->assignments, 0);
	for (guint i = 0; i < assignments->len; i++)
		g_ptr_array_add(work->assignments, g_ptr_array_index(assignments, i));
	g_ptr_array_sort(work->assignments, compare_assignments);
	return classroom_open_last(classroom, work, error);
}

bool classroom_load_work(Classroom *classroom, ClassWork *work, guint n_pages, GError **error)
{
	if (work->n_loaded >= n_pages)
		return true;
	if (work->n_loaded == 0 && !load_list(classroom, work, error))
		return false;
	if (work->open && !classroom_load_pages(classroom, work->open->id, error))
		return false;
	for (guint i = 0; i < MIN(work->assignments->len, n_pages); i++) {
		const StoreAssignment *assignment = g_ptr_array_index(work->assignments, i);

		if (!classroom_load_pages(classroom, assignment->id, error))
			return false;
	}
	work->n_loaded = n_pages;
	return true;
}
