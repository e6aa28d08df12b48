/* SPDX-License-Identifier: MIT */
/* Who may look: passwords, sessions, and the brake, all with time handed in. */
#include "daemon/brake.h"
#include "daemon/login.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT(1764576000000)
#define PASSWORD "korr-ekte-pass-wort"

/* ---- the brake */

static void test_brake_grows(void)
{
	g_autoptr(Brake) brake = brake_new();
	const gint64 waits_ms[] = { 0, 0, 0, 0, 10000, 20000, 40000, 60000, 60000, 60000 };
	gint64 now_ms = NOW;
	for (guint i = 0; i < G_N_ELEMENTS(waits_ms); i++) {
		g_assert_cmpint(brake_wait_ms(brake, "wang", "10.0.0.7", now_ms), ==, 0);
		brake_count(brake, "wang", "10.0.0.7", now_ms);
		gint64 wait_ms = brake_wait_ms(brake, "wang", "10.0.0.7", now_ms);
		g_assert_cmpint(wait_ms, ==, waits_ms[i]);
		now_ms += wait_ms;
	}
}

static void test_brake_by_address_and_by_name(void)
{
	g_autoptr(Brake) brake = brake_new();
	for (guint i = 0; i < BRAKE_N_FREE; i++) {
		g_autofree char *name = g_strdup_printf("name%u", i);
		brake_count(brake, name, "10.0.0.7", NOW);
	}
	/* That address waits whatever name it tries next; others do not. */
	g_assert_cmpint(brake_wait_ms(brake, "wang", "10.0.0.7", NOW), ==, BRAKE_FIRST_MS);
	g_assert_cmpint(brake_wait_ms(brake, "wang", "10.0.0.8", NOW), ==, 0);

	for (guint i = 0; i < BRAKE_N_FREE; i++) {
		g_autofree char *from = g_strdup_printf("10.1.0.%u", i);
		brake_count(brake, "li", from, NOW);
	}
	/* That name waits wherever it is tried from; others do not. */
	g_assert_cmpint(brake_wait_ms(brake, "li", "10.0.0.9", NOW), ==, BRAKE_FIRST_MS);
	g_assert_cmpint(brake_wait_ms(brake, "zhao", "10.0.0.9", NOW), ==, 0);
}

static void test_brake_known_desk(void)
{
	g_autoptr(Brake) brake = brake_new();
	brake_count(brake, "wang", "10.0.0.7", NOW);
	brake_right(brake, "wang", "10.0.0.7", NOW);
	for (guint i = 0; i < 50; i++) {
		g_autofree char *from = g_strdup_printf("10.9.0.%u", i);
		brake_count(brake, "wang", from, NOW + i);
	}
	g_assert_cmpint(brake_wait_ms(brake, "wang", "10.9.1.1", NOW + 50), >, 0);
	g_assert_cmpint(brake_wait_ms(brake, "wang", "10.0.0.7", NOW + 50), ==, 0);
	/* But the desk itself is not free to guess. */
	for (guint i = 0; i < BRAKE_N_FREE; i++)
		brake_count(brake, "wang", "10.0.0.7", NOW + 60);
	g_assert_cmpint(brake_wait_ms(brake, "wang", "10.0.0.7", NOW + 60), ==, BRAKE_FIRST_MS);
}

static void test_brake_forgets(void)
{
	g_autoptr(Brake) brake = brake_new();
	for (guint i = 0; i < 20; i++)
		brake_count(brake, "wang", "10.0.0.7", NOW);
	gint64 later_ms = NOW + BRAKE_FORGET_MS;
	g_assert_cmpint(brake_wait_ms(brake, "wang", "10.0.0.7", NOW), ==, BRAKE_LONGEST_MS);
	g_assert_cmpint(brake_wait_ms(brake, "wang", "10.0.0.7", later_ms), ==, 0);
	brake_count(brake, "wang", "10.0.0.7", later_ms);
	g_assert_cmpint(brake_wait_ms(brake, "wang", "10.0.0.7", later_ms), ==, 0);
	/* A clock set back by a year holds nobody for a year. */
	for (guint i = 0; i < 20; i++)
		brake_count(brake, "wang", "10.0.0.7", later_ms);
	gint64 year_ago_ms = later_ms - G_GINT64_CONSTANT(31536000000);
	g_assert_cmpint(brake_wait_ms(brake, "wang", "10.0.0.7", year_ago_ms), ==, 0);
}

