/* SPDX-License-Identifier: MIT */
/* The rules of homework load: the documented file, its messages, the calendar, and a school's changes. */
#include "homework/load/rules.h"
#include "tests/load-fixture.h"
#include "tests/sheet-error-check.h"

#define RULES_FILE "daemon/rules.conf"

static Rules *parse(const char *text, GError **error)
{
	g_autoptr(Rules) rules = rules_new();

	return rules_parse(rules, "rules.conf", text, strlen(text), error) ? g_steal_pointer(&rules)
									   : NULL;
}

/* Every default in the file is the one in the program, and none is left out. */
static void test_documented(void)
{
	g_autofree char *text = NULL;
	g_autoptr(Rules) defaults = rules_new();
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_get_contents(RULES_FILE, &text, NULL, &error));
	g_autoptr(Rules) as_it_is = parse(text, &error);
	g_assert_no_error(error);
	for (guint i = 0; rules_name(i); i++) {
		g_auto(GStrv) parts = g_strsplit(rules_name(i), ".", 2);
		g_autofree char *group = g_strdup_printf("\n[%s]\n", parts[0]);
		g_autofree char *value = rules_value(defaults, i);
		g_autofree char *same = rules_value(as_it_is, i);
		g_autofree char *line = g_strdup_printf("\n#%s = %s\n", parts[1], value);
		const char *begin = strstr(text, group);

		g_test_message("%s", rules_name(i));
		g_assert_cmpstr(value, ==, same);
		g_assert_nonnull(begin);
		const char *end = strstr(begin + 2, "\n[");
		g_autofree char *section =
			end ? g_strndup(begin, (gsize)(end - begin) + 1) : g_strdup(begin);
		g_assert_nonnull(strstr(section, line));
	}
}

/* Each value that is written is read as the same. */
static void test_values(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Rules) rules =
		parse("[time]\nutc_offset = -03:30\n[limits]\ngrades_3_6=45\n"
		      "[service]\nevening_study = 18:40-20:30\n weekdays = mon;wed\n"
		      "[calendar]\nno_homework = wed\n"
		      "terms = 2026-09-01..2027-01-20; 2027-02-22..2027-07-02\n"
		      "[lessons]\nprimary = none\n",
			&error);

	g_assert_no_error(error);
	g_assert_cmpint(rules->clock.offset_minutes, ==, -210);
	g_assert_cmpint(rules->limit_minutes[BAND_3_6], ==, 45);
	g_assert_cmpint(rules->evening_study.begin_minute, ==, 18 * 60 + 40);
	g_assert_cmpint(rules->no_homework_weekday, ==, 3);
	g_assert_cmpuint(rules->service_weekdays, ==, 1 << 1 | 1 << 3);
	g_assert_cmpuint(rules->terms->len, ==, 2);
	for (guint i = 0; rules_name(i); i++) {
		g_autofree char *value = rules_value(rules, i);
		g_autoptr(Rules) other = rules_new();
		g_autofree char *wrong = rules_set(other, rules_name(i), value);
		g_autofree char *again = rules_value(other, i);

		g_assert_cmpstr(wrong, ==, NULL);
		g_assert_cmpstr(again, ==, value);
	}
}

/* As Notepad saves it. */
static void test_mark(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Rules) rules = parse("\xEF\xBB\xBF[limits]\ngrades_3_6 = 50\n", &error);

	g_assert_no_error(error);
	g_assert_cmpint(rules->limit_minutes[BAND_3_6], ==, 50);
}

