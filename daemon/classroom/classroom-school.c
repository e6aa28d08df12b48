/* SPDX-License-Identifier: MIT */
/* All classes of the school and who is in them: a pen writes for its owner, whichever class is open. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-private.h"

ClassWork *class_work_new(StoreClass *take_class)
{
	ClassWork *work = g_new0(ClassWork, 1);

	work->class = take_class;
	work->assignments = g_ptr_array_new_with_free_func(store_assignment_free);
	return work;
}

void class_work_free(gpointer data)
{
	ClassWork *work = data;

	g_ptr_array_unref(work->assignments);
	g_free(work->class->name);
	g_free(work->class);
	g_free(work);
}

void school_pupil_free(gpointer data)
{
	SchoolPupil *pupil = data;

	g_free(pupil->name);
	g_free(pupil);
}

static void add_class(Classroom *classroom, StoreClass *take_class)
{
	g_hash_table_insert(classroom->works, g_memdup2(&take_class->id, sizeof take_class->id),
		class_work_new(take_class));
}

/* What was switched here may not be on disk yet. A room has columns once it was seated. */
static void update_class(ClassWork *work, StoreClass *class)
{
	const StoreClass before = *work->class;

	class->hide_names = before.hide_names;
	class->n_columns = class->n_columns > 0 ? class->n_columns : before.n_columns;
	*work->class = *class;
	*class = before;
	work->n_pupils = 0;
}

/* One who left keeps the class: late ink of a pen is still theirs. */
static void take_pupil(Classroom *classroom, const StorePupil *row)
{
	SchoolPupil *pupil = g_new0(SchoolPupil, 1);

	pupil->id = row->id;
	pupil->number = row->number;
	pupil->name = g_strdup(row->name);
	pupil->work = g_hash_table_lookup(classroom->works, &row->class_id);
	if (pupil->work && row->left_ms == 0)
		pupil->work->n_pupils++;
	g_hash_table_replace(classroom->school, &pupil->id, pupil);
}

bool classroom_read_school(Classroom *classroom, GError **error)
{
	g_autoptr(GPtrArray) classes = store_reader_classes(classroom->reader, error);
	g_autoptr(GPtrArray) pupils =
		classes ? store_reader_all_pupils(classroom->reader, error) : NULL;

	if (!pupils)
		return false;
	for (guint i = classes->len; i > 0; i--) {
		StoreClass *class = g_ptr_array_index(classes, i - 1);
		ClassWork *work = g_hash_table_lookup(classroom->works, &class->id);

		if (work)
			update_class(work, class);
		else
			add_class(classroom, g_ptr_array_steal_index(classes, i - 1));
	}
	g_hash_table_remove_all(classroom->school);
	classroom_forget_veil(classroom);
	for (guint i = 0; i < pupils->len; i++)
		take_pupil(classroom, g_ptr_array_index(pupils, i));
	return true;
}

ClassWork *classroom_work_of(Classroom *classroom, gint64 pupil_id)
{
	const SchoolPupil *pupil = g_hash_table_lookup(classroom->school, &pupil_id);
	ClassWork *work = pupil && pupil->work ? pupil->work : classroom->work;
	g_autoptr(GError) error = NULL;

	/* Its ink is stored all the same, as of no assignment, and the next stroke tries again. */
	if (!classroom_load_work(classroom, work, CLASS_WORK_PAGES_ASLEEP, &error))
		g_warning("class %" G_GINT64_FORMAT ": %s", work->class->id, error->message);
	return work;
}

bool classroom_is_of_class(const Classroom *classroom, gint64 assignment_id)
{
	const GPtrArray *assignments = classroom->work->assignments;

	if (assignment_id == 0)
		return true;
	for (guint i = 0; i < assignments->len; i++)
		if (((const StoreAssignment *)g_ptr_array_index(assignments, i))->id ==
			assignment_id)
			return true;
	return false;
}
