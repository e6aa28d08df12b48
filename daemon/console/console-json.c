/* SPDX-License-Identifier: MIT */
#include "daemon/console/console-json.h"

#include <jansson.h>

#include "daemon/classroom/classroom-assignments.h"
#include "daemon/classroom/classroom-lesson.h"
#include "daemon/json-text.h"
#include "store/problem-code.h"

static const char *pen_state_word(SeatPenState state)
{
	switch (state) {
	case SEAT_NO_PEN:
		return "no-pen";
	case SEAT_CONNECTING:
		return "connecting";
	case SEAT_READY:
		return "ready";
	case SEAT_AWAY:
		return "away";
	case SEAT_LOCKED:
		return "locked";
	case SEAT_FAILED:
		return "failed";
	case SEAT_OFF:
		return "off";
	}
	g_assert_not_reached();
}

static const char *store_state_word(StoreState state)
{
	switch (state) {
	case STORE_OK:
		return "ok";
	case STORE_FULL:
		return "full";
	case STORE_FAILED:
		return "failed";
	}
	g_assert_not_reached();
}

static const char *family_word(PageFamily family)
{
	switch (family) {
	case PAGE_FAMILY_NONE:
		return "none";
	case PAGE_FAMILY_NCODE:
		return "ncode";
	}
	g_assert_not_reached();
}

static void put_address(json_t *object, const PageAddress *page)
{
	json_object_set_new(object, "family", json_string(family_word(page->family)));
	json_object_set_new(object, "section", json_integer(page->section));
	json_object_set_new(object, "owner", json_integer(page->owner));
	json_object_set_new(object, "book", json_integer(page->book));
	json_object_set_new(object, "page", json_integer(page->page));
}

static json_t *pupil_of(const Seat *seat, bool hide_names)
{
	if (seat->pupil_id == 0)
		return json_null();
	json_t *pupil = json_object();
	json_object_set_new(pupil, "id", json_integer(seat->pupil_id));
	json_object_set_new(pupil, "number", json_integer(seat->pupil_number));
	if (!hide_names)
		json_object_set_new(pupil, "name", json_text_new(seat->pupil_name));
	return pupil;
}

static json_t *download_of(const PenDownload *download)
{
	if (download->n_strokes_done == 0 && download->n_strokes_all == 0 &&
		download->n_notes_left == 0)
		return json_null();
	json_t *object = json_object();
	json_object_set_new(object, "done", json_integer(download->n_strokes_done));
	json_object_set_new(object, "all", json_integer(download->n_strokes_all));
	json_object_set_new(object, "notes", json_integer(download->n_notes_left));
	return object;
}

static json_t *pen_of(const Seat *seat)
{
	if (!seat || seat->pen_id == 0)
		return json_null();
	json_t *pen = json_object();
	json_object_set_new(pen, "id", json_integer(seat->pen_id));
	json_object_set_new(pen, "state", json_string(pen_state_word(seat->pen_state)));
	json_object_set_new(pen, "reason", json_text_new(seat->pen_reason));
	json_object_set_new(pen, "battery",
		seat->battery_percent < 0 ? json_null() : json_integer(seat->battery_percent));
	json_object_set_new(pen, "charging", json_boolean(seat->charging));
	json_object_set_new(pen, "lost", json_integer(seat->n_lost));
	json_object_set_new(pen, "bad", json_integer(seat->n_bad));
	json_object_set_new(pen, "download", download_of(&seat->download));
	return pen;
}

static json_t *page_of(const Seat *seat)
{
	if (seat->page_copy_id == 0)
		return json_null();
	json_t *page = json_object();
	json_object_set_new(page, "copy", json_integer(seat->page_copy_id));
	put_address(page, &seat->page);
	json_object_set_new(page, "strokes", json_integer(seat->n_strokes));
	json_object_set_new(page, "dots", json_integer(seat->n_dots));
	return page;
}

