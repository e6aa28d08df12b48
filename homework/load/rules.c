/* SPDX-License-Identifier: MIT */
/* See rules.h: the defaults, what they say, and a school's changes. The file's words are in rules-parse.c. */
#include "homework/load/rules.h"

#include "homework/bilingual.h"

#define HM(hours, minutes) ((hours)*60 + (minutes))
#define MONDAY_TO_FRIDAY 0x3e /* bits 1 to 5 */
#define BREAK_DAYS 4	      /* so many free days in a row are no weekend any more */

static const char *const PLACE_NAMES[N_PLACES] = { "lesson", "service", "home" };

GQuark rules_error_quark(void)
{
	return g_quark_from_static_string("zhibi-homework");
}

Rules *rules_new(void)
{
	Rules *rules = g_new(Rules, 1);

	*rules = (Rules){
		.clock = { .offset_minutes = HM(8, 0), .begins_minute = HM(4, 0) },
		.limit_minutes = { 0, 60, 90 },
		.weekend_minutes = { 0, 60, 90 },
		.holiday_minutes = { 0, 60, 90 },
		.warn_percent = 80,
		.bedtime_minute = { HM(21, 20), HM(22, 0), HM(23, 0) },
		.bedtime_window_minutes = 15,
		.lessons = { { HM(8, 20), HM(16, 0) }, { HM(8, 0), HM(16, 30) },
			{ HM(8, 0), HM(17, 0) } },
		.service = { { HM(16, 0), HM(18, 0) }, { HM(16, 30), HM(18, 30) },
			{ HM(17, 0), HM(18, 30) } },
		.evening_study_end_minute = HM(20, 30),
		.service_weekdays = MONDAY_TO_FRIDAY,
		.terms = g_array_new(FALSE, FALSE, sizeof(RulesDays)),
		.holidays = g_array_new(FALSE, FALSE, sizeof(RulesDays)),
		.workdays = g_array_new(FALSE, FALSE, sizeof(RulesDays)),
		.gap_s = 60,
		.thinking_s = 180,
		.capture_percent = 60,
		.group_minimum = 10,
	};
	return rules;
}

Rules *rules_copy(const Rules *rules)
{
	Rules *copy = g_memdup2(rules, sizeof(*rules));

	copy->terms = g_array_copy(rules->terms);
	copy->holidays = g_array_copy(rules->holidays);
	copy->workdays = g_array_copy(rules->workdays);
	return copy;
}

Rules *rules_free(Rules *rules)
{
	if (!rules)
		return NULL;
	g_array_unref(rules->terms);
	g_array_unref(rules->holidays);
	g_array_unref(rules->workdays);
	g_free(rules);
	return NULL;
}

/* ---- what they say */

SchoolStage rules_stage(gint grade)
{
	return grade <= 6 ? STAGE_PRIMARY : grade <= 9 ? STAGE_JUNIOR : STAGE_SENIOR;
}

bool rules_knows_grade(gint grade)
{
	return grade >= 1 && grade <= 12;
}

bool rules_band(gint grade, GradeBand *band)
{
	*band = grade <= 2 ? BAND_1_2 : grade <= 6 ? BAND_3_6 : BAND_7_9;
	return grade >= 1 && grade <= 9;
}

gint rules_limit(const Rules *rules, gint grade)
{
	GradeBand band;

	return rules_band(grade, &band) ? rules->limit_minutes[band] : -1;
}

static bool has_day(const GArray *spans, gint day)
{
	for (guint i = 0; i < spans->len; i++) {
		const RulesDays *span = &g_array_index(spans, RulesDays, i);
		if (day >= span->first_day && day <= span->last_day)
			return true;
	}
	return false;
}

bool rules_is_school_day(const Rules *rules, gint day)
{
	if (has_day(rules->workdays, day))
		return true;
	if (has_day(rules->holidays, day) || school_day_weekday(day) > 5)
		return false;
	return rules->terms->len == 0 || has_day(rules->terms, day);
}

static bool within(const RulesHours *hours, gint minute)
{
	return minute >= hours->begin_minute && minute < hours->end_minute;
}

/* A Saturday that makes up for a holiday is a school day with service. */
static bool has_service(const Rules *rules, gint day)
{
	return rules->service_weekdays >> MIN(school_day_weekday(day), 5) & 1;
}

LoadPlace rules_place_at(const Rules *rules, gint grade, SchoolMoment moment)
{
	const SchoolStage stage = rules_stage(grade);

	if (!rules_is_school_day(rules, moment.day))
		return LOAD_HOME;
	if (within(&rules->lessons[stage], moment.minute))
		return LOAD_LESSON;
	if (has_service(rules, moment.day) && within(&rules->service[stage], moment.minute))
		return LOAD_SERVICE;
	if (stage == STAGE_JUNIOR && within(&rules->evening_study, moment.minute))
		return LOAD_SERVICE;
	return LOAD_HOME;
}

gint rules_school_end(const Rules *rules, gint grade, gint day)
{
	const SchoolStage stage = rules_stage(grade);
	gint end = rules->lessons[stage].end_minute;

	if (!rules_is_school_day(rules, day))
		return -1;
	if (has_service(rules, day))
		end = MAX(end, rules->service[stage].end_minute);
	return stage == STAGE_JUNIOR ? MAX(end, rules->evening_study.end_minute) : end;
}

bool rules_counts(const Rules *rules, gint grade, LoadPlace place)
{
	const gint limit = rules_limit(rules, grade);

	if (limit < 0)
		return false;
	return place == LOAD_HOME || (place == LOAD_SERVICE && limit > 0);
}

