/* SPDX-License-Identifier: MIT */
/* Enrolment by writing: who writes in a box has the pen, but only while a teacher wants it so. Real strokes through
 * the real classroom. */
#include "daemon/fleet/enrolment.h"

#include <math.h>

#include "daemon/classroom/classroom-pens.h"
#include "homework/sheet/roster-sheet.h"
#include "tests/daemon-room.h"

#define SHEET ((PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 1 })
#define NOW_MS G_GINT64_CONSTANT(1764576000000)

static char *address_of(guint pen)
{
	return g_strdup_printf("9C:7B:D2:FF:00:%02X", pen + 1);
}

static gint32 steps(double mm)
{
	return (gint32)lround(mm / 0.0237066667);
}

/* A line in the box of a number, as the pen's ink on its way. */
static void write_on(Room *room, Enrolment *enrolment, guint pen, PageAddress page, gint number,
	double length_mm, gint64 now_ms)
{
	g_autofree char *address = address_of(pen);
	const SheetBox box = roster_sheet_box(number);
	g_autoptr(Stroke) stroke = stroke_new();

	stroke->id = store_new_id(room->store);
	stroke->page = page;
	stroke->start_ms = stroke->pen_start_ms = stroke->end_ms = now_ms;
	stroke->origin = STROKE_LIVE;
	classroom_stroke_opened(room->classroom, room->pen_ids[pen], stroke, now_ms);
	for (double at = 0; at <= length_mm; at += 0.5) {
		const Dot dot = { .at = { steps(box.x_mm + 2 + at), steps(box.y_mm + 6) },
			.force = 1 };
		g_array_append_val(stroke->dots, dot);
	}
	classroom_stroke_closed(room->classroom, room->pen_ids[pen], stroke, now_ms);
	enrolment_stroke(enrolment, address, stroke, now_ms);
}

static gint holder_of(const Room *room, guint pen)
{
	g_autofree char *address = address_of(pen);
	ClassroomPenView view;

	g_assert_true(classroom_pen_by_address(room->classroom, address, &view));
	return view.pupil_number;
}

static void test_binds(void)
{
	g_autoptr(Room) room = room_new();
	g_autoptr(Enrolment) enrolment = enrolment_new(room->classroom, &SHEET);

	/* Nobody asked for it. */
	write_on(room, enrolment, 0, SHEET, 2, 25, NOW_MS);
	g_assert_cmpint(holder_of(room, 0), ==, 1);
	g_assert_true(enrolment_start(enrolment, 60, NOW_MS));
	g_assert_cmpuint(enrolment_seconds_left(enrolment, NOW_MS), ==, 60);
	/* Another page; too little ink; a number that nobody has. */
	write_on(room, enrolment, 0, ROOM_PAGE, 2, 25, NOW_MS + 1);
	write_on(room, enrolment, 0, SHEET, 2, 8, NOW_MS + 2);
	write_on(room, enrolment, 0, SHEET, 40, 25, NOW_MS + 3);
	g_assert_cmpint(holder_of(room, 0), ==, 1);
	/* A name is made of strokes: now it is enough. The pen of number 2 before is nobody's. */
	write_on(room, enrolment, 0, SHEET, 2, 8, NOW_MS + 4);
	g_assert_cmpint(holder_of(room, 0), ==, 2);
	g_assert_cmpint(holder_of(room, 1), ==, 0);
	/* Which writes in the box of number 1: swapped. */
	write_on(room, enrolment, 1, SHEET, 1, 20, NOW_MS + 5);
	g_assert_cmpint(holder_of(room, 1), ==, 1);
	g_assert_cmpuint(enrolment_n_bound(enrolment), ==, 2);
	g_assert_cmpuint(enrolment_conflicts(enrolment)->len, ==, 0);
	/* The same again changes nothing. */
	guint64 before = store_sequence(room->store);
	write_on(room, enrolment, 1, SHEET, 1, 20, NOW_MS + 6);
	g_assert_cmpuint(enrolment_n_bound(enrolment), ==, 2);
	g_assert_cmpuint(store_sequence(room->store), ==, before + 1); /* the stroke alone */
	/* The time is over: a scribble binds nothing. */
	write_on(room, enrolment, 0, SHEET, 1, 25, NOW_MS + 60001);
	g_assert_cmpint(holder_of(room, 0), ==, 2);
	/* All of it is in the record, and how. */
	room_wait_stored(room);
	g_autoptr(GPtrArray) bindings = store_reader_bindings(room->reader, NULL);
	guint n_written = 0;
	for (guint i = 0; i < bindings->len; i++)
		n_written += g_str_equal(
			((StoreBinding *)g_ptr_array_index(bindings, i))->how, "roster-sheet");
	g_assert_cmpuint(n_written, ==, 2);
}

