/* SPDX-License-Identifier: MIT */
/* The sheet gets a new version while the class works on it: what was written is read again, what was marked stays. */
#include "homework/sheet/sheet-json.h"
#include "tests/marking-checks.h"

/* Regions without an id are r1, r2, … in their order: four options and a place for the mark of each question. */
static char *region_id(guint question, char option)
{
	return g_strdup_printf("r%u", (question - 1) * 5 + (guint)(option - 'A') + 1);
}

static void edit(MarkingRoom *room, const char *operations)
{
	g_autoptr(GError) error = NULL;

	marking_edit_sheet(room->marking, operations, strlen(operations), room->teacher_id,
		room->clock_ms, &error);
	g_assert_no_error(error);
	while (!marking_is_ready(room->marking))
		g_main_context_iteration(NULL, TRUE);
}

static gint version_of(MarkingRoom *room)
{
	gint64 sheet_id;
	gint version;

	g_assert_nonnull(marking_sheet(room->marking, &sheet_id, &version));
	return version;
}

static void assert_answer(
	MarkingRoom *room, guint seat, guint question, const char *text, const char *proposal)
{
	json_t *all = room_all(room);
	const json_t *answer = room_answer(all, seat, question);

	g_assert_cmpstr(room_word(answer, "text"), ==, text);
	g_assert_cmpstr(room_word(json_object_get(answer, "proposal"), "verdict"), ==, proposal);
	json_decref(all);
}

/* All marks of a question, of whatever copy, as "verdict@version", the oldest first. */
static char *marks_of(MarkingRoom *room, gint question)
{
	g_autoptr(GString) words = g_string_new(NULL);
	g_autoptr(GPtrArray) copies =
		store_reader_page_copies(room->reader, room->assignment_id, NULL);

	for (guint i = 0; i < copies->len; i++) {
		const StorePageCopy *copy = g_ptr_array_index(copies, i);
		g_autoptr(GPtrArray) marks = store_reader_marks(room->reader, copy->id, NULL);
		for (guint k = 0; k < marks->len; k++) {
			const StoreMark *mark = g_ptr_array_index(marks, k);
			if (mark->question_id == question)
				g_string_append_printf(
					words, "%s@%d ", mark->verdict, mark->sheet_version);
		}
	}
	return g_string_free(g_steal_pointer(&words), FALSE);
}

static void mark_at_screen(MarkingRoom *room, gint question, const char *verdict)
{
	const MarkingWish wish = { .seat = 0,
		.question = question,
		.verdict = verdict,
		.text = "",
		.teacher_id = room->teacher_id };

	g_assert_cmpint(marking_mark(room->marking, &wish, room->clock_ms), ==, MARKING_DONE);
	room->clock_ms += 1000;
}

#define KEY_OF_1_IS_C                                                                              \
	"[{\"do\":\"set-question\",\"question\":{\"number\":1,\"name\":\"1\",\"type\":\"choice\"," \
	"\"points\":4,\"options\":[\"A\",\"B\",\"C\",\"D\"],\"key\":[\"C\"]}}]"

/* Another key: the proposal turns, the teacher's word does not, and keeps the version it was said about. */
static void test_key(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	room_choose(room, 0, 1, 'B');
	room_choose(room, 1, 1, 'C');
	mark_at_screen(room, 1, "right");
	assert_answer(room, 0, 1, "B", "right");
	edit(room, KEY_OF_1_IS_C);
	g_assert_cmpint(version_of(room), ==, 2);
	assert_answer(room, 0, 1, "B", "wrong");
	assert_answer(room, 1, 1, "C", "right");
	assert_verdict(room, 0, 1, "right");
	mark_at_screen(room, 1, "wrong");
	room_wait(room);
	g_autofree char *marks = marks_of(room, 1);
	g_assert_cmpstr(marks, ==, "right@1 wrong@2 ");
}

