/* SPDX-License-Identifier: MIT */
/* Every table out and back, upserts, bindings, marks that stay, raw transfers, nights. */
#include "store/reader-privacy.h"
#include "tests/store-fixture.h"
#include "tests/store-rows.h"

#include <sqlite3.h>
#include <string.h>

/* The only row; borrowed from `rows`. */
static gpointer only(GPtrArray *rows)
{
	g_assert_nonnull(rows);
	g_assert_cmpuint(rows->len, ==, 1);
	return rows->pdata[0];
}

static void test_people(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_base(fixture);
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GPtrArray) schools = store_reader_schools(reader, NULL);
	const StoreSchool *school = only(schools);
	g_assert_cmpint(school->id, ==, 1);
	g_assert_cmpstr(school->name, ==, "贵溪市第一小学");
	g_autoptr(GPtrArray) classes = store_reader_classes(reader, NULL);
	const StoreClass *class = only(classes);
	g_assert_cmpint(class->id, ==, 2);
	g_assert_cmpint(class->school_id, ==, 1);
	g_assert_cmpstr(class->name, ==, "四年级2班");
	g_assert_cmpint(class->grade, ==, 4);
	g_assert_true(class->hide_names);
	g_assert_cmpint(class->n_rows, ==, 6);
	g_assert_cmpint(class->n_columns, ==, 8);
	g_autoptr(GPtrArray) pupils = store_reader_pupils(reader, 2, NULL);
	const StorePupil *pupil = only(pupils);
	g_assert_cmpint(pupil->id, ==, 3);
	g_assert_cmpint(pupil->class_id, ==, 2);
	g_assert_cmpint(pupil->number, ==, 17);
	g_assert_cmpstr(pupil->name, ==, "王小明");
	g_assert_cmpint(pupil->seat_row, ==, 5);
	g_assert_cmpint(pupil->seat_column, ==, 7);
	g_autoptr(GPtrArray) nobody = store_reader_pupils(reader, 99, NULL);
	g_assert_cmpuint(nobody->len, ==, 0);
	g_autoptr(GPtrArray) teachers = store_reader_teachers(reader, NULL);
	const StoreTeacher *teacher = only(teachers);
	g_assert_cmpint(teacher->id, ==, 4);
	g_assert_cmpstr(teacher->login, ==, "teacher");
	g_assert_cmpstr(teacher->name, ==, "李老师");
	g_assert_cmpstr(teacher->password_hash, ==, "$argon2id$v=19$…");
}

static void test_papers(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_base(fixture);
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GPtrArray) pens = store_reader_pens(reader, NULL);
	const StorePen *pen = only(pens);
	g_assert_cmpint(pen->id, ==, 5);
	g_assert_cmpstr(pen->address, ==, "9C:7B:D2:0A:0B:0C");
	g_assert_cmpstr(pen->driver, ==, "neo");
	g_assert_cmpstr(pen->model, ==, "NWP-F55");
	g_assert_cmpstr(pen->firmware, ==, "1.08");
	g_assert_cmpint(pen->battery_percent, ==, 80);
	g_assert_cmpint(pen->last_seen_ms, ==, FIXTURE_START_MS);
	g_autoptr(GPtrArray) sheets = store_reader_sheets(reader, NULL);
	const StoreSheet *sheet = only(sheets);
	g_assert_cmpint(sheet->id, ==, 6);
	g_assert_cmpstr(sheet->title, ==, "口算练习 12");
	g_assert_cmpstr(sheet->json, ==, "{\"pages\":[]}");
	g_assert_cmpint(sheet->version, ==, 1);
	g_autoptr(GPtrArray) assignments = store_reader_assignments(reader, 2, NULL);
	const StoreAssignment *assignment = only(assignments);
	g_assert_cmpint(assignment->id, ==, 7);
	g_assert_cmpint(assignment->class_id, ==, 2);
	g_assert_cmpint(assignment->sheet_id, ==, 6);
	g_assert_cmpstr(assignment->subject, ==, "数学");
	g_assert_cmpstr(assignment->place, ==, "lesson");
	g_assert_cmpint(assignment->published_ms, ==, FIXTURE_START_MS);
	g_assert_cmpint(assignment->due_ms, ==, 0);
	g_assert_cmpstr(assignment->title, ==, "口算 12");
	g_assert_cmpint(assignment->minutes, ==, 20);
	g_assert_cmpstr(assignment->layer, ==, "B");
	g_assert_cmpint(assignment->n_pages, ==, 2);
	g_assert_cmpstr(assignment->reason, ==, "复习");
	g_assert_cmpint(assignment->teacher_id, ==, 4);
	g_autoptr(GPtrArray) page_copies = store_reader_page_copies(reader, 7, NULL);
	const StorePageCopy *page_copy = only(page_copies);
	PageAddress page = { PAGE_FAMILY_NCODE, 3, 27, 603, 10 };
	g_assert_cmpint(page_copy->id, ==, 8);
	g_assert_cmpint(page_copy->assignment_id, ==, 7);
	g_assert_cmpint(page_copy->pupil_id, ==, 3);
	g_assert_cmpint(page_copy->pen_id, ==, 5);
	g_assert_true(page_address_equal(&page_copy->page, &page));
	g_assert_cmpint(page_copy->created_ms, ==, FIXTURE_START_MS);
}

