/* SPDX-License-Identifier: MIT */
/*
 * A class with a sheet, for tests: three pupils and a teacher, a store in a temporary folder, strokes drawn in
 * millimetres of the sheet. The sheet: five questions of one choice down the left, each with boxes A to D; a number box, a
 * claim box for each pupil and a help box at the foot, a place for the total.
 */
#pragma once

#include "daemon/marking/marking.h"
#include "homework/reading/trace.h"
#include "homework/sheet/sheet.h"
#include "tests/helpers.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define ROOM_PUPILS 3
#define ROOM_QUESTIONS 5
#define ROOM_LEFT_MM 13.0
#define ROOM_TOP_MM 12.0

typedef struct {
	char *folder, *path;
	Store *store;
	StoreReader *reader;
	Recogniser *recogniser;
	Classroom *classroom;
	Marking *marking;
	MarkCustoms *customs; /* or NULL */
	guint64 stored;
	gint64 class_id, teacher_id, assignment_id;
	gint64 pupil_ids[ROOM_PUPILS], pen_ids[ROOM_PUPILS], teacher_pen_id;
	gint grade;
	gint64 clock_ms;
	gint64 last_stroke_id;
	guint32 stroke_flags;		/* of what is drawn */
	void (*stored_too)(void *user); /* who else waits for the disk */
	void *stored_user;
} MarkingRoom;

static inline double room_question_y(guint question)
{
	return 20 + 15 * ((double)question - 1);
}

static inline double room_option_x(char option)
{
	return 30 + 12 * (option - 'A');
}

static inline char *room_sheet_json(void)
{
	g_autoptr(GString) regions = g_string_new(NULL);
	g_autoptr(GString) questions = g_string_new(NULL);

	for (guint q = 1; q <= ROOM_QUESTIONS; q++) {
		for (char option = 'A'; option <= 'D'; option++)
			g_string_append_printf(regions,
				"{\"role\":\"option\",\"question\":%u,\"option\":\"%c\","
				"\"box_mm\":[%.1f,%.1f,6,6]},",
				q, option, room_option_x(option), room_question_y(q));
		g_string_append_printf(regions,
			"{\"role\":\"mark\",\"question\":%u,\"box_mm\":[90,%.1f,20,10]},", q,
			room_question_y(q) - 2);
		g_string_append_printf(questions,
			"%s{\"number\":%u,\"name\":\"%u\",\"type\":\"choice\",\"points\":4,"
			"\"options\":[\"A\",\"B\",\"C\",\"D\"],\"key\":[\"B\"]}",
			q > 1 ? "," : "", q, q);
	}
	for (guint i = 1; i <= ROOM_PUPILS; i++)
		g_string_append_printf(regions,
			"{\"role\":\"claim-box\",\"number\":%u,\"box_mm\":[%u,190,8,8]},", i,
			10 * i);
	return g_strdup_printf(
		"{\"format\":\"zhibi-sheet\",\"version\":1,\"title\":\"练习\",\"subject\":\"数学\","
		"\"pages\":[{\"address\":{\"section\":3,\"owner\":27,\"book\":603,\"page\":10},"
		"\"offset_mm\":[%.1f,%.1f],\"size_mm\":[150,210],\"regions\":[%s"
		"{\"role\":\"number-box\",\"box_mm\":[110,4,30,10]},"
		"{\"role\":\"total\",\"box_mm\":[110,180,30,20]},"
		"{\"role\":\"help\",\"box_mm\":[70,190,14,10]}]}],\"questions\":[%s]}",
		ROOM_LEFT_MM, ROOM_TOP_MM, regions->str, questions->str);
}

/* ---- the record */

static inline void room_stored(void *user, guint64 sequence)
{
	MarkingRoom *room = user;

	room->stored = sequence;
	if (room->stored_too)
		room->stored_too(room->stored_user);
}

static inline void room_settled(void *user, const StoreSettled *settled, gsize n_settled)
{
	MarkingRoom *room = user;
	if (room->classroom)
		classroom_settled(room->classroom, settled, n_settled);
}

static inline void room_state(void *user, StoreState state, const char *message)
{
	(void)user, (void)state, (void)message;
}

static inline void room_wait(MarkingRoom *room)
{
	const guint64 last = store_sequence(room->store);
	while (room->stored < last)
		g_main_context_iteration(NULL, TRUE);
}

static inline gint64 room_put_pen(MarkingRoom *room, guint i, gint64 pupil_id, gint64 teacher_id)
{
	g_autofree char *address = g_strdup_printf("9C:7B:D2:00:00:%02X", i);
	const StorePen pen = { .id = store_new_id(room->store),
		.address = address,
		.driver = (char *)"neo",
		.model = (char *)"",
		.firmware = (char *)"",
		.last_seen_ms = 1 };
	const StoreBinding binding = { store_new_id(room->store), pen.id, pupil_id, teacher_id, 1,
		NULL };
	store_put_pen(room->store, &pen);
	store_put_binding(room->store, &binding);
	return pen.id;
}

