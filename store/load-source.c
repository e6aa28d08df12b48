/* SPDX-License-Identifier: MIT */
/* See load-source.h. */
#define G_LOG_DOMAIN "zhibi-store"

#include "store/load-source.h"

#include <string.h>

#include "homework/sheet/sheet-json.h"
#include "store/config-file.h"

#define INSTALLED_CONFIG "/etc/zhibi/zhibi.conf"
#define INSTALLED_RULES "/etc/zhibi/rules.conf"

static bool read_file(Rules *rules, const char *file, GError **error)
{
	g_autofree char *text = NULL;
	gsize n_bytes;

	return g_file_get_contents(file, &text, &n_bytes, error) &&
	       rules_parse(rules, file, text, n_bytes, error);
}

/* A rule that was put anew after it, whatever it said. */
static bool is_put_anew(const GPtrArray *changes, guint i)
{
	const StoreRuleChange *row = g_ptr_array_index(changes, i);

	for (guint k = i + 1; k < changes->len; k++)
		if (g_str_equal(((const StoreRuleChange *)changes->pdata[k])->rule, row->rule))
			return true;
	return false;
}

/* Another zhibi may know rules that we do not; and what an older one took may not be allowed any more. */
static void warn_of(const StoreRuleChange *row, const char *wrong)
{
	g_autofree char *mend =
		g_str_has_suffix(row->rule, ".grades_1_2")
			? g_strdup_printf(
				  "; put it right with zhibi load rules --set %s=0 --reason TEXT",
				  row->rule)
			: g_strdup("");

	g_warning("the changed rule %s = %s is passed over: %s%s", row->rule, row->value, wrong,
		mend);
}

RulesBook *load_source_rules(const char *file, StoreReader *reader, GError **error)
{
	g_autoptr(Rules) rules = rules_new();

	if (file && !read_file(rules, file, error))
		return NULL;
	g_autoptr(GPtrArray) changes = store_reader_rule_changes(reader, error);
	if (!changes)
		return NULL;
	g_autoptr(RulesBook) book = rules_book_new(g_steal_pointer(&rules));
	for (guint i = 0; i < changes->len; i++) {
		const StoreRuleChange *row = g_ptr_array_index(changes, i);
		g_autofree char *wrong =
			rules_book_change(book, row->from_day, row->rule, row->value);
		if (wrong && !is_put_anew(changes, i))
			warn_of(row, wrong);
	}
	return g_steal_pointer(&book);
}

char *load_source_rules_file(void)
{
	g_autoptr(GKeyFile) config = g_key_file_new();
	char *named = NULL;

	if (config_file_load(config, INSTALLED_CONFIG, NULL))
		named = g_key_file_get_string(config, "load", "rules", NULL);
	if (named)
		return named;
	return g_strdup(g_file_test(INSTALLED_RULES, G_FILE_TEST_EXISTS) ? INSTALLED_RULES : NULL);
}

SchoolClock load_source_clock(void)
{
	g_autofree char *file = load_source_rules_file();
	g_autoptr(Rules) rules = rules_new();

	if (file)
		read_file(rules, file, NULL);
	return rules->clock;
}

static void set_text(char **to, const char *text)
{
	g_free(*to);
	*to = g_strdup(text ? text : "");
}

Assigned *load_source_assigned(const RulesBook *book, const StoreAssignment *row)
{
	Assigned *assigned = assigned_new();

	assigned->id = row->id;
	set_text(&assigned->subject, row->subject);
	set_text(&assigned->title, row->title);
	set_text(&assigned->reason, row->reason);
	rules_place_from_name(row->place, &assigned->place);
	assigned->day = school_day_of(&rules_book_base(book)->clock, row->published_ms).day;
	assigned->published_ms = row->published_ms;
	assigned->due_ms = row->due_ms;
	assigned->minutes = row->minutes;
	assigned->layer = row->layer ? row->layer[0] : '\0';
	assigned->n_pages = row->n_pages;
	assigned->teacher_id = row->teacher_id;
	return assigned;
}

static void free_assigned(gpointer assigned)
{
	assigned_free(assigned);
}