static void test_conflict(void)
{
	g_autoptr(Room) room = room_new();
	g_autoptr(Enrolment) enrolment = enrolment_new(room->classroom, &SHEET);

	enrolment_start(enrolment, 60, NOW_MS);
	write_on(room, enrolment, 0, SHEET, 1, 20, NOW_MS + 1);
	write_on(room, enrolment, 1, SHEET, 1, 20, NOW_MS + 2);
	write_on(room, enrolment, 1, SHEET, 1, 20, NOW_MS + 3);
	g_assert_cmpint(holder_of(room, 0), ==, 1);
	g_assert_cmpint(holder_of(room, 1), ==, 2); /* as before */
	const GPtrArray *conflicts = enrolment_conflicts(enrolment);
	g_assert_cmpuint(conflicts->len, ==, 1);
	const EnrolmentConflict *conflict = g_ptr_array_index(conflicts, 0);
	g_assert_cmpint(conflict->number, ==, 1);
	g_assert_cmpstr(conflict->pen, ==, "9C:7B:D2:FF:00:01");
	g_assert_cmpstr(conflict->other, ==, "9C:7B:D2:FF:00:02");
	/* The first had the wrong box and moves: the box is free again. */
	write_on(room, enrolment, 0, SHEET, 2, 20, NOW_MS + 4);
	write_on(room, enrolment, 1, SHEET, 1, 20, NOW_MS + 5);
	g_assert_cmpint(holder_of(room, 0), ==, 2);
	g_assert_cmpint(holder_of(room, 1), ==, 1);
	/* A new enrolment knows nothing of it. */
	enrolment_start(enrolment, 60, NOW_MS + 10);
	g_assert_cmpuint(enrolment_conflicts(enrolment)->len, ==, 0);
}

/* Ink of last week that comes out of a pen's memory now. */
static void test_old_ink(void)
{
	g_autoptr(Room) room = room_new();
	g_autoptr(Enrolment) enrolment = enrolment_new(room->classroom, &SHEET);
	const SheetBox box = roster_sheet_box(2);
	g_autoptr(Stroke) stroke = stroke_new();

	enrolment_start(enrolment, 60, NOW_MS);
	stroke->page = SHEET;
	stroke->origin = STROKE_STORED;
	stroke->start_ms = NOW_MS - 1;
	for (guint i = 0; i < 50; i++) {
		const Dot dot = { .at = { steps(box.x_mm + 2 + i * 0.5), steps(box.y_mm + 6) } };
		g_array_append_val(stroke->dots, dot);
	}
	enrolment_stroke(enrolment, "9C:7B:D2:FF:00:01", stroke, NOW_MS + 5);
	g_assert_cmpint(holder_of(room, 0), ==, 1);
	/* Written since, while its link was lost, it counts. */
	stroke->start_ms = NOW_MS + 1;
	enrolment_stroke(enrolment, "9C:7B:D2:FF:00:01", stroke, NOW_MS + 5);
	g_assert_cmpint(holder_of(room, 0), ==, 2);
}

/* What was written on the sheet is kept, before, while and after. */
static void test_ink_is_kept(void)
{
	g_autoptr(Room) room = room_new();
	g_autoptr(Enrolment) enrolment = enrolment_new(room->classroom, &SHEET);
	guint n_strokes = 0;

	write_on(room, enrolment, 0, SHEET, 2, 20, NOW_MS);
	enrolment_start(enrolment, 60, NOW_MS);
	write_on(room, enrolment, 0, SHEET, 2, 21, NOW_MS + 1000);
	write_on(room, enrolment, 0, SHEET, 2, 22, NOW_MS + 2000);
	for (guint seat = 0; seat < ROOM_N_PUPILS; seat++) {
		g_autoptr(GArray) copies = classroom_seat_pages(room->classroom, seat);
		for (guint i = 0; i < copies->len; i++) {
			g_autoptr(GPtrArray) strokes =
				room_strokes(room, g_array_index(copies, gint64, i));
			n_strokes += strokes->len;
		}
	}
	g_assert_cmpuint(n_strokes, ==, 3);
}

