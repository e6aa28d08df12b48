/* SPDX-License-Identifier: MIT */
/*
 * A classroom for tests: a store in a temporary folder, two pupils and a teacher with a pen each (addresses
 * of numbers 1, 2 and 3), an assignment; what consoles would be told, gathered; pens.c on top; and pens of
 * Neo protocol 2 on links of their own, written from the protocol's description.
 */
#pragma once

#include "daemon/pens/pens.h"
#include "tests/helpers.h"

#include <string.h>

#define ROOM_PAGE ((PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 10 })
#define ROOM_OTHER_PAGE ((PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 11 })
#define ROOM_N_PUPILS 2

typedef struct {
	char *folder, *path;
	Store *store;
	StoreReader *reader;
	Classroom *classroom;
	Pens *pens;
	guint64 stored;
	GArray *settled; /* of StoreSettled */
	GByteArray *ink; /* told to consoles, of the seat and page told last */
	guint n_ink, n_seat_changes, n_state_changes;
	guint ink_seat;
	gint64 ink_page;
	void (*stored_too)(void *user); /* who else waits for the disk */
	void *stored_user;
	gint64 pen_ids[ROOM_N_PUPILS + 1]; /* the last is the teacher's */
} Room;

static inline void room_on_stored(void *user, guint64 sequence)
{
	Room *room = user;
	room->stored = sequence;
	if (room->pens)
		pens_stored(room->pens, sequence);
	if (room->stored_too)
		room->stored_too(room->stored_user);
}

static inline void room_on_settled(void *user, const StoreSettled *settled, gsize n_settled)
{
	Room *room = user;
	g_array_append_vals(room->settled, settled, (guint)n_settled);
	if (room->classroom)
		classroom_settled(room->classroom, settled, n_settled);
}

static inline void room_on_state(void *user, StoreState state, const char *message)
{
	Room *room = user;
	if (room->classroom)
		classroom_store_changed(room->classroom, state, message);
}

static inline void room_on_seat(void *user, guint seat)
{
	((Room *)user)->n_seat_changes++;
	g_assert_cmpuint(seat, <=, ROOM_N_PUPILS); /* the last is the teacher's desk */
}

static inline void room_on_state_changed(void *user)
{
	((Room *)user)->n_state_changes++;
}

static inline void room_on_ink(
	void *user, guint seat, gint64 page_copy_id, const guint8 *records, gsize n_records)
{
	Room *room = user;
	if (room->ink_seat != seat || room->ink_page != page_copy_id)
		g_byte_array_set_size(room->ink, 0);
	room->ink_seat = seat;
	room->ink_page = page_copy_id;
	room->n_ink++;
	g_byte_array_append(room->ink, records, (guint)n_records);
}

/* Runs the loop until `done`, at most 20 s. */
static inline void room_run_until(bool (*done)(void *user), void *user)
{
	const gint64 end_us = g_get_monotonic_time() + 20 * G_USEC_PER_SEC;
	while (!done(user)) {
		g_assert_cmpint(g_get_monotonic_time(), <, end_us);
		if (!g_main_context_iteration(NULL, FALSE))
			g_usleep(500);
	}
}

static inline void room_run_ms(guint ms)
{
	const gint64 end_us = g_get_monotonic_time() + ms * 1000;
	while (g_get_monotonic_time() < end_us)
		if (!g_main_context_iteration(NULL, FALSE))
			g_usleep(500);
}

static inline bool room_is_stored(void *user)
{
	const Room *room = user;
	return room->stored >= store_sequence(room->store);
}

static inline void room_wait_stored(Room *room)
{
	room_run_until(room_is_stored, room);
}

static inline void room_bind(Room *room, guint i, gint64 pupil_id, gint64 teacher_id)
{
	g_autofree char *address = g_strdup_printf("9C:7B:D2:FF:00:%02X", i + 1);
	const StorePen pen = { .id = room->pen_ids[i] = store_new_id(room->store),
		.address = address,
		.driver = (char *)"neo",
		.model = (char *)"",
		.firmware = (char *)"",
		.battery_percent = -1 };
	store_put_pen(room->store, &pen);
	const StoreBinding binding = { store_new_id(room->store), pen.id, pupil_id, teacher_id, 1,
		NULL };
	store_put_binding(room->store, &binding);
}

