/* SPDX-License-Identifier: MIT */
/* What the store tells of homework: the same times from rows, from packs and from packs of before, marks, plans, rules. */
#include "store/load-source.h"

#include <sqlite3.h>
#include <string.h>

#include "tests/store-fixture.h"

#define DAY 20421

static void put_people(StoreFixture *fixture)
{
	Store *store = fixture->store;
	const StoreClass class = { .id = 1, .name = (char *)"四2", .grade = 4 };
	const StorePupil pupil = { .id = 2, .class_id = 1, .number = 1, .name = (char *)"甲" };
	const StorePen pen = { .id = 3,
		.address = (char *)"a",
		.driver = (char *)"neo",
		.model = (char *)"",
		.firmware = (char *)"" };
	const StoreTeacher teacher = {
		.id = 4, .login = (char *)"t", .name = (char *)"师", .password_hash = (char *)""
	};
	const StoreAssignment assignment = { .id = 5,
		.class_id = 1,
		.subject = (char *)"数学",
		.place = (char *)"home",
		.published_ms = FIXTURE_START_MS };
	StorePageCopy copy = { .id = 6,
		.assignment_id = 5,
		.pupil_id = 2,
		.pen_id = 3,
		.page = { PAGE_FAMILY_NCODE, 3, 27, 603, 10 } };

	store_put_class(store, &class);
	store_put_pupil(store, &pupil);
	store_put_pen(store, &pen);
	store_put_teacher(store, &teacher);
	store_put_assignment(store, &assignment);
	store_put_page_copy(store, &copy);
	copy.id = 7;
	copy.by_teacher = true;
	store_put_page_copy(store, &copy);
}

static void put_ink(StoreFixture *fixture, gint64 page_copy_id, gint64 first_id, guint n_strokes)
{
	for (guint i = 0; i < n_strokes; i++) {
		g_autoptr(Stroke) stroke =
			fixture_stroke(first_id + i, 5000 * (first_id + i), 10 + i);
		store_put_stroke(fixture->store, 3, page_copy_id, stroke);
	}
}

static void on_work(void *user, const StoreWork *work)
{
	g_assert_cmpint(work->assignment_id, ==, 5);
	g_assert_cmpint(work->pupil_id, ==, 2);
	g_assert_cmpint(work->page_copy_id, ==, 6);
	g_array_append_vals(user, work->times, (guint)work->n_times);
}

static gint by_start(gconstpointer a, gconstpointer b)
{
	const StrokeTime *one = a, *other = b;

	return (one->start_ms > other->start_ms) - (one->start_ms < other->start_ms);
}

static GArray *work_of(StoreFixture *fixture, gint64 from_ms, gint64 until_ms)
{
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GError) error = NULL;
	GArray *times = g_array_new(FALSE, FALSE, sizeof(StrokeTime));

	store_reader_work(reader, 1, from_ms, until_ms, on_work, times, &error);
	g_assert_no_error(error);
	g_array_sort(times, by_start);
	return times;
}

static void assert_times(StoreFixture *fixture, gint64 first_id, guint n)
{
	g_autoptr(GArray) times = work_of(fixture, FIXTURE_START_MS, FIXTURE_START_MS + 1);

	g_assert_cmpuint(times->len, ==, n);
	for (guint i = 0; i < n; i++) {
		const StrokeTime *time = &g_array_index(times, StrokeTime, i);
		g_assert_cmpint(time->start_ms, ==, FIXTURE_START_MS + 5000 * (first_id + i));
		g_assert_cmpint(time->end_ms, ==, time->start_ms + 8 * (10 + i));
	}
}

static void forget_times(StoreFixture *fixture)
{
	sqlite3 *database;

	g_assert_cmpint(sqlite3_open(fixture->path, &database), ==, SQLITE_OK);
	g_assert_cmpint(
		sqlite3_exec(database, "DELETE FROM page_time", NULL, NULL, NULL), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_changes(database), ==, 1);
	sqlite3_close(database);
}

