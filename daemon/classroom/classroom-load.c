/* SPDX-License-Identifier: MIT */
/*
 * The classroom from the store, at the start. Only rows are read here; the ink of the pages that pupils are
 * on comes a page at a time when the loop has nothing better to do, so a large record starts as fast as
 * a small one.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-assignments.h"
#include "daemon/classroom/classroom-private.h"
#include "store/reader-lesson.h"

/* Older ones have had their lesson; their pages are found again through the store. */
#define N_ASSIGNMENTS_LOADED 20
#define USUAL_COLUMNS 8

/* Keeps what the reader gave for as long as the classroom lives. */
static GPtrArray *keep(Classroom *classroom, GPtrArray *take_rows)
{
	if (take_rows)
		g_ptr_array_add(classroom->rows, take_rows);
	return take_rows;
}

/* ---- the class and its seats */

/* NULL: it cannot be read. */
static StoreClass *read_class(Classroom *classroom, GError **error)
{
	GPtrArray *classes = keep(classroom, store_reader_classes(classroom->reader, error));

	if (!classes)
		return NULL;
	if (classes->len > 0)
		return g_ptr_array_index(classes, 0);
	/* An empty school: a room without seats. */
	GPtrArray *none = g_ptr_array_new_with_free_func(g_free);
	StoreClass *class = g_new0(StoreClass, 1);
	class->name = (char *)g_intern_static_string("");
	g_ptr_array_add(none, class);
	keep(classroom, none);
	return class;
}

static bool has_place(const StorePupil *pupil)
{
	return pupil->seat_row >= 0 && pupil->seat_column >= 0;
}

/* By row and column; those without a seat behind them, by number. */
static int compare_pupils(gconstpointer a, gconstpointer b)
{
	const StorePupil *one = *(StorePupil *const *)a, *other = *(StorePupil *const *)b;

	if (has_place(one) != has_place(other))
		return has_place(one) ? -1 : 1;
	if (has_place(one) && one->seat_row != other->seat_row)
		return one->seat_row < other->seat_row ? -1 : 1;
	if (has_place(one) && one->seat_column != other->seat_column)
		return one->seat_column < other->seat_column ? -1 : 1;
	return (one->number > other->number) - (one->number < other->number);
}

