/* SPDX-License-Identifier: MIT */
/* A class works on a sheet, a teacher marks it with the pen; the daemon stops and starts in between. */
#include "tests/json-form.h"
#include "daemon/classroom/classroom-assignments.h"
#include "tests/marking-checks.h"

static gint64 number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	g_assert_true(json_is_integer(value));
	return json_integer_value(value);
}

static void test_answers(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	room_choose(room, 0, 1, 'B');
	room_choose(room, 0, 2, 'C');
	room_choose(room, 1, 1, 'C');

	json_t *all = room_all(room);
	const json_t *answer = room_answer(all, 0, 1);
	g_assert_cmpstr(room_word(answer, "state"), ==, "read");
	g_assert_cmpstr(room_word(answer, "text"), ==, "B");
	g_assert_cmpstr(room_word(json_object_get(answer, "proposal"), "verdict"), ==, "right");
	g_assert_true(json_is_null(json_object_get(answer, "mark")));
	answer = room_answer(all, 0, 2);
	g_assert_cmpstr(room_word(json_object_get(answer, "proposal"), "verdict"), ==, "wrong");
	answer = room_answer(all, 0, 3);
	g_assert_cmpstr(room_word(answer, "state"), ==, "blank");

	const json_t *tally = json_array_get(json_object_get(all, "questions"), 0);
	g_assert_cmpint(number(tally, "started"), ==, 2);
	g_assert_cmpint(number(tally, "answered"), ==, 2);
	g_assert_cmpint(number(tally, "right"), ==, 1);
	g_assert_cmpint(number(tally, "wrong"), ==, 1);
	g_assert_cmpint(number(tally, "marked"), ==, 0);
	const json_t *wrong = json_array_get(json_object_get(tally, "commonest_wrong"), 0);
	g_assert_cmpstr(room_word(wrong, "text"), ==, "C");
	tally = json_array_get(json_object_get(all, "questions"), 2);
	g_assert_cmpint(number(tally, "blank"), ==, 2);
	json_decref(all);
}

/* The form is the documentation's, whole and as a change. */
static void test_form(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	room_choose(room, 0, 1, 'B');
	room_touch_claim(room, 1);
	room_mark(room, 1, true);
	room_choose(room, 1, 1, 'C');
	json_t *example = json_form_example("results");
	json_t *wanted = json_object_get(example, "results");
	json_t *all = room_all(room);
	json_form_assert("total",
		json_object_get(json_array_get(json_object_get(wanted, "pupils"), 0), "total"),
		json_object_get(json_array_get(json_object_get(all, "pupils"), 0), "total"));
	json_form_assert(
		"answer", (json_t *)room_answer(wanted, 0, 1), (json_t *)room_answer(all, 0, 1));
	json_form_assert("tally", json_array_get(json_object_get(wanted, "questions"), 0),
		json_array_get(json_object_get(all, "questions"), 0));
	json_form_assert(
		"results", json_object_get(wanted, "sheet"), json_object_get(all, "sheet"));
	json_decref(all);
	json_decref(example);
}

static void count_change(void *n_told)
{
	++*(guint *)n_told;
}

static void test_changes(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	g_autofree char *nothing = NULL;
	guint n_told = 0;
	room_read(room);
	g_free(marking_take_changes(room->marking));
	marking_set_changed(room->marking, count_change, &n_told);
	room_choose(room, 0, 1, 'B');
	room_read(room);
	g_assert_cmpuint(n_told, ==, 1);
	g_autofree char *text = marking_take_changes(room->marking);
	json_t *change = json_loads(text, 0, NULL);
	g_assert_cmpuint(json_array_size(json_object_get(change, "pupils")), ==, 1);
	g_assert_nonnull(room_answer(change, 0, 1));
	json_decref(change);
	nothing = marking_take_changes(room->marking);
	g_assert_null(nothing);

	/* The second answer tells of itself alone. */
	room_choose(room, 0, 2, 'B');
	room_read(room);
	g_assert_cmpuint(n_told, ==, 2);
	g_autofree char *second = marking_take_changes(room->marking);
	change = json_loads(second, 0, NULL);
	g_assert_null(room_answer(change, 0, 1));
	g_assert_nonnull(room_answer(change, 0, 2));
	g_assert_cmpuint(json_array_size(json_object_get(change, "questions")), ==, 1);
	json_decref(change);
	marking_set_changed(room->marking, NULL, NULL);
}

