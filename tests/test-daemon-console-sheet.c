/* SPDX-License-Identifier: MIT */
/* A layout editor at a teacher's page: the sheet is asked for and changed through a real socket. */
#include "daemon/console/console-sheet-files.h"
#include "tests/console-desk.h"
#include "tests/console-view.h"
#include "tests/json-form.h"

static json_t *ask(WebsocketClient *client, const char *question, const char *type)
{
	websocket_say(client, question);
	return rig_receive(client, type);
}

static json_t *ask_sheet(WebsocketClient *client)
{
	return ask(client, "{\"type\":\"sheet\",\"request\":5}", "sheet");
}

static char *edit_of(gint64 sheet, gint64 version, const char *operations)
{
	return g_strdup_printf("{\"type\":\"sheet-edit\",\"request\":6,\"sheet\":%" G_GINT64_FORMAT
			       ",\"version\":%" G_GINT64_FORMAT ",\"operations\":%s}",
		sheet, version, operations);
}

static void expect_error(
	WebsocketClient *client, const char *question, const char *code, const char *place)
{
	json_t *error = ask(client, question, "error");

	g_assert_cmpstr(json_string_value(json_object_get(error, "code")), ==, code);
	g_assert_nonnull(strstr(json_string_value(json_object_get(error, "en")), place));
	g_assert_nonnull(strstr(json_string_value(json_object_get(error, "zh")), place));
	g_assert_null(strstr(json_string_value(json_object_get(error, "zh")), " / "));
	g_assert_null(strstr(json_string_value(json_object_get(error, "en")), " / "));
	json_decref(error);
}

static void test_sheet(void)
{
	g_autoptr(Desk) desk = desk_new();
	g_autoptr(WebsocketClient) client = rig_open(&desk->rig, desk->cookie);
	json_t *wanted = json_form_example("sheet"), *got = ask_sheet(client), *region;
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach(wanted, key, value) g_assert_cmpstr(
		json_form_word(value), ==, json_form_word(json_object_get(got, key)));
	g_assert_cmpuint(json_object_size(got), ==, json_object_size(wanted));
	g_assert_cmpint(view_integer(got, "version"), ==, 1);
	const json_t *page =
		json_array_get(json_object_get(json_object_get(got, "document"), "pages"), 0);
	g_assert_cmpuint(json_array_size(json_object_get(page, "regions")), >, 0);
	json_array_foreach(json_object_get(page, "regions"), i, region)
		g_assert_cmpuint(json_string_length(json_object_get(region, "id")), >, 0);
	json_decref(wanted);
	json_decref(got);
}

/* The documentation's example, with this class's numbers. */
static char *documented_edit(const json_t *sheet)
{
	json_t *edit = json_form_example("sheet-edit");

	json_object_set(edit, "sheet", json_object_get(sheet, "sheet"));
	json_object_set(edit, "version", json_object_get(sheet, "version"));
	char *dumped = json_dumps(edit, 0);
	char *text = g_strdup(dumped);
	free(dumped);
	json_decref(edit);
	return text;
}

/* Who edits gets the new version; everybody gets the results anew, with the questions that there are now. */
static void test_edit(void)
{
	g_autoptr(Desk) desk = desk_new();
	g_autoptr(WebsocketClient) client = rig_open(&desk->rig, desk->cookie);
	g_autoptr(WebsocketClient) other = rig_open(&desk->rig, desk->cookie);

	json_decref(rig_receive(other, "snapshot"));
	json_t *sheet = ask_sheet(client);
	g_autofree char *edit = documented_edit(sheet);
	json_t *edited = ask(client, edit, "sheet");
	g_assert_cmpint(view_integer(edited, "version"), ==, 2);
	g_assert_cmpint(view_integer(edited, "sheet"), ==, view_integer(sheet, "sheet"));
	json_t *snapshot = rig_receive(other, "snapshot");
	const json_t *told = json_object_get(json_object_get(snapshot, "results"), "sheet");
	g_assert_cmpint(view_integer(told, "version"), ==, 2);
	/* One is new, one is deleted. */
	g_assert_cmpuint(json_array_size(json_object_get(told, "questions")), ==, ROOM_QUESTIONS);
	json_decref(snapshot);
	json_decref(edited);
	json_decref(sheet);

	room_wait(desk->room);
	g_autoptr(GPtrArray) sheets = store_reader_sheets(desk->room->reader, NULL);
	const StoreSheet *row = g_ptr_array_index(sheets, 0);
	g_assert_cmpint(row->version, ==, 2);
	g_assert_cmpint(row->teacher_id, ==, desk->room->teacher_id);
}