static void test_upserts(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_base(fixture);
	char name[] = "王大明";
	StorePupil pupil = { 3, 2, 18, name, -1, -1, NULL, 0 };
	store_put_pupil(fixture->store, &pupil);
	/* An unclaimed page that goes to nobody: 0 is "none". */
	StorePageCopy page_copy = { .id = 9,
		.pen_id = 5,
		.page = { PAGE_FAMILY_NCODE, 4000000000, 4000000000, 4000000000, 4000000000 } };
	fixture_wait(fixture, store_put_page_copy(fixture->store, &page_copy));
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GPtrArray) pupils = store_reader_pupils(reader, 2, NULL);
	const StorePupil *found = only(pupils);
	g_assert_cmpstr(found->name, ==, "王大明");
	g_assert_cmpint(found->number, ==, 18);
	g_assert_cmpint(found->seat_row, ==, -1);
	g_autoptr(GPtrArray) unclaimed = store_reader_page_copies(reader, 0, NULL);
	const StorePageCopy *free_copy = only(unclaimed);
	g_assert_cmpint(free_copy->assignment_id, ==, 0);
	g_assert_cmpint(free_copy->pupil_id, ==, 0);
	g_assert_true(page_address_equal(&free_copy->page, &page_copy.page));
}

static void test_bindings(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_base(fixture);
	StoreBinding first = { 20, 5, 3, 0, FIXTURE_START_MS, (char *)"hand" };
	StoreBinding second = { 21, 5, 0, 4, FIXTURE_START_MS + 1000, (char *)"swap" };
	StoreBinding end = { 22, 5, 0, 0, FIXTURE_START_MS + 2000, NULL };
	store_put_binding(fixture->store, &first);
	fixture_wait(fixture, store_put_binding(fixture->store, &second));
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GPtrArray) bindings = store_reader_bindings(reader, NULL);
	const StoreBinding *found = only(bindings);
	g_assert_cmpint(found->id, ==, 21);
	g_assert_cmpint(found->pen_id, ==, 5);
	g_assert_cmpint(found->pupil_id, ==, 0);
	g_assert_cmpint(found->teacher_id, ==, 4);
	g_assert_cmpint(found->from_ms, ==, FIXTURE_START_MS + 1000);
	fixture_wait(fixture, store_put_binding(fixture->store, &second)); /* the same again */
	fixture_wait(fixture, store_put_binding(fixture->store, &end));
	g_autoptr(GPtrArray) none = store_reader_bindings(reader, NULL);
	g_assert_cmpuint(none->len, ==, 0);
}

static void test_clock_readings(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_base(fixture);
	ClockReading later = { FIXTURE_START_MS + 5000, 1000, 0, 0 };
	ClockReading earlier = { FIXTURE_START_MS, 500, 0, 0 };
	store_put_clock_reading(fixture->store, 5, &later);
	later.set_ms = later.host_ms + 100;
	store_put_clock_reading(fixture->store, 5, &later);
	later.emptied_ms = later.host_ms + 200;
	store_put_clock_reading(fixture->store, 5, &later);
	fixture_wait(fixture, store_put_clock_reading(fixture->store, 5, &earlier));
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GArray) readings = store_reader_clock_readings(reader, 5, NULL);
	g_assert_cmpuint(readings->len, ==, 2);
	g_assert_cmpint(g_array_index(readings, ClockReading, 0).host_ms, ==, earlier.host_ms);
	g_assert_cmpint(g_array_index(readings, ClockReading, 0).pen_ms, ==, 500);
	g_assert_cmpint(g_array_index(readings, ClockReading, 0).set_ms, ==, 0);
	g_assert_cmpint(g_array_index(readings, ClockReading, 0).emptied_ms, ==, 0);
	g_assert_true(memcmp(&g_array_index(readings, ClockReading, 1), &later, sizeof later) == 0);
	/* A pen that comes every day for years: the last of them say all. */
	for (guint i = 1; i <= STORE_CLOCK_READINGS; i++) {
		ClockReading daily = { later.host_ms + i * 1000, i, 0, 0 };
		store_put_clock_reading(fixture->store, 5, &daily);
	}
	fixture_wait(fixture, store_sequence(fixture->store));
	g_autoptr(GArray) last = store_reader_clock_readings(reader, 5, NULL);
	g_assert_cmpuint(last->len, ==, STORE_CLOCK_READINGS);
	g_assert_cmpint(g_array_index(last, ClockReading, 0).host_ms, ==, later.host_ms + 1000);
}

