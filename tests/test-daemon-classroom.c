/* SPDX-License-Identifier: MIT */
/* The classroom by itself: whose page, what consoles are told and when, what is on disk, after a restart. */
#include "daemon/classroom/classroom-private.h"
#include "daemon/classroom/ink-records.h"
#include "ink/units.h"
#include "tests/daemon-room.h"

#define NOW_MS G_GINT64_CONSTANT(1764576000000)

static Stroke *make_stroke(Room *room, PageAddress page, gint64 start_ms)
{
	Stroke *stroke = stroke_new();
	stroke->id = store_new_id(room->store);
	stroke->page = page;
	stroke->start_ms = stroke->pen_start_ms = stroke->end_ms = start_ms;
	stroke->force_max = 850;
	return stroke;
}

static void add_dots(Stroke *stroke, guint n_dots)
{
	for (guint i = 0; i < n_dots; i++) {
		const guint n = stroke->dots->len;
		const Dot dot = { .time_ms = 10 * n,
			.at = { 1000 + (gint32)(stroke->start_ms % 1000) + 7 * (gint32)n,
				2000 - 3 * (gint32)n },
			.force = (guint16)(31 * n % 850),
			.twist = TWIST_NONE };
		g_array_append_val(stroke->dots, dot);
	}
}

static void grow(Room *room, guint pen, Stroke *stroke, guint n_dots)
{
	const guint first = stroke->dots->len;
	add_dots(stroke, n_dots);
	classroom_stroke_grew(
		room->classroom, room->pen_ids[pen], stroke, first, stroke->start_ms + 10 * first);
}

static void finish(Room *room, guint pen, Stroke *take_stroke)
{
	take_stroke->end_ms = take_stroke->start_ms + 10 * (gint64)take_stroke->dots->len;
	classroom_stroke_closed(
		room->classroom, room->pen_ids[pen], take_stroke, take_stroke->end_ms);
	stroke_free(take_stroke);
}

static gint64 write_stroke(
	Room *room, guint pen, PageAddress page, StrokeOrigin origin, gint64 start_ms)
{
	Stroke *stroke = make_stroke(room, page, start_ms);
	const gint64 id = stroke->id;
	stroke->origin = (guint8)origin;
	classroom_stroke_opened(room->classroom, room->pen_ids[pen], stroke, start_ms);
	grow(room, pen, stroke, 4);
	grow(room, pen, stroke, 3);
	finish(room, pen, stroke);
	return id;
}

static GBytes *seat_ink(Room *room, guint seat)
{
	return classroom_seat_ink(room->classroom, seat);
}

static InkRecordsCount count_ink(Room *room, guint seat)
{
	g_autoptr(GBytes) ink = seat_ink(room, seat);
	g_autoptr(GByteArray) copy = g_byte_array_new();
	InkRecordsCount count = { 0 };
	gsize n_bytes;
	const guint8 *bytes = g_bytes_get_data(ink, &n_bytes);
	g_assert_true(ink_records_filter(bytes, n_bytes, NULL, copy, &count));
	room_assert_bytes(bytes, n_bytes, copy->data, copy->len);
	return count;
}

/* ---- records */

/* Byte for byte as docs/console-protocol.md has it. */
static void test_records(void)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_autoptr(Stroke) stroke = stroke_new();
	stroke->id = 300;
	stroke->start_ms = 1000;
	stroke->end_ms = 1130;
	stroke->page = ROOM_PAGE;
	stroke->flags = STROKE_GAP;
	stroke->force_max = 510;
	/* 100 steps are 2.370667 mm = 237 hundredths. */
	const Dot dots[] = { { .time_ms = 5, .at = { 100, 200 }, .force = 510 },
		{ .time_ms = 3, .at = { 0, 200 }, .force = 255 },
		{ .time_ms = 135, .at = { 0, 201 }, .force = FORCE_NONE } };
	g_array_append_vals(stroke->dots, dots, 3);
	ink_records_put_whole(out, stroke);
	ink_records_put_drop(out, 300);
	ink_records_put_end(out);
	g_autoptr(GByteArray) expected = helpers_hex("01 ac02 e807 00 02"
						     "02 ac02 03"
						     "   05 da03 b407 ff" /* z 237, z 474 */
						     "   00 d903 00 80"	  /* z -237, 0 */
						     "   8201 00 06 ff"	  /* 130 ms, z 3 */
						     "03 ac02 8201 02"
						     "05 ac02"
						     "04");
	room_assert_bytes(out->data, out->len, expected->data, expected->len);
}