GPtrArray *load_source_published(StoreReader *reader, const RulesBook *book, gint64 class_id,
	gint first_day, gint last_day, GError **error)
{
	const SchoolClock *clock = &rules_book_base(book)->clock;
	g_autoptr(GPtrArray) rows = store_reader_assignments_between(reader, class_id,
		school_day_begin_ms(clock, first_day), school_day_begin_ms(clock, last_day + 1),
		error);

	if (!rows)
		return NULL;
	GPtrArray *published = g_ptr_array_new_with_free_func(free_assigned);
	for (guint i = 0; i < rows->len; i++)
		g_ptr_array_add(published, load_source_assigned(book, g_ptr_array_index(rows, i)));
	return published;
}

/* ---- a class, the school */

/* The plan of each pupil that holds on a day: &pupil id -> StorePlan, borrowed. */
static GHashTable *plans_on(const GPtrArray *plans, gint day)
{
	GHashTable *by_pupil = g_hash_table_new(g_int64_hash, g_int64_equal);

	for (guint i = 0; i < plans->len; i++) {
		StorePlan *plan = g_ptr_array_index(plans, i);
		if (plan->from_day <= day)
			g_hash_table_replace(by_pupil, &plan->pupil_id, plan);
	}
	return by_pupil;
}

static void add_pupils(ClassLoad *load, const GPtrArray *pupils, GHashTable *plans)
{
	for (guint i = 0; i < pupils->len; i++) {
		const StorePupil *pupil = g_ptr_array_index(pupils, i);
		const StorePlan *row = g_hash_table_lookup(plans, &pupil->id);
		const LoadPlan plan = { row ? row->from_day : 0, row ? row->limit_minutes : -1,
			row ? row->time_percent : 0, row ? row->items_percent : 0 };

		class_load_add_pupil(load, pupil->id, plan.limit_minutes >= 0 ? &plan : NULL);
	}
}

/* What was written before consent was withdrawn is no reason to expect more. */
static bool add_silent(
	ClassLoad *load, StoreReader *reader, const GPtrArray *pupils, GError **error)
{
	for (guint i = 0; i < pupils->len; i++) {
		const StorePupil *pupil = g_ptr_array_index(pupils, i);
		g_autoptr(GPtrArray) consents = store_reader_consents(reader, pupil->id, error);
		bool given = false;

		if (!consents)
			return false;
		for (guint k = 0; k < consents->len; k++) {
			const StoreConsent *consent = g_ptr_array_index(consents, k);

			if (g_str_equal(consent->kind, "ink"))
				given = consent->given;
		}
		if (!given)
			class_load_set_silent(load, pupil->id);
	}
	return true;
}

static void on_work(void *user, const StoreWork *work)
{
	class_load_add_work(user, work->assignment_id, work->pupil_id, work->page_key, work->times,
		work->n_times);
}

/* A sheet is read when points or a deduction have to be held against what its question is worth. */
typedef struct {
	ClassLoad *load;
	StoreReader *reader;
	GHashTable *sheets; /* sheet id -> Sheet; NULL: it cannot be read */
} Marks;

static Sheet *read_sheet(StoreReader *reader, gint64 sheet_id)
{
	g_autoptr(GPtrArray) versions = store_reader_sheet_versions(reader, sheet_id, NULL);
	const StoreSheet *row = versions && versions->len > 0
					? g_ptr_array_index(versions, versions->len - 1)
					: NULL;

	return row ? sheet_json_read(row->json, strlen(row->json), NULL) : NULL;
}

static const SheetQuestion *question_of(Marks *marks, const StoreMarked *marked)
{
	gpointer sheet = NULL;

	if (!g_hash_table_lookup_extended(marks->sheets, &marked->sheet_id, NULL, &sheet)) {
		sheet = marked->sheet_id ? read_sheet(marks->reader, marked->sheet_id) : NULL;
		g_hash_table_insert(marks->sheets,
			g_memdup2(&marked->sheet_id, sizeof(marked->sheet_id)), sheet);
	}
	return sheet ? sheet_find_question(sheet, (gint)marked->question_id) : NULL;
}

static void on_marked(void *user, const StoreMarked *marked)
{
	Marks *marks = user;
	Verdict verdict;

	if (!verdict_from_name(marked->verdict, &verdict))
		return;
	if (verdict == VERDICT_POINTS || verdict == VERDICT_DEDUCTION)
		verdict = mark_outcome(question_of(marks, marked), verdict, marked->points);
	class_load_add_mark(marks->load, marked->assignment_id, marked->pupil_id,
		marked->question_id, marked->at_ms, verdict);
}