/* Ink belongs to the region it is in now. */
static void test_regions(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	g_autofree char *b = region_id(1, 'B'), *c = region_id(1, 'C');
	g_autofree char *operations = g_strdup_printf(
		"[{\"do\":\"move-region\",\"region\":\"%s\",\"box_mm\":[%g,%g,6,6]},"
		"{\"do\":\"move-region\",\"region\":\"%s\",\"box_mm\":[%g,%g,6,6]}]",
		b, room_option_x('C'), room_question_y(1), c, room_option_x('B'),
		room_question_y(1));

	room_choose(room, 0, 1, 'B');
	room_choose(room, 0, 2, 'B');
	edit(room, operations); /* B and C change places */
	assert_answer(room, 0, 1, "C", "wrong");
	assert_answer(room, 0, 2, "B", "right");
	room_choose(room, 1, 1, 'C');
	assert_answer(room, 1, 1, "B", "right");
}

/* What is made again from memory is what a start makes from the store. */
static void test_same_after_start(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	room_choose(room, 0, 1, 'B');
	room_choose(room, 0, 3, 'A');
	room_choose(room, 1, 1, 'C');
	room_touch_claim(room, 1);
	room_mark(room, 1, true);
	room_mark(room, 3, false);
	room_touch_claim(room, 2);
	room_mark(room, 1, false);
	mark_at_screen(room, 3, "half");
	assert_verdict(room, 0, 1, "right");
	assert_verdict(room, 1, 1, "wrong");
	edit(room, KEY_OF_1_IS_C);
	edit(room, "[{\"do\":\"delete-region\",\"region\":\"r24\"}]"); /* D of question 5 */
	assert_verdict(room, 0, 1, "right");
	assert_verdict(room, 0, 3, "half");
	assert_verdict(room, 1, 1, "wrong");
	room_touch_claim(room, 1); /* the pile goes on */
	room_mark(room, 2, true);
	assert_verdict(room, 0, 2, "right");
	room_wait(room);
	g_autofree char *before = results_of(room);
	g_autofree char *marks_before = marks_of(room, 1);
	g_assert_null(strstr(marks_before, "@2")); /* the ink says what it said */
	g_assert_null(strstr(marks_before, "@3"));
	room_close(room);
	room_open(room);
	g_assert_cmpint(version_of(room), ==, 3);
	room_wait(room);
	g_autofree char *after = results_of(room);
	g_assert_cmpstr(after, ==, before);
	g_autofree char *marks_after = marks_of(room, 1);
	g_assert_cmpstr(marks_after, ==, marks_before);
}

/* Ink, a mark and another edit may come before all is read again. */
static void test_at_once(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	g_autoptr(GError) error = NULL;
	static const char NAME[] = "[{\"do\":\"name-region\",\"region\":\"r1\",\"name\":\"x\"}]";

	room_choose(room, 0, 1, 'B');
	room_choose(room, 1, 1, 'B');
	room_choose(room, 2, 1, 'B');
	g_assert_true(marking_edit_sheet(room->marking, KEY_OF_1_IS_C, strlen(KEY_OF_1_IS_C),
		room->teacher_id, room->clock_ms, &error));
	g_assert_false(marking_is_ready(room->marking));
	room_choose(room, 1, 2, 'B');
	mark_at_screen(room, 1, "half");
	g_assert_true(marking_edit_sheet(
		room->marking, NAME, strlen(NAME), room->teacher_id, room->clock_ms, &error));
	room_choose(room, 2, 2, 'C');
	while (!marking_is_ready(room->marking))
		g_main_context_iteration(NULL, TRUE);
	for (guint seat = 0; seat < 3; seat++)
		assert_answer(room, seat, 1, "B", "wrong");
	assert_answer(room, 1, 2, "B", "right");
	assert_answer(room, 2, 2, "C", "wrong");
	assert_verdict(room, 0, 1, "half");
	g_assert_cmpint(version_of(room), ==, 3);
}

/* Questions and counts of the class are the new sheet's. */
static void test_counts(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);

	room_choose(room, 0, 1, 'B');
	room_choose(room, 1, 1, 'C');
	edit(room, "[{\"do\":\"set-question\",\"question\":{\"number\":9,\"type\":\"text\"}},"
		   "{\"do\":\"create-region\",\"page\":0,\"region\":{\"role\":\"answer\","
		   "\"question\":9,\"box_mm\":[10,160,40,10]}}]");
	json_t *all = room_all(room);
	const json_t *questions = json_object_get(all, "questions");

	g_assert_cmpuint(json_array_size(questions), ==, ROOM_QUESTIONS + 1);
	g_assert_cmpint(
		json_integer_value(json_object_get(json_array_get(questions, 0), "answered")), ==,
		2);
	g_assert_cmpint(json_integer_value(json_object_get(
				json_array_get(questions, ROOM_QUESTIONS), "blank")),
		==, 2);
	json_decref(all);
}