static void test_told_twice(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const gint64 before_ms = room->clock_ms;
	room_choose(room, 0, 1, 'B');
	room_wait(room);
	/* The same stroke comes again, as after a torn link. */
	room->clock_ms = before_ms;
	room_choose(room, 0, 1, 'B');
	/* First the strokes, then what is read after the second is known for a repeat. */
	for (guint i = 0; i < 3; i++) {
		room_wait(room);
		room_read(room);
	}
	g_autoptr(GPtrArray) copies = classroom_page_copies(room->classroom, room->assignment_id);
	const StorePageCopy *copy = g_ptr_array_index(copies, 0);
	g_autoptr(GPtrArray) answers = store_reader_answers(room->reader, copy->id, NULL);
	const StoreAnswer *answer = g_ptr_array_index(answers, 0);
	g_assert_cmpint(answer->n_strokes, ==, 1);
}

static void test_pen_marks(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	for (guint q = 1; q <= ROOM_QUESTIONS; q++)
		room_choose(room, 1, q, q == 2 ? 'C' : 'B');
	room_touch_claim(room, 2);
	for (guint q = 1; q <= ROOM_QUESTIONS; q++)
		room_mark(room, q, q != 2);
	for (guint q = 1; q <= ROOM_QUESTIONS; q++)
		assert_verdict(room, 1, q, q == 2 ? "wrong" : "right");
	json_t *all = room_all(room);
	const json_t *pupil = json_array_get(json_object_get(all, "pupils"), 0);
	const json_t *total = json_object_get(pupil, "total");
	g_assert_cmpfloat(json_real_value(json_object_get(total, "points")), ==, 16);
	g_assert_cmpint(number(total, "wrong"), ==, 1);
	json_decref(all);

	/* Corrected by the pupil and ticked by the teacher. */
	room_touch_claim(room, 2);
	room_mark(room, 2, true);
	assert_verdict(room, 1, 2, "right");
	all = room_all(room);
	g_assert_true(json_is_true(json_object_get(room_answer(all, 1, 2), "re_marked")));
	json_decref(all);
}

static void test_struck_mark(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	room_choose(room, 0, 1, 'B');
	room_touch_claim(room, 1);
	room_mark(room, 1, false);
	assert_verdict(room, 0, 1, "wrong");
	const double y = room_question_y(1) + 4;
	room_draw(room, room->teacher_pen_id, (SheetPoint[]){ { 93, y - 1 }, { 103, y - 1.4 } }, 2);
	room_draw(room, room->teacher_pen_id, (SheetPoint[]){ { 93, y + 1 }, { 103, y + 0.6 } }, 2);
	assert_verdict(room, 0, 1, "");
	room->clock_ms += 2000;
	room_tick_at(room, room->teacher_pen_id, 108, y + 2, 8);
	assert_verdict(room, 0, 1, "right");
}

/* Time goes on: a pupil that wrote is idle now, and since when is known by the pen's clock alone. */
static void forget_state(json_t *results)
{
	json_t *pupil = json_array_get(json_object_get(results, "pupils"), 0);

	json_object_set_new(pupil, "state", json_null());
	json_object_set_new(pupil, "since_ms", json_null());
}

/* What is in the store says the same after a stop, and a start adds nothing to it. */
static void test_restart(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	for (guint q = 1; q <= 3; q++)
		room_choose(room, 0, q, 'B');
	room_touch_claim(room, 1);
	room_mark(room, 1, true);
	room_mark(room, 2, false);
	g_autofree char *before = room_text(room);
	room_wait(room);
	const guint64 sequence = store_sequence(room->store);
	g_assert_cmpuint(sequence, >, 0);
	room_close(room);
	room_open(room);
	g_autofree char *after = room_text(room);
	json_t *one = json_loads(before, 0, NULL), *other = json_loads(after, 0, NULL);
	forget_state(one);
	forget_state(other);
	g_assert_true(json_equal(one, other));
	json_decref(one);
	json_decref(other);
	g_assert_cmpuint(store_sequence(room->store), ==, 0);

	/* In the middle of the copy: the pen goes on where it was. */
	room_mark(room, 3, true);
	assert_verdict(room, 0, 3, "right");
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 0);
}

