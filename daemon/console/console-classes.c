/* SPDX-License-Identifier: MIT */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/console/console-classes.h"

#include <jansson.h>

#include "daemon/classroom/classroom-classes.h"
#include "daemon/json-text.h"

static const ConsoleTrouble TROUBLES[] = {
	[CLASS_NONE] = { "no-such-class", "没有这个班。", "There is no such class." },
	[CLASS_LESSON_RUNS] = { "lesson-under-way",
		"现在这个班正在上课。请先说明：下课再换班，还是不下课只换班。",
		"A lesson is under way in the class that is open now. Say whether it ends, or goes "
		"on, and open the other class again." },
	[CLASS_TOO_SOON] = { "too-soon", "刚换过班，或老师的笔正在写。请过一秒再试。",
		"The class was changed a moment ago, or the teacher's pen is writing. Try again in "
		"a "
		"second." },
	[CLASS_FAILED] = { "class-unreadable", "这个班读不出来。请联系管理员看日志。",
		"This class cannot be read. Ask whoever looks after the computer to read the "
		"log." },
};

static RightsClass which(const ClassroomClass *class)
{
	return (RightsClass){ class->row->id, class->row->grade };
}

/* Those that the account may see. */
static char *list_classes(Classroom *classroom, const Rights *rights, guint32 request)
{
	g_autoptr(GArray) classes = classroom_classes(classroom);
	json_t *rows = json_array();

	for (guint i = 0; i < classes->len; i++) {
		const ClassroomClass *class = &g_array_index(classes, ClassroomClass, i);
		if (!rights_see_names(rights, which(class)))
			continue;
		json_t *row = json_object();

		json_object_set_new(row, "id", json_integer(class->row->id));
		json_object_set_new(row, "name", json_text_new(class->row->name));
		json_object_set_new(row, "grade", json_integer(class->row->grade));
		json_object_set_new(row, "pupils", json_integer(class->n_pupils));
		json_object_set_new(row, "lesson", json_string(class->lesson));
		json_object_set_new(row, "last_ink_ms", json_integer(class->last_ink_ms));
		json_object_set_new(row, "open", json_boolean(class->is_open));
		json_array_append_new(rows, row);
	}
	return json_text_dump(json_pack("{s:s, s:I, s:o}", "type", "classes", "request",
		(json_int_t)request, "classes", rows));
}

char *console_classes_veil_pens(const Classroom *classroom, const Rights *rights, char *take_text)
{
	json_t *pens = json_loads(take_text, 0, NULL), *pen;
	size_t i;

	json_array_foreach(json_object_get(pens, "pens"), i, pen)
	{
		json_t *pupil = json_object_get(pen, "pupil");
		const char *name = json_string_value(json_object_get(pupil, "class"));
		const StoreClass *class = name ? classroom_class_named(classroom, name) : NULL;

		if (name && !(class && rights_see_names(
					       rights, (RightsClass){ class->id, class->grade })))
			json_object_del(pupil, "name");
	}
	g_free(take_text);
	return json_text_dump(pens);
}

/* Whoever leans on the classroom takes the other class; consoles last, who are told of all of it. */
static void tell_all(Console *console)
{
	g_autoptr(GError) error = NULL;

	if (console->options.marking && !marking_take_roster(console->options.marking, &error))
		g_warning("the sheet: %s", error->message);
	wall_take_class(console->wall, console_now_ms());
	if (console->options.fleet)
		fleet_class_opened(console->options.fleet);
	console_seats_changed(console);
}

static LessonLeft lesson_of(const ConsoleMessage *message)
{
	if (!message->has_end_lesson)
		return LESSON_IS_ASKED;
	return message->end_lesson ? LESSON_ENDS : LESSON_GOES_ON;
}

/* One that is not there is nobody's business. */
static bool may_open(Classroom *classroom, const Rights *rights, gint64 class_id)
{
	g_autoptr(GArray) classes = classroom_classes(classroom);

	for (guint i = 0; i < classes->len; i++) {
		const ClassroomClass *class = &g_array_index(classes, ClassroomClass, i);
		if (class->row->id == class_id)
			return rights_see_names(rights, which(class));
	}
	return true;
}

char *console_classes_answer(Console *console, const ConsoleMessage *message, const Rights *rights)
{
	const ClassWish wish = { message->class, rights->teacher_id, console_now_ms(),
		lesson_of(message) };
	ClassOpened opened;
	bool changed;

	if (message->kind == CONSOLE_MESSAGE_CLASSES)
		return list_classes(console->classroom, rights, message->request);
	if (!may_open(console->classroom, rights, message->class))
		return console_json_error(message->request, &console_no_right);
	opened = classroom_open_class(console->classroom, &wish, &changed);
	if (changed)
		tell_all(console);
	if (opened != CLASS_OPENED)
		return console_json_error(message->request, &TROUBLES[opened]);
	return g_strdup_printf("{\"type\":\"done\",\"request\":%u}", message->request);
}
