/* SPDX-License-Identifier: MIT */
/* What a teacher does at the screen at one go: known again when it is said twice, taken back as a whole, over a start. */
#include "tests/marking-checks.h"

static MarkingWish wish_named(
	MarkingRoom *room, guint seat, const char *verdict, const char *text, const char *action)
{
	return (MarkingWish){ .seat = seat,
		.question = 1,
		.verdict = verdict,
		.text = text,
		.teacher_id = room->teacher_id,
		.action = action };
}

static void start_again(MarkingRoom *room)
{
	room_wait(room);
	room_close(room);
	room_open(room);
}

static guint undo(MarkingRoom *room, const char *of)
{
	const MarkingWish one = wish_named(room, 0, "", "", "undo");
	guint n;

	marking_undo(room->marking, &one, of, ++room->clock_ms, &n);
	return n;
}

/* The mark before is in force again, and the one before that can be undone too. */
static void check_undo(bool over_start)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	guint n;

	room_choose(room, 0, 1, 'D');
	room_choose(room, 1, 1, 'D');
	const MarkingWish half = wish_named(room, 0, "half", "", "first");
	g_assert_cmpint(marking_mark(room->marking, &half, ++room->clock_ms), ==, MARKING_DONE);
	const MarkingWish rest = wish_named(room, 0, "wrong", "D", "group");
	g_assert_cmpint(
		marking_mark_equal(room->marking, &rest, ++room->clock_ms, &n), ==, MARKING_DONE);
	g_assert_cmpuint(n, ==, 1); /* the other has a mark */
	const MarkingWish right = wish_named(room, 0, "right", "", "second");
	g_assert_cmpint(marking_mark(room->marking, &right, ++room->clock_ms), ==, MARKING_DONE);
	if (over_start)
		start_again(room);
	g_assert_cmpuint(marking_hand_count(room->marking, "group"), ==, 1);
	g_assert_cmpuint(undo(room, "second"), ==, 1);
	assert_verdict(room, 0, 1, "half");
	if (over_start)
		start_again(room);
	assert_verdict(room, 0, 1, "half");
	g_assert_cmpuint(undo(room, "second"), ==, 0);
	g_assert_cmpuint(undo(room, "first"), ==, 1);
	g_assert_cmpuint(undo(room, "group"), ==, 1);
	if (over_start)
		start_again(room);
	assert_verdict(room, 0, 1, "");
	assert_verdict(room, 1, 1, "");
}

static void test_undo(void)
{
	check_undo(false);
}

static void test_undo_over_start(void)
{
	check_undo(true);
}

/* What another teacher marked since holds. */
static void test_undo_too_late(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	room_choose(room, 0, 1, 'B');
	const MarkingWish mine = wish_named(room, 0, "wrong", "", "mine");
	const MarkingWish other = wish_named(room, 0, "right", "", "other");
	marking_mark(room->marking, &mine, ++room->clock_ms);
	marking_mark(room->marking, &other, ++room->clock_ms);
	g_assert_cmpuint(undo(room, "mine"), ==, 0);
	assert_verdict(room, 0, 1, "right");
}

/* As many steps as are remembered: what was done at one go last is taken back as a whole. */
static void test_undo_when_full(void)
{
	enum { N_STEPS_MAX = 20000 };
	g_autoptr(MarkingRoom) room = room_new(4);
	guint n;

	for (guint i = 0; i < ROOM_PUPILS; i++)
		room_choose(room, i, 2, 'D');
	const MarkingWish fill = wish_named(room, 0, "wrong", "", "fill");
	for (guint i = 0; i < N_STEPS_MAX - ROOM_PUPILS; i++)
		marking_mark(room->marking, &fill, ++room->clock_ms);
	MarkingWish group = wish_named(room, 0, "half", "D", "group");
	group.question = 2;
	marking_mark_equal(room->marking, &group, ++room->clock_ms, &n);
	g_assert_cmpuint(n, ==, ROOM_PUPILS);
	g_assert_cmpuint(undo(room, "group"), ==, ROOM_PUPILS);
	g_assert_cmpuint(undo(room, "group"), ==, 0);
	for (guint i = 0; i < ROOM_PUPILS; i++)
		assert_verdict(room, i, 2, "");
	assert_verdict(room, 0, 1, "wrong");
	/* One more, and the older half is past undoing; the newer is not. */
	marking_mark(room->marking, &fill, ++room->clock_ms);
	g_assert_cmpuint(marking_hand_count(room->marking, "fill"), <, N_STEPS_MAX / 2 + 1);
	g_assert_cmpuint(undo(room, "fill"), >, N_STEPS_MAX / 4);
	assert_verdict(room, 0, 1, "wrong");
}

static const char *told_comment(json_t *all, double *points, gint64 *id)
{
	const json_t *comment = json_array_get(json_object_get(all, "comments"), 0);

	*points = json_number_value(json_object_get(comment, "points"));
	*id = json_integer_value(json_object_get(comment, "comment"));
	return json_string_value(json_object_get(comment, "text"));
}

