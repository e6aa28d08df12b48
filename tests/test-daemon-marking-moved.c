/* SPDX-License-Identifier: MIT */
/* A page turns out to be another pupil's, or a strange pen's ink somebody's: it goes over with all that was said of it, and
 * comes back when that was a mistake. */
#include "daemon/console/console-unclaimed.h"
#include "daemon/classroom/classroom-pens.h"
#include "store/database.h"
#include "tests/json-form.h"
#include "tests/marking-checks.h"

#define STRANGE "9C:7B:D2:00:00:77"

static void assert_answer(MarkingRoom *room, guint seat, guint question, const char *text,
	const char *state, const char *verdict)
{
	json_t *all = room_all(room);
	const json_t *answer = room_answer(all, seat, question);

	g_assert_cmpstr(room_word(answer, "text"), ==, text);
	g_assert_cmpstr(room_word(answer, "state"), ==, state);
	g_assert_cmpstr(room_word(json_object_get(answer, "mark"), "verdict"), ==, verdict);
	json_decref(all);
}

static gint64 own_copy(const MarkingRoom *room, guint pupil)
{
	g_autoptr(GPtrArray) copies = classroom_page_copies(room->classroom, room->assignment_id);

	for (guint i = 0; i < copies->len; i++) {
		const StorePageCopy *copy = g_ptr_array_index(copies, i);

		if (!copy->by_teacher && copy->pupil_id == room->pupil_ids[pupil])
			return copy->id;
	}
	return 0;
}

static void claim(MarkingRoom *room, gint64 copy_id, gint number)
{
	g_assert_cmpint(
		marking_claim(room->marking, copy_id, number, room->teacher_id, room->clock_ms), ==,
		MARKING_DONE);
	room->clock_ms += 1000;
}

static void mark(MarkingRoom *room, guint seat, gint question, const char *verdict)
{
	const MarkingWish wish = { .seat = seat,
		.question = question,
		.verdict = verdict,
		.text = "",
		.teacher_id = room->teacher_id };

	g_assert_cmpint(marking_mark(room->marking, &wish, room->clock_ms), ==, MARKING_DONE);
	room->clock_ms += 1000;
}

static void assert_same_after_start(MarkingRoom *room)
{
	g_autofree char *before = results_of(room);

	room_close(room);
	room_open(room);
	g_autofree char *after = results_of(room);
	g_assert_true(g_str_equal(after, before));
}

static void test_swapped(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	room_choose(room, 0, 1, 'B');
	room_choose(room, 0, 2, 'C');
	room_choose(room, 1, 1, 'D');
	mark(room, 0, 1, "half");
	const gint64 first = own_copy(room, 0), second = own_copy(room, 1);

	claim(room, first, 2);
	assert_answer(room, 1, 2, "C", "read", "");
	claim(room, second, 1);
	assert_answer(room, 1, 1, "B", "read", "half");
	assert_answer(room, 1, 2, "C", "read", "");
	assert_answer(room, 0, 1, "D", "read", "");
	assert_answer(room, 0, 2, "", "blank", "");
	json_t *all = room_all(room);
	const json_t *tally = json_array_get(json_object_get(all, "questions"), 0);
	g_assert_cmpint(json_integer_value(json_object_get(tally, "started")), ==, 2);
	g_assert_cmpint(json_integer_value(json_object_get(tally, "half")), ==, 1);
	json_decref(all);
	g_assert_cmpint(classroom_seat(room->classroom, 1)->page_copy_id, ==, first);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->page_copy_id, ==, second);
	assert_same_after_start(room);

	/* What the same pens write now is on the copies where they are. */
	room_choose(room, 0, 3, 'A');
	assert_answer(room, 0, 3, "A", "read", "");
	g_assert_cmpint(own_copy(room, 0), ==, second);

	for (guint i = 0; i < 2; i++)
		g_assert_cmpint(marking_undo_claim(room->marking, i ? first : second,
					room->teacher_id, room->clock_ms),
			==, MARKING_DONE);
	assert_answer(room, 0, 1, "B", "read", "half");
	assert_answer(room, 1, 1, "D", "read", "");
	assert_answer(room, 1, 3, "A", "read", "");
	assert_same_after_start(room);
	g_autoptr(GPtrArray) log = store_reader_claims(room->reader, first, NULL);
	g_assert_cmpuint(log->len, ==, 2);
	g_assert_cmpstr(((StoreClaim *)g_ptr_array_index(log, 1))->how, ==, "undo");
}

/* A mark of the teacher's pen is on the paper, and stays there. */
static void test_pen_marks_stay(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	room_choose(room, 0, 1, 'B');
	room_touch_claim(room, 1);
	room_mark(room, 1, true);
	assert_answer(room, 0, 1, "B", "read", "right");
	claim(room, own_copy(room, 0), 3);
	assert_answer(room, 2, 1, "B", "read", "");
	json_t *all = room_all(room);
	g_assert_cmpstr(
		room_word(json_object_get(room_answer(all, 0, 1), "mark"), "verdict"), ==, "right");
	json_decref(all);
	assert_same_after_start(room);
}

