/* SPDX-License-Identifier: MIT */
/*
 * Another class is opened. Pens and pages stay as they are and lose or get their seats; what is under way is not touched: an
 * open stroke knows its page copy, and ink that is not on disk yet is read when the store has said so (classroom-ink.c).
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-classes.h"

#include <string.h>

#include "daemon/classroom/classroom-lesson.h"
#include "daemon/classroom/classroom-private.h"

/* Answers and marks of the class before are on disk after a tenth of a second, else it is waited for. */
#define REST_MS 1000

/* ---- the list */

static int compare_classes(gconstpointer a, gconstpointer b)
{
	const ClassroomClass *one = a, *other = b;

	if (one->row->grade != other->row->grade)
		return one->row->grade < other->row->grade ? -1 : 1;
	return strcmp(one->row->name, other->row->name);
}

static const char *lesson_of(Classroom *classroom, const ClassWork *work)
{
	StoreLesson lesson = classroom->lesson;

	if (work != classroom->work &&
		!classroom_read_lesson(classroom, work->class->id, &lesson, NULL))
		return "";
	return lesson.id != 0 && lesson.end_ms == 0 ? classroom_lesson_state(&lesson) : "";
}

GArray *classroom_classes(Classroom *classroom)
{
	GArray *classes = g_array_new(FALSE, FALSE, sizeof(ClassroomClass));
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->works);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const ClassWork *work = value;
		const ClassroomClass class = {
			.row = work->class,
			.n_pupils = work->n_pupils,
			.last_ink_ms = work->last_ink_ms,
			.lesson = lesson_of(classroom, work),
			.is_open = work == classroom->work,
		};

		if (work->class->id != 0)
			g_array_append_val(classes, class);
	}
	g_array_sort(classes, compare_classes);
	return classes;
}

StoreClass *classroom_class_among(
	const Classroom *classroom, const GPtrArray *classes, const char *name)
{
	StoreClass *named = NULL;

	for (guint i = 0; i < classes->len; i++) {
		StoreClass *class = g_ptr_array_index(classes, i);

		if (class->id == 0 || !g_str_equal(class->name, name))
			continue;
		if (class->id == classroom->class->id)
			return class;
		if (!named || class->id < named->id)
			named = class;
	}
	return named;
}

const StoreClass *classroom_class_named(const Classroom *classroom, const char *name)
{
	g_autoptr(GPtrArray) classes = g_ptr_array_new();
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->works);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		g_ptr_array_add(classes, ((const ClassWork *)value)->class);
	return classroom_class_among(classroom, classes, name);
}

const StoreAssignment *classroom_class_assignment(Classroom *classroom, gint64 class_id)
{
	ClassWork *work = g_hash_table_lookup(classroom->works, &class_id);

	if (work && !classroom_load_work(classroom, work, CLASS_WORK_PAGES_ASLEEP, NULL))
		return NULL;
	return work ? work->open : NULL;
}

/* ---- another is opened */

/* A teacher's sign is read with the class whose paper it is on. */
static bool is_at_rest(const Classroom *classroom, gint64 now_ms)
{
	if (classroom->store_state != STORE_OK ||
		store_stored(classroom->store) < classroom->class_sequence)
		return false;
	for (guint i = 0; i < classroom->writing_pens->len; i++)
		if (((const ClassroomPen *)g_ptr_array_index(classroom->writing_pens, i))
				->teacher_id != 0)
			return false;
	return now_ms < classroom->class_ms || now_ms - classroom->class_ms >= REST_MS;
}

/* Nobody is told of them any more. */
static void leave_pages(Classroom *classroom)
{
	for (guint i = 0; i < classroom->writing_pens->len; i++) {
		ClassroomPen *pen = g_ptr_array_index(classroom->writing_pens, i);

		pen->shown = false;
		pen->n_shown = 0;
	}
	for (guint i = 0; i < classroom->seats->len; i++)
		page_copy_leave_seat(g_ptr_array_index(classroom->seats, i));
}

