/* SPDX-License-Identifier: MIT */
/* A class's figures and the brief of them, small enough to count by hand; what is hidden; page and workbook. */
#include "homework/load/brief-json.h"
#include "report/brief-page.h"
#include "report/brief-tables.h"
#include "report/brief-workbook.h"
#include "tests/helpers.h"
#include "tests/load-fixture.h"

#define MONDAY "2026-09-07"
#define EVENING "2026-09-07 19:00"
#define MINUTES_EACH 10 /* of each pupil: strokes without a pause of note */

typedef struct {
	RulesBook *book;
	ClassLoad *load;
} Room;

static void set_up(Room *room, gconstpointer unused)
{
	(void)unused;
	room->book = rules_book_new(rules_new());
	room->load = class_load_new(room->book, 4);
}

static void tear_down(Room *room, gconstpointer unused)
{
	(void)unused;
	class_load_free(room->load);
	rules_book_free(room->book);
}

static void publish(Room *room, gint64 id, LoadPlace place, gint n_pages)
{
	Assigned *assigned = fixture_assigned(id, "数学", place, MONDAY, 40);

	assigned->n_pages = n_pages;
	class_load_take_assigned(room->load, assigned);
}

/* A stroke every 30 seconds. */
static void write_page(
	Room *room, gint64 pupil, gint64 assignment, gint64 page, const char *at, gint minutes)
{
	for (gint i = 0; i <= minutes * 2; i++) {
		const StrokeTime time = fixture_time(at, 30 * i, i < minutes * 2 ? 1000 : 0);
		class_load_add_work(room->load, assignment, pupil, page, &time, 1);
	}
}

static RulesDays week(void)
{
	return (RulesDays){ fixture_day(MONDAY), fixture_day(MONDAY) + 6 };
}

static void put_class(Room *room, gint n_pupils)
{
	publish(room, 1, LOAD_HOME, 1);
	for (gint i = 1; i <= n_pupils; i++) {
		class_load_add_pupil(room->load, i, NULL);
		write_page(room, i, 1, 77, EVENING, MINUTES_EACH);
	}
}

static void test_day(Room *room, gconstpointer unused)
{
	const LoadPlan plan = { 0, 5, 100, 100 };

	(void)unused;
	put_class(room, 10);
	class_load_add_pupil(room->load, 11, &plan);
	write_page(room, 11, 1, 77, EVENING, 30);
	class_load_add_pupil(room->load, 12, NULL); /* has an ordinary pen */
	write_page(room, 99, 1, 77, EVENING, 30);   /* is of another class */
	write_page(room, 1, 98, 77, EVENING, 30);   /* no assignment of ours */
	g_autoptr(GArray) days = class_load_days(room->load, week());
	const DayLoad *day = &g_array_index(days, DayLoad, 0);
	g_assert_cmpint(day->n_wrote, ==, 10);
	g_assert_cmpint(day->sum.ink_ms, ==, 10 * MINUTES_EACH * 60000);
	g_assert_cmpint(day->sum.place_ms[LOAD_HOME], ==, 10 * MINUTES_EACH * 60000);
	g_assert_cmpint(day->board->minutes, ==, 40);
	g_assert_cmpint(day->n_over, ==, 0);
	g_autoptr(GArray) pupils = class_load_pupils(room->load, week());
	const PupilLoad *planned = &g_array_index(pupils, PupilLoad, 10);
	const PupilLoad *without = &g_array_index(pupils, PupilLoad, 11);
	g_assert_false(planned->is_counted);
	g_assert_cmpint(planned->n_days_over, ==, 1); /* 30 of their own 5 */
	g_assert_false(without->is_counted);
	g_assert_cmpint(without->n_pages, ==, 1);
	g_assert_cmpint(without->n_pages_inked, ==, 0);
}

/* Who stops at bedtime with a page unfinished is closed without blame; who finishes, or goes to bed early, is not. */
static void test_bedtime(Room *room, gconstpointer unused)
{
	(void)unused;
	publish(room, 1, LOAD_HOME, 2);
	for (gint i = 1; i <= 3; i++)
		class_load_add_pupil(room->load, i, NULL);
	write_page(room, 1, 1, 77, "2026-09-07 20:58",
		10); /* until 21:08: within a quarter of an hour */
	write_page(room, 2, 1, 77, "2026-09-07 20:58", 10);
	write_page(room, 2, 1, 78, "2026-09-08 07:00", 10); /* finished in the morning */
	write_page(room, 3, 1, 77, "2026-09-07 20:40", 10);
	g_autoptr(GArray) pupils = class_load_pupils(room->load, week());
	g_assert_cmpint(g_array_index(pupils, PupilLoad, 0).n_days_closed, ==, 1);
	g_assert_cmpint(g_array_index(pupils, PupilLoad, 1).n_days_closed, ==, 0);
	g_assert_cmpint(g_array_index(pupils, PupilLoad, 2).n_days_closed, ==, 0);
}