static void test_records_filter(void)
{
	g_autoptr(GByteArray) from = g_byte_array_new();
	g_autoptr(GByteArray) only = g_byte_array_new();
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_autoptr(GHashTable) without = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_autoptr(Stroke) one = stroke_new();
	g_autoptr(Stroke) other = stroke_new();
	InkRecordsCount count = { 0 };
	one->id = 5;
	other->id = 1000000;
	one->page = other->page = ROOM_PAGE;
	add_dots(one, 3000);
	add_dots(other, 70);
	ink_records_put_whole(from, one);
	ink_records_put_whole(from, other);
	ink_records_put_whole(only, other);
	g_hash_table_add(without, &one->id);
	g_assert_true(ink_records_filter(from->data, from->len, without, out, &count));
	room_assert_bytes(out->data, out->len, only->data, only->len);
	g_assert_cmpuint(count.n_strokes, ==, 1);
	g_assert_cmpuint(count.n_dots, ==, 70);
	/* Cut anywhere but between records it is not whole. */
	for (guint n = 1; n < only->len; n++) {
		g_byte_array_set_size(out, 0);
		count = (InkRecordsCount){ 0 };
		const bool whole = ink_records_filter(only->data, n, NULL, out, &count);
		g_assert_cmpint(whole, ==, out->len == n);
		g_assert_cmpuint(out->len, <=, n);
	}
}

/* ---- live ink */

static void test_live(void)
{
	g_autoptr(Room) room = room_new();
	Stroke *stroke = make_stroke(room, ROOM_PAGE, NOW_MS);
	g_autoptr(Stroke) copy = NULL;
	g_autoptr(GByteArray) expected = g_byte_array_new();

	classroom_stroke_opened(room->classroom, room->pen_ids[1], stroke, NOW_MS);
	grow(room, 1, stroke, 3);
	g_assert_cmpuint(room->ink_seat, ==, 1);
	const guint n_told = room->n_ink;
	grow(room, 1, stroke, 2);
	g_assert_cmpuint(room->n_ink, ==, n_told + 1);
	g_assert_true(classroom_seat(room->classroom, 1)->writing);
	copy = stroke_copy(stroke);
	copy->id = stroke->id;
	copy->end_ms = NOW_MS + 50;
	finish(room, 1, stroke);
	g_assert_cmpuint(classroom_seat(room->classroom, 1)->n_dots, ==, 5);

	/* What was told is the stroke, and is the page's ink. */
	ink_records_put_stroke(expected, copy);
	const GArray *all = copy->dots;
	g_autoptr(GArray) part = g_array_copy(copy->dots);
	g_array_set_size(part, 3);
	copy->dots = part;
	ink_records_put_dots(expected, copy, 0);
	copy->dots = (GArray *)all;
	ink_records_put_dots(expected, copy, 3);
	ink_records_put_up(expected, copy);
	room_assert_bytes(room->ink->data, room->ink->len, expected->data, expected->len);
	g_autoptr(GBytes) ink = seat_ink(room, 1);
	room_assert_bytes(
		g_bytes_get_data(ink, NULL), g_bytes_get_size(ink), expected->data, expected->len);
	g_assert_null(seat_ink(room, 0));
}

static void test_writing_ends(void)
{
	g_autoptr(Room) room = room_new();
	write_stroke(room, 0, ROOM_PAGE, STROKE_LIVE, NOW_MS);
	g_assert_true(classroom_tick(room->classroom, NOW_MS + 2000));
	g_assert_true(classroom_seat(room->classroom, 0)->writing);
	g_assert_false(classroom_tick(room->classroom, NOW_MS + 3071));
	g_assert_false(classroom_seat(room->classroom, 0)->writing);
}