static void add_seat(Classroom *classroom, StorePupil *pupil, gint row, gint column)
{
	SeatRecord *seat = seat_record_new();

	seat->pupil = pupil;
	g_free(seat->name);
	seat->name = g_strdup(pupil->name);
	seat->view.seat = classroom->seats->len;
	seat->view.row = row;
	seat->view.column = column;
	seat->view.pupil_id = pupil->id;
	seat->view.pupil_number = pupil->number;
	seat->view.pupil_name = seat->name;
	g_ptr_array_add(classroom->seats, seat);
	g_hash_table_insert(classroom->seat_by_pupil, &seat->view.pupil_id, seat);
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

/* Where the teacher has put it; false: nowhere yet, or a pupil sits there. */
static bool place_desk(Classroom *classroom, Seat *desk)
{
	StoreClass *class = classroom->class;
	g_autoptr(GPtrArray) rows = store_reader_desk(classroom->reader, class->id, NULL);

	if (!rows || rows->len == 0)
		return false;
	const StoreDesk *row = g_ptr_array_index(rows, 0);

	if (is_taken(classroom, row->seat_row, row->seat_column))
		return false;
	desk->row = row->seat_row;
	desk->column = row->seat_column;
	class->n_columns = MAX(class->n_columns, desk->column + 1);
	return true;
}

/* The teacher's desk: else the place after the last pupil's. */
static void add_desk(Classroom *classroom, const StoreTeacher *teacher)
{
	SeatRecord *seat = seat_record_new();
	StoreClass *class = classroom->class;
	gint last = -1;

	for (guint i = 0; i < classroom->seats->len; i++) {
		const Seat *other = classroom_seat(classroom, i);

		last = MAX(last, other->row * class->n_columns + other->column);
	}
	seat->teacher_name = g_strdup(teacher->name);
	seat->view.teacher_name = seat->teacher_name;
	seat->view.seat = classroom->seats->len;
	if (!place_desk(classroom, &seat->view)) {
		seat->view.row = (last + 1) / class->n_columns;
		seat->view.column = (last + 1) % class->n_columns;
	}
	class->n_rows = MAX(class->n_rows, seat->view.row + 1);
	g_ptr_array_add(classroom->seats, seat);
	classroom->teacher = seat;
}

void classroom_place_pupils(Classroom *classroom, GPtrArray *pupils)
{
	StoreClass *class = classroom->class;
	gint row = 0, column = 0;

	class->n_columns = class->n_columns > 0 ? class->n_columns : USUAL_COLUMNS;
	g_ptr_array_sort(pupils, compare_pupils);
	for (guint i = 0; i < pupils->len; i++) {
		StorePupil *pupil = g_ptr_array_index(pupils, i);

		if (has_place(pupil)) {
			add_seat(classroom, pupil, pupil->seat_row, pupil->seat_column);
			row = pupil->seat_row + 1;
			class->n_columns = MAX(class->n_columns, pupil->seat_column + 1);
		} else {
			add_seat(classroom, pupil, row, column++);
			row += column / class->n_columns;
			column %= class->n_columns;
		}
		class->n_rows = MAX(class->n_rows, classroom_seat(classroom, i)->row + 1);
	}
}

bool classroom_read_class(
	Classroom *classroom, StoreClass **class, GPtrArray **pupils, GError **error)
{
	*class = read_class(classroom, error);
	*pupils = *class ? keep(classroom,
				   store_reader_pupils(classroom->reader, (*class)->id, error))
			 : NULL;
	return *pupils != NULL;
}

static bool load_seats(Classroom *classroom, GError **error)
{
	GPtrArray *pupils;

	if (!classroom_read_class(classroom, &classroom->class, &pupils, error))
		return false;
	classroom_place_pupils(classroom, pupils);
	return true;
}

/* ---- pens */

static const StoreTeacher *find_teacher(const GPtrArray *teachers, gint64 teacher_id)
{
	for (guint i = 0; i < teachers->len; i++) {
		const StoreTeacher *teacher = g_ptr_array_index(teachers, i);

		if (teacher->id == teacher_id)
			return teacher;
	}
	return NULL;
}

static void bind_pen(Classroom *classroom, const StoreBinding *binding, const GPtrArray *teachers)
{
	const StoreTeacher *teacher = find_teacher(teachers, binding->teacher_id);
	ClassroomPen *pen = g_hash_table_lookup(classroom->pen_by_id, &binding->pen_id);

	if (!pen)
		return;
	pen->pupil_id = binding->pupil_id;
	pen->teacher_id = binding->teacher_id;
	pen->seat = g_hash_table_lookup(classroom->seat_by_pupil, &binding->pupil_id);
	if (teacher && classroom->seats->len > 0) {
		if (!classroom->teacher)
			add_desk(classroom, teacher);
		pen->seat = classroom->teacher;
	}
	if (pen->seat)
		pen->seat->view.pen_id = pen->row.id;
}

static bool load_pens(Classroom *classroom, GError **error)
{
	g_autoptr(GPtrArray) pens = store_reader_pens(classroom->reader, error);
	g_autoptr(GPtrArray) teachers =
		pens ? store_reader_teachers(classroom->reader, error) : NULL;
	GPtrArray *bindings = NULL;

	if (!teachers)
		return false;
	for (guint i = 0; i < pens->len; i++)
		classroom_add_pen(classroom, g_ptr_array_index(pens, i));
	bindings = keep(classroom, store_reader_bindings(classroom->reader, error));
	for (guint i = 0; bindings && i < bindings->len; i++)
		bind_pen(classroom, g_ptr_array_index(bindings, i), teachers);
	return bindings != NULL;
}

/* ---- assignments and pages */

static bool load_titles(Classroom *classroom, GError **error)
{
	g_autoptr(GPtrArray) sheets = store_reader_sheets(classroom->reader, error);

	for (guint i = 0; sheets && i < sheets->len; i++) {
		const StoreSheet *sheet = g_ptr_array_index(sheets, i);

		g_hash_table_replace(classroom->titles, g_memdup2(&sheet->id, sizeof sheet->id),
			g_strdup(sheet->title));
	}
	return sheets != NULL;
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

static bool load_lesson(Classroom *classroom, GError **error)
{
	g_autoptr(GPtrArray) lessons =
		store_reader_lessons(classroom->reader, classroom->class->id, error);

	if (lessons && lessons->len > 0)
		classroom->lesson =
			*(const StoreLesson *)g_ptr_array_index(lessons, lessons->len - 1);
	return lessons != NULL;
}

/* That which was published or opened last. */
static bool choose_open(Classroom *classroom, GError **error)
{
	g_autoptr(GPtrArray) openings =
		store_reader_openings(classroom->reader, classroom->class->id, error);

	if (!openings)
		return false;
	for (guint i = 0; i < classroom->assignments->len; i++) {
		StoreAssignment *assignment = g_ptr_array_index(classroom->assignments, i);
		gint64 at_ms = assignment->published_ms;

		for (guint k = 0; k < openings->len; k++) {
			const StoreOpening *opening = g_ptr_array_index(openings, k);

			if (opening->assignment_id == assignment->id)
				at_ms = MAX(at_ms, opening->at_ms);
		}
		if (!classroom->assignment || at_ms > classroom->opened_ms) {
			classroom->assignment = assignment;
			classroom->opened_ms = at_ms;
		}
	}
	if (!classroom->assignment)
		return true;
	g_free(classroom->assignment_title);
	classroom->assignment_title =
		g_strdup(classroom_title_of(classroom, classroom->assignment));
	return classroom_load_pages(classroom, classroom->assignment->id, error);
}

static bool load_assignments(Classroom *classroom, GError **error)
{
	GPtrArray *assignments = keep(classroom,
		store_reader_assignments(classroom->reader, classroom->class->id, error));

	if (!assignments || !load_titles(classroom, error))
		return false;
	for (guint i = 0; i < assignments->len; i++)
		g_ptr_array_add(classroom->assignments, g_ptr_array_index(assignments, i));
	g_ptr_array_sort(classroom->assignments, compare_assignments);
	if (!choose_open(classroom, error))
		return false;
	for (guint i = 0; i < MIN(assignments->len, N_ASSIGNMENTS_LOADED); i++) {
		const StoreAssignment *assignment = g_ptr_array_index(classroom->assignments, i);

		if (!classroom_load_pages(classroom, assignment->id, error))
			return false;
	}
	return classroom_load_pages(classroom, 0, error);
}

/* The page a pupil was last on: of the open assignment, if there is one. */
static void choose_current_pages(Classroom *classroom)
{
	gint64 open_id = classroom->assignment ? classroom->assignment->id : 0;
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->page_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		PageCopy *page = value;

		if (page->seat == NO_SEAT)
			continue;
		SeatRecord *seat = g_ptr_array_index(classroom->seats, page->seat);
		const PageCopy *best = seat->page;
		bool open = page->row.assignment_id == open_id;
		bool best_open = best && best->row.assignment_id == open_id;
		if (!best || open > best_open ||
			(open == best_open && page->row.created_ms > best->row.created_ms)) {
			seat->page = page;
			seat->view.page_copy_id = page->row.id;
			seat->view.page = page->row.page;
		}
	}
}

static gboolean on_idle(gpointer user)
{
	Classroom *classroom = user;

	while (classroom->n_seats_loaded < classroom->seats->len) {
		SeatRecord *seat = g_ptr_array_index(classroom->seats, classroom->n_seats_loaded++);

		if (seat->page && !seat->page->records && !seat->page->too_large) {
			page_copy_load(classroom, seat->page);
			classroom_tell_seat(classroom, seat);
			return G_SOURCE_CONTINUE;
		}
	}
	classroom->load_source = 0;
	return G_SOURCE_REMOVE;
}

void classroom_load_seats_soon(Classroom *classroom)
{
	classroom->n_seats_loaded = 0;
	if (classroom->load_source == 0)
		classroom->load_source = g_idle_add_full(G_PRIORITY_LOW, on_idle, classroom, NULL);
}

bool classroom_load(Classroom *classroom, GError **error)
{
	if (!load_seats(classroom, error) || !load_pens(classroom, error) ||
		!load_assignments(classroom, error) || !load_lesson(classroom, error)) {
		g_prefix_error(error, "cannot read the class: ");
		return false;
	}
	choose_current_pages(classroom);
	classroom_load_seats_soon(classroom);
	return true;
}