static void test_brake_networks(void)
{
	g_autoptr(Brake) brake = brake_new();
	for (guint i = 0; i < BRAKE_N_FREE; i++) {
		g_autofree char *name = g_strdup_printf("name%u", i);
		g_autofree char *from = g_strdup_printf("2001:db8:1:2::%x", i + 1);
		brake_count(brake, name, from, NOW);
	}
	g_assert_cmpint(brake_wait_ms(brake, "x", "2001:db8:1:2:ffff::9", NOW), >, 0);
	g_assert_cmpint(brake_wait_ms(brake, "x", "2001:db8:1:3::1", NOW), ==, 0);

	for (guint i = 0; i < BRAKE_N_FREE; i++)
		brake_count(brake, "y", "::ffff:10.0.0.7", NOW);
	g_assert_cmpint(brake_wait_ms(brake, "z", "10.0.0.7", NOW), >, 0);
	g_assert_cmpint(brake_wait_ms(brake, "z", "::ffff:10.0.0.8", NOW), ==, 0);
}

static void test_brake_bounded(void)
{
	g_autoptr(Brake) brake = brake_new();
	for (guint i = 0; i < 3 * BRAKE_N_ENTRIES_MAX; i++) {
		g_autofree char *name = g_strdup_printf("name%u", i);
		g_autofree char *from =
			g_strdup_printf("10.%u.%u.%u", i >> 16, i >> 8 & 255, i & 255);
		brake_count(brake, name, from, NOW + i);
		g_assert_cmpuint(brake_n_entries(brake), <=, BRAKE_N_ENTRIES_MAX);
	}
}

/* ---- logging in */

typedef struct {
	guint n_answers;
	LoginResult result;
	char token[LOGIN_TOKEN_LENGTH + 1];
} Outcome;

static void answered(void *user, LoginResult result, const char *token)
{
	Outcome *outcome = user;
	outcome->n_answers++;
	outcome->result = result;
	g_strlcpy(outcome->token, token ? token : "", sizeof(outcome->token));
	g_assert_true((result == LOGIN_OK) == (token != NULL));
}

static void add_teacher(Login *login, gint64 id, const char *name, const char *password)
{
	g_autofree char *hash = login_hash_password(password);
	StoreTeacher teacher = {
		.id = id, .login = (char *)name, .name = (char *)"王老师", .password_hash = hash
	};
	login_add_teacher(login, &teacher);
}

static Login *login_with_teacher(void)
{
	Login *login = login_new();
	add_teacher(login, 7, "teacher", PASSWORD);
	return login;
}

static Outcome try_from(
	Login *login, const char *name, const char *password, const char *from, gint64 now_ms)
{
	Outcome outcome = { 0 };
	login_try(login, name, password, from, now_ms, answered, &outcome);
	while (outcome.n_answers == 0)
		g_main_context_iteration(NULL, TRUE);
	g_assert_cmpuint(outcome.n_answers, ==, 1);
	return outcome;
}

static void test_login_right_and_wrong(void)
{
	g_autoptr(Login) login = login_with_teacher();
	Outcome right = try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW);
	g_assert_cmpint(right.result, ==, LOGIN_OK);
	g_assert_cmpuint(strlen(right.token), ==, LOGIN_TOKEN_LENGTH);
	g_assert_cmpuint(strspn(right.token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					     "0123456789-_"),
		==, LOGIN_TOKEN_LENGTH);
	const StoreTeacher *teacher = login_teacher(login, right.token, NOW + 1);
	g_assert_nonnull(teacher);
	g_assert_cmpint(teacher->id, ==, 7);
	g_assert_cmpstr(teacher->name, ==, "王老师");

	Outcome again = try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW);
	g_assert_cmpstr(again.token, !=, right.token);

	static const char *const wrong[][2] = { { "teacher", "" },
		{ "teacher", "Korr-ekte-pass-wort" }, { "Teacher", PASSWORD }, { "", PASSWORD } };
	for (guint i = 0; i < G_N_ELEMENTS(wrong); i++)
		g_assert_cmpint(try_from(login, wrong[i][0], wrong[i][1], "10.0.0.7", NOW).result,
			==, LOGIN_WRONG);
}