/* The page's times change at the up when the camera's gaps were not in the pen's clock: shown anew. */
static void test_times_change_at_the_up(void)
{
	g_autoptr(Room) room = room_new();
	Stroke *stroke = make_stroke(room, ROOM_PAGE, NOW_MS);
	classroom_stroke_opened(room->classroom, room->pen_ids[0], stroke, NOW_MS);
	grow(room, 0, stroke, 6);
	for (guint i = 3; i < 6; i++)
		g_array_index(stroke->dots, Dot, i).time_ms -= 5;
	g_autoptr(Stroke) copy = stroke_copy(stroke);
	copy->id = stroke->id;
	copy->end_ms = NOW_MS + 60;
	finish(room, 0, stroke);
	g_autoptr(GByteArray) expected = g_byte_array_new();
	ink_records_put_whole(expected, copy);
	g_autoptr(GBytes) ink = seat_ink(room, 0);
	room_assert_bytes(
		g_bytes_get_data(ink, NULL), g_bytes_get_size(ink), expected->data, expected->len);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->n_strokes, ==, 1);
}

/* A page filed wrongly at first: gone from there, on the right one from its first dot. */
static void test_another_page(void)
{
	g_autoptr(Room) room = room_new();
	write_stroke(room, 0, ROOM_PAGE, STROKE_LIVE, NOW_MS);
	const gint64 first_copy = classroom_seat(room->classroom, 0)->page_copy_id;
	Stroke *stroke = make_stroke(room, ROOM_PAGE, NOW_MS + 1000);
	classroom_stroke_opened(room->classroom, room->pen_ids[0], stroke, NOW_MS + 1000);
	grow(room, 0, stroke, 4);
	stroke->page = ROOM_OTHER_PAGE;
	classroom_stroke_paged(room->classroom, room->pen_ids[0], stroke, NOW_MS + 1040);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->page.page, ==, 11);
	g_assert_cmpuint(count_ink(room, 0).n_dots, ==, 4);
	finish(room, 0, stroke);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) first = classroom_page_ink(room->classroom, first_copy, &error);
	g_assert_no_error(error);
	g_autoptr(GByteArray) sink = g_byte_array_new();
	InkRecordsCount count = { 0 };
	g_assert_true(ink_records_filter(
		g_bytes_get_data(first, NULL), g_bytes_get_size(first), NULL, sink, &count));
	g_assert_cmpuint(count.n_dots, ==, 7);
	g_autoptr(GArray) pages = classroom_seat_pages(room->classroom, 0);
	g_assert_cmpuint(pages->len, ==, 2);
	g_assert_cmpint(g_array_index(pages, gint64, 1), ==, first_copy);
}

/* Back to a page: what is on it comes from memory and store together, each stroke once. */
static void test_turning_back(void)
{
	g_autoptr(Room) room = room_new();
	write_stroke(room, 0, ROOM_PAGE, STROKE_LIVE, NOW_MS);
	room_wait_stored(room);
	write_stroke(room, 0, ROOM_PAGE, STROKE_LIVE, NOW_MS + 500);
	write_stroke(room, 0, ROOM_OTHER_PAGE, STROKE_LIVE, NOW_MS + 1000);
	g_assert_cmpuint(count_ink(room, 0).n_strokes, ==, 1);
	write_stroke(room, 0, ROOM_PAGE, STROKE_LIVE, NOW_MS + 1500);
	g_assert_cmpuint(count_ink(room, 0).n_strokes, ==, 3);
	g_assert_cmpuint(count_ink(room, 0).n_dots, ==, 21);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->n_strokes, ==, 3);
	room_wait_stored(room);
	g_assert_cmpuint(count_ink(room, 0).n_strokes, ==, 3);
}

/* ---- journal and restart */