static void expect_refused(const char *path, const char *sql)
{
	sqlite3 *handle;
	g_assert_cmpint(sqlite3_open(path, &handle), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(handle, sql, NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
	sqlite3_close(handle);
}

static void test_marks(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_base(fixture);
	char wrong[] = "wrong", right[] = "right", pen[] = "teacher-pen", screen[] = "screen";
	char action[] = "a1";
	StoreMark first = { 30, 8, 2, 0, wrong, 0, NULL, pen, 4, FIXTURE_START_MS, 0.75, 1, NULL, 0,
		0, false, 0, 0 };
	StoreMark second = { 31, 8, 2, 30, right, 5.5, NULL, screen, 4, FIXTURE_START_MS + 1, 1, 1,
		action, 30, 77, true, 4210.5, 9960 };
	store_put_mark(fixture->store, &first);
	fixture_wait(fixture, store_put_mark(fixture->store, &second));
	expect_refused(fixture->path, "UPDATE mark SET verdict = 'right' WHERE id = 30");
	expect_refused(fixture->path, "DELETE FROM mark WHERE id = 30");
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GPtrArray) marks = store_reader_marks(reader, 8, NULL);
	g_assert_cmpuint(marks->len, ==, 2);
	const StoreMark *mark = marks->pdata[0];
	g_assert_cmpint(mark->id, ==, 30);
	g_assert_cmpstr(mark->verdict, ==, "wrong");
	g_assert_cmpfloat(mark->confidence, ==, 0.75);
	mark = marks->pdata[1];
	g_assert_cmpint(mark->page_copy_id, ==, 8);
	g_assert_cmpint(mark->question_id, ==, 2);
	g_assert_cmpint(mark->supersedes_id, ==, 30);
	g_assert_cmpstr(mark->verdict, ==, "right");
	g_assert_cmpfloat(mark->points, ==, 5.5);
	g_assert_cmpstr(mark->source, ==, "screen");
	g_assert_cmpint(mark->teacher_id, ==, 4);
	g_assert_cmpint(mark->at_ms, ==, FIXTURE_START_MS + 1);
	g_assert_cmpint(mark->sheet_version, ==, 1);
	g_assert_cmpstr(mark->action, ==, "a1");
	g_assert_cmpint(mark->undoes_id, ==, 30);
	g_assert_cmpint(mark->comment_id, ==, 77);
	g_assert_true(mark->has_spot);
	g_assert_cmpfloat(mark->x, ==, 4210.5);
	g_assert_cmpfloat(mark->y, ==, 9960);
	g_assert_cmpstr(mark->text, ==, "");
}

/* A version that is there stays; the newest is what the sheet is. */
static void test_sheet_versions(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_base(fixture);
	char title[] = "口算练习 12", json[] = "{\"pages\":[1]}", other[] = "{}";
	StoreSheet sheet = { .id = 6,
		.title = title,
		.json = json,
		.version = 2,
		.teacher_id = 4,
		.at_ms = FIXTURE_START_MS };
	store_put_sheet(fixture->store, &sheet);
	sheet.json = other;
	fixture_wait(fixture, store_put_sheet(fixture->store, &sheet)); /* told again: stays */
	expect_refused(fixture->path, "UPDATE sheet_version SET json = ''");
	expect_refused(fixture->path, "DELETE FROM sheet_version");
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GPtrArray) sheets = store_reader_sheets(reader, NULL);
	const StoreSheet *newest = only(sheets);
	g_assert_cmpint(newest->version, ==, 2);
	g_assert_cmpstr(newest->json, ==, "{\"pages\":[1]}");
	g_assert_cmpint(newest->teacher_id, ==, 4);
	g_assert_cmpint(newest->at_ms, ==, FIXTURE_START_MS);
	g_autoptr(GPtrArray) versions = store_reader_sheet_versions(reader, 6, NULL);
	g_assert_cmpuint(versions->len, ==, 2);
	const StoreSheet *first = g_ptr_array_index(versions, 0);
	g_assert_cmpint(first->version, ==, 1);
	g_assert_cmpstr(first->json, ==, "{\"pages\":[]}");
	g_autoptr(GPtrArray) none = store_reader_sheet_versions(reader, 7, NULL);
	g_assert_cmpuint(none->len, ==, 0);
}

