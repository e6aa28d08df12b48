/* SPDX-License-Identifier: MIT */
/* See boards.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/board/boards.h"

#include <string.h>

#include "daemon/board/withdrawing.h"
#include "daemon/classroom/classroom-assignments.h"
#include "daemon/classroom/classroom-veil.h"
#include "daemon/console/console-json.h"
#include "daemon/json-text.h"
#include "homework/load/board.h"
#include "report/board-notice.h"

#define N_DONE_MAX 1000 /* answers that may not be on the disk yet, in case a page asks again */
#define N_SHEETS_MAX 50
#define ACTION_BYTES_MAX 32

typedef struct {
	char *action, *answer;
	guint64 sequence; /* of the store: it holds unless that is refused */
} Done;

struct Boards {
	Assigning assigning;
	char *backgrounds;
	GQueue done; /* of Done, the newest first */
};

struct BoardsNotice {
	char *class_name;
	SchoolClock clock;
	BoardDay *board;
	GPtrArray *published; /* of Assigned */
};

static const ConsoleTrouble no_such_class = { "no-such-class", "没有这个班。",
	"There is no such class." };
static const ConsoleTrouble bad_day = { "bad-day", "日期请写成 2026-09-08。",
	"Write the day as 2026-09-08." };
static const ConsoleTrouble bad_request = { "bad-request", "请求应是 JSON 对象，不超过 4 MiB。",
	"The request must be a JSON object of at most 4 MiB." };
static const ConsoleTrouble unreadable = { "unreadable", "公示现在读不出来，请稍后再试。",
	"The board cannot be read now; please try again." };

/* ---- life */

static void done_free(gpointer data)
{
	Done *done = data;

	g_free(done->action);
	g_free(done->answer);
	g_free(done);
}

Boards *boards_new(const Assigning *assigning)
{
	Boards *boards = g_new0(Boards, 1);

	boards->assigning = *assigning;
	boards->backgrounds = g_strdup(assigning->backgrounds);
	boards->assigning.backgrounds = boards->backgrounds;
	g_queue_init(&boards->done);
	return boards;
}

Boards *boards_free(Boards *boards)
{
	if (boards) {
		g_queue_clear_full(&boards->done, done_free);
		g_free(boards->backgrounds);
		g_free(boards);
	}
	return NULL;
}

void boards_set_console(Boards *boards, Console *console)
{
	boards->assigning.console = console;
}

const Assigning *boards_assigning(const Boards *boards)
{
	return &boards->assigning;
}

void boards_stored(Boards *boards)
{
	if (classroom_assignments_stored(boards->assigning.classroom, g_get_monotonic_time()))
		assigning_reopened(&boards->assigning);
}

/* ---- which class, which day */

typedef struct {
	GPtrArray *classes;	 /* of StoreClass: all */
	const StoreClass *class; /* one of them, or the one that is here */
	bool is_here;
	gint day;
	const Rules *rules;   /* of that day */
	GPtrArray *published; /* of Assigned: of the week and what shares a budget with it */
} View;

static void view_clear(View *view)
{
	g_clear_pointer(&view->classes, g_ptr_array_unref);
	g_clear_pointer(&view->published, g_ptr_array_unref);
}

static const StoreClass *find_class(const Boards *boards, const View *view, gint64 class_id)
{
	const StoreClass *here = classroom_class(boards->assigning.classroom);

	if (class_id == 0 || class_id == here->id)
		return here->id ? here : NULL;
	for (guint i = 0; i < view->classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(view->classes, i);

		if (class->id == class_id)
			return class;
	}
	return NULL;
}

static bool read_published(const Boards *boards, View *view, GError **error)
{
	const gint monday = school_day_monday(view->day);
	const RulesDays days = { monday - RULES_RUN_DAYS_MAX - 1, monday + 6 + RULES_RUN_DAYS_MAX };

	view->published = assigning_published(&boards->assigning, view->class->id, days, error);
	return view->published != NULL;
}