/* Each pen in its own time, none later than 40 ms after its last part, however the ticks come. */
static void test_journal_in_turns(void)
{
	g_autoptr(Room) room = room_new();
	Stroke *first = make_stroke(room, ROOM_PAGE, NOW_MS);
	Stroke *second = make_stroke(room, ROOM_PAGE, NOW_MS);
	guint64 n_parts = 0;
	classroom_stroke_opened(room->classroom, room->pen_ids[0], first, NOW_MS);
	classroom_stroke_opened(room->classroom, room->pen_ids[1], second, NOW_MS + 20);
	const guint64 before = store_sequence(room->store);
	for (gint64 ms = 30; ms <= 200; ms += 10) {
		grow(room, 0, first, 1);
		grow(room, 1, second, 1);
		g_assert_true(classroom_tick(room->classroom, NOW_MS + ms));
		n_parts += ms % 30 == 0;
		n_parts += ms % 30 == 20 && ms > 20;
		g_assert_cmpuint(store_sequence(room->store), ==, before + n_parts);
	}
	/* The clock is set back by a day: no part waits for it. */
	grow(room, 0, first, 1);
	grow(room, 1, second, 1);
	classroom_tick(room->classroom, NOW_MS - 86400000);
	g_assert_cmpuint(store_sequence(room->store), ==, before + n_parts + 2);
	finish(room, 0, first);
	finish(room, 1, second);
}

static void test_journal_and_restart(void)
{
	g_autoptr(Room) room = room_new();
	write_stroke(room, 0, ROOM_PAGE, STROKE_LIVE, NOW_MS);
	Stroke *stroke = make_stroke(room, ROOM_PAGE, NOW_MS + 1000);
	classroom_stroke_opened(room->classroom, room->pen_ids[0], stroke, NOW_MS + 1000);
	grow(room, 0, stroke, 5);
	const guint64 before = store_sequence(room->store);
	g_assert_true(classroom_tick(room->classroom, NOW_MS + 1050));
	g_assert_cmpuint(store_sequence(room->store), ==, before + 1);
	classroom_tick(room->classroom, NOW_MS + 1090); /* nothing new: nothing put */
	g_assert_cmpuint(store_sequence(room->store), ==, before + 1);
	grow(room, 0, stroke, 2);
	classroom_flush(room->classroom, room->pen_ids[0]);
	g_assert_cmpuint(store_sequence(room->store), ==, before + 2);
	const gint64 copy = classroom_seat(room->classroom, 0)->page_copy_id;
	g_autoptr(GPtrArray) strokes = room_strokes(room, copy);
	g_assert_cmpuint(strokes->len, ==, 2);
	g_assert_cmpuint(((Stroke *)g_ptr_array_index(strokes, 1))->dots->len, ==, 7);
	finish(room, 0, stroke);

	const guint n_dots = count_ink(room, 0).n_dots;
	room_restart(room);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->page_copy_id, ==, copy);
	room_run_ms(20); /* the pages are read when the loop is idle */
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->n_dots, ==, n_dots);
	g_assert_cmpuint(count_ink(room, 0).n_dots, ==, n_dots);
	g_assert_null(seat_ink(room, 1));
	g_assert_cmpstr(classroom_assignment_title(room->classroom), ==, "口算练习");
}

/* ---- stored ink */

static bool has_settled(void *user)
{
	const Room *room = user;
	return room->settled->len >= 2;
}

/* A stored stroke is the whole of one that came live in part: the part goes, the whole comes. */
static void test_completed(void)
{
	g_autoptr(Room) room = room_new();
	Stroke *part = make_stroke(room, ROOM_PAGE, NOW_MS);
	part->flags = STROKE_LINK_LOST;
	classroom_stroke_opened(room->classroom, room->pen_ids[0], part, NOW_MS);
	grow(room, 0, part, 5);
	finish(room, 0, part);
	write_stroke(room, 0, ROOM_PAGE, STROKE_STORED, NOW_MS);
	g_assert_cmpuint(count_ink(room, 0).n_dots, ==, 5); /* until the store has said */
	room_run_until(has_settled, room);
	g_assert_cmpint(
		g_array_index(room->settled, StoreSettled, 1).outcome, ==, STORE_STROKE_COMPLETED);
	const InkRecordsCount count = count_ink(room, 0);
	g_assert_cmpuint(count.n_strokes, ==, 1);
	g_assert_cmpuint(count.n_dots, ==, 7);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->n_dots, ==, 7);
	g_assert_cmpuint(g_hash_table_size(room->classroom->unsettled), ==, 0);
}

