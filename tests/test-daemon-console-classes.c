/* SPDX-License-Identifier: MIT */
/* Two classes in one school, of which one is open: whose ink goes where, what consoles are told when the other is opened. */
#include "daemon/classroom/classroom-classes.h"
#include "daemon/classroom/classroom-lesson.h"
#include "daemon/classroom/classroom-pens.h"
#include "daemon/console/console-classes.h"
#include "daemon/roster/rosters.h"
#include "store/reader-lesson.h"
#include "tests/console-desk.h"
#include "tests/console-view.h"
#include "tests/json-form.h"

#include <malloc.h>

#define N_OTHERS 2
#define REST_MS 1000

/* The class beside that of tests/marking-room.h, with an assignment of its own on the same paper. */
typedef struct {
	gint64 class_id, assignment_id;
	gint64 pupil_ids[N_OTHERS], pen_ids[N_OTHERS];
} Other;

static void put_class(MarkingRoom *room, Other *other)
{
	Store *store = room->store;
	g_autofree char *json = room_sheet_json();
	const StoreClass class = { other->class_id = store_new_id(store), 0, (char *)"五1", 5,
		false, 1, 8 };
	const StoreSheet sheet = {
		.id = store_new_id(store), .title = (char *)"五年级的练习", .json = json
	};
	const StoreAssignment assignment = { .id = other->assignment_id = store_new_id(store),
		.class_id = class.id,
		.sheet_id = sheet.id,
		.subject = (char *)"数学",
		.place = (char *)"lesson",
		.published_ms = 1 };

	store_put_class(store, &class);
	store_put_sheet(store, &sheet);
	store_put_assignment(store, &assignment);
	for (guint i = 0; i < N_OTHERS; i++) {
		const StorePupil pupil = { other->pupil_ids[i] = store_new_id(store), class.id,
			(gint)i + 1, (char *)"别班某某", 0, (gint)i, NULL, 0 };
		const StoreConsent consent = { store_new_id(store), pupil.id, true, (char *)"ink",
			1, NULL };

		store_put_pupil(store, &pupil);
		store_put_consent(store, &consent);
	}
	room_wait(room);
}

/* As a list that comes in does. */
static Other *other_new(MarkingRoom *room)
{
	Other *other = g_new0(Other, 1);

	put_class(room, other);
	g_assert_true(classroom_take_roster(room->classroom, NULL));
	g_assert_true(marking_take_roster(room->marking, NULL));
	for (guint i = 0; i < N_OTHERS; i++) {
		g_autofree char *address = g_strdup_printf("9C:7B:D2:00:01:%02X", i);

		other->pen_ids[i] = classroom_pen_id(room->classroom, address, "neo", 1);
		g_assert_true(classroom_bind_pen(
			room->classroom, other->pen_ids[i], other->pupil_ids[i], "hand", 1));
	}
	room_read(room);
	return other;
}

static void choose(MarkingRoom *room, gint64 pen_id, guint question, char option)
{
	room_tick_at(room, pen_id, room_option_x(option) + 2.5, room_question_y(question) + 5, 5);
	room->clock_ms += 3000;
}

static void expect_answer(MarkingRoom *room, guint seat, guint question, const char *text)
{
	while (!marking_is_ready(room->marking))
		g_main_context_iteration(NULL, TRUE);
	room_wait(room);
	json_t *all = room_all(room);

	g_assert_cmpstr(room_word(room_answer(all, seat, question), "text"), ==, text);
	json_decref(all);
}

/* A clock of its own, so that nobody has to wait a second. */
static ClassOpened open_at(MarkingRoom *room, gint64 class_id, gint64 at_ms, LessonLeft lesson)
{
	const ClassWish wish = { class_id, room->teacher_id, at_ms, lesson };
	bool changed;
	const ClassOpened opened = classroom_open_class(room->classroom, &wish, &changed);

	if (changed)
		g_assert_true(marking_take_roster(room->marking, NULL));
	return opened;
}