static const ConsoleTrouble *view_load(const Boards *boards, const BoardsWanted *wanted, View *view)
{
	const RulesBook *book = boards->assigning.rules;
	const SchoolClock *clock = &rules_book_base(book)->clock;
	g_autoptr(GError) error = NULL;

	view->day = school_day_of(clock, g_get_real_time() / 1000).day;
	if (wanted->day && !school_day_parse(wanted->day, &view->day))
		return &bad_day;
	view->classes = store_reader_classes(boards->assigning.reader, &error);
	if (view->classes) {
		view->class = find_class(boards, view, wanted->class_id);
		if (!view->class)
			return &no_such_class;
		view->is_here = view->class->id == classroom_class(boards->assigning.classroom)->id;
		view->rules = rules_book_at(book, view->day);
		if (read_published(boards, view, &error))
			return NULL;
	}
	g_warning("the board: %s", error->message);
	return &unreadable;
}

static char *refuse(guint *status, const ConsoleTrouble *trouble)
{
	*status = trouble == &unreadable ? 503 : trouble == &bad_day ? 422 : 404;
	return console_json_trouble(trouble);
}

/* ---- a day */

static json_t *day_json(gint day)
{
	char text[SCHOOL_DAY_BYTES];

	school_day_format(day, text);
	return json_string(text);
}

static json_t *class_json(const StoreClass *class)
{
	json_t *object = json_object();

	json_object_set_new(object, "id", json_integer(class->id));
	json_object_set_new(object, "name", json_text_new(class->name));
	json_object_set_new(object, "grade", json_integer(class->grade));
	return object;
}

static const char *teacher_name(const GPtrArray *teachers, gint64 teacher_id)
{
	for (guint i = 0; teachers && teacher_id && i < teachers->len; i++) {
		const StoreTeacher *teacher = g_ptr_array_index(teachers, i);

		if (teacher->id == teacher_id)
			return teacher->name;
	}
	return "";
}

static json_t *assigned_json(
	const Boards *boards, const View *view, const Assigned *one, const GPtrArray *teachers)
{
	g_autofree char *reason =
		classroom_veil_class(boards->assigning.classroom, view->class->id, one->reason);
	const char layer[] = { one->layer, '\0' };
	json_t *object = json_pack("{s:I, s:s, s:i, s:s, s:I, s:I, s:b, s:i}", "id",
		(json_int_t)one->id, "place", rules_place_name(one->place), "minutes", one->minutes,
		"layer", layer, "due_ms", (json_int_t)one->due_ms, "published_ms",
		(json_int_t)one->published_ms, "counts",
		assigned_counts(one, view->rules, view->class->grade), "pages", one->n_pages);

	json_object_set_new(object, "subject", json_text_new(one->subject));
	json_object_set_new(object, "title", json_text_new(one->title));
	json_object_set_new(object, "reason", json_text_new(reason));
	json_object_set_new(
		object, "teacher", json_text_new(teacher_name(teachers, one->teacher_id)));
	return object;
}

static json_t *published_json(const Boards *boards, const View *view)
{
	g_autoptr(GPtrArray) teachers = store_reader_teachers(boards->assigning.reader, NULL);
	json_t *list = json_array();

	for (guint i = 0; i < view->published->len; i++) {
		const Assigned *one = g_ptr_array_index(view->published, i);

		if (one->day == view->day)
			json_array_append_new(list, assigned_json(boards, view, one, teachers));
	}
	return list;
}

/* A day's sum; `with_subjects` where all of it is looked at. */
static json_t *sum_json(const Boards *boards, const View *view, gint day, bool with_subjects)
{
	const Rules *rules = rules_book_at(boards->assigning.rules, day);
	g_autoptr(BoardDay) board = board_day(rules, view->class->grade, day, view->published);
	json_t *object = json_pack("{s:o, s:b, s:i, s:i, s:s}", "day", day_json(day), "school",
		rules_is_school_day(rules, day), "minutes", board->minutes, "budget",
		board->budget_minutes, "level", board_level_name(board->level));
	json_t *subjects = with_subjects ? json_array() : NULL;

	for (guint i = 0; subjects && i < board->subjects->len; i++) {
		const BoardSubject *one = &g_array_index(board->subjects, BoardSubject, i);

		json_array_append_new(
			subjects, json_pack("{s:o, s:i}", "subject", json_text_new(one->subject),
					  "minutes", one->minutes));
	}
	if (subjects)
		json_object_set_new(object, "subjects", subjects);
	return object;
}

