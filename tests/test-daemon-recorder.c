/* SPDX-License-Identifier: MIT */
/* A link recorded and played again gives the same strokes; what is too old is forgotten. */
#include "daemon/links/recorder.h"
#include "daemon/links/replay.h"
#include "drivers/recording.h"
#include "tests/neo-pen.h"

#include <glib/gstdio.h>
#include <utime.h>

static const NeoPenDot DOTS[] = { { 4, 1800, 1211, 100 }, { 10, 1803, 1207, 250 },
	{ 11, 1820, 1231, 400 } };

static char *recordings_folder(const Room *room)
{
	return g_build_filename(room->folder, "recordings", NULL);
}

/* The only recording there is; NULL: none. */
static char *only_recording(const Room *room)
{
	g_autofree char *folder = recordings_folder(room);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name = dir ? g_dir_read_name(dir) : NULL;
	char *path = name ? g_build_filename(folder, name, NULL) : NULL;
	g_assert_true(!name || !g_dir_read_name(dir));
	return path;
}

static Recordings *start_recording(Room *room, const char *pattern)
{
	g_autofree char *folder = recordings_folder(room);
	const RecordingsOptions options = { .folder = folder, .pattern = pattern, .keep_days = 7 };
	Recordings *recordings = recordings_new(&options, room->store);
	pens_free(room->pens);
	room->pens = pens_new(
		&(PensOptions){ 0 }, room->store, room->reader, room->classroom, recordings);
	pens_stored(room->pens, room->stored);
	return recordings;
}

static void stop_recording(Room *room, Recordings *recordings)
{
	room->pens = pens_free(room->pens);
	recordings_free(recordings);
}

static bool has_left(void *user)
{
	return pens_n_links(((Room *)user)->pens) == 0;
}

/* The pupil's strokes after a recording was played into a fresh room. */
static GPtrArray *strokes_of_replay(const char *path, double speed)
{
	g_autoptr(Room) room = room_new();
	const LinkOwner owner = { .user = room->pens, .opened = pens_take_link };
	const ReplayRequest request = { .path = (char *)path, .speed = speed };
	g_autoptr(GError) error = NULL;
	g_assert_true(replay_open(&request, &owner, &error));
	g_assert_no_error(error);
	room_run_until(has_left, room);
	return room_strokes(room, classroom_seat(room->classroom, 0)->page_copy_id);
}

static void write_strokes(NeoPen *pen, gint64 start_ms)
{
	for (guint i = 0; i < 5; i++) {
		neo_pen_down(pen, start_ms + 200 * i);
		neo_pen_page(pen, 10);
		neo_pen_dots(pen, DOTS, G_N_ELEMENTS(DOTS));
		neo_pen_up(pen, start_ms + 200 * i + 25, G_N_ELEMENTS(DOTS));
	}
}

static void test_round_trip(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(1);
	g_autoptr(Room) room = room_new();
	g_autoptr(GError) error = NULL;
	Recordings *recordings = start_recording(room, NULL);
	neo_pen_connect(pen, room);
	write_strokes(pen, g_get_real_time() / 1000);
	const gint64 copy_id = classroom_seat(room->classroom, 0)->page_copy_id;
	stop_recording(room, recordings);
	g_autoptr(GPtrArray) strokes = room_strokes(room, copy_id);
	g_assert_cmpuint(strokes->len, ==, 5);

	g_autofree char *path = only_recording(room);
	g_assert_nonnull(path);
	g_autofree char *text = NULL;
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	gint64 started_ms;
	static const char HEAD[] = "driver: neo\nlink: virtual\nstarted: ";
	g_assert_true(g_str_has_prefix(text, HEAD));
	g_autofree char *started =
		g_strndup(text + strlen(HEAD), strcspn(text + strlen(HEAD), "\n"));
	g_assert_true(recording_read_started(started, &started_ms));
	g_assert_cmpint(ABS(g_get_real_time() / 1000 - started_ms), <, 20000);
	g_assert_nonnull(strstr(text, "\npen: 9C:7B:D2:FF:00:01\n"));
	g_assert_nonnull(strstr(text, " > "));
	for (guint speed = 0; speed <= 20; speed += 20) {
		g_autoptr(GPtrArray) again = strokes_of_replay(path, speed);
		g_assert_cmpuint(again->len, ==, strokes->len);
		for (guint i = 0; i < strokes->len; i++)
			g_assert_true(stroke_equal(
				g_ptr_array_index(strokes, i), g_ptr_array_index(again, i)));
	}
	/* The same bytes are in the store, as a recording too. */
	g_autoptr(GString) raw = store_reader_raw(room->reader, room->pen_ids[0], &error);
	g_assert_no_error(error);
	g_autofree char *from_store = g_build_filename(room->folder, "store.rec", NULL);
	if (!g_str_has_prefix(raw->str, "driver:"))
		g_string_prepend(raw, "driver: neo\npen: 9C:7B:D2:FF:00:01\n");
	g_assert_true(g_file_set_contents(from_store, raw->str, -1, NULL));
	g_autoptr(GPtrArray) again = strokes_of_replay(from_store, 0);
	g_assert_cmpuint(again->len, ==, 5);
}

