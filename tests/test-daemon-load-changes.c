/* SPDX-License-Identifier: MIT */
/* A rule is changed from a day on for a reason, a pupil gets a plan: at once, and in the record. */
#include "daemon/load-changes.h"
#include "store/load-source.h"
#include "tests/json-form.h"
#include "tests/load-fixture.h"
#include "tests/store-fixture.h"

typedef struct {
	StoreFixture fixture;
	StoreReader *reader;
	RulesBook *rules;
} Room;

static void set_up(Room *room, gconstpointer unused)
{
	const StoreClass class = { .id = 1, .name = (char *)"四年级2班", .grade = 4 };
	const StorePupil pupil = { .id = 2, .class_id = 1, .number = 17, .name = (char *)"甲" };

	fixture_set_up(&room->fixture, unused);
	store_put_class(room->fixture.store, &class);
	fixture_wait(&room->fixture, store_put_pupil(room->fixture.store, &pupil));
	room->reader = fixture_reader(&room->fixture);
	room->rules = rules_book_new(rules_new());
}

static void tear_down(Room *room, gconstpointer unused)
{
	rules_book_free(room->rules);
	store_reader_close(room->reader);
	fixture_tear_down(&room->fixture, unused);
}

static char *say(Room *room, const char *line)
{
	const LoadChanges changes = { room->fixture.store, room->reader, room->rules };

	return load_changes_answer(&changes, line, strlen(line));
}

static void say_example(Room *room, const char *name)
{
	json_t *example = json_form_example(name);
	char *line = json_dumps(example, JSON_COMPACT);
	g_autofree char *answer = say(room, line);

	g_assert_true(g_str_has_prefix(answer, "{\"type\":\"done\""));
	free(line);
	json_decref(example);
	fixture_wait(&room->fixture, store_sequence(room->fixture.store));
}

static gint limit_on(const RulesBook *book, const char *day)
{
	return rules_limit(rules_book_at(book, fixture_day(day)), 4);
}

static void test_rule(Room *room, gconstpointer unused)
{
	(void)unused;
	say_example(room, "rule");
	g_assert_cmpint(limit_on(room->rules, "2026-09-20"), ==, 60);
	g_assert_cmpint(limit_on(room->rules, "2026-09-21"), ==, 50);
	g_autoptr(RulesBook) again = load_source_rules(NULL, room->reader, NULL);
	g_assert_cmpint(limit_on(again, "2026-09-20"), ==, 60);
	g_assert_cmpint(limit_on(again, "2026-09-21"), ==, 50);
	g_autoptr(GPtrArray) changes = store_reader_rule_changes(room->reader, NULL);
	g_assert_cmpuint(changes->len, ==, 1);
	g_assert_cmpstr(((StoreRuleChange *)changes->pdata[0])->reason, ==, "家长会决定");
}

static void test_plan(Room *room, gconstpointer unused)
{
	(void)unused;
	say_example(room, "plan");
	g_autofree char *ended =
		say(room, "{\"type\":\"plan\",\"class\":\"四年级2班\",\"number\":17,"
			  "\"request\":12}");
	g_assert_cmpstr(ended, ==, "{\"type\":\"done\",\"request\":12}");
	fixture_wait(&room->fixture, store_sequence(room->fixture.store));
	g_autoptr(GPtrArray) plans = store_reader_plans(room->reader, NULL);
	g_assert_cmpuint(plans->len, ==, 2);
	const StorePlan *plan = plans->pdata[0], *end = plans->pdata[1];
	g_assert_cmpint(plan->pupil_id, ==, 2);
	g_assert_cmpint(plan->from_day, ==, fixture_day("2026-09-21"));
	g_assert_cmpint(plan->limit_minutes, ==, 30);
	g_assert_cmpint(plan->time_percent, ==, 150);
	g_assert_cmpint(plan->items_percent, ==, 60);
	g_assert_cmpint(end->limit_minutes, ==, -1);
}

/* An older zhibi took it: it is told with its mend until the rule is put right. */
static void test_not_allowed_any_more(Room *room, gconstpointer unused)
{
	StoreRuleChange change = { .id = store_new_id(room->fixture.store),
		.rule = (char *)"limits.grades_1_2",
		.value = (char *)"20",
		.from_day = fixture_day("2026-09-01"),
		.reason = (char *)"x",
		.at_ms = 1 };

	(void)unused;
	fixture_wait(&room->fixture, store_put_rule_change(room->fixture.store, &change));
	g_test_expect_message("zhibi-store", G_LOG_LEVEL_WARNING,
		"*limits.grades_1_2 = 20 is passed over*--set limits.grades_1_2=0*");
	g_autoptr(RulesBook) before = load_source_rules(NULL, room->reader, NULL);
	g_test_assert_expected_messages();
	g_assert_nonnull(before);
	g_autofree char *done =
		say(room, "{\"type\":\"rule\",\"request\":1,\"rule\":"
			  "\"limits.grades_1_2\",\"value\":\"0\",\"reason\":\"x\"}");
	g_assert_true(g_str_has_prefix(done, "{\"type\":\"done\""));
	fixture_wait(&room->fixture, store_sequence(room->fixture.store));
	g_autoptr(RulesBook) after = load_source_rules(NULL, room->reader, NULL); /* in silence */
	g_assert_nonnull(after);
}

