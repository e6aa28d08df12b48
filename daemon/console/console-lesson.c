/* SPDX-License-Identifier: MIT */
#include "daemon/console/console-lesson.h"

#include "daemon/classroom/classroom-lesson.h"
#include "daemon/console/console-json.h"

static const ConsoleTrouble no_such_seat = { "no-such-seat", "没有这个座位。",
	"There is no such seat." };
static const ConsoleTrouble no_lesson = { "no-lesson", "现在没有在上课。请先点“开始上课”。",
	"No lesson is under way. Begin one first." };

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
		return classroom_move_seat(
			       classroom, message->seat, (gint)message->row, (gint)message->column)
			       ? NULL
			       : &no_such_seat;
	return classroom_step_lesson(classroom, step_of(message->kind), teacher_id, now_ms)
		       ? NULL
		       : &no_lesson;
}

char *console_lesson_answer(Classroom *classroom, const ConsoleMessage *message, gint64 teacher_id)
{
	const ConsoleTrouble *trouble = obey(classroom, message, teacher_id);

	if (trouble)
		return console_json_error(message->request, trouble);
	return g_strdup_printf("{\"type\":\"done\",\"request\":%u}", message->request);
}