static guint n_strokes_of(MarkingRoom *room, gint64 assignment_id, gint64 pupil_id)
{
	g_autoptr(GPtrArray) copies = NULL;
	guint n = 0;

	room_wait(room);
	copies = store_reader_page_copies(room->reader, assignment_id, NULL);
	for (guint i = 0; i < copies->len; i++) {
		const StorePageCopy *copy = g_ptr_array_index(copies, i);
		g_autoptr(GPtrArray) strokes = store_reader_strokes(room->reader, copy->id, NULL);

		n += copy->pupil_id == pupil_id ? strokes->len : 0;
	}
	return n;
}

/* ---- whose ink goes where */

static void test_ink_of_others(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	g_autofree Other *other = other_new(room);

	g_assert_cmpint(classroom_class(room->classroom)->id, ==, room->class_id);
	g_assert_cmpuint(classroom_n_seats(room->classroom), ==, ROOM_PUPILS + 1);
	room_choose(room, 0, 1, 'B');
	choose(room, other->pen_ids[0], 2, 'C'); /* not here: kept for its own class */
	g_assert_cmpuint(n_strokes_of(room, other->assignment_id, other->pupil_ids[0]), ==, 1);
	g_assert_cmpuint(n_strokes_of(room, room->assignment_id, room->pupil_ids[0]), ==, 1);
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 0);
	expect_answer(room, 0, 2, "");
	g_assert_cmpint(open_at(room, other->class_id, 5000, LESSON_IS_ASKED), ==, CLASS_OPENED);
	g_assert_cmpint(classroom_assignment(room->classroom)->id, ==, other->assignment_id);
	g_assert_cmpuint(classroom_n_seats(room->classroom), ==, N_OTHERS + 1);
	expect_answer(room, 0, 1, "");
	expect_answer(room, 0, 2, "C");
	/* Now it is the first class that is elsewhere; its copy of the page is found again. */
	room_choose(room, 0, 2, 'D');
	g_assert_cmpuint(n_strokes_of(room, room->assignment_id, room->pupil_ids[0]), ==, 2);
	choose(room, other->pen_ids[1], 1, 'A');
	expect_answer(room, 1, 1, "A");
	g_assert_cmpint(open_at(room, room->class_id, 9000, LESSON_IS_ASKED), ==, CLASS_OPENED);
	expect_answer(room, 0, 1, "B");
	expect_answer(room, 0, 2, "D");
	g_autoptr(GArray) pages = classroom_seat_pages(room->classroom, 0);
	g_assert_cmpuint(pages->len, ==, 1);
}

static gsize heap_after(MarkingRoom *room, gint64 other_id, gint64 *at_ms, guint n)
{
	for (guint i = 0; i < n; i++) {
		*at_ms += REST_MS;
		g_assert_cmpint(
			open_at(room, i % 2 ? room->class_id : other_id, *at_ms, LESSON_IS_ASKED),
			==, CLASS_OPENED);
		g_assert_true(classroom_take_roster(room->classroom, NULL));
		room_wait(room);
	}
	return mallinfo2().uordblks;
}

/* For months, a few times a day: what was read for a class goes when it is read anew. */
static void test_opened_often(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	g_autofree Other *other = other_new(room);
	gint64 at_ms = 5000;
	const gsize before = heap_after(room, other->class_id, &at_ms, 20);
	const gsize after = heap_after(room, other->class_id, &at_ms, 200);

	g_test_message("%zu bytes, then %zu", before, after);
	g_assert_cmpuint(after, <, before + 100000); /* 290,000 when each leaves its own */
}

/* ---- strokes under way, and on their way to the disk */

static Stroke *begin_stroke(MarkingRoom *room, gint64 pen_id, guint question, char option)
{
	const double x = room_option_x(option) + 2.5, y = room_question_y(question) + 5;
	const SheetPoint points[] = { { x - 1.7, y - 1.7 }, { x, y }, { x + 1.5, y - 3 } };
	Stroke *stroke = stroke_new();

	stroke->id = store_new_id(room->store);
	stroke->page = (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 10 };
	stroke->start_ms = stroke->pen_start_ms = room->clock_ms;
	stroke->force_max = 850;
	classroom_stroke_opened(room->classroom, pen_id, stroke, room->clock_ms);
	room_line(stroke, points[0], points[1]);
	classroom_stroke_grew(room->classroom, pen_id, stroke, 0, room->clock_ms);
	return stroke;
}

