/* SPDX-License-Identifier: MIT */
/* Figures of homework load at a page: in the protocol's form, as much as a role may see, names only where they may be. */
#include <string.h>

#include "daemon/classroom/demonstration-history.h"
#include "homework/load/school-day.h"
#include "tests/console-rig.h"
#include "tests/console-view.h"
#include "tests/json-form.h"

#define N_PUPILS 12

static void set_account(const ConsoleRig *rig, const char *roles, const char *teaches)
{
	const StoreTeacher *known = login_account(rig->login, rig->teacher_id);
	g_autofree char *login = g_strdup(known->login), *name = g_strdup(known->name);
	g_autofree char *hash = g_strdup(known->password_hash);

	login_add_teacher(rig->login, &(StoreTeacher){ rig->teacher_id, login, name, hash,
					      (char *)roles, 4, (char *)teaches });
}

/* Two weeks of homework of the rig's class. */
static void put_history(ConsoleRig *rig)
{
	g_autoptr(GPtrArray) pupils = store_reader_pupils(rig->reader, rig->class_id, NULL);
	gint64 ids[N_PUPILS];

	for (guint i = 0; i < N_PUPILS; i++)
		ids[i] = ((StorePupil *)g_ptr_array_index(pupils, i))->id;
	const DemonstrationHistory history = { rig->class_id, rig->teacher_id, ids, rig->pen_ids,
		N_PUPILS, 2, g_get_real_time() / 1000 };
	demonstration_history(rig->store, &history);
	rig_wait_stored(rig);
}

static ConsoleRig *rig_with_history(void)
{
	static const ConsoleOptions plain = { 0 };
	ConsoleRig *rig = rig_new(N_PUPILS, &plain);

	put_history(rig);
	return rig;
}

static WebsocketClient *open_as(ConsoleRig *rig, const char *roles, const char *teaches)
{
	set_account(rig, roles, teaches);
	g_autofree char *cookie = rig_log_in(rig);
	WebsocketClient *client = rig_open(rig, cookie);

	json_decref(rig_receive(client, "snapshot"));
	return client;
}

static json_t *ask_load(
	WebsocketClient *client, gint64 class_id, const char *period, const char *pupils)
{
	g_autofree char *question =
		g_strdup_printf("{\"type\":\"load\",\"request\":5,\"of_class\":"
				"%" G_GINT64_FORMAT ",\"period\":\"%s\",\"back\":1,\"pupils\":%s}",
			class_id, period, pupils);

	websocket_say(client, question);
	return rig_receive(client, "load");
}

static void expect_refusal(WebsocketClient *client, const char *question, const char *code)
{
	websocket_say(client, question);
	json_t *error = rig_receive(client, "error");

	g_assert_cmpstr(json_string_value(json_object_get(error, "code")), ==, code);
	json_decref(error);
}

static const json_t *first_of(const json_t *answer, const char *key)
{
	const json_t *rows = json_object_get(json_object_get(answer, "load"), key);

	g_assert_cmpuint(json_array_size(rows), >, 0);
	return json_array_get(rows, 0);
}

/* Without the rows that have nothing to divide by, and the one with a plan: null in one is a number in the other. */
static void keep_told(json_t *rows)
{
	for (size_t i = json_array_size(rows); i-- > 0;) {
		const json_t *row = json_array_get(rows, i);
		if (json_is_null(json_object_get(row, "mean_minutes")) ||
			json_is_true(json_object_get(row, "plan")))
			json_array_remove(rows, i);
	}
}

static void keep_marked(json_t *rows)
{
	for (size_t i = json_array_size(rows); i-- > 0;)
		if (json_is_null(json_object_get(json_array_get(rows, i), "median_wait_ms")))
			json_array_remove(rows, i);
}

static void test_form(void)
{
	g_autoptr(ConsoleRig) rig = rig_with_history();
	g_autoptr(WebsocketClient) client = open_as(rig, RIG_ROLES, "");
	json_t *wanted = json_form_example("load");
	json_t *got = ask_load(client, rig->class_id, "week", "true");

	json_t *load = json_object_get(got, "load");
	g_assert_cmpuint(json_array_size(json_object_get(load, "days")), ==, 7);
	keep_told(json_object_get(load, "days"));
	keep_told(json_object_get(load, "assignments"));
	keep_told(json_object_get(load, "each"));
	keep_marked(json_object_get(got, "marking"));
	json_form_assert("", wanted, got);
	g_assert_cmpstr(
		json_string_value(json_object_get(first_of(got, "each"), "name")), ==, "学生01号");
	json_decref(wanted);
	json_decref(got);
	websocket_say(client, "{\"type\":\"load-school\",\"request\":6,\"back\":1}");
	json_t *school = rig_receive(client, "load-school");

	g_assert_cmpint(view_integer(school, "grade"), ==, 0);
	g_assert_cmpint(
		view_integer(json_object_get(json_object_get(school, "brief"), "data"), "pupils"),
		==, N_PUPILS);
	g_assert_cmpuint(json_array_size(json_object_get(school, "teachers")), ==, 1);
	json_decref(school);
}