static const BriefTable *table_of(const GPtrArray *tables, const char *en)
{
	for (guint i = 0; i < tables->len; i++) {
		const BriefTable *table = g_ptr_array_index(tables, i);
		if (g_str_has_prefix(table->en, en))
			return table;
	}
	return NULL;
}

static char *text_at(const BriefTable *table, guint row, guint column)
{
	const GArray *cells = g_ptr_array_index(table->rows, row);

	g_assert_cmpuint(cells->len, ==, table->columns->len);
	return brief_tables_text(&g_array_index(cells, BriefTableCell, column));
}

/* A class of three is told of in no form: neither what it handed in, nor its name. */
static void test_few(Room *room, gconstpointer unused)
{
	static const char *const MARKING[] = { "handed_in", "marked", "marked_percent",
		"wait_sum_ms", "mean_wait_hours", "wrong", "re_marked", "never_marked" };
	g_autoptr(Brief) brief = brief_new(room->book, fixture_day(MONDAY));

	(void)unused;
	put_class(room, 3);
	for (gint64 i = 2; i <= 5; i++) { /* copies of three pupils, and more than ten of them */
		Assigned *one = fixture_assigned(i, "数学", LOAD_HOME, MONDAY, 60);
		class_load_take_assigned(room->load, one);
		for (gint64 pupil = 1; pupil <= 3; pupil++)
			class_load_add_mark(
				room->load, i, pupil, 1, one->published_ms + 1, VERDICT_WRONG);
	}
	brief_add_class(brief, "四年级9班", 4, room->load);
	brief_add_class(brief, "向日葵班", 0, room->load); /* in no figure, and named for it */
	json_t *root = brief_json_value(brief);
	const json_t *told[] = { json_object_get(root, "marking"),
		json_array_get(json_object_get(root, "grade_subject"), 0) };
	for (guint i = 0; i < G_N_ELEMENTS(told); i++) {
		g_assert_true(json_is_true(json_object_get(told[i], "marking_hidden")));
		for (guint k = 0; k < G_N_ELEMENTS(MARKING); k++)
			g_assert_null(json_object_get(told[i], MARKING[k]));
	}
	g_assert_cmpuint(json_array_size(json_object_get(root, "over")), ==, 0);
	g_assert_cmpstr(
		json_string_value(json_object_get(json_object_get(root, "data"), "without_grade")),
		==, "向日葵班");
	json_decref(root);
	g_autoptr(GPtrArray) tables = brief_tables(brief);
	g_assert_null(table_of(tables, "Class-days"));
	g_autofree char *handed_in = text_at(table_of(tables, "Marking"), 0, 0);
	g_assert_cmpstr(handed_in, ==, "–");
	g_autofree char *of_subject = text_at(table_of(tables, "Grades and"), 0, 7);
	g_assert_cmpstr(of_subject, ==, "–");
}

static void test_marking(Room *room, gconstpointer unused)
{
	const gint64 hour = 3600000;

	(void)unused;
	put_class(room, 3);
	const gint64 published_ms = fixture_day(MONDAY) * SCHOOL_DAY_MS;
	class_load_add_mark(room->load, 1, 1, 1, published_ms + 2 * hour, VERDICT_WRONG);
	class_load_add_mark(room->load, 1, 1, 1, published_ms + 9 * hour, VERDICT_RIGHT);
	class_load_add_mark(room->load, 1, 2, 1, published_ms + 4 * hour, VERDICT_HALF);
	class_load_add_mark(room->load, 1, 3, 1, published_ms + hour, VERDICT_RIGHT);
	class_load_add_mark(
		room->load, 1, 3, 1, published_ms + hour, VERDICT_NONE); /* taken back */
	g_autoptr(GArray) rows = class_load_assignments(room->load, week());
	const AssignmentLoad *row = &g_array_index(rows, AssignmentLoad, 0);
	g_assert_cmpint(row->n_handed_in, ==, 3);
	g_assert_cmpint(row->n_marked, ==, 2);
	g_assert_cmpint(row->wait_sum_ms, ==, 6 * hour);
	g_assert_cmpint(row->wait_ms, ==, 2 * hour);
	g_assert_cmpint(row->n_wrong, ==, 2);
	g_assert_cmpint(row->n_re_marked, ==, 1);
	g_assert_cmpint(row->n_whole, ==, 3);
}