RulesDays rules_free_run(const Rules *rules, gint day)
{
	RulesDays run = { day, day };
	gint n = 0;

	if (rules_is_school_day(rules, day))
		run = (RulesDays){ day + 1, day };
	else
		while (n++ < RULES_RUN_DAYS_MAX && !rules_is_school_day(rules, run.first_day - 1))
			run.first_day--;
	n = 0;
	while (n++ < RULES_RUN_DAYS_MAX && !rules_is_school_day(rules, run.last_day + 1))
		run.last_day++;
	return run;
}

gint rules_day_budget(const Rules *rules, gint grade, gint day)
{
	return rules->no_homework_weekday == school_day_weekday(day) ? 0
								     : rules_limit(rules, grade);
}

gint rules_budget(const Rules *rules, gint grade, gint day)
{
	const RulesDays run = rules_free_run(rules, day);
	const gint n_free = run.last_day - run.first_day + 1;
	GradeBand band;
	gint budget = 0;

	if (!rules_band(grade, &band))
		return -1;
	if (n_free >= BREAK_DAYS)
		budget = n_free * rules->holiday_minutes[band];
	else if (n_free > 0)
		budget = rules->weekend_minutes[band];
	return rules_is_school_day(rules, day) ? budget + rules_day_budget(rules, grade, day)
					       : budget;
}

const char *rules_place_name(LoadPlace place)
{
	return PLACE_NAMES[place];
}

bool rules_place_from_name(const char *name, LoadPlace *place)
{
	for (guint i = 0; i < N_PLACES; i++)
		if (g_strcmp0(name, PLACE_NAMES[i]) == 0) {
			*place = (LoadPlace)i;
			return true;
		}
	return false;
}

/* ---- with the changes of a school */

typedef struct {
	gint from_day;
	char *rule, *value;
} Change;

typedef struct {
	gint from_day;
	Rules *rules;
} Page;

struct RulesBook {
	GArray *changes; /* of Change, by from_day, then as they were made */
	GArray *pages;	 /* of Page, by from_day; the first is the base */
};

static void clear_change(gpointer data)
{
	Change *change = data;

	g_free(change->rule);
	g_free(change->value);
}

static void clear_page(gpointer data)
{
	rules_free(((Page *)data)->rules);
}

static GArray *new_pages(Rules *take_base)
{
	GArray *pages = g_array_new(FALSE, FALSE, sizeof(Page));
	const Page page = { G_MININT, take_base };

	g_array_set_clear_func(pages, clear_page);
	g_array_append_val(pages, page);
	return pages;
}

RulesBook *rules_book_new(Rules *take_base)
{
	RulesBook *book = g_new(RulesBook, 1);

	book->changes = g_array_new(FALSE, FALSE, sizeof(Change));
	g_array_set_clear_func(book->changes, clear_change);
	book->pages = new_pages(take_base);
	return book;
}

RulesBook *rules_book_free(RulesBook *book)
{
	if (book) {
		g_array_unref(book->changes);
		g_array_unref(book->pages);
		g_free(book);
	}
	return NULL;
}

static const Page *last_page(const GArray *pages)
{
	return &g_array_index(pages, Page, pages->len - 1);
}

/* NULL, or from which day on what is set does not go together. */
static char *check_page(const Page *page)
{
	const char *wrong = rules_disagreement(page->rules);
	char day[SCHOOL_DAY_BYTES];

	if (!wrong)
		return NULL;
	school_day_format(page->from_day, day);
	g_auto(Bilingual) why = bilingual_new("%s", wrong);
	return g_strdup_printf("从 %1$s 起，连同那时的所有改动：%2$s / from %1$s on, with all "
			       "changes that hold then: %3$s",
		day, why.zh, why.en);
}

/* All changes over the base, each page checked when its day's changes are all made; NULL: *wrong says why not. */
static GArray *write_pages(const RulesBook *book, char **wrong)
{
	g_autoptr(GArray) pages = new_pages(rules_copy(rules_book_base(book)));

	for (guint i = 0; i < book->changes->len && !*wrong; i++) {
		const Change *change = &g_array_index(book->changes, Change, i);
		const bool is_last =
			i + 1 == book->changes->len || (change + 1)->from_day != change->from_day;

		if (last_page(pages)->from_day != change->from_day) {
			const Page page = { change->from_day, rules_copy(last_page(pages)->rules) };
			g_array_append_val(pages, page);
		}
		*wrong = rules_set(last_page(pages)->rules, change->rule, change->value);
		if (!*wrong && is_last)
			*wrong = check_page(last_page(pages));
	}
	return *wrong ? NULL : g_steal_pointer(&pages);
}

char *rules_book_change(RulesBook *book, gint from_day, const char *rule, const char *value)
{
	guint at = book->changes->len;
	char *wrong = NULL;

	if (g_str_has_prefix(rule, "time.") || g_str_has_prefix(rule, "measure."))
		return g_strdup("它对所有日子都一样，请在规则文件里改 / it holds for all days "
				"alike; change it in the file of rules");
	const Change change = { from_day, g_strdup(rule), g_strdup(value) };
	while (at > 0 && g_array_index(book->changes, Change, at - 1).from_day > from_day)
		at--;
	g_array_insert_val(book->changes, at, change);
	GArray *pages = write_pages(book, &wrong);
	if (!pages) {
		g_array_remove_index(book->changes, at);
		return wrong;
	}
	g_array_unref(book->pages);
	book->pages = pages;
	return NULL;
}

const Rules *rules_book_at(const RulesBook *book, gint day)
{
	guint at = book->pages->len - 1;

	while (at > 0 && g_array_index(book->pages, Page, at).from_day > day)
		at--;
	return g_array_index(book->pages, Page, at).rules;
}

const Rules *rules_book_base(const RulesBook *book)
{
	return g_array_index(book->pages, Page, 0).rules;
}