static void end_stroke(
	MarkingRoom *room, gint64 pen_id, Stroke *take_stroke, guint question, char option)
{
	const double x = room_option_x(option) + 2.5, y = room_question_y(question) + 5;
	const guint n_before = take_stroke->dots->len;

	room_line(take_stroke, (SheetPoint){ x, y }, (SheetPoint){ x + 1.5, y - 3 });
	classroom_stroke_grew(room->classroom, pen_id, take_stroke, n_before, room->clock_ms);
	take_stroke->end_ms = take_stroke->start_ms + take_stroke->dots->len * 8;
	room->clock_ms = take_stroke->end_ms + 3000;
	classroom_stroke_closed(room->classroom, pen_id, take_stroke, room->clock_ms);
	stroke_free(take_stroke);
}

static void test_mid_stroke(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	g_autofree Other *other = other_new(room);
	Stroke *here = begin_stroke(room, room->pen_ids[1], 3, 'A');
	Stroke *there = begin_stroke(room, other->pen_ids[1], 4, 'D');
	Stroke *teachers = begin_stroke(room, room->teacher_pen_id, 1, 'A');

	/* A teacher's sign is read with the class whose paper it is on. */
	g_assert_cmpint(open_at(room, other->class_id, 5000, LESSON_IS_ASKED), ==, CLASS_TOO_SOON);
	end_stroke(room, room->teacher_pen_id, teachers, 1, 'A');
	/* Neither this one nor the next is on the disk when the class changes. */
	choose(room, other->pen_ids[0], 1, 'B');
	room_choose(room, 0, 1, 'C');
	g_assert_cmpint(open_at(room, other->class_id, 5000, LESSON_IS_ASKED), ==, CLASS_OPENED);
	end_stroke(room, room->pen_ids[1], here, 3, 'A');
	end_stroke(room, other->pen_ids[1], there, 4, 'D');
	expect_answer(room, 0, 1, "B");
	expect_answer(room, 1, 4, "D");
	expect_answer(room, 1, 3, "");
	g_assert_cmpuint(n_strokes_of(room, room->assignment_id, room->pupil_ids[1]), ==, 1);
	g_assert_cmpuint(n_strokes_of(room, other->assignment_id, other->pupil_ids[1]), ==, 1);
	g_assert_cmpint(open_at(room, room->class_id, 5500, LESSON_IS_ASKED), ==, CLASS_TOO_SOON);
	g_assert_cmpint(
		open_at(room, room->class_id, 5000 + REST_MS, LESSON_IS_ASKED), ==, CLASS_OPENED);
	expect_answer(room, 0, 1, "C");
	expect_answer(room, 1, 3, "A");
}

/* A class is read from the disk: it is not opened before all of it is there, however long that takes. */
static void test_slow_disk(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	g_autofree Other *other = other_new(room);

	store_begin_group(room->store);
	room_choose(room, 0, 1, 'C');
	g_assert_cmpint(open_at(room, other->class_id, 5000, LESSON_IS_ASKED), ==, CLASS_OPENED);
	g_assert_cmpint(open_at(room, room->class_id, 20000, LESSON_IS_ASKED), ==, CLASS_TOO_SOON);
	store_end_group(room->store);
	room_wait(room);
	g_assert_cmpint(open_at(room, room->class_id, 20000, LESSON_IS_ASKED), ==, CLASS_OPENED);
	expect_answer(room, 0, 1, "C");
}

/* ---- what a seat knows of its pen before it was seen */