static void test_messages(void)
{
	static const struct {
		const char *text, *message;
	} ROWS[] = {
		{ "[limits]\n\ngrades_3_6 = an hour\n",
			"rules.conf:3: limits.grades_3_6 = an hour: 请写 0 到 600 分钟 / "
			"rules.conf:3: limits.grades_3_6 = an hour: write minutes from 0 to 600" },
		{ "[limits]\ngrade_3_6 = 60\n", "the nearest is limits.grades_3_6" },
		{ "grades_3_6 = 60\n", "rules.conf:1: 请先写它属于哪一组，如 [limits] / "
				       "rules.conf:1: say of which group it is" },
		{ "[limits]\n60\n", "rules.conf:2: 请写 [组]、规则 = 值，或以 # 开头的话 / "
				    "rules.conf:2: write [group], rule = value" },
		{ "[bedtime]\nprimary = 9pm\n", "write a time of day, as 21:20" },
		{ "[bedtime]\nprimary = 21:60\n", "write a time of day" },
		{ "[lessons]\nprimary = 16:00-08:00\n", "write from when to when" },
		{ "[calendar]\nholidays = 2026-02-30\n", "write days and spans of days" },
		{ "[calendar]\nholidays = 2026-10-07..2026-10-01\n", "write days and spans" },
		{ "[calendar]\nno_homework = someday\n", "write mon to sun, or none" },
		{ "[time]\nutc_offset = 8\n", "write the time zone as +08:00" },
		{ "[service]\nevening_study = 18:40-21:00\n\n", "rules.conf:2: 晚自习不能晚于" },
		{ "[measure]\nthinking_seconds = 30\n", "not shorter than a gap" },
		{ "[limits]\ngrades_1_2 = 60\n", "without exception: it can only be 0" },
		{ "[weekend]\ngrades_1_2 = 1\n", "without exception: it can only be 0" },
		{ "[holiday]\ngrades_1_2 = 20\n", "没有例外" },
		{ "[measure]\ngroup_minimum = 9\n", "groups of fewer than 10 are never reported" },
		{ "[measure]\ngroup_minimum = 0\n", "write a number from 10 to 1000" },
		{ "[limits]\ngrades_3_6 = \xff\n", "rules.conf:1: 不是 UTF-8 文字，请另存为 UTF-8 "
						   "/ rules.conf:1: it is not UTF-8" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GError) error = NULL;
		Rules *rules = parse(ROWS[i].text, &error);

		g_assert_null(rules);
		g_assert_error(error, RULES_ERROR, RULES_ERROR_BAD);
		g_test_message("%s", error->message);
		g_assert_nonnull(strstr(error->message, ROWS[i].message));
		sheet_error_check_words(error->message, NULL);
	}
}

static void test_days(void)
{
	const SchoolClock clock = { 8 * 60, 4 * 60 };
	static const char *const BAD[] = { "2026-9-1", "2026-13-01", "2026-02-29", "1969-12-31",
		"2026-09-011", "", "3000-01-01" };
	char text[SCHOOL_DAY_BYTES];
	gint day;

	for (day = 0; day < 100000; day += 37) {
		gint back;
		school_day_format(day, text);
		g_assert_true(school_day_parse(text, &back));
		g_assert_cmpint(back, ==, day);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++)
		g_assert_false(school_day_parse(BAD[i], &day));
	day = fixture_day("2026-09-07");
	g_assert_cmpint(school_day_weekday(day), ==, 1);
	g_assert_cmpint(school_day_monday(day + 6), ==, day);
	SchoolMoment moment = school_day_of(&clock, fixture_at("2026-09-07 04:00", 0));
	g_assert_cmpint(moment.day, ==, day);
	g_assert_cmpint(moment.minute, ==, 240);
	moment = school_day_of(&clock, fixture_at("2026-09-08 03:59", 59));
	g_assert_cmpint(moment.day, ==, day);
	g_assert_cmpint(moment.minute, ==, 1440 + 239);
	g_assert_cmpint(school_day_begin_ms(&clock, day), ==, fixture_at("2026-09-07 04:00", 0));
}

static LoadPlace place_at(const Rules *rules, gint grade, const char *text)
{
	return rules_place_at(rules, grade, school_day_of(&rules->clock, fixture_at(text, 0)));
}

static void test_places(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Rules) rules = parse("[calendar]\nterms = 2026-09-01..2027-01-20\n"
				       "holidays = 2026-10-01..2026-10-07\nworkdays = 2026-10-10\n"
				       "[service]\nevening_study = 18:40-20:20\n",
		&error);

	g_assert_no_error(error);
	g_assert_cmpint(place_at(rules, 4, "2026-09-07 08:19"), ==, LOAD_HOME);
	g_assert_cmpint(place_at(rules, 4, "2026-09-07 08:20"), ==, LOAD_LESSON);
	g_assert_cmpint(place_at(rules, 7, "2026-09-07 08:00"), ==, LOAD_LESSON);
	g_assert_cmpint(place_at(rules, 4, "2026-09-07 15:59"), ==, LOAD_LESSON);
	g_assert_cmpint(place_at(rules, 4, "2026-09-07 16:00"), ==, LOAD_SERVICE);
	g_assert_cmpint(place_at(rules, 4, "2026-09-07 18:00"), ==, LOAD_HOME);
	g_assert_cmpint(place_at(rules, 4, "2026-09-07 19:00"), ==, LOAD_HOME);
	g_assert_cmpint(place_at(rules, 8, "2026-09-07 19:00"), ==, LOAD_SERVICE);
	g_assert_cmpint(place_at(rules, 4, "2026-09-08 00:30"), ==, LOAD_HOME);
	g_assert_cmpint(place_at(rules, 4, "2026-09-12 10:00"), ==, LOAD_HOME);	  /* Saturday */
	g_assert_cmpint(place_at(rules, 4, "2026-10-10 10:00"), ==, LOAD_LESSON); /* made up for */
	g_assert_cmpint(place_at(rules, 4, "2026-10-10 17:00"), ==, LOAD_SERVICE);
	g_assert_cmpint(place_at(rules, 4, "2026-10-01 10:00"), ==, LOAD_HOME); /* holiday */
	g_assert_cmpint(place_at(rules, 4, "2027-01-25 10:00"), ==, LOAD_HOME); /* no term */
}