static double told_points(MarkingRoom *room, guint seat)
{
	json_t *all = room_all(room);
	const json_t *mark = json_object_get(room_answer(all, seat, 1), "mark");
	const double points = json_number_value(json_object_get(mark, "points"));

	json_decref(all);
	return points;
}

/* Changed once, all marks that use it are others; those of before stay in the record. */
static void test_comment(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	double points;
	gint64 id;

	room_choose(room, 0, 1, 'D');
	room_choose(room, 1, 1, 'A');
	MarkingWish comment = wish_named(room, 0, "points", "进位漏了", "make");
	comment.points = 2;
	g_assert_cmpint(marking_put_comment(room->marking, &comment, 1), ==, MARKING_DONE);
	g_assert_cmpint(marking_put_comment(room->marking, &comment, 2), ==, MARKING_DONE);
	json_t *all = room_all(room);
	g_assert_cmpuint(json_array_size(json_object_get(all, "comments")), ==, 1);
	g_assert_cmpstr(told_comment(all, &points, &id), ==, "进位漏了");
	json_decref(all);
	for (guint seat = 0; seat < 2; seat++) {
		MarkingWish use = wish_named(room, seat, "points", "", "use");
		use.comment_id = id;
		g_assert_cmpint(
			marking_mark(room->marking, &use, ++room->clock_ms), ==, MARKING_DONE);
	}
	g_assert_cmpfloat(told_points(room, 1), ==, 2);
	start_again(room);
	comment.comment_id = id;
	comment.points = 1;
	comment.action = "change";
	g_assert_cmpint(
		marking_put_comment(room->marking, &comment, ++room->clock_ms), ==, MARKING_DONE);
	g_assert_cmpfloat(told_points(room, 0), ==, 1);
	g_assert_cmpfloat(told_points(room, 1), ==, 1);
	comment.points = 1000;
	comment.action = "too much";
	g_assert_cmpint(marking_put_comment(room->marking, &comment, ++room->clock_ms), ==,
		MARKING_BAD_VERDICT);
}

static guint n_comments(MarkingRoom *room)
{
	json_t *all = room_all(room);
	const guint n = (guint)json_array_size(json_object_get(all, "comments"));

	json_decref(all);
	return n;
}

static gint64 comment_of(MarkingRoom *room, guint seat)
{
	json_t *all = room_all(room);
	const json_t *mark = json_object_get(room_answer(all, seat, 1), "mark");
	const gint64 id = json_integer_value(json_object_get(mark, "comment"));

	json_decref(all);
	return id;
}

static MarkingResult put_comment(
	MarkingRoom *room, gint64 id, const char *text, double points, const char *action)
{
	MarkingWish comment = wish_named(room, 0, *text ? "points" : "none", text, action);

	comment.comment_id = id;
	comment.points = points;
	return marking_put_comment(room->marking, &comment, ++room->clock_ms);
}

static void use_comment(MarkingRoom *room, guint seat, gint64 id, MarkingResult wanted)
{
	MarkingWish use = wish_named(room, seat, "points", "", seat ? "use b" : "use a");

	use.comment_id = id;
	g_assert_cmpint(marking_mark(room->marking, &use, ++room->clock_ms), ==, wanted);
}

/* Removed, the marks that used it are what they were, without it; each step is taken back, over a start too. */
static void check_comment_back(bool over_start)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	double points;
	gint64 id;

	room_choose(room, 0, 1, 'D');
	room_choose(room, 1, 1, 'A');
	g_assert_cmpint(put_comment(room, 0, "", 0, "nothing"), ==, MARKING_NO_SUCH_COMMENT);
	g_assert_cmpint(put_comment(room, 0, "进位漏了", 2, "make"), ==, MARKING_DONE);
	json_t *all = room_all(room);
	told_comment(all, &points, &id);
	json_decref(all);
	use_comment(room, 0, id, MARKING_DONE);
	g_assert_cmpint(put_comment(room, id, "退位漏了", 1, "change"), ==, MARKING_DONE);
	g_assert_cmpfloat(told_points(room, 0), ==, 1);
	g_assert_cmpint(put_comment(room, id, "", 0, "remove"), ==, MARKING_DONE);
	g_assert_cmpint(put_comment(room, id, "", 0, "remove"), ==, MARKING_DONE); /* said again */
	g_assert_cmpint(put_comment(room, id, "又来", 1, "late"), ==, MARKING_NO_SUCH_COMMENT);
	g_assert_cmpuint(n_comments(room), ==, 0);
	g_assert_cmpfloat(told_points(room, 0), ==, 1);
	g_assert_cmpint(comment_of(room, 0), ==, 0);
	use_comment(room, 1, id, MARKING_NO_SUCH_COMMENT);
	if (over_start)
		start_again(room);
	g_assert_cmpuint(n_comments(room), ==, 0);
	g_assert_cmpuint(undo(room, "remove"), ==, 2); /* of the mark, and of the comment */
	g_assert_cmpint(comment_of(room, 0), ==, id);
	use_comment(room, 1, id, MARKING_DONE);
	if (over_start)
		start_again(room);
	g_assert_cmpuint(undo(room, "change"), ==, 2);
	if (over_start)
		start_again(room);
	all = room_all(room);
	g_assert_cmpstr(told_comment(all, &points, &id), ==, "进位漏了");
	json_decref(all);
	g_assert_cmpfloat(told_points(room, 0), ==, 2);
	g_assert_cmpfloat(told_points(room, 1), ==, 2);
	g_assert_cmpuint(undo(room, "make"), ==, 1);
	if (over_start)
		start_again(room);
	g_assert_cmpuint(n_comments(room), ==, 0);
	g_assert_cmpint(comment_of(room, 1), ==, 0);
	g_assert_cmpfloat(told_points(room, 1), ==, 2);
	g_assert_cmpuint(undo(room, "make"), ==, 0);
}