static void test_pens_of_others(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	g_autofree Other *other = other_new(room);
	const PenInfo info = { .model = "NWP-F50", .firmware = "1.0", .battery_percent = 61 };
	const PenDownload none = { 0 };
	ClassroomPenView view;
	guint seat;

	classroom_pen_changed(room->classroom, other->pen_ids[0], PEN_READY, &info, &none, "");
	classroom_pen_said(
		room->classroom, other->pen_ids[0], &(PenSaid){ .kind = PEN_SAID_LOST, .n = 4 });
	g_assert_false(classroom_seat_by_address(room->classroom, "9C:7B:D2:00:01:00", &seat));
	g_assert_true(classroom_pen_by_address(room->classroom, "9C:7B:D2:00:01:00", &view));
	g_assert_cmpint(view.pupil_id, ==, other->pupil_ids[0]);
	g_assert_cmpstr(view.class->name, ==, "五1");
	g_assert_cmpint(open_at(room, other->class_id, 5000, LESSON_IS_ASKED), ==, CLASS_OPENED);
	g_assert_true(classroom_seat_by_address(room->classroom, "9C:7B:D2:00:01:00", &seat));
	const Seat *here = classroom_seat(room->classroom, seat);
	g_assert_cmpint(here->pen_id, ==, other->pen_ids[0]);
	g_assert_cmpint(here->pen_state, ==, SEAT_READY);
	g_assert_cmpint(here->battery_percent, ==, 61);
	g_assert_cmpuint(here->n_lost, ==, 4);
	g_assert_nonnull(classroom_teacher_pen(room->classroom)); /* the desk came along */
	g_assert_false(classroom_seat_by_address(room->classroom, "9C:7B:D2:00:00:00", &seat));
}

/* ---- names */

static bool list_tells(const Rosters *rosters, const char *name)
{
	guint status;
	g_autofree char *text = rosters_list(rosters, &status);

	g_assert_cmpuint(status, ==, 200);
	return strstr(text, name) != NULL;
}

/* Whichever class is open, one that hides its names hides them. */
static void test_hidden_names(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	g_autofree Other *other = other_new(room);
	const RostersOptions options = {
		.store = room->store, .reader = room->reader, .classroom = room->classroom
	};
	Rosters *rosters = rosters_new(&options);
	const char *here = classroom_seat(room->classroom, 0)->pupil_name;
	g_autofree char *own = g_strdup(here);

	g_assert_true(list_tells(rosters, own));
	g_assert_true(list_tells(rosters, "别班某某"));
	g_assert_cmpint(open_at(room, other->class_id, 5000, LESSON_IS_ASKED), ==, CLASS_OPENED);
	classroom_set_hide_names(room->classroom, true);
	room_wait(room);
	g_assert_false(list_tells(rosters, own)); /* somebody looks on */
	g_assert_cmpint(open_at(room, room->class_id, 9000, LESSON_IS_ASKED), ==, CLASS_OPENED);
	g_assert_true(list_tells(rosters, own));
	g_assert_false(list_tells(rosters, "别班某某"));
	rosters_free(rosters);
}

static const char *name_for(const Classroom *classroom, const char *teaches, const char *class)
{
	const Rights rights = { .teacher_id = 1, .roles = RIGHTS_TEACHER, .teaches = teaches };
	g_autofree char *text = console_classes_veil_pens(classroom, &rights,
		g_strdup_printf("{\"pens\":[{\"pupil\":null},{\"pupil\":{\"id\":1,"
				"\"name\":\"某某\"%s%s%s}}]}",
			class ? ",\"class\":\"" : "", class ? class : "", class ? "\"" : ""));
	json_t *pens = json_loads(text, 0, NULL);
	const char *name = g_intern_string(json_string_value(json_object_get(
		json_object_get(json_array_get(json_object_get(pens, "pens"), 1), "pupil"),
		"name")));

	json_decref(pens);
	return name;
}

/* Pens of all classes are looked at together; whose they are is told by the rights to each. */
static void test_names_of_pens(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	g_autofree Other *other = other_new(room);
	const Classroom *classroom = room->classroom;
	g_autofree char *here = g_strdup_printf("%" G_GINT64_FORMAT " 数学\n", room->class_id);
	g_autofree char *there = g_strdup_printf("%" G_GINT64_FORMAT " \n", other->class_id);

	g_assert_cmpstr(name_for(classroom, here, NULL), ==, "某某"); /* of the open one */
	g_assert_null(name_for(classroom, here, "五1"));
	g_assert_cmpstr(name_for(classroom, there, "五1"), ==, "某某");
	g_assert_cmpstr(name_for(classroom, "", "五1"), ==, "某某");
	g_assert_null(name_for(classroom, "", "六1")); /* there is none */
}

/* ---- consoles */

static void refuse(WebsocketClient *client, const char *message, const char *code)
{
	websocket_say(client, message);
	json_t *error = rig_receive(client, "error");

	g_assert_cmpstr(json_string_value(json_object_get(error, "code")), ==, code);
	json_decref(error);
}