/* NULL: no pen is a teacher's. */
static SeatRecord *take_desk(Classroom *classroom)
{
	SeatRecord *desk = g_steal_pointer(&classroom->teacher);

	if (!desk)
		return NULL;
	g_assert(g_ptr_array_steal_index(classroom->seats, desk->view.seat) == desk);
	desk->view.page_copy_id = 0;
	desk->view.page = (PageAddress){ PAGE_FAMILY_NONE, 0, 0, 0, 0 };
	desk->view.n_strokes = desk->view.n_dots = 0;
	return desk;
}

static void seat_class(Classroom *classroom, ClassWork *work, GPtrArray *take_pupils)
{
	SeatRecord *desk;

	leave_pages(classroom);
	desk = take_desk(classroom);
	g_ptr_array_set_size(classroom->seats, 0);
	g_hash_table_remove_all(classroom->seat_by_pupil);
	classroom->work = work;
	classroom->class = work->class;
	classroom_forget_veil(classroom);
	classroom_place_pupils(classroom, take_pupils);
	if (desk)
		classroom_place_desk(classroom, desk);
	classroom_reseat_pens(classroom);
	classroom_reseat_pages(classroom);
}

static void show_ink_times(Classroom *classroom)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, classroom->pen_by_id);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const ClassroomPen *pen = value;

		if (pen->seat)
			pen->seat->view.last_ink_ms =
				MAX(pen->seat->view.last_ink_ms, pen->seen.last_ink_ms);
	}
}

static bool is_under_way(const Classroom *classroom)
{
	return classroom->lesson.id != 0 && classroom->lesson.end_ms == 0;
}

static ClassOpened open_class(Classroom *classroom, ClassWork *work, const ClassWish *wish)
{
	g_autoptr(GError) error = NULL;
	StoreLesson lesson;
	g_autoptr(GPtrArray) pupils =
		store_reader_pupils(classroom->reader, work->class->id, &error);

	if (!pupils || !classroom_read_lesson(classroom, work->class->id, &lesson, &error) ||
		!classroom_load_work(classroom, work, CLASS_WORK_PAGES, &error)) {
		g_warning("class %" G_GINT64_FORMAT ": %s", work->class->id, error->message);
		return CLASS_FAILED;
	}
	if (classroom->ink_reader.leaves)
		classroom->ink_reader.leaves(classroom->ink_reader.user);
	if (is_under_way(classroom) && wish->lesson == LESSON_ENDS)
		classroom_step_lesson(classroom, LESSON_END, wish->teacher_id, wish->at_ms);
	seat_class(classroom, work, g_steal_pointer(&pupils));
	classroom->lesson = lesson;
	classroom_retitle(classroom);
	show_ink_times(classroom);
	classroom_choose_pages(classroom);
	classroom_load_seats_soon(classroom);
	return CLASS_OPENED;
}

ClassOpened classroom_open_class(Classroom *classroom, const ClassWish *wish, bool *changed)
{
	ClassWork *work = g_hash_table_lookup(classroom->works, &wish->class_id);
	ClassOpened opened;

	*changed = false;
	if (!work || wish->class_id == 0)
		return CLASS_NONE;
	if (work == classroom->work)
		return CLASS_OPENED;
	if (is_under_way(classroom) && wish->lesson == LESSON_IS_ASKED)
		return CLASS_LESSON_RUNS;
	if (!is_at_rest(classroom, wish->at_ms))
		return CLASS_TOO_SOON;
	opened = open_class(classroom, work, wish);
	if (opened != CLASS_OPENED)
		return opened;
	const StoreClassOpening opening = { store_new_id(classroom->store), wish->class_id,
		wish->teacher_id, wish->at_ms };

	store_put_class_opening(classroom->store, &opening);
	classroom->class_ms = wish->at_ms;
	classroom->class_sequence = store_sequence(classroom->store);
	*changed = true;
	g_message("class %" G_GINT64_FORMAT " is open now", wish->class_id);
	return CLASS_OPENED;
}