/* Grade 2 sees no points: what its teacher changes keeps those that the sheet has. */
static void test_points_not_shown(void)
{
	g_autoptr(Desk) desk = desk_of_grade(2);
	g_autoptr(WebsocketClient) client = rig_open(&desk->rig, desk->cookie);
	json_t *sheet = ask_sheet(client);
	gint64 id;
	gint version;
	const SheetQuestion *before =
		sheet_find_question(marking_sheet(desk->room->marking, &id, &version), 1);
	const double points = before->points;
	g_autofree char *edit = edit_of(id, 1,
		"[{\"do\":\"set-question\",\"question\":{\"number\":1,\"type\":\"choice\","
		"\"options\":[\"A\",\"B\",\"C\",\"D\"],\"key\":[\"D\"]}},"
		"{\"do\":\"set-question\",\"question\":{\"number\":99,\"type\":\"text\"}}]");

	g_assert_cmpfloat(points, !=, 1);
	json_decref(ask(client, edit, "sheet"));
	const Sheet *edited = marking_sheet(desk->room->marking, &id, &version);
	g_assert_cmpint(version, ==, 2);
	g_assert_cmpstr(sheet_find_question(edited, 1)->key[0], ==, "D");
	g_assert_cmpfloat(sheet_find_question(edited, 1)->points, ==, points);
	g_assert_cmpfloat(sheet_find_question(edited, 99)->points, ==, 1);
	json_decref(sheet);
}

/* Two editors: the second to save is told, and nothing of the first is lost. */
static void test_two_editors(void)
{
	g_autoptr(Desk) desk = desk_new();
	g_autoptr(WebsocketClient) one = rig_open(&desk->rig, desk->cookie);
	g_autoptr(WebsocketClient) other = rig_open(&desk->rig, desk->cookie);
	json_t *sheet = ask_sheet(one);
	const gint64 id = view_integer(sheet, "sheet");
	g_autofree char *first =
		edit_of(id, 1, "[{\"do\":\"name-region\",\"region\":\"r1\",\"name\":\"甲\"}]");
	g_autofree char *second =
		edit_of(id, 1, "[{\"do\":\"name-region\",\"region\":\"r1\",\"name\":\"乙\"}]");

	json_decref(ask(one, first, "sheet"));
	expect_error(other, second, "sheet-changed", "");
	json_t *now = ask_sheet(other);
	const json_t *page =
		json_array_get(json_object_get(json_object_get(now, "document"), "pages"), 0);
	const json_t *region = json_array_get(json_object_get(page, "regions"), 0);
	g_assert_cmpstr(json_string_value(json_object_get(region, "name")), ==, "甲");
	json_decref(now);
	json_decref(sheet);
}

static void test_refused(void)
{
	g_autoptr(Desk) desk = desk_new();
	g_autoptr(WebsocketClient) client = rig_open(&desk->rig, desk->cookie);
	json_t *sheet = ask_sheet(client);
	const gint64 id = view_integer(sheet, "sheet");
	g_autofree char *outside = edit_of(
		id, 1, "[{\"do\":\"move-region\",\"region\":\"r1\",\"box_mm\":[140,20,20,5]}]");
	g_autofree char *nobody =
		edit_of(id, 1, "[{\"do\":\"delete-region\",\"region\":\"nobody\"}]");
	g_autofree char *deep = edit_of(id, 1, "[[[[[[]]]]]]");
	g_autofree char *no_list = edit_of(id, 1, "\"[]\"");
	g_autofree char *other_sheet = edit_of(id + 1, 1, "[]");

	expect_error(client, outside, "bad-edit", "pages[0].regions[0].box_mm");
	expect_error(client, nobody, "bad-edit", "operations[0].region");
	expect_error(client, deep, "bad-message", "JSON");
	expect_error(client, no_list, "bad-message", "operations");
	expect_error(client, other_sheet, "sheet-changed", "");
	/* Nothing else nests. */
	expect_error(client, "{\"type\":\"sheet\",\"request\":[1]}", "bad-message", "JSON");
	json_decref(sheet);
	json_t *now = ask_sheet(client);
	g_assert_cmpint(view_integer(now, "version"), ==, 1);
	json_decref(now);
}