static void test_answers(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_base(fixture);
	char read_state[] = "read", b[] = "B", d[] = "D", none[] = "none", wrong[] = "wrong";
	StoreAnswer answer = { 8, 2, read_state, b, 0.5, true, d, FIXTURE_START_MS,
		FIXTURE_START_MS + 900, 3, 1500, none, 0, 0 };
	store_put_answer(fixture->store, &answer);
	answer.verdict = wrong;
	answer.verdict_confidence = 0.75;
	fixture_wait(fixture, store_put_answer(fixture->store, &answer));
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GPtrArray) answers = store_reader_answers(reader, 8, NULL);
	const StoreAnswer *kept = only(answers);
	g_assert_cmpint(kept->question_id, ==, 2);
	g_assert_cmpstr(kept->state, ==, "read");
	g_assert_cmpstr(kept->text, ==, "B");
	g_assert_true(kept->corrected);
	g_assert_cmpstr(kept->first_text, ==, "D");
	g_assert_cmpint(kept->last_ms - kept->first_ms, ==, 900);
	g_assert_cmpint(kept->n_strokes, ==, 3);
	g_assert_cmpint(kept->spent_ms, ==, 1500);
	g_assert_cmpstr(kept->verdict, ==, "wrong");
	g_assert_cmpfloat(kept->verdict_confidence, ==, 0.75);
	expect_refused(fixture->path, "UPDATE answer SET state = 'perhaps'");
}

static void test_claims_and_corrections(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_base(fixture);
	char hand[] = "hand", undo[] = "undo", b[] = "B", d[] = "D", choice[] = "choice";
	char ink[] = "0 0 1 1";
	StoreClaim claim = { 60, 8, 3, 0, hand, 4, FIXTURE_START_MS };
	StoreClaim undone = { 61, 8, 0, 3, undo, 4, FIXTURE_START_MS + 1 };
	StoreCorrection correction = { 62, 8, 2, b, d, choice, ink, 4, FIXTURE_START_MS };
	store_put_claim(fixture->store, &claim);
	store_put_claim(fixture->store, &undone);
	fixture_wait(fixture, store_put_correction(fixture->store, &correction));
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GPtrArray) claims = store_reader_claims(reader, 8, NULL);
	g_assert_cmpuint(claims->len, ==, 2);
	const StoreClaim *last = claims->pdata[1];
	g_assert_cmpint(last->pupil_id, ==, 0);
	g_assert_cmpint(last->before_pupil_id, ==, 3);
	g_assert_cmpstr(last->how, ==, "undo");
	/* Learnt from while there is consent, and not before nor after. */
	g_autoptr(GPtrArray) without = store_reader_corrections_allowed(reader, NULL);
	g_assert_cmpuint(without->len, ==, 0);
	char kind[] = "ink";
	StoreConsent consent = { 70, 3, true, kind, FIXTURE_START_MS, NULL };
	fixture_wait(fixture, store_put_consent(fixture->store, &consent));
	g_autoptr(GPtrArray) with = store_reader_corrections_allowed(reader, NULL);
	g_assert_cmpuint(with->len, ==, 1);
	consent = (StoreConsent){ 71, 3, false, kind, FIXTURE_START_MS + 1, NULL };
	fixture_wait(fixture, store_put_consent(fixture->store, &consent));
	g_autoptr(GPtrArray) withdrawn = store_reader_corrections_allowed(reader, NULL);
	g_assert_cmpuint(withdrawn->len, ==, 0);
	g_autoptr(GPtrArray) corrections = store_reader_corrections(reader, 8, NULL);
	const StoreCorrection *kept = only(corrections);
	g_assert_cmpstr(kept->text, ==, "B");
	g_assert_cmpstr(kept->read_as, ==, "D");
	g_assert_cmpstr(kept->kind, ==, "choice");
	g_assert_cmpstr(kept->ink, ==, "0 0 1 1");
	g_autoptr(GPtrArray) others = store_reader_corrections(reader, 9, NULL);
	g_assert_cmpuint(others->len, ==, 0);
}