char *console_json_seat(const Seat *seat, bool hide_names)
{
	json_t *object = json_object();
	json_object_set_new(object, "seat", json_integer(seat->seat));
	json_object_set_new(object, "row", json_integer(seat->row));
	json_object_set_new(object, "column", json_integer(seat->column));
	json_object_set_new(object, "pupil", pupil_of(seat, hide_names));
	if (seat->teacher_name)
		json_object_set_new(object, "teacher", json_text_new(seat->teacher_name));
	json_object_set_new(object, "pen", pen_of(seat));
	json_object_set_new(object, "page", page_of(seat));
	json_object_set_new(object, "writing", json_boolean(seat->writing));
	json_object_set_new(object, "last_ink_ms", json_integer(seat->last_ink_ms));
	return json_text_dump(object);
}

char *console_json_class(const StoreClass *class)
{
	json_t *object = json_object();
	json_object_set_new(object, "id", json_integer(class->id));
	json_object_set_new(object, "name", json_text_new(class->name));
	json_object_set_new(object, "grade", json_integer(class->grade));
	json_object_set_new(object, "hide_names", json_boolean(class->hide_names));
	json_object_set_new(object, "rows", json_integer(class->n_rows));
	json_object_set_new(object, "columns", json_integer(class->n_columns));
	return json_text_dump(object);
}

char *console_json_assignment(const StoreAssignment *assignment, const char *title)
{
	if (!assignment)
		return json_text_dump(json_null());
	json_t *object = json_object();
	json_object_set_new(object, "id", json_integer(assignment->id));
	json_object_set_new(object, "title", json_text_new(title));
	json_object_set_new(object, "subject", json_text_new(assignment->subject));
	json_object_set_new(object, "place", json_text_new(assignment->place));
	json_object_set_new(object, "due_ms", json_integer(assignment->due_ms));
	return json_text_dump(object);
}

char *console_json_lesson(const StoreLesson *lesson)
{
	if (!lesson)
		return json_text_dump(json_null());
	json_t *object = json_object();
	json_object_set_new(object, "id", json_integer(lesson->id));
	json_object_set_new(object, "state", json_string(classroom_lesson_state(lesson)));
	json_object_set_new(object, "begin_ms", json_integer(lesson->begin_ms));
	json_object_set_new(object, "paused_ms", json_integer(lesson->paused_ms));
	json_object_set_new(object, "pause_ms", json_integer(lesson->pause_ms));
	json_object_set_new(object, "end_ms", json_integer(lesson->end_ms));
	return json_text_dump(object);
}

char *console_json_store(StoreState state, const char *message)
{
	json_t *object = json_object();
	json_object_set_new(object, "state", json_string(store_state_word(state)));
	json_object_set_new(object, "message", json_text_new(message));
	return json_text_dump(object);
}

char *console_json_pen(const Seat *seat)
{
	return json_text_dump(pen_of(seat));
}

static json_t *problem_of(const StoreProblem *row, const Classroom *classroom)
{
	ProblemCode code;
	bool known = problem_code_by_name(row->code, &code);
	guint seat;
	json_t *problem = json_object();
	json_object_set_new(problem, "code", json_text_new(row->code));
	json_object_set_new(problem, "subject", json_text_new(row->subject));
	json_object_set_new(problem, "seat",
		classroom_seat_by_address(classroom, row->subject, &seat) ? json_integer(seat)
									  : json_null());
	json_object_set_new(problem, "detail", json_text_new(row->detail));
	json_object_set_new(problem, "since_ms", json_integer(row->begin_ms));
	json_object_set_new(problem, "count", json_integer(row->count));
	json_object_set_new(
		problem, "zh", json_text_new(known ? problem_code_zh(code) : row->code));
	json_object_set_new(
		problem, "en", json_text_new(known ? problem_code_en(code) : row->code));
	json_object_set_new(
		problem, "mend_zh", json_text_new(known ? problem_code_mend_zh(code) : ""));
	json_object_set_new(
		problem, "mend_en", json_text_new(known ? problem_code_mend_en(code) : ""));
	return problem;
}