static void test_repeated(void)
{
	g_autoptr(Room) room = room_new();
	write_stroke(room, 0, ROOM_PAGE, STROKE_STORED, NOW_MS);
	write_stroke(room, 0, ROOM_PAGE, STROKE_LIVE, NOW_MS);
	room_run_until(has_settled, room);
	g_assert_cmpint(
		g_array_index(room->settled, StoreSettled, 1).outcome, ==, STORE_STROKE_REPEATED);
	g_assert_cmpuint(count_ink(room, 0).n_strokes, ==, 1);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->n_strokes, ==, 1);
}

/* Stored ink of an older page does not turn the page that the pupil is on. */
static void test_older_page(void)
{
	g_autoptr(Room) room = room_new();
	write_stroke(room, 0, ROOM_PAGE, STROKE_LIVE, NOW_MS);
	write_stroke(room, 0, ROOM_OTHER_PAGE, STROKE_STORED, NOW_MS - 100000);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->page.page, ==, 10);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->last_ink_ms, ==, NOW_MS + 70);
	write_stroke(room, 0, ROOM_OTHER_PAGE, STROKE_STORED, NOW_MS + 5000);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->page.page, ==, 11);
	room_wait_stored(room);
	g_assert_cmpuint(count_ink(room, 0).n_strokes, ==, 2);
}

/* ---- large pages, others' pens, an empty school */

static void test_too_large(void)
{
	g_autoptr(Room) room = room_new();
	for (guint i = 0; i < 6; i++) {
		Stroke *stroke = make_stroke(room, ROOM_PAGE, NOW_MS + 2100011 * i);
		classroom_stroke_opened(
			room->classroom, room->pen_ids[0], stroke, stroke->start_ms);
		grow(room, 0, stroke, 200000);
		finish(room, 0, stroke);
	}
	const PageCopy *page = g_hash_table_lookup(
		room->classroom->page_by_id, &classroom_seat(room->classroom, 0)->page_copy_id);
	g_assert_true(page->too_large);
	g_assert_null(page->records);
	room_wait_stored(room);
	g_assert_cmpuint(count_ink(room, 0).n_dots, ==, 1200000);
	g_assert_cmpuint(classroom_seat(room->classroom, 0)->n_dots, ==, 1200000);
}

static void test_teacher_and_unclaimed(void)
{
	g_autoptr(Room) room = room_new();
	const gint64 stranger =
		classroom_pen_id(room->classroom, "9C:7B:D2:00:00:77", "neo", NOW_MS);
	g_assert_cmpint(classroom_pen_id(room->classroom, "9C:7B:D2:00:00:77", "neo", NOW_MS), ==,
		stranger);
	write_stroke(room, ROOM_N_PUPILS, ROOM_PAGE, STROKE_LIVE, NOW_MS);
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 0);
	const Seat *desk = classroom_teacher_pen(room->classroom);
	g_assert_true(desk->writing);
	g_assert_cmpuint(desk->seat, ==, ROOM_N_PUPILS);
	g_assert_cmpstr(desk->teacher_name, ==, "王老师");
	g_assert_cmpuint(count_ink(room, ROOM_N_PUPILS).n_dots, ==, 7);
	const guint n_ink = room->n_ink;
	g_assert_cmpuint(n_ink, >, 0);
	room->pen_ids[0] = stranger;
	write_stroke(room, 0, ROOM_PAGE, STROKE_LIVE, NOW_MS);
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 1);
	g_assert_cmpuint(room->n_ink, ==, n_ink); /* nobody's seat, so nobody is told */
	room_wait_stored(room);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) copies = store_reader_page_copies(room->reader, 0, &error);
	g_assert_cmpuint(copies->len, ==, 2);
	for (guint i = 0; i < copies->len; i++) {
		g_autoptr(GPtrArray) strokes =
			room_strokes(room, ((StorePageCopy *)g_ptr_array_index(copies, i))->id);
		g_assert_cmpuint(strokes->len, ==, 1);
	}
	room_restart(room);
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 1);
	g_assert_cmpuint(count_ink(room, ROOM_N_PUPILS).n_dots, ==, 7);
}

