/* SPDX-License-Identifier: MIT */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/console/console-day.h"

#include <jansson.h>

#include "daemon/classroom/classroom-assignments.h"
#include "daemon/console/console-json.h"
#include "daemon/json-text.h"
#include "store/reader-day.h"
#include "store/reader-lesson.h"

/* So many are looked at, the newest: a page asks every few seconds. */
#define N_LOOKED_AT 10
#define DAY_MS G_GINT64_CONSTANT(86400000)
/* One that waits for marking is of the day for so long. */
#define WAITS_MS (7 * DAY_MS)

typedef struct {
	gint64 midnight_ms, since_ms;
	bool since_lesson;
	GHashTable *wrote; /* set of &gint64, pupil; owned */
	json_t *rows;
} Day;

/* The end of the class's last lesson of an earlier day; there may be none. */
static bool find_since(const Classroom *classroom, StoreReader *reader, Day *day, GError **error)
{
	g_autoptr(GPtrArray) lessons =
		store_reader_lessons(reader, classroom_class(classroom)->id, error);

	day->since_ms = day->midnight_ms;
	for (guint i = 0; lessons && i < lessons->len; i++) {
		const StoreLesson *lesson = g_ptr_array_index(lessons, i);

		if (lesson->end_ms == 0 || lesson->end_ms >= day->midnight_ms ||
			(day->since_lesson && lesson->end_ms < day->since_ms))
			continue;
		day->since_ms = lesson->end_ms;
		day->since_lesson = true;
	}
	return lessons != NULL;
}

static gint n_questions_of(StoreReader *reader, gint64 sheet_id)
{
	g_autoptr(GPtrArray) counts =
		sheet_id != 0 ? store_reader_n_questions(reader, sheet_id, NULL) : NULL;

	return counts && counts->len > 0 ? (gint) * (gint64 *)g_ptr_array_index(counts, 0) : 0;
}

static bool is_today(const Day *day, gint64 at_ms)
{
	return at_ms >= day->midnight_ms && at_ms < day->midnight_ms + DAY_MS;
}

static void add_assignment(const Classroom *classroom, StoreReader *reader,
	const StoreAssignment *assignment, const GPtrArray *works, Day *day)
{
	const bool is_open = assignment == classroom_assignment(classroom);
	const gint n_questions = n_questions_of(reader, assignment->sheet_id);
	gint n_finished = 0, n_waiting = 0, n_marked = 0, n_wrote = 0;

	for (guint i = 0; i < works->len; i++) {
		const StoreDayWork *work = g_ptr_array_index(works, i);

		n_finished += n_questions > 0 && (gint)work->n_done >= n_questions;
		n_waiting += (gint)work->n_waiting;
		n_marked += (gint)work->n_marked;
		if (work->last_ms < day->since_ms)
			continue;
		n_wrote++;
		g_hash_table_add(day->wrote, g_memdup2(&work->pupil_id, sizeof work->pupil_id));
	}
	const bool waits = n_waiting > 0 && assignment->published_ms >= day->midnight_ms - WAITS_MS;

	if (!is_open && !is_today(day, assignment->published_ms) &&
		!is_today(day, assignment->due_ms) && n_wrote + n_marked == 0 && !waits)
		return;
	json_t *row = json_object();
	json_object_set_new(row, "id", json_integer(assignment->id));
	json_object_set_new(row, "title", json_text_new(classroom_title_of(classroom, assignment)));
	json_object_set_new(row, "subject", json_text_new(assignment->subject));
	json_object_set_new(row, "open", json_boolean(is_open));
	json_object_set_new(row, "questions", json_integer(n_questions));
	json_object_set_new(row, "begun", json_integer(works->len));
	json_object_set_new(row, "finished", json_integer(n_finished));
	json_object_set_new(row, "waiting", json_integer(n_waiting));
	json_object_set_new(row, "marked", json_integer(n_marked));
	json_array_append_new(day->rows, row);
}

static bool add_assignments(
	const Classroom *classroom, StoreReader *reader, Day *day, GError **error)
{
	g_autoptr(GPtrArray) assignments = classroom_assignments(classroom);
	const StoreAssignment *open = classroom_assignment(classroom);

	for (guint i = 0; i < assignments->len; i++) {
		const StoreAssignment *assignment = g_ptr_array_index(assignments, i);
		g_autoptr(GPtrArray) works = NULL;

		if (i >= N_LOOKED_AT && assignment != open)
			continue;
		works = store_reader_day(reader, assignment->id, day->since_ms, error);
		if (!works)
			return false;
		add_assignment(classroom, reader, assignment, works, day);
	}
	return true;
}

static json_t *wrote_json(const Day *day)
{
	json_t *ids = json_array();
	GHashTableIter iter;
	gpointer id;

	g_hash_table_iter_init(&iter, day->wrote);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		json_array_append_new(ids, json_integer(*(const gint64 *)id));
	return ids;
}

char *console_day_answer(Classroom *classroom, StoreReader *reader, const SchoolClock *clock,
	const ConsoleMessage *message)
{
	static const ConsoleTrouble UNREADABLE = { "day-unreadable",
		"今天的情况现在读不出来，请稍后再试。",
		"The day cannot be read now; please try again." };
	g_autoptr(GHashTable) wrote =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	g_autoptr(GError) error = NULL;
	Day day = { .midnight_ms = school_day_midnight_ms(clock, g_get_real_time() / 1000),
		.wrote = wrote,
		.rows = json_array() };

	if (!reader || !find_since(classroom, reader, &day, &error) ||
		!add_assignments(classroom, reader, &day, &error)) {
		if (error)
			g_warning("the day: %s", error->message);
		json_decref(day.rows);
		return console_json_error(message->request, &UNREADABLE);
	}
	return json_text_dump(json_pack("{s:s, s:I, s:I, s:s, s:o, s:o}", "type", "day", "request",
		(json_int_t)message->request, "since_ms", (json_int_t)day.since_ms, "since",
		day.since_lesson ? "lesson" : "midnight", "wrote", wrote_json(&day), "assignments",
		day.rows));
}