/* Put down, put right, and taken back. */
static void test_training(Room *room, gconstpointer unused)
{
	(void)unused;
	say_example(room, "training");
	g_autoptr(GPtrArray) rows = store_reader_trainings(room->reader, 0, G_MAXINT, NULL);
	g_assert_cmpuint(rows->len, ==, 1);
	const StoreTraining *row = g_ptr_array_index(rows, 0);
	g_assert_cmpstr(row->kind, ==, "校本研修");
	g_assert_cmpint(row->n_people, ==, 32);
	g_assert_cmpint(row->day, ==, fixture_day("2026-09-09"));
	g_autofree char *right = g_strdup_printf(
		"{\"type\":\"training\",\"request\":2,\"id\":%" G_GINT64_FORMAT
		",\"kind\":\"校本研修\",\"people\":%d,\"minutes\":90,\"day\":\"2026-09-09\"}",
		row->id, 0);
	g_autofree char *done = say(room, right);
	g_assert_true(g_str_has_prefix(done, "{\"type\":\"done\""));
	fixture_wait(&room->fixture, store_sequence(room->fixture.store));
	g_autofree char *unknown =
		say(room, "{\"type\":\"training\",\"request\":2,\"id\":999999,\"kind\":\"x\","
			  "\"people\":9,\"minutes\":9}");
	g_assert_nonnull(strstr(unknown, "\"no-such-training\""));
	g_autoptr(GPtrArray) none = store_reader_trainings(room->reader, 0, G_MAXINT, NULL);
	g_assert_cmpuint(none->len, ==, 0);
}

static void test_refused(Room *room, gconstpointer unused)
{
	static const struct {
		const char *line, *code, *word;
	} ROWS[] = {
		{ "{\"type\":\"rule\",\"request\":1,\"rule\":\"limits.grades_3_6\",\"value\":"
		  "\"50\",\"reason\":\" \u3000 \"}",
			"needs-reason", "for a reason" },
		{ "{\"type\":\"plan\",\"request\":1,\"class\":\"四年级2班\",\"number\":17,"
		  "\"limit_minutes\":30,\"items_percent\":0}",
			"bad-message", "items_percent" },
		{ "{\"type\":\"rule\",\"request\":1,\"rule\":\"limits.grades_3_6\",\"value\":"
		  "\"many\","
		  "\"reason\":\"x\"}",
			"bad-rule",
			"limits.grades_3_6 = many 不对：请写 0 到 600 分钟（见 "
			"zhibi-rules.conf(5)）。\",\"en\":\"limits.grades_3_6 = many: write "
			"minutes from 0 to 600.\"" },
		{ "{\"type\":\"rule\",\"request\":1,\"rule\":\"limits.grade\",\"value\":\"1\","
		  "\"reason\":"
		  "\"x\"}",
			"bad-rule", "the nearest is limits.grades" },
		{ "{\"type\":\"rule\",\"request\":1,\"rule\":\"measure.gap_seconds\",\"value\":"
		  "\"30\","
		  "\"reason\":\"x\"}",
			"bad-rule", "in the file" },
		{ "{\"type\":\"rule\",\"request\":1,\"rule\":\"limits.grades_3_6\",\"value\":"
		  "\"50\"}",
			"needs-reason", "--reason" },
		{ "{\"type\":\"rule\",\"request\":1,\"rule\":\"a\",\"value\":\"1\",\"from\":"
		  "\"soon\"}",
			"bad-message", "from" },
		{ "{\"type\":\"rule\",\"request\":1,\"rule\":\"a\"}", "bad-message", "value" },
		{ "{\"type\":\"rule\"}", "bad-message", "request" },
		{ "{\"type\":\"plan\",\"request\":1,\"class\":\"五1\",\"number\":17}",
			"no-such-pupil", "no such class" },
		{ "{\"type\":\"plan\",\"request\":1,\"class\":\"四年级2班\",\"number\":18}",
			"no-such-pupil", "number" },
		{ "{\"type\":\"plan\",\"request\":1,\"class\":\"四年级2班\",\"number\":17,"
		  "\"limit_minutes\":-5}",
			"bad-message", "limit_minutes" },
		{ "{\"type\":\"plan\",\"request\":1,\"class\":\"四年级2班\",\"number\":17,"
		  "\"items_percent\":101}",
			"bad-message", "items_percent" },
		{ "{\"type\":\"training\",\"request\":1,\"kind\":\"\"}", "bad-message", "kind" },
		{ "{\"type\":\"training\",\"request\":1,\"kind\":\"x\",\"people\":0,\"minutes\":9}",
			"bad-message", "people" },
		{ "{\"type\":\"training\",\"request\":1,\"kind\":\"x\",\"people\":9}",
			"bad-message", "minutes" },
		{ "{\"type\":\"training\",\"request\":1,\"kind\":\"x\",\"people\":9,\"minutes\":9,"
		  "\"day\":\"2999-01-01\"}",
			"bad-message", "day" },
		{ "{\"type\":\"plan\",\"request\":1,\"class\":\"四年级2班\",\"number\":17,\"why\":"
		  "1}",
			"bad-message", "why" },
	};

	(void)unused;
	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *answer = say(room, ROWS[i].line);
		g_autofree char *code = g_strdup_printf("\"code\":\"%s\"", ROWS[i].code);

		g_test_message("%s", answer);
		g_assert_nonnull(strstr(answer, code));
		g_assert_nonnull(strstr(answer, ROWS[i].word));
	}
	g_assert_null(say(room, "{\"type\":\"status\",\"request\":1}"));
	g_assert_null(say(room, "nonsense"));
	g_assert_cmpint(limit_on(room->rules, "2026-12-01"), ==, 60);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, run) g_test_add("/daemon/load-changes/" name, Room, NULL, set_up, run, tear_down)
	ADD("rule", test_rule);
	ADD("not-allowed-any-more", test_not_allowed_any_more);
	ADD("plan", test_plan);
	ADD("training", test_training);
	ADD("refused", test_refused);
	return g_test_run();
}
