/* SPDX-License-Identifier: MIT */
/*
 * The classroom from the store, at the start. Only rows are read here; the ink of the pages that pupils are
 * on comes a page at a time when the loop has nothing better to do, so a large record starts as fast as
 * a small one.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-private.h"
#include "store/reader-lesson.h"

#define USUAL_COLUMNS 8

/* ---- the class and its seats */

/* An empty school: a room without seats. */
static ClassWork *add_nothing(Classroom *classroom)
{
	StoreClass *class = g_new0(StoreClass, 1);
	ClassWork *work = class_work_new(class);

	class->name = g_strdup("");
	g_hash_table_insert(classroom->works, g_memdup2(&class->id, sizeof class->id), work);
	return work;
}

ClassWork *classroom_choose_class(Classroom *classroom, gint64 class_id)
{
	ClassWork *work = g_hash_table_lookup(classroom->works, &class_id), *first = NULL;
	GHashTableIter iter;
	gpointer value;

	if (work && class_id != 0)
		return work;
	g_hash_table_iter_init(&iter, classroom->works);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		ClassWork *other = value;

		if (other->class->id != 0 && (!first || other->class->id < first->class->id))
			first = other;
	}
	if (!first)
		return work ? work : add_nothing(classroom);
	return first;
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

void classroom_place_desk(Classroom *classroom, SeatRecord *take_desk)
{
	StoreClass *class = classroom->class;
	Seat *desk = &take_desk->view;
	gint last = -1;

	for (guint i = 0; i < classroom->seats->len; i++) {
		const Seat *other = classroom_seat(classroom, i);

		last = MAX(last, other->row * class->n_columns + other->column);
	}
	desk->seat = classroom->seats->len;
	if (!place_desk(classroom, desk)) {
		desk->row = (last + 1) / class->n_columns;
		desk->column = (last + 1) % class->n_columns;
	}
	class->n_rows = MAX(class->n_rows, desk->row + 1);
	g_ptr_array_add(classroom->seats, take_desk);
	classroom->teacher = take_desk;
}

static void add_desk(Classroom *classroom, const StoreTeacher *teacher)
{
	SeatRecord *seat = seat_record_new();

	seat->teacher_name = g_strdup(teacher->name);
	seat->view.teacher_name = seat->teacher_name;
	classroom_place_desk(classroom, seat);
}

void classroom_place_pupils(Classroom *classroom, GPtrArray *take_pupils)
{
	GPtrArray *pupils = take_pupils;
	StoreClass *class = classroom->class;
	gint row = 0, column = 0;

	g_clear_pointer(&classroom->pupils, g_ptr_array_unref);
	classroom->pupils = take_pupils;
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

/* That which was opened last, else the first. */
static bool load_seats(Classroom *classroom, GError **error)
{
	g_autoptr(GPtrArray) openings = NULL;
	GPtrArray *pupils;

	if (!classroom_read_school(classroom, error))
		return false;
	openings = store_reader_class_opening(classroom->reader, error);
	if (!openings)
		return false;
	const StoreClassOpening *last = openings->len > 0 ? g_ptr_array_index(openings, 0) : NULL;

	classroom->work = classroom_choose_class(classroom, last ? last->class_id : 0);
	classroom->class = classroom->work->class;
	pupils = store_reader_pupils(classroom->reader, classroom->class->id, error);
	if (pupils)
		classroom_place_pupils(classroom, pupils);
	return pupils != NULL;
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
	g_autoptr(GPtrArray) bindings = NULL;

	if (!teachers)
		return false;
	for (guint i = 0; i < pens->len; i++)
		classroom_add_pen(classroom, g_ptr_array_index(pens, i));
	bindings = store_reader_bindings(classroom->reader, error);
	for (guint i = 0; bindings && i < bindings->len; i++)
		bind_pen(classroom, g_ptr_array_index(bindings, i), teachers);
	return bindings != NULL;
}

/* ---- assignments and pages */

bool classroom_read_lesson(
	Classroom *classroom, gint64 class_id, StoreLesson *lesson, GError **error)
{
	g_autoptr(GPtrArray) lessons = store_reader_lessons(classroom->reader, class_id, error);

	if (lessons)
		*lesson = (StoreLesson){ 0 };
	if (lessons && lessons->len > 0)
		*lesson = *(const StoreLesson *)g_ptr_array_index(lessons, lessons->len - 1);
	return lessons != NULL;
}

static bool load_assignments(Classroom *classroom, GError **error)
{
	if (!classroom_load_titles(classroom, error) ||
		!classroom_load_work(classroom, classroom->work, CLASS_WORK_PAGES, error) ||
		!classroom_load_pages(classroom, 0, error))
		return false;
	classroom_retitle(classroom);
	return true;
}

void classroom_choose_pages(Classroom *classroom)
{
	const gint64 open_id = classroom->work->open ? classroom->work->open->id : 0;
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
		/* What is of no assignment may be shown, as at the teacher's desk; never what is of another. */
		if (!open && page->row.assignment_id != 0)
			continue;
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
		!load_assignments(classroom, error) ||
		!classroom_read_lesson(
			classroom, classroom->class->id, &classroom->lesson, error)) {
		g_prefix_error(error, "cannot read the class: ");
		return false;
	}
	classroom_choose_pages(classroom);
	classroom_load_seats_soon(classroom);
	return true;
}