static json_t *week_json(const Boards *boards, const View *view)
{
	const gint monday = school_day_monday(view->day);
	json_t *list = json_array();

	for (gint day = monday; day < monday + 7; day++)
		json_array_append_new(list, sum_json(boards, view, day, false));
	return list;
}

/* Those that were given before, the newest first: each may be given again. */
static json_t *sheets_json(const Boards *boards, const View *view)
{
	Classroom *classroom = boards->assigning.classroom;
	g_autoptr(GPtrArray) rows = classroom_class_assignments(classroom, view->class->id, NULL);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);
	json_t *list = json_array();

	for (guint i = 0; rows && i < rows->len && g_hash_table_size(seen) < N_SHEETS_MAX; i++) {
		StoreAssignment *row = g_ptr_array_index(rows, i);

		if (row->sheet_id == 0 || !g_hash_table_add(seen, &row->sheet_id))
			continue;
		json_array_append_new(list,
			json_pack("{s:I, s:o, s:o, s:i}", "sheet", (json_int_t)row->sheet_id,
				"title", json_text_new(classroom_title_of(classroom, row)),
				"subject", json_text_new(row->subject), "minutes", row->minutes));
	}
	return list;
}

static char *view_json(const Boards *boards, const View *view)
{
	json_t *object = sum_json(boards, view, view->day, true), *classes = json_array();
	json_t *class = class_json(view->class);

	for (guint i = 0; i < view->classes->len; i++)
		json_array_append_new(classes, class_json(g_ptr_array_index(view->classes, i)));
	json_object_set_new(class, "here", json_boolean(view->is_here));
	json_object_set_new(object, "class", class);
	json_object_set_new(object, "classes", classes);
	json_object_set_new(object, "warn_percent", json_integer(view->rules->warn_percent));
	json_object_set_new(
		object, "home", json_boolean(rules_limit(view->rules, view->class->grade) != 0));
	json_object_set_new(object, "no_homework",
		json_boolean(view->rules->no_homework_weekday == school_day_weekday(view->day)));
	json_object_set_new(object, "published", published_json(boards, view));
	json_object_set_new(
		object, "withdrawn", withdrawing_of_day(boards, view->class->id, view->day));
	json_object_set_new(object, "week", week_json(boards, view));
	json_object_set_new(object, "sheets", sheets_json(boards, view));
	return json_text_dump(object);
}

char *boards_day(const Boards *boards, const BoardsWanted *wanted, guint *status)
{
	View view = { 0 };
	const ConsoleTrouble *trouble = view_load(boards, wanted, &view);
	char *text = trouble ? refuse(status, trouble) : view_json(boards, &view);

	if (!trouble)
		*status = 200;
	view_clear(&view);
	return text;
}

/* ---- the notice */

static void free_assigned(gpointer assigned)
{
	assigned_free(assigned);
}

static GPtrArray *take_day(GPtrArray *published, gint day)
{
	GPtrArray *taken = g_ptr_array_new_with_free_func(free_assigned);

	for (guint i = published->len; i > 0; i--)
		if (((const Assigned *)g_ptr_array_index(published, i - 1))->day == day)
			g_ptr_array_insert(taken, 0, g_ptr_array_steal_index(published, i - 1));
	return taken;
}

BoardsNotice *boards_notice(
	const Boards *boards, const BoardsWanted *wanted, char **trouble, guint *status)
{
	View view = { 0 };
	const ConsoleTrouble *why = view_load(boards, wanted, &view);
	BoardsNotice *notice = NULL;

	if (why) {
		*trouble = refuse(status, why);
	} else {
		notice = g_new0(BoardsNotice, 1);
		notice->class_name = g_strdup(view.class->name);
		notice->clock = rules_book_base(boards->assigning.rules)->clock;
		notice->board = board_day(view.rules, view.class->grade, view.day, view.published);
		notice->published = take_day(view.published, view.day);
	}
	view_clear(&view);
	return notice;
}