static inline void room_fill(Room *room)
{
	Store *store = room->store;
	const StoreSchool school = { store_new_id(store), (char *)"小学" };
	const StoreClass class = { store_new_id(store), school.id, (char *)"四年级2班", 4, false, 6,
		8 };
	const StoreTeacher teacher = { store_new_id(store), (char *)"teacher", (char *)"王老师",
		(char *)"", NULL, 0, NULL };
	const StoreSheet sheet = {
		.id = store_new_id(store), .title = (char *)"口算练习", .json = (char *)""
	};
	const StoreAssignment assignment = { .id = store_new_id(store),
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
	for (guint i = 0; i < ROOM_N_PUPILS; i++) {
		const StorePupil pupil = { store_new_id(store), class.id, (gint)i + 1,
			(char *)"学生", 0, (gint)i, NULL, 0 };
		const StoreConsent consent = { store_new_id(store), pupil.id, true, (char *)"ink",
			1, NULL };
		store_put_pupil(store, &pupil);
		store_put_consent(store, &consent);
		room_bind(room, i, pupil.id, 0);
	}
	room_bind(room, ROOM_N_PUPILS, 0, teacher.id);
}

static inline void room_open(Room *room, bool fill, const PensOptions *options)
{
	const StoreOptions store = { .path = room->path, .commit_ms = 5 };
	const StoreListener listener = { room, room_on_stored, room_on_settled, room_on_state };
	const ClassroomListener console = { room, room_on_seat, room_on_state_changed,
		room_on_ink };
	g_autoptr(GError) error = NULL;
	room->stored = 0;
	room->store = store_open(&store, &listener, &error);
	g_assert_no_error(error);
	if (fill)
		room_fill(room);
	room_wait_stored(room);
	room->reader = store_reader_open(room->path, &error);
	g_assert_no_error(error);
	room->classroom = classroom_new(room->store, room->reader, &error);
	g_assert_no_error(error);
	classroom_set_listener(room->classroom, &console);
	room->pens = pens_new(options, room->store, room->reader, room->classroom, NULL);
	pens_stored(room->pens, room->stored);
}

static inline void room_close(Room *room)
{
	room->pens = pens_free(room->pens);
	room->classroom = classroom_free(room->classroom);
	room->reader = store_reader_close(room->reader);
	room->store = store_close(room->store);
}

static inline Room *room_new_with(const PensOptions *options)
{
	Room *room = g_new0(Room, 1);
	room->folder = helpers_temporary_folder();
	room->path = g_build_filename(room->folder, "zhibi.db", NULL);
	room->settled = g_array_new(FALSE, FALSE, sizeof(StoreSettled));
	room->ink = g_byte_array_new();
	room_open(room, true, options);
	return room;
}

static inline Room *room_new(void)
{
	return room_new_with(&(PensOptions){ .pen = { .fetch_stored = true } });
}

static inline void room_restart(Room *room)
{
	room_close(room);
	room_open(room, false, &(PensOptions){ .pen = { .fetch_stored = true } });
}

static inline void room_free(Room *room)
{
	room_close(room);
	helpers_remove_folder(room->folder);
	g_free(room->folder);
	g_free(room->path);
	g_array_unref(room->settled);
	g_byte_array_unref(room->ink);
	g_free(room);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Room, room_free)

/* g_assert_cmpmem wants its sizes as int and as size_t at once. */
static inline void room_assert_bytes(
	gconstpointer bytes, gsize n_bytes, gconstpointer expected, gsize n_expected)
{
	g_assert_cmpuint(n_bytes, ==, n_expected);
	g_assert_cmpint(memcmp(bytes, expected, n_bytes), ==, 0);
}

/* All strokes of a page copy on disk. */
static inline GPtrArray *room_strokes(Room *room, gint64 page_copy_id)
{
	g_autoptr(GError) error = NULL;
	room_wait_stored(room);
	GPtrArray *strokes = store_reader_strokes(room->reader, page_copy_id, &error);
	g_assert_no_error(error);
	return strokes;
}