char *console_json_problems(const GPtrArray *problems, const Classroom *classroom)
{
	json_t *array = json_array();
	for (guint i = 0; i < MIN(problems->len, CONSOLE_JSON_PROBLEMS_MAX); i++)
		json_array_append_new(array, problem_of(g_ptr_array_index(problems, i), classroom));
	return json_text_dump(array);
}

char *console_json_page(const ConsoleJsonPage *page)
{
	json_t *object = json_object();
	json_object_set_new(object, "type", json_string("page"));
	json_object_set_new(object, "request", json_integer(page->request));
	json_object_set_new(object, "copy", json_integer(page->copy));
	json_object_set_new(object, "seat", json_integer(page->seat));
	put_address(object, &page->page);
	json_object_set_new(object, "strokes", json_integer(page->n_strokes));
	json_object_set_new(object, "dots", json_integer(page->n_dots));
	return json_text_dump(object);
}

char *console_json_pages(
	guint32 request, guint seat, const GArray *copies, const Classroom *classroom)
{
	json_t *object = json_object(), *titles = json_array();
	json_object_set_new(object, "type", json_string("pages"));
	json_object_set_new(object, "request", json_integer(request));
	json_object_set_new(object, "seat", json_integer(seat));
	json_t *array = json_array(), *begun = json_array(), *pages = json_array();
	for (guint i = 0; i < copies->len; i++) {
		const gint64 copy = g_array_index(copies, gint64, i);
		const StorePageCopy *row = classroom_page_copy(classroom, copy);
		json_array_append_new(array, json_integer(copy));
		json_array_append_new(begun, json_integer(row->created_ms));
		json_array_append_new(pages, json_integer(row->page.page));
		json_array_append_new(titles, json_text_new(classroom_title_of_assignment(
						      classroom, row->assignment_id)));
	}
	json_object_set_new(object, "copies", array);
	json_object_set_new(object, "begun_ms", begun);
	json_object_set_new(object, "pages", pages);
	json_object_set_new(object, "titles", titles);
	return json_text_dump(object);
}

const ConsoleTrouble console_no_right = { "no-right",
	"您的账号没有这项权限。确实需要时，请管理员在服务器上更改：zhibid --set-role。",
	"Your account may not do this. Where it should, the administrator changes that on the "
	"server: "
	"zhibid --set-role." };

static void put_trouble(json_t *object, const ConsoleTrouble *trouble)
{
	json_object_set_new(object, "code", json_string(trouble->code));
	json_object_set_new(object, "zh", json_text_new(trouble->zh));
	json_object_set_new(object, "en", json_text_new(trouble->en));
}

char *console_json_error(guint32 request, const ConsoleTrouble *trouble)
{
	json_t *object = json_object();
	json_object_set_new(object, "type", json_string("error"));
	if (request != 0)
		json_object_set_new(object, "request", json_integer(request));
	put_trouble(object, trouble);
	return json_text_dump(object);
}

bool console_json_is_error(const char *text)
{
	return g_str_has_prefix(text, "{\"type\":\"error\"");
}

char *console_json_trouble(const ConsoleTrouble *trouble)
{
	json_t *object = json_object();
	put_trouble(object, trouble);
	return json_text_dump(object);
}

char *console_json_me(const StoreTeacher *teacher)
{
	json_t *object = json_object();
	json_object_set_new(object, "name", json_text_new(teacher->name));
	json_object_set_new(object, "login", json_text_new(teacher->login));
	json_t *roles = json_array();
	g_auto(GStrv) words = g_strsplit(teacher->roles ? teacher->roles : "", " ", -1);
	for (char **word = words; *word; word++)
		json_array_append_new(roles, json_text_new(*word));
	json_object_set_new(object, "roles", roles);
	json_object_set_new(object, "grade", json_integer(teacher->grade));
	json_object_set_new(object, "protocol", json_string(CONSOLE_SUBPROTOCOL));
	return json_text_dump(object);
}
