/* SPDX-License-Identifier: MIT */
/* Work of before over HTTP: what the record has of a pupil's copies of one assignment, open or not. */
#include "store/reader.h"
#include "tests/console-desk.h"

/* The first pupil chose A in question 1, the teacher's pen says it is right; another wrote, too. */
static Desk *marked_desk(gint grade, gint64 *copy_id)
{
	Desk *desk = desk_of_grade(grade);
	MarkingRoom *room = desk->room;

	room_choose(room, 0, 1, 'A');
	room_choose(room, 2, 1, 'B');
	room_touch_claim(room, 1);
	room_mark(room, 1, true);
	room_read(room);
	room_wait(room);
	g_autoptr(GPtrArray) copies = classroom_page_copies(room->classroom, room->assignment_id);
	*copy_id = 0;
	for (guint i = 0; i < copies->len; i++) {
		const StorePageCopy *copy = g_ptr_array_index(copies, i);
		if (copy->pupil_id == room->pupil_ids[0] && !copy->by_teacher)
			*copy_id = copy->id;
	}
	g_assert_cmpint(*copy_id, !=, 0);
	return desk;
}

static json_t *past(Desk *desk, gint64 copy_id, guint expected)
{
	g_autofree char *path = g_strdup_printf("/api/past?copy=%" G_GINT64_FORMAT, copy_id);
	g_autofree char *header = g_strdup_printf("Cookie: %s\r\n", desk->cookie);
	g_autofree char *text = NULL;
	const guint status = rig_get(&desk->rig, path, header, NULL, &text);

	g_test_message("%u %s", status, text);
	g_assert_cmpuint(status, ==, expected);
	return json_loads(text, JSON_REJECT_DUPLICATES, NULL);
}

static void test_told(void)
{
	gint64 copy_id;
	g_autoptr(Desk) desk = marked_desk(4, &copy_id);
	json_t *work = past(desk, copy_id, 200);
	const json_t *answers = json_object_get(work, "answers"),
		     *first = json_array_get(answers, 0);

	g_assert_cmpint(
		json_integer_value(json_object_get(json_object_get(work, "assignment"), "id")), ==,
		desk->room->assignment_id);
	g_assert_true(json_is_object(json_object_get(work, "document")));
	g_assert_cmpstr(room_word(first, "text"), ==, "A"); /* not the other's */
	g_assert_cmpstr(room_word(json_object_get(first, "mark"), "verdict"), ==, "right");
	g_assert_cmpstr(room_word(json_object_get(first, "mark"), "source"), ==, "teacher-pen");
	g_assert_true(json_is_number(json_object_get(json_object_get(work, "total"), "points")));
	json_decref(work);
	/* Each look is logged. */
	room_wait(desk->room);
	g_autoptr(GPtrArray) looks = store_reader_accesses(desk->room->reader, copy_id, NULL);
	g_assert_cmpuint(looks->len, ==, 1);
	g_assert_cmpstr(((const StoreAccess *)g_ptr_array_index(looks, 0))->what, ==, "past-work");
}

/* Grades 1 and 2 have no points anywhere. */
static void test_stars(void)
{
	gint64 copy_id;
	g_autoptr(Desk) desk = marked_desk(2, &copy_id);
	json_t *work = past(desk, copy_id, 200);
	g_autofree char *text = json_dumps(json_object_get(work, "answers"), 0);

	g_assert_true(json_is_null(json_object_get(work, "total")));
	g_assert_null(strstr(text, "\"points\""));
	g_assert_nonnull(strstr(text, "\"right\""));
	json_decref(work);
}

static void test_refused(void)
{
	gint64 copy_id;
	g_autoptr(Desk) desk = marked_desk(4, &copy_id);
	g_autofree char *path = g_strdup_printf("/api/past?copy=%" G_GINT64_FORMAT, copy_id);

	json_decref(past(desk, 77777, 404));
	json_decref(past(desk, -1, 404));
	g_assert_cmpuint(rig_get(&desk->rig, path, "", NULL, NULL), ==, 401);
	/* Who may not see the class's work sees none of it here either. */
	g_autofree char *hash = login_hash_password(RIG_PASSWORD);
	const StoreTeacher administrator = { desk->room->teacher_id, (char *)"teacher",
		(char *)"某老师", hash, (char *)"administrator", 0, NULL };
	login_add_teacher(desk->rig.login, &administrator);
	g_free(desk->cookie);
	desk->cookie = rig_log_in(&desk->rig);
	json_decref(past(desk, copy_id, 403));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/past/told", test_told);
	g_test_add_func("/daemon/past/stars", test_stars);
	g_test_add_func("/daemon/past/refused", test_refused);
	return g_test_run();
}