/* Parents say no: the pen is an ordinary pen. Not a dot is on disk or on the page, and the pen hears that all is
 * well. */
static void test_no_consent(void)
{
	g_autoptr(Room) room = room_new();
	gint64 pupil_id = classroom_seat(room->classroom, 0)->pupil_id;
	const StoreConsent no = { store_new_id(room->store), pupil_id, false, (char *)"ink", 2,
		NULL };
	const StoreConsent other = { store_new_id(room->store), pupil_id, true,
		(char *)"photograph", 3, NULL };

	store_put_consent(room->store, &no);
	store_put_consent(room->store, &other);
	room_wait_stored(room);
	room_restart(room);
	g_autoptr(Enrolment) enrolment = enrolment_new(room->classroom, &SHEET);
	guint64 before = store_sequence(room->store);
	write_on(room, enrolment, 0, ROOM_PAGE, 1, 20, NOW_MS);
	g_assert_cmpuint(store_sequence(room->store), ==, before);
	g_assert_cmpuint(room->ink->len, ==, 0);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->page_copy_id, ==, 0);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->last_ink_ms, ==, 0);
	g_assert_false(classroom_keeps_ink(room->classroom, room->pen_ids[0]));
	g_assert_true(classroom_keeps_ink(room->classroom, room->pen_ids[1]));
	g_assert_true(classroom_keeps_ink(room->classroom, room->pen_ids[2])); /* the teacher's */
	write_on(room, enrolment, 1, ROOM_PAGE, 1, 20, NOW_MS);
	g_assert_cmpuint(store_sequence(room->store), >, before);
}

/* Given in mid-stroke to a pupil without consent: what was kept stays where it began. */
static void test_bound_without_consent(void)
{
	g_autoptr(Room) room = room_new();
	gint64 pupil_id = classroom_seat(room->classroom, 0)->pupil_id;
	const StoreConsent no = { store_new_id(room->store), pupil_id, false, (char *)"ink", 2,
		NULL };
	g_autoptr(Stroke) stroke = stroke_new();

	store_put_consent(room->store, &no);
	room_wait_stored(room);
	room_restart(room);
	stroke->id = store_new_id(room->store);
	stroke->page = ROOM_PAGE;
	stroke->start_ms = stroke->end_ms = NOW_MS;
	classroom_stroke_opened(room->classroom, room->pen_ids[1], stroke, NOW_MS);
	const Dot dot = { .at = { 10, 10 }, .force = 1 };
	g_array_append_val(stroke->dots, dot);
	classroom_stroke_grew(room->classroom, room->pen_ids[1], stroke, 0, NOW_MS);
	classroom_bind_pen(room->classroom, room->pen_ids[1], pupil_id, "hand", NOW_MS);
	classroom_stroke_closed(room->classroom, room->pen_ids[1], stroke, NOW_MS);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->page_copy_id, ==, 0);
	gint64 copy = classroom_seat(room->classroom, 1)->page_copy_id;
	g_autoptr(GPtrArray) strokes = room_strokes(room, copy);
	g_assert_cmpuint(strokes->len, ==, 1);
}

static void test_not_configured(void)
{
	g_autoptr(Room) room = room_new();
	g_autoptr(Enrolment) enrolment = enrolment_new(room->classroom, &(PageAddress){ 0 });

	g_assert_false(enrolment_start(enrolment, 60, NOW_MS));
	g_assert_cmpuint(enrolment_seconds_left(enrolment, NOW_MS), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/enrolment/binds", test_binds);
	g_test_add_func("/enrolment/conflict", test_conflict);
	g_test_add_func("/enrolment/old-ink", test_old_ink);
	g_test_add_func("/enrolment/ink-is-kept", test_ink_is_kept);
	g_test_add_func("/consent/none", test_no_consent);
	g_test_add_func("/consent/bound-in-mid-stroke", test_bound_without_consent);
	g_test_add_func("/enrolment/not-configured", test_not_configured);
	return g_test_run();
}