/* Longer than other messages may be. */
static void test_long_edit(void)
{
	g_autoptr(Desk) desk = desk_new();
	g_autoptr(WebsocketClient) client = rig_open(&desk->rig, desk->cookie);
	json_t *sheet = ask_sheet(client);
	g_autoptr(GString) operations = g_string_new("[");

	for (guint i = 0; i < 200; i++)
		g_string_append_printf(operations,
			"%s{\"do\":\"name-region\",\"region\":\"r1\",\"name\":\"第 %u "
			"次，这样改\"}",
			i > 0 ? "," : "", i);
	g_string_append_c(operations, ']');
	g_assert_cmpuint(operations->len, >, 3 * CONSOLE_MESSAGE_BYTES_MAX);
	g_autofree char *edit = edit_of(view_integer(sheet, "sheet"), 1, operations->str);
	json_t *edited = ask(client, edit, "sheet");
	g_assert_cmpint(view_integer(edited, "version"), ==, 2);
	json_decref(edited);
	json_decref(sheet);
}

static void test_no_sheet(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &(ConsoleOptions){ 0 });
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_autofree char *edit = edit_of(1, 1, "[]");

	expect_error(client, "{\"type\":\"sheet\",\"request\":5}", "no-sheet", "");
	expect_error(client, edit, "no-sheet", "");
}

static char *try_of(gint64 sheet, const char *operations)
{
	return g_strdup_printf("{\"type\":\"sheet-try\",\"request\":8,\"sheet\":%" G_GINT64_FORMAT
			       ",\"version\":1,\"operations\":%s}",
		sheet, operations);
}

/* Nothing of a trial is kept; what it says is what an edit would make of the ink. */
static void test_try(void)
{
	g_autoptr(Desk) desk = desk_new();

	room_choose(desk->room, 0, 1, 'B');
	room_choose(desk->room, 1, 1, 'C');
	room_read(desk->room);
	g_autoptr(WebsocketClient) client = rig_open(&desk->rig, desk->cookie);
	json_t *sheet = ask_sheet(client);
	g_autofree char *question = try_of(view_integer(sheet, "sheet"),
		"[{\"do\":\"set-question\",\"question\":{\"number\":1,\"type\":\"choice\","
		"\"options\":"
		"[\"A\",\"B\",\"C\",\"D\"],\"key\":[\"C\"]}}]");
	json_t *wanted = json_form_example("sheet-tried");
	json_t *tried = ask(client, question, "sheet-tried");

	json_form_assert("sheet-tried", wanted, tried);
	g_assert_cmpint(view_integer(tried, "pupils"), ==, 2);
	g_assert_cmpint(view_integer(tried, "of"), ==, ROOM_PUPILS);
	g_assert_cmpint(view_integer(tried, "off_sheet"), ==, 0);
	const json_t *first = json_array_get(json_object_get(tried, "questions"), 0);

	g_assert_cmpint(view_integer(first, "read"), ==, 2);
	g_assert_cmpint(view_integer(first, "changed"), ==, 0);
	g_assert_cmpint(view_integer(first, "right"), ==, 1);
	json_t *after = ask_sheet(client);

	g_assert_cmpint(view_integer(after, "version"), ==, 1);
	json_decref(after);
	json_decref(tried);
	json_decref(wanted);
	json_decref(sheet);
}

/* What would be on no page any more is said to be left out. */
static void test_try_without_page(void)
{
	g_autoptr(Desk) desk = desk_new();

	room_choose(desk->room, 0, 1, 'B');
	room_read(desk->room);
	g_autoptr(WebsocketClient) client = rig_open(&desk->rig, desk->cookie);
	json_t *sheet = ask_sheet(client);
	g_autofree char *question = try_of(view_integer(sheet, "sheet"),
		"[{\"do\":\"add-page\",\"page\":{\"address\":{\"section\":3,\"owner\":27,\"book\":"
		"603,"
		"\"page\":99},\"size_mm\":[150,210]}},{\"do\":\"delete-page\",\"page\":0}]");
	json_t *tried = ask(client, question, "sheet-tried");

	g_assert_cmpint(view_integer(tried, "pupils"), ==, 0);
	g_assert_cmpint(view_integer(tried, "off_sheet"), ==, 1);
	json_decref(tried);
	json_decref(sheet);
}