/* What is gone is told once, and then there is nothing to tell. */
static void test_gone(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	room_choose(room, 0, 1, 'B');
	room_read(room);
	g_free(marking_take_changes(room->marking));
	const gint64 copy = own_copy(room, 0);

	claim(room, copy, 0);
	room_read(room);
	g_autofree char *text = marking_take_changes(room->marking);
	json_t *change = json_loads(text, 0, NULL);
	const json_t *answer = room_answer(change, 0, 1);
	g_assert_cmpint(json_integer_value(json_object_get(answer, "copy")), ==, 0);
	g_assert_cmpstr(room_word(answer, "state"), ==, "blank");
	g_assert_true(json_is_null(json_object_get(answer, "proposal")));
	const json_t *pupil = json_array_get(json_object_get(change, "pupils"), 0);
	g_assert_cmpstr(room_word(pupil, "state"), ==, "not-started");
	json_decref(change);
	json_t *all = room_all(room);
	g_assert_null(room_answer(all, 0, 1));
	const json_t *tally = json_array_get(json_object_get(all, "questions"), 0);
	g_assert_cmpint(json_integer_value(json_object_get(tally, "started")), ==, 0);
	json_decref(all);
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 1);
	g_assert_cmpint(classroom_seat(room->classroom, 0)->page_copy_id, ==, 0);

	/* And back, as if nothing had been. */
	g_assert_cmpint(marking_undo_claim(room->marking, copy, room->teacher_id, room->clock_ms),
		==, MARKING_DONE);
	assert_answer(room, 0, 1, "B", "read", "");
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 0);
	assert_same_after_start(room);
}

static json_t *unclaimed(MarkingRoom *room)
{
	const ConsoleMessage message = { .kind = CONSOLE_MESSAGE_UNCLAIMED, .request = 9 };
	g_autofree char *text = console_unclaimed_answer(room->classroom, &message);
	json_t *answer = json_loads(text, 0, NULL);

	g_assert_nonnull(answer);
	return answer;
}

static void test_strange_pen(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const gint64 pen_id = classroom_pen_id(room->classroom, STRANGE, "neo", room->clock_ms);

	room_tick_at(room, pen_id, room_option_x('B') + 2.5, room_question_y(1) + 5, 5);
	room_tick_at(room, pen_id, room_option_x('C') + 2.5, room_question_y(2) + 5, 5);
	room_mark(room, 1, true); /* and a teacher's, without a touch */
	room_wait(room);
	json_t *answer = unclaimed(room), *wanted = json_form_example("unclaimed");
	json_form_assert("unclaimed", wanted, answer);
	const json_t *copies = json_object_get(answer, "copies");
	g_assert_cmpuint(json_array_size(copies), ==, 2);
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 2);
	g_assert_true(json_is_true(json_object_get(json_array_get(copies, 0), "by_teacher")));
	const json_t *own = json_array_get(copies, 1);
	g_assert_cmpstr(room_word(own, "pen"), ==, STRANGE);
	g_assert_cmpint(json_integer_value(json_object_get(own, "strokes")), ==, 2);
	g_assert_cmpint(json_integer_value(json_object_get(own, "pupil")), ==, 0);
	const gint64 copy = json_integer_value(json_object_get(own, "copy"));
	json_decref(wanted);
	json_decref(answer);

	claim(room, copy, 3);
	assert_answer(room, 2, 1, "B", "read", "");
	assert_answer(room, 2, 2, "C", "read", "");
	g_assert_cmpint(
		classroom_page_copy(room->classroom, copy)->assignment_id, ==, room->assignment_id);
	answer = unclaimed(room);
	g_assert_cmpuint(json_array_size(json_object_get(answer, "copies")), ==, 1);
	json_decref(answer);
	assert_same_after_start(room);
}

static void test_no_consent(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const StoreConsent consent = { store_new_id(room->store), room->pupil_ids[2], false,
		(char *)"ink", 2, NULL };

	store_put_consent(room->store, &consent);
	room_close(room);
	room_open(room);
	room_choose(room, 0, 1, 'B');
	g_assert_cmpint(marking_claim(room->marking, own_copy(room, 0), 3, room->teacher_id,
				room->clock_ms),
		==, MARKING_NO_CONSENT);
	assert_answer(room, 0, 1, "B", "read", "");
}

static gint64 count_marks(MarkingRoom *room, guint pupil)
{
	g_autoptr(Database) database = NULL;
	gint64 n_marks = -1;

	room_wait(room);
	database = database_open(room->path, DATABASE_READ, NULL);
	g_assert_true(database_once(database,
		"SELECT count(*) FROM mark JOIN page_copy AS c ON c.id = page_copy_id"
		" WHERE c.pupil_id = ?1",
		&room->pupil_ids[pupil], 1, &n_marks, NULL));
	return n_marks;
}

/* A teacher marks the paper of a pupil without consent: the ink is nobody's, and no mark is kept. Withdrawn in the middle, no
 * more of them are. */
static void test_marked_without_consent(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	const StoreConsent consent = { store_new_id(room->store), room->pupil_ids[2], false,
		(char *)"ink", 2, NULL };

	store_put_consent(room->store, &consent);
	room_close(room);
	room_open(room);
	room_touch_claim(room, 3);
	for (guint q = 1; q <= ROOM_QUESTIONS; q++)
		room_mark(room, q, q != 2);
	room_read(room);
	g_assert_cmpint(count_marks(room, 2), ==, 0);
	g_assert_cmpuint(classroom_n_unclaimed(room->classroom), ==, 1);
	room_touch_claim(room, 2);
	room_mark(room, 1, true);
	room_read(room);
	g_assert_cmpint(count_marks(room, 1), ==, 1);
	classroom_consent_changed(room->classroom, room->pupil_ids[1], false);
	room_mark(room, 2, true);
	room_read(room);
	g_assert_cmpint(count_marks(room, 1), ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/marking-moved/swapped", test_swapped);
	g_test_add_func("/daemon/marking-moved/pen-marks-stay", test_pen_marks_stay);
	g_test_add_func("/daemon/marking-moved/gone", test_gone);
	g_test_add_func("/daemon/marking-moved/strange-pen", test_strange_pen);
	g_test_add_func("/daemon/marking-moved/no-consent", test_no_consent);
	g_test_add_func(
		"/daemon/marking-moved/marked-without-consent", test_marked_without_consent);
	return g_test_run();
}
