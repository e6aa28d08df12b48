/* SPDX-License-Identifier: MIT */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/console/console-lesson.h"

#include <jansson.h>

#include "daemon/classroom/classroom-assignments.h"
#include "daemon/classroom/classroom-lesson.h"
#include "daemon/json-text.h"

/* The newest of them. */
#define N_ASSIGNMENTS_TOLD 100

static const ConsoleTrouble no_such_seat = { "no-such-seat", "没有这个座位。",
	"There is no such seat." };
static const ConsoleTrouble no_lesson = { "no-lesson", "现在没有在上课。请先点“开始上课”。",
	"No lesson is under way. Begin one first." };

const ConsoleTrouble console_lesson_no_assignment = { "no-such-assignment", "这个班没有这份作业。",
	"The class has no such assignment." };
const ConsoleTrouble console_lesson_too_soon = { "too-soon",
	"刚换过作业，或主机正忙着保存。请过一秒再试。",
	"The assignment was changed a moment ago, or the record is being saved. Try again in a "
	"second." };
static const ConsoleTrouble unreadable = { "assignment-unreadable",
	"这份作业读不出来。请联系管理员看日志。",
	"This assignment cannot be read. Ask whoever looks after the computer to read the log." };

const ConsoleTrouble *console_lesson_other_class(
	const Classroom *classroom, const ConsoleMessage *message)
{
	static const ConsoleTrouble OTHER = { "other-class",
		"这是对另一个班做的，那个班现在没有打开。请先打开那个班，再点“再发一次”。",
		"This was meant for another class, which is not open now. Open it, then send it "
		"again." };

	if (message->class == 0 || message->kind == CONSOLE_MESSAGE_CLASS_OPEN)
		return NULL;
	return message->class == classroom_class(classroom)->id ? NULL : &OTHER;
}

static LessonStep step_of(ConsoleMessageKind kind)
{
	if (kind == CONSOLE_MESSAGE_LESSON_BEGIN)
		return LESSON_BEGIN;
	if (kind == CONSOLE_MESSAGE_LESSON_PAUSE)
		return LESSON_PAUSE;
	if (kind == CONSOLE_MESSAGE_LESSON_RESUME)
		return LESSON_RESUME;
	g_assert(kind == CONSOLE_MESSAGE_LESSON_END);
	return LESSON_END;
}

static const ConsoleTrouble *obey(
	Classroom *classroom, const ConsoleMessage *message, gint64 teacher_id)
{
	const gint64 now_ms = g_get_real_time() / 1000;

	if (message->kind == CONSOLE_MESSAGE_SEAT_MOVE)
		return classroom_move_seat(classroom, message->seat,
			       &(SeatMove){ (gint)message->row, (gint)message->column, teacher_id,
				       now_ms })
			       ? NULL
			       : &no_such_seat;
	return classroom_step_lesson(classroom, step_of(message->kind), teacher_id, now_ms)
		       ? NULL
		       : &no_lesson;
}

/* ---- assignments */

static json_t *assignment_row(const Classroom *classroom, const StoreAssignment *assignment)
{
	g_autofree char *text =
		console_json_assignment(assignment, classroom_title_of(classroom, assignment));
	json_t *row = json_loads(text, 0, NULL);

	json_object_set_new(row, "published_ms", json_integer(assignment->published_ms));
	return row;
}

static char *list_assignments(const Classroom *classroom, guint32 request)
{
	g_autoptr(GPtrArray) assignments = classroom_assignments(classroom);
	json_t *rows = json_array();

	for (guint i = 0; i < MIN(assignments->len, N_ASSIGNMENTS_TOLD); i++)
		json_array_append_new(
			rows, assignment_row(classroom, g_ptr_array_index(assignments, i)));
	return json_text_dump(json_pack("{s:s, s:I, s:o}", "type", "assignments", "request",
		(json_int_t)request, "assignments", rows));
}

static const ConsoleTrouble *reopen(
	const ConsoleRoom *room, const ConsoleMessage *message, gint64 teacher_id, bool *changed)
{
	const StoreAssignment *before = classroom_assignment(room->classroom);
	g_autoptr(GError) error = NULL;

	switch (classroom_reopen_assignment(
		room->classroom, message->assignment, teacher_id, g_get_real_time() / 1000)) {
	case REOPEN_DONE:
		break;
	case REOPEN_NONE:
		return &console_lesson_no_assignment;
	case REOPEN_TOO_SOON:
		return &console_lesson_too_soon;
	case REOPEN_FAILED:
		return &unreadable;
	}
	*changed = classroom_assignment(room->classroom) != before;
	if (!*changed || !room->marking || marking_reopen(room->marking, &error))
		return NULL;
	g_warning("%s", error->message);
	return &unreadable;
}

char *console_lesson_open_answer(
	const ConsoleRoom *room, const ConsoleMessage *message, gint64 teacher_id, bool *changed)
{
	*changed = false;
	const ConsoleTrouble *trouble = reopen(room, message, teacher_id, changed);

	if (trouble)
		return console_json_error(message->request, trouble);
	return g_strdup_printf("{\"type\":\"done\",\"request\":%u}", message->request);
}

/* ---- seats and lesson */

char *console_lesson_answer(Classroom *classroom, const ConsoleMessage *message, gint64 teacher_id)
{
	if (message->kind == CONSOLE_MESSAGE_ASSIGNMENTS)
		return list_assignments(classroom, message->request);
	const ConsoleTrouble *trouble = obey(classroom, message, teacher_id);

	if (trouble)
		return console_json_error(message->request, trouble);
	return g_strdup_printf("{\"type\":\"done\",\"request\":%u}", message->request);
}
