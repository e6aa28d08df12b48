/* SPDX-License-Identifier: MIT */
/* An answer is let go when what it promises is kept, and is taken back when that was refused: that, and nothing else. */
#include "daemon/kept-answers.h"
#include "tests/store-fixture.h"

#define DONE "{\"type\":\"done\",\"request\":7}"

static void expect(KeptAnswers *answers, const Store *store, bool is_done)
{
	g_autofree char *text = kept_answers_take(answers, store);

	if (is_done)
		g_assert_cmpstr(text, ==, DONE);
	else
		g_assert_nonnull(strstr(text, "\"not-kept\""));
	g_assert_cmpint(strstr(text, "\"request\":7") != NULL, ==, true);
}

/* A group that is refused, one that puts nothing, one that says the first one's again, and one that is kept. */
static void test_refused(StoreFixture *fixture, gconstpointer unused)
{
	const StoreClass class = { .id = 2, .name = (char *)"四2", .grade = 4 };
	const StorePupil nobody = { .id = 3, .class_id = 999, .name = (char *)"" };
	const GLogLevelFlags fatal = g_log_set_always_fatal(G_LOG_LEVEL_ERROR);
	KeptAnswers answers = { 0 };
	Store *store = fixture->store;
	guint64 refused = 0;

	(void)unused;
	for (guint i = 0; i < 4; i++) {
		store_begin_group(store);
		if (i == 0)
			refused = store_put_pupil(store, &nobody);
		else if (i == 2)
			store_rely(store, refused);
		else if (i == 3)
			store_put_class(store, &class);
		kept_answers_put(&answers, store, g_strdup(DONE));
		store_end_group(store);
		g_assert_cmpuint(store_group_sequence(store), ==, 0);
	}
	g_assert_null(kept_answers_take(&answers, store));
	fixture_wait(fixture, store_sequence(store));
	g_log_set_always_fatal(fatal);
	expect(&answers, store, false);
	expect(&answers, store, true);
	expect(&answers, store, false);
	expect(&answers, store, true);
	g_assert_null(kept_answers_take(&answers, store));
	kept_answers_clear(&answers);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/daemon/kept-answers/refused", StoreFixture, NULL, fixture_set_up, test_refused,
		fixture_tear_down);
	return g_test_run();
}