static void test_work(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_people(fixture);
	put_ink(fixture, 6, 100, 12);
	put_ink(fixture, 7, 200, 3); /* a teacher's ink is nobody's homework */
	fixture_wait(fixture, store_sequence(fixture->store));
	assert_times(fixture, 100, 12);
	fixture_wait(fixture, store_pack_page(fixture->store, 6));
	assert_times(fixture, 100, 12);
	/* A late stroke lies beside the pack, and in it after the next packing. */
	g_autoptr(Stroke) late = fixture_stroke(112, 5000 * 112, 22);
	fixture_wait(fixture, store_put_stroke(fixture->store, 3, 6, late));
	assert_times(fixture, 100, 13);
	fixture_wait(fixture, store_pack_page(fixture->store, 6));
	assert_times(fixture, 100, 13);
	fixture_close(fixture);
	forget_times(fixture); /* as a pack of before has none */
	fixture_open(fixture, 0);
	assert_times(fixture, 100, 13);
	g_autoptr(GArray) before = work_of(fixture, 0, FIXTURE_START_MS);
	g_assert_cmpuint(before->len, ==, 0);
}

/* A packed stroke that moves away takes its time along. */
static void test_moved(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_people(fixture);
	put_ink(fixture, 6, 100, 5);
	fixture_wait(fixture, store_pack_page(fixture->store, 6));
	fixture_wait(fixture, store_move_stroke(fixture->store, 3, 104, 6, 7));
	assert_times(fixture, 100, 4);
	fixture_wait(fixture, store_pack_page(fixture->store, 6));
	assert_times(fixture, 100, 4);
}

typedef struct {
	guint n;
	gint64 last_ms;
} Marks;

static void on_marked(void *user, const StoreMarked *marked)
{
	Marks *marks = user;

	g_assert_cmpint(marked->assignment_id, ==, 5);
	g_assert_cmpint(marked->pupil_id, ==, 2);
	g_assert_cmpint(marked->at_ms, >, marks->last_ms);
	g_assert_cmpstr(marked->verdict, ==, marks->n == 0 ? "wrong" : "right");
	g_assert_cmpint(marked->teacher_id, ==, 4);
	marks->last_ms = marked->at_ms;
	marks->n++;
}

static void test_marked(StoreFixture *fixture, gconstpointer unused)
{
	StoreMark mark = { .id = 301,
		.page_copy_id = 6,
		.question_id = 1,
		.verdict = (char *)"right",
		.source = (char *)"key",
		.at_ms = 10 };
	Marks marks = { 0 };

	(void)unused;
	put_people(fixture);
	store_put_mark(fixture->store, &mark); /* nobody accepted it */
	mark.id = 302;
	mark.page_copy_id = 7;
	mark.verdict = (char *)"wrong";
	mark.source = (char *)"teacher-pen";
	mark.teacher_id = 4;
	mark.at_ms = 20;
	store_put_mark(fixture->store, &mark);
	mark.id = 303;
	mark.page_copy_id = 6;
	mark.supersedes_id = 302;
	mark.verdict = (char *)"right";
	mark.source = (char *)"key";
	mark.at_ms = 30;
	fixture_wait(fixture, store_put_mark(fixture->store, &mark));
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GError) error = NULL;
	store_reader_marked(reader, 1, 0, G_MAXINT64, on_marked, &marks, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(marks.n, ==, 2);
}

#define SHEET                                                                                      \
	"{\"format\":\"zhibi-sheet\",\"version\":1,\"title\":\"口算\",\"subject\":\"数学\","   \
	"\"pages\":[],\"questions\":[{\"number\":1,\"type\":\"number\",\"points\":10},"            \
	"{\"number\":2,\"type\":\"number\",\"points\":10}]}"

/* Points below the question's own, and deductions, are mistakes as crosses are. */
static void test_points_marked(StoreFixture *fixture, gconstpointer unused)
{
	static const struct {
		gint64 question;
		const char *verdict;
		double points;
		gint n_wrong, n_re_marked; /* of all so far */
	} ROWS[] = {
		{ 1, "points", 10, 0, 0 },
		{ 2, "points", 4, 1, 0 },
		{ 2, "points", 10, 1, 1 },
		{ 1, "none", 0, 1, 1 },
		{ 3, "points", 4, 1, 1 }, /* it is not in the sheet: nobody knows of how many */
		{ 4, "points", 0, 2, 1 },
		{ 5, "deduction", 2, 3, 1 },
		{ 5, "deduction", 0, 3, 2 },
	};
	const StoreSheet sheet = {
		.id = 50, .title = (char *)"口算", .json = (char *)SHEET, .version = 1
	};
	const StoreAssignment assignment = { .id = 5,
		.class_id = 1,
		.sheet_id = 50,
		.subject = (char *)"数学",
		.place = (char *)"home",
		.published_ms = FIXTURE_START_MS };
	const StoreClass class = { .id = 1, .name = (char *)"四2", .grade = 4 };
	g_autoptr(RulesBook) book = rules_book_new(rules_new());
	const gint day = school_day_of(&rules_book_base(book)->clock, FIXTURE_START_MS).day;

	(void)unused;
	put_people(fixture);
	store_put_sheet(fixture->store, &sheet);
	store_put_assignment(fixture->store, &assignment);
	for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const StoreMark mark = { .id = 500 + i,
			.page_copy_id = 6,
			.question_id = ROWS[i].question,
			.verdict = (char *)ROWS[i].verdict,
			.points = ROWS[i].points,
			.source = (char *)"screen",
			.teacher_id = 4,
			.at_ms = 100 + i };
		g_autoptr(GError) error = NULL;
		fixture_wait(fixture, store_put_mark(fixture->store, &mark));
		g_autoptr(StoreReader) reader = fixture_reader(fixture);
		g_autoptr(ClassLoad) load =
			load_source_class(reader, book, &class, (RulesDays){ day, day }, &error);
		g_assert_no_error(error);
		g_autoptr(GArray) rows = class_load_assignments(load, (RulesDays){ day, day });
		const AssignmentLoad *row = &g_array_index(rows, AssignmentLoad, 0);
		g_test_message("%u: %s", i, ROWS[i].verdict);
		g_assert_cmpint(row->n_wrong, ==, ROWS[i].n_wrong);
		g_assert_cmpint(row->n_re_marked, ==, ROWS[i].n_re_marked);
	}
}

