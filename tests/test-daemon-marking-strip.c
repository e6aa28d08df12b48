/* SPDX-License-Identifier: MIT */
/* A pen that sees no page: its ink finds its page by a tick in the strip, by the teacher, or by hand. */
#include "store/reader-lesson.h"
#include "tests/marking-room.h"

#define STRIP                                                                                      \
	"[{\"do\":\"create-region\",\"page\":0,\"region\":{\"role\":\"page-strip\",\"number\":1,"  \
	"\"box_mm\":[5,4,8,8]}}]"

static void draw_loose(MarkingRoom *room, double x, double y)
{
	Stroke *stroke = stroke_new();

	stroke->id = room->last_stroke_id = store_new_id(room->store);
	stroke->start_ms = stroke->pen_start_ms = room->clock_ms;
	stroke->force_max = 850;
	classroom_stroke_opened(room->classroom, room->pen_ids[0], stroke, room->clock_ms);
	room_line(stroke, (SheetPoint){ x - 1.75, y - 1.75 }, (SheetPoint){ x, y });
	room_line(stroke, (SheetPoint){ x, y }, (SheetPoint){ x + 3.5, y - 5.5 });
	classroom_stroke_grew(room->classroom, room->pen_ids[0], stroke, 0, room->clock_ms);
	stroke->end_ms = stroke->start_ms + stroke->dots->len * 8;
	room->clock_ms = stroke->end_ms + 3000;
	classroom_stroke_closed(room->classroom, room->pen_ids[0], stroke, room->clock_ms);
	stroke_free(stroke);
}

static void choose_loose(MarkingRoom *room, guint question, char option)
{
	draw_loose(room, room_option_x(option) + 2.5, room_question_y(question) + 5);
}

static void assert_text(MarkingRoom *room, guint question, const char *wanted)
{
	json_t *all = room_all(room);

	g_assert_cmpstr(room_word(room_answer(all, 0, question), "text"), ==, wanted);
	json_decref(all);
}

static MarkingRoom *room_with_strip(void)
{
	MarkingRoom *room = room_new(4);
	g_autoptr(GError) error = NULL;

	marking_edit_sheet(room->marking, STRIP, strlen(STRIP), 0, 1, &error);
	g_assert_no_error(error);
	room_read(room);
	return room;
}

/* The one run without a page. */
static gint64 loose_copy(MarkingRoom *room)
{
	guint n_left;
	g_autoptr(GArray) copies = classroom_unclaimed(room->classroom, 10, &n_left);

	g_assert_cmpuint(copies->len, ==, 1);
	const ClassroomUnclaimed *copy = &g_array_index(copies, ClassroomUnclaimed, 0);
	g_assert_cmpint(copy->row->page.family, ==, PAGE_FAMILY_NONE);
	g_assert_cmpint(copy->pupil_number, ==, 1);
	return copy->row->id;
}

static void test_tick(void)
{
	g_autoptr(MarkingRoom) room = room_with_strip();

	choose_loose(room, 1, 'B');
	assert_text(room, 1, "");
	loose_copy(room);
	draw_loose(room, 8, 9); /* in the strip */
	assert_text(room, 1, "B");
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 0);
	choose_loose(room, 2, 'C');
	assert_text(room, 2, "C");
	g_autoptr(GPtrArray) copies = classroom_page_copies(room->classroom, room->assignment_id);
	g_assert_cmpuint(copies->len, ==, 1);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->page.page, ==, 10);

	room_close(room);
	room_open(room);
	assert_text(room, 1, "B");
	assert_text(room, 2, "C");
	choose_loose(room, 3, 'A'); /* the page that was told holds over a start */
	assert_text(room, 3, "A");
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 0);
}