static void test_budget(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Rules) rules = parse("[calendar]\nholidays = 2026-10-01..2026-10-07\n"
				       "no_homework = wed\n[holiday]\ngrades_3_6 = 20\n",
		&error);

	g_assert_no_error(error);
	g_assert_cmpint(rules_budget(rules, 4, fixture_day("2026-09-07")), ==, 60);
	g_assert_cmpint(rules_budget(rules, 4, fixture_day("2026-09-09")), ==, 0); /* Wednesday */
	g_assert_cmpint(
		rules_budget(rules, 4, fixture_day("2026-09-11")), ==, 60 + 60); /* Friday */
	g_assert_cmpint(rules_budget(rules, 8, fixture_day("2026-09-11")), ==, 90 + 90);
	g_assert_cmpint(rules_budget(rules, 1, fixture_day("2026-09-11")), ==, 0);
	g_assert_cmpint(rules_budget(rules, 4, fixture_day("2026-09-30")), ==, 7 * 20);
	g_assert_cmpint(rules_budget(rules, 4, fixture_day("2026-10-03")), ==, 7 * 20);
	g_assert_cmpint(rules_budget(rules, 4, fixture_day("2026-09-12")), ==, 60);
	g_assert_cmpint(rules_budget(rules, 4, fixture_day("2026-09-13")), ==, 60);
	g_assert_cmpint(rules_budget(rules, 11, fixture_day("2026-09-30")), ==, -1);
	g_assert_true(rules_counts(rules, 4, LOAD_SERVICE));
	g_assert_false(rules_counts(rules, 4, LOAD_LESSON));
	g_assert_false(rules_counts(rules, 2, LOAD_SERVICE));
	g_assert_true(rules_counts(rules, 2, LOAD_HOME));
}

static gint limit_on(const RulesBook *book, const char *day)
{
	return rules_limit(rules_book_at(book, fixture_day(day)), 4);
}

static void test_changes(void)
{
	g_autoptr(RulesBook) book = rules_book_new(rules_new());
	g_autofree char *wrong = NULL;

	g_assert_null(
		rules_book_change(book, fixture_day("2026-10-01"), "limits.grades_3_6", "40"));
	g_assert_null(
		rules_book_change(book, fixture_day("2026-09-10"), "limits.grades_3_6", "50"));
	g_assert_null(
		rules_book_change(book, fixture_day("2026-09-20"), "bedtime.primary", "21:00"));
	g_assert_null(
		rules_book_change(book, fixture_day("2026-10-01"), "limits.grades_3_6", "45"));
	g_assert_cmpint(limit_on(book, "2026-09-09"), ==, 60);
	g_assert_cmpint(limit_on(book, "2026-09-10"), ==, 50);
	g_assert_cmpint(limit_on(book, "2026-09-25"), ==, 50);
	g_assert_cmpint(limit_on(book, "2026-10-01"), ==, 45);
	const Rules *later = rules_book_at(book, fixture_day("2026-12-01"));
	g_assert_cmpint(later->bedtime_minute[STAGE_PRIMARY], ==, 21 * 60);
	wrong = rules_book_change(book, 20000, "limits.grades_3_6", "many");
	g_assert_nonnull(strstr(wrong, "write minutes"));
	g_free(wrong);
	wrong = rules_book_change(book, 20000, "limits.grades_1_2", "60");
	g_assert_nonnull(strstr(wrong, "without exception"));
	g_assert_null(rules_book_change(book, 20000, "limits.grades_1_2", "0"));
	g_free(wrong);
	wrong = rules_book_change(book, 20000, "measure.gap_seconds", "30");
	g_assert_nonnull(strstr(wrong, "in the file"));
}