static void open_from(WebsocketClient *client, gint64 class_id, const char *more, const char *code)
{
	g_autofree char *message = g_strdup_printf(
		"{\"type\":\"class-open\",\"request\":7,\"class\":%" G_GINT64_FORMAT "%s}",
		class_id, more);

	if (code) {
		refuse(client, message, code);
		return;
	}
	websocket_say(client, message);
	json_decref(rig_receive(client, "done"));
}

static void expect_list(WebsocketClient *client, const char *open, const char *lesson)
{
	json_t *wanted = json_form_example("classes"), *row;
	size_t i;

	websocket_say(client, "{\"type\":\"classes\",\"request\":6}");
	json_t *list = rig_receive(client, "classes");
	json_form_assert("classes", wanted, list);
	g_assert_cmpuint(json_array_size(json_object_get(list, "classes")), ==, 2);
	json_array_foreach(json_object_get(list, "classes"), i, row)
	{
		const bool is_open = g_str_equal(room_word(row, "name"), open);

		g_assert_cmpint(json_is_true(json_object_get(row, "open")), ==, is_open);
		if (is_open)
			g_assert_cmpstr(room_word(row, "lesson"), ==, lesson);
	}
	json_decref(wanted);
	json_decref(list);
}

static void expect_snapshot(WebsocketClient *client, gint64 class_id, guint n_seats)
{
	json_t *snapshot = rig_receive(client, "snapshot");

	g_assert_cmpint(view_integer(json_object_get(snapshot, "class"), "id"), ==, class_id);
	g_assert_cmpuint(json_array_size(json_object_get(snapshot, "seats")), ==, n_seats);
	json_decref(snapshot);
}

/* A page of another class: nobody here looks at it, shows it, takes it away or says which page it is. */
static void test_pages_of_others(void)
{
	static const char *const MEANT[][2] = {
		{ "{\"type\":\"open-page\",\"request\":1,\"copy\":@}", "no-such-page" },
		{ "{\"type\":\"wall-add\",\"request\":2,\"copy\":@,\"question\":1}",
			"no-such-page" },
		{ "{\"type\":\"claim\",\"request\":3,\"copy\":@,\"pupil\":1}", "no-such-copy" },
		{ "{\"type\":\"undo-claim\",\"request\":4,\"copy\":@}", "no-such-copy" },
		{ "{\"type\":\"place\",\"request\":5,\"copy\":@,\"page\":1}", "no-such-copy" },
	};
	g_autoptr(Desk) desk = desk_new();
	MarkingRoom *room = desk->room;
	g_autofree Other *other = other_new(room);
	console_seats_changed(desk->rig.console);
	g_autoptr(WebsocketClient) client = rig_open(&desk->rig, desk->cookie);

	choose(room, other->pen_ids[0], 2, 'C');
	g_assert_cmpuint(n_strokes_of(room, other->assignment_id, other->pupil_ids[0]), ==, 1);
	g_autoptr(GPtrArray) copies =
		store_reader_page_copies(room->reader, other->assignment_id, NULL);
	const gint64 copy = ((const StorePageCopy *)g_ptr_array_index(copies, 0))->id;

	for (guint i = 0; i < G_N_ELEMENTS(MEANT); i++) {
		g_autoptr(GString) message = g_string_new(MEANT[i][0]);
		g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, copy);

		g_string_replace(message, "@", id, 0);
		refuse(client, message->str, MEANT[i][1]);
	}
	g_assert_cmpuint(n_strokes_of(room, other->assignment_id, other->pupil_ids[0]), ==, 1);
}