static void test_login_brake(void)
{
	g_autoptr(Login) login = login_with_teacher();
	for (guint i = 0; i < BRAKE_N_FREE; i++)
		g_assert_cmpint(
			try_from(login, "teacher", "no", "10.0.0.7", NOW).result, ==, LOGIN_WRONG);
	/* Now even the right one has to wait, and only for as long as is said. */
	g_assert_cmpint(
		try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW).result, ==, LOGIN_TOO_MANY);
	g_assert_cmpuint(login_wait_seconds(login, "teacher", "10.0.0.7", NOW), ==, 10);
	g_assert_cmpint(try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW + 9999).result, ==,
		LOGIN_TOO_MANY);
	g_assert_cmpint(
		try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW + 10000).result, ==, LOGIN_OK);
	/* All is forgiven. */
	g_assert_cmpint(
		try_from(login, "teacher", "no", "10.0.0.7", NOW + 10001).result, ==, LOGIN_WRONG);
	g_assert_cmpint(
		try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW + 10002).result, ==, LOGIN_OK);
}

/* Of this process's threads: on a loaded machine the clock on the wall tells of others. */
static gint64 processor_us(void)
{
	struct timespec now;

	g_assert_cmpint(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), ==, 0);
	return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gint64 work_for(Login *login, const char *name, const char *from)
{
	gint64 begin_us = processor_us();
	for (guint i = 0; i < 3; i++)
		g_assert_cmpint(try_from(login, name, "no", from, NOW).result, ==, LOGIN_WRONG);
	return processor_us() - begin_us;
}

/* The time of an answer must not tell which names there are. */
static void test_login_unknown_name_takes_as_long(void)
{
	g_autoptr(Login) login = login_with_teacher();
	gint64 known_us = work_for(login, "teacher", "10.0.0.1");
	gint64 unknown_us = work_for(login, "nobody", "10.0.0.2");
	g_test_message("known %" G_GINT64_FORMAT " us, unknown %" G_GINT64_FORMAT " us", known_us,
		unknown_us);
	g_assert_cmpint(unknown_us, >, known_us / 3);
	g_assert_cmpint(unknown_us, <, known_us * 3);
}

static void test_login_queue_bounded(void)
{
	g_autoptr(Login) login = login_with_teacher();
	Outcome outcomes[40] = { 0 };
	guint n_refused = 0;
	for (guint i = 0; i < G_N_ELEMENTS(outcomes); i++) {
		g_autofree char *from = g_strdup_printf("10.0.0.%u", i);
		g_autofree char *name = g_strdup_printf("name%u", i);
		login_try(login, name, "no", from, NOW, answered, &outcomes[i]);
		n_refused += outcomes[i].n_answers;
	}
	g_assert_cmpuint(n_refused, >=, G_N_ELEMENTS(outcomes) - LOGIN_N_WAITING_MAX - 1);
	for (guint i = 0; i < G_N_ELEMENTS(outcomes); i++) {
		while (outcomes[i].n_answers == 0)
			g_main_context_iteration(NULL, TRUE);
		g_assert_cmpuint(outcomes[i].n_answers, ==, 1);
	}
	/* And the queue is open again. */
	g_assert_cmpint(try_from(login, "teacher", PASSWORD, "10.1.0.1", NOW).result, ==, LOGIN_OK);
}

/* Parallel guesses count before their answers are out. */
static void test_login_parallel_guesses_count(void)
{
	g_autoptr(Login) login = login_with_teacher();
	Outcome outcomes[8] = { 0 };
	guint n_checked = 0;
	for (guint i = 0; i < G_N_ELEMENTS(outcomes); i++)
		login_try(login, "teacher", "no", "10.0.0.7", NOW, answered, &outcomes[i]);
	for (guint i = 0; i < G_N_ELEMENTS(outcomes); i++) {
		while (outcomes[i].n_answers == 0)
			g_main_context_iteration(NULL, TRUE);
		n_checked += outcomes[i].result == LOGIN_WRONG;
	}
	g_assert_cmpuint(n_checked, ==, BRAKE_N_FREE);
}