static void test_which_links(void)
{
	static const struct {
		const char *pattern;
		bool recorded;
	} CASES[] = { { "", false }, { "socket:*", false }, { "test:*", true }, { "*", true } };
	for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(NeoPen) pen = neo_pen_new(1);
		g_autoptr(Room) room = room_new();
		Recordings *recordings = start_recording(room, CASES[i].pattern);
		neo_pen_connect(pen, room);
		stop_recording(room, recordings);
		g_autofree char *path = only_recording(room);
		g_assert_cmpint(path != NULL, ==, CASES[i].recorded);
	}
}

/* A recording being played is not recorded again. */
static void test_passive_link(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(1);
	g_autoptr(Room) room = room_new();
	Recordings *recordings = start_recording(room, NULL);
	pen->link.passive = true;
	pens_take_link(room->pens, &pen->link);
	write_strokes(pen, 1764576000000);
	stop_recording(room, recordings);
	g_autofree char *path = only_recording(room);
	g_assert_null(path);
}

static void touch(const char *folder, const char *name, gint64 age_days)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	const time_t then = (time_t)(g_get_real_time() / G_USEC_PER_SEC - age_days * 86400);
	const struct utimbuf times = { .actime = then, .modtime = then };
	g_assert_true(g_file_set_contents(path, "driver: neo\n", -1, NULL));
	g_assert_cmpint(utime(path, &times), ==, 0);
}

static bool is_there(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void test_retention(void)
{
	g_autoptr(Room) room = room_new();
	g_autofree char *folder = recordings_folder(room);
	g_autoptr(GError) error = NULL;
	const gint64 now_ms = g_get_real_time() / 1000;
	g_mkdir(folder, 0700);
	touch(folder, "old.rec", 8);
	touch(folder, "young.rec", 6);
	touch(folder, "old.txt", 800);
	store_put_raw(room->store, room->pen_ids[0], now_ms - 8 * 86400000LL, false,
		(const guint8 *)"\x01\x02", 2);
	room_wait_stored(room);
	store_put_raw(room->store, room->pen_ids[0], now_ms - 6 * 86400000LL, false,
		(const guint8 *)"\x03\x04", 2);
	room_wait_stored(room);
	Recordings *recordings = start_recording(room, NULL);
	stop_recording(room, recordings);
	room_wait_stored(room);
	g_assert_false(is_there(folder, "old.rec"));
	g_assert_true(is_there(folder, "young.rec"));
	g_assert_true(is_there(folder, "old.txt"));
	g_autoptr(GString) raw = store_reader_raw(room->reader, room->pen_ids[0], &error);
	g_assert_no_error(error);
	g_assert_null(strstr(raw->str, "0102"));
	g_assert_nonnull(strstr(raw->str, "0304"));
}

/* From the worker's thread, which is joined before it is looked at. */
static void on_warning(
	const char *domain, GLogLevelFlags level, const char *message, gpointer n_warnings)
{
	(void)domain;
	(void)level;
	g_assert_nonnull(strstr(message, "cannot record"));
	g_atomic_int_inc((gint *)n_warnings);
}

/* A folder that cannot be made costs a warning, not the ink. */
static void test_no_folder(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(1);
	g_autoptr(Room) room = room_new();
	g_autofree char *folder = recordings_folder(room);
	g_assert_true(g_file_set_contents(folder, "in the way", -1, NULL));
	Recordings *recordings = start_recording(room, NULL);
	neo_pen_connect(pen, room);
	write_strokes(pen, g_get_real_time() / 1000);
	gint n_warnings = 0;
	const guint handler =
		g_log_set_handler("zhibi-daemon", G_LOG_LEVEL_WARNING, on_warning, &n_warnings);
	stop_recording(room, recordings);
	g_log_remove_handler("zhibi-daemon", handler);
	g_assert_cmpint(n_warnings, ==, 1);
	g_autoptr(GPtrArray) strokes =
		room_strokes(room, classroom_seat(room->classroom, 0)->page_copy_id);
	g_assert_cmpuint(strokes->len, ==, 5);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
	g_test_add_func("/daemon/recorder/round-trip", test_round_trip);
	g_test_add_func("/daemon/recorder/which-links", test_which_links);
	g_test_add_func("/daemon/recorder/passive-link", test_passive_link);
	g_test_add_func("/daemon/recorder/retention", test_retention);
	g_test_add_func("/daemon/recorder/no-folder", test_no_folder);
	return g_test_run();
}