static inline void room_put_pupil(MarkingRoom *room, guint i)
{
	const StorePupil pupil = { room->pupil_ids[i] = store_new_id(room->store), room->class_id,
		(gint)i + 1, (char *)"某某", 0, (gint)i, NULL, 0 };
	const StoreConsent consent = { store_new_id(room->store), pupil.id, true, (char *)"ink", 1,
		NULL };
	store_put_pupil(room->store, &pupil);
	store_put_consent(room->store, &consent);
	room->pen_ids[i] = room_put_pen(room, i, pupil.id, 0);
}

static inline void room_fill(MarkingRoom *room)
{
	Store *store = room->store;
	g_autofree char *json = room_sheet_json();
	const StoreSchool school = { store_new_id(store), (char *)"实验小学" };
	const StoreClass class = { room->class_id = store_new_id(store), school.id, (char *)"四2",
		room->grade, false, 1, 8 };
	const StoreTeacher teacher = { room->teacher_id = store_new_id(store), (char *)"teacher",
		(char *)"某老师", (char *)"", NULL, 0, NULL };
	const StoreSheet sheet = {
		.id = store_new_id(store), .title = (char *)"练习", .json = json
	};
	const StoreAssignment assignment = { .id = room->assignment_id = store_new_id(store),
		.class_id = class.id,
		.sheet_id = sheet.id,
		.subject = (char *)"数学",
		.place = (char *)"lesson",
		.published_ms = 1 };
	store_put_school(store, &school);
	store_put_class(store, &class);
	store_put_teacher(store, &teacher);
	store_put_sheet(store, &sheet);
	store_put_assignment(store, &assignment);
	for (guint i = 0; i < ROOM_PUPILS; i++)
		room_put_pupil(room, i);
	room->teacher_pen_id = room_put_pen(room, 99, 0, teacher.id);
	room_wait(room);
}

static inline void room_open_unread(MarkingRoom *room)
{
	g_autoptr(GError) error = NULL;
	const StoreOptions options = { .path = room->path };
	const StoreListener listener = { room, room_stored, room_settled, room_state };

	room->store = store_open(&options, &listener, &error);
	g_assert_no_error(error);
	if (room->class_id == 0)
		room_fill(room);
	room->reader = store_reader_open(room->path, &error);
	g_assert_no_error(error);
	room->classroom = classroom_new(room->store, room->reader, &error);
	g_assert_no_error(error);
	const MarkingOptions marking = { .store = room->store,
		.reader = room->reader,
		.classroom = room->classroom,
		.recogniser = room->recogniser,
		.customs = room->customs };
	room->marking = marking_new(&marking, &error);
	g_assert_no_error(error);
}

static inline void room_open(MarkingRoom *room)
{
	room_open_unread(room);
	while (!marking_is_ready(room->marking))
		g_main_context_iteration(NULL, TRUE);
}

static inline void room_close(MarkingRoom *room)
{
	room_wait(room);
	room->marking = marking_free(room->marking);
	room->classroom = classroom_free(room->classroom);
	room->reader = store_reader_close(room->reader);
	room->store = store_close(room->store);
	room->stored = 0;
}

static inline MarkingRoom *room_new(gint grade)
{
	MarkingRoom *room = g_new0(MarkingRoom, 1);
	room->folder = helpers_temporary_folder();
	room->path = g_build_filename(room->folder, "zhibi.db", NULL);
	room->recogniser = recogniser_new_built_in();
	room->grade = grade;
	room->clock_ms = G_GINT64_CONSTANT(1764576000000);
	room_open(room);
	return room;
}