static void test_plans(StoreFixture *fixture, gconstpointer unused)
{
	StorePlan plan = { 400, 2, DAY, 30, 150, 60, 4, 1000 };
	const StoreRuleChange change = { 402, (char *)"limits.grades_3_6", (char *)"50", DAY,
		(char *)"家长会决定", 4, 1000 };

	(void)unused;
	put_people(fixture);
	store_put_plan(fixture->store, &plan);
	plan.id = 401;
	plan.limit_minutes = -1;
	store_put_plan(fixture->store, &plan);
	fixture_wait(fixture, store_put_rule_change(fixture->store, &change));
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GPtrArray) plans = store_reader_plans(reader, NULL);
	g_assert_cmpuint(plans->len, ==, 2);
	const StorePlan *first = g_ptr_array_index(plans, 0);
	const StorePlan *second = g_ptr_array_index(plans, 1);
	g_assert_cmpint(first->limit_minutes, ==, 30);
	g_assert_cmpint(first->time_percent, ==, 150);
	g_assert_cmpint(first->items_percent, ==, 60);
	g_assert_cmpint(first->from_day, ==, DAY);
	g_assert_cmpint(second->limit_minutes, ==, -1);
	g_autoptr(GPtrArray) changes = store_reader_rule_changes(reader, NULL);
	g_assert_cmpuint(changes->len, ==, 1);
	const StoreRuleChange *row = g_ptr_array_index(changes, 0);
	g_assert_cmpstr(row->rule, ==, "limits.grades_3_6");
	g_assert_cmpstr(row->value, ==, "50");
	g_assert_cmpstr(row->reason, ==, "家长会决定");
	g_assert_cmpint(row->from_day, ==, DAY);
}

static void test_times_bytes(void)
{
	const StrokeTime given[] = { { FIXTURE_START_MS, FIXTURE_START_MS + 80 },
		{ FIXTURE_START_MS - 5, FIXTURE_START_MS - 5 }, { -7, G_MAXINT32 } };
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(GArray) back = g_array_new(FALSE, FALSE, sizeof(StrokeTime));

	stroke_times_encode(given, G_N_ELEMENTS(given), bytes);
	g_assert_true(stroke_times_decode(bytes->data, bytes->len, back));
	g_assert_cmpuint(back->len, ==, G_N_ELEMENTS(given));
	g_assert_true(memcmp(back->data, given, sizeof(given)) == 0);
	for (guint n = 0; n < bytes->len; n++)
		g_assert_false(stroke_times_decode(bytes->data, n, back));
	g_byte_array_append(bytes, (const guint8 *)"", 1);
	g_assert_false(stroke_times_decode(bytes->data, bytes->len, back));
	g_assert_cmpuint(back->len, ==, G_N_ELEMENTS(given));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, run)                                                                             \
	g_test_add("/store/load/" name, StoreFixture, NULL, fixture_set_up, run, fixture_tear_down)
	ADD("work", test_work);
	ADD("moved", test_moved);
	ADD("marked", test_marked);
	ADD("points-marked", test_points_marked);
	ADD("plans", test_plans);
	g_test_add_func("/store/load/times-bytes", test_times_bytes);
	return g_test_run();
}
