/* SPDX-License-Identifier: MIT */
#include "daemon/console/console-unclaimed.h"

#include <jansson.h>

#include "daemon/json-text.h"

#define N_COPIES_MAX 100

static json_t *copy_json(const ClassroomUnclaimed *copy)
{
	const PageAddress *page = &copy->row->page;
	json_t *object = json_object();

	json_object_set_new(object, "copy", json_integer(copy->row->id));
	json_object_set_new(object, "by_teacher", json_boolean(copy->row->by_teacher));
	json_object_set_new(object, "pupil", json_integer(copy->pupil_number));
	json_object_set_new(object, "pen", json_text_new(copy->pen));
	json_object_set_new(object, "family",
		json_string(page->family == PAGE_FAMILY_NCODE ? "ncode" : "none"));
	json_object_set_new(object, "section", json_integer(page->section));
	json_object_set_new(object, "owner", json_integer(page->owner));
	json_object_set_new(object, "book", json_integer(page->book));
	json_object_set_new(object, "page", json_integer(page->page));
	json_object_set_new(object, "strokes", json_integer(copy->size.n_strokes));
	json_object_set_new(object, "first_ms", json_integer(copy->size.first_ms));
	json_object_set_new(object, "last_ms", json_integer(copy->size.last_ms));
	return object;
}

char *console_unclaimed_answer(Classroom *classroom, const ConsoleMessage *message)
{
	guint n_left;
	g_autoptr(GArray) copies = classroom_unclaimed(classroom, N_COPIES_MAX, &n_left);
	json_t *object = json_object(), *list = json_array();

	for (guint i = 0; i < copies->len; i++)
		json_array_append_new(
			list, copy_json(&g_array_index(copies, ClassroomUnclaimed, i)));
	json_object_set_new(object, "type", json_string("unclaimed"));
	json_object_set_new(object, "request", json_integer(message->request));
	json_object_set_new(object, "left", json_integer(n_left));
	json_object_set_new(object, "copies", list);
	return json_text_dump(object);
}