static void free_sheet(gpointer sheet)
{
	sheet_free(sheet);
}

static bool add_marks(ClassLoad *load, StoreReader *reader, gint64 class_id, gint64 from_ms,
	gint64 until_ms, GError **error)
{
	g_autoptr(GHashTable) sheets =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_sheet);
	Marks marks = { load, reader, sheets };

	return store_reader_marked(reader, class_id, from_ms, until_ms, on_marked, &marks, error);
}

static bool fill_class(ClassLoad *load, StoreReader *reader, const RulesBook *book, gint64 class_id,
	RulesDays span, GError **error)
{
	const SchoolClock *clock = &rules_book_base(book)->clock;
	const gint first = span.first_day - LOAD_SOURCE_BEFORE_DAYS;
	const gint64 from_ms = school_day_begin_ms(clock, first);
	const gint64 until_ms = school_day_begin_ms(clock, span.last_day + 1);
	g_autoptr(GPtrArray) plans = store_reader_plans(reader, error);
	g_autoptr(GPtrArray) pupils = plans ? store_reader_pupils(reader, class_id, error) : NULL;
	g_autoptr(GPtrArray) published =
		pupils ? load_source_published(reader, book, class_id, first, span.last_day, error)
		       : NULL;

	if (!published)
		return false;
	g_autoptr(GHashTable) in_force = plans_on(plans, span.last_day);
	add_pupils(load, pupils, in_force);
	g_ptr_array_set_free_func(published, NULL);
	for (guint i = 0; i < published->len; i++)
		class_load_take_assigned(load, g_ptr_array_index(published, i));
	return add_silent(load, reader, pupils, error) &&
	       store_reader_work(reader, class_id, from_ms, until_ms, on_work, load, error) &&
	       add_marks(load, reader, class_id, from_ms, until_ms, error);
}

ClassLoad *load_source_class(StoreReader *reader, const RulesBook *book, const StoreClass *class,
	RulesDays span, GError **error)
{
	g_autoptr(ClassLoad) load = class_load_new(book, class->grade);

	return fill_class(load, reader, book, class->id, span, error) ? g_steal_pointer(&load)
								      : NULL;
}

static bool add_problems(Brief *brief, StoreReader *reader, GError **error)
{
	const SchoolClock *clock = &rules_book_base(brief->book)->clock;
	const gint64 from_ms = school_day_begin_ms(clock, brief->monday);
	const gint64 until_ms = school_day_begin_ms(clock, brief->monday + 7);
	g_autoptr(GPtrArray) rows = store_reader_problems(reader, from_ms, error);

	for (guint i = 0; rows && i < rows->len; i++) {
		const StoreProblem *row = g_ptr_array_index(rows, i);
		if (row->begin_ms >= from_ms && row->begin_ms < until_ms)
			brief_add_problem(
				brief, row->code, row->end_ms != 0 && row->end_ms < until_ms);
	}
	return rows != NULL;
}

static bool add_trainings(Brief *brief, StoreReader *reader, GError **error)
{
	g_autoptr(GPtrArray) rows =
		store_reader_trainings(reader, brief->monday, brief->monday + 6, error);

	for (guint i = 0; rows && i < rows->len; i++) {
		const StoreTraining *row = g_ptr_array_index(rows, i);
		brief_add_training(brief, row->kind, row->n_people, row->minutes);
	}
	return rows != NULL;
}

Brief *load_source_brief(
	StoreReader *reader, const RulesBook *book, gint monday, gint grade, GError **error)
{
	g_autoptr(Brief) brief = brief_new(book, monday);
	const RulesDays span = { brief_week_span(brief, 0).first_day, monday + 6 };
	g_autoptr(GPtrArray) classes = store_reader_classes(reader, error);

	for (guint i = 0; classes && i < classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(classes, i);
		if (grade != 0 && class->grade != grade)
			continue;
		g_autoptr(ClassLoad) load = load_source_class(reader, book, class, span, error);

		if (!load)
			return NULL;
		brief_add_class(brief, class->name, class->grade, load);
	}
	return classes && add_problems(brief, reader, error) && add_trainings(brief, reader, error)
		       ? g_steal_pointer(&brief)
		       : NULL;
}