/* A question and its marks are gone, and there again when the question is; ink on a page that the sheet forgot, too. */
static void test_and_back(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	g_autofree char *b = region_id(1, 'B');

	room_choose(room, 0, 1, 'B');
	room_choose(room, 0, 2, 'B');
	mark_at_screen(room, 1, "half");
	room_wait(room);
	edit(room, "[{\"do\":\"delete-question\",\"question\":1}]");
	json_t *all = room_all(room);
	g_assert_null(room_answer(all, 0, 1));
	json_decref(all);
	assert_answer(room, 0, 2, "B", "right");
	g_autofree char *operations = g_strdup_printf(
		"[{\"do\":\"set-question\",\"question\":{\"number\":1,\"name\":\"1\",\"type\":"
		"\"choice\",\"points\":4,\"options\":[\"A\",\"B\",\"C\",\"D\"],\"key\":[\"B\"]}},"
		"{\"do\":\"create-region\",\"page\":0,\"region\":{\"id\":\"%s\",\"role\":"
		"\"option\",\"question\":1,\"option\":\"B\",\"box_mm\":[%g,%g,6,6]}}]",
		b, room_option_x('B'), room_question_y(1));
	edit(room, operations);
	assert_answer(room, 0, 1, "B", "right");
	assert_verdict(room, 0, 1, "half");
	room_wait(room);
	g_autofree char *before = results_of(room);
	room_close(room);
	room_open(room);
	g_autofree char *after = results_of(room);
	g_assert_true(g_str_equal(after, before));
}

static void test_page_and_back(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	static const char OTHER[] =
		"[{\"do\":\"add-page\",\"page\":{\"address\":{\"section\":3,\"owner\":27,\"book\":"
		"603,"
		"\"page\":11},\"size_mm\":[150,210]}},{\"do\":\"delete-page\",\"page\":0}]";

	room_choose(room, 0, 1, 'B');
	room_wait(room);
	gint64 sheet_id;
	gint version;
	g_autofree char *text = sheet_json_write(marking_sheet(room->marking, &sheet_id, &version));
	json_t *document = json_loads(text, 0, NULL);
	char *page = json_dumps(json_array_get(json_object_get(document, "pages"), 0), 0);
	g_autofree char *back = g_strdup_printf("[{\"do\":\"add-page\",\"page\":%s}]", page);

	edit(room, OTHER);
	json_t *all = room_all(room);
	g_assert_null(room_answer(all, 0, 1));
	json_decref(all);
	room_choose(room, 0, 2, 'C'); /* on the page that is no page of the sheet */
	room_wait(room);
	edit(room, back);
	assert_answer(room, 0, 1, "B", "right");
	assert_answer(room, 0, 2, "C", "wrong");
	json_decref(document);
	free(page);
}

static void test_refused(void)
{
	g_autoptr(MarkingRoom) room = room_new(4);
	g_autoptr(GError) error = NULL;
	static const char OPERATIONS[] = "[{\"do\":\"delete-region\",\"region\":\"nobody\"}]";

	g_assert_false(marking_edit_sheet(room->marking, OPERATIONS, strlen(OPERATIONS),
		room->teacher_id, room->clock_ms, &error));
	g_assert_true(g_str_has_prefix(error->message, "operations[0].region: "));
	g_assert_cmpint(version_of(room), ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/marking-sheet/key", test_key);
	g_test_add_func("/daemon/marking-sheet/regions", test_regions);
	g_test_add_func("/daemon/marking-sheet/same-after-start", test_same_after_start);
	g_test_add_func("/daemon/marking-sheet/at-once", test_at_once);
	g_test_add_func("/daemon/marking-sheet/counts", test_counts);
	g_test_add_func("/daemon/marking-sheet/and-back", test_and_back);
	g_test_add_func("/daemon/marking-sheet/page-and-back", test_page_and_back);
	g_test_add_func("/daemon/marking-sheet/refused", test_refused);
	return g_test_run();
}