static void test_consent_and_access(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_base(fixture);
	char ink[] = "ink", open_page[] = "open-page";
	StoreConsent consent = { 40, 3, true, ink, FIXTURE_START_MS, NULL };
	StoreAccess access = { 4, 8, FIXTURE_START_MS + 7, open_page, 0, NULL };
	store_put_consent(fixture->store, &consent);
	store_put_access(fixture->store, &access);
	fixture_wait(fixture, store_put_access(fixture->store, &access));
	expect_refused(fixture->path, "UPDATE access_log SET teacher_id = NULL");
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GPtrArray) consents = store_reader_consents(reader, 3, NULL);
	const StoreConsent *given = only(consents);
	g_assert_cmpint(given->id, ==, 40);
	g_assert_true(given->given);
	g_assert_cmpstr(given->kind, ==, "ink");
	g_assert_cmpint(given->at_ms, ==, FIXTURE_START_MS);
	g_autoptr(GPtrArray) accesses = store_reader_accesses(reader, 8, NULL);
	g_assert_cmpuint(accesses->len, ==, 2); /* each look is one */
	const StoreAccess *look = accesses->pdata[1];
	g_assert_cmpint(look->teacher_id, ==, 4);
	g_assert_cmpint(look->page_copy_id, ==, 8);
	g_assert_cmpint(look->at_ms, ==, FIXTURE_START_MS + 7);
	g_assert_cmpstr(look->what, ==, "open-page");
}

static void test_raw(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_base(fixture);
	const guint8 down[] = { 0xc0, 0x63, 0xc1 }, up[] = { 0xc0 };
	store_put_raw(fixture->store, 5, FIXTURE_START_MS, true, up, sizeof up);
	store_put_raw(fixture->store, 6, FIXTURE_START_MS, false, up, sizeof up);
	fixture_wait(fixture,
		store_put_raw(fixture->store, 5, FIXTURE_START_MS + 20, false, down, sizeof down));
	fixture_wait(fixture, store_put_raw(fixture->store, 5, FIXTURE_START_MS + 3000, false, down,
				      sizeof down));
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	GString *text = store_reader_raw(reader, 5, NULL);
	g_assert_cmpstr(text->str, ==,
		"# pen 9C:7B:D2:0A:0B:0C, from 1764576000000 ms since 1970\n"
		"driver: neo\n"
		"model: NWP-F55\n"
		"0 > C0\n"
		"20000 < C063C1\n"
		"3000000 < C063C1\n");
	g_string_free(text, TRUE);
	fixture_wait(fixture, store_forget_raw(fixture->store, FIXTURE_START_MS + 3000));
	text = store_reader_raw(reader, 5, NULL);
	g_assert_true(g_str_has_suffix(text->str, "model: NWP-F55\n0 < C063C1\n"));
	g_string_free(text, TRUE);
}

/* Sixty are kept on either side of what the clock says: one start with a clock at 2000 forgets none. */
static void test_nights(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	const gint64 day_ms = G_GINT64_CONSTANT(86400000), first_day = FIXTURE_START_MS / day_ms;

	for (gint64 i = 0; i < 70; i++)
		store_put_night(fixture->store, first_day + i, FIXTURE_START_MS + i * day_ms);
	fixture_wait(fixture, store_put_night(fixture->store, 10957, 10957 * day_ms));
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	const gint64 now_ms = FIXTURE_START_MS + 69 * day_ms;
	g_autoptr(GArray) nights = store_reader_nights(reader, now_ms, NULL);
	g_assert_cmpuint(nights->len, ==, 62); /* sixty, the newest, and the wrong one */
	for (gint64 i = 0; i < 61; i++)
		g_assert_cmpint(g_array_index(nights, gint64, i), ==, now_ms - i * day_ms);
	g_autoptr(GArray) then = store_reader_nights(reader, 10957 * day_ms, NULL);
	g_assert_cmpuint(then->len, ==, 1);
	/* The clock is right again: the wrong one goes as the oldest. */
	fixture_wait(fixture, store_put_night(fixture->store, first_day + 70, now_ms + day_ms));
	g_autoptr(GArray) last = store_reader_nights(reader, now_ms + day_ms, NULL);
	g_assert_cmpuint(last->len, ==, 61);
	g_assert_cmpint(g_array_index(last, gint64, 60), ==, now_ms - 59 * day_ms);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
	g_test_add("/store/tables/" name, StoreFixture, NULL, fixture_set_up, function,            \
		fixture_tear_down)
	ADD("people", test_people);
	ADD("papers", test_papers);
	ADD("upserts", test_upserts);
	ADD("bindings", test_bindings);
	ADD("clock-readings", test_clock_readings);
	ADD("marks", test_marks);
	ADD("sheet-versions", test_sheet_versions);
	ADD("answers", test_answers);
	ADD("claims-and-corrections", test_claims_and_corrections);
	ADD("consent-and-access", test_consent_and_access);
	ADD("raw", test_raw);
	ADD("nights", test_nights);
	return g_test_run();
}
