/* SPDX-License-Identifier: MIT */
/* jansson takes the file apart; what is missing or of a wrong kind is named by its place. */
#include "tests/virtual-pen/lesson.h"

#include <jansson.h>
#include <string.h>

static bool lesson_refuse(GError **error, const char *what)
{
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "not a sheet a pen can write on: %s",
		what);
	return false;
}

static bool lesson_read_numbers(const json_t *array, double *numbers, size_t n)
{
	if (json_array_size(array) != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		const json_t *number = json_array_get(array, i);
		if (!json_is_number(number))
			return false;
		numbers[i] = json_number_value(number);
	}
	return true;
}

static uint32_t lesson_read_count(const json_t *object, const char *name, uint32_t otherwise)
{
	const json_t *count = json_object_get(object, name);
	return json_is_integer(count) ? (uint32_t)json_integer_value(count) : otherwise;
}

/* Returns n when there is no such name. */
static unsigned lesson_read_name(
	const json_t *object, const char *member, const char *const *names, unsigned n)
{
	const char *text = json_string_value(json_object_get(object, member));
	unsigned i = 0;
	while (i < n && (!text || !g_str_equal(text, names[i])))
		i++;
	return i;
}

/* ---- pages */

static bool lesson_read_place(Lesson *lesson, const json_t *object, GError **error)
{
	static const char *const roles[] = { "other", "", "answer", "option", "mark", "total",
		"number-box", "claim-box", "help" };
	const char *option = json_string_value(json_object_get(object, "option"));
	const char *id = json_string_value(json_object_get(object, "id"));
	double box[4];
	unsigned role = lesson_read_name(object, "role", roles, G_N_ELEMENTS(roles));
	LessonPlace place = { .role = role < G_N_ELEMENTS(roles) ? (LessonRole)role : LESSON_OTHER,
		.question = (int)lesson_read_count(object, "question", 0),
		.number = lesson_read_count(object, "number", 0),
		.page = lesson->pages->len - 1 };
	if (!lesson_read_numbers(json_object_get(object, "box_mm"), box, 4))
		return lesson_refuse(error, "a region without box_mm");
	place.box = (SheetBox){ box[0], box[1], box[0] + box[2], box[1] + box[3] };
	if (place.role == LESSON_OTHER && id && g_str_equal(id, "name"))
		place.role = LESSON_NAME;
	g_strlcpy(place.option, option ? option : "", sizeof(place.option));
	g_array_append_val(lesson->places, place);
	return true;
}

static bool lesson_read_page(Lesson *lesson, const json_t *object, GError **error)
{
	const json_t *address = json_object_get(object, "address");
	const json_t *regions = json_object_get(object, "regions");
	double offset[2];
	LessonPage page = { .paper = { .section = (uint8_t)lesson_read_count(address, "section", 0),
				    .owner = lesson_read_count(address, "owner", 0),
				    .book = lesson_read_count(address, "book", 0),
				    .page = lesson_read_count(address, "page", 0) },
		.n_copies = lesson_read_count(object, "copies", 0),
		.step = lesson_read_count(object, "step", 1) };
	if (!json_is_object(address))
		return lesson_refuse(error, "a page without address");
	if (!lesson_read_numbers(json_object_get(object, "offset_mm"), offset, 2))
		return lesson_refuse(error, "a page without offset_mm");
	page.left_mm = offset[0];
	page.top_mm = offset[1];
	g_array_append_val(lesson->pages, page);
	for (size_t i = 0; i < json_array_size(regions); i++)
		if (!lesson_read_place(lesson, json_array_get(regions, i), error))
			return false;
	return true;
}

/* ---- questions */

static bool lesson_read_question(Lesson *lesson, const json_t *object, GError **error)
{
	static const char *const types[] = { "choice", "choices", "true-false", "number", "text" };
	const json_t *options = json_object_get(object, "options");
	const char *key = json_string_value(json_array_get(json_object_get(object, "key"), 0));
	unsigned type = lesson_read_name(object, "type", types, G_N_ELEMENTS(types));
	LessonQuestion question = { .number = (int)lesson_read_count(object, "number", 0),
		.points = json_number_value(json_object_get(object, "points")) };
	if (type == G_N_ELEMENTS(types))
		return lesson_refuse(error, "a question of a type that pens do not answer");
	if (!key || strlen(key) >= sizeof(question.key))
		return lesson_refuse(error, "a question without key, or a long one");
	question.type = (LessonType)type;
	g_strlcpy(question.key, key, sizeof(question.key));
	question.options = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < json_array_size(options); i++)
		g_ptr_array_add(
			question.options, g_strdup(json_string_value(json_array_get(options, i))));
	g_array_append_val(lesson->questions, question);
	return true;
}

