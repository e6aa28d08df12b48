/* SPDX-License-Identifier: MIT */
/* Roles: what an account may see and do, as the table of docs/privacy.md says, and what its open page is told. */
#include "daemon/rights.h"
#include "tests/console-rig.h"
#include "tests/console-view.h"

static const ConsoleOptions plain = { 0 };
static const RightsClass four_two = { 3, 4 }, four_three = { 5, 4 }, five_one = { 7, 5 };

static void test_words(void)
{
	guint roles = 0;

	g_assert_true(rights_parse("administrator,teacher", &roles));
	g_assert_cmpuint(roles, ==, RIGHTS_TEACHER | RIGHTS_ADMINISTRATOR);
	g_autofree char *text = rights_text(roles);
	g_assert_cmpstr(text, ==, "teacher administrator");
	g_assert_false(rights_parse("", &roles));
	g_assert_false(rights_parse(" , ", &roles));
	g_assert_false(rights_parse("teacher director", &roles));
	g_assert_cmpuint(roles, ==, RIGHTS_TEACHER | RIGHTS_ADMINISTRATOR);
}

/* As the table has them: teach, work, names, pens, rosters, school. */
static const char *row(const char *roles, gint grade, const char *teaches, RightsClass class)
{
	static char text[8];
	const StoreTeacher account = {
		.id = 9, .roles = (char *)roles, .grade = grade, .teaches = (char *)teaches
	};
	const Rights rights = rights_of(&account);
	gint of;
	const bool found[] = { rights_teach(&rights, class), rights_see_work(&rights, class),
		rights_see_names(&rights, class), rights_change_pens(&rights, class),
		rights_change_rosters(&rights), rights_see_school(&rights, &of) };

	for (guint i = 0; i < G_N_ELEMENTS(found); i++)
		text[i] = found[i] ? "TWNPRS"[i] : '-';
	text[G_N_ELEMENTS(found)] = '\0';
	return text;
}

static void test_table(void)
{
	g_assert_cmpstr(row("teacher", 0, "", four_two), ==, "TWNP--");
	g_assert_cmpstr(row("teacher", 0, "3 数学\n", four_two), ==, "TWNP--");
	g_assert_cmpstr(row("teacher", 0, "3 数学\n", four_three), ==, "------");
	g_assert_cmpstr(row("teacher", 0, "33 \n", four_two), ==, "------");
	g_assert_cmpstr(row("grade-head", 4, "", four_three), ==, "-WN--S");
	g_assert_cmpstr(row("grade-head", 4, "", five_one), ==, "-----S");
	g_assert_cmpstr(row("head", 0, "", five_one), ==, "-WN--S");
	g_assert_cmpstr(row("administrator", 0, "", four_two), ==, "--NPR-");
	g_assert_cmpstr(row("teacher grade-head", 4, "7 \n", five_one), ==, "TWNP-S");
	g_assert_cmpstr(row("teacher grade-head", 4, "7 \n", four_two), ==, "-WN--S");
	g_assert_cmpstr(row("director", 0, "", four_two), ==, "------");
	g_assert_cmpstr(row(NULL, 0, NULL, four_two), ==, "------");
}

static void test_subjects(void)
{
	const StoreTeacher account = {
		.id = 9, .roles = (char *)"teacher", .teaches = (char *)"3 数学\n5 \n"
	};
	const StoreTeacher above = { .id = 10, .roles = (char *)"grade-head", .grade = 4 };
	const StoreTeacher head = { .id = 11, .roles = (char *)"head" };
	const Rights teacher = rights_of(&account), grade_head = rights_of(&above);
	const Rights school_head = rights_of(&head);
	gint grade;

	g_assert_true(rights_see_subject(&teacher, four_two, "数学"));
	g_assert_false(rights_see_subject(&teacher, four_two, "语文"));
	g_assert_true(rights_see_subject(&teacher, four_three, "语文"));
	g_assert_true(rights_see_subject(&grade_head, four_two, "语文"));
	g_assert_true(rights_see_marking_of(&teacher, 9));
	g_assert_true(rights_see_marking_of(&teacher, 0));
	g_assert_false(rights_see_marking_of(&teacher, 10));
	g_assert_false(rights_see_marking_of(&grade_head, 9));
	g_assert_true(rights_see_marking_of(&school_head, 9));
	g_assert_true(rights_see_school(&grade_head, &grade));
	g_assert_cmpint(grade, ==, 4);
	g_assert_true(rights_see_school(&school_head, &grade));
	g_assert_cmpint(grade, ==, 0);
}

/* ---- a page */

static void set_roles(const ConsoleRig *rig, const char *roles, const char *teaches)
{
	StoreTeacher account = *login_account(rig->login, rig->teacher_id);
	g_autofree char *login = g_strdup(account.login), *name = g_strdup(account.name);
	g_autofree char *hash = g_strdup(account.password_hash);

	account.login = login;
	account.name = name;
	account.password_hash = hash;
	account.roles = (char *)roles;
	account.teaches = (char *)teaches;
	login_add_teacher(rig->login, &account);
}