static void test_login_free_answers(void)
{
	Login *login = login_with_teacher();
	Outcome outcomes[4] = { 0 };
	for (guint i = 0; i < G_N_ELEMENTS(outcomes); i++)
		login_try(login, "teacher", PASSWORD, "10.0.0.7", NOW, answered, &outcomes[i]);
	g_assert_null(login_free(login));
	for (guint i = 0; i < G_N_ELEMENTS(outcomes); i++) {
		g_assert_cmpuint(outcomes[i].n_answers, ==, 1);
		g_assert_cmpint(outcomes[i].result, ==, LOGIN_WRONG);
	}
	while (g_main_context_iteration(NULL, FALSE))
		;
	g_assert_null(login_free(NULL));
}

/* ---- sessions */

static void test_session_ends(void)
{
	g_autoptr(Login) login = login_with_teacher();
	Outcome idle = try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW);
	g_assert_true(login_alive(login, idle.token, NOW + LOGIN_IDLE_MS - 1));
	/* Being asked is not use: only login_teacher is. */
	g_assert_null(login_teacher(login, idle.token, NOW + LOGIN_IDLE_MS));
	g_assert_null(login_teacher(login, idle.token, NOW)); /* over is over */

	Outcome busy = try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW);
	gint64 now_ms = NOW;
	while (now_ms + LOGIN_IDLE_MS / 2 < NOW + LOGIN_MAX_MS) {
		now_ms += LOGIN_IDLE_MS / 2;
		g_assert_nonnull(login_teacher(login, busy.token, now_ms));
	}
	g_assert_null(login_teacher(login, busy.token, NOW + LOGIN_MAX_MS));
}

static void test_session_end(void)
{
	g_autoptr(Login) login = login_with_teacher();
	Outcome one = try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW);
	Outcome two = try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW);
	login_end(login, one.token);
	login_end(login, one.token);
	login_end(login, "");
	login_end(login, NULL);
	g_assert_false(login_alive(login, one.token, NOW));
	g_assert_true(login_alive(login, two.token, NOW));
	/* One letter off is nobody. */
	two.token[5] = two.token[5] == 'A' ? 'B' : 'A';
	g_assert_null(login_teacher(login, two.token, NOW));
	g_assert_null(login_teacher(login, NULL, NOW));
	g_assert_null(login_teacher(login, "short", NOW));
}

static void test_session_new_password(void)
{
	g_autoptr(Login) login = login_with_teacher();
	add_teacher(login, 8, "other", "other-pass");
	Outcome teacher = try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW);
	Outcome other = try_from(login, "other", "other-pass", "10.0.0.7", NOW);
	add_teacher(login, 7, "teacher", "an-other-one");
	g_assert_false(login_alive(login, teacher.token, NOW));
	g_assert_true(login_alive(login, other.token, NOW));
	g_assert_cmpint(
		try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW).result, ==, LOGIN_WRONG);
	g_assert_cmpint(
		try_from(login, "teacher", "an-other-one", "10.0.0.7", NOW).result, ==, LOGIN_OK);
}

/* What a record would have: the last word of one session. */
typedef struct {
	guint n_told;
	char token_hash[129], password_tag[129];
	StoreSession row;
} Kept;

static void keep(void *user, const StoreSession *session)
{
	Kept *kept = user;
	kept->n_told++;
	g_strlcpy(kept->token_hash, session->token_hash, sizeof(kept->token_hash));
	g_strlcpy(kept->password_tag, session->password_tag, sizeof(kept->password_tag));
	kept->row = *session;
	kept->row.token_hash = kept->token_hash;
	kept->row.password_tag = kept->password_tag;
}

static Login *login_started(const StoreTeacher *teacher, Kept *kept)
{
	Login *login = login_new();
	login_add_teacher(login, teacher);
	login_set_keeper(login, keep, kept);
	return login;
}