/* Runs the loop for as long as a teacher's pen has to rest. */
static void rest(void)
{
	const gint64 end_us = g_get_monotonic_time() + 1800 * G_TIME_SPAN_MILLISECOND;

	while (g_get_monotonic_time() < end_us) {
		g_main_context_iteration(NULL, FALSE);
		g_usleep(5000);
	}
}

/* The touch of a claim box is told after the marks that follow it: they are the second pupil's all the same. */
static void test_late(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	room_choose(room, 0, 1, 'B');
	room_choose(room, 1, 1, 'C');
	room_touch_claim(room, 1);
	room_mark(room, 1, true);
	const gint64 touch_ms = room->clock_ms;
	room->clock_ms += 5000;
	room_mark(room, 2, true);
	room_mark(room, 1, false);
	const gint64 after_ms = room->clock_ms;
	room->clock_ms = touch_ms;
	room_touch_claim(room, 2);
	room->clock_ms = after_ms;
	rest();
	assert_verdict(room, 0, 1, "right");
	assert_verdict(room, 0, 2, "");
	assert_verdict(room, 1, 1, "wrong");
	assert_verdict(room, 1, 2, "right");
	room_mark(room, 3, true);
	assert_verdict(room, 1, 3, "right");

	room_wait(room);
	room_close(room);
	room_open(room);
	assert_verdict(room, 0, 2, "");
	assert_verdict(room, 1, 1, "wrong");
	assert_verdict(room, 1, 3, "right");
}

static void test_unclaimed(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	room_choose(room, 2, 1, 'B');
	room_mark(room, 1, false);
	assert_verdict(room, 2, 1, "");
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 1);
	g_autoptr(GPtrArray) copies = classroom_page_copies(room->classroom, room->assignment_id);
	const StorePageCopy *copy = g_ptr_array_index(copies, copies->len - 1);
	g_assert_true(copy->by_teacher);

	g_assert_cmpint(
		marking_claim(room->marking, copy->id, 3, room->teacher_id, 1), ==, MARKING_DONE);
	assert_verdict(room, 2, 1, "wrong");
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 0);
	g_assert_cmpint(marking_claim(room->marking, copy->id, 9, room->teacher_id, 2), ==,
		MARKING_NO_SUCH_SEAT);
	room_wait(room);
	g_assert_cmpint(
		marking_undo_claim(room->marking, copy->id, room->teacher_id, 3), ==, MARKING_DONE);
	assert_verdict(room, 2, 1, "");
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 1);
	room_wait(room);
	g_autoptr(GPtrArray) log = store_reader_claims(room->reader, copy->id, NULL);
	g_assert_cmpuint(log->len, ==, 2);
	g_assert_cmpint(marking_claim(room->marking, 12345, 1, room->teacher_id, 4), ==,
		MARKING_NO_SUCH_COPY);
}

static MarkingRemark remark(MarkingRoom *room)
{
	MarkingRemark told;

	do {
		told = marking_remark(room->marking);
		g_main_context_iteration(NULL, FALSE);
	} while (told.n_left > 0);
	return told;
}

/* Read anew, the ink says what it said; what was marked at the screen stays. */
static void test_remark(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	guint n;
	for (guint q = 1; q <= ROOM_QUESTIONS; q++)
		room_choose(room, 0, q, q == 2 ? 'C' : 'B');
	room_touch_claim(room, 1);
	room_mark(room, 1, true);
	marking_accept(room->marking,
		&(MarkingWish){ .seat = 0, .question = 2, .teacher_id = room->teacher_id },
		room->clock_ms, &n);
	g_autofree char *before = room_text(room);
	/* With ink that may not be on the disk yet, and again when it is. */
	for (guint i = 0; i < 2; i++) {
		const MarkingRemark told = remark(room);
		g_autofree char *after = room_text(room);
		g_assert_cmpuint(told.n_pupils, ==, ROOM_PUPILS);
		g_assert_cmpuint(told.n_answers, ==, 0);
		g_assert_cmpuint(told.n_marks, ==, 0);
		g_assert_cmpstr(after, ==, before);
		room_wait(room);
	}
}