/* Named by both questions, in both languages; of a trial as of an edit. */
static void test_overlap(void)
{
	g_autoptr(Desk) desk = desk_new();
	g_autoptr(WebsocketClient) client = rig_open(&desk->rig, desk->cookie);
	json_t *sheet = ask_sheet(client);
	const gint64 id = view_integer(sheet, "sheet");
	const char *over =
		"[{\"do\":\"create-region\",\"page\":0,\"region\":{\"id\":\"over\",\"role\":"
		"\"answer\",\"question\":2,\"box_mm\":[30,20,20,5]}}]";
	g_autofree char *edit = edit_of(id, 1, over);
	g_autofree char *trial = try_of(id, over);

	expect_error(client, edit, "bad-edit", "");
	json_t *error = ask(client, trial, "error");

	g_assert_nonnull(strstr(json_string_value(json_object_get(error, "zh")), "重叠"));
	g_assert_nonnull(strstr(json_string_value(json_object_get(error, "en")), "overlap"));
	json_decref(error);
	json_decref(sheet);
}

/* A tick for help in an answer would be both; a mark's place may lie anywhere. */
static void test_overlap_of_kinds(void)
{
	g_autoptr(Desk) desk = desk_new();
	g_autoptr(WebsocketClient) client = rig_open(&desk->rig, desk->cookie);
	json_t *sheet = ask_sheet(client);
	const gint64 id = view_integer(sheet, "sheet");
	g_autofree char *help = edit_of(id, 1,
		"[{\"do\":\"create-region\",\"page\":0,\"region\":{\"id\":\"over\",\"role\":"
		"\"help\",\"name\":\"求助\",\"box_mm\":[30,20,20,5]}}]");
	g_autofree char *mark = edit_of(id, 1,
		"[{\"do\":\"create-region\",\"page\":0,\"region\":{\"id\":\"over\",\"role\":"
		"\"mark\",\"question\":2,\"box_mm\":[30,20,20,5]}}]");
	json_t *error = ask(client, help, "error");

	g_assert_nonnull(strstr(json_string_value(json_object_get(error, "zh")), "“求助”重叠"));
	json_decref(error);
	json_decref(ask(client, mark, "sheet"));
	json_decref(sheet);
}

/* A file that is refused says why in the language of who reads: the place in both, the halves apart. */
static void test_broken_file(void)
{
	static const char BROKEN[] = "A,one / two,B,2\n";
	g_autofree char *base64 = g_base64_encode((const guint8 *)BROKEN, strlen(BROKEN));
	g_autofree char *body =
		g_strdup_printf("{\"form\":\"zipgrade\",\"files\":[{\"name\":\"a / b.csv\","
				"\"base64\":\"%s\"}]}",
			base64);
	const ConsoleSheetAnswer answer = console_sheet_import(body, strlen(body));
	json_t *error = json_loads(answer.text, 0, NULL);

	g_assert_cmpuint(answer.status, ==, 422);
	g_assert_cmpstr(json_string_value(json_object_get(error, "zh")), ==,
		"这个文件不能用：a / b.csv:1: 题号：“one / two”不是题号，请写 1 到 9999");
	g_assert_cmpstr(json_string_value(json_object_get(error, "en")), ==,
		"a / b.csv:1: question number: \"one / two\" is none; write one from 1 to 9999");
	json_decref(error);
	g_free(answer.text);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/console-sheet/sheet", test_sheet);
	g_test_add_func("/daemon/console-sheet/edit", test_edit);
	g_test_add_func("/daemon/console-sheet/points-not-shown", test_points_not_shown);
	g_test_add_func("/daemon/console-sheet/two-editors", test_two_editors);
	g_test_add_func("/daemon/console-sheet/refused", test_refused);
	g_test_add_func("/daemon/console-sheet/long-edit", test_long_edit);
	g_test_add_func("/daemon/console-sheet/no-sheet", test_no_sheet);
	g_test_add_func("/daemon/console-sheet/try", test_try);
	g_test_add_func("/daemon/console-sheet/try-without-page", test_try_without_page);
	g_test_add_func("/daemon/console-sheet/overlap", test_overlap);
	g_test_add_func("/daemon/console-sheet/overlap-of-kinds", test_overlap_of_kinds);
	g_test_add_func("/daemon/console-sheet/broken-file", test_broken_file);
	return g_test_run();
}