/* A calendar's day is over at midnight, the school's at four; the machine has no say in either. */
static void test_midnight(void)
{
	const SchoolClock china = { 480, 240 }, newfoundland = { -210, 240 };
	const gint day = fixture_day("2026-09-01");
	const gint64 midnight_ms = school_day_minute_ms(&china, day, 0), hour_ms = 3600000;

	g_assert_cmpint(school_day_midnight_ms(&china, midnight_ms), ==, midnight_ms);
	g_assert_cmpint(
		school_day_midnight_ms(&china, midnight_ms - 1), ==, midnight_ms - SCHOOL_DAY_MS);
	g_assert_cmpint(school_day_midnight_ms(&china, midnight_ms + 2 * hour_ms), ==, midnight_ms);
	g_assert_cmpint(school_day_of(&china, midnight_ms + 2 * hour_ms).day, ==, day - 1);
	g_assert_cmpint(school_day_midnight_ms(&newfoundland, midnight_ms), ==,
		school_day_minute_ms(&newfoundland, day - 1, 0));
	g_assert_cmpint(school_day_year(day, 9), ==, 2026);
	g_assert_cmpint(school_day_year(day - 1, 9), ==, 2025);
	g_assert_cmpint(school_day_year(fixture_day("2026-01-01"), 1), ==, 2026);
}

static char *change(RulesBook *book, const char *day, const char *rule, const char *value)
{
	return rules_book_change(book, fixture_day(day), rule, value);
}

/* Each change alone may be right and still not go with what holds on a later day. */
static void test_changes_that_disagree(void)
{
	g_autoptr(RulesBook) book = rules_book_new(rules_new());
	const char *const STUDY = "service.evening_study", *const END = "service.evening_study_end";

	g_assert_null(change(book, "2026-12-01", STUDY, "18:30-20:00"));
	g_autofree char *too_early = change(book, "2026-12-02", END, "19:00");
	g_test_message("%s", too_early);
	sheet_error_check_words(too_early, NULL);
	g_assert_nonnull(strstr(too_early, "从 2026-12-02 起"));
	g_assert_nonnull(strstr(too_early, "from 2026-12-02 on"));
	g_assert_nonnull(strstr(too_early, "may not last longer"));
	/* It was refused and left nothing behind. */
	const Rules *later = rules_book_at(book, fixture_day("2026-12-02"));
	g_assert_cmpint(later->evening_study_end_minute, ==, 20 * 60 + 30);
	/* An earlier change is held against the later days, too. */
	g_autofree char *before = change(book, "2026-11-01", END, "19:30");
	g_assert_nonnull(strstr(before, "from 2026-12-01 on"));
	/* Both are moved on one day, in the order that makes room. */
	g_autofree char *first = change(book, "2026-12-02", STUDY, "18:30-19:00");
	g_assert_cmpstr(first, ==, NULL);
	g_autofree char *second = change(book, "2026-12-02", END, "19:00");
	g_assert_cmpstr(second, ==, NULL);
	later = rules_book_at(book, fixture_day("2026-12-02"));
	g_assert_cmpint(later->evening_study.end_minute, ==, 19 * 60);
	g_assert_cmpint(later->evening_study_end_minute, ==, 19 * 60);
}

/* In the file the order does not matter. */
static void test_together(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Rules) rules = parse("[service]\nevening_study = 18:40-21:00\n"
				       "evening_study_end = 21:00\n",
		&error);

	g_assert_no_error(error);
	g_assert_cmpint(rules->evening_study.end_minute, ==, 21 * 60);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/homework/rules/documented", test_documented);
	g_test_add_func("/homework/rules/values", test_values);
	g_test_add_func("/homework/rules/mark", test_mark);
	g_test_add_func("/homework/rules/midnight", test_midnight);
	g_test_add_func("/homework/rules/messages", test_messages);
	g_test_add_func("/homework/rules/days", test_days);
	g_test_add_func("/homework/rules/places", test_places);
	g_test_add_func("/homework/rules/budget", test_budget);
	g_test_add_func("/homework/rules/changes", test_changes);
	g_test_add_func("/homework/rules/changes-that-disagree", test_changes_that_disagree);
	g_test_add_func("/homework/rules/together", test_together);
	return g_test_run();
}
