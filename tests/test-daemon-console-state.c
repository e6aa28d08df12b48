/* SPDX-License-Identifier: MIT */
/*
 * Snapshot and changes as a page gets them: held against the examples of docs/console-protocol.md, against
 * each other (who joins late knows the same), and against the clock. Names that are hidden never cross.
 */
#include "tests/console-view.h"
#include "tests/json-form.h"

static const ConsoleOptions plain = { 0 };

static void pen_ready(ConsoleRig *rig, guint pupil, guint8 battery_percent)
{
	PenInfo info = { .address = "9C:7B:D2:00:00:00", .battery_percent = battery_percent };
	PenDownload none = { 0 };
	classroom_pen_changed(rig->classroom, rig->pen_ids[pupil], PEN_READY, &info, &none, "");
}

static void test_examples(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(3, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	pen_ready(rig, 0, 80);
	rig_write(rig, 0, 10, 30);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	json_t *wanted = json_form_example("snapshot");
	json_t *got = rig_receive(client, "snapshot");
	json_form_assert("snapshot", wanted, got);
	json_t *seat = json_array_get(json_object_get(got, "seats"), 0);
	g_assert_cmpstr(json_string_value(json_object_get(json_object_get(seat, "pen"), "state")),
		==, "ready");
	g_assert_cmpint(view_integer(json_object_get(seat, "page"), "dots"), ==, 30);
	json_decref(wanted);
	json_decref(got);

	/* Seats and store in one change, as in the example. */
	rig_write(rig, 0, 10, 10);
	classroom_store_changed(rig->classroom, STORE_FULL, "No room on the disk.");
	wanted = json_form_example("change");
	got = rig_receive(client, "change");
	json_form_assert("change", wanted, got);
	g_assert_cmpstr(json_string_value(json_object_get(json_object_get(got, "store"), "state")),
		==, "full");
	json_decref(wanted);
	json_decref(got);
}

/* Told when they begin, gone from the list when they end; with the seat of the pen. */
static void test_problems(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(2, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	const ProblemSink *sink = problems_sink(rig->problems);
	json_t *snapshot = rig_receive(client, "snapshot");
	g_assert_cmpuint(json_array_size(json_object_get(snapshot, "problems")), ==, 0);
	json_decref(snapshot);

	const char *address = "9C:7B:D2:00:00:01"; /* of the second pupil's pen */
	problem_begins(sink, PROBLEM_PEN_LOW, address, "12 %");
	problem_begins(sink, PROBLEM_NO_ADAPTER, "", "");
	json_t *change = rig_receive(client, "change");
	json_t *wanted = json_form_example("snapshot");
	json_form_assert("problems", json_object_get(wanted, "problems"),
		json_object_get(change, "problems"));
	const json_t *low = json_array_get(json_object_get(change, "problems"), 0);
	g_assert_cmpstr(json_string_value(json_object_get(low, "code")), ==, "pen-low");
	g_assert_cmpint(view_integer(low, "seat"), ==, 1);
	g_assert_cmpstr(json_string_value(json_object_get(low, "zh")), ==,
		problem_code_zh(PROBLEM_PEN_LOW));
	g_assert_true(json_is_null(
		json_object_get(json_array_get(json_object_get(change, "problems"), 1), "seat")));
	g_assert_null(json_object_get(change, "seats"));
	json_decref(wanted);
	json_decref(change);

	problem_ends(sink, PROBLEM_PEN_LOW, address, "charged");
	problem_ends(sink, PROBLEM_NO_ADAPTER, "", "plugged in");
	change = rig_receive(client, "change");
	g_assert_cmpuint(json_array_size(json_object_get(change, "problems")), ==, 0);
	json_decref(change);
}

static void test_examples_of_answers(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	rig_write(rig, 0, 10, 30);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_auto(ConsoleView) view = { 0 };
	view_settle(&view, client, 100);
	gint64 copy = classroom_seat(rig->classroom, 0)->page_copy_id;
	g_autofree char *open = g_strdup_printf(
		"{\"type\":\"open-page\",\"request\":4,\"copy\":%" G_GINT64_FORMAT "}", copy);
	const struct {
		const char *name, *question;
	} cases[] = {
		{ "page", open },
		{ "pages", "{\"type\":\"list-pages\",\"request\":5,\"seat\":0}" },
		{ "error", "{\"type\":\"open-page\",\"request\":4,\"copy\":99999999}" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		json_t *wanted = json_form_example(cases[i].name);
		const json_t *got = view_ask(&view, client, cases[i].question);
		json_form_assert(cases[i].name, wanted, got);
		g_assert_cmpint(view_integer(got, "request"), ==, view_integer(wanted, "request"));
		if (g_str_equal(cases[i].name, "error"))
			g_assert_cmpstr(json_string_value(json_object_get(got, "code")), ==,
				json_string_value(json_object_get(wanted, "code")));
		json_decref(wanted);
	}
}

/* ---- who knows what when */

static void assert_same_state(const json_t *a, const json_t *b)
{
	static const char *const parts[] = { "class", "assignment", "unclaimed", "store",
		"teacher_pen", "seats" };
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
		g_assert_true(
			json_equal(json_object_get(a, parts[i]), json_object_get(b, parts[i])));
}

static void test_late_joiner(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(8, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) early = rig_open(rig, cookie);
	g_auto(ConsoleView) early_view = { 0 };
	view_settle(&early_view, early, 50);
	for (guint i = 0; i < 40; i++) {
		rig_write(rig, i % 8, 10 + i / 20, 15);
		if (i % 5 == 0)
			pen_ready(rig, i % 8, (guint8)(90 - i));
		view_take(&early_view, early, 20);
	}
	g_autoptr(WebsocketClient) late = rig_open(rig, cookie);
	g_auto(ConsoleView) late_view = { 0 };
	/* Both are there while more happens. */
	for (guint i = 0; i < 20; i++) {
		rig_write(rig, i % 8, 11, 10);
		view_take(&late_view, late, 10);
		view_take(&early_view, early, 10);
	}
	view_settle(&early_view, early, 4000);
	view_settle(&late_view, late, 200);
	g_assert_cmpuint(early_view.n_snapshots, ==, 1);
	g_assert_cmpuint(late_view.n_snapshots, ==, 1);
	g_assert_cmpint(early_view.number, ==, late_view.number);
	assert_same_state(early_view.state, late_view.state);
	for (guint seat = 0; seat < 8; seat++)
		ink_page_assert_equal(early_view.pages[seat], late_view.pages[seat]);
}

static void test_first_change_at_once(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(2, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_auto(ConsoleView) view = { 0 };
	view_settle(&view, client, 300);
	gint64 best_us = G_MAXINT64;
	for (guint i = 0; i < 5; i++) {
		gint64 begin_us = g_get_monotonic_time();
		pen_ready(rig, 0, (guint8)(50 + i));
		g_assert_true(view_take(&view, client, 1000));
		best_us = MIN(best_us, view.latest_us - begin_us);
		websocket_let_run(150); /* quiet again */
	}
	g_assert_cmpint(best_us, <, 30000);
	g_assert_cmpuint(view.n_changes, ==, 5);
}

static void test_changes_gathered(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(4, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_auto(ConsoleView) view = { 0 };
	view_settle(&view, client, 300);
	gint64 begin_us = g_get_monotonic_time();
	guint8 battery = 0;
	while (g_get_monotonic_time() - begin_us < G_USEC_PER_SEC) {
		pen_ready(rig, battery % 4, battery % 100);
		battery++;
		view_take(&view, client, 1);
	}
	view_settle(&view, client, 300);
	/* One at once and one each 100 ms; and the last state is not held back. */
	g_assert_cmpuint(view.n_changes, >=, 4);
	g_assert_cmpuint(view.n_changes, <=, 13);
	g_assert_cmpint(view_integer(json_object_get(view_seat(&view, (battery - 1u) % 4), "pen"),
				"battery"),
		==, (battery - 1) % 100);
}

/* Told the same again, consoles are told nothing. */
static void test_no_empty_change(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(2, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	pen_ready(rig, 0, 50);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_auto(ConsoleView) view = { 0 };
	view_settle(&view, client, 200);
	for (guint i = 0; i < 10; i++)
		pen_ready(rig, 0, 50);
	classroom_store_changed(rig->classroom, STORE_OK, "");
	view_settle(&view, client, 300);
	g_assert_cmpuint(view.n_changes, ==, 0);
}

static void test_resynchronise(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(2, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	rig_write(rig, 0, 10, 50);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_auto(ConsoleView) view = { 0 };
	view_settle(&view, client, 3500); /* until the seat is not writing any more */
	g_assert_false(json_is_true(json_object_get(view.state, "resynchronised")));
	json_t *before = json_deep_copy(view.state);
	websocket_say(client, "{\"type\":\"resynchronise\"}");
	view_settle(&view, client, 200);
	g_assert_cmpuint(view.n_snapshots, ==, 2);
	g_assert_cmpuint(view.n_resynchronised, ==, 1);
	assert_same_state(before, view.state);
	g_assert_true(view.base_done[0]);
	g_assert_cmpuint(ink_page_n_dots(view.pages[0]), ==, 50);
	json_decref(before);
}

/* ---- names */

static bool saw(const WebsocketClient *client, const char *text)
{
	return memmem(client->seen->data, client->seen->len, text, strlen(text)) != NULL;
}

static void test_hidden_names_never_cross(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(5, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	classroom_set_hide_names(rig->classroom, true);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_auto(ConsoleView) view = { 0 };
	view_settle(&view, client, 100);
	rig_write(rig, 2, 10, 30);
	view_settle(&view, client, 200);
	g_autofree char *open = g_strdup_printf(
		"{\"type\":\"open-page\",\"request\":1,\"copy\":%" G_GINT64_FORMAT "}",
		classroom_seat(rig->classroom, 2)->page_copy_id);
	view_ask(&view, client, open);
	view_ask(&view, client, "{\"type\":\"list-pages\",\"request\":2,\"seat\":2}");
	websocket_say(client, "{\"type\":\"resynchronise\"}");
	view_settle(&view, client, 200);
	g_assert_cmpuint(view.n_snapshots, ==, 2);
	const json_t *pupil = json_object_get(view_seat(&view, 2), "pupil");
	g_assert_cmpuint(json_object_size(pupil), ==, 2);
	g_assert_false(saw(client, "学生"));
	g_assert_false(saw(client, "\\u5b66")); /* nor in another spelling */
	g_assert_false(saw(client, "\\u5B66"));
}

static void test_hide_names_for_all(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(5, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) one = rig_open(rig, cookie);
	g_autoptr(WebsocketClient) two = rig_open(rig, cookie);
	g_auto(ConsoleView) one_view = { 0 };
	g_auto(ConsoleView) two_view = { 0 };
	view_settle(&one_view, one, 200);
	view_settle(&two_view, two, 200);
	g_assert_true(saw(two, "学生01号"));

	/* What waits for the second console when the first one hides must not be sent. */
	pen_ready(rig, 3, 33);
	websocket_let_run(0);
	g_byte_array_set_size(one->seen, 0);
	g_byte_array_set_size(two->seen, 0);
	gint64 begin_us = g_get_monotonic_time();
	websocket_say(one, "{\"type\":\"hide-names\",\"request\":6,\"hide\":true}");
	while (!json_is_true(
		json_object_get(json_object_get(two_view.state, "class"), "hide_names")))
		g_assert_true(view_take(&two_view, two, 2000));
	g_assert_cmpint(g_get_monotonic_time() - begin_us, <, 500000);
	view_settle(&one_view, one, 200);
	view_settle(&two_view, two, 200);
	for (guint seat = 0; seat < 5; seat++)
		g_assert_null(json_object_get(
			json_object_get(view_seat(&two_view, seat), "pupil"), "name"));
	rig_write(rig, 1, 10, 20);
	view_settle(&one_view, one, 200);
	g_byte_array_set_size(one->seen, 0);
	rig_write(rig, 1, 10, 20);
	view_settle(&one_view, one, 300);
	g_assert_false(saw(one, "学生"));

	view_settle(&two_view, two, 100);
	websocket_say(two, "{\"type\":\"hide-names\",\"request\":7,\"hide\":false}");
	view_settle(&one_view, one, 300);
	g_assert_cmpstr(json_string_value(json_object_get(
				json_object_get(view_seat(&one_view, 4), "pupil"), "name")),
		==, "学生05号");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/state/examples", test_examples);
	g_test_add_func("/state/problems", test_problems);
	g_test_add_func("/state/examples-of-answers", test_examples_of_answers);
	g_test_add_func("/state/late-joiner", test_late_joiner);
	g_test_add_func("/state/first-change-at-once", test_first_change_at_once);
	g_test_add_func("/state/changes-gathered", test_changes_gathered);
	g_test_add_func("/state/no-empty-change", test_no_empty_change);
	g_test_add_func("/state/resynchronise", test_resynchronise);
	g_test_add_func("/names/hidden-never-cross", test_hidden_names_never_cross);
	g_test_add_func("/names/hide-for-all", test_hide_names_for_all);
	return g_test_run();
}