/* Both consoles are of the class that is open; what was meant for the other is not done to this one. */
static void test_consoles(void)
{
	g_autoptr(Desk) desk = desk_new();
	MarkingRoom *room = desk->room;
	g_autofree Other *other = other_new(room);
	console_seats_changed(desk->rig.console);
	g_autoptr(WebsocketClient) one = rig_open(&desk->rig, desk->cookie);
	g_autoptr(WebsocketClient) two = rig_open(&desk->rig, desk->cookie);
	g_autofree char *meant =
		g_strdup_printf("{\"type\":\"seat-move\",\"request\":5,\"seat\":0,"
				"\"row\":2,\"column\":0,\"class\":%" G_GINT64_FORMAT "}",
			room->class_id);

	expect_snapshot(two, room->class_id, ROOM_PUPILS + 1);
	expect_list(one, "四2", "");
	open_from(one, 44, "", "no-such-class");
	open_from(one, room->class_id, "", NULL); /* it is so already */
	open_from(one, other->class_id, "", NULL);
	expect_snapshot(two, other->class_id, N_OTHERS + 1);
	expect_list(two, "五1", "");
	refuse(one, meant, "other-class");
	open_from(two, room->class_id, "", "too-soon");
	g_usleep((REST_MS + 50) * 1000);
	/* A lesson asks what is to become of it. */
	websocket_say(one, "{\"type\":\"lesson-begin\",\"request\":8}");
	json_decref(rig_receive(one, "done"));
	expect_list(one, "五1", "running");
	open_from(two, room->class_id, "", "lesson-under-way");
	open_from(two, room->class_id, ",\"end_lesson\":false", NULL);
	expect_snapshot(one, room->class_id, ROOM_PUPILS + 1);
	websocket_say(one, meant);
	json_decref(rig_receive(one, "done"));
	g_assert_null(classroom_lesson(room->classroom));
	g_usleep((REST_MS + 50) * 1000);
	open_from(one, other->class_id, "", NULL);
	g_assert_cmpstr(classroom_lesson_state(classroom_lesson(room->classroom)), ==, "running");
	g_usleep((REST_MS + 50) * 1000);
	open_from(one, room->class_id, ",\"end_lesson\":true", NULL);
	room_wait(room);
	g_autoptr(GPtrArray) lessons = store_reader_lessons(room->reader, other->class_id, NULL);
	g_assert_cmpuint(lessons->len, ==, 1);
	g_assert_cmpint(((const StoreLesson *)g_ptr_array_index(lessons, 0))->end_ms, >, 0);
}

/* A start finds the class open that was, and what was written while it was not. */
static void test_after_start(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	g_autofree Other *other = other_new(room);

	g_assert_cmpint(open_at(room, other->class_id, 5000, LESSON_IS_ASKED), ==, CLASS_OPENED);
	g_assert_true(classroom_step_lesson(room->classroom, LESSON_BEGIN, 0, 6000));
	choose(room, other->pen_ids[0], 5, 'B');
	room_choose(room, 2, 5, 'A');
	room_close(room);
	room_open(room);
	g_assert_cmpint(classroom_class(room->classroom)->id, ==, other->class_id);
	g_assert_cmpint(classroom_lesson(room->classroom)->begin_ms, ==, 6000);
	expect_answer(room, 0, 5, "B");
	room_choose(room, 2, 4, 'D'); /* finds its copy on the disk */
	g_assert_cmpuint(n_strokes_of(room, room->assignment_id, room->pupil_ids[2]), ==, 2);
	g_assert_cmpint(open_at(room, room->class_id, 9000, LESSON_ENDS), ==, CLASS_OPENED);
	expect_answer(room, 2, 5, "A");
	expect_answer(room, 2, 4, "D");
	g_autoptr(GArray) pages = classroom_seat_pages(room->classroom, 2);
	g_assert_cmpuint(pages->len, ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/console-classes/ink-of-others", test_ink_of_others);
	g_test_add_func("/daemon/console-classes/opened-often", test_opened_often);
	g_test_add_func("/daemon/console-classes/mid-stroke", test_mid_stroke);
	g_test_add_func("/daemon/console-classes/slow-disk", test_slow_disk);
	g_test_add_func("/daemon/console-classes/pens-of-others", test_pens_of_others);
	g_test_add_func("/daemon/console-classes/hidden-names", test_hidden_names);
	g_test_add_func("/daemon/console-classes/pages-of-others", test_pages_of_others);
	g_test_add_func("/daemon/console-classes/names-of-pens", test_names_of_pens);
	g_test_add_func("/daemon/console-classes/consoles", test_consoles);
	g_test_add_func("/daemon/console-classes/after-start", test_after_start);
	return g_test_run();
}