static void test_teacher_turns(void)
{
	g_autoptr(MarkingRoom) room = room_with_strip();

	g_assert_cmpint(
		marking_turn_page(room->marking, 2, 0, room->clock_ms), ==, MARKING_NO_SUCH_PAGE);
	g_assert_cmpint(marking_turn_page(room->marking, 1, 0, room->clock_ms), ==, MARKING_DONE);
	choose_loose(room, 1, 'B');
	assert_text(room, 1, "B");
	g_assert_cmpint(marking_turn_page(room->marking, 0, 0, room->clock_ms), ==, MARKING_DONE);
	choose_loose(room, 2, 'B');
	assert_text(room, 2, "");
	loose_copy(room);
	/* A pen that sees its page is not turned. */
	room_choose(room, 1, 1, 'D');
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 1);
}

/* Over a start, as long as the assignment is open; who turned it is written down. */
static void test_turned_before_start(void)
{
	g_autoptr(MarkingRoom) room = room_with_strip();

	g_assert_cmpint(marking_turn_page(room->marking, 1, room->teacher_id, room->clock_ms), ==,
		MARKING_DONE);
	room_close(room);
	room_open(room);
	choose_loose(room, 1, 'C');
	assert_text(room, 1, "C");
	g_autoptr(GPtrArray) turns =
		store_reader_page_turns(room->reader, room->assignment_id, 0, NULL);
	g_assert_cmpuint(turns->len, ==, 1);
	const StorePageTurn *turn = g_ptr_array_index(turns, 0);
	g_assert_cmpint(turn->teacher_id, ==, room->teacher_id);
	g_assert_cmpint(turn->pen_id, ==, 0);
	g_assert_cmpint(turn->page.page, ==, 10);
	g_autoptr(GPtrArray) later =
		store_reader_page_turns(room->reader, room->assignment_id, turn->at_ms + 1, NULL);
	g_assert_cmpuint(later->len, ==, 0);
}

static void test_by_hand(void)
{
	g_autoptr(MarkingRoom) room = room_with_strip();

	choose_loose(room, 1, 'B');
	const gint64 copy = loose_copy(room), teacher_id = room->teacher_id;
	g_assert_cmpint(
		marking_place(room->marking, copy, 7, 0, room->clock_ms), ==, MARKING_NO_SUCH_PAGE);
	g_assert_cmpint(marking_place(room->marking, copy, 1, 0, room->clock_ms), ==, MARKING_DONE);
	assert_text(room, 1, "B");
	g_assert_cmpint(marking_place(room->marking, copy, 0, teacher_id, room->clock_ms), ==,
		MARKING_DONE);
	assert_text(room, 1, "");
	g_assert_cmpint(loose_copy(room), ==, copy);
	choose_loose(room, 2, 'C'); /* the run goes on */
	g_assert_cmpint(marking_place(room->marking, copy, 1, 0, room->clock_ms), ==, MARKING_DONE);
	assert_text(room, 1, "B");
	assert_text(room, 2, "C");
	room_choose(room, 1, 1, 'D');
	g_autoptr(GPtrArray) copies = classroom_page_copies(room->classroom, room->assignment_id);
	const StorePageCopy *seen = g_ptr_array_index(copies, copies->len - 1);
	const gint64 seen_id = seen->id;
	g_assert_cmpint(marking_place(room->marking, seen_id, 1, 0, room->clock_ms), ==,
		MARKING_NO_SUCH_COPY);
	room_close(room);
	room_open(room);
	g_assert_cmpint(marking_place(room->marking, seen_id, 1, 0, room->clock_ms), ==,
		MARKING_NO_SUCH_COPY);
	assert_text(room, 1, "B");
	assert_text(room, 2, "C");
	g_autoptr(GPtrArray) log = store_reader_page_placings(room->reader, copy, NULL);
	g_assert_cmpuint(log->len, ==, 3);
	const StorePagePlacing *second = g_ptr_array_index(log, 1);
	g_assert_cmpint(second->page.family, ==, PAGE_FAMILY_NONE);
	g_assert_cmpint(second->teacher_id, ==, teacher_id);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/marking-strip/tick", test_tick);
	g_test_add_func("/daemon/marking-strip/teacher-turns", test_teacher_turns);
	g_test_add_func("/daemon/marking-strip/turned-before-start", test_turned_before_start);
	g_test_add_func("/daemon/marking-strip/by-hand", test_by_hand);
	return g_test_run();
}