GBytes *boards_notice_draw(const BoardsNotice *notice, GError **error)
{
	return board_notice_pdf(&(BoardNotice){ notice->class_name, &notice->clock, notice->board,
					notice->published },
		error);
}

BoardsNotice *boards_notice_free(BoardsNotice *notice)
{
	if (notice) {
		board_day_free(notice->board);
		g_ptr_array_unref(notice->published);
		g_free(notice->class_name);
		g_free(notice);
	}
	return NULL;
}

/* ---- publishing */

static gint compare_action(gconstpointer done, gconstpointer action)
{
	return strcmp(((const Done *)done)->action, action);
}

/* What was answered when this was done, be it before the start. */
static char *find_done(Boards *boards, const char *action)
{
	g_autoptr(GError) error = NULL;
	GList *at = g_queue_find_custom(&boards->done, action, compare_action);
	char *answer;

	if (at && !store_refused(boards->assigning.store, ((const Done *)at->data)->sequence)) {
		store_rely(boards->assigning.store, ((const Done *)at->data)->sequence);
		return g_strdup(((const Done *)at->data)->answer);
	}
	if (at) { /* nothing of it is in the record: it is to be done */
		done_free(at->data);
		g_queue_delete_link(&boards->done, at);
	}
	answer = store_reader_action(boards->assigning.reader, action, &error);
	if (error)
		g_warning("what was published before: %s", error->message);
	return answer;
}

/* In the group of what it did. */
static void note_done(Boards *boards, const char *action, const char *answer)
{
	Done *done = g_new(Done, 1);

	done->sequence =
		store_put_action(boards->assigning.store, action, answer, g_get_real_time() / 1000);
	done->action = g_strdup(action);
	done->answer = g_strdup(answer);
	g_queue_push_head(&boards->done, done);
	while (g_queue_get_length(&boards->done) > N_DONE_MAX)
		done_free(g_queue_pop_tail(&boards->done));
}

static bool is_done(const char *answer)
{
	return g_str_has_prefix(answer, "{\"type\":\"done\"");
}

typedef char *(*Publish)(const Assigning *assigning, const json_t *asked, gint64 teacher_id);

static char *publish_once(
	Boards *boards, Publish publish, json_t *asked, const char *action, gint64 teacher_id)
{
	char *answer = find_done(boards, action);

	if (answer)
		return answer;
	json_object_del(asked, "action");
	answer = publish(&boards->assigning, asked, teacher_id);
	if (answer && is_done(answer) && !json_is_true(json_object_get(asked, "try")))
		note_done(boards, action, answer);
	return answer;
}

static bool is_action(const char *action)
{
	return action && *action && strlen(action) <= ACTION_BYTES_MAX;
}

char *boards_publish(
	Boards *boards, const char *text, gsize n_bytes, gint64 teacher_id, guint *status)
{
	json_t *asked = json_loadb(text, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	const char *given = json_string_value(json_object_get(asked, "action"));
	g_autofree char *action = g_strdup(given);
	char *answer;

	*status = 400;
	if (!is_action(action)) {
		answer = console_json_trouble(&bad_request);
	} else {
		json_object_set_new(asked, "request", json_integer(1));
		answer = publish_once(boards, assigning_publish, asked, action, teacher_id);
		*status = is_done(answer) ? 200 : 422;
	}
	json_decref(asked);
	return answer;
}

char *boards_assign(
	Boards *boards, const char *text, gsize n_bytes, gint64 teacher_id, guint *status)
{
	json_t *asked = json_loadb(text, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	const json_t *given = json_object_get(asked, "action");
	g_autofree char *action = g_strdup(json_string_value(given));
	char *answer = NULL;

	if (is_action(action))
		answer = publish_once(boards, assigning_give, asked, action, teacher_id);
	else if (!given)
		answer = assigning_give(&boards->assigning, asked, teacher_id);
	json_decref(asked);
	*status = !answer ? 400 : is_done(answer) ? 200 : 422;
	return answer ? answer : console_json_trouble(&bad_request);
}