static WebsocketClient *open_as(ConsoleRig *rig, const char *roles, const char *teaches)
{
	set_roles(rig, roles, teaches);
	g_autofree char *cookie = rig_log_in(rig);
	return rig_open(rig, cookie);
}

static void expect_refusal(WebsocketClient *client, const char *question)
{
	websocket_say(client, question);
	json_t *error = rig_receive(client, "error");

	g_assert_cmpstr(json_string_value(json_object_get(error, "code")), ==, "no-right");
	json_decref(error);
}

static const json_t *first_seat(const json_t *message)
{
	return json_array_get(json_object_get(message, "seats"), 0);
}

/* Who keeps the pens sees who has which, and nothing of what is written. */
static void test_administrator(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(2, &plain);

	rig_write(rig, 0, 10, 40);
	g_autoptr(WebsocketClient) client = open_as(rig, "administrator", "");
	json_t *snapshot = rig_receive(client, "snapshot");
	const json_t *seat = first_seat(snapshot);

	const json_t *pupil = json_object_get(seat, "pupil");
	g_assert_cmpstr(json_string_value(json_object_get(pupil, "name")), ==, "学生01号");
	g_assert_true(json_is_null(json_object_get(seat, "page")));
	g_assert_cmpint(view_integer(seat, "last_ink_ms"), ==, 0);
	g_assert_true(json_is_null(json_object_get(snapshot, "results")));
	json_decref(snapshot);
	rig_write(rig, 0, 10, 40);
	for (bool is_told = false; !is_told;) {
		g_autoptr(WebsocketMessage) message = websocket_receive(client);

		g_assert_nonnull(message);
		g_assert_cmpint(message->opcode, ==, WEBSOCKET_TEXT); /* no ink */
		json_t *change =
			json_loadb((char *)message->payload->data, message->payload->len, 0, NULL);
		g_assert_true(!json_object_get(change, "results"));
		is_told = first_seat(change) != NULL;
		g_assert_true(
			!is_told || json_is_null(json_object_get(first_seat(change), "page")));
		json_decref(change);
	}
	expect_refusal(client, "{\"type\":\"list-pages\",\"request\":1,\"seat\":0}");
	expect_refusal(client, "{\"type\":\"lesson-begin\",\"request\":2}");
	expect_refusal(client, "{\"type\":\"hand-down\",\"request\":3,\"seat\":0}");
	websocket_say(client, "{\"type\":\"pens\",\"request\":4}");
	json_decref(rig_receive(client, "pens"));
}

static void test_another_class(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(2, &plain);
	g_autoptr(WebsocketClient) client = open_as(rig, "teacher", "999 \n");
	json_t *snapshot = rig_receive(client, "snapshot");

	g_assert_null(json_object_get(json_object_get(first_seat(snapshot), "pupil"), "name"));
	json_decref(snapshot);
	expect_refusal(client, "{\"type\":\"pens\",\"request\":1}");
	expect_refusal(client, "{\"type\":\"open-page\",\"request\":2,\"copy\":1}");
	expect_refusal(client, "{\"type\":\"wall-clear\",\"request\":3}");
}

static void test_head(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);

	rig_write(rig, 0, 10, 40);
	g_autoptr(WebsocketClient) client = open_as(rig, "head", "");
	json_t *snapshot = rig_receive(client, "snapshot");

	g_assert_false(json_is_null(json_object_get(first_seat(snapshot), "page")));
	json_decref(snapshot);
	websocket_say(client, "{\"type\":\"list-pages\",\"request\":1,\"seat\":0}");
	json_decref(rig_receive(client, "pages"));
	expect_refusal(client, "{\"type\":\"lesson-begin\",\"request\":2}");
	expect_refusal(client, "{\"type\":\"enrolment-stop\",\"request\":3}");
}

/* A page that is open when its account loses a right is closed, and may nothing meanwhile. */
static void test_taken_away(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autoptr(WebsocketClient) client = open_as(rig, "teacher", "");

	json_decref(rig_receive(client, "snapshot"));
	set_roles(rig, "administrator", "");
	expect_refusal(client, "{\"type\":\"lesson-begin\",\"request\":1}");
	while (websocket_take_frame(client))
		;
	g_assert_null(websocket_receive(client));
	g_assert_cmpstr(client->close_reason, ==, "login");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/rights/words", test_words);
	g_test_add_func("/daemon/rights/table", test_table);
	g_test_add_func("/daemon/rights/subjects", test_subjects);
	g_test_add_func("/daemon/rights/administrator", test_administrator);
	g_test_add_func("/daemon/rights/another-class", test_another_class);
	g_test_add_func("/daemon/rights/head", test_head);
	g_test_add_func("/daemon/rights/taken-away", test_taken_away);
	return g_test_run();
}