/* Of the token only its hash is kept; a use is told now and then, an end at once. */
static void test_session_after_start(void)
{
	g_autofree char *hash = login_hash_password(PASSWORD);
	const StoreTeacher teacher = { 7, (char *)"teacher", (char *)"王老师", hash, NULL, 0,
		NULL };
	Kept kept = { 0 };
	Login *login = login_started(&teacher, &kept);
	Outcome one = try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW);
	g_assert_cmpuint(kept.n_told, ==, 1);
	g_assert_null(strstr(kept.token_hash, one.token));
	g_assert_nonnull(login_teacher(login, one.token, NOW + 1000));
	g_assert_cmpuint(kept.n_told, ==, 1);
	g_assert_nonnull(login_teacher(login, one.token, NOW + 700000));
	g_assert_cmpuint(kept.n_told, ==, 2);
	login_free(login);
	g_assert_cmpuint(kept.n_told, ==, 2); /* a daemon that stops ends no session */

	login = login_started(&teacher, &kept);
	g_assert_false(login_alive(login, one.token, NOW + 800000));
	login_restore(login, &kept.row, NOW + 800000);
	g_assert_nonnull(login_teacher(login, one.token, NOW + 800000));
	/* Seven days count from the login, whatever was started anew. */
	g_assert_false(login_alive(login, one.token, NOW + LOGIN_MAX_MS));
	g_assert_cmpint(kept.row.used_ms, ==, 0);
	login_free(login);
}

static void test_session_not_restored(void)
{
	g_autofree char *hash = login_hash_password(PASSWORD);
	g_autofree char *other_hash = login_hash_password(PASSWORD);
	const StoreTeacher teacher = { 7, (char *)"teacher", (char *)"王老师", hash, NULL, 0,
		NULL };
	const StoreTeacher changed = { 7, (char *)"teacher", (char *)"王老师", other_hash, NULL, 0,
		NULL };
	Kept kept = { 0 }, after = { 0 };
	Login *login = login_started(&teacher, &kept);
	Outcome one = try_from(login, "teacher", PASSWORD, "10.0.0.7", NOW);
	login_free(login);
	/* The password was changed while no daemon ran. */
	login = login_started(&changed, &after);
	login_restore(login, &kept.row, NOW);
	g_assert_false(login_alive(login, one.token, NOW));
	g_assert_cmpuint(after.n_told, ==, 1);
	g_assert_cmpint(after.row.used_ms, ==, 0);
	login_free(login);
	/* It was not used for too long; what is no hash is nothing. */
	login = login_started(&teacher, &after);
	login_restore(login, &kept.row, NOW + LOGIN_IDLE_MS);
	kept.token_hash[0] = '\0';
	login_restore(login, &kept.row, NOW);
	g_assert_false(login_alive(login, one.token, NOW));
	login_free(login);
}

static void test_passwords(void)
{
	g_autofree char *hash = login_hash_password("a");
	g_autofree char *salted = login_hash_password("a");
	g_assert_true(g_str_has_prefix(hash, "$argon2id$v=19$m=65536,t=2,p=1$"));
	g_assert_cmpstr(hash, !=, salted);

	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < 1000; i++) {
		char *password = login_random_password();
		g_assert_true(
			g_regex_match_simple("^[a-z0-9]{4}(-[a-z0-9]{4}){3}$", password, 0, 0));
		g_assert_null(strpbrk(password, "0o1lI2z5s8bu"));
		g_assert_true(g_hash_table_add(seen, password));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/brake/grows", test_brake_grows);
	g_test_add_func("/brake/by-address-and-by-name", test_brake_by_address_and_by_name);
	g_test_add_func("/brake/known-desk", test_brake_known_desk);
	g_test_add_func("/brake/forgets", test_brake_forgets);
	g_test_add_func("/brake/networks", test_brake_networks);
	g_test_add_func("/brake/bounded", test_brake_bounded);
	g_test_add_func("/login/right-and-wrong", test_login_right_and_wrong);
	g_test_add_func("/login/brake", test_login_brake);
	g_test_add_func("/login/unknown-name-takes-as-long", test_login_unknown_name_takes_as_long);
	g_test_add_func("/login/queue-bounded", test_login_queue_bounded);
	g_test_add_func("/login/parallel-guesses-count", test_login_parallel_guesses_count);
	g_test_add_func("/login/free-answers", test_login_free_answers);
	g_test_add_func("/session/ends", test_session_ends);
	g_test_add_func("/session/end", test_session_end);
	g_test_add_func("/session/new-password", test_session_new_password);
	g_test_add_func("/session/after-start", test_session_after_start);
	g_test_add_func("/session/not-restored", test_session_not_restored);
	g_test_add_func("/passwords", test_passwords);
	return g_test_run();
}