/* From the first of a month to its last. */
static void test_month(void)
{
	g_autoptr(ConsoleRig) rig = rig_with_history();
	g_autoptr(WebsocketClient) client = open_as(rig, RIG_ROLES, "");
	json_t *got = ask_load(client, rig->class_id, "month", "false");
	const char *from = json_string_value(json_object_get(got, "from"));
	const char *until = json_string_value(json_object_get(got, "until"));
	gint first, last;

	g_assert_true(school_day_parse(from, &first));
	g_assert_true(school_day_parse(until, &last));
	g_assert_true(g_str_has_suffix(from, "-01"));
	g_assert_cmpint(strncmp(from, until, 7), ==, 0);
	g_assert_cmpint(last - first, >=, 27);
	char next[SCHOOL_DAY_BYTES];
	school_day_format(last + 1, next);
	g_assert_true(g_str_has_suffix(next, "-01"));
	g_assert_null(json_object_get(json_object_get(got, "load"), "each"));
	json_decref(got);
}

static void test_roles(void)
{
	g_autoptr(ConsoleRig) rig = rig_with_history();
	g_autofree char *own = g_strdup_printf("%" G_GINT64_FORMAT " 英语\n", rig->class_id);
	g_autofree char *question =
		g_strdup_printf("{\"type\":\"load\",\"request\":5,\"of_class\":"
				"%" G_GINT64_FORMAT ",\"period\":\"week\",\"back\":1,"
				"\"pupils\":false}",
			rig->class_id);
	const char *school = "{\"type\":\"load-school\",\"request\":6,\"back\":0}";

	g_autoptr(WebsocketClient) teacher = open_as(rig, "teacher", own);
	json_t *got = ask_load(teacher, rig->class_id, "week", "false"), *row;
	size_t i;
	json_array_foreach(json_object_get(json_object_get(got, "load"), "assignments"), i, row)
		g_assert_cmpstr(json_string_value(json_object_get(row, "subject")), ==, "英语");
	g_assert_cmpuint(i, >, 0);
	g_assert_cmpuint(
		json_array_size(json_object_get(json_object_get(got, "load"), "subjects")), ==, 3);
	json_decref(got);
	expect_refusal(teacher, school, "no-right");
	g_autoptr(WebsocketClient) other = open_as(rig, "teacher", "999 \n");
	expect_refusal(other, question, "no-right");
	g_autoptr(WebsocketClient) administrator = open_as(rig, "administrator", "");
	expect_refusal(administrator, question, "no-right");
	expect_refusal(administrator, school, "no-right");
	g_autoptr(WebsocketClient) grade_head = open_as(rig, "grade-head", "");
	websocket_say(grade_head, school);
	json_t *grade = rig_receive(grade_head, "load-school");
	g_assert_cmpint(view_integer(grade, "grade"), ==, 4);
	g_assert_true(json_is_null(json_object_get(grade, "teachers")));
	json_decref(grade);
	g_autoptr(WebsocketClient) head = open_as(rig, "head", "");
	expect_refusal(head,
		"{\"type\":\"load\",\"request\":5,\"of_class\":9999,\"period\":\"week\",\"back\":1,"
		"\"pupils\":false}",
		"no-such-class");
}

/* Hidden after it was asked for, too: they are looked at again when the answer goes out. */
static void test_hidden(void)
{
	g_autoptr(ConsoleRig) rig = rig_with_history();
	g_autoptr(WebsocketClient) client = open_as(rig, RIG_ROLES, "");

	classroom_set_hide_names(rig->classroom, true);
	json_t *got = ask_load(client, rig->class_id, "week", "true");

	g_assert_null(json_object_get(first_of(got, "each"), "name"));
	g_assert_cmpint(view_integer((json_t *)first_of(got, "each"), "number"), ==, 1);
	json_decref(got);
}

/* A page that leaves while it is counted for is not answered; the next one is. */
static void test_leaving(void)
{
	g_autoptr(ConsoleRig) rig = rig_with_history();
	WebsocketClient *gone = open_as(rig, RIG_ROLES, "");

	for (guint i = 0; i < 4; i++)
		websocket_say(gone, "{\"type\":\"load-school\",\"request\":6,\"back\":1}");
	websocket_client_free(gone);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	json_decref(ask_load(client, rig->class_id, "week", "false"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/load/form", test_form);
	g_test_add_func("/daemon/load/month", test_month);
	g_test_add_func("/daemon/load/roles", test_roles);
	g_test_add_func("/daemon/load/hidden", test_hidden);
	g_test_add_func("/daemon/load/leaving", test_leaving);
	return g_test_run();
}