static void test_tenths(void)
{
	g_assert_cmpint(brief_tenths(0, 0, 60000), ==, -1);
	g_assert_cmpint(brief_tenths(2999, 1, 60000), ==, 0);
	g_assert_cmpint(brief_tenths(3000, 1, 60000), ==, 1); /* half up */
	g_assert_cmpint(brief_tenths(600000, 1, 60000), ==, 100);
	g_assert_cmpint(brief_tenths(200, 3, 1), ==, 667);
}

static void check_brief(Room *room, gint n_pupils, const char *mean)
{
	g_autoptr(Brief) brief = brief_new(room->book, fixture_day(MONDAY));

	put_class(room, n_pupils);
	brief_add_class(brief, "四2", 4, room->load);
	brief_add_class(brief, "高一", 10, room->load); /* no limit, so not in it */
	brief_add_problem(brief, "pen-silent", true);
	brief_add_problem(brief, "pen-silent", false);
	brief_add_training(brief, "校本研修", 20, 45);
	brief_add_training(brief, "智能笔使用", 30, 60);
	brief_add_training(brief, "校本研修", 12, 50);
	g_autoptr(GPtrArray) tables = brief_tables(brief);
	const BriefTable *subjects = table_of(tables, "Grades and subjects");
	g_autofree char *shown = text_at(subjects, 0, 5);
	g_autofree char *week_mean = text_at(table_of(tables, "Minutes"), 0, 5);
	g_autofree char *met = text_at(table_of(tables, "Problems"), 0, 1);
	g_autofree char *json = brief_json(brief);
	g_assert_cmpstr(shown, ==, mean);
	g_assert_cmpstr(week_mean, ==, mean);
	g_assert_cmpstr(met, ==, "2");
	const BriefTable *training = table_of(tables, "Training held");
	g_assert_cmpuint(training->rows->len, ==, 2);
	static const char *const TRAINING[] = { "校本研修", "2", "32", "1.6" };
	for (guint i = 0; i < G_N_ELEMENTS(TRAINING); i++) {
		g_autofree char *cell = text_at(training, 1, i);
		g_assert_cmpstr(cell, ==, TRAINING[i]);
	}
	g_assert_cmpint(brief->n_classes, ==, 1);
	g_assert_null(table_of(tables, "Class-days"));
	g_assert_cmpint(strstr(json, "600000") != NULL, ==, g_str_equal(mean, "10.0"));
}

static void test_brief(Room *room, gconstpointer unused)
{
	(void)unused;
	check_brief(room, 10, "10.0");
}

/* Nine are too few to speak of, in any form. */
static void test_hidden(Room *room, gconstpointer unused)
{
	(void)unused;
	check_brief(room, 9, "–");
}

static gsize count_of(GBytes *bytes, const char *word)
{
	gsize n_bytes, n = 0;
	const char *data = g_bytes_get_data(bytes, &n_bytes);

	for (gsize i = 0; i + strlen(word) <= n_bytes; i++)
		n += memcmp(data + i, word, strlen(word)) == 0;
	return n;
}

/* However many class-days are over a limit, it stays one page. */
static void test_files(Room *room, gconstpointer unused)
{
	g_autoptr(Brief) brief = brief_new(room->book, fixture_day(MONDAY));
	g_autoptr(GError) error = NULL;

	(void)unused;
	put_class(room, 12);
	publish(room, 2, LOAD_HOME, 1);
	for (gint i = 0; i < 100; i++) {
		g_autofree char *name = g_strdup_printf("四年级%d班", i + 1);
		brief_add_class(brief, name, 1 + i % 9, room->load);
	}
	g_assert_cmpuint(brief->over->len, >, 50);
	g_autoptr(GBytes) page = brief_page_pdf(brief, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(count_of(page, "/Type /Page\n") + count_of(page, "/Type /Page "), ==, 1);
	g_autoptr(GBytes) workbook = brief_workbook(brief, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(count_of(workbook, "xl/worksheets/sheet"), >, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, run) g_test_add("/report/brief/" name, Room, NULL, set_up, run, tear_down)
	ADD("day", test_day);
	ADD("bedtime", test_bedtime);
	ADD("few", test_few);
	ADD("marking", test_marking);
	g_test_add_func("/report/brief/tenths", test_tenths);
	ADD("brief", test_brief);
	ADD("hidden", test_hidden);
	ADD("files", test_files);
	return g_test_run();
}
