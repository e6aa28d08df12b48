/* SPDX-License-Identifier: MIT */
/* Texts are compared, not values: what a page would see as equal is equal. */
#include "daemon/console/console-state.h"

#include "daemon/classroom/classroom-lesson.h"
#include "daemon/console/console-json.h"

/* The parts of the state beside the seats, in the order of the snapshot. */
enum {
	PART_CLASS,
	PART_ASSIGNMENT,
	PART_LESSON,
	PART_UNCLAIMED,
	PART_STORE,
	PART_TEACHER_PEN,
	PART_PROBLEMS,
	PART_WALL,
	N_PARTS
};

static const char *const part_keys[N_PARTS] = {
	"class",
	"assignment",
	"lesson",
	"unclaimed",
	"store",
	"teacher_pen",
	"problems",
	"wall",
};

struct ConsoleState {
	Classroom *classroom;
	const Problems *problems; /* or NULL */
	Marking *marking;	  /* or NULL */
	const Wall *wall;
	gint64 number; /* of the last change told */
	char *parts[N_PARTS];
	GPtrArray *seats; /* char *, by seat */
	GByteArray *seats_touched;
	bool parts_touched;
	bool touched;
	bool names_hidden; /* in `seats` */
};

ConsoleState *console_state_new(
	Classroom *classroom, const Problems *problems, Marking *marking, const Wall *wall)
{
	ConsoleState *state = g_new0(ConsoleState, 1);
	state->classroom = classroom;
	state->problems = problems;
	state->marking = marking;
	state->wall = wall;
	state->seats = g_ptr_array_new_with_free_func(g_free);
	state->seats_touched = g_byte_array_new();
	console_state_touch_all(state);
	g_free(console_state_take_change(state, 0)); /* nobody was told anything before */
	return state;
}

ConsoleState *console_state_free(ConsoleState *state)
{
	if (!state)
		return NULL;
	for (guint i = 0; i < N_PARTS; i++)
		g_free(state->parts[i]);
	g_ptr_array_unref(state->seats);
	g_byte_array_unref(state->seats_touched);
	g_free(state);
	return NULL;
}

gint64 console_state_number(const ConsoleState *state)
{
	return state->number;
}

static void fit_seats(ConsoleState *state)
{
	guint n_seats = classroom_n_seats(state->classroom);
	guint n_known = state->seats_touched->len;
	g_ptr_array_set_size(state->seats, (gint)n_seats);
	g_byte_array_set_size(state->seats_touched, n_seats);
	for (guint i = n_known; i < n_seats; i++)
		state->seats_touched->data[i] = 1;
}

void console_state_touch_seat(ConsoleState *state, guint seat)
{
	fit_seats(state);
	state->touched = true;
	if (seat < state->seats_touched->len)
		state->seats_touched->data[seat] = 1;
}

void console_state_touch_all(ConsoleState *state)
{
	fit_seats(state);
	state->touched = true;
	state->parts_touched = true;
	for (guint i = 0; i < state->seats_touched->len; i++)
		state->seats_touched->data[i] = 1;
}

void console_state_touch_parts(ConsoleState *state)
{
	state->touched = state->parts_touched = true;
}

bool console_state_touched(const ConsoleState *state)
{
	return state->touched;
}

static char *problems_now(const ConsoleState *state)
{
	if (!state->problems)
		return g_strdup("[]");
	g_autoptr(GPtrArray) rows = problems_under_way(state->problems);
	return console_json_problems(rows, state->classroom);
}

static char *part_now(const ConsoleState *state, guint part)
{
	const Classroom *classroom = state->classroom;
	const char *message = "";
	switch (part) {
	case PART_CLASS:
		return console_json_class(classroom_class(classroom));
	case PART_ASSIGNMENT:
		return console_json_assignment(
			classroom_assignment(classroom), classroom_assignment_title(classroom));
	case PART_LESSON:
		return console_json_lesson(classroom_lesson(classroom));
	case PART_UNCLAIMED:
		return g_strdup_printf("%u", classroom_n_unclaimed(classroom));
	case PART_STORE: {
		StoreState store = classroom_store_state(classroom, &message);
		return console_json_store(store, message);
	}
	case PART_TEACHER_PEN:
		return console_json_pen(classroom_teacher_pen(classroom));
	case PART_PROBLEMS:
		return problems_now(state);
	case PART_WALL:
		return wall_json(state->wall);
	default: /* an index, not an enum from outside */
		g_assert_not_reached();
	}
}