static void test_hide_names(void)
{
	g_autoptr(Room) room = room_new();
	classroom_set_hide_names(room->classroom, true);
	g_assert_cmpuint(room->n_state_changes, ==, 1);
	classroom_set_hide_names(room->classroom, true);
	g_assert_cmpuint(room->n_state_changes, ==, 1);
	room_restart(room);
	g_assert_true(classroom_class(room->classroom)->hide_names);
}

static void test_packing(void)
{
	g_autoptr(Room) room = room_new();
	for (guint i = 0; i < 20; i++)
		write_stroke(room, 0, ROOM_PAGE, STROKE_LIVE, NOW_MS + 1000 * i);
	const guint64 before = store_sequence(room->store);
	classroom_pack_pages(room->classroom, NOW_MS + 60000);
	g_assert_cmpuint(store_sequence(room->store), ==, before);
	classroom_pack_pages(room->classroom, NOW_MS + 700000);
	g_assert_cmpuint(store_sequence(room->store), ==, before + 1);
	classroom_pack_pages(room->classroom, NOW_MS + 800000);
	g_assert_cmpuint(store_sequence(room->store), ==, before + 1);
	g_autoptr(GPtrArray) strokes =
		room_strokes(room, classroom_seat(room->classroom, 0)->page_copy_id);
	g_assert_cmpuint(strokes->len, ==, 20);
}

static void test_empty_school(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	g_autofree char *path = g_build_filename(folder, "zhibi.db", NULL);
	Room room = { 0 };
	const StoreListener listener = { &room, room_on_stored, room_on_settled, room_on_state };
	g_autoptr(GError) error = NULL;
	room.store = store_open(&(StoreOptions){ .path = path }, &listener, &error);
	g_assert_no_error(error);
	room.reader = store_reader_open(path, &error);
	g_assert_no_error(error);
	Classroom *classroom = classroom_new(room.store, room.reader, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(classroom_n_seats(classroom), ==, 0);
	g_assert_cmpstr(classroom_class(classroom)->name, ==, "");
	g_assert_null(classroom_assignment(classroom));
	g_assert_null(classroom_teacher_pen(classroom));
	classroom_set_hide_names(classroom, true);
	classroom_free(classroom);
	store_reader_close(room.reader);
	store_close(room.store);
	helpers_remove_folder(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/classroom/records", test_records);
	g_test_add_func("/daemon/classroom/records-filter", test_records_filter);
	g_test_add_func("/daemon/classroom/live", test_live);
	g_test_add_func("/daemon/classroom/writing-ends", test_writing_ends);
	g_test_add_func("/daemon/classroom/times-change-at-the-up", test_times_change_at_the_up);
	g_test_add_func("/daemon/classroom/another-page", test_another_page);
	g_test_add_func("/daemon/classroom/turning-back", test_turning_back);
	g_test_add_func("/daemon/classroom/journal-in-turns", test_journal_in_turns);
	g_test_add_func("/daemon/classroom/journal-and-restart", test_journal_and_restart);
	g_test_add_func("/daemon/classroom/completed", test_completed);
	g_test_add_func("/daemon/classroom/repeated", test_repeated);
	g_test_add_func("/daemon/classroom/older-page", test_older_page);
	g_test_add_func("/daemon/classroom/too-large", test_too_large);
	g_test_add_func("/daemon/classroom/teacher-and-unclaimed", test_teacher_and_unclaimed);
	g_test_add_func("/daemon/classroom/hide-names", test_hide_names);
	g_test_add_func("/daemon/classroom/packing", test_packing);
	g_test_add_func("/daemon/classroom/empty-school", test_empty_school);
	return g_test_run();
}