static void test_comment_back(void)
{
	check_comment_back(false);
}

static void test_comment_back_over_start(void)
{
	check_comment_back(true);
}

/* The last change is taken back in all marks that use it, those that came since too. */
static void test_comment_change_back(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	double points;
	gint64 id;

	room_choose(room, 0, 1, 'D');
	room_choose(room, 1, 1, 'A');
	put_comment(room, 0, "进位漏了", 2, "make");
	json_t *all = room_all(room);
	told_comment(all, &points, &id);
	json_decref(all);
	use_comment(room, 0, id, MARKING_DONE);
	put_comment(room, id, "进位漏了", 1, "change");
	use_comment(room, 1, id, MARKING_DONE);
	g_assert_cmpuint(marking_hand_count(room->marking, "change"), ==, 2);
	g_assert_cmpuint(undo(room, "change"), ==, 2);
	g_assert_cmpfloat(told_points(room, 0), ==, 2);
	g_assert_cmpfloat(told_points(room, 1), ==, 2);
	g_assert_cmpuint(n_comments(room), ==, 1);
}

/* While names are hidden, one that was typed into a comment is told as the number; sent back like that it says what it said. */
static void test_name_in_comment(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	double points;
	gint64 id;

	room_choose(room, 0, 1, 'D');
	MarkingWish comment = wish_named(room, 0, "points", "请某某再看", "make");
	g_assert_cmpint(marking_put_comment(room->marking, &comment, 1), ==, MARKING_DONE);
	classroom_set_hide_names(room->classroom, true);
	json_t *hidden = room_all(room);
	g_assert_cmpstr(told_comment(hidden, &points, &id), ==, "请1 号再看");
	comment.comment_id = id;
	comment.text = "请1 号再看";
	comment.points = 2;
	comment.action = "change";
	g_assert_cmpint(
		marking_put_comment(room->marking, &comment, ++room->clock_ms), ==, MARKING_DONE);
	classroom_set_hide_names(room->classroom, false);
	json_t *shown = room_all(room);
	g_assert_cmpstr(told_comment(shown, &points, &id), ==, "请某某再看");
	g_assert_cmpfloat(points, ==, 2);
	json_decref(hidden);
	json_decref(shown);
}

/* An undoing whose answer was lost is said again: answered again, and nothing more is undone. */
static void test_undo_twice(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	guint n;

	room_choose(room, 0, 1, 'D');
	const MarkingWish half = wish_named(room, 0, "half", "", "first");
	g_assert_cmpint(marking_mark(room->marking, &half, ++room->clock_ms), ==, MARKING_DONE);
	const MarkingWish back = wish_named(room, 0, "", "", "back");
	g_assert_cmpint(marking_undo(room->marking, &back, "first", ++room->clock_ms, &n), ==,
		MARKING_DONE);
	g_assert_cmpuint(marking_hand_count(room->marking, "back"), ==, 1);
	start_again(room);
	g_assert_cmpuint(marking_hand_count(room->marking, "back"), ==, 1);
	g_assert_cmpuint(undo(room, "back"), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/marking/hand/undo", test_undo);
	g_test_add_func("/daemon/marking/hand/undo-when-full", test_undo_when_full);
	g_test_add_func("/daemon/marking/hand/undo-over-start", test_undo_over_start);
	g_test_add_func("/daemon/marking/hand/undo-too-late", test_undo_too_late);
	g_test_add_func("/daemon/marking/hand/comment", test_comment);
	g_test_add_func("/daemon/marking/hand/comment-back", test_comment_back);
	g_test_add_func(
		"/daemon/marking/hand/comment-back-over-start", test_comment_back_over_start);
	g_test_add_func("/daemon/marking/hand/comment-change-back", test_comment_change_back);
	g_test_add_func("/daemon/marking/hand/name-in-comment", test_name_in_comment);
	g_test_add_func("/daemon/marking/hand/undo-twice", test_undo_twice);
	return g_test_run();
}