static inline void room_free(MarkingRoom *room)
{
	room_close(room);
	recogniser_free(room->recogniser);
	mark_customs_free(room->customs);
	helpers_remove_folder(room->folder);
	g_free(room->folder);
	g_free(room->path);
	g_free(room);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(MarkingRoom, room_free)

/* ---- ink: points in millimetres of the sheet as cut, joined by lines */

static inline void room_line(Stroke *stroke, SheetPoint from, SheetPoint to)
{
	const double length = hypot(to.x_mm - from.x_mm, to.y_mm - from.y_mm);
	const guint n = MAX((guint)(length / 0.4), 1);

	for (guint i = 0; i <= n; i++) {
		const double part = (double)i / n;
		const double x = ROOM_LEFT_MM + from.x_mm + part * (to.x_mm - from.x_mm);
		const double y = ROOM_TOP_MM + from.y_mm + part * (to.y_mm - from.y_mm);
		const Dot dot = { .time_ms = stroke->dots->len * 8,
			.at = { (gint32)lround(x * 1000 / 23.70667),
				(gint32)lround(y * 1000 / 23.70667) },
			.force = 400,
			.twist = TWIST_NONE,
			.tilt_x = TILT_NONE,
			.tilt_y = TILT_NONE };
		g_array_append_val(stroke->dots, dot);
	}
}

static inline void room_draw(MarkingRoom *room, gint64 pen_id, const SheetPoint *points, guint n)
{
	Stroke *stroke = stroke_new();
	stroke->id = room->last_stroke_id = store_new_id(room->store);
	stroke->page = (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 10 };
	stroke->start_ms = stroke->pen_start_ms = room->clock_ms;
	stroke->force_max = 850;
	stroke->flags = room->stroke_flags;
	classroom_stroke_opened(room->classroom, pen_id, stroke, room->clock_ms);
	for (guint i = 0; i + 1 < n; i++)
		room_line(stroke, points[i], points[i + 1]);
	classroom_stroke_grew(room->classroom, pen_id, stroke, 0, room->clock_ms);
	stroke->end_ms = stroke->start_ms + stroke->dots->len * 8;
	room->clock_ms = stroke->end_ms + 300;
	classroom_stroke_closed(room->classroom, pen_id, stroke, room->clock_ms);
	stroke_free(stroke);
}

static inline void room_tick_at(MarkingRoom *room, gint64 pen_id, double x, double y, double size)
{
	const SheetPoint points[] = { { x - 0.35 * size, y - 0.35 * size }, { x, y },
		{ x + 0.3 * size, y - 0.6 * size }, { x + 0.7 * size, y - 1.1 * size } };
	room_draw(room, pen_id, points, G_N_ELEMENTS(points));
}

static inline void room_cross_at(MarkingRoom *room, gint64 pen_id, double x, double y, double size)
{
	const double r = size / 2;
	room_draw(room, pen_id, (SheetPoint[]){ { x - r, y - r }, { x + r, y + r } }, 2);
	room_draw(room, pen_id, (SheetPoint[]){ { x + r, y - r }, { x - r, y + r } }, 2);
}

/* A pupil ticks an option. */
static inline void room_choose(MarkingRoom *room, guint pupil, guint question, char option)
{
	room_tick_at(room, room->pen_ids[pupil], room_option_x(option) + 2.5,
		room_question_y(question) + 5, 5);
	room->clock_ms += 3000;
}

/* A pupil ticks the help box. */
static inline void room_ask_help(MarkingRoom *room, guint pupil)
{
	room_tick_at(room, room->pen_ids[pupil], 75, 197, 5);
	room->clock_ms += 3000;
}

static inline void room_mark(MarkingRoom *room, guint question, bool right)
{
	const double x = 98, y = room_question_y(question) + 4;
	if (right)
		room_tick_at(room, room->teacher_pen_id, x, y + 2, 8);
	else
		room_cross_at(room, room->teacher_pen_id, x, y, 6);
	room->clock_ms += 2000;
}

static inline void room_touch_claim(MarkingRoom *room, guint pupil_number)
{
	const double x = 10.0 * pupil_number + 4, y = 194;
	room_draw(room, room->teacher_pen_id, (SheetPoint[]){ { x, y }, { x + 0.3, y } }, 2);
	room->clock_ms += 2000;
}

/* ---- what came of it */

/* Ink is read when the loop has time. */
static inline void room_read(MarkingRoom *room)
{
	while (!marking_is_read(room->marking))
		g_main_context_iteration(NULL, TRUE);
}

static inline char *room_text(MarkingRoom *room)
{
	room_read(room);
	return marking_all(room->marking);
}

static inline json_t *room_all(MarkingRoom *room)
{
	g_autofree char *text = room_text(room);
	json_t *all = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	g_assert_nonnull(all);
	return all;
}

/* Borrowed from `all`; NULL: no such entry. */
static inline const json_t *room_answer(const json_t *all, guint seat, guint question)
{
	size_t i, k;
	json_t *pupil, *answer;
	json_array_foreach(json_object_get(all, "pupils"), i, pupil)
	{
		if (json_integer_value(json_object_get(pupil, "seat")) != seat)
			continue;
		json_array_foreach(json_object_get(pupil, "answers"), k, answer)
		{
			if (json_integer_value(json_object_get(answer, "question")) == question)
				return answer;
		}
	}
	return NULL;
}

static inline const char *room_word(const json_t *object, const char *key)
{
	const char *word = json_string_value(json_object_get(object, key));
	return word ? word : "";
}

/* "right", …; "" none. */
static inline char *room_verdict(MarkingRoom *room, guint seat, guint question)
{
	json_t *all = room_all(room);
	const json_t *answer = room_answer(all, seat, question);
	char *verdict = g_strdup(room_word(json_object_get(answer, "mark"), "verdict"));
	json_decref(all);
	return verdict;
}
