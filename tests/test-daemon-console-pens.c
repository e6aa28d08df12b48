/* SPDX-License-Identifier: MIT */
/* Pens at a teacher's page: the same words as at the control socket, and what is changed shows to everybody. */
#include "tests/console-view.h"
#include "tests/json-form.h"

static const ConsoleOptions plain = { 0 };

static json_t *ask(WebsocketClient *client, const char *question, const char *type)
{
	websocket_say(client, question);
	return rig_receive(client, type);
}

static void test_form(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(3, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	static const char *const questions[][2] = {
		{ "status", "{\"type\":\"status\",\"request\":5}" },
		{ "pens", "{\"type\":\"pens\",\"request\":5}" },
		{ "done", "{\"type\":\"enrolment-start\",\"request\":5,\"seconds\":60}" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(questions); i++) {
		json_t *wanted = json_form_example(questions[i][0]);
		json_t *got = ask(client, questions[i][1], questions[i][0]);

		json_form_assert("", wanted, got);
		g_assert_cmpint(view_integer(got, "request"), ==, 5);
		json_decref(wanted);
		json_decref(got);
	}
	json_t *status = ask(client, questions[0][1], "status");
	g_assert_cmpint(view_integer(json_object_get(status, "enrolment"), "left_s"), ==, 60);
	json_decref(status);
}

/* School is out at half past five where the school is. */
static void test_day_ends(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	const gint64 now_ms = g_get_real_time() / 1000, day_ms = 86400000;
	json_t *pens = ask(client, "{\"type\":\"pens\",\"request\":5}", "pens");
	const gint64 ends_ms = view_integer(pens, "day_ends_ms");

	g_assert_cmpint((ends_ms / 60000 + RIG_OFFSET_MINUTES) % 1440, ==, RIG_DAY_ENDS_MINUTES);
	g_assert_cmpint(ends_ms, >, now_ms - day_ms);
	g_assert_cmpint(ends_ms, <, now_ms + day_ms);
	json_decref(pens);
}

/* Two pens change hands: every page hears of both seats. */
static void test_swap(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(2, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_autoptr(WebsocketClient) other = rig_open(rig, cookie);

	json_decref(rig_receive(client, "snapshot"));
	json_decref(rig_receive(other, "snapshot"));
	json_decref(ask(client,
		"{\"type\":\"pen-swap\",\"request\":1,\"pen\":\"9C:7B:D2:00:00:00\","
		"\"other\":\"9C:7B:D2:00:00:01\"}",
		"done"));
	gint64 pens[2] = { 0 };
	while (pens[0] != rig->pen_ids[1] || pens[1] != rig->pen_ids[0]) {
		json_t *change = rig_receive(other, "change"), *seat;
		gsize i;

		json_array_foreach(json_object_get(change, "seats"), i, seat)
			pens[view_integer(seat, "seat")] = json_integer_value(
				json_object_get(json_object_get(seat, "pen"), "id"));
		json_decref(change);
	}
}

static void test_hidden_names(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(2, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);

	classroom_set_hide_names(rig->classroom, true);
	json_t *pens = ask(client, "{\"type\":\"pens\",\"request\":1}", "pens");
	const json_t *pupil =
		json_object_get(json_array_get(json_object_get(pens, "pens"), 0), "pupil");
	g_assert_cmpint(view_integer(pupil, "number"), ==, 1);
	g_assert_null(json_object_get(pupil, "name"));
	json_decref(pens);
}

static void test_refused(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	static const char *const cases[][2] = {
		{ "no-such-pen", "{\"type\":\"pen-find\",\"request\":1,\"pen\":\"?\"}" },
		{ "no-bluetooth", "{\"type\":\"pairing-stop\",\"request\":1}" },
		{ "bad-message", "{\"type\":\"pairing-start\",\"request\":1,\"seconds\":0}" },
		{ "bad-message", "{\"type\":\"pen-find\",\"request\":1,\"pen\":\"\"}" },
		{ "bad-message", "{\"type\":\"pen-passkey\",\"request\":1,\"pen\":\"?\","
				 "\"passkey\":1000000}" },
		{ "bad-message", "{\"type\":\"pen-password\",\"request\":1,\"pen\":\"?\","
				 "\"password\":\"\\u00e9\"}" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		json_t *error = ask(client, cases[i][1], "error");

		g_assert_cmpstr(json_string_value(json_object_get(error, "code")), ==, cases[i][0]);
		json_decref(error);
	}
}

int main(int argc, char **argv)
{
	g_setenv("TZ", "America/St_Johns", TRUE); /* not where the school is */
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/console-pens/day-ends", test_day_ends);
	g_test_add_func("/console/pens/form", test_form);
	g_test_add_func("/console/pens/swap", test_swap);
	g_test_add_func("/console/pens/hidden-names", test_hidden_names);
	g_test_add_func("/console/pens/refused", test_refused);
	return g_test_run();
}