/* Every question has a place to be answered in. */
static bool lesson_check(const Lesson *lesson, GError **error)
{
	for (guint i = 0; i < lesson->questions->len; i++) {
		if (!lesson_place_of(lesson, lesson_question(lesson, i)->number))
			return lesson_refuse(error, "a question with no region to answer in");
	}
	return lesson->questions->len > 0 || lesson_refuse(error, "no question");
}

/* ---- the whole */

static void lesson_clear_question(void *data)
{
	LessonQuestion *question = data;
	g_clear_pointer(&question->options, g_ptr_array_unref);
}

static bool lesson_read_all(Lesson *lesson, const json_t *root, GError **error)
{
	const json_t *pages = json_object_get(root, "pages");
	const json_t *questions = json_object_get(root, "questions");
	const char *subject = json_string_value(json_object_get(root, "subject"));
	lesson->subject = g_strdup(subject ? subject : "");
	for (size_t i = 0; i < json_array_size(pages); i++)
		if (!lesson_read_page(lesson, json_array_get(pages, i), error))
			return false;
	for (size_t i = 0; i < json_array_size(questions); i++)
		if (!lesson_read_question(lesson, json_array_get(questions, i), error))
			return false;
	return lesson_check(lesson, error);
}

Lesson *lesson_read(const char *path, GError **error)
{
	json_error_t why;
	json_t *root = json_load_file(path, 0, &why);
	if (!root) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s:%d: %s", path, why.line,
			why.text);
		return NULL;
	}
	g_autoptr(Lesson) lesson = g_new0(Lesson, 1);
	lesson->pages = g_array_new(FALSE, FALSE, sizeof(LessonPage));
	lesson->places = g_array_new(FALSE, FALSE, sizeof(LessonPlace));
	lesson->questions = g_array_new(FALSE, FALSE, sizeof(LessonQuestion));
	g_array_set_clear_func(lesson->questions, lesson_clear_question);
	bool good = lesson_read_all(lesson, root, error);
	json_decref(root);
	if (!good) {
		g_prefix_error(error, "%s: ", path);
		return NULL;
	}
	return g_steal_pointer(&lesson);
}

Lesson *lesson_free(Lesson *lesson)
{
	if (!lesson)
		return NULL;
	g_free(lesson->subject);
	g_array_unref(lesson->pages);
	g_array_unref(lesson->places);
	g_array_unref(lesson->questions);
	g_free(lesson);
	return NULL;
}

const LessonQuestion *lesson_question(const Lesson *lesson, guint index)
{
	return &g_array_index(lesson->questions, LessonQuestion, index);
}

const LessonPlace *lesson_place(
	const Lesson *lesson, LessonRole role, int question, uint32_t number, const char *option)
{
	for (guint i = 0; i < lesson->places->len; i++) {
		const LessonPlace *place = &g_array_index(lesson->places, LessonPlace, i);
		if (place->role == role && (question == 0 || place->question == question) &&
			(number == 0 || place->number == number) &&
			(!option || g_str_equal(place->option, option)))
			return place;
	}
	return NULL;
}

Paper lesson_paper(const Lesson *lesson, const LessonPlace *place, uint32_t pupil)
{
	const LessonPage *page = &g_array_index(lesson->pages, LessonPage, place->page);
	Paper paper = page->paper;
	if (page->n_copies > 0)
		paper.page += (pupil - 1) * page->step;
	return paper;
}

const LessonPlace *lesson_place_of(const Lesson *lesson, int question)
{
	const LessonPlace *answer = lesson_place(lesson, LESSON_ANSWER, question, 0, NULL);
	return answer ? answer : lesson_place(lesson, LESSON_OPTION, question, 0, NULL);
}