/* Written at home for yesterday's sheet and told today, when there is another: it belongs to yesterday's. */
static void test_earlier_assignment(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	room_choose(room, 0, 1, 'B');
	room_wait(room);
	const gint64 old_id = room->assignment_id;
	const StoreAssignment next = { .id = store_new_id(room->store),
		.class_id = room->class_id,
		.subject = (char *)"数学",
		.place = (char *)"lesson",
		.published_ms = room->clock_ms + 3600000 };
	store_put_assignment(room->store, &next);
	classroom_open_assignment(room->classroom, &next, "另一张");

	Stroke *stroke = stroke_new();
	stroke->id = store_new_id(room->store);
	stroke->page = (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 10 };
	stroke->start_ms = stroke->pen_start_ms = room->clock_ms + 1000;
	stroke->origin = STROKE_STORED;
	const gint64 pen_id = room->pen_ids[0], now_ms = next.published_ms + 1000;
	classroom_stroke_opened(room->classroom, pen_id, stroke, now_ms);
	room_line(stroke, (SheetPoint){ 30, 30 }, (SheetPoint){ 40, 30 });
	stroke->end_ms = stroke->start_ms + 500;
	classroom_stroke_closed(room->classroom, pen_id, stroke, now_ms);
	stroke_free(stroke);
	room_wait(room);
	g_autoptr(GPtrArray) copies = classroom_page_copies(room->classroom, old_id);
	const StorePageCopy *copy = g_ptr_array_index(copies, 0);
	g_autoptr(GPtrArray) strokes = store_reader_strokes(room->reader, copy->id, NULL);
	g_assert_cmpuint(strokes->len, ==, 2);
	g_autoptr(GPtrArray) others = classroom_page_copies(room->classroom, next.id);
	g_assert_cmpuint(others->len, ==, 0);
}

/* No points of small children leave the daemon. */
static void test_grade_one(void)
{
	g_autoptr(MarkingRoom) room = room_new(1);
	guint n;
	for (guint q = 1; q <= ROOM_QUESTIONS; q++)
		room_choose(room, 0, q, q <= 3 ? 'B' : 'C');
	marking_accept_above(room->marking, &(MarkingWish){ .teacher_id = room->teacher_id }, 0.5,
		room->clock_ms, &n);
	g_assert_cmpuint(n, ==, ROOM_QUESTIONS);
	g_autofree char *text = room_text(room);
	g_assert_null(strstr(text, "points"));
	MarkingWish mark = wish(room, 0, 1, "points");
	g_assert_cmpint(
		marking_mark(room->marking, &mark, room->clock_ms), ==, MARKING_BAD_VERDICT);
	json_t *all = room_all(room);
	const json_t *pupil = json_array_get(json_object_get(all, "pupils"), 0);
	g_assert_cmpint(number(json_object_get(pupil, "total"), "stars"), ==, 2);
	json_decref(all);

	/* All that a small child can have. */
	for (gint q = 1; q <= ROOM_QUESTIONS; q++) {
		mark = wish(room, 0, q, "star");
		mark.points = 1;
		g_assert_cmpint(
			marking_mark(room->marking, &mark, room->clock_ms), ==, MARKING_DONE);
	}
	all = room_all(room);
	pupil = json_array_get(json_object_get(all, "pupils"), 0);
	g_assert_cmpint(number(json_object_get(pupil, "total"), "stars"), ==, 3);
	json_decref(all);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/marking/answers", test_answers);
	g_test_add_func("/daemon/marking/form", test_form);
	g_test_add_func("/daemon/marking/changes", test_changes);
	g_test_add_func("/daemon/marking/told-twice", test_told_twice);
	g_test_add_func("/daemon/marking/pen-marks", test_pen_marks);
	g_test_add_func("/daemon/marking/struck-mark", test_struck_mark);
	g_test_add_func("/daemon/marking/restart", test_restart);
	g_test_add_func("/daemon/marking/late", test_late);
	g_test_add_func("/daemon/marking/unclaimed", test_unclaimed);
	g_test_add_func("/daemon/marking/earlier-assignment", test_earlier_assignment);
	g_test_add_func("/daemon/marking/remark", test_remark);
	g_test_add_func("/daemon/marking/grade-one", test_grade_one);
	return g_test_run();
}
