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

typedef struct {
	StoreAssignment *assignment; /* NULL: none */
	gint64 at_ms;
} Opened;

/* That which was published or opened last; what waits was not opened by being published. */
static Opened choose_open(
	const ClassWork *work, const StoreAssignment *without, const GPtrArray *openings)
{
	Opened last = { 0 };

	for (guint i = 0; i < work->assignments->len; i++) {
		StoreAssignment *assignment = g_ptr_array_index(work->assignments, i);
		gint64 at_ms = assignment->waits ? 0 : assignment->published_ms;

		for (guint k = 0; k < openings->len; k++) {
			const StoreOpening *opening = g_ptr_array_index(openings, k);

			if (opening->assignment_id == assignment->id)
				at_ms = MAX(at_ms, opening->at_ms);
		}
		if (assignment != without && at_ms > last.at_ms)
			last = (Opened){ assignment, at_ms };
	}
	return last;
}

/* Pens that see no page are where they were turned to since this assignment is open. */
static GPtrArray *read_turns(Classroom *classroom, const Opened *opened, GError **error)
{
	return opened->assignment ? store_reader_page_turns(classroom->reader,
					    opened->assignment->id, opened->at_ms, error)
				  : g_ptr_array_new();
}

bool classroom_open_last(
	Classroom *classroom, ClassWork *work, const StoreAssignment *without, GError **error)
{
	g_autoptr(GPtrArray) openings =
		store_reader_openings(classroom->reader, work->class->id, error);
	g_autoptr(GPtrArray) turns = NULL;
	Opened last;

	if (!openings)
		return false;
	last = choose_open(work, without, openings);
	turns = read_turns(classroom, &last, error);
	if (!turns ||
		(last.assignment && !classroom_load_pages(classroom, last.assignment->id, error)))
		return false;
	work->open = last.assignment;
	work->opened_ms = last.at_ms;
	classroom_assume_page(classroom, work, 0, &(PageAddress){ .family = PAGE_FAMILY_NONE });
	for (guint i = 0; i < turns->len; i++) {
		const StorePageTurn *turn = g_ptr_array_index(turns, i);

		classroom_assume_page(classroom, work, turn->pen_id, &turn->page);
	}
	return true;
}

static bool load_list(Classroom *classroom, ClassWork *work, GError **error)
{
	g_autoptr(GPtrArray) rows =
		store_reader_assignments(classroom->reader, work->class->id, error);
	g_autoptr(GPtrArray) before = NULL;

	if (!rows)
		return false;
	before = work->assignments; /* has the open one until it is another */
	work->assignments = g_ptr_array_ref(rows);
	g_ptr_array_sort(rows, compare_assignments);
	if (classroom_open_last(classroom, work, NULL, error))
		return true;
	g_ptr_array_unref(work->assignments);
	work->assignments = g_steal_pointer(&before);
	return false;
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
