/* SPDX-License-Identifier: MIT */
/* See classroom-lesson.h. A place that was only counted off is put into the record with the first that is changed:
 * else those around it would be counted off differently at the next start. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-lesson.h"

#include <string.h>

#include "daemon/classroom/classroom-private.h"

/* ---- seats */

static SeatRecord *seat_at(const Classroom *classroom, gint row, gint column)
{
	for (guint i = 0; i < classroom->seats->len; i++) {
		SeatRecord *seat = g_ptr_array_index(classroom->seats, i);

		if (seat->view.row == row && seat->view.column == column)
			return seat;
	}
	return NULL;
}

static void place(SeatRecord *seat, gint row, gint column)
{
	seat->view.row = row;
	seat->view.column = column;
}

static void keep_place(Classroom *classroom, const SeatRecord *seat)
{
	const StoreDesk desk = { classroom->class->id, seat->view.row, seat->view.column };
	StorePupil *pupil = seat->pupil;

	if (seat == classroom->teacher)
		store_put_desk(classroom->store, &desk);
	if (!pupil ||
		(pupil->seat_row == seat->view.row && pupil->seat_column == seat->view.column))
		return;
	pupil->seat_row = seat->view.row;
	pupil->seat_column = seat->view.column;
	store_put_pupil(classroom->store, pupil);
}

static void fit_room(Classroom *classroom)
{
	StoreClass *class = classroom->class;

	class->n_rows = class->n_columns = 1;
	for (guint i = 0; i < classroom->seats->len; i++) {
		const Seat *seat = classroom_seat(classroom, i);

		class->n_rows = MAX(class->n_rows, seat->row + 1);
		class->n_columns = MAX(class->n_columns, seat->column + 1);
	}
	store_put_class(classroom->store, class);
}

static void log_move(Classroom *classroom, const SeatRecord *seat, gint64 teacher_id, gint64 now_ms)
{
	store_put_seat_move(
		classroom->store, &(StoreSeatMove){ store_new_id(classroom->store),
					  classroom->class->id, seat->view.pupil_id, seat->view.row,
					  seat->view.column, teacher_id, now_ms });
}

bool classroom_move_seat(Classroom *classroom, guint number, const SeatMove *move)
{
	const gint row = move->row, column = move->column;
	SeatRecord *seat, *other;

	if (number >= classroom->seats->len || row < 0 || row >= CLASSROOM_ROWS_MAX || column < 0 ||
		column >= CLASSROOM_COLUMNS_MAX)
		return false;
	seat = g_ptr_array_index(classroom->seats, number);
	other = seat_at(classroom, row, column);
	if (other)
		place(other, seat->view.row, seat->view.column);
	place(seat, row, column);
	log_move(classroom, seat, move->teacher_id, move->at_ms);
	if (other && other != seat)
		log_move(classroom, other, move->teacher_id, move->at_ms);
	for (guint i = 0; i < classroom->seats->len; i++)
		keep_place(classroom, g_ptr_array_index(classroom->seats, i));
	fit_room(classroom);
	classroom_tell_state(classroom);
	return true;
}

/* ---- the lesson */

const StoreLesson *classroom_lesson(const Classroom *classroom)
{
	return classroom->lesson.id != 0 ? &classroom->lesson : NULL;
}

const char *classroom_lesson_state(const StoreLesson *lesson)
{
	if (lesson->end_ms != 0)
		return "ended";
	return lesson->pause_ms != 0 ? "paused" : "running";
}

static bool is_under_way(const StoreLesson *lesson)
{
	return lesson->id != 0 && lesson->end_ms == 0;
}

static void begin_lesson(Classroom *classroom, gint64 teacher_id, gint64 now_ms)
{
	classroom->lesson = (StoreLesson){
		.id = store_new_id(classroom->store),
		.class_id = classroom->class->id,
		.assignment_id = classroom->work->open ? classroom->work->open->id : 0,
		.teacher_id = teacher_id,
		.begin_ms = now_ms,
	};
}

/* A clock that was set back makes no time that is less than none. */
static void end_pause(StoreLesson *lesson, gint64 now_ms)
{
	if (lesson->pause_ms != 0)
		lesson->paused_ms += MAX(now_ms - lesson->pause_ms, 0);
	lesson->pause_ms = 0;
}

bool classroom_step_lesson(Classroom *classroom, LessonStep step, gint64 teacher_id, gint64 now_ms)
{
	StoreLesson *lesson = &classroom->lesson;
	const StoreLesson before = *lesson;

	if (classroom->class->id == 0 || (step != LESSON_BEGIN && lesson->id == 0))
		return false;
	switch (step) {
	case LESSON_BEGIN:
		if (!is_under_way(lesson))
			begin_lesson(classroom, teacher_id, now_ms);
		break;
	case LESSON_PAUSE:
		if (!is_under_way(lesson))
			return false;
		if (lesson->pause_ms == 0)
			lesson->pause_ms = now_ms;
		break;
	case LESSON_RESUME:
		if (!is_under_way(lesson))
			return false;
		end_pause(lesson, now_ms);
		break;
	case LESSON_END:
		if (lesson->end_ms != 0)
			break;
		end_pause(lesson, now_ms);
		lesson->end_ms = MAX(now_ms, lesson->begin_ms);
		break;
	}
	if (memcmp(&before, lesson, sizeof before) == 0)
		return true;
	store_put_lesson(classroom->store, lesson);
	classroom_tell_state(classroom);
	return true;
}