/* Puts `text` in its place; true when that is news. */
static bool replace(char **place, char *take_text)
{
	if (g_strcmp0(*place, take_text) == 0) {
		g_free(take_text);
		return false;
	}
	g_free(*place);
	*place = take_text;
	return true;
}

static void append_changed_seats(ConsoleState *state, GString *change)
{
	const char *before = ",\"seats\":[";
	for (guint i = 0; i < state->seats->len; i++) {
		if (!state->seats_touched->data[i])
			continue;
		state->seats_touched->data[i] = 0;
		const Seat *seat = classroom_seat(state->classroom, i);
		char **place = (char **)&g_ptr_array_index(state->seats, i);
		if (!replace(place, console_json_seat(seat, state->names_hidden)))
			continue;
		g_string_append_printf(change, "%s%s", before, *place);
		before = ",";
	}
	if (before[1] == '\0')
		g_string_append_c(change, ']');
}

static void append_changed_parts(ConsoleState *state, GString *change)
{
	for (guint i = 0; i < N_PARTS; i++)
		if (replace(&state->parts[i], part_now(state, i)))
			g_string_append_printf(change, ",\"%s\":%s", part_keys[i], state->parts[i]);
}

char *console_state_take_change(ConsoleState *state, gint64 now_ms)
{
	if (!state->touched)
		return NULL;
	bool names_hidden = classroom_class(state->classroom)->hide_names;
	if (names_hidden != state->names_hidden) {
		state->names_hidden = names_hidden;
		console_state_touch_all(state);
	}
	g_autoptr(GString) parts = g_string_new(NULL);
	fit_seats(state);
	append_changed_seats(state, parts);
	if (state->parts_touched)
		append_changed_parts(state, parts);
	state->touched = state->parts_touched = false;
	if (parts->len == 0)
		return NULL;
	state->number++;
	return g_strdup_printf("{\"type\":\"change\",\"number\":%" G_GINT64_FORMAT
			       ",\"server_ms\":%" G_GINT64_FORMAT "%s}",
		state->number, now_ms, parts->str);
}

char *console_state_take_results(ConsoleState *state, gint64 now_ms)
{
	g_autofree char *results = state->marking ? marking_take_changes(state->marking) : NULL;
	if (!results)
		return NULL;
	state->number++;
	return g_strdup_printf("{\"type\":\"change\",\"number\":%" G_GINT64_FORMAT
			       ",\"server_ms\":%" G_GINT64_FORMAT ",\"results\":%s}",
		state->number, now_ms, results);
}

char *console_state_snapshot(const ConsoleState *state, gint64 now_ms, bool resynchronised)
{
	GString *snapshot = g_string_new(NULL);
	g_string_append_printf(snapshot,
		"{\"type\":\"snapshot\",\"number\":%" G_GINT64_FORMAT
		",\"server_ms\":%" G_GINT64_FORMAT ",\"resynchronised\":%s",
		state->number, now_ms, resynchronised ? "true" : "false");
	for (guint i = 0; i < N_PARTS; i++)
		g_string_append_printf(snapshot, ",\"%s\":%s", part_keys[i], state->parts[i]);
	g_autofree char *results = state->marking ? marking_all(state->marking) : g_strdup("null");
	g_string_append_printf(snapshot, ",\"results\":%s,\"seats\":[", results);
	for (guint i = 0; i < state->seats->len; i++)
		g_string_append_printf(snapshot, "%s%s", i > 0 ? "," : "",
			(const char *)g_ptr_array_index(state->seats, i));
	g_string_append(snapshot, "]}");
	return g_string_free(snapshot, FALSE);
}
